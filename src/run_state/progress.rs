//! How far a wait had come when it ended without the run's end.

use std::fmt;
use std::time::Duration;

use oas_runtime::layer::line;

use super::handle::RunHandle;
use super::status::Status;

/// How far a run had come when waiting for it ended in an error. The run itself goes on.
#[derive(Clone, Debug)]
pub struct RunProgress {
    pub(crate) handle: RunHandle,
    pub(crate) status: Option<Status>,
    pub(crate) polls: u64,
    pub(crate) elapsed: Duration,
}

impl RunProgress {
    /// What to go on from: [`Client::resume`](crate::Client::resume).
    #[must_use]
    pub fn handle(&self) -> &RunHandle {
        &self.handle
    }

    /// The last status seen.
    #[must_use]
    pub fn status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// How often the server was asked, failed attempts included.
    #[must_use]
    pub fn polls(&self) -> u64 {
        self.polls
    }

    /// How long the wait took.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.elapsed
    }
}

impl fmt::Display for RunProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "run {}, ", line(self.handle.execution_id()))?;
        match &self.status {
            Some(status) => write!(f, "last status {:?}", status.as_str())?,
            None => f.write_str("no status seen")?,
        }
        write!(f, ", {} polls in {:.1?}", self.polls, self.elapsed)
    }
}
