//! Setting up many runs.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use oas_runtime::CallOptions;

use super::job::{Job, SetUpWait};
use super::journal::Journal;
use super::stream::RunResults;
use crate::client::Client;
use crate::error::Result;
use crate::run::{RunRequest, StartPolicy, Wait};

const CONCURRENCY: usize = 8;

/// Many runs, to be set up and started.
///
/// ```no_run
/// # async fn f(neo: &neoagent::Client, tickets: Vec<String>) -> neoagent::Result<()> {
/// use neoagent::{Journal, RunRequest};
///
/// let requests = tickets.into_iter().map(|ticket| RunRequest::new("42").target_entity_id(ticket));
/// let journal = Journal::open("tickets.journal").await?;
/// let mut results = neo.run_many(requests).concurrency(4).journal(journal).start().await?;
/// while let Some(run) = results.next().await {
///     match run.result {
///         Ok(done) => println!("{}: {}", run.request.key(), done.conclusion),
///         Err(error) => println!("{}: {error}", run.request.key()),
///     }
/// }
/// # Ok(()) }
/// ```
///
/// Each request has a key, by default its agent and entity, and is started once: not again when the process is killed and
/// started anew with the same [journal](RunMany::journal) and the same requests. A start that was not confirmed is looked
/// for; what that cannot see is said at [`StartPolicy`].
///
/// The calls keep to the tenant's rate limit as the answers tell it, and slow down before it is spent; others of the tenant
/// spend it too.
#[must_use = "nothing is started before `start`"]
pub struct RunMany<'a> {
    client: Client,
    requests: Pin<Box<dyn Stream<Item = RunRequest> + Send + 'a>>,
    concurrency: usize,
    journal: Option<Journal>,
    policy: StartPolicy,
    options: CallOptions,
    wait: Option<Box<SetUpWait>>,
}

impl<'a> RunMany<'a> {
    pub(crate) fn new(
        client: Client,
        requests: impl Stream<Item = RunRequest> + Send + 'a,
    ) -> Self {
        Self {
            client,
            requests: Box::pin(requests),
            concurrency: CONCURRENCY,
            journal: None,
            policy: StartPolicy::default(),
            options: CallOptions::new(),
            wait: None,
        }
    }

    /// How many runs are under way at once, from their start to their end. Defaults to 8. Zero counts as one.
    pub fn concurrency(mut self, runs: usize) -> Self {
        self.concurrency = runs.max(1);
        self
    }

    /// Writes down what happens, for a process after this one to go on from.
    pub fn journal(mut self, journal: Journal) -> Self {
        self.journal = Some(journal);
        self
    }

    /// What to do when nobody knows whether a run was started. Defaults to [`StartPolicy::reconcile`]. It also
    /// holds for intents in the journal that a process before this one left without an outcome.
    pub fn policy(mut self, policy: StartPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Settings for the calls this makes. They are [paced](CallOptions::paced) whatever is said.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Sets up the wait for each run: deadline, intervals, words that end it.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # fn f(many: neoagent::RunMany<'_>) -> neoagent::RunMany<'_> {
    /// many.wait(|wait| wait.deadline(Duration::from_secs(600)).terminal_words(["archived"]))
    /// # }
    /// ```
    pub fn wait(
        mut self,
        set_up: impl Fn(Wait<'static>) -> Wait<'static> + Send + Sync + 'static,
    ) -> Self {
        self.wait = Some(Box::new(set_up));
        self
    }

    /// Begins. Runs are started when results are asked for.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Journal`](crate::ErrorKind::Journal) if the journal is another job's, or cannot be written.
    pub async fn start(self) -> Result<RunResults<'a>> {
        let journal = self.journal.unwrap_or_else(Journal::nowhere);
        let journal = journal.begin(self.client.runtime().base_url()).await?;
        let job = Job::new(self.client, journal, self.policy, self.options.paced(), self.wait);
        Ok(RunResults::new(job, self.requests, self.concurrency))
    }
}

impl fmt::Debug for RunMany<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunMany")
            .field("concurrency", &self.concurrency)
            .field("journal", &self.journal)
            .field("policy", &self.policy)
            .finish_non_exhaustive()
    }
}

/// An iterator as a stream.
pub(crate) struct Each<I>(pub(crate) I);

// The iterator is never pinned.
impl<I> Unpin for Each<I> {}

impl<I: Iterator> Stream for Each<I> {
    type Item = I::Item;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<I::Item>> {
        Poll::Ready(self.0.next())
    }
}
