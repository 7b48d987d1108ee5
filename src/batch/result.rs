//! What comes of one of many runs.

use crate::error::Result;
use crate::run::{Execution, RunRequest};
use crate::run_state::{Conclusion, RunHandle, Status};

/// One of many runs, at its end or at its error.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct RunResult {
    /// What was asked for.
    pub request: RunRequest,
    /// The end of the run, whichever end it was, or why there is none.
    ///
    /// [`Error::outcome`](crate::Error::outcome) says whether there may be a run all the same, and
    /// [`Error::candidates`](crate::Error::candidates) and [`Error::run`](crate::Error::run) which.
    pub result: Result<FinishedRun>,
}

impl RunResult {
    /// Whether the run ended well.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.result.as_ref().is_ok_and(|run| run.conclusion == Conclusion::Success)
    }
}

/// A run that has ended.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct FinishedRun {
    /// The run.
    pub handle: RunHandle,
    /// How it ended.
    pub conclusion: Conclusion,
    /// The word the server ended it with.
    pub status: Option<Status>,
    /// Everything the server says of it. `None` if it ended before, by the journal; the handle leads to it.
    pub execution: Option<Execution>,
}
