//! The handle by which a run can be taken up again.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What is needed to go on with a run in another process: store it, and give it to
/// [`Client::resume`](crate::Client::resume).
///
/// It holds ids and no secret. Serialised, it is an object with `execution_id` and, where they are known, `agent_id` and
/// `target_entity_id`; `visible` says that the server has shown the execution before.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct RunHandle {
    pub(crate) execution_id: Box<str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) agent_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) target_entity_id: Option<Box<str>>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub(crate) visible: bool,
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
