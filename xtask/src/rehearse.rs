//! `cargo xtask rehearse`: refreshes that take too long for each change, as the tests of xtask that are left out otherwise.

use std::process::ExitCode;

use oas_command::failure::Failure;

use crate::cargo;

/// Which variants are tried; read by `xtask/tests/variants.rs`.
const ONLY: &str = "REHEARSE_ONLY";

/// After how many minutes none is begun; read there too.
const MINUTES: &str = "REHEARSE_MINUTES";

/// Rehearse refreshes: with a hundred variants of the document, and killed 500 times
///
/// Each variant is a thing that real services do. It becomes a client that the hand-written code compiles with, or is
/// refused in one report. With --check or --tests the workspace is copied and refreshed from each variant that is accepted.
/// There every package is compiled with examples, tests and benches, or the tests of what depends on the document are run.
/// What has passed is kept in target/rehearse and not run again until something changes. Nothing of this workspace is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask rehearse                     all variants compiled, then 500 kills
  cargo xtask rehearse --only envelopes    the variants with this text in their name, and no kills
  cargo xtask rehearse --check             all packages compiled with each that is accepted
  cargo xtask rehearse --check --minutes 60
  cargo xtask rehearse --tests --only left

Exit codes:
  0  all came out as expected
  1  something did not; it is named
  2  a wrong argument, or cargo does not start")]
pub(crate) struct Args {
    /// Only the variants with this text in their name, and no kills
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Compile all packages, examples, tests and benches with each that is accepted; takes a minute each
    #[arg(long, conflicts_with = "tests")]
    check: bool,
    /// Run the tests with each variant that is accepted; takes minutes each
    #[arg(long)]
    tests: bool,
    /// With --check or --tests: begin with no variant after so many minutes, and name those that are left
    #[arg(long, value_name = "N")]
    minutes: Option<u64>,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let test = match (args.check, args.tests) {
        (true, _) => "every_accepted_variant_compiles_with_examples_and_tests",
        (_, true) => "every_accepted_variant_passes_the_tests",
        _ => "every_variant_is_compiled",
    };
    let only = args.only.as_deref().unwrap_or_default();
    let minutes = args.minutes.map(|minutes| minutes.to_string());
    let limit = minutes.as_deref().map(|minutes| (MINUTES, minutes));
    // The refreshes are made offline, and need packages that the tests of xtask do not.
    cargo::run(&["fetch", "--quiet", "--locked"], &[])?;
    ignored(
        "variants",
        test,
        &[Some((ONLY, only)), limit].into_iter().flatten().collect::<Vec<_>>(),
    )?;
    if args.only.is_none() && test == "every_variant_is_compiled" {
        ignored("killed", "five_hundred_kills", &[])?;
    }
    Ok(ExitCode::SUCCESS)
}

fn ignored(file: &str, test: &str, environment: &[(&str, &str)]) -> Result<(), Failure> {
    let args = ["test", "--quiet", "--package", "xtask", "--test", file, "--"];
    cargo::run(&[&args[..], &["--ignored", "--nocapture", test]].concat(), environment)
}
