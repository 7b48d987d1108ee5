//! The error of one operation, with the body that the document describes for it.

use std::error::Error as StdError;
use std::fmt;
use std::marker::PhantomData;
use std::ops::Deref;

use super::Error;
use crate::wire::Headers;

/// An operation that did not succeed: an [`Error`], and its body as the document describes it for the operation and the status.
///
/// What it has of an [`Error`], it has by `Deref`; `?` turns it into one, so that calls of several operations can be written
/// in one function. `H` are the headers that the document describes for errors of the operation.
pub struct OperationError<E, H = ()> {
    error: Error,
    /// In a box, since errors travel far.
    body: Option<Box<Result<E, serde_json::Error>>>,
    described: PhantomData<fn() -> H>,
}

impl<E, H> OperationError<E, H> {
    pub(crate) fn new(
        error: Error,
        decode: impl FnOnce(u16, &[u8]) -> Option<Result<E, serde_json::Error>>,
    ) -> Self {
        // A success that is one no longer, because it does not decode, has no error's body.
        let status = error.status().filter(|status| !status.is_success());
        let body = status.and_then(|status| decode(status.as_u16(), error.bytes()));
        Self { error, body: body.map(Box::new), described: PhantomData }
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

    /// The headers that the document describes for errors of the operation, each decoded or the reason why it is not; all are missing
    /// where there was no answer.
    pub fn typed_headers(&self) -> H
    where
        H: Headers,
    {
        H::read(self.headers())
    }

    /// The error alone.
    pub fn into_error(self) -> Error {
        self.error
    }
}

impl<E, H> From<OperationError<E, H>> for Error {
    fn from(error: OperationError<E, H>) -> Self {
        error.error
    }
}

impl<E, H> Deref for OperationError<E, H> {
    type Target = Error;

    fn deref(&self) -> &Error {
        &self.error
    }
}

impl<E, H> fmt::Display for OperationError<E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<E, H> fmt::Debug for OperationError<E, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.error, f)
    }
}

impl<E, H> StdError for OperationError<E, H> {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.error.source()
    }
}
