//! What became of a technician request.

use std::fmt;

use serde_json::Value;

use crate::api::contract;
use crate::member;

/// How a technician request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Decision {
    /// A technician has approved it.
    Approved,
    /// A technician has rejected it.
    Rejected,
    /// A technician wants something else to be done: the agent may ask again.
    ChangesRequested,
    /// It ended in another way: it was withdrawn, nobody decided in time, or the word for it is not known here;
    /// [`TechnicianRequest::status`](crate::TechnicianRequest::status) has it.
    Other,
}

/// Words that say how a request ended. Neo documents none but the actions `approve` and `reject`; these are their
/// usual forms.
const ENDED: [(&str, Decision); 13] = [
    ("approved", Decision::Approved),
    ("approve", Decision::Approved),
    ("accepted", Decision::Approved),
    ("rejected", Decision::Rejected),
    ("reject", Decision::Rejected),
    ("denied", Decision::Rejected),
    ("declined", Decision::Rejected),
    ("changes_requested", Decision::ChangesRequested),
    ("request_changes", Decision::ChangesRequested),
    ("cancelled", Decision::Other),
    ("canceled", Decision::Other),
    ("expired", Decision::Other),
    ("timed_out", Decision::Other),
];

impl Decision {
    /// What a request says of itself: by its status, and where that is no known word, by whether it names who decided.
    pub(super) fn read(request: &Value) -> Option<Self> {
        let status = status(request).unwrap_or_default().trim();
        let known = ENDED.iter().find(|(word, _)| status.eq_ignore_ascii_case(word));
        match known {
            Some((_, decision)) => Some(*decision),
            None if is_someone(&request["decided_by"]) => Some(Self::Other),
            None => None,
        }
    }
}

/// The status, as the server spells it.
pub(super) fn status(request: &Value) -> Option<&str> {
    member::status(request, contract::TECHNICIAN_REQUEST_STATUS)
}

fn is_someone(decided_by: &Value) -> bool {
    match decided_by {
        Value::Object(members) => members.values().any(|member| !member.is_null()),
        other => !other.is_null(),
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Approved => "approved",
            Self::Rejected => "rejected",
            Self::ChangesRequested => "changes requested",
            Self::Other => "ended",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn known_words_decide_in_any_case() {
        for (status, decision) in [
            ("APPROVED", Some(Decision::Approved)),
            (" rejected ", Some(Decision::Rejected)),
            ("Changes_Requested", Some(Decision::ChangesRequested)),
            ("Expired", Some(Decision::Other)),
            ("PENDING", None),
            ("ESCALATED", None),
            ("", None),
        ] {
            let request = json!({"status": status, "decided_by": null});
            assert_eq!(Decision::read(&request), decision, "{status}");
        }
    }

    #[test]
    fn an_unknown_word_is_decided_once_somebody_has() {
        let nobody = [json!(null), json!({}), json!({"id": null, "name": null})];
        for decided_by in nobody {
            let request = json!({"status": "DONE", "decided_by": decided_by});
            assert_eq!(Decision::read(&request), None);
        }
        let request = json!({"status": "DONE", "decided_by": {"id": "u-1", "name": null}});
        assert_eq!(Decision::read(&request), Some(Decision::Other));
        assert_eq!(Decision::read(&json!({})), None);
        assert_eq!(Decision::read(&json!({"status": 7})), None);
    }
}
