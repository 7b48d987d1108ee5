//! Operations with behaviour of their own.
//!
//! Which operations exist, what they take and what they answer is the document's to say; this table only says which of them
//! remember something. An operation is the same whatever the parameters of its path are called, with a slash at the end and without, and
//! wherever the prefix that all paths share stands. An entry that no operation of the document is, is never reached.

mod agents;
mod chat;
mod executions;
mod meta;
mod scheduled;
mod til;

use std::sync::Arc;

use axum::http::{HeaderMap, Method};
use oas_mock::module::{Document, Now, Operation, Refusal, Response, structure};
use serde_json::{Map, Value};

use crate::envelope::Pagination;
use crate::ids::{Ids, Kind};
use crate::neo::{PREFIX, Shared};
use crate::state::State;

/// A request that is documented, allowed and valid.
#[derive(Debug)]
pub(crate) struct Call<'c> {
    pub(crate) shared: &'c Arc<Shared>,
    pub(crate) operation: &'c Operation,
    pub(crate) behavior: Option<&'static Behavior>,
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

/// An operation with behaviour of its own.
#[derive(Debug)]
pub(crate) struct Behavior {
    pub(crate) method: Method,
    /// Without the prefix that all paths share.
    pub(crate) path: &'static str,
    pub(crate) handler: Handler,
}

/// The operations with behaviour of their own. The handlers know the parameters of paths by the names that they have here.
pub(crate) const BEHAVIORS: &[Behavior] = &[
    Behavior { method: Method::GET, path: "/openapi.json", handler: meta::document },
    Behavior { method: Method::GET, path: "/agents", handler: agents::list },
    Behavior { method: Method::POST, path: "/agents", handler: agents::create },
    Behavior { method: Method::GET, path: "/agents/{agent_id}", handler: agents::get },
    Behavior { method: Method::PUT, path: "/agents/{agent_id}", handler: agents::update },
    Behavior {
        method: Method::GET,
        path: "/agents/{agent_id}/versions",
        handler: agents::versions,
    },
    Behavior {
        method: Method::GET,
        path: "/agents/{agent_id}/version-at",
        handler: agents::version_at,
    },
    Behavior {
        method: Method::POST,
        path: "/agents/{agent_id}/run-now",
        handler: executions::run_now,
    },
    Behavior { method: Method::GET, path: "/executions", handler: executions::list },
    Behavior { method: Method::GET, path: "/executions/{execution_id}", handler: executions::get },
    Behavior {
        method: Method::GET,
        path: "/executions/{execution_id}/steps",
        handler: executions::steps,
    },
    Behavior {
        method: Method::GET,
        path: "/executions/{execution_id}/callback",
        handler: executions::callback,
    },
    Behavior {
        method: Method::GET,
        path: "/executions/{execution_id}/field-update-audit",
        handler: executions::field_update_audit,
    },
    Behavior {
        method: Method::GET,
        path: "/executions/{execution_id}/til-requests",
        handler: til::of_execution,
    },
    Behavior { method: Method::GET, path: "/til-requests", handler: til::list },
    Behavior {
        method: Method::POST,
        path: "/til-requests/{request_id}/decision",
        handler: til::decide,
    },
    Behavior { method: Method::GET, path: "/scheduled-work", handler: scheduled::list },
    Behavior { method: Method::POST, path: "/scheduled-work", handler: scheduled::create },
    Behavior { method: Method::POST, path: "/chat/sessions", handler: chat::open },
    Behavior { method: Method::POST, path: "/sessions", handler: chat::mint },
    Behavior {
        method: Method::GET,
        path: "/chat/sessions/{session_id}/events",
        handler: chat::follow,
    },
    Behavior {
        method: Method::GET,
        path: "/chat/sessions/{session_id}/messages",
        handler: chat::messages,
    },
    Behavior {
        method: Method::POST,
        path: "/chat/sessions/{session_id}/messages",
        handler: chat::post_message,
    },
    Behavior {
        method: Method::POST,
        path: "/chat/sessions/{session_id}/attachments/upload-url",
        handler: chat::upload_url,
    },
];

/// The behaviour of an operation, when it has one: it is known again by its structure.
pub(crate) fn find(method: &Method, path: &str) -> Option<&'static Behavior> {
    let structured = structure(path, PREFIX);
    let is = |one: &&Behavior| one.method == *method && structure(one.path, PREFIX) == structured;
    BEHAVIORS.iter().find(is)
}

/// Behaviours that no operation of a document has, as method and path.
pub(crate) fn unbound(document: &Document, ids: &Ids) -> Vec<String> {
    let bound = |one: &&Behavior| document.operation(&one.method, one.path).is_some();
    let unbound = BEHAVIORS.iter().filter(|one| !bound(one));
    let unbound = unbound.map(|one| format!("{} {}", one.method, one.path));
    let without_ids = BEHAVIORS.iter().filter(|one| {
        let operation = document.operation(&one.method, one.path);
        operation.is_some_and(|operation| ids.are_unknown_to(document, operation))
    });
    let without_ids = without_ids
        .map(|one| format!("{} {} with ids that are numbers or UUIDs", one.method, one.path));
    unbound.chain(without_ids).collect()
}

impl Call<'_> {
    /// A parameter of the path, by the name that the behaviour has for it.
    pub(crate) fn path(&self, name: &str) -> &str {
        let names = self.behavior.into_iter().flat_map(|one| parameters(one.path));
        let mut values = names.zip(self.path).filter(|(known, _)| *known == name);
        values.next().map(|(_, (_, value))| value.as_str()).unwrap_or_default()
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

    /// The id that a member of the body is, as the sandbox knows it; a number or a text.
    pub(crate) fn id(&self, kind: Kind, name: &str) -> Option<String> {
        let text = match self.body.as_ref()?.get(name)? {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some(self.shared.module().ids.known(kind, &text))
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

    /// The same for the agent with this number.
    pub(crate) fn wants_agent(&self, number: i64) -> bool {
        let known = |wanted| self.shared.module().ids.known(Kind::Agent, wanted);
        self.query("agent_id").is_none_or(|wanted| known(wanted).parse() == Ok(number))
    }
}

/// The names of the parameters of a path, in their order.
fn parameters(path: &str) -> impl Iterator<Item = &str> {
    path.split(['{', '}']).skip(1).step_by(2)
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
