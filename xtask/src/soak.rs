//! `cargo xtask soak`: the soak of `tests/soak`, which is a test of its own because it takes long.

use std::process::ExitCode;

use oas_command::failure::Failure;

use crate::cargo;

/// How many seeds are enough for each change; a thousand are for a release.
const SEEDS_IN_CI: u64 = 100;

/// A seed mostly waits.
const AT_ONCE: usize = 16;

/// Run many runs in processes that are killed and resumed, against a sandbox full of faults
///
/// For each seed, requests, faults and kills are drawn at random; at the end the sandbox's own record of the runs it started is
/// compared with the journal. A run that is in no journal is lost, a request that led to two runs is doubled. The same for a client
/// of another document: what its server did is compared with what the programs were told.
#[derive(Debug, clap::Args)]
#[command(after_help = "\
Examples:
  cargo xtask soak --seeds 1000
  cargo xtask soak --first 17 --seeds 1   one seed again

Exit codes:
  0  nothing was lost or doubled
  1  something was, or another thing did not fit; the seeds are named
  2  a wrong argument, or cargo does not start")]
pub(crate) struct Args {
    /// How many seeds
    #[arg(long, value_name = "N", default_value_t = SEEDS_IN_CI)]
    seeds: u64,
    /// The first seed
    #[arg(long, value_name = "N", default_value_t = 0)]
    first: u64,
    /// How many seeds run at once
    #[arg(long, value_name = "N", default_value_t = AT_ONCE)]
    at_once: usize,
}

pub(crate) fn run(args: &Args) -> Result<ExitCode, Failure> {
    soak(args.seeds, args.first, args.at_once)?;
    Ok(ExitCode::SUCCESS)
}

/// What a change has to pass.
pub(crate) fn in_ci() -> Result<(), Failure> {
    soak(SEEDS_IN_CI, 0, AT_ONCE)
}

/// Builds and runs it, for Neo's client and for one generated from another document; an error if it finds anything.
fn soak(seeds: u64, first: u64, at_once: usize) -> Result<(), Failure> {
    let (seeds, first, at_once) = (seeds.to_string(), first.to_string(), at_once.to_string());
    for package in ["neoagent", "neoagent-fixtures"] {
        let test = ["test", "--quiet", "--package", package, "--test", "soak", "--"];
        let seeds = ["--seeds", &seeds, "--first", &first, "--at-once", &at_once];
        cargo::run(&[&test[..], &seeds].concat(), &[])?;
    }
    Ok(())
}
