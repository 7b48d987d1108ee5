//! Client for the Neo Public API: typed calls, runs that are followed to their end, errors that say what happened.
//!
//! ```no_run
//! # use std::time::Duration;
//! # async fn f() -> neoagent::Result<()> {
//! let neo = neoagent::Client::from_env()?; // NEO_API_KEY, NEO_BASE_URL
//! let run = neo.run_agent("42").target_entity_id("T-1001").start().await?;
//! let done = run.wait().deadline(Duration::from_secs(600)).on_event(|event| println!("{event}")).await?;
//! println!("{:?}", done.conclusion());
//! # Ok(()) }
//! ```
//!
//! Every operation of the API is a method of [`Client`]; [`OperationExt`] takes the answers out of their envelopes.
//!
//! # What a failure means
//!
//! Neo has no idempotency key, so whether a call may be repeated depends on whether the server has got it.
//! [`Error::outcome`] says so: not sent, refused, accepted but the answer is lost, or unknown. Calls that change nothing
//! are repeated by themselves, the others only where nothing can happen twice; see [`RetryPolicy`].
//!
//! # Features
//!
//! - `rustls` (default): TLS in Rust, with aws-lc and the system's certificates, as reqwest has it by default. A program
//!   that has installed another rustls provider keeps it.
//! - `native-tls`: the system's TLS.
//! - `azure`: `ClientBuilder::azure_credential`, which takes any credential of the Azure SDK.
//! - `operation-table`: `operation_table`, every operation as data.
//! - `jiff`: [`Time`] from and to jiff's `Timestamp`.
//! - `http2`, and `system-proxy` for the proxy settings of macOS and Windows.

// Schemas refer to schemas, and the compiler follows them to the last one to see whether a future can be sent.
#![recursion_limit = "512"]
#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod api;
#[cfg(feature = "azure")]
mod azure;
#[cfg(not(target_family = "wasm"))]
mod batch;
mod chat;
mod client;
mod clock;
mod envelope;
mod error;
mod idempotency;
mod ids;
mod member;
mod operation_ext;
#[cfg(feature = "operation-table")]
mod operation_table;
mod pages;
mod polling;
mod raw_call;
mod run;
mod run_state;
mod stats;
mod technician_requests;
mod time;

#[cfg(not(target_family = "wasm"))]
pub use batch::{FinishedRun, Journal, RunMany, RunResult, RunResults};
pub use chat::{
    ChatAttachment, ChatEvent, ChatEvents, ChatPart, ChatReply, ChatSession, FollowTurn,
    MintSessionToken, OpenChat, PostMessage, SessionToken, Turn, UploadAttachment,
};
pub use client::{Client, ClientBuilder};
pub use envelope::{Meta, Pagination, Reply};
pub use error::{Error, ErrorKind, Result};
pub use ids::{AgentId, EntityId, TechnicianRequestId};
pub use oas_runtime::{
    AccessToken, Call, CallOptions, Credential, Integer, Outcome, RateLimit, RetryPolicy,
    TokenError, TokenFuture, TokenProvider, TokenRequest,
};
pub use operation_ext::OperationExt;
#[cfg(feature = "operation-table")]
pub use operation_table::operation_table;
pub use pages::{Items, Pages};
pub use raw_call::RawCall;
pub use run::{
    Execution, ExecutionStream, Executions, Run, RunEvent, RunRequest, StartPolicy, StartRun, Wait,
    Watch,
};
pub use run_state::{Conclusion, RunHandle, RunProgress, Status};
pub use stats::Stats;
// What `ClientBuilder::configure_http` and `http_client` are given is of this version.
pub use reqwest;
pub use technician_requests::{
    DecideRequest, Decision, TechnicianRequest, TechnicianRequestRef, TechnicianRequestStream,
    TechnicianRequests, WaitForDecision,
};
pub use time::Time;

/// The examples of the README and of the guide, compiled.
#[cfg(doctest)]
mod guide {
    #[doc = include_str!("../README.md")]
    struct Readme;
    #[doc = include_str!("../docs/chat.md")]
    struct Chat;
    #[doc = include_str!("../docs/errors.md")]
    struct Errors;
    #[doc = include_str!("../docs/lists.md")]
    struct Lists;
    #[doc = include_str!("../docs/raw-calls.md")]
    struct RawCalls;
    #[doc = include_str!("../docs/sign-in.md")]
    struct SignIn;
    #[doc = include_str!("../docs/start.md")]
    struct Start;
    #[doc = include_str!("../docs/technician-requests.md")]
    struct TechnicianRequests;
    #[doc = include_str!("../docs/testing.md")]
    struct Testing;
}
