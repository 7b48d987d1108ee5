//! Asking again until something has happened: when, how often and for how long.

mod schedule;

use std::time::Duration;

pub(crate) use schedule::Schedule;

use crate::clock::{self, Instant};

/// How often to ask, and for how long.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Polling {
    pub(crate) deadline: Option<Duration>,
    pub(crate) first_interval: Duration,
    pub(crate) longest_interval: Duration,
}

impl Polling {
    /// When it is over, counted from `now`.
    pub(crate) fn ends(&self, now: Instant) -> Option<Instant> {
        self.deadline.map(|deadline| clock::later(now, deadline))
    }

    pub(crate) fn schedule(&self, random: fastrand::Rng) -> Schedule {
        Schedule::new(self.first_interval, self.longest_interval, random)
    }
}

/// The methods that set a [`Polling`], for what waits with one in these fields and has these defaults.
macro_rules! polling_options {
    ($($field:ident).+, deadline $deadline:literal, first $first:literal, longest $longest:literal) => {
        #[doc = concat!("How long to wait at most, from when this is awaited. Defaults to ", $deadline, ".")]
        pub fn deadline(mut self, deadline: Duration) -> Self {
            self.$($field).+.deadline = Some(deadline);
            self
        }

        /// Waits for as long as it takes. What never ends is waited for without end.
        pub fn no_deadline(mut self) -> Self {
            self.$($field).+.deadline = None;
            self
        }

        #[doc = concat!("The interval before the second question to the server, and the upper bound before the first. Defaults to ", $first, "; 10 ms at the least.")]
        pub fn first_interval(mut self, interval: Duration) -> Self {
            self.$($field).+.first_interval = interval;
            self
        }

        #[doc = concat!("The longest interval between two questions. Defaults to ", $longest, ". Never shorter than the first.")]
        /// What the server asks for (`Retry-After`) takes precedence if it is longer, up to five minutes.
        pub fn max_interval(mut self, interval: Duration) -> Self {
            self.$($field).+.longest_interval = interval;
            self
        }
    };
}
pub(crate) use polling_options;
