//! A point in time, which takes and gives the types of the libraries that programs have.

use std::fmt;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, SecondsFormat, TimeZone, Utc};

/// A point in time, to the nanosecond: from and to [`SystemTime`] and chrono's `DateTime` and, with the feature `jiff`, jiff's
/// `Timestamp`.
///
/// ```
/// use chrono::{DateTime, Utc};
/// use neoagent::Time;
///
/// let at: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().unwrap();
/// let time = Time::from(at);
/// assert_eq!(DateTime::from(time), at);
/// assert_eq!(time.to_string(), "2026-01-02T03:04:05Z");
/// ```
///
/// What another type cannot represent, in the year 300,000 for chrono's, becomes the nearest that it can.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    /// Since the beginning of 1970, rounded down.
    seconds: i64,
    nanoseconds: u32,
}

impl Time {
    /// The same as the standard library has it; `None` where that cannot represent it on this platform.
    #[must_use]
    pub fn system_time(self) -> Option<SystemTime> {
        let whole = Duration::from_secs(self.seconds.unsigned_abs());
        let at = if self.seconds < 0 {
            SystemTime::UNIX_EPOCH.checked_sub(whole)
        } else {
            SystemTime::UNIX_EPOCH.checked_add(whole)
        };
        at?.checked_add(Duration::from_nanos(self.nanoseconds.into()))
    }
}

impl From<SystemTime> for Time {
    fn from(at: SystemTime) -> Self {
        let seconds = |time: Duration| i64::try_from(time.as_secs()).unwrap_or(i64::MAX);
        match at.duration_since(SystemTime::UNIX_EPOCH) {
            Ok(since) => Self { seconds: seconds(since), nanoseconds: since.subsec_nanos() },
            Err(before) => {
                let before = before.duration();
                let whole = seconds(before).saturating_neg();
                match before.subsec_nanos() {
                    0 => Self { seconds: whole, nanoseconds: 0 },
                    part => {
                        Self { seconds: whole.saturating_sub(1), nanoseconds: 1_000_000_000 - part }
                    }
                }
            }
        }
    }
}

impl<Zone: TimeZone> From<DateTime<Zone>> for Time {
    fn from(at: DateTime<Zone>) -> Self {
        // chrono writes a leap second as more than a billion nanoseconds.
        let nanoseconds = at.timestamp_subsec_nanos().min(999_999_999);
        Self { seconds: at.timestamp(), nanoseconds }
    }
}

impl From<Time> for DateTime<Utc> {
    fn from(time: Time) -> Self {
        let nearest = if time.seconds < 0 { Self::MIN_UTC } else { Self::MAX_UTC };
        Self::from_timestamp(time.seconds, time.nanoseconds).unwrap_or(nearest)
    }
}

#[cfg(feature = "jiff")]
impl From<jiff::Timestamp> for Time {
    fn from(at: jiff::Timestamp) -> Self {
        // jiff's nanoseconds have the sign of the seconds.
        let (seconds, part) = (at.as_second(), at.subsec_nanosecond());
        match u32::try_from(part) {
            Ok(nanoseconds) => Self { seconds, nanoseconds },
            Err(_) => {
                Self { seconds: seconds - 1, nanoseconds: 1_000_000_000 - part.unsigned_abs() }
            }
        }
    }
}

#[cfg(feature = "jiff")]
impl From<Time> for jiff::Timestamp {
    fn from(time: Time) -> Self {
        let nearest = if time.seconds < 0 { Self::MIN } else { Self::MAX };
        let part = i32::try_from(time.nanoseconds).unwrap_or_default();
        Self::new(time.seconds, part).unwrap_or(nearest)
    }
}

/// As RFC 3339 writes it, in UTC.
impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let at = DateTime::<Utc>::from(*self);
        f.write_str(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl fmt::Debug for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_time_comes_back_as_it_went(seconds in -60_000_000_000_i64..200_000_000_000, nanoseconds in 0u32..1_000_000_000) {
            let time = Time { seconds, nanoseconds };
            prop_assert_eq!(Time::from(time.system_time().unwrap()), time);
            prop_assert_eq!(Time::from(DateTime::<Utc>::from(time)), time);
            let text = DateTime::parse_from_rfc3339(&time.to_string()).unwrap();
            prop_assert_eq!(Time::from(text), time);
            #[cfg(feature = "jiff")]
            prop_assert_eq!(Time::from(jiff::Timestamp::from(time)), time);
        }

        #[test]
        fn no_time_panics(seconds: i64, nanoseconds in 0u32..1_000_000_000) {
            let time = Time { seconds, nanoseconds };
            let _ = (time.system_time(), time.to_string());
            #[cfg(feature = "jiff")]
            let _ = jiff::Timestamp::from(time);
        }
    }
}
