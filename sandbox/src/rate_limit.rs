//! The tenant's rate limit: so many requests in any window.

use std::collections::VecDeque;
use std::time::Duration;

use oas_mock::module::Instant;

#[derive(Debug)]
pub(crate) struct RateLimit {
    limit: u32,
    window: Duration,
    /// When requests were admitted, and how many at that moment.
    admitted: VecDeque<(Instant, u32)>,
    used: u32,
}

/// The state of the limit as a request sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Quota {
    pub(crate) limit: u32,
    pub(crate) remaining: u32,
    /// How long until the oldest counted request leaves the window.
    pub(crate) resets_in: Duration,
    pub(crate) admitted: bool,
}

impl RateLimit {
    pub(crate) fn new(limit: u32, window: Duration) -> Self {
        Self { limit, window, admitted: VecDeque::new(), used: 0 }
    }

    /// Counts a request; one that is refused does not count.
    pub(crate) fn admit(&mut self, now: Instant) -> Quota {
        let admitted = self.spend(now, 1) == 1;
        Quota { admitted, ..self.quota(now) }
    }

    /// Counts up to so many requests at once; gives how many were admitted.
    pub(crate) fn spend(&mut self, now: Instant, requests: u32) -> u32 {
        self.forget(now);
        let admitted = requests.min(self.limit.saturating_sub(self.used));
        if admitted > 0 {
            self.used += admitted;
            self.admitted.push_back((now, admitted));
        }
        admitted
    }

    /// How it stands, without counting anything.
    pub(crate) fn quota(&mut self, now: Instant) -> Quota {
        self.forget(now);
        let since_oldest = self
            .admitted
            .front()
            .map_or(Duration::ZERO, |(oldest, _)| now.saturating_duration_since(*oldest));
        Quota {
            limit: self.limit,
            remaining: self.limit.saturating_sub(self.used),
            resets_in: self.window.saturating_sub(since_oldest),
            admitted: true,
        }
    }

    fn forget(&mut self, now: Instant) {
        while let Some((oldest, requests)) = self.admitted.front().copied()
            && now.saturating_duration_since(oldest) >= self.window
        {
            self.admitted.pop_front();
            self.used = self.used.saturating_sub(requests);
        }
    }
}

impl Quota {
    /// Whole seconds to wait, never too few.
    pub(crate) fn retry_after(&self) -> u64 {
        self.resets_in.as_secs() + u64::from(self.resets_in.subsec_nanos() > 0)
    }
}

#[cfg(test)]
mod tests {
    use super::RateLimit;
    use std::time::Duration;

    #[test]
    fn the_window_slides() {
        let mut limit = RateLimit::new(2, Duration::from_secs(10));
        let start = oas_mock::module::now();
        let after = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(limit.admit(start).remaining, 1);
        assert_eq!(limit.admit(after(4)).remaining, 0);
        let refused = limit.admit(after(5));
        assert!(!refused.admitted);
        assert_eq!(refused.retry_after(), 5);
        // The first has left the window, the second has not.
        let third = limit.admit(after(10));
        assert!(third.admitted);
        assert_eq!((third.remaining, third.resets_in), (0, Duration::from_secs(4)));
    }

    #[test]
    fn others_spend_it_too() {
        let mut limit = RateLimit::new(10, Duration::from_secs(10));
        let now = oas_mock::module::now();
        assert_eq!(limit.spend(now, 4), 4);
        assert_eq!(limit.admit(now).remaining, 5);
        assert_eq!(limit.spend(now, u32::MAX), 5);
        assert!(!limit.admit(now).admitted);
        assert_eq!(limit.quota(now + Duration::from_secs(10)).remaining, 10);
    }

    #[test]
    fn a_limit_of_nothing_refuses_all() {
        let mut limit = RateLimit::new(0, Duration::from_secs(1));
        assert!(!limit.admit(oas_mock::module::now()).admitted);
    }
}
