//! An execution, as far as this crate looks into it.

use serde_json::Value;

use super::members::{created, status};
use crate::api::contract;
use crate::envelope::Meta;
use crate::run_state::{Conclusion, Status};
use crate::time::Time;

/// An execution as the server showed it: a run at one moment, or at its end.
#[derive(Clone, Debug)]
pub struct Execution {
    status: Option<Status>,
    conclusion: Option<Conclusion>,
    json: Value,
    data: Box<contract::Execution>,
    meta: Meta,
}

impl Execution {
    pub(super) fn new(json: Value, data: Box<contract::Execution>, meta: Meta) -> Self {
        let status = status(&json);
        let conclusion = status.as_ref().and_then(Status::conclusion);
        Self { status, conclusion, json, data, meta }
    }

    /// The execution's id, where the server shows it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.json.get("execution_id")?.as_str()
    }

    /// When it was created, by the server's clock, where that is shown.
    #[must_use]
    pub fn created_at(&self) -> Option<Time> {
        created(&self.json).map(Time::from)
    }

    /// The status. `None` if the server shows none: Neo's reference does not say that it always does.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// How the run ended; `None` while it goes on, or while nobody can tell.
    ///
    /// For an execution that a wait has brought back this is what the wait decided by: its own words included.
    #[must_use]
    pub fn conclusion(&self) -> Option<Conclusion> {
        self.conclusion
    }

    /// Whether the run ended well.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.conclusion == Some(Conclusion::Success)
    }

    /// Everything the server says of it.
    #[must_use]
    pub fn data(&self) -> &contract::Execution {
        &self.data
    }

    /// The same as it came, whatever the document says of it; see [`Meta::unfit`].
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The typed data, to keep.
    #[must_use]
    pub fn into_data(self) -> contract::Execution {
        *self.data
    }

    /// What came beside it: request id, timings, warnings.
    #[must_use]
    pub fn meta(&self) -> &Meta {
        &self.meta
    }

    pub(super) fn concluded(mut self, conclusion: Conclusion) -> Self {
        self.conclusion = Some(conclusion);
        self
    }
}
