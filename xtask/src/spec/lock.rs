//! `cargo xtask spec lock`: where the document came from, and which one it is.

use std::process::ExitCode;

use oas_command::failure::{Failure, Kind};
use oas_command::print;
use oas_command::vendored::{Guard, Lock, Next, Plan, Vendored, canonical};

use crate::workspace;

/// Write openapi.lock anew from openapi.json, or check that it fits
///
/// The lock says where openapi.json came from, which document it is (SHA-256 of the file), and how much is in it.
/// openapi.json is kept in one form: keys sorted, arrays as they are, two blanks of indentation, a line feed at the end.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask spec lock            after openapi.json was edited by hand
  cargo xtask spec lock --check    in CI

Exit codes:
  0  written, or the lock and the form fit
  1  --check: they do not fit
  2  a file cannot be read or written
  5  openapi.json is not an OpenAPI document in JSON")]
pub(crate) struct Args {
    /// Change nothing; say what does not fit, and fail
    #[arg(long)]
    check: bool,
}

impl Args {
    /// The arguments for a check.
    pub(super) fn check() -> Self {
        Self { check: true }
    }
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let place = workspace::place()?;
    if args.check {
        return check(&Vendored::read(place)?);
    }
    let alone = Guard::take(&place)?;
    let vendored = Vendored::read(place)?;
    let (text, lock) = (&vendored.kept.canonical, &vendored.entry());
    let next = Next { text, lock, plan: &Plan::default(), generated: &[] };
    let written = vendored.replace(&next, &alone)?;
    let place = &vendored.place;
    let copy = place.copy.clone().map(|path| (path, written.copy));
    let settings = place.settings().filter(|_| written.settings);
    for (path, written) in [(place.document(), written.document)]
        .into_iter()
        .chain(copy)
        .chain([(place.lock(), written.lock)])
        .chain(settings.map(|path| (path, true)))
    {
        let state = if written { "written" } else { "as it should be" };
        print::out(&format!("{} is {state}\n", path.display()))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn check(vendored: &Vendored) -> Result<ExitCode, Failure> {
    const MEND: &str = "`cargo xtask spec lock` mends it";
    let fail = |message: String| Err(Failure::new(Kind::Negative, format!("{message}; {MEND}")));
    if let Some(line) = first_difference(&vendored.text, &vendored.kept.canonical) {
        return fail(format!(
            "{}:{line}: this is not the form in which the document is kept (keys sorted, indented by two)",
            vendored.name
        ));
    }
    let Some(text) = &vendored.lock_text else {
        return fail("there is no openapi.lock".to_owned());
    };
    let Some(lock) = Lock::parse(text) else {
        return fail("openapi.lock is not a lock".to_owned());
    };
    let expected = vendored.entry();
    let entry = lock.fitting(&expected.sha256).unwrap_or(&lock);
    if !entry.differences(&expected).is_empty() {
        return fail(format!(
            "openapi.lock does not fit openapi.json: {}",
            entry.differences(&expected)
        ));
    }
    if let Some(path) = &vendored.place.copy {
        // Between the two writes of a refresh that was interrupted, the copy is still the one of the older document.
        let known = vendored.copy.as_ref().is_some_and(|text| {
            *text == vendored.text
                || lock.next.is_some() && lock.fitting(&canonical::sha256(text)).is_some()
        });
        if !known {
            return fail(format!("{} is not a copy of {}", path.display(), vendored.name));
        }
    }
    if vendored.is_interrupted() {
        print::error(
            "note: a refresh was interrupted: openapi.json is whole, openapi.lock and the names in generate.json fit it, and have entries too many; `cargo xtask spec lock` removes them",
        );
    }
    print::out(&format!("openapi.json fits openapi.lock: {entry}\n"))?;
    Ok(ExitCode::SUCCESS)
}

/// The line where two texts part.
fn first_difference(one: &str, other: &str) -> Option<usize> {
    if one == other {
        return None;
    }
    let same = one.bytes().zip(other.bytes()).take_while(|(a, b)| a == b);
    Some(1 + same.filter(|(byte, _)| *byte == b'\n').count())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_of_the_first_difference_is_found() {
        assert_eq!(first_difference("a\nb\n", "a\nb\n"), None);
        assert_eq!(first_difference("a\nb\n", "a\nc\n"), Some(2));
        assert_eq!(first_difference("a\nb", "a\nb\n"), Some(2));
    }
}
