//! Waiting until somebody has decided.

use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use oas_runtime::{CallOptions, Outcome};

use super::request::{TechnicianRequest, TechnicianRequestRef};
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::{Polling, polling_options};

const POLLING: Polling = Polling {
    deadline: Some(Duration::from_secs(3600)),
    first_interval: Duration::from_secs(2),
    longest_interval: Duration::from_secs(30),
};
/// How long a question may outlast the deadline, so that the last one has a chance.
const LAST_CHANCE: Duration = Duration::from_secs(5);

/// A wait for the decision of a technician request: to be set up and awaited.
///
/// The server is asked at growing intervals, with some chance in them, and once more at the deadline, as for a run. Failures that may pass are waited out
/// until the deadline. What ends the wait is a status that says so (approved, rejected, cancelled, expired, in their usual
/// forms), or that the request names who decided: the words are not documented.
///
/// # Cancel safety
///
/// Dropping the wait stops the questions, and nothing else.
#[derive(Clone, Debug)]
#[must_use = "a wait does nothing unless it is awaited"]
pub struct WaitForDecision {
    request: TechnicianRequestRef,
    polling: Polling,
}

impl WaitForDecision {
    pub(super) fn new(request: TechnicianRequestRef) -> Self {
        Self { request, polling: POLLING }
    }

    polling_options!(polling, deadline "1 h", first "2 s", longest "30 s");

    async fn decided(self) -> Result<TechnicianRequest> {
        let mut schedule = self.polling.schedule(fastrand::Rng::new());
        let ends = self.polling.ends(clock::now());
        let mut wait = schedule.before_first(false);
        loop {
            let at = clock::later(clock::now(), wait);
            clock::sleep_until(ends.map_or(at, |ends| ends.min(at))).await;
            let last = match self.ask(ends).await {
                Ok(request) if !request.is_pending() => return Ok(request),
                Ok(_) => None,
                Err(error) if error.is_transient() => Some(error),
                Err(error) => return Err(error),
            };
            if ends.is_some_and(|ends| clock::now() >= ends) {
                return Err(late(last));
            }
            wait = schedule.before_next(last.and_then(|error| error.retry_after()));
        }
    }

    async fn ask(&self, ends: Option<Instant>) -> Result<TechnicianRequest> {
        // The wait asks again by its own rules; one layer repeats, not two.
        let asked = self.request.fetch_with(CallOptions::new().once());
        let Some(ends) = ends else {
            return asked.await;
        };
        let at = clock::later(ends.max(clock::now()), LAST_CHANCE);
        clock::timeout_at(at, asked).await.unwrap_or_else(|_| {
            let message = "no answer before the wait was over";
            Err(Error::new(ErrorKind::Timeout, Outcome::Unknown, message))
        })
    }
}

fn late(last: Option<Error>) -> Error {
    let message = "the technician request was not decided in the time given; it stays open";
    let error = Error::new(ErrorKind::Deadline, Outcome::Accepted, message);
    match last {
        Some(last) => error.with_source(last),
        None => error,
    }
}

/// Awaiting gives the request once it is decided; [`TechnicianRequest::decision`] says how.
///
/// # Errors
///
/// An [`Error`] when waiting is over without a decision: [`ErrorKind::Deadline`] when the time is up, and what the
/// server said when it refuses to tell.
impl IntoFuture for WaitForDecision {
    type Output = Result<TechnicianRequest>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<TechnicianRequest>> + Send>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.decided())
    }
}
