//! The one place that reads a clock or waits.
//!
//! Durations follow tokio's clock, so that a test which pauses it moves the server along; timestamps are the wall clock at
//! start plus what tokio's clock has passed since.
#![allow(clippy::disallowed_methods)]

use std::future::Future;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
pub use tokio::time::{Instant, Sleep};

/// The server's clock.
#[derive(Debug)]
pub struct Clock {
    wall: Timestamp,
    start: Instant,
    /// When it was set, and by how much. What it dated before keeps its date.
    steps: Mutex<Vec<(Instant, SignedDuration)>>,
}

impl Clock {
    /// A clock that is off by `skew` from this machine's.
    pub(crate) fn start(skew: SignedDuration) -> Self {
        // In this order the server's clock is at most a little ahead of the machine's, never behind: what it dates has not
        // happened before the request for it.
        let start = now();
        let now = Timestamp::now();
        Self { wall: now.checked_add(skew).unwrap_or(now), start, steps: Mutex::default() }
    }

    /// Sets it by so much from what it shows now.
    pub fn step(&self, by: SignedDuration) {
        self.steps().push((now(), by));
    }

    fn steps(&self) -> MutexGuard<'_, Vec<(Instant, SignedDuration)>> {
        self.steps.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The moment it is.
    pub fn instant(&self) -> Instant {
        now()
    }

    /// The moment on both clocks.
    pub fn now(&self) -> Now {
        let instant = self.instant();
        Now { instant, timestamp: self.at(instant) }
    }

    /// The server's time of day at `instant`.
    pub fn at(&self, instant: Instant) -> Timestamp {
        let passed = instant.saturating_duration_since(self.start);
        let passed = SignedDuration::try_from(passed).unwrap_or(SignedDuration::MAX);
        let steps = self.steps();
        let stepped = steps.iter().take_while(|(when, _)| *when <= instant);
        let shown = stepped.fold(passed, |shown, (_, by)| shown.saturating_add(*by));
        self.wall.checked_add(shown).unwrap_or(self.wall)
    }

    /// The server's time of day.
    pub fn timestamp(&self) -> Timestamp {
        self.at(self.instant())
    }

    /// The time of day as HTTP headers spell it; empty where it has no such spelling.
    pub(crate) fn http_date(&self) -> String {
        rfc2822::DateTimePrinter::new()
            .timestamp_to_rfc9110_string(&self.timestamp())
            .unwrap_or_default()
    }

    /// Unix seconds, rounded up, of the moment `wait` from now.
    pub fn unix_after(&self, wait: Duration) -> i64 {
        let now = self.timestamp().as_millisecond();
        let wait = i64::try_from(wait.as_millis()).unwrap_or(i64::MAX);
        now.saturating_add(wait).saturating_add(999).div_euclid(1000)
    }
}

/// A moment on both clocks.
#[derive(Debug, Clone, Copy)]
pub struct Now {
    /// The monotonic clock.
    pub instant: Instant,
    /// The time of day.
    pub timestamp: Timestamp,
}

impl Now {
    /// The time of day at an instant before this.
    pub fn back_at(&self, earlier: Instant) -> Timestamp {
        SignedDuration::try_from(self.instant.saturating_duration_since(earlier))
            .ok()
            .and_then(|passed| self.timestamp.checked_sub(passed).ok())
            .unwrap_or(self.timestamp)
    }
}

/// The monotonic clock.
pub fn now() -> Instant {
    Instant::now()
}

/// Ends after `wait`.
pub fn sleep(wait: Duration) -> Sleep {
    tokio::time::sleep(wait)
}

/// The future's output, or `None` where it takes longer than `limit`.
pub(crate) async fn timeout<F: Future>(limit: Duration, future: F) -> Option<F::Output> {
    tokio::time::timeout(limit, future).await.ok()
}
