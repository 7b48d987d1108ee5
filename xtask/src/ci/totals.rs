//! The tests, counted over all of cargo's runs of them.

use std::fmt;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

use oas_command::failure::Failure;
use oas_command::print;

use crate::{cargo, workspace};

/// How many tests there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Totals {
    passed: u64,
    failed: u64,
    skipped: u64,
}

impl fmt::Display for Totals {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed, {} skipped", self.passed, self.failed, self.skipped)
    }
}

/// The arguments of the README's test command.
pub(super) fn readme_command() -> Result<Vec<String>, Failure> {
    let path = workspace::root().join("README.md");
    let text =
        std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, "read", error))?;
    let args = test_command(&text).ok_or_else(|| {
        Failure::file(&path, "use", "no line of it starts with `cargo test --workspace`")
    })?;
    Ok(args)
}

fn test_command(readme: &str) -> Option<Vec<String>> {
    let line = readme.lines().find(|line| line.starts_with("cargo test --workspace"))?;
    let command = line.split('#').next().unwrap_or_default();
    Some(command.split_whitespace().skip(1).map(str::to_owned).collect())
}

/// Runs the README's test command; a failure in one test does not keep the others from being run.
pub(super) fn run(totals: &mut Option<Totals>) -> Result<(), Failure> {
    let mut args = readme_command()?;
    args.push("--no-fail-fast".to_owned());
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    count(cargo::command(&args), &args, totals)
}

/// Runs a command of cargo's, shows what it prints and counts its tests.
pub(super) fn count(
    mut command: Command,
    args: &[&str],
    totals: &mut Option<Totals>,
) -> Result<(), Failure> {
    cargo::show(args, &[])?;
    let mut child =
        command.stdout(Stdio::piped()).spawn().map_err(|error| cargo::not_started(&error))?;
    let mut counted = Totals::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n') {
            let Ok(line) = line else { break };
            let line = String::from_utf8_lossy(&line);
            counted.add(&line);
            print::out(&format!("{line}\n"))?;
        }
    }
    let status = child.wait().map_err(|error| cargo::not_started(&error))?;
    *totals = Some(counted);
    if status.success() { Ok(()) } else { Err(cargo::failed(args)) }
}

impl Totals {
    /// Adds a line such as `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; …`.
    fn add(&mut self, line: &str) {
        let Some(counts) = line.strip_prefix("test result: ") else {
            return;
        };
        for part in counts.split([';', '.']) {
            let mut words = part.split_whitespace();
            if let (Some(Ok(count)), Some(what)) =
                (words.next().map(str::parse::<u64>), words.next())
            {
                match what {
                    "passed" => self.passed += count,
                    "failed" => self.failed += count,
                    "ignored" => self.skipped += count,
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_is_read_off_the_readme() {
        let readme = "# T\n\n```sh\ncargo test --workspace --all-features   # all tests\n```\n";
        assert_eq!(test_command(readme).unwrap(), ["test", "--workspace", "--all-features"]);
        assert_eq!(test_command("cargo run"), None);
        assert_eq!(readme_command().unwrap(), ["test", "--workspace"]);
    }

    #[test]
    fn result_lines_are_summed() {
        let mut totals = Totals::default();
        for line in [
            "running 3 tests",
            "test a ... ok",
            "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s",
            "test result: FAILED. 1 passed; 2 failed; 0 ignored; 0 measured; 5 filtered out; finished in 1.50s",
            "a line that says 7 passed; 7 failed",
        ] {
            totals.add(line);
        }
        assert_eq!(totals.to_string(), "4 passed, 2 failed, 1 skipped");
    }
}
