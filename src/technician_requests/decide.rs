//! Deciding a technician request.

use oas_runtime::Text;
use serde_json::{Map, Value};

use super::request::{TechnicianRequest, TechnicianRequestRef};
use crate::api::contract;
use crate::envelope::json;
use crate::error::{Error, Result};

/// A decision to be made: `POST /public-api/til-requests/{request_id}/decision`.
#[derive(Clone, Debug)]
#[must_use = "nothing is decided before `send`"]
pub struct DecideRequest<'a> {
    request: &'a TechnicianRequestRef,
    action: Box<str>,
    note: Option<String>,
}

impl<'a> DecideRequest<'a> {
    pub(super) fn new(request: &'a TechnicianRequestRef, action: &str) -> Self {
        Self { request, action: action.into(), note: None }
    }

    /// Why it is decided so.
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.note = Some(text.into());
        self
    }

    /// Makes the decision, and gives the request as it is then.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call. It is not repeated where nobody knows whether the server has made it
    /// ([`Outcome::Unknown`](crate::Outcome::Unknown)): [`TechnicianRequestRef::fetch`] tells. A request that was decided
    /// before is a conflict (409).
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, the decision may have been made.
    pub async fn send(self) -> Result<TechnicianRequest> {
        let mut fields = Map::new();
        fields.insert("action".to_owned(), String::from(self.action).into());
        if let Some(note) = self.note {
            fields.insert("note".to_owned(), note.into());
        }
        let body: contract::TilDecisionBody = serde_json::from_value(Value::Object(fields))
            .map_err(|source| {
                Error::invalid_request("the body does not fit the document").with_source(source)
            })?;
        let client = &self.request.client;
        let call = client.as_generated().decide_til_request().request_id(Text(&self.request.id));
        let reply = json(call.body(body)).await?;
        if !reply.data.is_object() {
            let lacking = "the decision was taken, but the answer holds no request";
            return Err(reply.meta.lacking(lacking));
        }
        Ok(TechnicianRequest::read(client, reply.data))
    }
}
