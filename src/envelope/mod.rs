//! Neo's envelope: `{data, meta}` around every success.
//!
//! `open` gives the types that are here, and is handed on from here.

mod lenient;
mod meta;
mod open;

pub(crate) use self::lenient::typed;
pub use self::meta::{Meta, Pagination};
pub(crate) use self::meta::{has_more, next_cursor};
pub(crate) use self::open::{data, json, parts, reply};
use oas_runtime::{Envelope, Operation};

/// The payload type of an operation.
pub(crate) type Data<O> = <<O as Operation>::Success as Envelope>::Data;

/// The payload of a success, and what came beside it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Reply<T> {
    /// The payload.
    pub data: T,
    /// Request id, timings, warnings, pagination, rate limit.
    pub meta: Meta,
}

impl<T> Reply<T> {
    pub(crate) fn new(data: T, meta: Meta) -> Self {
        Self { data, meta }
    }

    /// The same reply with its payload changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Reply<U> {
        Reply { data: change(self.data), meta: self.meta }
    }
}
