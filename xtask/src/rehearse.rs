//! `cargo xtask rehearse`: refreshes that take too long for each change, as the tests of xtask that are left out otherwise.

use std::process::ExitCode;

use oas_command::failure::Failure;

use crate::cargo;

/// Which variants are tried; read by `xtask/tests/variants.rs`.
const ONLY: &str = "REHEARSE_ONLY";

/// Rehearse refreshes: with a hundred variants of the document, and killed 500 times
///
/// Each variant is a thing that real services do. It becomes a client that the hand-written code compiles with, or is
/// refused in one report. With --check or --tests the workspace is copied, refreshed from each variant that is accepted,
/// and examples and tests of what depends on the document are compiled there, or run. Nothing of this workspace is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask rehearse                     all variants compiled, then 500 kills
  cargo xtask rehearse --only envelopes    the variants with this text in their name, and no kills
  cargo xtask rehearse --check             examples and tests compiled with each that is accepted
  cargo xtask rehearse --tests --only left

Exit codes:
  0  all came out as expected
  1  something did not; it is named
  2  a wrong argument, or cargo does not start")]
pub(crate) struct Args {
    /// Only the variants with this text in their name, and no kills
    #[arg(long, value_name = "TEXT")]
    only: Option<String>,
    /// Compile examples and tests with each variant that is accepted; takes half a minute each
    #[arg(long, conflicts_with = "tests")]
    check: bool,
    /// Run the tests with each variant that is accepted; takes minutes each
    #[arg(long)]
    tests: bool,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    let test = match (args.check, args.tests) {
        (true, _) => "every_accepted_variant_compiles_with_examples_and_tests",
        (_, true) => "every_accepted_variant_passes_the_tests",
        _ => "every_variant_is_compiled",
    };
    let only = args.only.as_deref().unwrap_or_default();
    ignored("variants", test, &[(ONLY, only)])?;
    if args.only.is_none() && test == "every_variant_is_compiled" {
        ignored("killed", "five_hundred_kills", &[])?;
    }
    Ok(ExitCode::SUCCESS)
}

fn ignored(file: &str, test: &str, environment: &[(&str, &str)]) -> Result<(), Failure> {
    let args = ["test", "--quiet", "--package", "xtask", "--test", file, "--"];
    cargo::run(&[&args[..], &["--ignored", "--nocapture", test]].concat(), environment)
}
