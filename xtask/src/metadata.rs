//! What cargo knows about the workspace.

use std::path::PathBuf;
use std::process::Stdio;

use oas_command::failure::Failure;
use serde::Deserialize;

use crate::cargo;

/// A crate of the workspace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Package {
    pub(crate) name: String,
    pub(crate) version: String,
    pub(crate) folder: PathBuf,
    pub(crate) has_features: bool,
    pub(crate) published: bool,
    /// What crates.io asks for or shows, and the manifest does not have.
    pub(crate) lacks: Vec<&'static str>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<MetadataPackage>,
    target_directory: PathBuf,
}

#[derive(Deserialize)]
struct MetadataPackage {
    name: String,
    version: String,
    manifest_path: PathBuf,
    features: serde_json::Map<String, serde_json::Value>,
    publish: Option<Vec<String>>,
    description: Option<String>,
    license: Option<String>,
    readme: Option<String>,
    repository: Option<String>,
}

/// The crates of the workspace.
pub(crate) fn packages() -> Result<Vec<Package>, Failure> {
    let package = |found: MetadataPackage| {
        let has = [
            ("description", found.description),
            ("license", found.license),
            ("readme", found.readme),
            ("repository", found.repository),
        ];
        Package {
            has_features: !found.features.is_empty(),
            published: found.publish.is_none_or(|registries| !registries.is_empty()),
            lacks: has.iter().filter(|(_, value)| value.is_none()).map(|(name, _)| *name).collect(),
            folder: found.manifest_path.parent().map(PathBuf::from).unwrap_or_default(),
            name: found.name,
            version: found.version,
        }
    };
    Ok(metadata()?.packages.into_iter().map(package).collect())
}

/// Where cargo builds.
pub(crate) fn target_directory() -> Result<PathBuf, Failure> {
    Ok(metadata()?.target_directory)
}

fn metadata() -> Result<Metadata, Failure> {
    const ARGS: [&str; 4] = ["metadata", "--no-deps", "--format-version", "1"];
    let output = cargo::command(&ARGS)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| cargo::not_started(&error))?;
    if !output.status.success() {
        return Err(cargo::failed(&ARGS));
    }
    serde_json::from_slice(&output.stdout).map_err(|error| {
        Failure::usage(format!("the output of `cargo metadata` is not understood: {error}"))
    })
}
