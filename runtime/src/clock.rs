//! The only place that reads a clock or waits, here and in layers over the runtime.
//!
//! Everything else is given instants, so that tests can run on tokio's virtual clock, and clippy's
//! `disallowed-methods` keeps it so.
#![allow(clippy::disallowed_methods)]

use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::Poll;
use std::time::Duration;
#[cfg(not(target_family = "wasm"))]
use std::time::SystemTime;

#[cfg(not(target_family = "wasm"))]
pub use tokio::time::{Instant, Sleep, Timeout};

#[cfg(target_family = "wasm")]
pub use crate::web::{Elapsed, Instant, Sleep, now, sleep_until, timeout_at, wall};

/// How far off a point in time is that cannot be represented: about thirty years.
const FAR: Duration = Duration::from_secs(30 * 365 * 24 * 3600);

/// The monotonic clock.
#[cfg(not(target_family = "wasm"))]
#[must_use]
pub fn now() -> Instant {
    Instant::now()
}

/// The wall clock: for comparing with the server's, and for the journal. No wait goes by it.
#[cfg(not(any(test, target_family = "wasm")))]
#[must_use]
pub fn wall() -> SystemTime {
    SystemTime::now()
}

/// In tests it goes along with tokio's clock, which may be paused.
#[cfg(all(test, not(target_family = "wasm")))]
#[must_use]
pub fn wall() -> SystemTime {
    static START: std::sync::OnceLock<(SystemTime, std::time::Instant)> =
        std::sync::OnceLock::new();
    let (wall, start) = *START.get_or_init(|| (SystemTime::now(), std::time::Instant::now()));
    wall + now().into_std().saturating_duration_since(start)
}

/// `from + wait`, or a point far in the future where that cannot be represented.
#[must_use]
pub fn later(from: Instant, wait: Duration) -> Instant {
    from.checked_add(wait.min(FAR)).unwrap_or(from)
}

/// Ends at the given point in time.
#[cfg(not(target_family = "wasm"))]
pub fn sleep_until(at: Instant) -> Sleep {
    tokio::time::sleep_until(at)
}

/// The future's output, or nothing when it has not ended by then. Futures that run one after the other can be held
/// against the same end: it is one timer for all of them.
///
/// The future is pinned by the caller, since an `async fn` would hold it twice: as it came, and where it runs.
pub(crate) fn before<F: Future>(
    mut end: Pin<&mut Sleep>,
    mut future: Pin<&mut F>,
) -> impl Future<Output = Option<F::Output>> {
    poll_fn(move |cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Some(output)),
        // A future that always has something to do has used up its part of the thread's time. Its end comes all the same.
        Poll::Pending => pin!(tokio::task::unconstrained(end.as_mut())).poll(cx).map(|()| None),
    })
}

/// The future's output, or an error when it has not ended at the given point in time.
#[cfg(not(target_family = "wasm"))]
pub fn timeout_at<F: Future>(at: Instant, future: F) -> Timeout<F> {
    tokio::time::timeout_at(at, future)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[tokio::test(start_paused = true)]
    async fn what_runs_one_after_the_other_shares_an_end() {
        let mut end = pin!(sleep_until(now() + 5 * SECOND));
        let begun = now();
        let quick = pin!(async {
            tokio::time::sleep(3 * SECOND).await;
            7
        });
        assert_eq!(before(end.as_mut(), quick).await, Some(7));
        let slow = pin!(tokio::time::sleep(3 * SECOND));
        assert_eq!(before(end.as_mut(), slow).await, None);
        assert_eq!(now() - begun, 5 * SECOND);
        let ready = pin!(std::future::ready(8));
        assert_eq!(before(end.as_mut(), ready).await, Some(8), "it was there");
        let never = pin!(std::future::pending::<()>());
        assert_eq!(before(end.as_mut(), never).await, None, "it is over");
    }

    #[tokio::test]
    async fn what_is_always_busy_ends_too() {
        let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
        let busy = pin!(async {
            loop {
                // Never waits for anything but its turn.
                let _ = sender.send(());
                receiver.recv().await;
            }
        });
        let end = pin!(sleep_until(now() + SECOND / 100));
        assert_eq!(before::<_>(end, busy).await, None::<()>);
    }
}
