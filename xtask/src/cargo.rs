//! Running cargo.

use std::process::{Command, Stdio};

use crate::failure::{Failure, Kind};
use crate::{print, workspace};

/// Runs cargo at the root of the workspace and shows what it says.
pub(crate) fn run(args: &[&str], environment: &[(&str, &str)]) -> Result<(), Failure> {
    let mut command = command(args);
    command.envs(environment.iter().copied());
    show(args, environment)?;
    let status = command.status().map_err(|error| not_started(&error))?;
    if status.success() { Ok(()) } else { Err(failed(args)) }
}

/// The command, not yet run, without the variables of the cargo that runs this program.
pub(crate) fn command(args: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).stdin(Stdio::null());
    let root = workspace::root();
    if !root.as_os_str().is_empty() {
        command.current_dir(root);
    }
    for (name, _) in std::env::vars_os() {
        if name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
        }) {
            command.env_remove(name);
        }
    }
    command
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

pub(crate) fn not_started(error: &std::io::Error) -> Failure {
    Failure::usage(format!("cargo does not start: {error}"))
}
