//! Since when a run can have been created, by the clock of the server that lists it.

use std::time::{Duration, SystemTime};

use super::listing::Listed;
use crate::clock::{self, Instant};

/// How far this machine's clock may be off where nothing says what the server's time is.
const UNSURE: Duration = Duration::from_secs(24 * 3600);

/// When a start began, here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Begun {
    wall: SystemTime,
    /// By the server's clock as it went then, where that was known.
    server: Option<SystemTime>,
    /// `None` if it was in another process.
    here: Option<Instant>,
}

impl Begun {
    /// Now, which is `server` by the server's clock.
    pub(crate) fn now(server: Option<SystemTime>) -> Self {
        Self { wall: clock::wall(), server, here: Some(clock::now()) }
    }

    /// In another process, by this machine's clock and by the server's.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn at(wall: SystemTime, server: Option<SystemTime>) -> Self {
        Self { wall, server, here: None }
    }

    /// How long ago that was, as far as can be told: the monotonic clock stands still while the machine sleeps, and the
    /// other one can be set. `None` for a start in the future, of which nothing is known.
    fn ago(&self) -> Option<Duration> {
        let wall = clock::wall().duration_since(self.wall).ok();
        let here = self.here.map(|here| clock::now().saturating_duration_since(here));
        here.max(wall)
    }

    /// Where to look. `date` is the server's time of an answer that has just come: what it left out of a second only makes the
    /// result earlier.
    pub(super) fn window(&self, date: Option<SystemTime>, tolerance: Duration) -> Window {
        let Some(ago) = self.ago() else {
            return Window { likely: None, possible: None };
        };
        let (likely, possible) = match date {
            // A `Date` can be off, too: then this machine's clock may be right.
            Some(date) => {
                let begun = date.checked_sub(ago);
                (begun, begun.map(|begun| begun.min(self.wall)))
            }
            None => (Some(self.wall), self.wall.checked_sub(UNSURE)),
        };
        // Where the server's clock was set in between, the run may have been created by the old one or by the new one.
        let (likely, possible) = match self.server {
            Some(server) => (likely.max(Some(server)), possible.map(|at| at.min(server))),
            None => (likely, possible),
        };
        let tolerant = |at: Option<SystemTime>| at?.checked_sub(tolerance);
        Window { likely: tolerant(likely), possible: tolerant(possible) }
    }
}

/// Since when a run can have been created.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// If the clocks are what they seem; `None` where that is not known.
    likely: Option<SystemTime>,
    /// Whatever the clocks are; `None` for any time.
    possible: Option<SystemTime>,
}

impl Window {
    /// Whether a time is before all that is possible.
    pub(super) fn is_over(&self, created: Option<SystemTime>) -> bool {
        created.zip(self.possible).is_some_and(|(at, possible)| at < possible)
    }

    /// Whether an execution was created when the run was.
    pub(super) fn is_likely(&self, run: &Listed) -> bool {
        run.created.zip(self.likely).is_some_and(|(at, likely)| at >= likely)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn created(at: SystemTime) -> Listed {
        Listed { id: None, created: Some(at), status: None }
    }

    #[tokio::test(start_paused = true)]
    async fn elapsed_time_is_the_longer_of_both_clocks() {
        let date = SystemTime::UNIX_EPOCH + 1_000_000 * SECOND;
        let now = Begun::now(None);
        // The machine slept for a minute: only the wall clock went on.
        let slept = Begun { wall: now.wall - 60 * SECOND, ..now };
        assert_eq!(slept.ago(), Some(60 * SECOND));
        assert!(slept.window(Some(date), SECOND).is_likely(&created(date - 60 * SECOND)));
        // The wall clock was put back.
        let back = Begun { wall: now.wall + 3600 * SECOND, ..now };
        tokio::time::advance(30 * SECOND).await;
        assert_eq!(back.ago(), Some(30 * SECOND));
    }

    #[tokio::test(start_paused = true)]
    async fn a_date_that_is_off_leaves_possible_what_this_machine_knows() {
        let begun = Begun::now(None);
        let window = begun.window(Some(begun.wall + 3600 * SECOND), SECOND);
        let run = created(begun.wall);
        assert!(!window.is_likely(&run) && !window.is_over(run.created));
        assert!(window.is_over(Some(begun.wall - 2 * SECOND)));
    }

    #[tokio::test(start_paused = true)]
    async fn a_server_clock_that_was_set_leaves_possible_what_either_time_says() {
        let hour = 3600 * SECOND;
        let wall = clock::wall();
        // The server is a day behind this machine.
        let then = wall - 24 * hour;
        let begun = Begun::now(Some(then));
        let by_old = created(then);
        // Set forward since.
        let window = begun.window(Some(then + hour), SECOND);
        assert!(!window.is_over(by_old.created) && !window.is_likely(&by_old));
        assert!(window.is_likely(&created(then + hour)));
        assert!(window.is_over(Some(then - 2 * SECOND)));
        // Set back since: what is an hour older by the old clock may be new by the new one.
        let window = begun.window(Some(then - hour), SECOND);
        assert!(!window.is_over(Some(then - hour)) && !window.is_likely(&created(then - hour)));
        assert!(window.is_likely(&by_old));
        // Not set.
        let window = begun.window(Some(then), SECOND);
        assert!(window.is_likely(&by_old) && window.is_over(Some(then - 2 * SECOND)));
    }

    #[tokio::test(start_paused = true)]
    async fn without_a_date_or_with_a_start_in_the_future_little_is_sure() {
        let begun = Begun::now(None);
        let window = begun.window(None, SECOND);
        assert!(window.is_likely(&created(begun.wall)));
        assert!(!window.is_over(Some(begun.wall - 3600 * SECOND)));
        assert!(window.is_over(Some(begun.wall - 2 * UNSURE)));
        let future = Begun::at(begun.wall + 3600 * SECOND, None);
        let window = future.window(Some(begun.wall), SECOND);
        assert!(!window.is_likely(&created(begun.wall)));
        assert!(!window.is_over(Some(SystemTime::UNIX_EPOCH)));
    }
}
