//! `cargo xtask spec`: what concerns the document itself.

mod candidate;
mod check;
mod fit;
mod lock;
mod refresh;

use std::process::ExitCode;

use clap::Subcommand;

use oas_command::failure::Failure;
use oas_command::{bundle, diff, inspect, overlay};

use crate::workspace;

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
    Overlay(overlay::Args),
    Refresh(refresh::Args),
}

pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    match args.command {
        Command::Bundle(args) => bundle::run(&args),
        Command::Check(args) => check::run(&args),
        Command::Diff(args) => diff::run(&args, &workspace::project()),
        Command::Inspect(args) => inspect::run(&args, &workspace::project()),
        Command::Lock(args) => lock::run(&args),
        Command::Overlay(args) => overlay::run(&args),
        Command::Refresh(args) => refresh::run(&args),
    }
}

/// Fails when the lock does not fit the document.
pub(crate) fn check_lock() -> Result<(), Failure> {
    lock::run(&lock::Args::check()).map(|_| ())
}
