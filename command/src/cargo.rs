//! Running cargo.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::failure::Failure;

/// Cargo with these arguments in a folder, not yet run, without the variables of the cargo that runs this program.
pub fn command(folder: &Path, args: &[&str]) -> Command {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(args).stdin(Stdio::null());
    if !folder.as_os_str().is_empty() {
        command.current_dir(folder);
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

/// Cargo is not there, or may not be run.
pub fn not_started(error: &std::io::Error) -> Failure {
    Failure::usage(format!("cargo does not start: {error}"))
}
