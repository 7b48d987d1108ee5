//! The client: what a program holds on to.

mod builder;

use std::ops::Deref;

pub use self::builder::ClientBuilder;
pub(crate) use self::builder::PREFIX;
use crate::api;
use crate::error::Result;
use crate::run_state::{RecentRuns, ServerClock};
use crate::stats::{Reconciliations, Stats};

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
    pub(crate) recent_runs: RecentRuns,
    pub(crate) server_clock: ServerClock,
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
        Self {
            api,
            reconciliations: Reconciliations::default(),
            recent_runs: RecentRuns::default(),
            server_clock: ServerClock::default(),
        }
    }
}

impl Deref for Client {
    type Target = api::Client;

    fn deref(&self) -> &api::Client {
        &self.api
    }
}
