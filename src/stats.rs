//! What a client has done, in numbers.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

/// What a client and its clones have done since it was made. From [`Client::stats`](crate::Client::stats).
///
/// ```
/// # fn f(neo: &neoagent::Client) {
/// let before = neo.stats();
/// // ...
/// let stats = neo.stats();
/// println!("{} calls, {} of them again", stats.calls - before.calls, stats.retries - before.retries);
/// # }
/// ```
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
    /// Searches for a run whose start was not confirmed.
    pub reconciliations: u64,
    /// Times a token provider was asked.
    pub token_renewals: u64,
}

/// What is counted here and not by the runtime; shared by the clones of a client.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reconciliations(Arc<AtomicU64>);

impl Reconciliations {
    /// A run whose start was not confirmed is searched for.
    pub(crate) fn count(&self) {
        self.0.fetch_add(1, Ordering::Relaxed);
    }

    pub(crate) fn beside(&self, calls: oas_runtime::Stats) -> Stats {
        Stats {
            calls: calls.calls,
            failures: calls.failures,
            attempts: calls.attempts,
            retries: calls.retries,
            waits: calls.waits,
            waited: calls.waited,
            reconciliations: self.0.load(Ordering::Relaxed),
            token_renewals: calls.token_renewals,
        }
    }
}
