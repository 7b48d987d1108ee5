//! When to ask next.

use std::time::Duration;

/// The shortest wait, whatever was asked for: nobody polls without pause.
const SHORTEST: Duration = Duration::from_millis(10);

/// The longest wait a server is granted: what ends is to be noticed.
const LONGEST_HINT: Duration = Duration::from_secs(300);

/// How much longer each wait is than the one before.
const GROWTH: f64 = 1.5;

/// Waits that grow from a first interval to a longest one, each drawn at random from its upper half, so that many that
/// start together do not stay together.
#[derive(Clone, Debug)]
pub(crate) struct Schedule {
    next: Duration,
    longest: Duration,
    random: fastrand::Rng,
}

impl Schedule {
    pub(crate) fn new(first: Duration, longest: Duration, random: fastrand::Rng) -> Self {
        let next = first.max(SHORTEST);
        Self { next, longest: longest.max(next), random }
    }

    /// The wait before the first question. A run just started has nothing to tell yet; one taken up again may have
    /// ended long ago, but many of them taken up at once must not ask at once.
    pub(crate) fn before_first(&mut self, just_started: bool) -> Duration {
        if just_started {
            self.between(self.next / 2, self.next)
        } else {
            self.between(Duration::ZERO, self.next)
        }
    }

    /// The wait before the next question: the interval, or what the server asks for if that is longer, up to five minutes. Who
    /// asks for less than the interval is asked no more often for it.
    pub(crate) fn before_next(&mut self, hint: Option<Duration>) -> Duration {
        let interval = self.next;
        self.next = grow(interval).min(self.longest);
        match hint {
            Some(hint) if hint >= interval / 2 => {
                let hint = hint.min(LONGEST_HINT.max(interval));
                self.between(hint, interval.max(hint.saturating_add(hint / 4)))
            }
            _ => self.between(interval / 2, interval),
        }
    }

    fn between(&mut self, low: Duration, high: Duration) -> Duration {
        let span = high.saturating_sub(low).as_secs_f64() * self.random.f64();
        low.saturating_add(Duration::try_from_secs_f64(span).unwrap_or_default())
    }
}

fn grow(interval: Duration) -> Duration {
    Duration::try_from_secs_f64(interval.as_secs_f64() * GROWTH).unwrap_or(Duration::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn schedule(seed: u64) -> Schedule {
        Schedule::new(SECOND, 15 * SECOND, fastrand::Rng::with_seed(seed))
    }

    #[test]
    fn waits_grow_to_the_longest_with_jitter() {
        let mut schedule = schedule(7);
        let mut interval = 1.0_f64;
        for _ in 0..20 {
            let wait = schedule.before_next(None).as_secs_f64();
            assert!(wait >= interval / 2.0 && wait <= interval, "{wait} for {interval}");
            interval = (interval * 1.5).min(15.0);
        }
        assert_eq!(interval, 15.0);
    }

    #[test]
    fn many_that_start_together_spread_out() {
        for just_started in [true, false] {
            let mut waits: Vec<_> =
                (0..1000).map(|seed| schedule(seed).before_first(just_started)).collect();
            waits.sort();
            let (first, last) = (waits[0], waits[999]);
            assert!(last - first > 450 * SECOND / 1000, "{first:?} to {last:?}");
            let most_in_a_tenth = (0..10).map(|tenth| {
                let tenths = |wait: &&Duration| wait.as_millis() / 100 == tenth;
                waits.iter().filter(tenths).count()
            });
            assert!(most_in_a_tenth.max().unwrap() < 300);
        }
    }

    #[test]
    fn a_hint_holds_once() {
        let mut schedule = schedule(7);
        let hinted = schedule.before_next(Some(20 * SECOND));
        assert!((20 * SECOND..=25 * SECOND).contains(&hinted), "{hinted:?}");
        assert!(schedule.before_next(None) <= SECOND * 3 / 2);
    }

    #[test]
    fn a_hint_is_the_floor_of_a_growing_interval_and_has_a_cap() {
        for hint in [Duration::ZERO, SECOND / 2] {
            let mut schedule = schedule(7);
            let waits: Vec<_> = (0..20).map(|_| schedule.before_next(Some(hint))).collect();
            assert!(waits.iter().all(|wait| *wait >= SECOND / 2), "{waits:?}");
            assert!(waits[10..].iter().all(|wait| *wait >= 15 * SECOND / 2), "{waits:?}");
        }
        let years = schedule(7).before_next(Some(Duration::from_secs(999_999_999)));
        assert!((LONGEST_HINT..=LONGEST_HINT * 5 / 4).contains(&years), "{years:?}");
    }

    #[test]
    fn nonsense_is_bounded() {
        let mut schedule =
            Schedule::new(Duration::ZERO, Duration::ZERO, fastrand::Rng::with_seed(1));
        assert!(schedule.before_next(None) >= SHORTEST / 2);
        let mut schedule = Schedule::new(Duration::MAX, SECOND, fastrand::Rng::with_seed(1));
        assert!(schedule.before_next(None) >= Duration::MAX / 2);
        assert!(schedule.before_next(Some(Duration::MAX)) >= Duration::MAX / 2);
    }

    proptest! {
        #[test]
        fn no_wait_is_below_the_hint_or_above_its_bounds(
            seed: u64, first in 1u64..100_000, longest in 1u64..100_000, hints: Vec<Option<u32>>,
        ) {
            let (first, longest) = (Duration::from_millis(first), Duration::from_millis(longest));
            let mut schedule = Schedule::new(first, longest, fastrand::Rng::with_seed(seed));
            for hint in hints {
                let hint = hint.map(|milliseconds| Duration::from_millis(milliseconds.into()));
                let wait = schedule.before_next(hint);
                match hint {
                    Some(hint) => {
                        let longest = first.max(longest).max(SHORTEST);
                        prop_assert!(wait >= hint.min(LONGEST_HINT) && wait <= longest.max(hint * 5 / 4));
                    }
                    None => prop_assert!(wait >= SHORTEST / 2 && wait <= first.max(longest).max(SHORTEST)),
                }
            }
        }
    }
}
