//! Repeating a call that failed: the one layer that does.

mod budget;
mod policy;
#[cfg(test)]
mod tests;

use std::future::Future;
use std::time::Duration;

pub(crate) use self::budget::Budget;
pub use self::policy::RetryPolicy;
use crate::error::{Error, ErrorKind, Outcome};
use crate::limit::Limiter;
use crate::stats::Counters;
use crate::{clock, trace};

/// What a call is bound by.
#[derive(Debug)]
pub(crate) struct Bounds<'a> {
    pub(crate) policy: &'a RetryPolicy,
    pub(crate) budget: &'a Budget,
    /// How long one attempt may take.
    pub(crate) attempt: Duration,
    /// Whether the operation changes nothing.
    pub(crate) harmless: bool,
    /// Whether the operation may be repeated when nobody knows whether it was done.
    pub(crate) repeatable: bool,
    /// What holds attempts back, where the call asked for that.
    pub(crate) pace: Option<&'a Limiter>,
    pub(crate) counters: &'a Counters,
}

/// What can be attempted more than once. A trait and not an `AsyncFnMut`, whose futures cannot be asked to be `Send`.
pub(crate) trait Attempt {
    /// What a success gives.
    type Success;

    /// Whether there is anything left to make another attempt with.
    fn can_repeat(&self) -> bool {
        true
    }

    /// One attempt, within the time it may take.
    fn attempt(
        &mut self,
        limit: Duration,
    ) -> impl Future<Output = Result<Self::Success, Error>> + Send;
}

/// Makes attempts until one succeeds, or until the failure is one to report.
pub(crate) async fn attempts<A: Attempt>(
    bounds: &Bounds<'_>,
    work: &mut A,
) -> Result<A::Success, Error> {
    let &Bounds { policy, budget, repeatable, counters, .. } = bounds;
    let ends = clock::later(clock::now(), policy.deadline);
    let mut made = 0;
    let mut limited = 0;
    let mut last = None;
    let mut unsure = false;
    loop {
        if let Some(at) = bounds.pace.map(|limiter| limiter.admit(clock::now())) {
            let wait = at.saturating_duration_since(clock::now());
            if at >= ends {
                return Err(last.unwrap_or_else(|| held(wait)));
            }
            if !wait.is_zero() {
                counters.waited(wait);
            }
            clock::sleep_until(at).await;
        }
        counters.attempted(made > 0);
        let left = ends.saturating_duration_since(clock::now());
        let error = match work.attempt(bounds.attempt.min(left)).await {
            Ok(success) => {
                budget.refill();
                return Ok(success);
            }
            Err(error) => error,
        };
        made += 1;
        // Who keeps to the rate limit waits until there is room: a refusal then is part of the pace, and no failure.
        let paced = bounds.pace.is_some() && error.kind() == ErrorKind::RateLimited;
        limited += u32::from(paced);
        let failed = if paced { 1 } else { made - limited };
        let now = clock::now();
        let at = policy
            .wait(&error, failed, repeatable, &mut fastrand::Rng::new())
            .map(|wait| clock::later(now, wait))
            // A wait past the deadline fails now: nobody is served by waiting for nothing.
            .filter(|at| *at < ends)
            .filter(|_| work.can_repeat());
        // A refusal says nothing of what the attempts before it have done.
        unsure |= error.outcome() == Outcome::Unknown && !bounds.harmless;
        let error = error.with_attempts(made);
        let error = if unsure && error.outcome() != Outcome::Accepted {
            error.with_outcome(Outcome::Unknown)
        } else {
            error
        };
        match at {
            Some(at) if paced || budget.spend() => {
                let wait = at.saturating_duration_since(now);
                counters.waited(wait);
                trace::waiting(&error, wait);
                clock::sleep_until(at).await;
            }
            _ => return Err(error),
        }
        last = Some(error);
    }
}

/// The failure of a call that was not made, because the rate limit would have held it back for too long.
fn held(wait: Duration) -> Error {
    let message = "the rate limit is spent, for longer than the call may take";
    Error::new(ErrorKind::RateLimited, Outcome::NotSent, message)
        .with_retry_after(Some(wait))
        .with_attempts(0)
        .transient(true)
}
