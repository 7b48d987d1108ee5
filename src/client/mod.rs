//! The client: what a program holds on to.

mod builder;

use std::ops::Deref;

use futures_core::Stream;

pub use self::builder::ClientBuilder;
use crate::api;
use crate::batch::{Each, RunMany};
use crate::chat::{ChatSession, OpenChat};
use crate::error::Result;
use crate::run::{Run, RunHandle, RunRequest, StartRun};
use crate::stats::{Reconciliations, Stats};
use crate::technician_requests::{TechnicianRequestRef, TechnicianRequests};

/// A client of the Neo Public API.
///
/// Every operation of the API is a method, through `Deref` to the generated [`api::Client`]; what this type has
/// of its own stands before the generated method of the same name. A clone shares connections and settings, and is
/// cheap.
///
/// ```no_run
/// # async fn f() -> neoagent::Result<()> {
/// let neo = neoagent::Client::from_env()?;
/// let run = neo.run_agent("42").target_entity_id("T-1001").start().await?;
/// let done = run.wait().on_event(|event| println!("{event}")).await?;
/// println!("{:?}", done.conclusion());
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
pub struct Client {
    api: api::Client,
    pub(crate) reconciliations: Reconciliations,
}

impl Client {
    /// A client with the key in `NEO_API_KEY`, for the service at `NEO_BASE_URL` or, where that is unset or empty,
    /// the public one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the key is missing or empty, or one of the
    /// variables cannot be used.
    pub fn from_env() -> Result<Self> {
        ClientBuilder::from_env()?.build()
    }

    /// A client to be set up.
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }

    /// Starts a run of an agent, to be followed to its end.
    ///
    /// The id is taken as text or as a number: Neo uses both.
    pub fn run_agent(&self, agent_id: impl ToString) -> StartRun<'_> {
        self.run(RunRequest::new(agent_id))
    }

    /// The same, for a request made before.
    pub fn run(&self, request: RunRequest) -> StartRun<'_> {
        StartRun::new(self, request)
    }

    /// Runs many agents, or one on many entities: so many at once, with the results as they finish, and with a journal by which a
    /// killed process goes on; see [`RunMany`].
    pub fn run_many<'a>(
        &self,
        requests: impl Stream<Item = RunRequest> + Send + 'a,
    ) -> RunMany<'a> {
        RunMany::new(self.clone(), requests)
    }

    /// The same, for requests out of an iterator. One that blocks, such as one that reads a file, blocks the task; small
    /// waits do no harm.
    pub fn run_each<'a, I>(&self, requests: I) -> RunMany<'a>
    where
        I: IntoIterator<Item = RunRequest, IntoIter: Send + 'a>,
    {
        self.run_many(Each(requests.into_iter()))
    }

    /// Takes a run up again that was started elsewhere: from a stored [`RunHandle`], or from an execution's id.
    ///
    /// Nothing is sent.
    #[must_use]
    pub fn resume(&self, handle: impl Into<RunHandle>) -> Run {
        Run::resumed(self.clone(), handle.into())
    }

    /// Opens a chat with a conversational agent, to be set up and opened.
    ///
    /// ```no_run
    /// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
    /// let chat = neo.open_chat("43").title("Printer").open().await?;
    /// let turn = chat.message("The printer on floor 2 is out of paper.").send().await?;
    /// println!("{}", turn.follow().await?.text);
    /// # Ok(()) }
    /// ```
    #[expect(clippy::needless_pass_by_value, reason = "so that a literal can be given")]
    pub fn open_chat(&self, agent_id: impl ToString) -> OpenChat<'_> {
        OpenChat::with_agent(self, &agent_id.to_string())
    }

    /// Opens a chat with an agent that Neo manages, by its key: `NEO_SUPPORT`, for example.
    pub fn open_managed_chat(&self, key: impl Into<String>) -> OpenChat<'_> {
        OpenChat::with_managed(self, key.into())
    }

    /// Goes on with a chat that was opened before, by the session's id.
    ///
    /// Nothing is sent.
    pub fn chat(&self, session_id: impl Into<String>) -> ChatSession {
        ChatSession::new(self.clone(), session_id.into())
    }

    /// What agents may do only if a technician allows it: to be listed and decided.
    pub fn technician_requests(&self) -> TechnicianRequests<'_> {
        TechnicianRequests::new(self)
    }

    /// One technician request by its id, to be decided or waited for.
    ///
    /// Nothing is sent.
    #[must_use]
    #[expect(clippy::needless_pass_by_value, reason = "so that a literal can be given")]
    pub fn technician_request(&self, id: impl ToString) -> TechnicianRequestRef {
        TechnicianRequestRef::new(self.clone(), id.to_string())
    }

    /// What this client and its clones have done so far, in numbers.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.reconciliations.beside(self.api.runtime().stats())
    }

    /// The generated client, where a method of this type stands before its own.
    #[must_use]
    pub fn as_generated(&self) -> &api::Client {
        &self.api
    }

    fn new(api: api::Client) -> Self {
        Self { api, reconciliations: Reconciliations::default() }
    }
}

impl Deref for Client {
    type Target = api::Client;

    fn deref(&self) -> &api::Client {
        &self.api
    }
}
