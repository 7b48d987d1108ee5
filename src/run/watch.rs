//! Following a run: ask, tell, wait, ask.

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use oas_runtime::Outcome;

use super::event::RunEvent;
use super::follow::{Follow, Step};
use super::source::{ClientSource, Fetch, PollSource};
use crate::clock::{self, Instant, Sleep};
use crate::error::{Error, ErrorKind, Result};

/// How long a question may outlast the deadline, so that the last one has a chance and a hang does not count as one.
const LAST_CHANCE: Duration = Duration::from_secs(5);

/// The events of a run, as a stream. Made by [`Wait::events`](crate::Wait::events).
///
/// An event is given as soon as it is known; the wait before the next question is spent when the next event is asked for.
/// The stream ends after [`RunEvent::Finished`], or after an error.
///
/// # Cancel safety
///
/// [`next`](Watch::next) can be dropped at any point, in a `select!` for instance: no event is lost, the time already
/// waited counts, and a question under way goes on with the next call.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Watch {
    poller: Poller<ClientSource>,
}

impl Watch {
    pub(super) fn new(source: ClientSource, follow: Follow, first: Instant) -> Self {
        Self { poller: Poller::new(source, follow, first) }
    }

    /// The next event; `None` after the last one.
    ///
    /// # Errors
    ///
    /// An [`Error`] when waiting is over without the run's end: at the deadline, or when the server refuses to tell.
    /// [`Error::run`] has the handle to go on from. The stream ends with it.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`Watch`].
    pub async fn next(&mut self) -> Option<Result<RunEvent>> {
        std::future::poll_fn(|context| self.poller.poll_next(context)).await
    }
}

impl Stream for Watch {
    type Item = Result<RunEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poller.poll_next(context)
    }
}

impl fmt::Debug for Watch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watch").field("follow", &self.poller.follow).finish_non_exhaustive()
    }
}

/// What a poller is doing.
enum Phase {
    /// The timer is made when it is first polled: making one takes a runtime.
    Waiting(Instant, Option<Pin<Box<Sleep>>>),
    Asking(Fetch),
    /// To be told, once the events before it are.
    Failed(Error),
    Over,
}

/// The stream, over any source.
pub(super) struct Poller<S> {
    source: S,
    follow: Follow,
    phase: Phase,
    events: VecDeque<RunEvent>,
}

impl<S: PollSource> Poller<S> {
    pub(super) fn new(source: S, follow: Follow, first: Instant) -> Self {
        Self { source, follow, phase: Phase::Waiting(first, None), events: VecDeque::new() }
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<RunEvent>>> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            match &mut self.phase {
                Phase::Waiting(at, sleep) => {
                    let sleep = sleep.get_or_insert_with(|| Box::pin(clock::sleep_until(*at)));
                    ready!(sleep.as_mut().poll(context));
                    self.phase = Phase::Asking(self.ask());
                }
                Phase::Asking(fetch) => {
                    let answer = ready!(fetch.as_mut().poll(context));
                    self.phase = match self.follow.take(clock::now(), answer, &mut self.events) {
                        Step::Ask(at) => Phase::Waiting(at, None),
                        Step::Finished => Phase::Over,
                        Step::Failed(error) => Phase::Failed(error),
                    };
                }
                Phase::Failed(_) => {
                    if let Phase::Failed(error) = std::mem::replace(&mut self.phase, Phase::Over) {
                        return Poll::Ready(Some(Err(error)));
                    }
                }
                Phase::Over => return Poll::Ready(None),
            }
        }
    }

    fn ask(&self) -> Fetch {
        let fetch = self.source.fetch();
        let Some(ends) = self.follow.ends() else {
            return fetch;
        };
        let at = clock::later(ends.max(clock::now()), LAST_CHANCE);
        Box::pin(async move {
            clock::timeout_at(at, fetch).await.unwrap_or_else(|_| {
                Err(Error::new(
                    ErrorKind::Timeout,
                    Outcome::Unknown,
                    "no answer before the wait was over",
                ))
            })
        })
    }
}
