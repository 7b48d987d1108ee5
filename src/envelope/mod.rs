//! Neo's envelope: `{data, meta}` around every success.

mod json;
mod meta;
mod operation;
mod payload;

pub(crate) use self::json::{json, json_and_data};
pub use self::meta::{Meta, Pagination};
pub use self::operation::OperationExt;
pub(crate) use self::payload::Payload;
use oas_runtime::{Envelope, Operation};

/// The payload type of an operation.
type Data<O> = <<O as Operation>::Success as Envelope>::Data;

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
