//! Time and waits, by JavaScript's clock and timers.
#![allow(clippy::disallowed_methods)]

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, ready};
use std::time::{Duration, SystemTime};

use gloo_timers::future::TimeoutFuture;
use send_wrapper::SendWrapper;
pub(crate) use wasm_bindgen_futures::spawn_local as spawn;
pub use web_time::Instant;
use web_time::web::SystemTimeExt as _;

/// The longest wait of one timer, in milliseconds: JavaScript takes more for none.
const LONGEST: u32 = i32::MAX as u32;

/// The monotonic clock.
#[must_use]
pub fn now() -> Instant {
    Instant::now()
}

/// The wall clock: for comparing with the server's. No wait goes by it.
#[must_use]
pub fn wall() -> SystemTime {
    web_time::SystemTime::now().to_std()
}

/// Ends at a point in time.
pub struct Sleep {
    at: Instant,
    timer: Option<SendWrapper<TimeoutFuture>>,
}

impl fmt::Debug for Sleep {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sleep").field("at", &self.at).finish_non_exhaustive()
    }
}

impl Future for Sleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        loop {
            let left = this.at.saturating_duration_since(now());
            if left.is_zero() {
                return Poll::Ready(());
            }
            let timer = this
                .timer
                .get_or_insert_with(|| SendWrapper::new(TimeoutFuture::new(milliseconds(left))));
            ready!(Pin::new(&mut **timer).poll(cx));
            this.timer = None;
        }
    }
}

/// Rounded up: a timer that ends too early is one more.
fn milliseconds(wait: Duration) -> u32 {
    let whole = wait.as_nanos().div_ceil(1_000_000);
    u32::try_from(whole).unwrap_or(LONGEST).min(LONGEST)
}

/// Ends at the given point in time.
pub fn sleep_until(at: Instant) -> Sleep {
    Sleep { at, timer: None }
}

/// A future had not ended in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Elapsed;

impl fmt::Display for Elapsed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("deadline has elapsed")
    }
}

impl std::error::Error for Elapsed {}

/// The future's output, or an error when it has not ended at the given point in time.
///
/// # Errors
///
/// It has not.
///
/// # Cancel safety
///
/// As the future's.
pub async fn timeout_at<F: Future>(at: Instant, future: F) -> Result<F::Output, Elapsed> {
    let (mut future, mut end) = (pin!(future), sleep_until(at));
    poll_fn(|cx| match future.as_mut().poll(cx) {
        Poll::Ready(output) => Poll::Ready(Ok(output)),
        Poll::Pending => Pin::new(&mut end).poll(cx).map(|()| Err(Elapsed)),
    })
    .await
}
