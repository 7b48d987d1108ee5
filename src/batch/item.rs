//! One of many runs, from its intent to its end.

use std::sync::Arc;
use std::time::SystemTime;

use oas_runtime::Outcome;

use super::job::Job;
use super::journal::{Event, Progress, Writer, journal, target};
use super::result::{FinishedRun, RunResult};
use crate::clock;
use crate::error::{Error, ErrorKind, Result};
use crate::run::search::{List, Page};
use crate::run::start::{ClientStart, Start, Started, start};
use crate::run::{Run, RunRequest, StartPolicy};
use crate::run_state::{Conclusion, RunHandle, Searched};

/// Brings a request to its end.
pub(super) async fn drive(job: Arc<Job>, request: RunRequest) -> RunResult {
    let result = follow(&job, &request).await;
    RunResult { request, result }
}

/// What the journal already knows the end of.
pub(super) fn recorded(job: &Job, request: &RunRequest) -> Option<FinishedRun> {
    job.journal.with(|state| {
        let entry = state.get(&request.key())?;
        let Progress::Finished { execution_id, conclusion, status } = &entry.progress else {
            return None;
        };
        // What is of another agent or entity is not this request's end, and is told of as an error.
        (entry.target == target(request)).then(|| FinishedRun {
            handle: request.handle(execution_id),
            conclusion: *conclusion,
            status: status.clone(),
            execution: None,
        })
    })
}

async fn follow(job: &Job, request: &RunRequest) -> Result<FinishedRun> {
    let key = request.key();
    // Boxed, because a wait does not need the room that a start needs.
    let run = Box::pin(run(job, request, &key)).await?.with_options(job.options.clone());
    let wait = run.wait();
    let wait = match &job.wait {
        Some(set_up) => set_up(wait),
        None => wait,
    };
    let execution = wait.await?;
    // A wait comes back only with a run that has ended.
    let conclusion = execution.conclusion().unwrap_or(Conclusion::Other);
    let status = execution.status().cloned();
    let finished = Event::Finished { conclusion, status: status.clone() };
    let written = job.journal.record(&key, finished).await;
    written.map_err(|error| unwritten(error, run.handle().clone(), "has ended"))?;
    Ok(FinishedRun { handle: run.handle().clone(), conclusion, status, execution: Some(execution) })
}

/// The run of a request: the one of the journal, or a new one.
async fn run(job: &Job, request: &RunRequest, key: &str) -> Result<Run> {
    let target = target(request);
    let entry = job.journal.with(|state| state.get(key).cloned());
    if entry.as_ref().is_some_and(|entry| entry.target != target) {
        let message = format!(
            "the journal has key {key:?} for another agent or entity; is it another job's?"
        );
        return Err(journal(message));
    }
    let progress = entry.map(|entry| entry.progress);
    if let Some(Progress::Started { execution_id } | Progress::Finished { execution_id, .. }) =
        &progress
    {
        return Ok(job.client.resume(request.handle(execution_id)));
    }
    let turn = job.turn(&target);
    let _held = turn.lock().await;
    let start = ClientStart { client: &job.client, request, options: &job.options };
    let started = begin(&job.journal, &job.policy, request, key, start).await?;
    job.client.recent_runs.add(&started.execution_id);
    Ok(started.into_run(job.client.clone(), request))
}

/// Starts a run that is not known to be there, or finds it, and writes down what comes of it.
pub(super) async fn begin(
    journal: &Writer,
    policy: &StartPolicy,
    request: &RunRequest,
    key: &str,
    source: impl Start + Sync,
) -> Result<Started> {
    let progress = journal.with(|state| state.get(key).map(|entry| entry.progress.clone()));
    let earlier = match progress {
        Some(Progress::Intended { at, accepted }) => Some((at, interrupted(accepted))),
        _ => None,
    };
    let source = Journaled { journal, key, request, source };
    let started = match start(&source, policy, earlier).await {
        Ok(started) => started,
        Err(error) => return Err(not_started(journal, key, error).await),
    };
    let id = &started.execution_id;
    let another = || journal.with(|state| state.another_in_doubt(key, &target(request)));
    if started.adopted && another() {
        let why = "an execution was found that may be this run, or another one in doubt of the same agent and entity";
        let searched = Searched::unsure(vec![request.handle(id)], why);
        let error = interrupted(false).with_search(searched);
        return Err(not_started(journal, key, error).await);
    }
    let event = Event::Started { execution_id: id.clone(), adopted: started.adopted };
    let written = journal.record(key, event).await;
    written.map_err(|error| unwritten(error, request.handle(id), "has started"))?;
    Ok(started)
}

/// Writes down why there is no run, as far as that is known, and gives the reason.
async fn not_started(journal: &Writer, key: &str, error: Error) -> Error {
    let intended = journal.with(|state| {
        let progress = state.get(key).map(|entry| &entry.progress);
        matches!(progress, Some(Progress::Intended { .. }))
    });
    if !intended {
        return error;
    }
    let event = if error.is_in_doubt() {
        Event::in_doubt(&error)
    } else {
        Event::NotStarted { message: error.to_string() }
    };
    match journal.record(key, event).await {
        Ok(()) => error,
        // The intent is there, which is the safe side. What went wrong first is the cause.
        Err(unwritten) => unwritten.with_outcome(error.outcome()).with_source(error),
    }
}

/// The error of a start that a process before this one left in doubt.
fn interrupted(accepted: bool) -> Error {
    let outcome = if accepted { Outcome::Accepted } else { Outcome::Unknown };
    let message = "the journal has an intent to start it, and not what came of it";
    Error::new(ErrorKind::InDoubt, outcome, message)
}

/// The error of a run that goes on while the journal does not.
fn unwritten(error: Error, handle: RunHandle, what: &str) -> Error {
    let note = format!("the run {what} all the same");
    error.with_outcome(Outcome::Accepted).with_search(Searched::unsure(vec![handle], &note))
}

/// Starts that are written down before they are sent.
struct Journaled<'a, S> {
    journal: &'a Writer,
    key: &'a str,
    request: &'a RunRequest,
    source: S,
}

impl<S: Start + Sync> List for Journaled<'_, S> {
    async fn page(&self, cursor: Option<&str>) -> Result<Page> {
        self.source.page(cursor).await
    }

    fn is_taken(&self, execution_id: &str) -> bool {
        let other = self.journal.with(|state| state.is_taken(execution_id, self.key));
        other || self.source.is_taken(execution_id)
    }

    fn server_time(&self) -> Option<SystemTime> {
        self.source.server_time()
    }

    fn looking(&self) {
        self.source.looking();
    }
}

impl<S: Start + Sync> Start for Journaled<'_, S> {
    async fn post(&self) -> Result<Started> {
        let (agent_id, target_entity_id) = target(self.request);
        let server_at = self.source.server_time();
        let intent = Event::Intent { at: clock::wall(), server_at, agent_id, target_entity_id };
        self.journal.record(self.key, intent).await?;
        self.source.post().await
    }

    fn claim(&self, execution_id: &str) -> bool {
        self.source.claim(execution_id)
            && self.journal.with(|state| state.claim(execution_id, self.key))
    }
}
