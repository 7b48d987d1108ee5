//! The vendored document, its lock, the names of its operations and what is generated: files that fit each other at every moment.
//!
//! No file system replaces several files in one step. So all of them are written beside their places first, where want of space or
//! rights stops the command with nothing changed. Then the lock is replaced, with an entry for the document that is
//! there and one for the document that is to come; then the names, those that only one of the documents has among
//! `passing_names`; then the document, its copy, and what is generated from it; then the names of the new document alone, and the
//! lock with the new entry alone. Whoever looks in between, and whoever comes after a crash in between, finds a whole document, a lock
//! that knows it and says that a refresh was interrupted, and names that fit. The next refresh writes the rest.

pub mod canonical;
mod guard;
mod lock;
mod names;
mod place;
mod read;

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use oas_codegen::Settings;
use oas_diff::Document;

pub use guard::Guard;
pub use lock::{Lock, Origin};
pub use names::{Names, Plan};
pub use place::{Compile, Package, Place};
pub use read::Kept;

use crate::atomic;
use crate::failure::Failure;
use crate::fetch::Address;
use crate::input::{self, Input};
use crate::interrupt;

/// The files as they are.
#[derive(Debug)]
pub struct Vendored {
    /// Where they are.
    pub place: Place,
    /// What to call the document in messages about its text.
    pub name: String,
    /// The document as it is.
    pub text: String,
    /// The same, read.
    pub kept: Kept,
    /// The text of the lock, if there is one.
    pub lock_text: Option<String>,
    /// The file of settings, if they stand in one.
    pub names: Option<NamesFile>,
    /// The settings of the generator.
    pub settings: Settings,
    /// The text of the copy, if there is one.
    pub copy: Option<String>,
}

/// The file of settings, whose names go with the document.
#[derive(Debug)]
pub struct NamesFile {
    path: PathBuf,
    /// As it is.
    pub now: Names,
    /// The same without what an interrupted command left.
    pub settled: Names,
}

/// What takes the place of what is there.
#[derive(Debug)]
pub struct Next<'a> {
    /// The document.
    pub text: &'a str,
    /// Its lock.
    pub lock: &'a Lock,
    /// What becomes of the names.
    pub plan: &'a Plan,
    /// Generated files.
    pub generated: &'a [(PathBuf, String)],
}

impl Vendored {
    /// Reads them.
    ///
    /// # Errors
    /// One of them cannot be read, or is not valid.
    pub fn read(place: Place) -> Result<Self, Failure> {
        let input = input::document(&place.document(), &oas_codegen::Limits::default())?;
        let (name, text) = (input.name().to_owned(), input.text().to_owned());
        let kept = Kept::vendored(&place, input)?;
        let lock_text = read_if_there(&place.lock())?;
        let mut settings = place.settings_in_place();
        let mut names = None;
        if let Some(path) = place.settings() {
            let text =
                fs::read_to_string(&path).map_err(|error| Failure::file(&path, "read", error))?;
            let settings_of = |text: &str| {
                Settings::from_json(text)
                    .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
            };
            let prefix = settings_of(&text)?.path_prefix;
            let now = Names::parse(&path, text)?;
            let settled = now.settled(&kept.document, &prefix)?;
            settings = settings_of(settled.text())?;
            names = Some(NamesFile { path, now, settled });
        }
        let copy = place.copy.as_deref().map(read_if_there).transpose()?.flatten();
        Ok(Self { place, name, text, kept, lock_text, names, settings, copy })
    }

    /// The document, as a client is made of it.
    pub fn document(&self) -> &Document {
        &self.kept.document
    }

    /// The lock, when there is one that can be read.
    pub fn lock(&self) -> Option<Lock> {
        self.lock_text.as_deref().and_then(Lock::parse)
    }

    /// Whether a command that replaced the files was interrupted.
    pub fn is_interrupted(&self) -> bool {
        self.lock().is_some_and(|lock| lock.next.is_some())
            || self.names.as_ref().is_some_and(|names| names.now.is_passing())
    }

    /// The entry that this document should have: what it says itself, and what the lock knows of its origin.
    pub fn entry(&self) -> Lock {
        let mut origin = match self.lock() {
            None => self.place.origin.clone(),
            Some(lock) => match lock.fitting(&self.kept.sha256) {
                Some(entry) => entry.origin(),
                // Edited by hand: what was sent once is no longer what is here.
                None => Origin { etag: None, raw_sha256: None, ..lock.origin() },
            },
        };
        // What the project says of the source goes before what a lock says of it.
        if let Some(source) = &self.place.project.source
            && Address::parse(&origin.source).as_ref() != Ok(source)
        {
            origin = Origin { source: source.full(), etag: None, ..origin };
        }
        self.kept.lock(origin)
    }

    /// The settings while the document is replaced, and afterwards; nothing where they stand in no file.
    ///
    /// # Errors
    /// They cannot be written as JSON.
    pub fn planned(&self, plan: &Plan) -> Result<Option<(Names, Names)>, Failure> {
        self.names.as_ref().map(|names| names.settled.planned(plan)).transpose()
    }

    /// Replaces the files. Whatever happens in between, the document is the old or the new one, the lock has an
    /// entry for it, and all names fit it. Says which files were written.
    ///
    /// # Errors
    /// A file cannot be written; then nothing is replaced, as far as that can be known before.
    pub fn replace(&self, next: &Next<'_>, alone: &Guard) -> Result<Written, Failure> {
        let (document_path, lock_path) = (self.place.document(), self.place.lock());
        let after_lock = next.lock.text()?;
        let planned = self.planned(next.plan)?;
        let names = self.names.as_ref().zip(planned.as_ref());
        let copy = self.place.copy.as_ref().filter(|_| self.copy.as_deref() != Some(next.text));
        next.generated.iter().for_each(|(path, _)| alone.sweep(path));
        let generated: Vec<&(PathBuf, String)> = next
            .generated
            .iter()
            .filter(|(path, text)| fs::read(path).ok().as_deref() != Some(text.as_bytes()))
            .collect();
        let written = Written {
            document: self.text != next.text,
            copy: copy.is_some(),
            settings: names.is_some_and(|(file, (_, after))| file.now.text() != after.text()),
            lock: self.lock_text.as_deref() != Some(after_lock.as_str()),
            generated: generated.len(),
        };
        let mut files: Vec<(&Path, &str)> = Vec::new();
        let both_locks = Lock {
            // Of the document as it is, which is not in its canonical form when somebody edited it.
            sha256: match self.place.is_canonical() {
                true => canonical::sha256(&self.text),
                false => self.kept.sha256.clone(),
            },
            next: Some(Box::new(next.lock.clone())),
            ..self.entry()
        }
        .text()?;
        // While something else than the lock is replaced, it says so.
        if written.document || !generated.is_empty() {
            files.push((&lock_path, &both_locks));
        }
        if written.document {
            if let Some((file, (both, _))) =
                names.filter(|(it, (both, _))| it.now.text() != both.text())
            {
                files.push((&file.path, both.text()));
            }
            files.push((&document_path, next.text));
        }
        if let Some(path) = copy {
            files.push((path, next.text));
        }
        files.extend(generated.iter().map(|(path, text)| (path.as_path(), text.as_str())));
        if let Some((file, (_, after))) = names.filter(|_| written.settings) {
            files.push((&file.path, after.text()));
        }
        if written.lock || written.document || !generated.is_empty() {
            files.push((&lock_path, &after_lock));
        }
        let wrong = |path: &Path, error| Failure::file(path, "write", error);
        let mut staged = Vec::new();
        for (path, text) in files {
            let file = atomic::stage(path, text).map_err(|error| wrong(path, error))?;
            staged.push((path, file));
        }
        let _held_off = interrupt::held_off();
        for (path, file) in staged {
            file.put().map_err(|error| wrong(path, error))?;
        }
        Ok(written)
    }
}

/// Which files were written.
#[derive(Clone, Copy, Debug)]
pub struct Written {
    /// The document.
    pub document: bool,
    /// Its copy.
    pub copy: bool,
    /// The settings, for their names.
    pub settings: bool,
    /// The lock.
    pub lock: bool,
    /// How many generated files.
    pub generated: usize,
}

fn read_if_there(path: &Path) -> Result<Option<String>, Failure> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Failure::file(path, "read", error)),
    }
}
