//! The only place that reads a clock or waits.
//!
//! Everything else is given instants, so that tests can run on tokio's virtual clock, and clippy's
//! `disallowed-methods` keeps it so.
#![allow(clippy::disallowed_methods)]

use std::future::Future;
use std::time::{Duration, SystemTime};

pub(crate) use tokio::time::{Instant, Sleep, Timeout};

/// How far off a point in time is that cannot be represented: about thirty years.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// The monotonic clock.
pub(crate) fn now() -> Instant {
    Instant::now()
}

/// The wall clock: for comparing with the server's, and for the journal. No wait goes by it.
#[cfg(not(test))]
pub(crate) fn wall() -> SystemTime {
    SystemTime::now()
}

/// In tests it goes along with tokio's clock, which may be paused.
#[cfg(test)]
pub(crate) fn wall() -> SystemTime {
    static START: std::sync::OnceLock<(SystemTime, std::time::Instant)> =
        std::sync::OnceLock::new();
    let (wall, start) = *START.get_or_init(|| (SystemTime::now(), std::time::Instant::now()));
    wall + now().into_std().saturating_duration_since(start)
}

/// `from + wait`, or a point far in the future where that cannot be represented.
pub(crate) fn later(from: Instant, wait: Duration) -> Instant {
    from.checked_add(wait.min(FAR)).unwrap_or(from)
}

/// Ends at the given point in time.
pub(crate) fn sleep_until(at: Instant) -> Sleep {
    tokio::time::sleep_until(at)
}

/// The future's output, or an error when it has not ended at the given point in time.
pub(crate) fn timeout_at<F: Future>(at: Instant, future: F) -> Timeout<F> {
    tokio::time::timeout_at(at, future)
}
