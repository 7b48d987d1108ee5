//! The lines of a journal.

use std::time::SystemTime;

use chrono::{DateTime, SecondsFormat, Utc};
use oas_runtime::Outcome;
use serde::{Deserialize, Serialize};

use crate::run_state::{Conclusion, Status};

/// The form of the lines. A journal of another one is not read.
pub(super) const VERSION: u32 = 1;

/// The first line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Header {
    pub(super) neoagent_journal: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) job: Option<Box<str>>,
    pub(super) base_url: Box<str>,
}

/// Every other line: something that happened to a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    pub(crate) key: Box<str>,
    #[serde(flatten)]
    pub(crate) event: Event,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub(crate) enum Event {
    /// It is about to be asked for. Written before the request goes out.
    Intent {
        #[serde(with = "time")]
        at: SystemTime,
        /// By the server's clock, where that was known.
        #[serde(default, with = "time::option", skip_serializing_if = "Option::is_none")]
        server_at: Option<SystemTime>,
        agent_id: Box<str>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target_entity_id: Option<Box<str>>,
    },
    /// There is a run, and this is its id.
    Started {
        execution_id: Box<str>,
        /// Whether it was found by looking for it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        adopted: bool,
    },
    /// There is certainly no run.
    NotStarted { message: String },
    /// Nobody knows whether there is a run, or which one it is.
    InDoubt {
        /// Whether the server said that there is one.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        accepted: bool,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        candidates: Vec<Box<str>>,
        message: String,
    },
    /// The run has ended.
    Finished {
        conclusion: Conclusion,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        status: Option<Status>,
    },
    /// The caller says that a run in doubt may be started all the same.
    Released,
}

/// The words that `event` can be. A line with another one is of a later version: it stays in the file, and says nothing here.
pub(super) const KNOWN: [&str; 6] =
    ["intent", "started", "not_started", "in_doubt", "finished", "released"];

impl Event {
    pub(crate) fn in_doubt(error: &crate::Error) -> Self {
        let ids = error.candidates().iter().map(|run| run.execution_id().into());
        Self::InDoubt {
            accepted: error.outcome() == Outcome::Accepted,
            candidates: ids.collect(),
            message: error.to_string(),
        }
    }
}

/// A time as text, to the millisecond, rounded down.
mod time {
    use serde::{Deserializer, Serializer, de};

    use super::{DateTime, Deserialize, SecondsFormat, SystemTime, Utc};

    pub(super) fn serialize<S: Serializer>(at: &SystemTime, to: S) -> Result<S::Ok, S::Error> {
        let text = DateTime::<Utc>::from(*at).to_rfc3339_opts(SecondsFormat::Millis, true);
        to.serialize_str(&text)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<SystemTime, D::Error> {
        let text = String::deserialize(from)?;
        let time = DateTime::parse_from_rfc3339(&text).map_err(de::Error::custom)?;
        Ok(time.to_utc().into())
    }

    /// One that may be missing.
    pub(super) mod option {
        use serde::{Deserializer, Serializer};

        use super::SystemTime;

        pub(in super::super) fn serialize<S: Serializer>(
            at: &Option<SystemTime>,
            to: S,
        ) -> Result<S::Ok, S::Error> {
            match at {
                Some(at) => super::serialize(at, to),
                None => to.serialize_none(),
            }
        }

        pub(in super::super) fn deserialize<'de, D: Deserializer<'de>>(
            from: D,
        ) -> Result<Option<SystemTime>, D::Error> {
            super::deserialize(from).map(Some)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_line_is_an_object_that_a_person_can_read() {
        let event =
            |event: Event| serde_json::to_value(Record { key: "42/T-1".into(), event }).unwrap();
        let at = SystemTime::UNIX_EPOCH + std::time::Duration::from_millis(784_111_777_250);
        assert_eq!(
            event(Event::Intent {
                at,
                server_at: Some(at + std::time::Duration::from_secs(60)),
                agent_id: "42".into(),
                target_entity_id: Some("T-1".into())
            }),
            json!({
                "key": "42/T-1", "event": "intent", "at": "1994-11-06T08:49:37.250Z",
                "server_at": "1994-11-06T08:50:37.250Z", "agent_id": "42", "target_entity_id": "T-1",
            })
        );
        let line = r#"{"key":"a","event":"intent","at":"1994-11-06T08:49:37.250Z","agent_id":"1"}"#;
        let before: Record = serde_json::from_str(line).unwrap();
        let expected =
            Event::Intent { at, server_at: None, agent_id: "1".into(), target_entity_id: None };
        assert_eq!(before.event, expected);
        assert_eq!(serde_json::to_string(&before).unwrap(), line);
        assert_eq!(
            event(Event::Started { execution_id: "run-1".into(), adopted: true }),
            json!({"key": "42/T-1", "event": "started", "execution_id": "run-1", "adopted": true})
        );
        assert_eq!(
            event(Event::Finished {
                conclusion: Conclusion::Success,
                status: Some(Status::new("Done"))
            }),
            json!({"key": "42/T-1", "event": "finished", "conclusion": "success", "status": "Done"})
        );
    }

    #[test]
    fn every_event_is_known_by_its_word() {
        let at = SystemTime::UNIX_EPOCH;
        let message = String::new;
        for event in [
            Event::Intent { at, server_at: None, agent_id: "1".into(), target_entity_id: None },
            Event::Started { execution_id: "x".into(), adopted: false },
            Event::NotStarted { message: message() },
            Event::InDoubt { accepted: false, candidates: Vec::new(), message: message() },
            Event::Finished { conclusion: Conclusion::Success, status: None },
            Event::Released,
        ] {
            let line = serde_json::to_value(&event).unwrap();
            assert!(KNOWN.contains(&line["event"].as_str().unwrap()), "{line}");
        }
    }

    #[test]
    fn a_conclusion_of_a_later_version_is_an_end() {
        let line = json!({"key": "k", "event": "finished", "conclusion": "timeout", "status": "TIMED_OUT"});
        let record: Record = serde_json::from_value(line).unwrap();
        let status = Some(Status::new("TIMED_OUT"));
        assert_eq!(record.event, Event::Finished { conclusion: Conclusion::Other, status });
    }

    #[test]
    fn what_was_written_is_read_again_and_more_may_stand_beside_it() {
        for line in [
            json!({"key": "k", "event": "intent", "at": "2026-01-02T03:04:05.678Z", "agent_id": "1"}),
            json!({"key": "k", "event": "not_started", "message": "m"}),
            json!({"key": "k", "event": "in_doubt", "accepted": true, "candidates": ["a"], "message": "m"}),
        ] {
            let record: Record = serde_json::from_value(line.clone()).unwrap();
            assert_eq!(serde_json::to_value(&record).unwrap(), line);
            let mut more = line;
            more["note"] = json!("by hand");
            assert_eq!(serde_json::from_value::<Record>(more).unwrap(), record);
        }
    }
}
