//! A document that is not read yet, and what belongs to it.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use crate::bundle;
use crate::document::Document;
use crate::error::{Error, ErrorKind};
use crate::folder::Folder;
use crate::input;
use crate::limits::Limits;
use crate::overlay::{self, Overlay};

/// The text of a document, its name, and the folder that its relative references are followed in.
///
/// A text from memory has no folder, and its references to other files lead nowhere.
#[derive(Debug, Clone)]
pub struct Source {
    name: String,
    text: String,
    file: Option<Origin>,
    overlays: Vec<Overlay>,
}

/// The file that a text is from, without links, and the folder of its references.
#[derive(Debug, Clone)]
struct Origin {
    path: PathBuf,
    folder: Folder,
}

impl Source {
    /// A text from memory. `name` is what reports call it.
    #[must_use]
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Self {
        Self { name: name.into(), text: text.into(), file: None, overlays: Vec::new() }
    }

    /// Reads a file. Its references are followed in its folder.
    ///
    /// # Errors
    /// The file cannot be read, is over the limit, or is not UTF-8.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let name = path.display().to_string();
        let unread = |error: io::Error| cannot_read(&name, &error);
        if path.is_dir() {
            return Err(unread(io::Error::from(io::ErrorKind::IsADirectory)));
        }
        let file = File::open(path).map_err(unread)?;
        let text = input::text(&name, input::read(file, limits).map_err(unread)?, limits)?;
        // What is no file, such as a pipe, has no folder.
        let file = if path.is_file() {
            let folder = Folder::open(path.parent().unwrap_or(Path::new(""))).map_err(unread)?;
            Some(Origin { path: path.canonicalize().map_err(unread)?, folder })
        } else {
            None
        };
        Ok(Self { name, text, file, overlays: Vec::new() })
    }

    /// The same with references that are followed in another folder, which the document has to be in.
    ///
    /// # Errors
    /// There is no such folder, the document is not in it, or is no file.
    pub fn within(mut self, root: &Path) -> Result<Self, Error> {
        let folder =
            Folder::open(root).map_err(|error| cannot_read(&root.display().to_string(), &error))?;
        let Some(origin) = &mut self.file else {
            let message = "a document that is no file is in no folder";
            return Err(Error::new(ErrorKind::File, &self.name, message));
        };
        if folder.relative(&origin.path).is_none() {
            let message = format!("the document is not in the folder {}", root.display());
            return Err(Error::new(ErrorKind::File, &self.name, message));
        }
        origin.folder = folder;
        Ok(self)
    }

    /// The same with an overlay, which is applied to what the document and its files are together, after those that it has already.
    #[must_use]
    pub fn overlaid(mut self, overlay: Overlay) -> Self {
        self.overlays.push(overlay);
        self
    }

    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether it is a file, with others beside it, and no text from memory.
    #[must_use]
    pub fn is_file(&self) -> bool {
        self.file.is_some()
    }

    /// The text of the document itself.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Reads it, with the files that it refers to as one document, and applies its overlays.
    ///
    /// What a `$ref` names in another file becomes a component, and the `$ref` leads there. A `$ref` to nothing stays, and is
    /// among [`Document::faults`].
    ///
    /// # Errors
    /// As [`Document::parse`], also of the other files; a reference leads out of the folder, or there are too many files. An action of an
    /// overlay selects nothing or cannot be done.
    pub fn read(&self, limits: &Limits) -> Result<Document, Error> {
        let document = Document::parse_within(&self.text, &self.name, limits)?;
        let document = match &self.file {
            Some(origin) => {
                bundle::bundle(document, self.text.len(), &origin.folder, &origin.path, limits)?
            }
            None => document,
        };
        overlay::apply(document, self.text.len(), &self.overlays, limits)
    }
}

fn cannot_read(name: &str, error: &io::Error) -> Error {
    Error::new(ErrorKind::File, name, format!("cannot read the file: {error}"))
}
