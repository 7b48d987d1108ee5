//! The runtime, generated clients and Neo's, for a browser.

use std::process::Command;

use oas_command::failure::Failure;
use oas_command::print;

use crate::cargo;

const TARGET: &str = "wasm32-unknown-unknown";

/// `neoagent-fixtures` has a client of each form of document.
const PACKAGES: [&str; 3] = ["oas-runtime", "neoagent-fixtures", "neoagent"];

pub(super) fn run() -> Result<(), Failure> {
    let added = Command::new("rustup").args(["target", "add", TARGET]).status();
    if !added.is_ok_and(|status| status.success()) {
        return print::out(&format!("skipped: rustup has no target {TARGET} here\n"));
    }
    let packages = PACKAGES.iter().flat_map(|package| ["--package", *package]);
    let args: Vec<&str> = ["clippy", "--target", TARGET, "--lib", "--no-deps"]
        .into_iter()
        .chain(packages)
        .chain(["--", "-D", "warnings"])
        .collect();
    cargo::run(&args, &[])
}
