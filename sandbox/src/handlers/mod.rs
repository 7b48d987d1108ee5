//! Operations with behaviour of their own.
//!
//! Which operations exist, what they take and what they answer is the document's to say; this table only says which of them
//! remember something. An entry whose path the document does not have is never reached.

mod agents;
mod chat;
mod executions;
mod meta;
mod scheduled;
mod til;

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use axum::response::Response;
use serde_json::{Map, Value};

use crate::document::Operation;
use crate::envelope::{Pagination, Refusal};
use crate::shared::Shared;
use crate::state::{Now, State};

/// A request that is documented, allowed and valid.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    pub(crate) shared: &'c Arc<Shared>,
    pub(crate) operation: &'c Operation,
    pub(crate) path: &'c [(String, String)],
    pub(crate) query: &'c [(String, String)],
    pub(crate) headers: &'c HeaderMap,
    pub(crate) body: Option<Value>,
    pub(crate) now: Now,
    /// The number under which the request is recorded.
    pub(crate) number: u64,
}

/// What an operation answers.
pub(crate) enum Reply {
    /// Goes into the envelope, with the status of the document.
    Data { data: Value, pagination: Option<Pagination>, warnings: Vec<String> },
    /// Goes out as it is.
    Whole(Response),
}

pub(crate) type Handled = Result<Reply, Refusal>;
pub(crate) type Handler = fn(&Call<'_>, &mut State) -> Handled;

/// The handler of an operation, when it has one.
pub(crate) fn find(operation: &Operation) -> Option<Handler> {
    let path = operation.path.as_str().strip_prefix("/public-api/")?;
    let handler: Handler = match (operation.method.clone(), path) {
        (Method::GET, "openapi.json") => meta::document,
        (Method::GET, "agents") => agents::list,
        (Method::POST, "agents") => agents::create,
        (Method::GET, "agents/{agent_id}") => agents::get,
        (Method::PUT, "agents/{agent_id}") => agents::update,
        (Method::GET, "agents/{agent_id}/versions") => agents::versions,
        (Method::GET, "agents/{agent_id}/version-at") => agents::version_at,
        (Method::POST, "agents/{agent_id}/run-now") => executions::run_now,
        (Method::GET, "executions") => executions::list,
        (Method::GET, "executions/{execution_id}") => executions::get,
        (Method::GET, "executions/{execution_id}/steps") => executions::steps,
        (Method::GET, "executions/{execution_id}/callback") => executions::callback,
        (Method::GET, "executions/{execution_id}/field-update-audit") => {
            executions::field_update_audit
        }
        (Method::GET, "executions/{execution_id}/til-requests") => til::of_execution,
        (Method::GET, "til-requests") => til::list,
        (Method::POST, "til-requests/{request_id}/decision") => til::decide,
        (Method::GET, "scheduled-work") => scheduled::list,
        (Method::POST, "scheduled-work") => scheduled::create,
        (Method::POST, "chat/sessions") => chat::open,
        (Method::GET, "chat/sessions/{session_id}/events") => chat::follow,
        (Method::GET, "chat/sessions/{session_id}/messages") => chat::messages,
        (Method::POST, "chat/sessions/{session_id}/messages") => chat::post_message,
        (Method::POST, "chat/sessions/{session_id}/attachments/upload-url") => chat::upload_url,
        _ => return None,
    };
    Some(handler)
}

impl Call<'_> {
    pub(crate) fn path(&self, name: &str) -> &str {
        value(self.path, name).unwrap_or_default()
    }

    pub(crate) fn query(&self, name: &str) -> Option<&str> {
        value(self.query, name)
    }

    /// The members of the body; none when there is no body.
    pub(crate) fn members(&self) -> Map<String, Value> {
        match &self.body {
            Some(Value::Object(members)) => members.clone(),
            _ => Map::new(),
        }
    }

    /// A text member of the body that is neither null nor absent.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.body.as_ref()?.get(name)?.as_str()
    }

    /// Whether `value` is one of a comma-separated list in the query, in any case; true when there is no list.
    pub(crate) fn lists(&self, name: &str, value: &str) -> bool {
        self.query(name)
            .is_none_or(|list| list.split(',').any(|item| item.trim().eq_ignore_ascii_case(value)))
    }

    /// Whether the query does not ask for another `name` than `value`.
    pub(crate) fn wants(&self, name: &str, value: Option<&str>) -> bool {
        self.query(name).is_none_or(|wanted| value == Some(wanted))
    }

    /// The same for a number; a text that is none is no number's.
    pub(crate) fn wants_number(&self, name: &str, value: i64) -> bool {
        self.query(name).is_none_or(|wanted| wanted.parse() == Ok(value))
    }
}

fn value<'p>(pairs: &'p [(String, String)], name: &str) -> Option<&'p str> {
    pairs.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

impl Reply {
    pub(crate) fn data(data: Value) -> Handled {
        Ok(Self::Data { data, pagination: None, warnings: Vec::new() })
    }

    pub(crate) fn page((data, pagination): (Value, Pagination)) -> Handled {
        Ok(Self::Data { data, pagination: Some(pagination), warnings: Vec::new() })
    }
}
