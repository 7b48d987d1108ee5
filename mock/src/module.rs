//! What an API's own behaviour stands on: a [`Module`] answers in place of the mock's own resources, and takes of these what it needs.

use std::sync::Arc;

use axum::http::StatusCode;

pub use axum::response::Response;

pub use crate::admit::{body, route, unauthorized};
pub use crate::answer::{json_response, text_response};
pub use crate::clock::{Clock, Instant, Now, Sleep, now, sleep};
pub use crate::core::{Core, Settings};
pub use crate::document::{
    Document, Location, Operation, Parameter, RequestBody, Success, resolve,
};
pub use crate::pipeline::Incoming;
pub use crate::refusal::Refusal;
pub use crate::routes::{PathTemplate, Route, Values, find, structure};
pub use crate::sample::sample;
pub use crate::security::{Authorization, Requirement, Tokens, allows, bearer};
pub use crate::validate::{Problem, Validators};

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

    /// What a request says in `Authorization`.
    fn authorization(core: &Core<Self>, incoming: &Incoming) -> Authorization {
        core.tokens().judge(&incoming.headers)
    }
}
