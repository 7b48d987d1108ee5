//! What goes with one call past the generated code: into it, and out of it.
//!
//! Into it leads a task-local, out of it a thread-local, because nothing else reaches from a builder's `send` to the hooks
//! and back.

mod options;

use std::cell::RefCell;
use std::future::Future;

use http::{HeaderMap, StatusCode};

use crate::credential::Credential;
use crate::error::header_request_id;

pub use self::options::{Call, CallOptions};
pub(crate) use self::options::{options, with_options};

tokio::task_local! {
    static ONCE: ();
}

thread_local! {
    /// progenitor's error for a success that does not decode has neither status nor headers. They are noted here in the very
    /// poll in which that is found out: what a thread reads here is what it has just written.
    static SUCCESS: RefCell<Record> = RefCell::default();
}

/// The success of a call, whose body may turn out not to be one.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    /// What the request was sent with, to be kept out of errors.
    pub(crate) credential: Option<Credential>,
}

/// Notes the head of a success.
pub(crate) fn succeeded(status: StatusCode, headers: &HeaderMap, credential: Option<&Credential>) {
    SUCCESS.replace(Record {
        status: Some(status),
        request_id: header_request_id(headers),
        credential: credential.cloned(),
    });
}

/// The success that has just turned out not to decode.
pub(crate) fn undecoded() -> Record {
    SUCCESS.take()
}

/// Makes the calls in a future ones that are attempted once: for a caller that repeats them itself.
pub(crate) async fn once<F: Future>(call: F) -> F::Output {
    ONCE.scope((), call).await
}

/// Whether the current call may be attempted more than once.
pub(crate) fn may_repeat() -> bool {
    ONCE.try_with(|()| ()).is_err()
}
