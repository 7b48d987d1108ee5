//! `check`: whether the live document is still the vendored one.

use std::path::PathBuf;
use std::process::ExitCode;

use crate::changes::accepted::Accepted;
use crate::changes::report::{Basis, Format, Options, Threshold};
use crate::failure::{Failure, Kind};

use super::candidate::{From, Obtained};
use super::fit::Fit;
use super::named;
use crate::print;
use crate::vendored::{Place, Vendored};

/// Check whether the live document is still the vendored one; for CI
///
/// Fetches the document from its source and compares it with the one that is
/// here. Says nothing when there is nothing to say, and writes nothing. Names in
/// the settings of the generator that fit nothing, and what the hand-written code
/// relies on and misses, stand above the changes, each with the lines of the code,
/// and fail whatever --fail-on says. Of several documents each is checked.
///
/// A file of accepted changes (openapi.accepted.json beside openapi.json, or the
/// one that oas.toml names) has changes that are known and no reason to fail: a JSON array of the entries that every report shows with
/// its changes, each with a reason. For example
///   [{"rule": "path-removed", "pointer": "/paths/~1beta",
///     "reason": "was never in a release"}]
/// An entry that names no change any more is complained about.
#[derive(Debug, clap::Args)]
#[command(
    verbatim_doc_comment,
    after_help = "\
Examples:
  cargo oas check
  cargo oas check --fail-on risky
  cargo oas check --format github     in a workflow
  cargo oas check --format html --output drift.html
  cargo oas check --api pets        one of several documents

Exit codes:
  0  no drift, or all of it is accepted
  1  drift at or over --fail-on, or something that has to be adapted
  2  a wrong argument, a file that cannot be read or written, or an accepted
     change that is none any more
  3  drift, all of it under --fail-on
  4  the document could not be fetched
  5  what was fetched is not an OpenAPI document"
)]
pub struct Args {
    #[command(flatten)]
    from: From,
    /// The class from which on drift is a failure
    #[arg(long, value_enum, value_name = "CLASS", default_value_t = Threshold::Breaking)]
    fail_on: Threshold,
    /// The file of accepted changes [default: the project's, if it is there]
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// What the Rust classes rest on
    #[arg(long, value_enum, value_name = "BASIS", default_value_t = Basis::Rules)]
    rust: Basis,
    #[command(flatten)]
    report: Options,
}

/// Checks each of the documents.
///
/// # Errors
/// A file of a document, or the document itself, cannot be read, or the report cannot be written.
pub fn run(args: &Args, places: Vec<Place>) -> Result<ExitCode, Failure> {
    super::one_by_one(places, &args.report, args.from.is_given() || args.accepted.is_some(), |it| {
        one(args, it)
    })
}

fn one(args: &Args, place: Place) -> Result<ExitCode, Failure> {
    let accepted = match &args.accepted {
        Some(path) => Accepted::read(path)?,
        None if place.accepted_is_named() => Accepted::read(&place.accepted())?,
        None => Accepted::read_if_there(&place.accepted())?,
    };
    let vendored = Vendored::read(place)?;
    if vendored.is_interrupted() {
        print::error(&named::interrupted(&vendored.place));
    }
    let old = vendored.document();
    let obtained = args.from.obtain(&vendored)?;
    let (mut changes, fit) = match &obtained {
        Obtained::Document(candidate) if !candidate.is(&vendored) => {
            let fit = candidate.fit(&vendored);
            (candidate.compare(&vendored, args.rust, &fit), Some(fit))
        }
        _ => (oas_diff::diff(old, old, &oas_diff::Settings::default()), None),
    };
    let applied = accepted.apply(&mut changes);
    changes.preamble = fit.as_ref().map(Fit::above).unwrap_or_default();
    let quiet =
        changes.is_empty() && changes.preamble.is_empty() && args.report.format == Format::Terminal;
    if !quiet || args.report.file().is_some() {
        let as_markdown = args.report.format == Format::Markdown;
        let mut note = fit.as_ref().map(|fit| fit.new_operations(as_markdown)).unwrap_or_default();
        match applied.accepted {
            0 => {}
            1 => note.push_str("\n1 more change is accepted\n"),
            count => note.push_str(&format!("\n{count} more changes are accepted\n")),
        }
        args.report.show(&changes, args.fail_on, &note)?;
    }
    // Whatever the changes are, somebody has to adapt something.
    let code = match fit.is_some_and(|fit| !fit.adapt.is_empty()) {
        true => ExitCode::from(Kind::Negative as u8),
        false => args.fail_on.exit(&changes),
    };
    Ok(applied.finish(code))
}
