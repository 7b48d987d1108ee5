//! Files and folders that are there whole or not at all.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces a file: written beside it, then renamed, so that whoever looks sees the old one or the new one.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if let Some(parent) = path.parent() {
        fs::create_dir_all(parent)?;
    }
    let staged = Staged(beside(path)?);
    write_new(&staged.0, text)?;
    fs::rename(&staged.0, path)?;
    sync_folder(path)
}

/// Makes a rename last through a power failure, and keeps it before the next one.
fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    if let Some(folder) = std::path::absolute(path)?.parent() {
        File::open(folder)?.sync_all()?;
    }
    #[cfg(not(unix))]
    let _ = path;
    Ok(())
}

/// Writes files, named by their paths relative to `folder`, after `check` has seen them all. A folder that is not there
/// appears with all of them at once; in one that is there each is replaced whole, in this order, and the rest stays.
pub fn write_folder(
    folder: &Path,
    files: &[(String, String)],
    check: impl FnOnce(&Path) -> io::Result<()>,
) -> io::Result<()> {
    if let Some(parent) = folder.parent() {
        fs::create_dir_all(parent)?;
    }
    let staged = Staged(beside(folder)?);
    fs::create_dir(&staged.0)?;
    for (name, text) in files {
        let path = staged.0.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_new(&path, text)?;
    }
    check(&staged.0)?;
    if !folder.try_exists()? {
        return fs::rename(&staged.0, folder);
    }
    for (name, _) in files {
        let path = folder.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::rename(staged.0.join(name), path)?;
    }
    Ok(())
}

/// Whether there is nothing at `folder`, or an empty folder.
pub fn is_empty(folder: &Path) -> io::Result<bool> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(true),
        Err(error) => Err(error),
    }
}

fn write_new(path: &Path, text: &str) -> io::Result<()> {
    let mut file = File::create_new(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// A name in the same folder, so that a rename stays within one file system.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let name = absolute
        .file_name()
        .ok_or_else(|| io::Error::other("this is not a path to a file or folder"))?;
    let staged = format!(".{}.{}.tmp", name.to_string_lossy(), std::process::id());
    Ok(absolute.with_file_name(staged))
}

/// What is removed again unless it was renamed.
struct Staged(PathBuf);

impl Drop for Staged {
    fn drop(&mut self) {
        let _ =
            if self.0.is_dir() { fs::remove_dir_all(&self.0) } else { fs::remove_file(&self.0) };
    }
}
