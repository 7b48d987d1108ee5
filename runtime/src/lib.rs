#![doc = include_str!("../README.md")]

mod events;
pub mod generated;
mod json;
mod operation;
mod redacted;
#[cfg(feature = "source")]
pub mod source;
mod wire;

pub use events::{Event, EventError, EventStream};
pub use json::{DecodeError, Decoder, Input, Json, Node, Number, Text, Timestamp};
pub use operation::{Envelope, Operation, OperationSpec, Paged, Paging};
pub use wire::{File, InvalidPathSegment, PathSegment};
