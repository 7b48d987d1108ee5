//! Running cargo.

use std::process::Command;

pub(crate) use oas_command::cargo::not_started;
use oas_command::failure::{Failure, Kind};
use oas_command::print;

use crate::workspace;

/// Runs cargo at the root of the workspace and shows what it says.
pub(crate) fn run(args: &[&str], environment: &[(&str, &str)]) -> Result<(), Failure> {
    let mut command = command(args);
    command.envs(environment.iter().copied());
    show(args, environment)?;
    let status = command.status().map_err(|error| not_started(&error))?;
    if status.success() { Ok(()) } else { Err(failed(args)) }
}

/// The same, not yet run.
pub(crate) fn command(args: &[&str]) -> Command {
    oas_command::cargo::command(&workspace::root(), args)
}

/// What is run, as a person would type it.
pub(crate) fn show(args: &[&str], environment: &[(&str, &str)]) -> Result<(), Failure> {
    let environment: String =
        environment.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
    print::out(&format!("$ {environment}cargo {}\n", args.join(" ")))
}

pub(crate) fn failed(args: &[&str]) -> Failure {
    Failure::new(Kind::Negative, format!("`cargo {}` failed", args.join(" ")))
}
