//! One command at a time changes the vendored files.

use std::fs::{self, File};
use std::path::Path;

use fs4::FileExt;

use super::Place;
use crate::failure::Failure;

/// Held while the vendored files are looked at and replaced. The operating system lets go of it when the process ends,
/// however it ends.
#[derive(Debug)]
pub struct Guard {
    _file: File,
}

impl Guard {
    /// Waits for nobody: another refresh would make what this one found out untrue.
    ///
    /// # Errors
    /// Another command holds it, or its file cannot be made.
    pub fn take(place: &Place) -> Result<Self, Failure> {
        let folder = place.scratch();
        fs::create_dir_all(&folder).map_err(|error| Failure::file(&folder, "make", error))?;
        let path = folder.join("lock");
        let file = File::create(&path).map_err(|error| Failure::file(&path, "open", error))?;
        match FileExt::try_lock(&file) {
            Ok(()) => {}
            Err(fs4::TryLockError::WouldBlock) => {
                return Err(Failure::usage(format!(
                    "another command is changing {} in this workspace; wait until it has ended",
                    place.name()
                )));
            }
            Err(fs4::TryLockError::Error(error)) => {
                return Err(Failure::file(&path, "lock", error));
            }
        }
        for path in place.files() {
            sweep(&path);
        }
        Ok(Self { _file: file })
    }

    /// Removes what a command that was killed left beside a file.
    pub(super) fn sweep(&self, path: &Path) {
        sweep(path);
    }
}

/// Removes what a command that was killed left beside a file. Nobody else writes now.
fn sweep(path: &Path) {
    let (Some(name), Ok(absolute)) = (path.file_name(), std::path::absolute(path)) else {
        return;
    };
    let prefix = format!(".{}.", name.to_string_lossy());
    let entries = absolute.parent().and_then(|folder| fs::read_dir(folder).ok());
    for entry in entries.into_iter().flatten().flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(&prefix) && name.ends_with(".tmp") {
            let _ = fs::remove_file(entry.path());
        }
    }
}
