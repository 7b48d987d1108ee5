//! The vendored document, its lock and the names of its operations: files that fit each other at every moment.
//!
//! No file system replaces several files in one step. So the lock is written first, with an entry for the document that is
//! there and one for the document that is to come; then the names, those that only one of the documents has among
//! `passing_names`; then the document, and the sandbox's copy of it; then the names of the new document alone, and the lock with
//! the new entry alone. Whoever looks in between, and whoever comes after a crash in between, finds a whole document, a lock that
//! knows it, and names that fit.

pub(crate) mod canonical;
mod guard;
mod lock;
mod names;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oas_codegen::{Limits, Settings};
use oas_diff::Document;

pub(crate) use guard::Guard;
pub(crate) use lock::{Lock, Origin};
pub(crate) use names::{Names, Plan};

use crate::workspace;
use oas_command::atomic;
use oas_command::failure::Failure;
use oas_command::input;

/// The files as they are.
#[derive(Debug)]
pub(crate) struct Vendored {
    /// What to call the document in messages.
    pub(crate) name: String,
    pub(crate) text: String,
    /// The same, read, under the name that it has in the repository.
    pub(crate) document: Document,
    /// The text as it should be.
    pub(crate) canonical: String,
    /// The text of the lock, if there is one.
    pub(crate) lock_text: Option<String>,
    /// The settings of the generator, as they are.
    pub(crate) names: Names,
    /// The same without what an interrupted command left.
    pub(crate) settled: Names,
    pub(crate) settings: Settings,
    /// The sandbox's copy of the document, if there is a sandbox, and its text if there is one.
    pub(crate) copy: Option<(PathBuf, Option<String>)>,
}

impl Vendored {
    pub(crate) fn read() -> Result<Self, Failure> {
        let input = input::document(&workspace::document(), &Limits::default())?;
        let (name, text) = (input.name().to_owned(), input.text().to_owned());
        let document = Document::parse(&text, "openapi.json")?;
        let canonical = canonical::text(&document);
        let lock_text = read_if_there(&workspace::lock())?;
        let path = workspace::settings();
        let settings_text = read_if_there(&path)?.unwrap_or_else(|| "{}\n".to_owned());
        let settings = |text: &str| {
            Settings::from_json(text)
                .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
        };
        let prefix = settings(&settings_text)?.path_prefix;
        let names = Names::parse(&path, settings_text)?;
        let settled = names.settled(&document, &prefix)?;
        let settings = settings(settled.text())?;
        let copy = workspace::copy()
            .map(|path| read_if_there(&path).map(|text| (path, text)))
            .transpose()?;
        Ok(Self { name, text, document, canonical, lock_text, names, settled, settings, copy })
    }

    /// The lock, when there is one that can be read.
    pub(crate) fn lock(&self) -> Option<Lock> {
        self.lock_text.as_deref().and_then(Lock::parse)
    }

    /// The entry that this document should have: what it says itself, and what the lock knows of its origin.
    pub(crate) fn entry(&self) -> Lock {
        let sha256 = canonical::sha256(&self.canonical);
        let origin = match self.lock() {
            None => Origin::default(),
            Some(lock) => match lock.fitting(&sha256) {
                Some(entry) => entry.origin(),
                // Edited by hand: what was sent once is no longer what is here.
                None => Origin { etag: None, raw_sha256: None, ..lock.origin() },
            },
        };
        Lock::of(&self.document, &self.canonical, origin)
    }

    /// Replaces the files. Whatever happens in between, the document is the old or the new one, the lock has an
    /// entry for it, and all names fit it. Says which files were written.
    pub(crate) fn replace(
        &self,
        canonical: &str,
        lock: &Lock,
        plan: &Plan,
        _alone: &Guard,
    ) -> Result<Written, Failure> {
        let settings_path = workspace::settings();
        let (both, after) = self.settled.planned(plan)?;
        let (document_path, lock_path) = (workspace::document(), workspace::lock());
        let write = |path: &Path, text: &str| {
            atomic::write(path, text).map_err(|error| Failure::file(path, "write", error))
        };
        let copy = self.copy.as_ref().filter(|(_, text)| text.as_deref() != Some(canonical));
        let written = Written {
            document: self.text != canonical,
            copy: copy.is_some(),
            settings: self.names.text() != after.text(),
            lock: self.lock_text.as_deref() != Some(lock.text()?.as_str()),
        };
        if written.document {
            let both_locks = Lock {
                // Of the document as it is, which is not in its canonical form when somebody edited it.
                sha256: canonical::sha256(&self.text),
                next: Some(Box::new(lock.clone())),
                ..self.entry()
            };
            write(&lock_path, &both_locks.text()?)?;
            if both.text() != self.names.text() {
                write(&settings_path, both.text())?;
            }
            write(&document_path, canonical)?;
        }
        if let Some((path, _)) = copy {
            write(path, canonical)?;
        }
        if written.settings {
            write(&settings_path, after.text())?;
        }
        if written.lock || written.document {
            write(&lock_path, &lock.text()?)?;
        }
        Ok(written)
    }
}

/// Where the document comes from, as the lock says.
pub(crate) fn source() -> String {
    let lock = read_if_there(&workspace::lock()).ok().flatten();
    lock.as_deref().and_then(Lock::parse).map_or_else(|| Origin::default().source, |it| it.source)
}

/// Which files were written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Written {
    pub(crate) document: bool,
    pub(crate) copy: bool,
    pub(crate) settings: bool,
    pub(crate) lock: bool,
}

fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, "read", error)),
    }
}
