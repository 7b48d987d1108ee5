//! A run that was started, and the handle by which it can be taken up again.

use std::fmt;

use oas_runtime::CallOptions;
use serde::{Deserialize, Serialize};

use super::execution::Execution;
use super::request::RunRequest;
use super::source::ClientSource;
use super::status::Status;
use super::wait::Wait;
use super::watch::Watch;
use crate::client::Client;
use crate::clock::Instant;
use crate::error::Result;

/// What is needed to go on with a run in another process: store it, and give it to
/// [`Client::resume`](crate::Client::resume).
///
/// It holds ids and no secret. Serialised, it is an object with `execution_id` and, where they are known, `agent_id` and
/// `target_entity_id`; `visible` says that the server has shown the execution before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunHandle {
    pub(super) execution_id: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) agent_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) target_entity_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(super) visible: bool,
}

impl RunHandle {
    /// A handle from nothing but an execution's id.
    pub fn new(execution_id: impl Into<String>) -> Self {
        Self {
            execution_id: execution_id.into().into(),
            agent_id: None,
            target_entity_id: None,
            visible: false,
        }
    }

    /// The handle of a request's run.
    pub(crate) fn of(request: &RunRequest, execution_id: &str) -> Self {
        Self {
            agent_id: Some(request.agent_id.clone()),
            target_entity_id: request.target_entity_id.clone(),
            ..Self::new(execution_id)
        }
    }

    /// The execution's id.
    #[must_use]
    pub fn execution_id(&self) -> &str {
        &self.execution_id
    }

    /// The agent that runs, where it is known.
    #[must_use]
    pub fn agent_id(&self) -> Option<&str> {
        self.agent_id.as_deref()
    }

    /// The entity it runs on, where there is one.
    #[must_use]
    pub fn target_entity_id(&self) -> Option<&str> {
        self.target_entity_id.as_deref()
    }
}

impl From<&str> for RunHandle {
    fn from(execution_id: &str) -> Self {
        Self::new(execution_id)
    }
}

impl From<String> for RunHandle {
    fn from(execution_id: String) -> Self {
        Self::new(execution_id)
    }
}

impl From<&RunHandle> for RunHandle {
    fn from(handle: &RunHandle) -> Self {
        handle.clone()
    }
}

/// Shows the execution's id.
impl fmt::Display for RunHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.execution_id)
    }
}

/// A run of an agent.
///
/// It is a reference: dropping it, or a wait for it, does nothing to the run.
#[derive(Clone, Debug)]
pub struct Run {
    client: Client,
    handle: RunHandle,
    /// The status in the answer to run-now.
    status: Option<Status>,
    /// When the server accepted it, if that was in this process.
    accepted: Option<Instant>,
    adopted: bool,
    /// For the calls that ask how it is.
    options: CallOptions,
}

impl Run {
    pub(super) fn started(
        client: Client,
        handle: RunHandle,
        status: Option<Status>,
        accepted: Instant,
        adopted: bool,
    ) -> Self {
        Self {
            client,
            handle,
            status,
            accepted: Some(accepted),
            adopted,
            options: CallOptions::new(),
        }
    }

    pub(crate) fn resumed(client: Client, handle: RunHandle) -> Self {
        Self {
            client,
            handle,
            status: None,
            accepted: None,
            adopted: false,
            options: CallOptions::new(),
        }
    }

    /// The same run, asked for with these settings.
    pub(crate) fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    /// The execution's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.handle.execution_id()
    }

    /// What to store, to go on with the run in another process.
    #[must_use]
    pub fn handle(&self) -> &RunHandle {
        &self.handle
    }

    /// The status the server gave when it accepted the run. `None` for a run that was taken up again.
    #[must_use]
    pub fn initial_status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// Whether the answer to its start was lost and it was found by looking for it; see
    /// [`StartPolicy`](crate::StartPolicy).
    #[must_use]
    pub fn was_adopted(&self) -> bool {
        self.adopted
    }

    /// Asks once how the run is.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) as for any call. In the first moments after its start, a run may be not found.
    pub async fn fetch(&self) -> Result<Execution> {
        Ok(self.source().get().await?.execution)
    }

    /// Waits for the end of the run: to be set up, and awaited.
    pub fn wait<'a>(&self) -> Wait<'a> {
        Wait::new(self.source(), self.handle.clone(), self.status.clone(), self.accepted)
    }

    /// The events of the run as a stream: [`Run::wait`] with nothing set up, and [`Wait::events`].
    pub fn watch(&self) -> Watch {
        self.wait().events()
    }

    fn source(&self) -> ClientSource {
        ClientSource::new(
            self.client.clone(),
            self.handle.execution_id.as_ref().into(),
            self.options.clone(),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_handle_survives_being_stored() {
        let handle = RunHandle {
            agent_id: Some("42".into()),
            target_entity_id: Some("T-1".into()),
            visible: true,
            ..RunHandle::new("run-1")
        };
        let stored = serde_json::to_value(&handle).unwrap();
        let expected = json!({"execution_id": "run-1", "agent_id": "42", "target_entity_id": "T-1", "visible": true});
        assert_eq!(stored, expected);
        let back = serde_json::from_value::<RunHandle>(stored).unwrap();
        assert_eq!(back, handle);
        let ids = (back.agent_id(), back.target_entity_id());
        assert_eq!(ids, (Some("42"), Some("T-1")));
    }

    #[test]
    fn the_handle_of_a_request_says_what_runs_on_what() {
        let request = RunRequest::new(42).target_entity_id("T-1");
        let handle = RunHandle::of(&request, "run-1");
        let ids = (handle.agent_id(), handle.target_entity_id());
        assert_eq!(ids, (Some("42"), Some("T-1")));
        assert_eq!(handle.execution_id(), "run-1");
    }

    #[test]
    fn a_handle_can_be_as_little_as_an_id_and_hold_more_than_is_known() {
        let bare: RunHandle = serde_json::from_value(json!({"execution_id": "run-1"})).unwrap();
        assert_eq!(bare, "run-1".into());
        assert_eq!((bare.agent_id(), bare.target_entity_id()), (None, None));
        assert_eq!(serde_json::to_value(&bare).unwrap(), json!({"execution_id": "run-1"}));
        let later: RunHandle =
            serde_json::from_value(json!({"execution_id": "run-1", "new": 1})).unwrap();
        assert_eq!(later, bare);
        assert_eq!(later.to_string(), "run-1");
    }
}
