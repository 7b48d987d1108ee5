//! The error of one operation, with the body that the document describes for it.

use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;

use super::Error;

/// An operation that did not succeed: an [`Error`], and its body as the document describes it for the operation and the status.
///
/// What it has of an [`Error`], it has by `Deref`; `?` turns it into one, so that calls of several operations can be written
/// in one function.
pub struct OperationError<E> {
    error: Error,
    /// In a box, since errors travel far.
    body: Option<Box<Result<E, serde_json::Error>>>,
}

impl<E> OperationError<E> {
    pub(crate) fn new(
        error: Error,
        decode: impl FnOnce(u16, &[u8]) -> Option<Result<E, serde_json::Error>>,
    ) -> Self {
        // A success that is one no longer, because it does not decode, has no error's body.
        let status = error.status().filter(|status| !status.is_success());
        let body = status.and_then(|status| decode(status.as_u16(), error.bytes()));
        Self { error, body: body.map(Box::new) }
    }

    /// The body as the document describes it; nothing where there was no answer, where the document describes none for its status,
    /// and where it does not decode.
    pub fn typed(&self) -> Option<&E> {
        self.body.as_deref()?.as_ref().ok()
    }

    /// As [`typed`](OperationError::typed), by value.
    pub fn into_typed(self) -> Option<E> {
        (*self.body?).ok()
    }

    /// Why the body is not what the document describes for the status, where it describes one. The body is whole in
    /// [`bytes`](Error::bytes).
    pub fn undecoded(&self) -> Option<&serde_json::Error> {
        self.body.as_deref()?.as_ref().err()
    }

    /// The error alone.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl<E> From<OperationError<E>> for Error {
    fn from(error: OperationError<E>) -> Self {
        error.error
    }
}

impl<E> Deref for OperationError<E> {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.error
    }
}

impl<E> fmt::Display for OperationError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E> fmt::Debug for OperationError<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl<E> StdError for OperationError<E> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
