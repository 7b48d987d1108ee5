//! `cargo xtask spec`: what concerns the document itself.

mod above;
mod accepted;
mod bundle;
mod candidate;
mod check;
mod diff;
mod fit;
mod inspect;
mod lock;
mod observe;
mod refresh;
mod report;

use std::process::ExitCode;

use clap::Subcommand;

use oas_command::failure::Failure;

/// Look at the OpenAPI document, and keep it in order
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bundle(bundle::Args),
    Check(check::Args),
    Diff(diff::Args),
    Inspect(inspect::Args),
    Lock(lock::Args),
    Refresh(refresh::Args),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Bundle(args) => bundle::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args),
        Command::Inspect(args) => inspect::run(&args),
        Command::Lock(args) => lock::run(&args),
        Command::Refresh(args) => refresh::run(&args),
    }
}

/// Fails when the lock does not fit the document.
pub(crate) fn check_lock() -> Result<(), Failure> {
    lock::run(&lock::Args::check()).map(|_| ())
}
