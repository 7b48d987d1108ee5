//! Why a document could not be read.

use std::fmt;

/// Why a document could not be read, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error(Box<Inner>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Inner {
    kind: ErrorKind,
    name: String,
    line: u32,
    column: u32,
    message: String,
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
    /// The text can be read, but it is not an OpenAPI 3.0 or 3.1 document.
    NotOpenApi,
}

impl Error {
    pub(crate) fn new(
        kind: ErrorKind,
        name: &str,
        line: u32,
        column: u32,
        message: String,
    ) -> Self {
        Self(Box::new(Inner { kind, name: name.to_owned(), line, column, message }))
    }

    pub(crate) fn limit(name: &str, line: u32, column: u32, message: String) -> Self {
        Self::new(ErrorKind::Limit, name, line, column, message)
    }

    pub(crate) fn document(name: &str, line: u32, column: u32, message: String) -> Self {
        Self::new(ErrorKind::NotOpenApi, name, line, column, message)
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The line, from 1.
    #[must_use]
    pub fn line(&self) -> u32 {
        self.0.line
    }

    /// The column in characters, from 1.
    #[must_use]
    pub fn column(&self) -> u32 {
        self.0.column
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { name, line, column, message, .. } = &*self.0;
        write!(f, "{name}:{line}:{column}: {message}")
    }
}

impl std::error::Error for Error {}
