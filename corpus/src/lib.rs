//! The corpus: OpenAPI documents of others, which tests and `cargo xtask corpus` read and which are not part of the
//! project. The environment variable `OAS_CORPUS` names the folder; `README.md` beside this crate says what belongs in it.

use std::env;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// The environment variable that names the folder; a relative path starts at the root of the workspace.
pub const VARIABLE: &str = "OAS_CORPUS";

/// The folder that [`VARIABLE`] names; nothing if it is unset or empty.
///
/// # Errors
///
/// It names something that is not a folder: one sentence that says so.
pub fn root() -> Result<Option<PathBuf>, String> {
    let Some(value) = env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap_or(Path::new(""));
    let folder = workspace.join(value);
    if folder.is_dir() {
        return Ok(Some(folder));
    }
    Err(format!(
        "{VARIABLE} names {}, which is not a folder; corpus/README.md says what belongs in it",
        folder.display()
    ))
}

/// A file or folder of the corpus, for a test. If it is not there, standard error says that the test skips it.
///
/// # Panics
///
/// [`VARIABLE`] names something that is not a folder.
#[must_use]
pub fn find(path: &str) -> Option<PathBuf> {
    let missing = match root() {
        Ok(Some(root)) => {
            let path = root.join(path);
            if path.exists() {
                return Some(path);
            }
            format!("{} does not exist", path.display())
        }
        Ok(None) => format!("{path} is part of the corpus, and {VARIABLE} is not set"),
        Err(error) => panic!("{error}"),
    };
    // Not `eprintln`, which the test harness keeps to itself when a test passes.
    let _ = writeln!(std::io::stderr(), "skipped: {missing}; see corpus/README.md");
    None
}
