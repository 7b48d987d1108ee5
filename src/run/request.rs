//! What is asked of an agent, as a value.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::contract;
use crate::error::{Error, Result};
use crate::ids::{AgentId, EntityId};
use crate::run_state::RunHandle;

/// A run to be started: of which agent, on what, and how it is called among many.
///
/// ```
/// use neoagent::RunRequest;
///
/// let request = RunRequest::new(42).target_entity_id("T-1001").additional_instructions("Be brief.");
/// assert_eq!(request.key(), "42/T-1001");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[must_use]
pub struct RunRequest {
    pub(crate) agent_id: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_entity_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    additional_instructions: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    key: Option<Box<str>>,
}

impl RunRequest {
    /// A run of this agent. The id is taken as text or as a number: Neo uses both.
    pub fn new(agent_id: impl Into<AgentId>) -> Self {
        Self {
            agent_id: agent_id.into().into_text(),
            target_entity_id: None,
            additional_instructions: None,
            key: None,
        }
    }

    /// The handle of this request's run.
    pub(crate) fn handle(&self, execution_id: &str) -> RunHandle {
        RunHandle {
            agent_id: Some(self.agent_id.clone()),
            target_entity_id: self.target_entity_id.clone(),
            ..RunHandle::new(execution_id)
        }
    }

    /// The entity to run on: the PSA's id of a ticket, for example.
    pub fn target_entity_id(mut self, id: impl Into<EntityId>) -> Self {
        self.target_entity_id = Some(id.into().into_text());
        self
    }

    /// Instructions for this run, beside the agent's own.
    pub fn additional_instructions(mut self, text: impl Into<String>) -> Self {
        self.additional_instructions = Some(text.into().into());
        self
    }

    /// What the run is known by in [`Client::run_many`](crate::Client::run_many) and its journal. Without one it is the agent
    /// and the entity, so that a second run of an agent on the same entity needs a key of its own.
    #[expect(clippy::needless_pass_by_value, reason = "so that a literal can be given")]
    pub fn with_key(mut self, key: impl ToString) -> Self {
        self.key = Some(key.to_string().into());
        self
    }

    /// The agent.
    #[must_use]
    pub fn agent(&self) -> &str {
        &self.agent_id
    }

    /// The entity, where there is one.
    #[must_use]
    pub fn entity(&self) -> Option<&str> {
        self.target_entity_id.as_deref()
    }

    /// The key: the one given, or agent and entity, as in `42/T-1001`. A slash in the agent's id is written `%2F`, and `%` as `%25`.
    #[must_use]
    pub fn key(&self) -> String {
        match (&self.key, &self.target_entity_id) {
            (Some(key), _) => key.to_string(),
            (None, Some(entity)) => format!("{}/{entity}", escaped(&self.agent_id)),
            (None, None) => escaped(&self.agent_id),
        }
    }

    /// The body, made from JSON: the generated type's name and form may change with the document.
    pub(super) fn body(&self) -> Result<contract::RunAgentBody> {
        self.read().map_err(|source| {
            Error::invalid_request("the body does not fit the document").with_source(source)
        })
    }

    fn read<T: DeserializeOwned>(&self) -> serde_json::Result<T> {
        let instructions = self.additional_instructions.as_deref().map(Value::from);
        let with = |entity: Option<Value>| {
            let fields = [
                ("target_entity_id", entity),
                ("additional_custom_instructions", instructions.clone()),
            ];
            let set =
                fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            serde_json::from_value(Value::Object(set.collect::<Map<_, _>>()))
        };
        let entity = self.target_entity_id.as_deref();
        with(entity.map(Value::from)).or_else(|refused| {
            // A document may have numbers for ids.
            let number = entity.and_then(|text| text.parse::<u64>().ok());
            number.map_or(Err(refused), |number| with(Some(number.into())))
        })
    }
}

/// An agent's id in which no slash can be taken for the one before the entity.
fn escaped(agent_id: &str) -> String {
    agent_id.replace('%', "%25").replace('/', "%2F")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_handle_of_a_request_says_what_runs_on_what() {
        let request = RunRequest::new(42).target_entity_id("T-1");
        let handle = request.handle("run-1");
        let ids = (handle.agent_id(), handle.target_entity_id());
        assert_eq!(ids, (Some("42"), Some("T-1")));
        assert_eq!(handle.execution_id(), "run-1");
    }

    #[test]
    fn an_entity_is_text_or_where_the_document_wants_it_a_number() {
        #[derive(Debug, PartialEq, Deserialize)]
        struct Body<T> {
            target_entity_id: T,
        }
        let read = |entity: &str| {
            let request = RunRequest::new(42).target_entity_id(entity);
            (request.read::<Body<String>>().unwrap(), request.read::<Body<u64>>())
        };
        let (text, number) = read("1001");
        assert_eq!((&*text.target_entity_id, number.unwrap().target_entity_id), ("1001", 1001));
        let (text, number) = read("T-1");
        assert_eq!(text.target_entity_id, "T-1");
        assert!(number.unwrap_err().to_string().contains("string \"T-1\""));
    }

    #[test]
    fn a_key_is_given_or_made_of_agent_and_entity() {
        let request = RunRequest::new(42);
        assert_eq!(request.key(), "42");
        let request = request.target_entity_id(7);
        assert_eq!(request.key(), "42/7");
        assert_eq!(request.with_key("row 3").key(), "row 3");
    }

    #[test]
    fn keys_of_different_requests_differ() {
        let keys = [
            RunRequest::new(42).target_entity_id("a/b").key(),
            RunRequest::new("42/a").target_entity_id("b").key(),
            RunRequest::new("42/a/b").key(),
            RunRequest::new("42%2Fa").target_entity_id("b").key(),
            RunRequest::new("42").key(),
            RunRequest::new("42").target_entity_id("").key(),
        ];
        let all: std::collections::HashSet<_> = keys.iter().collect();
        assert_eq!(all.len(), keys.len(), "{keys:?}");
        assert_eq!(keys[0], "42/a/b");
    }
}
