#![doc = include_str!("../README.md")]
#![cfg_attr(docsrs, feature(doc_cfg))]

mod attempt;
mod byte_stream;
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
mod lines;
mod paging;
mod received;
mod reconnect;
mod recording;
mod redacted;
mod response;
mod retry;
#[cfg(feature = "schemars")]
mod schema;
mod secret;
#[cfg(not(target_family = "wasm"))]
mod service;
#[cfg(feature = "source")]
pub mod source;
mod spec;
mod stats;
mod trace;
mod transport;
#[cfg(target_family = "wasm")]
mod web;
mod wire;
#[cfg(feature = "xml")]
mod xml;

pub use ::http::Method;
pub use ::reqwest;
#[cfg(feature = "schemars")]
pub use ::schemars;
pub use byte_stream::ByteStream;
pub use call::{
    Call, CallOptions, Envelope, Operation, OperationErrorOf, Paged, Paging, RawCall, Sending,
    decode, execute, receive, send,
};
pub use client::{Client, ClientBuilder, Repeatable};
pub use credential::{
    AccessToken, Credential, TokenError, TokenFuture, TokenProvider, TokenRequest,
};
pub use error::{Error, ErrorKind, OperationError, Outcome, Result};
pub use events::{Event, EventData, EventStream, EventText};
pub use json::{
    AsBase64, AsText, Base64, DecodeError, Decoder, Input, Integer, IntegerSize, Json, JsonText,
    Node, Number, Parsed, Replaced, Text, Timestamp, Written,
};
pub use limit::RateLimit;
pub use lines::LineStream;
pub use paging::{Items, List, PageBy, Pages, pages};
pub use received::Received;
pub use reconnect::{Reconnecting, reconnecting};
pub use recording::Recording;
pub use response::Response;
pub use retry::RetryPolicy;
#[cfg(not(target_family = "wasm"))]
pub use service::HttpService;
pub use spec::{ApiSpec, OperationSpec, SchemeKind, SecurityScheme, Server, ServerVariable};
pub use stats::Stats;
#[cfg(not(target_family = "wasm"))]
pub use wire::Upload;
pub use wire::{File, HeaderError, Headers, InvalidPathSegment, PathSegment};
