//! The README's test command in a clone that has nothing beside it and no corpus: what whoever clones the project runs.

use std::process::{Command, Stdio};

use oas_command::failure::{Failure, Kind};
use oas_command::print;

use super::totals;
use crate::{cargo, metadata, workspace};

pub(super) fn run() -> Result<(), Failure> {
    if !git(&["status", "--porcelain"])?.is_empty() {
        print::error("note: what is not committed is not in the clone");
    }
    let scratch = super::scratch()?;
    let clone = scratch.path().join("clone");
    let root = std::path::absolute(workspace::root().join("."))
        .map_err(|error| Failure::usage(format!("the workspace is not found: {error}")))?;
    git(&["clone", "--quiet", &root.to_string_lossy(), &clone.to_string_lossy()])?;
    let args = totals::readme_command()?;
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let mut command = cargo::command(&args);
    command
        .current_dir(&clone)
        .env_remove(oas_corpus::VARIABLE)
        // Dependencies are compiled already.
        .env("CARGO_TARGET_DIR", metadata::target_directory()?);
    let mut totals = None;
    let passed = totals::count(command, &args, &mut totals);
    if let Some(totals) = totals {
        print::out(&format!("alone: {totals}\n"))?;
    }
    passed
}

fn git(args: &[&str]) -> Result<String, Failure> {
    let mut command = Command::new("git");
    let root = workspace::root();
    if !root.as_os_str().is_empty() {
        command.current_dir(root);
    }
    let output = command
        .args(args)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::usage(format!("git does not start: {error}")))?;
    if output.status.success() {
        Ok(String::from_utf8_lossy(&output.stdout).into_owned())
    } else {
        Err(Failure::new(Kind::Negative, format!("`git {}` failed", args.join(" "))))
    }
}
