//! The rate limit, as the answers tell it, and when the next call may go out under it.
//!
//! Others spend the same limit, so nothing here knows how much is left: each answer's word replaces what was thought before.

mod rate_limit;
#[cfg(test)]
mod tests;

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use http::header::DATE;
use http::{HeaderMap, StatusCode};

pub use self::rate_limit::RateLimit;
use crate::clock::{self, Instant};
use crate::error::retry_after;

/// Below this part of the limit, what is left is spread over the time until there is more.
const SLOW_BELOW: u64 = 10;

/// The longest wait that is believed; the window is a minute.
const LONGEST: Duration = Duration::from_secs(120);

/// How long to hold back after a 429 that does not say.
const UNSAID: Duration = Duration::from_secs(1);

/// The time between two calls when a hold ends and nobody knows yet what is left: not all that were held at once.
const AFTER_HOLD: Duration = Duration::from_millis(50);

/// What is known of the limit. Shared by the clones of a client; every answer is shown to it.
#[derive(Debug, Default)]
pub(crate) struct Limiter(Mutex<Allowance>);

#[derive(Debug, Default)]
struct Allowance {
    /// When the next call may go.
    next: Option<Instant>,
    /// The time between two calls.
    spacing: Duration,
    /// Until when that holds.
    spaced_until: Option<Instant>,
}

impl Limiter {
    /// When a call that is ready now may go out. Each that asks is given a place of its own.
    pub(crate) fn admit(&self, now: Instant) -> Instant {
        let mut state = self.state();
        let at = state.next.map_or(now, |next| next.max(now));
        let spaced = state.spaced_until.is_some_and(|until| at < until);
        let spacing = match (spaced, at > now) {
            (true, _) => state.spacing,
            (false, true) => AFTER_HOLD,
            (false, false) => Duration::ZERO,
        };
        state.next = Some(clock::later(at, spacing));
        at
    }

    /// Takes an answer's word for what is left.
    pub(crate) fn observe(&self, status: StatusCode, headers: &HeaderMap, now: Instant) {
        let limited = status == StatusCode::TOO_MANY_REQUESTS;
        let Some(told) = RateLimit::read(headers).or(limited.then_some(RateLimit::UNTOLD)) else {
            return;
        };
        let resets_in = || told.reset.map(|reset| from_now(reset, headers));
        let mut state = self.state();
        if limited || told.remaining == Some(0) {
            let hold = if limited {
                retry_after::from_headers(headers).or_else(resets_in)
            } else {
                resets_in()
            };
            let hold = hold.unwrap_or(UNSAID).min(LONGEST);
            let until = clock::later(now, hold);
            state.next = Some(state.next.map_or(until, |next| next.max(until)));
            state.spaced_until = None;
            return;
        }
        let (Some(limit), Some(remaining)) = (told.limit, told.remaining) else {
            return;
        };
        if remaining > limit / SLOW_BELOW {
            state.spaced_until = None;
            return;
        }
        let Some(resets_in) = resets_in() else {
            return;
        };
        // One more than is left, so that the last of it is there for others.
        let parts = u32::try_from(remaining.saturating_add(1)).unwrap_or(u32::MAX);
        state.spacing = resets_in / parts;
        state.spaced_until = Some(clock::later(now, resets_in));
    }

    fn state(&self) -> MutexGuard<'_, Allowance> {
        // Nothing panics while it is held; if it did, any state is as good as another.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// How far off a point of the server's time is. Its clock and ours may differ, so its own `Date` is what counts.
fn from_now(reset: SystemTime, headers: &HeaderMap) -> Duration {
    let date =
        headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    let wait = reset.duration_since(date.unwrap_or_else(clock::wall)).unwrap_or_default();
    wait.min(LONGEST)
}
