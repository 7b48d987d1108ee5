//! An execution, as far as this crate looks into it.

use serde_json::Value;

use super::members::{created, id, status};
use crate::api::contract;
use crate::envelope::{Meta, typed};
use crate::run_state::{Conclusion, Status};
use crate::time::Time;

/// An execution as the server showed it: a run at one moment, or at its end.
#[derive(Clone, Debug)]
pub struct Execution {
    status: Option<Status>,
    conclusion: Option<Conclusion>,
    id: Option<String>,
    json: Value,
    data: Option<Box<contract::Execution>>,
    meta: Meta,
}

impl Execution {
    /// Reads an execution that stands at this JSON pointer of an answer.
    pub(super) fn read(json: Value, at: &str, mut meta: Meta) -> Self {
        let status = status(&json);
        let conclusion = status.as_ref().and_then(Status::conclusion);
        let data = typed(&json).map(|(data, unfit)| {
            let place = |(pointer, value)| (format!("{at}{pointer}"), value);
            meta.note(unfit.into_iter().map(place).collect());
            Box::new(data)
        });
        Self { status, conclusion, id: id(&json), json, data, meta }
    }

    /// The execution's id, where the server shows it.
    #[must_use]
    pub fn id(&self) -> Option<&str> {
        self.id.as_deref()
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

    /// What went wrong, where the server says so.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.json.get("error")?.as_str()
    }

    /// Everything the server says of it, in the document's type. What does not fit is converted or left out, see
    /// [`Meta::unfit`]; `None` for an execution that is of another form altogether.
    #[must_use]
    pub fn data(&self) -> Option<&contract::Execution> {
        self.data.as_deref()
    }

    /// Everything the server says of it, as it came, whatever the document says.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The typed data, to keep; see [`data`](Execution::data).
    #[must_use]
    pub fn into_data(self) -> Option<contract::Execution> {
        self.data.map(|data| *data)
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
