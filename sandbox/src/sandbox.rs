//! The handle of a running sandbox.

use std::fmt;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::Bytes;
use jiff::SignedDuration;
use oas_mock::module::Clock;
use oas_mock::{Error, Fault, FaultHandle, InMemoryCall, Interrupted, Mock, Received};
use serde_json::{Map, Value};

use crate::builder::Builder;
use crate::handlers;
use crate::ids::Kind;
use crate::neo::Neo;
use crate::run::{Outcome, StartedRun};
use crate::state::executions::Change;
use crate::state::til::{Ask, Decision};
use crate::state::uploads::UploadedAttachment;

/// A Neo server on loopback; it stops when this is dropped.
pub struct Sandbox {
    mock: Mock<Neo>,
    key: String,
}

impl Sandbox {
    /// Starts a sandbox on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// No port can be listened on.
    pub async fn start() -> Result<Self, Error> {
        Self::builder().start().await
    }

    /// A sandbox that is to be set up first.
    pub fn builder() -> Builder {
        Builder::new()
    }

    pub(crate) fn new(mock: Mock<Neo>, key: String) -> Self {
        Self { mock, key }
    }

    fn neo(&self) -> &Neo {
        self.mock.core().module()
    }

    fn clock(&self) -> &Clock {
        self.mock.core().clock()
    }

    /// `http://127.0.0.1:PORT`, with the path of the address of the document's server; the paths of the document follow it.
    pub fn base_url(&self) -> &str {
        self.mock.base_url()
    }

    /// The address it listens on; port 0 for one that does not.
    pub fn address(&self) -> SocketAddr {
        self.mock.address()
    }

    /// The API key it accepts.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Accepts another bearer token too, such as that of a user who signed in.
    pub fn accept_token(&self, token: impl Into<String>) {
        self.mock.core().tokens().accept(token.into());
    }

    /// No longer accepts a bearer token; calls with it are 401.
    pub fn revoke_token(&self, token: &str) {
        self.mock.core().tokens().revoke(token);
    }

    /// Sets the server's clock on by so much, as when somebody corrects it. What was dated before keeps its date.
    pub fn step_clock_forward(&self, by: Duration) {
        self.clock().step(SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX));
    }

    /// The same, back.
    pub fn step_clock_back(&self, by: Duration) {
        self.clock().step(SignedDuration::try_from(by).map_or(SignedDuration::MIN, |by| -by));
    }

    /// Asks for a fault. Of several that are due for a call, the one that was asked for first strikes.
    pub fn fault(&self, fault: Fault) -> FaultHandle {
        self.mock.fault(fault)
    }

    /// Lets a function decide for each request whether a fault strikes it, before those asked for with [`fault`](Self::fault). What
    /// the fault says of calls and times is not looked at.
    pub fn fault_by(&self, choose: impl Fn(&Received) -> Option<Fault> + Send + Sync + 'static) {
        self.mock.fault_by(choose);
    }

    /// Forgets every fault that was asked for.
    pub fn clear_faults(&self) {
        self.mock.clear_faults();
    }

    /// The requests received so far, in the order of arrival.
    pub fn received(&self) -> Vec<Received> {
        self.mock.received()
    }

    /// How many requests of an operation were received; `path` is the document's, such as `/public-api/agents/{agent_id}/run-now`. A
    /// path that the document does not have is counted as it was sent.
    pub fn count(&self, method: &str, path: &str) -> usize {
        self.mock.count(method, path)
    }

    /// The number of all requests received.
    pub fn total(&self) -> u64 {
        self.mock.total()
    }

    /// Waits until a call of this operation has been received at least `count` times.
    ///
    /// # Cancel safety
    /// Dropping it changes nothing.
    pub async fn wait_for(&self, method: &str, path: &str, count: usize) {
        self.mock.wait_for(method, path, count).await;
    }

    /// The runs that were really started, oldest first, whatever their callers were told.
    pub fn executions(&self) -> Vec<StartedRun> {
        let now = self.mock.core().now();
        let mut state = self.neo().state();
        state.advance(now);
        let mut started = state.executions.started(now);
        for run in &mut started {
            run.execution_id = self.neo().ids.given_out(Kind::Execution, &run.execution_id);
        }
        started
    }

    /// How the next run ends; asked several times, the runs after it.
    pub fn next_outcome(&self, outcome: Outcome) {
        self.neo().state().executions.script(outcome);
    }

    /// How a run that was started ends. False when there is no such run.
    pub fn set_outcome(&self, execution_id: &str, outcome: Outcome) -> bool {
        let now = self.mock.core().now();
        let id = self.neo().ids.known(Kind::Execution, execution_id);
        self.neo().state().executions.change(&id, now, Change::Outcome(outcome))
    }

    /// The status word a run shows from now on, any text. False when there is no such run.
    pub fn set_status(&self, execution_id: &str, word: impl Into<String>) -> bool {
        let now = self.mock.core().now();
        let id = self.neo().ids.known(Kind::Execution, execution_id);
        self.neo().state().executions.change(&id, now, Change::Status(word.into()))
    }

    /// Raises a technician request for a ticket, and gives its id; `None` when there is no such agent.
    pub fn raise_technician_request(
        &self,
        agent_id: i64,
        ticket_id: &str,
        summary: &str,
    ) -> Option<u64> {
        self.raise_technician_request_with(agent_id, ticket_id, summary, Map::new())
    }

    /// The same with any content: these members stand in place of those that the sandbox would show, or beside them, but for the
    /// id and, once it is decided here, the status.
    pub fn raise_technician_request_with(
        &self,
        agent_id: i64,
        ticket_id: &str,
        summary: &str,
        content: Map<String, Value>,
    ) -> Option<u64> {
        let now = self.mock.core().now();
        let mut state = self.neo().state();
        let agent_name = state.agents.get(&agent_id.to_string())?.text("name").to_owned();
        let ask = Ask {
            agent_id,
            agent_name,
            session_id: None,
            ticket_id: Some(ticket_id.to_owned()),
            text: summary.to_owned(),
            content,
        };
        Some(state.til.raise(ask, now))
    }

    /// Decides a technician request, as a technician in the dashboard would. False when it is not pending.
    pub fn decide_technician_request(&self, id: u64, approve: bool) -> bool {
        let now = self.mock.core().now();
        let decision = Decision { approve, ..Decision::default() };
        self.neo().state().decide(id, decision, now).is_some()
    }

    /// The attachments that were uploaded, in no order.
    pub fn uploads(&self) -> Vec<UploadedAttachment> {
        self.neo().state().uploads.all()
    }

    /// Counts requests against the rate limit, as those of others in the tenant are.
    pub fn spend_rate_limit(&self, requests: u32) {
        let now = self.clock().instant();
        if let Some(limit) = self.neo().rate_limit().as_mut() {
            limit.spend(now, requests);
        }
    }

    /// What the sandbox would remember, and the document has no operation for: method and path of each. The behaviour of other operations
    /// is bound whatever the parameters of their paths are called, and wherever `/public-api` stands.
    pub fn unbound_behaviors(&self) -> Vec<String> {
        handlers::unbound(self.mock.core().document(), &self.neo().ids)
    }

    /// The operations of the document, as method and path.
    pub fn operations(&self) -> Vec<(String, String)> {
        self.mock.operations()
    }

    /// A body that fits what the document says an operation takes; `None` when it takes no JSON.
    pub fn sample_body(&self, method: &str, path: &str) -> Option<Value> {
        self.mock.sample_body(method, path)
    }

    /// In what way `answer` does not fit the answer that the document gives for an operation; empty when it fits.
    pub fn answer_problems(&self, method: &str, path: &str, answer: &Value) -> Vec<String> {
        self.mock.answer_problems(method, path, answer)
    }

    /// A function that answers requests without a socket, faults and record included: the transport of a client under test. With
    /// tokio's clock paused, delays and runs cost no time, which over a socket they would.
    ///
    /// What breaks is an [`io::Error`](std::io::Error): `ConnectionReset`, `UnexpectedEof` for a connection that is closed, and
    /// `ConnectionRefused` once the sandbox is gone. An event stream comes as it is made.
    ///
    /// ```
    /// # use std::time::Duration;
    /// use neoagent::Client;
    /// use neoagent_sandbox::{Fault, Sandbox};
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// // In a test: #[tokio::test(start_paused = true)]
    /// let sandbox = Sandbox::builder()
    ///     .queued_for(Duration::from_secs(60))
    ///     .run_duration(Duration::from_secs(600))
    ///     .in_memory()?;
    /// let neo = Client::builder()
    ///     .api_key(sandbox.key())
    ///     .base_url(sandbox.base_url())
    ///     .transport(sandbox.transport())
    ///     .build()?;
    ///
    /// // Eleven minutes go by in no time.
    /// let run = neo.run_agent("42").target_entity_id("T-1001").start().await?;
    /// let done = run.wait().await?;
    /// assert!(done.is_success());
    ///
    /// // A poll that hangs is given up and asked again, without a real second going by.
    /// sandbox.fault(Fault::hang().on("GET", "/public-api/executions/{execution_id}"));
    /// run.wait().await?;
    ///
    /// // What was sent is on record.
    /// let runs = sandbox.executions();
    /// assert_eq!(runs.len(), 1);
    /// assert_eq!(sandbox.count("POST", "/public-api/agents/{agent_id}/run-now"), 1);
    /// # Ok(())
    /// # }
    /// ```
    pub fn transport(
        &self,
    ) -> impl Fn(http::Request<Bytes>) -> InMemoryCall + Clone + Send + Sync + use<> {
        self.mock.transport()
    }

    /// Answers a request without a socket, faults and record included; the URI may be a path alone. With tokio's clock paused, delays
    /// and runs cost no time, which over a socket they would. An event stream is answered when it has ended.
    ///
    /// # Errors
    /// A fault broke the exchange off. One that hangs does not return.
    ///
    /// # Cancel safety
    /// The request has been received once this is first polled; dropping it afterwards takes back nothing.
    pub async fn respond(
        &self,
        request: http::Request<Vec<u8>>,
    ) -> Result<http::Response<Vec<u8>>, Interrupted> {
        self.mock.respond(request).await
    }

    /// Stops: no more connections are taken, answers under way get a second to finish.
    ///
    /// # Cancel safety
    /// The sandbox stops all the same when this is dropped.
    pub async fn shutdown(self) {
        self.mock.shutdown().await;
    }
}

impl fmt::Debug for Sandbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sandbox").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}
