//! The guide under docs, made by mdBook as its readers see it.

use std::process::Command;

use oas_command::failure::{Failure, Kind};

use crate::{cargo, metadata, workspace};

const VERSION: &str = "0.5.4";

pub(super) fn run() -> Result<(), Failure> {
    let root = metadata::target_directory()?.join("tools");
    // Nothing is compiled where this version is there.
    let folder = root.display().to_string();
    let install = ["install", "mdbook", "--version", VERSION, "--locked", "--no-default-features"];
    cargo::run(&[&install[..], &["--quiet", "--root", &folder]].concat(), &[])?;
    let program = root.join("bin").join("mdbook");
    let status = Command::new(&program).arg("build").arg(workspace::root().join("docs")).status();
    let status = status.map_err(|error| Failure::file(&program, "start", error))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(Kind::Negative, "mdBook does not make the guide"))
    }
}
