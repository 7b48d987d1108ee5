//! What a wait tells while it goes on.

use std::fmt;
use std::time::Duration;

use oas_runtime::layer::line;

use super::execution::Execution;
use crate::error::Error;
use crate::run_state::Status;

/// Something worth knowing about a run that is waited for. Its text is one line.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum RunEvent {
    /// The status is another than before, and a known one.
    Status(Status),
    /// The status is another than before, and a word this crate does not know. It does not end the wait; if it
    /// should, see [`Wait::terminal_words`](crate::Wait::terminal_words).
    UnknownStatus(Status),
    /// The server shows the execution, but no status. Told once.
    NoStatus,
    /// The server does not know the execution yet. Told once.
    NotVisibleYet,
    /// A question failed, and will be asked again.
    #[non_exhaustive]
    Retrying {
        /// Why it failed.
        error: Error,
        /// The time until the next one.
        wait: Duration,
    },
    /// The run has ended; the last event.
    Finished(Box<Execution>),
}

impl fmt::Display for RunEvent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "{}", line(status.as_str())),
            Self::UnknownStatus(status) => write!(f, "{} (unknown status)", line(status.as_str())),
            Self::NoStatus => f.write_str("no status shown"),
            Self::NotVisibleYet => f.write_str("not visible yet"),
            Self::Retrying { error, wait } => write!(f, "asking again in {wait:.1?}: {error}"),
            Self::Finished(execution) => match (execution.conclusion(), execution.status()) {
                (Some(conclusion), Some(status)) => write!(f, "finished: {conclusion} ({status})"),
                (Some(conclusion), None) => write!(f, "finished: {conclusion}"),
                (None, _) => f.write_str("finished"),
            },
        }
    }
}
