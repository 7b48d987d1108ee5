//! Where the workspace's own files are.

use std::path::PathBuf;

use oas_command::fetch::Address;
use oas_command::project::{Generation, Project};

use crate::vendored;

/// The folder with the workspace's `Cargo.toml`, wherever the command was started.
pub(crate) fn root() -> PathBuf {
    // Cargo tells it to what it runs; a binary that is started by hand knows where it was built.
    let own = std::env::var_os("CARGO_MANIFEST_DIR")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
    let root = own.parent().map(PathBuf::from).unwrap_or(own);
    // Short paths read better in messages.
    match std::env::current_dir() {
        Ok(here) if here == root => PathBuf::new(),
        _ => root,
    }
}

/// The variable with the API key that the document may need; the client reads the same one.
pub(crate) const CREDENTIAL: &str = "NEO_API_KEY";

/// What the commands on documents are told about this workspace.
pub(crate) fn project() -> Project {
    Project {
        root: root(),
        document: Some("openapi.json".into()),
        settings: Generation::File("generate.json".into()),
        source: Address::parse(&vendored::source()).ok(),
        credential: Some(CREDENTIAL.to_owned()),
        ..Project::default()
    }
}

/// The vendored document.
pub(crate) fn document() -> PathBuf {
    root().join("openapi.json")
}

/// The sandbox's copy of it, without which its package would not build; nothing where there is no sandbox.
pub(crate) fn copy() -> Option<PathBuf> {
    let folder = root().join("sandbox");
    folder.is_dir().then(|| folder.join("openapi.json"))
}

/// What codegen is told about the vendored document.
pub(crate) fn settings() -> PathBuf {
    root().join("generate.json")
}

/// Where the vendored document came from.
pub(crate) fn lock() -> PathBuf {
    root().join("openapi.lock")
}

/// Where a refresh works: ignored by git, and in the same place whatever target folder cargo was told to use.
pub(crate) fn scratch() -> PathBuf {
    root().join("target").join("spec-refresh")
}

/// Changes that are known and accepted.
pub(crate) fn accepted() -> PathBuf {
    root().join("openapi.accepted.json")
}
