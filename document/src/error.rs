//! Why a document could not be read.

use std::fmt;

use crate::position::Position;

/// Why a document could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    name: String,
    /// None where the whole document is meant.
    at: Option<Position>,
    message: String,
    pointer: Option<String>,
    advice: Option<String>,
}

/// The kind of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The text is not JSON or YAML.
    Syntax,
    /// A duplicate key.
    DuplicateKey,
    /// The document goes over a limit.
    Limit,
    /// The text can be read, but it is not an OpenAPI 3.0, 3.1 or 3.2 document.
    NotOpenApi,
    /// A file or a folder cannot be read.
    File,
    /// A reference leads to nothing, or where it may not.
    Reference,
    /// A text is no overlay, or an action of one cannot be done.
    Overlay,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, name: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self(Box::new(Inner {
            kind,
            name: name.to_owned(),
            at: None,
            message,
            pointer: None,
            advice: None,
        }))
    }

    pub(crate) fn position(mut self, at: Position) -> Self {
        self.0.at = Some(at);
        self
    }

    pub(crate) fn pointer_to(mut self, pointer: &str) -> Self {
        self.0.pointer = Some(pointer.to_owned());
        self
    }

    pub(crate) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.0.advice = Some(advice.into());
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The name of the document.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    /// The line, from 1; `None` where the whole document is meant.
    #[must_use]
    pub fn line(&self) -> Option<u32> {
        self.0.at.map(|at| at.line)
    }

    /// The column in characters, from 1; `None` where the whole document is meant.
    #[must_use]
    pub fn column(&self) -> Option<u32> {
        self.0.at.map(|at| at.column)
    }

    /// The place as a JSON pointer, where the document could be read so far.
    #[must_use]
    pub fn pointer(&self) -> Option<&str> {
        self.0.pointer.as_deref()
    }

    /// What is wrong, without the place.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// What to do about it.
    #[must_use]
    pub fn advice(&self) -> Option<&str> {
        self.0.advice.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { name, at, message, pointer, advice, .. } = &*self.0;
        f.write_str(name)?;
        if let Some(Position { line, column }) = at {
            write!(f, ":{line}:{column}")?;
        }
        write!(f, ": {message}")?;
        if let Some(pointer) = pointer {
            write!(f, " (at {pointer})")?;
        }
        match advice {
            Some(advice) => write!(f, "; {advice}"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Error {}
