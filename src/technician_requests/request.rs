//! One technician request.

use oas_runtime::{CallOptions, Outcome};
use serde_json::Value;

use super::decide::DecideRequest;
use super::decision::{Decision, status};
use super::list::TechnicianRequests;
use super::wait::WaitForDecision;
use crate::api::contract;
use crate::client::Client;
use crate::envelope::typed;
use crate::error::{Error, ErrorKind, Result};
use crate::member::{pick, text};

/// A technician request by its id: to be decided, or waited for.
#[derive(Clone, Debug)]
pub struct TechnicianRequestRef {
    pub(super) client: Client,
    pub(super) id: String,
    /// The agent that asks, which makes it easier to find.
    agent_id: Option<i64>,
}

impl TechnicianRequestRef {
    pub(crate) fn new(client: Client, id: String) -> Self {
        Self { client, id, agent_id: None }
    }

    /// The request's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Lets the agent do what it asks for.
    pub fn approve(&self) -> DecideRequest<'_> {
        DecideRequest::new(self, "approve")
    }

    /// Does not let the agent do what it asks for.
    pub fn reject(&self) -> DecideRequest<'_> {
        DecideRequest::new(self, "reject")
    }

    /// Decides in another way, by the word that the service has for it. Neo's reference has `approve` and `reject`; that changes
    /// can be asked for is known, and the word for it is not.
    pub fn decide(&self, action: impl AsRef<str>) -> DecideRequest<'_> {
        DecideRequest::new(self, action.as_ref())
    }

    /// Waits until somebody has decided.
    pub fn wait(&self) -> WaitForDecision {
        WaitForDecision::new(self.clone())
    }

    /// Looks the request up. The API has no call for one of them, so the list is read, the newest first, until it is found.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call; [`ErrorKind::NotFound`] if the list does not hold it. Callers that are not admins see
    /// only the requests that were sent to them.
    pub async fn fetch(&self) -> Result<TechnicianRequest> {
        self.fetch_with(CallOptions::new()).await
    }

    pub(super) async fn fetch_with(&self, options: CallOptions) -> Result<TechnicianRequest> {
        let mut list = TechnicianRequests::new(&self.client).options(options);
        if let Some(agent_id) = self.agent_id {
            list = list.agent_id(agent_id);
        }
        let mut requests = list.all();
        while let Some(request) = requests.next().await {
            let request = request?;
            if request.id() == self.id {
                return Ok(request);
            }
        }
        let message = "the list of technician requests does not hold this one";
        Err(Error::new(ErrorKind::NotFound, Outcome::Refused, message))
    }
}

/// A technician request as the server showed it.
#[derive(Clone, Debug)]
pub struct TechnicianRequest {
    handle: TechnicianRequestRef,
    decision: Option<Decision>,
    json: Value,
    data: Option<Box<contract::TilRequest>>,
}

impl TechnicianRequest {
    /// A request as the server would show it: for tests of what handles one, and for requests that were stored.
    ///
    /// ```
    /// use neoagent::{Client, Decision, TechnicianRequest};
    /// use serde_json::json;
    ///
    /// # fn main() -> neoagent::Result<()> {
    /// let neo = Client::builder().api_key("key").build()?;
    /// let json = json!({"id": 7, "status": "APPROVED", "requested_for": {"summary": "Reboot"}});
    /// let request = TechnicianRequest::from_json(&neo, &json)?;
    /// assert_eq!((request.id(), request.decision()), ("7", Some(Decision::Approved)));
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    ///
    /// [`ErrorKind::InvalidRequest`] for JSON that is no object.
    pub fn from_json(client: &Client, json: &Value) -> Result<Self> {
        if !json.is_object() {
            return Err(Error::invalid_request("this is no technician request"));
        }
        Ok(Self::read(client, json.clone()))
    }

    pub(super) fn read(client: &Client, json: Value) -> Self {
        let handle = TechnicianRequestRef {
            client: client.clone(),
            id: pick(&json, contract::TECHNICIAN_REQUEST_ID, text).unwrap_or_default(),
            agent_id: json["agent_id"].as_i64(),
        };
        let data = typed(&json).map(|(data, _)| Box::new(data));
        Self { handle, decision: Decision::read(&json), json, data }
    }

    /// The request's id; empty if the server shows none, and then it cannot be decided.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.handle.id
    }

    /// The status, as the server spells it.
    #[must_use]
    pub fn status(&self) -> Option<&str> {
        status(&self.json)
    }

    /// What became of it; `None` while it is pending, as far as can be told: see [`WaitForDecision`].
    #[must_use]
    pub fn decision(&self) -> Option<Decision> {
        self.decision
    }

    /// Whether nobody has decided yet.
    #[must_use]
    pub fn is_pending(&self) -> bool {
        self.decision.is_none()
    }

    /// Everything the server says of it, in the document's type: what does not fit is converted or left out. `None` for a
    /// request that is of another form altogether.
    #[must_use]
    pub fn data(&self) -> Option<&contract::TilRequest> {
        self.data.as_deref()
    }

    /// Everything the server says of it, as it came, whatever the document says.
    #[must_use]
    pub fn json(&self) -> &Value {
        &self.json
    }

    /// The request without what was shown of it: to be kept, and waited for.
    #[must_use]
    pub fn handle(&self) -> &TechnicianRequestRef {
        &self.handle
    }

    /// Lets the agent do what it asks for.
    pub fn approve(&self) -> DecideRequest<'_> {
        self.handle.approve()
    }

    /// Does not let the agent do what it asks for.
    pub fn reject(&self) -> DecideRequest<'_> {
        self.handle.reject()
    }

    /// Decides in another way, by the word that the service has for it. Neo's reference has `approve` and `reject`; that changes
    /// can be asked for is known, and the word for it is not.
    pub fn decide(&self, action: impl AsRef<str>) -> DecideRequest<'_> {
        self.handle.decide(action)
    }
}
