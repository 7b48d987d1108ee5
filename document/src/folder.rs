//! The folder that the files of a document are read from, and nothing outside of it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::input;
use crate::limits::Limits;

/// A folder that files are read from.
#[derive(Debug, Clone)]
pub(crate) struct Folder {
    /// Without links, so that what is in it can be told from what only seems to be.
    root: PathBuf,
    /// As the caller names it.
    shown: PathBuf,
}

/// What a relative path leads to.
pub(crate) enum Found {
    /// A file in the folder: its path without links.
    File(PathBuf),
    /// Nothing.
    Missing,
    /// Something outside of the folder.
    Outside,
    /// A folder, a pipe or a device.
    NoFile,
}

impl Folder {
    pub(crate) fn open(path: &Path) -> io::Result<Self> {
        let shown = if path.as_os_str().is_empty() { Path::new(".") } else { path };
        let root = shown.canonicalize()?;
        if !root.is_dir() {
            return Err(io::Error::from(io::ErrorKind::NotADirectory));
        }
        Ok(Self { root, shown: path.to_owned() })
    }

    pub(crate) fn find(&self, relative: &str) -> io::Result<Found> {
        let path = match self.root.join(relative).canonicalize() {
            Ok(path) => path,
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::NotADirectory
                        | io::ErrorKind::InvalidInput
                        | io::ErrorKind::InvalidFilename
                ) =>
            {
                return Ok(Found::Missing);
            }
            Err(error) => return Err(error),
        };
        Ok(if !path.starts_with(&self.root) {
            Found::Outside
        } else if path.is_file() {
            Found::File(path)
        } else {
            Found::NoFile
        })
    }

    /// A file of the folder, as a path of slashes from the folder on.
    pub(crate) fn relative(&self, path: &Path) -> Option<String> {
        let inside = path.strip_prefix(&self.root).ok()?;
        let parts: Vec<_> = inside.iter().map(|part| part.to_string_lossy()).collect();
        Some(parts.join("/"))
    }

    /// The folder as the caller names it.
    pub(crate) fn name(&self) -> String {
        let name = self.shown.display().to_string();
        if name.is_empty() { ".".to_owned() } else { name }
    }

    /// A path in the folder as the caller would write it.
    pub(crate) fn shown(&self, relative: &str) -> PathBuf {
        self.shown.join(relative)
    }

    /// Reads a file, up to one byte more than the limit.
    pub(crate) fn read(path: &Path, limits: &Limits) -> io::Result<Vec<u8>> {
        input::read(File::open(path)?, limits)
    }
}
