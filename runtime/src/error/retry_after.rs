//! `Retry-After`: a number of seconds, or a date to be compared with the answer's own.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

use crate::clock;

/// The shortest wait a server can ask for; what is smaller but not nothing is raised to it.
const SHORTEST: Duration = Duration::from_millis(1);

/// How long the server asks to wait, counted from its answer. `None` for no wish, for one in the past, and for what
/// cannot be read: then the client's own schedule holds.
#[must_use]
pub fn from_headers(headers: &HeaderMap) -> Option<Duration> {
    let wish = headers.get(RETRY_AFTER)?.to_str().ok()?;
    let date =
        headers.get(DATE).and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok());
    parse(wish, || date.unwrap_or_else(clock::wall))
}

/// `now` is the server's time: the client's clock may be wrong, so it is asked only when the answer has no date.
fn parse(wish: &str, now: impl FnOnce() -> SystemTime) -> Option<Duration> {
    let wish = wish.trim();
    let wait = if wish.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        seconds(wish)?
    } else {
        httpdate::parse_http_date(wish).ok()?.duration_since(now()).ok()?
    };
    (!wait.is_zero()).then(|| wait.max(SHORTEST))
}

/// Digits with or without a fraction. More than can be represented is as long as can be.
fn seconds(digits: &str) -> Option<Duration> {
    let number: f64 = digits.parse().ok()?;
    let wait = Duration::try_from_secs_f64(number).unwrap_or(Duration::MAX);
    Some(if number > 0.0 { wait.max(SHORTEST) } else { wait })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// 1994-11-06 08:49:37, the date in RFC 9110's example.
    fn then() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777)
    }

    fn wait(wish: &str) -> Option<Duration> {
        parse(wish, then)
    }

    fn headers(pairs: &[(http::HeaderName, &str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[test]
    fn seconds_are_read_with_their_fraction() {
        assert_eq!(wait("12"), Some(Duration::from_secs(12)));
        assert_eq!(wait(" 1.5 "), Some(Duration::from_millis(1500)));
        assert_eq!(wait("0.25"), Some(Duration::from_millis(250)));
        assert_eq!(wait("0.0000000000001"), Some(SHORTEST));
        assert_eq!(wait("99999999999999999999999999"), Some(Duration::MAX));
    }

    #[test]
    fn dates_are_compared_with_the_answers_own() {
        assert_eq!(wait("Sun, 06 Nov 1994 08:50:07 GMT"), Some(Duration::from_secs(30)));
        assert_eq!(wait("Sunday, 06-Nov-94 08:50:07 GMT"), Some(Duration::from_secs(30)));
        let far_off = headers(&[
            (RETRY_AFTER, "Sun, 06 Nov 1994 08:50:07 GMT"),
            (DATE, "Sun, 06 Nov 1994 08:49:37 GMT"),
        ]);
        assert_eq!(from_headers(&far_off), Some(Duration::from_secs(30)));
        let no_date = headers(&[(RETRY_AFTER, "Sun, 06 Nov 1994 08:50:07 GMT")]);
        assert_eq!(from_headers(&no_date), None, "long past by the client's clock");
    }

    #[test]
    fn garbage_nothing_and_the_past_are_no_wish() {
        for wish in [
            "",
            "0",
            "0.0",
            "-1",
            "soon",
            "1e3",
            "inf",
            "NaN",
            "1.2.3",
            ".",
            "+5",
            "0x10",
            "12 s",
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 08:49:00 GMT",
            "Sun, 99 Nov 1994 08:49:37 GMT",
        ] {
            assert_eq!(wait(wish), None, "{wish:?}");
        }
        assert_eq!(from_headers(&HeaderMap::new()), None);
    }

    proptest! {
        #[test]
        fn any_text_gives_a_wait_above_nothing_or_none(wish in "\\PC*") {
            if let Some(wait) = wait(&wish) {
                prop_assert!(wait >= SHORTEST);
            }
        }

        #[test]
        fn any_number_of_seconds_is_itself(seconds in 1u32..) {
            prop_assert_eq!(wait(&seconds.to_string()), Some(Duration::from_secs(seconds.into())));
        }

        #[test]
        fn any_fraction_is_never_cut_to_nothing(milliseconds in 1u64..100_000_000) {
            let text = format!("{}.{:03}", milliseconds / 1000, milliseconds % 1000);
            let wait = wait(&text).unwrap();
            prop_assert!(wait.abs_diff(Duration::from_millis(milliseconds)) < Duration::from_micros(1));
        }

        #[test]
        fn any_later_date_is_the_difference(ahead in 1u64..1_000_000_000) {
            let date = httpdate::fmt_http_date(then() + Duration::from_secs(ahead));
            prop_assert_eq!(wait(&date), Some(Duration::from_secs(ahead)));
        }

        #[test]
        fn any_header_bytes_are_survived(bytes in proptest::collection::vec(32u8..=255, 0..40)) {
            if let Ok(value) = http::HeaderValue::from_bytes(&bytes) {
                let map = HeaderMap::from_iter([(RETRY_AFTER, value.clone()), (DATE, value)]);
                let _ = from_headers(&map);
            }
        }
    }
}
