#![doc = include_str!("../README.md")]

mod attempt;
mod call;
mod client;
pub mod clock;
mod credential;
mod error;
mod events;
pub mod generated;
mod json;
pub mod layer;
mod limit;
mod operation;
mod redacted;
mod retry;
#[cfg(feature = "source")]
pub mod source;
mod stats;
mod trace;
mod transport;
mod wire;

pub use call::{Call, CallOptions, Received, Response, Sending, execute, receive, send};
pub use client::{Client, ClientBuilder, Repeatable};
pub use credential::{
    AccessToken, Credential, TokenError, TokenFuture, TokenProvider, TokenRequest,
};
pub use error::{Error, ErrorKind, Outcome, Result};
pub use events::{Event, EventError, EventStream};
pub use json::{DecodeError, Decoder, Input, Json, Node, Number, Text, Timestamp};
pub use limit::RateLimit;
pub use operation::{Envelope, Operation, OperationSpec, Paged, Paging};
pub use progenitor_client::ByteStream;
pub use retry::RetryPolicy;
pub use stats::Stats;
pub use wire::{File, InvalidPathSegment, PathSegment};
