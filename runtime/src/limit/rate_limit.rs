//! The rate limit, as the headers of every answer tell it.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderValue};

/// The rate limit, at the time of an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RateLimit {
    /// How many requests a window allows.
    pub limit: Option<u64>,
    /// How many of them are left.
    pub remaining: Option<u64>,
    /// When the window ends, by the server's clock.
    pub reset: Option<SystemTime>,
}

impl RateLimit {
    /// Nothing known.
    pub(crate) const UNTOLD: Self = Self { limit: None, remaining: None, reset: None };

    /// Reads `X-RateLimit-Limit`, `-Remaining` and `-Reset` (Unix time in seconds, or in milliseconds).
    #[must_use]
    pub fn read(headers: &HeaderMap) -> Option<Self> {
        let [mut limit, mut remaining, mut reset] = [None; 3];
        // Every answer is asked, and has few headers: to walk through them takes less than to look three up.
        for (name, value) in headers {
            let place = match name.as_str() {
                "x-ratelimit-limit" => &mut limit,
                "x-ratelimit-remaining" => &mut remaining,
                "x-ratelimit-reset" => &mut reset,
                _ => continue,
            };
            *place = place.or_else(|| number(value));
        }
        let reset = reset.and_then(|time| SystemTime::UNIX_EPOCH.checked_add(since_epoch(time)));
        (limit.is_some() || remaining.is_some() || reset.is_some()).then_some(Self {
            limit,
            remaining,
            reset,
        })
    }
}

/// Unix time in seconds or, as no window ends in the year 5138, in milliseconds.
fn since_epoch(time: u64) -> Duration {
    if time < 100_000_000_000 { Duration::from_secs(time) } else { Duration::from_millis(time) }
}

fn number(value: &HeaderValue) -> Option<u64> {
    let digits = value.as_bytes().trim_ascii();
    std::str::from_utf8(digits).ok()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(pairs: &[(&str, &str)]) -> Option<RateLimit> {
        RateLimit::read(
            &pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect(),
        )
    }

    #[test]
    fn the_headers_are_read_as_far_as_they_can_be() {
        let all = read(&[
            ("x-ratelimit-limit", "1200"),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", "1700000000"),
        ]);
        let reset = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_000);
        assert_eq!(
            all,
            Some(RateLimit { limit: Some(1200), remaining: Some(0), reset: Some(reset) })
        );
        let some = read(&[
            ("x-ratelimit-limit", "many"),
            ("x-ratelimit-remaining", "7"),
            ("x-ratelimit-reset", "-1"),
        ]);
        assert_eq!(some, Some(RateLimit { limit: None, remaining: Some(7), reset: None }));
        let milliseconds = read(&[("x-ratelimit-reset", "1700000000000")]);
        assert_eq!(milliseconds.unwrap().reset, Some(reset));
        let far = read(&[("x-ratelimit-reset", "18446744073709551615")]);
        assert!(far.is_some_and(|far| far.reset > Some(reset)));
        assert_eq!(read(&[]), None);
    }
}
