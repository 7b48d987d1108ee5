//! What would be published, built from the packages alone: a file that is not packed, or a path that leads out of a
//! crate, shows here and not at the first user.

use std::fs;
use std::path::Path;
use std::process::Command;

use oas_command::failure::{Failure, Kind};
use tempfile::TempDir;

use crate::metadata::{self, Package};
use crate::{cargo, workspace};

/// What is published, packed and unpacked.
pub(super) struct Unpacked {
    packages: Vec<Package>,
    /// Settings of cargo by which the packages are found that are not published yet.
    pub(super) patches: Vec<String>,
    pub(super) target: String,
    folder: TempDir,
}

pub(super) fn run() -> Result<(), Failure> {
    let unpacked = unpacked()?;
    for package in &unpacked.packages {
        unpacked.cargo("check", &package.name)?;
    }
    Ok(())
}

impl Unpacked {
    /// Runs a command of cargo on one of the packages.
    pub(super) fn cargo(&self, command: &str, name: &str) -> Result<(), Failure> {
        let package = self.packages.iter().find(|package| package.name == name);
        let package =
            package.ok_or_else(|| Failure::usage(format!("there is no package {name}")))?;
        let manifest = self.folder.path().join(stem(package)).join("Cargo.toml");
        let manifest = manifest.to_string_lossy().into_owned();
        let mut args =
            vec![command, "--quiet", "--manifest-path", &manifest, "--target-dir", &self.target];
        for patch in &self.patches {
            args.extend(["--config", patch]);
        }
        cargo::run(&args, &[])
    }
}

/// Packs everything that is published, and unpacks it in a folder of its own.
pub(super) fn unpacked() -> Result<Unpacked, Failure> {
    let packages: Vec<Package> =
        metadata::packages()?.into_iter().filter(|package| package.published).collect();
    if let Some(package) = packages.iter().find(|package| !package.lacks.is_empty()) {
        let message = format!(
            "the manifest of {} has no {}, which crates.io shows",
            package.name,
            package.lacks.join(", ")
        );
        return Err(Failure::new(Kind::Negative, message));
    }
    for package in &packages {
        licences(package)?;
    }
    // Whether the work tree is clean is asked when something is published, not while it is being worked on.
    let mut args = vec!["package", "--no-verify", "--allow-dirty", "--quiet"];
    for package in &packages {
        args.extend(["--package", &package.name]);
    }
    cargo::run(&args, &[])?;

    let target = metadata::target_directory()?;
    let folder = super::scratch()?;
    for package in &packages {
        unpack(&target.join("package").join(format!("{}.crate", stem(package))), folder.path())?;
        only_what_is_built(&folder.path().join(stem(package)))?;
    }
    let patches = packages
        .iter()
        .map(|package| {
            let path = folder.path().join(stem(package));
            // A TOML string in double quotes is written like one of JSON.
            let path = serde_json::Value::from(path.to_string_lossy().into_owned());
            format!("patch.crates-io.{}.path={path}", package.name)
        })
        .collect();
    let target = target.to_string_lossy().into_owned();
    Ok(Unpacked { packages, patches, target, folder })
}

/// What a package has: what its users build and read, and no tests or workflows.
fn only_what_is_built(folder: &Path) -> Result<(), Failure> {
    const FILES: [&str; 10] = [
        ".cargo_vcs_info.json",
        "Cargo.lock",
        "Cargo.toml",
        "Cargo.toml.orig",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "README.md",
        "build.rs",
        "generate.json",
        "openapi.json",
    ];
    const FOLDERS: [&str; 2] = ["schema", "src"];
    let unread = |error| Failure::file(folder, "read", error);
    for entry in fs::read_dir(folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let known: &[&str] = if entry.path().is_dir() { &FOLDERS } else { &FILES };
        if !known.iter().any(|name| entry.file_name() == *name) {
            let message = format!("{} does not belong into a package", entry.path().display());
            return Err(Failure::new(Kind::Negative, message));
        }
    }
    Ok(())
}

/// The texts of the licences in a package are those at the root.
fn licences(package: &Package) -> Result<(), Failure> {
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let read = |path: &Path| fs::read(path).map_err(|error| Failure::file(path, "read", error));
        let copy = package.folder.join(name);
        if read(&copy)? != read(&workspace::root().join(name))? {
            let message = format!("{} is not a copy of {name}", copy.display());
            return Err(Failure::new(Kind::Negative, message));
        }
    }
    Ok(())
}

/// The name of a package's file and of the folder in it.
fn stem(package: &Package) -> String {
    format!("{}-{}", package.name, package.version)
}

fn unpack(archive: &Path, into: &Path) -> Result<(), Failure> {
    let status = Command::new("tar")
        .arg("-xzf")
        .arg(archive)
        .arg("-C")
        .arg(into)
        .status()
        .map_err(|error| Failure::usage(format!("tar does not start: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(Kind::Negative, format!("{} does not unpack", archive.display())))
    }
}
