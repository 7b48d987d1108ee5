//! What answers a request that was received.

use std::sync::Arc;

use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use crate::core::Core;
use crate::fault::Fault;
use crate::incoming::Incoming;
use crate::security::Authorization;

/// How an API behaves beyond its document. Requests are received, recorded and struck by faults before a module sees them.
pub trait Module: Sized + Send + Sync + 'static {
    /// The answer to a request; `number` is the one it is recorded under.
    fn answer(core: &Arc<Core<Self>>, incoming: &Incoming, number: u64) -> Response;

    /// The error that a fault answers with this status, with this code or the usual one.
    fn fault(
        core: &Core<Self>,
        incoming: &Incoming,
        status: StatusCode,
        code: Option<&str>,
    ) -> Response;

    /// What a path is recorded under that the document does not have.
    fn template(_path: &str) -> Option<&'static str> {
        None
    }

    /// The fault that a request asks for by its headers, or what is wrong with how it asks.
    fn asked_fault(_headers: &HeaderMap) -> Option<Result<Fault, String>> {
        None
    }

    /// What a request says in `Authorization`.
    fn authorization(core: &Core<Self>, incoming: &Incoming) -> Authorization {
        core.tokens().judge(&incoming.headers)
    }
}
