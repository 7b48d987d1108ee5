//! What is scripted of runs, and what is known of those that were started.

use std::time::Duration;

/// How fast runs move on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pace {
    /// By time: so long queued, then so long running.
    Time {
        /// How long a run stays queued.
        queued: Duration,
        /// How long it then runs.
        running: Duration,
    },
    /// By polls of the run itself: the first so many answers say queued, the next so many running.
    Polls {
        /// Answers that say queued.
        queued: u32,
        /// Answers that then say running.
        running: u32,
    },
}

/// How a run ends.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// It succeeds.
    Success,
    /// It fails, with this in its `error`.
    Failure(String),
    /// It ends with this status word.
    Word(String),
    /// It raises a technician request, runs until that is decided, and succeeds when it is approved.
    Decision,
    /// It runs on.
    Never,
}

/// The words a run's `status` is spelled with. The service's own are not published.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StatusWords {
    /// `queued`
    pub queued: String,
    /// `running`
    pub running: String,
    /// `success`
    pub success: String,
    /// `failure`
    pub failure: String,
}

impl Default for StatusWords {
    fn default() -> Self {
        Self {
            queued: "queued".to_owned(),
            running: "running".to_owned(),
            success: "success".to_owned(),
            failure: "failure".to_owned(),
        }
    }
}

/// A run that was really started, whatever its caller was told.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StartedRun {
    /// The id, as in `/public-api/executions/{execution_id}`.
    pub execution_id: String,
    /// The agent.
    pub agent_id: i64,
    /// The entity it works on.
    pub entity_id: Option<String>,
    /// The instructions given for this run.
    pub instructions: Option<String>,
    /// The number of the request that started it, as in [`Received::number`](crate::Received::number); `None` for runs the sandbox
    /// started by itself.
    pub request: Option<u64>,
    /// The status word it has now.
    pub status: String,
}
