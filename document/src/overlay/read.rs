//! Overlays as they are written.

use std::fmt;
use std::path::Path;

use crate::build::Built;
use crate::document::tree;
use crate::error::{Error, ErrorKind};
use crate::input;
use crate::limits::Limits;

use super::action::{self, Action};

/// An overlay that is read, with the positions of its actions.
#[derive(Clone)]
pub struct Overlay {
    pub(super) name: String,
    /// Bytes of its text.
    pub(super) bytes: usize,
    pub(super) built: Built,
    extends: Option<String>,
    pub(super) actions: Vec<Action>,
}

impl Overlay {
    /// Reads an overlay from JSON or YAML text. `name` is what reports call it.
    ///
    /// # Errors
    /// The text is neither JSON nor YAML, goes over a limit, or is no overlay of version 1.0 or 1.1: a member is missing, has the wrong
    /// type or is not known, a query is no JSONPath (RFC 9535), or an action has nothing to do.
    pub fn new(name: &str, text: &str, limits: &Limits) -> Result<Self, Error> {
        let (built, _) = tree(text, name, limits)?;
        let (built, extends, actions) = action::read(built, name)?;
        Ok(Self { name: name.to_owned(), bytes: text.len(), built, extends, actions })
    }

    /// Reads an overlay from a file.
    ///
    /// # Errors
    /// As [`Overlay::new`], and when the file cannot be read or is not UTF-8.
    pub fn open(path: &Path, limits: &Limits) -> Result<Self, Error> {
        let name = path.display().to_string();
        let unread =
            |error| Error::new(ErrorKind::File, &name, format!("cannot read the file: {error}"));
        let file = std::fs::File::open(path).map_err(unread)?;
        let bytes = input::read(file, limits).map_err(unread)?;
        Self::new(&name, &input::text(&name, bytes, limits)?, limits)
    }

    /// What reports call it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The document that it was made for, as it is written: a reference that nothing follows.
    #[must_use]
    pub fn extends(&self) -> Option<&str> {
        self.extends.as_deref()
    }
}

impl fmt::Debug for Overlay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Overlay")
            .field("name", &self.name)
            .field("actions", &self.actions.len())
            .finish_non_exhaustive()
    }
}
