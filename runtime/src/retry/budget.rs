//! A limit on repetition that all calls of a client share, so that an outage is not answered with a multiple of the calls.

use std::sync::atomic::{AtomicU32, Ordering};

/// What a full budget holds.
const FULL: u32 = 500;

/// What one repetition costs: a hundred of them in a row, if nothing succeeds in between.
const COST: u32 = 5;

/// Tokens that repetitions spend and successes bring back, one at a time.
#[derive(Debug)]
pub(crate) struct Budget(AtomicU32);

impl Default for Budget {
    fn default() -> Self {
        Self(AtomicU32::new(FULL))
    }
}

impl Budget {
    /// Takes what a repetition costs, if it is there.
    pub(super) fn spend(&self) -> bool {
        let take = |tokens: u32| tokens.checked_sub(COST);
        self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// Puts back what a success earns.
    pub(super) fn refill(&self) {
        let put = |tokens: u32| (tokens < FULL).then_some(tokens + 1);
        // A full budget stays as it is, which is what the error means.
        let _ = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, put);
    }
}
