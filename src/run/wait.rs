//! Waiting for the end of a run.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use oas_runtime::Outcome;

use super::event::RunEvent;
use super::execution::Execution;
use super::follow::{Follow, Plan};
use super::source::ClientSource;
use super::watch::Watch;
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::{Polling, polling_options};
use crate::run_state::{Conclusion, RunHandle, Status};

const POLLING: Polling = Polling {
    deadline: Some(Duration::from_secs(3600)),
    first_interval: Duration::from_secs(1),
    longest_interval: Duration::from_secs(15),
};
const GRACE: Duration = Duration::from_secs(30);

type OnEvent<'a> = Box<dyn FnMut(&RunEvent) + Send + 'a>;

/// A wait for the end of a run: to be set up and awaited, or turned into a stream of [`events`](Wait::events).
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn f(run: neoagent::Run) -> neoagent::Result<()> {
/// let done = run.wait().deadline(Duration::from_secs(600)).on_event(|event| eprintln!("{event}")).await?;
/// println!("{}", if done.is_success() { "done" } else { "not done" });
/// # Ok(()) }
/// ```
///
/// The server is asked at growing intervals, with some chance in them, and once more at the deadline. Failures that may pass are told as events and
/// the question is asked again, until the deadline; 403 and other refusals end the wait. An unknown execution (404) is
/// waited for during a short grace after its start, and refused later on.
///
/// # Cancel safety
///
/// Dropping the wait stops the questions, and nothing else: the run goes on.
#[must_use = "a wait does nothing unless it is awaited"]
pub struct Wait<'a> {
    source: ClientSource,
    handle: RunHandle,
    status: Option<Status>,
    accepted: Option<Instant>,
    plan: Plan,
    on_event: Option<OnEvent<'a>>,
}

impl<'a> Wait<'a> {
    pub(super) fn new(
        source: ClientSource,
        handle: RunHandle,
        status: Option<Status>,
        accepted: Option<Instant>,
    ) -> Self {
        let plan = Plan { polling: POLLING, grace: GRACE, words: Vec::new(), decide: None };
        Self { source, handle, status, accepted, plan, on_event: None }
    }

    polling_options!(plan.polling, deadline "1 h", first "1 s", longest "15 s");

    /// How long after its start a run may be not found (404). Defaults to 30 s. For a run that was
    /// taken up again, from when the wait is awaited.
    pub fn not_found_grace(mut self, grace: Duration) -> Self {
        self.plan.grace = grace;
        self
    }

    /// Words that end the wait beside the known ones, without regard to case; how the run ended is then
    /// [`Conclusion::Other`].
    pub fn terminal_words<W: Into<String>>(mut self, words: impl IntoIterator<Item = W>) -> Self {
        for word in words {
            self = self.terminal_word(word, Conclusion::Other);
        }
        self
    }

    /// A word that ends the wait, and what it means. It stands above a known word, and above the same word before it.
    pub fn terminal_word(mut self, word: impl Into<String>, conclusion: Conclusion) -> Self {
        self.plan.words.insert(0, (word.into().into(), conclusion));
        self
    }

    /// Decides by a function whether the run has ended, and how. It takes the place of all words;
    /// [`Status::conclusion`] has the known ones.
    ///
    /// ```no_run
    /// # async fn f(run: neoagent::Run) -> neoagent::Result<()> {
    /// use neoagent::Conclusion;
    ///
    /// run.wait()
    ///     .with_terminal(|execution| {
    ///         let status = execution.status()?;
    ///         if status.is("timed_out") { Some(Conclusion::Failure) } else { status.conclusion() }
    ///     })
    ///     .await?;
    /// # Ok(()) }
    /// ```
    pub fn with_terminal(
        mut self,
        decide: impl Fn(&Execution) -> Option<Conclusion> + Send + Sync + 'static,
    ) -> Self {
        self.plan.decide = Some(Arc::new(decide));
        self
    }

    /// Calls a function with each event, as soon as it is known.
    pub fn on_event(mut self, tell: impl FnMut(&RunEvent) + Send + 'a) -> Self {
        self.on_event = Some(Box::new(tell));
        self
    }

    /// The events as a stream, for `select!` and the like. A function given to [`on_event`](Wait::on_event) is not
    /// called.
    pub fn events(self) -> Watch {
        let (follow, first) = Follow::new(
            self.plan,
            self.handle,
            self.status,
            self.accepted,
            clock::now(),
            fastrand::Rng::new(),
        );
        Watch::new(self.source, follow, first)
    }

    async fn finished(mut self) -> Result<Execution> {
        let mut on_event = self.on_event.take();
        let mut watch = self.events();
        while let Some(event) = watch.next().await {
            let event = event?;
            if let Some(tell) = &mut on_event {
                tell(&event);
            }
            if let RunEvent::Finished(execution) = event {
                return Ok(*execution);
            }
        }
        // A stream ends with one of the two above.
        Err(Error::new(ErrorKind::Transport, Outcome::Accepted, "the wait ended without a result"))
    }
}

/// Awaiting gives the execution at its end, whichever end it was; see [`Execution::conclusion`].
///
/// # Errors
///
/// An [`Error`] when waiting is over without the run's end: [`ErrorKind::Deadline`] when the time is up, and what the
/// server said when it refuses to tell. [`Error::run`] has the handle to go on from.
impl<'a> IntoFuture for Wait<'a> {
    type Output = Result<Execution>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<Execution>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.finished())
    }
}

impl fmt::Debug for Wait<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wait")
            .field("handle", &self.handle)
            .field("plan", &self.plan)
            .finish_non_exhaustive()
    }
}
