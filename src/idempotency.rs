//! Operations that the server keeps from being done twice by a key of the caller's, which makes them safe to repeat.

use oas_runtime::OperationSpec;
use serde_json::Value;

/// The operation, by the name that the settings give it, and the member of the body that is the key. A repeated message is answered
/// 409 with the first one's id and starts no second turn; without the key it would.
const KEYED: [(&str, &str); 1] = [("post_chat_message", "client_message_id")];

/// Whether the call carries such a key.
pub(crate) fn has_key(spec: &OperationSpec, body: Option<&[u8]>) -> bool {
    KEYED
        .iter()
        .filter(|(name, _)| *name == spec.name && spec.method == "POST")
        .any(|(_, member)| body.is_some_and(|body| holds(body, member)))
}

/// Whether a body is an object with a text of some length under this name.
fn holds(body: &[u8], member: &str) -> bool {
    let body: Option<Value> = serde_json::from_slice(body).ok();
    let key = body.as_ref().and_then(|body| body.get(member)?.as_str());
    key.is_some_and(|key| !key.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::api::operations;

    #[test]
    fn a_message_with_an_id_of_the_callers_can_be_repeated() {
        let message = operations::ALL.iter().find(|spec| spec.name == "post_chat_message").unwrap();
        let has_key = |body: &str| has_key(message, Some(body.as_bytes()));
        assert!(has_key(r#"{"message": "hi", "client_message_id": "m-1"}"#));
        for body in [
            r#"{"message": "hi"}"#,
            r#"{"client_message_id": null}"#,
            r#"{"client_message_id": " "}"#,
            r#"{"client_message_id": 7}"#,
            r#"[{"client_message_id": "m-1"}]"#,
            "",
            "{",
        ] {
            assert!(!has_key(body), "{body}");
        }
        assert!(!super::has_key(message, None));
    }

    #[test]
    fn the_same_member_means_nothing_elsewhere() {
        let body = br#"{"client_message_id": "m-1"}"#;
        for spec in operations::ALL {
            assert_eq!(
                has_key(spec, Some(body)),
                spec.name == "post_chat_message",
                "{}",
                spec.name
            );
        }
    }

    #[test]
    fn every_keyed_operation_is_in_the_document() {
        for (name, _) in KEYED {
            let spec = operations::ALL.iter().find(|spec| spec.name == name).unwrap();
            assert!(
                spec.method == "POST" && spec.path.trim_end_matches('/').ends_with("/messages"),
                "{spec:?}"
            );
        }
    }
}
