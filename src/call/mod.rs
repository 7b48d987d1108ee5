//! What goes with one call past the generated code: into it, and out of it.
//!
//! progenitor's error for a success that does not decode has neither status nor headers. They are noted here while the
//! call is under way. Both ways lead through task-locals, because nothing else reaches from a builder's `send` to
//! the hooks and back.

mod options;

use std::cell::RefCell;
use std::future::Future;
use std::pin::pin;

use http::{HeaderMap, StatusCode};

use crate::credential::Credential;
use crate::error::header_request_id;

pub use self::options::{Call, CallOptions};
pub(crate) use self::options::{options, with_options};

tokio::task_local! {
    static CALL: RefCell<Record>;
    static ONCE: ();
}

/// The last answer of a call.
#[derive(Debug, Default)]
pub(crate) struct Record {
    pub(crate) status: Option<StatusCode>,
    pub(crate) request_id: Option<String>,
    /// What the request was sent with, to be kept out of errors.
    pub(crate) credential: Option<Credential>,
}

/// Runs a call, and gives its record beside its error.
pub(crate) async fn recorded<T, E>(
    call: impl Future<Output = Result<T, E>>,
) -> Result<T, (E, Record)> {
    let mut output = None;
    let record = {
        // What a success holds may be large: it goes past the scope, whose future would move it about.
        let call = async { output = Some(call.await) };
        let mut scope = pin!(CALL.scope(RefCell::default(), call));
        scope.as_mut().await;
        scope.take_value().map(RefCell::into_inner)
    };
    match output {
        Some(Ok(success)) => Ok(success),
        Some(Err(error)) => Err((error, record.unwrap_or_default())),
        None => unreachable!("the scope's future ends when the call has"),
    }
}

/// Notes the head of an answer. Outside of [`recorded`] it is forgotten.
pub(crate) fn answered(status: StatusCode, headers: &HeaderMap, credential: Option<&Credential>) {
    let record = || Record {
        status: Some(status),
        request_id: header_request_id(headers),
        credential: credential.cloned(),
    };
    let _ = CALL.try_with(|call| call.replace(record()));
}

/// Makes the calls in a future ones that are attempted once: for a caller that repeats them itself.
pub(crate) async fn once<F: Future>(call: F) -> F::Output {
    ONCE.scope((), call).await
}

/// Whether the current call may be attempted more than once.
pub(crate) fn may_repeat() -> bool {
    ONCE.try_with(|()| ()).is_err()
}
