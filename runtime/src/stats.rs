//! What a client has done, in numbers.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a client and its clones have done since it was made. From [`Client::stats`](crate::Client::stats).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stats {
    /// Calls of an operation.
    pub calls: u64,
    /// Calls that ended in an error.
    pub failures: u64,
    /// Attempts of calls: requests, redirects aside.
    pub attempts: u64,
    /// Attempts beyond a call's first one, whatever the reason: `attempts - calls`, but for calls under way.
    pub retries: u64,
    /// Waits before an attempt: for a backoff, for `Retry-After`, for the rate limit.
    pub waits: u64,
    /// How long these waits were, all together.
    pub waited: Duration,
    /// Times a token provider was asked.
    pub token_renewals: u64,
}

/// Counts, shared by the clones of a client.
#[derive(Debug, Default)]
pub(crate) struct Counters {
    calls: AtomicU64,
    failures: AtomicU64,
    attempts: AtomicU64,
    retries: AtomicU64,
    waits: AtomicU64,
    /// In microseconds.
    waited: AtomicU64,
    token_renewals: AtomicU64,
}

fn add(counter: &AtomicU64, number: u64) {
    // Each count stands alone: nothing is concluded from the order of two.
    counter.fetch_add(number, Ordering::Relaxed);
}

impl Counters {
    /// A call begins.
    pub(crate) fn called(&self) {
        add(&self.calls, 1);
    }

    /// A call ends in an error.
    pub(crate) fn failed(&self) {
        add(&self.failures, 1);
    }

    /// An attempt begins, the first or a further one of its call.
    pub(crate) fn attempted(&self, further: bool) {
        add(&self.attempts, 1);
        if further {
            add(&self.retries, 1);
        }
    }

    /// A wait before an attempt begins.
    pub(crate) fn waited(&self, time: Duration) {
        add(&self.waits, 1);
        add(&self.waited, u64::try_from(time.as_micros()).unwrap_or(u64::MAX));
    }

    /// A token provider is asked.
    pub(crate) fn token_renewed(&self) {
        add(&self.token_renewals, 1);
    }

    pub(crate) fn read(&self) -> Stats {
        let read = |counter: &AtomicU64| counter.load(Ordering::Relaxed);
        Stats {
            calls: read(&self.calls),
            failures: read(&self.failures),
            attempts: read(&self.attempts),
            retries: read(&self.retries),
            waits: read(&self.waits),
            waited: Duration::from_micros(read(&self.waited)),
            token_renewals: read(&self.token_renewals),
        }
    }
}
