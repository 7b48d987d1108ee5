//! Files and folders that are there whole or not at all.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use crate::interrupt;

/// Replaces a file: written beside it, then renamed, so that whoever looks sees the old one or the new one. A pipe or a device is
/// written to: nothing takes its place.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
        return OpenOptions::new().write(true).open(path)?.write_all(text.as_bytes());
    }
    stage(path, text)?.put()
}

/// Writes a file beside the one that it is to replace. What can fail for want of rights or space has failed then.
pub fn stage(path: &Path, text: &str) -> io::Result<Replacement> {
    let staged = Staged::beside(path)?;
    write_new(&staged.0, text)?;
    Ok(Replacement { staged, path: path.to_owned() })
}

/// A file that is written beside the one that it is to replace; it is removed with the value.
#[derive(Debug)]
pub struct Replacement {
    staged: Staged,
    path: PathBuf,
}

impl Replacement {
    /// Replaces the file.
    pub fn put(self) -> io::Result<()> {
        fs::rename(&self.staged.0, &self.path)?;
        sync_folder(&self.path)
    }
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
    let staged = Staged::beside(folder)?;
    fs::create_dir(&staged.0)?;
    for (name, text) in files {
        let path = staged.0.join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        write_new(&path, text)?;
    }
    check(&staged.0)?;
    let _held_off = interrupt::held_off();
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

static NUMBER: AtomicU64 = AtomicU64::new(0);

/// A name in the same folder, so that a rename stays within one file system.
fn beside(path: &Path) -> io::Result<PathBuf> {
    let absolute = std::path::absolute(path)?;
    let name = absolute
        .file_name()
        .ok_or_else(|| io::Error::other("this is not a path to a file or folder"))?;
    // A file can be written beside another that is to take the same place.
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let staged = format!(".{}.{}-{number}.tmp", name.to_string_lossy(), std::process::id());
    Ok(absolute.with_file_name(staged))
}

/// What is removed again unless it was renamed.
#[derive(Debug)]
struct Staged(PathBuf);

/// All that is written beside its place now.
static STAGED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn all_staged() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    STAGED.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Folders that were made for what is written beside its place.
static MADE: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

fn all_made() -> MutexGuard<'static, BTreeSet<PathBuf>> {
    MADE.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes what is written beside its place, for a program that ends before it is put there.
pub(crate) fn abandon() {
    let staged = all_staged();
    staged.iter().for_each(|path| remove(path));
    staged.iter().for_each(|path| remove_made_for(path));
}

/// Removes the folders that were made for a file and that nothing was put into, the inner ones first.
fn remove_made_for(path: &Path) {
    let made = all_made();
    for folder in path.ancestors().skip(1).take_while(|folder| made.contains(*folder)) {
        // One that has something in it stays.
        let _ = fs::remove_dir(folder);
    }
}

fn remove(path: &Path) {
    let _ = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
}

impl Staged {
    fn beside(path: &Path) -> io::Result<Self> {
        let path = beside(path)?;
        all_staged().insert(path.clone());
        let staged = Self(path);
        if let Some(folder) = staged.0.parent() {
            let missing = folder.ancestors().take_while(|folder| !folder.exists());
            all_made().extend(missing.map(Path::to_owned));
            fs::create_dir_all(folder)?;
        }
        Ok(staged)
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        remove(&self.0);
        all_staged().remove(&self.0);
        remove_made_for(&self.0);
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::FileTypeExt;
    use std::process::Command;

    use super::*;

    #[test]
    fn folders_go_with_what_was_to_be_put_into_them() {
        let folder = tempfile::tempdir().unwrap();
        let [one, two] = ["a/b/one", "a/b/two"].map(|name| folder.path().join(name));
        let staged = [stage(&one, "1").unwrap(), stage(&two, "2").unwrap()];
        assert!(one.parent().unwrap().is_dir());
        drop(staged);
        assert!(!folder.path().join("a").exists());
        stage(&one, "1").unwrap().put().unwrap();
        assert_eq!(fs::read_to_string(one).unwrap(), "1");
    }

    #[test]
    fn a_pipe_is_written_to_and_stays_one() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        let reading = pipe.clone();
        let reader = std::thread::spawn(move || fs::read_to_string(reading).unwrap());
        write(&pipe, "a report").unwrap();
        assert_eq!(reader.join().unwrap(), "a report");
        assert!(fs::metadata(&pipe).unwrap().file_type().is_fifo());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
