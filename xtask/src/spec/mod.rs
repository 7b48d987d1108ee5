//! `cargo xtask spec`: what concerns the document itself.

mod lock;
mod scratch;

use std::process::ExitCode;

use clap::Subcommand;

use oas_command::drift::{check, refresh};
use oas_command::failure::Failure;
use oas_command::{bundle, diff, inspect, overlay};

use crate::workspace;

pub(crate) use scratch::compile;

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
        Command::Check(args) => check::run(&args, vec![workspace::place()?]),
        Command::Diff(args) => diff::run(&args, &workspace::project()),
        Command::Inspect(args) => inspect::run(&args, &workspace::project()),
        Command::Lock(args) => lock::run(&args),
        Command::Overlay(args) => overlay::run(&args),
        Command::Refresh(args) => refresh::run(&args, vec![workspace::place()?]),
    }
}

/// Fails when the lock does not fit the document.
pub(crate) fn check_lock() -> Result<(), Failure> {
    lock::run(&lock::Args::check()).map(|_| ())
}
