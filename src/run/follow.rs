//! What an answer means for a wait, and what comes next. No time passes here and nothing is sent.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use oas_runtime::Outcome;

use super::event::RunEvent;
use super::execution::Execution;
use super::source::Snapshot;
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::{Polling, Schedule};
use crate::run_state::{Conclusion, RunHandle, RunProgress, Status};

/// Decides whether an execution has ended.
pub(super) type Decide = Arc<dyn Fn(&Execution) -> Option<Conclusion> + Send + Sync>;

/// What a wait was told by its caller.
#[derive(Clone)]
pub(super) struct Plan {
    pub(super) polling: Polling,
    /// How long after its start a run may be not found.
    pub(super) grace: Duration,
    pub(super) words: Vec<(Box<str>, Conclusion)>,
    pub(super) decide: Option<Decide>,
}

impl fmt::Debug for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Plan")
            .field("polling", &self.polling)
            .field("grace", &self.grace)
            .field("words", &self.words)
            .field("decide", &self.decide.is_some())
            .finish()
    }
}

impl Plan {
    fn conclusion(&self, execution: &Execution) -> Option<Conclusion> {
        if let Some(decide) = &self.decide {
            return decide(execution);
        }
        let status = execution.status()?;
        let named =
            self.words.iter().find(|(word, _)| status.is(word)).map(|(_, conclusion)| *conclusion);
        named.or_else(|| status.conclusion())
    }
}

/// What comes next.
#[derive(Debug)]
pub(super) enum Step {
    /// Ask again at this time.
    Ask(Instant),
    /// The run has ended; the event that says so is the last one.
    Finished,
    /// Waiting is over without the run's end.
    Failed(Error),
}

/// The state of a wait.
#[derive(Debug)]
pub(super) struct Follow {
    plan: Plan,
    schedule: Schedule,
    handle: RunHandle,
    started: Instant,
    ends: Option<Instant>,
    /// Until when the run may be not found; none once it was seen.
    hidden_until: Option<Instant>,
    status: Option<Status>,
    /// Whether the absence of a status was told.
    told_no_status: bool,
    told_hidden: bool,
    polls: u64,
}

impl Follow {
    /// A wait that begins now. `accepted` is when the run was started, if that was here.
    pub(super) fn new(
        plan: Plan,
        handle: RunHandle,
        status: Option<Status>,
        accepted: Option<Instant>,
        now: Instant,
        random: fastrand::Rng,
    ) -> (Self, Instant) {
        let mut schedule = plan.polling.schedule(random);
        let ends = plan.polling.ends(now);
        let hidden_until =
            (!handle.visible).then(|| clock::later(accepted.unwrap_or(now), plan.grace));
        let first = clock::later(now, schedule.before_first(accepted.is_some()));
        let first = ends.map_or(first, |ends| ends.min(first));
        let follow = Self {
            plan,
            schedule,
            handle,
            started: now,
            ends,
            hidden_until,
            status,
            told_no_status: false,
            told_hidden: false,
            polls: 0,
        };
        (follow, first)
    }

    /// When the wait is over.
    pub(super) fn ends(&self) -> Option<Instant> {
        self.ends
    }

    /// Takes an answer in, tells what is new in it, and says what comes next.
    pub(super) fn take(
        &mut self,
        now: Instant,
        answer: Result<Snapshot>,
        events: &mut VecDeque<RunEvent>,
    ) -> Step {
        self.polls += 1;
        match answer {
            Ok(snapshot) => self.take_snapshot(now, snapshot, events),
            Err(error) => self.take_error(now, error, events),
        }
    }

    fn take_snapshot(
        &mut self,
        now: Instant,
        snapshot: Snapshot,
        events: &mut VecDeque<RunEvent>,
    ) -> Step {
        self.hidden_until = None;
        self.handle.visible = true;
        let execution = snapshot.execution;
        let conclusion = self.plan.conclusion(&execution);
        self.tell_status(&execution, conclusion.is_some(), events);
        if let Some(conclusion) = conclusion {
            events.push_back(RunEvent::Finished(Box::new(execution.concluded(conclusion))));
            return Step::Finished;
        }
        match self.next(now, snapshot.retry_after) {
            Some(at) => Step::Ask(at),
            None => Step::Failed(self.deadline(now, None)),
        }
    }

    fn tell_status(&mut self, execution: &Execution, ended: bool, events: &mut VecDeque<RunEvent>) {
        let Some(status) = execution.status() else {
            if !ended && !self.told_no_status {
                self.told_no_status = true;
                events.push_back(RunEvent::NoStatus);
            }
            return;
        };
        if self.status.as_ref().is_some_and(|last| last.is(status.as_str())) {
            return;
        }
        self.status = Some(status.clone());
        // A word that ends the run is known, be it from the caller.
        let known = ended || status.is_known();
        events.push_back(if known {
            RunEvent::Status(status.clone())
        } else {
            RunEvent::UnknownStatus(status.clone())
        });
    }

    fn take_error(&mut self, now: Instant, error: Error, events: &mut VecDeque<RunEvent>) -> Step {
        let hidden = error.is_not_found() && self.hidden_until.is_some_and(|until| now < until);
        if !hidden && !error.is_transient() {
            return Step::Failed(lost_sight(error, self.progress(now)));
        }
        let Some(at) = self.next(now, error.retry_after()) else {
            return Step::Failed(self.deadline(now, Some(error)));
        };
        if !hidden {
            events.push_back(RunEvent::Retrying { error, wait: at - now });
        } else if !self.told_hidden {
            self.told_hidden = true;
            events.push_back(RunEvent::NotVisibleYet);
        }
        Step::Ask(at)
    }

    /// When to ask next: at the deadline at the latest, and not after it.
    fn next(&mut self, now: Instant, hint: Option<Duration>) -> Option<Instant> {
        let at = clock::later(now, self.schedule.before_next(hint));
        match self.ends {
            Some(ends) if now >= ends => None,
            Some(ends) => Some(at.min(ends)),
            None => Some(at),
        }
    }

    fn deadline(&self, now: Instant, last: Option<Error>) -> Error {
        let message = "the run did not end in the time given; it goes on";
        let error = Error::new(ErrorKind::Deadline, Outcome::Accepted, message)
            .with_run(self.progress(now));
        match last {
            Some(last) => error.with_source(last),
            None => error,
        }
    }

    fn progress(&self, now: Instant) -> RunProgress {
        RunProgress {
            handle: self.handle.clone(),
            status: self.status.clone(),
            polls: self.polls,
            elapsed: now.saturating_duration_since(self.started),
        }
    }
}

/// The error of a run that cannot be followed: it was started, whatever the answer to a question about it says.
pub(super) fn lost_sight(error: Error, run: RunProgress) -> Error {
    let message = "the run cannot be followed";
    let lost = Error::new(error.kind(), Outcome::Accepted, message).with_run(run);
    let lost = match error.status() {
        Some(status) => lost.with_status(status),
        None => lost,
    };
    lost.with_request_id(error.request_id().map(str::to_owned)).with_source(error)
}
