//! How a sandbox behaves.

use std::time::Duration;

use crate::run::{Pace, StatusWords};

#[derive(Debug, Clone)]
pub(crate) struct Settings {
    pub(crate) pace: Pace,
    pub(crate) words: StatusWords,
    /// How long a new run is not found by its id.
    pub(crate) not_found_for: Duration,
    /// How long a new run is missing from the list.
    pub(crate) list_lag: Duration,
    pub(crate) rate_limit: Option<(u32, Duration)>,
    /// The time between two events of a chat turn.
    pub(crate) chat_pace: Duration,
    pub(crate) past_runs: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            pace: Pace::Time {
                queued: Duration::from_millis(50),
                running: Duration::from_millis(200),
            },
            words: StatusWords::default(),
            not_found_for: Duration::ZERO,
            list_lag: Duration::ZERO,
            rate_limit: Some((1200, Duration::from_secs(60))),
            chat_pace: Duration::from_millis(5),
            past_runs: 0,
        }
    }
}
