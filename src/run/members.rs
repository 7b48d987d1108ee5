//! Members of an execution's JSON, as far as they can be read.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, NaiveDateTime};
use serde_json::Value;

use crate::api::contract;
use crate::member::{self, pick, text};
use crate::run_state::Status;

/// An execution's id.
pub(super) fn id(json: &Value) -> Option<String> {
    // The answer to a start and the execution itself may call it differently.
    pick(json, contract::EXECUTION_ID, text).or_else(|| pick(json, &["execution_id", "id"], text))
}

/// The word in an object's `status`; none if it is empty or no word.
pub(super) fn status(json: &Value) -> Option<Status> {
    member::status(json, contract::EXECUTION_STATUS).map(Status::new)
}

/// When an execution was created, as far as that can be read.
pub(super) fn created(item: &Value) -> Option<SystemTime> {
    match item.get("created_at")? {
        Value::String(text) => time(text),
        // Unix time, in seconds or, as nobody has runs of the year 5138, in milliseconds.
        Value::Number(number) => {
            let time = number.as_f64().filter(|time| time.is_finite() && *time >= 0.0)?;
            let seconds = if time < 1e11 { time } else { time / 1000.0 };
            SystemTime::UNIX_EPOCH.checked_add(Duration::try_from_secs_f64(seconds).ok()?)
        }
        _ => None,
    }
}

/// A time with its offset, or without one, which is then UTC.
fn time(text: &str) -> Option<SystemTime> {
    let text = text.trim();
    let zoned = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc());
    let naive = || NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%S%.f");
    zoned.or_else(|_| naive().map(|time| time.and_utc())).ok().map(Into::into)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn a_status_is_a_word() {
        let word = |value: Value| status(&json!({ "status": value }));
        assert_eq!(word(json!("Queued")), Some(Status::new("Queued")));
        assert_eq!(word(json!({"id": 1, "name": "Queued"})), Some(Status::new("Queued")));
        for nothing in [json!(""), json!(" "), json!(null), json!(7)] {
            assert_eq!(word(nothing.clone()), None, "{nothing}");
        }
        assert_eq!(status(&json!({})), None);
    }

    #[test]
    fn a_time_may_be_a_number() {
        let expected = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        for number in
            [json!(1_767_323_045), json!(1_767_323_045_000_i64), json!("2026-01-02T03:04:05Z")]
        {
            assert_eq!(created(&json!({ "created_at": number })), Some(expected));
        }
        for nothing in [json!(-1), json!(1e300), json!(true), json!({})] {
            assert_eq!(created(&json!({ "created_at": nothing })), None);
        }
    }

    #[test]
    fn times_are_read_with_and_without_an_offset() {
        let expected = SystemTime::UNIX_EPOCH + Duration::from_millis(784_111_777_500);
        for text in [
            "1994-11-06T08:49:37.500Z",
            "1994-11-06T09:49:37.5+01:00",
            "1994-11-06T08:49:37.500000",
            " 1994-11-06T08:49:37.5Z ",
        ] {
            assert_eq!(time(text), Some(expected), "{text}");
        }
        for text in ["", "yesterday", "1994-11-06", "784111777"] {
            assert_eq!(time(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_time_or_none(text: String) {
            let _ = time(&text);
        }
    }
}
