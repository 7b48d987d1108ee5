//! The body of an answer that is not a success: Neo's envelope, or whatever stood in its way.

use serde_json::Value;

/// What a body says of the error. Nothing in it is relied upon.
#[derive(Debug, Default)]
pub(super) struct ErrorBody {
    pub(super) code: Option<String>,
    pub(super) message: Option<String>,
    pub(super) details: Option<Value>,
    pub(super) request_id: Option<String>,
}

impl ErrorBody {
    /// Reads any bytes: `{error: {code, message, details}, meta: {request_id}}`, other JSON, a page, nothing.
    pub(super) fn read(bytes: &[u8]) -> Self {
        match serde_json::from_slice::<Value>(bytes) {
            Ok(Value::Object(mut object)) => {
                let request_id = object.get("meta").and_then(|meta| text(meta.get("request_id")?));
                let body = match object.get_mut("error") {
                    Some(Value::Object(error)) => Self {
                        code: error.get("code").and_then(text),
                        message: error.get("message").and_then(text),
                        details: details(error),
                        request_id: None,
                    },
                    _ => Self::other(object),
                };
                Self { request_id, ..body }
            }
            Ok(other) => Self { message: text(&other), details: Some(other), ..Self::default() },
            Err(_) => Self { message: describe(bytes), ..Self::default() },
        }
    }

    /// JSON objects of gateways and frameworks, which put a sentence under one of a few names.
    fn other(object: serde_json::Map<String, Value>) -> Self {
        let first = |names: &[&str]| names.iter().find_map(|name| text(object.get(*name)?));
        Self {
            code: first(&["code", "error_code"]),
            message: first(&["message", "detail", "error_description", "error", "title"]),
            request_id: None,
            details: Some(Value::Object(object)),
        }
    }
}

/// What an error says beside its code and message: its details, or the members that are there in their place.
fn details(error: &mut serde_json::Map<String, Value>) -> Option<Value> {
    if let Some(details) = error.remove("details").filter(|details| !details.is_null()) {
        return Some(details);
    }
    error.retain(|name, _| name != "code" && name != "message");
    (!error.is_empty()).then(|| Value::Object(std::mem::take(error)))
}

/// The request id in the `meta` of any JSON body.
pub(super) fn request_id(bytes: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(bytes).ok()?;
    text(body.get("meta")?.get("request_id")?)
}

/// A text that is not empty, or a number's digits.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What a body that is not JSON is. It is named and not shown: nobody knows what is in it.
fn describe(bytes: &[u8]) -> Option<String> {
    let start = bytes.trim_ascii_start();
    let said = if start.is_empty() {
        "the answer has no body"
    } else if start.starts_with(b"<") {
        "the answer is a page, not the API's error"
    } else if start.starts_with(b"{") || start.starts_with(b"[") {
        "the answer's JSON is damaged"
    } else {
        "the answer is not JSON"
    };
    Some(said.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(text: &str) -> ErrorBody {
        ErrorBody::read(text.as_bytes())
    }

    #[test]
    fn the_envelope_is_read() {
        let body = read(
            r#"{"error": {"code": "FORBIDDEN", "message": "No.", "details": [{"field": "a"}]}, "meta": {"request_id": "r-1"}}"#,
        );
        assert_eq!(body.code.as_deref(), Some("FORBIDDEN"));
        assert_eq!(body.message.as_deref(), Some("No."));
        assert_eq!(body.details, Some(json!([{"field": "a"}])));
        assert_eq!(body.request_id.as_deref(), Some("r-1"));
    }

    #[test]
    fn an_envelope_with_nulls_and_other_types_is_read_as_far_as_it_goes() {
        let body = read(
            r#"{"error": {"code": 17, "message": null, "details": null}, "meta": {"request_id": null}}"#,
        );
        assert_eq!(body.code.as_deref(), Some("17"));
        assert!(body.message.is_none() && body.details.is_none() && body.request_id.is_none());
        let body = read(r#"{"error": {}, "meta": null}"#);
        assert!(body.code.is_none() && body.message.is_none() && body.request_id.is_none());
    }

    #[test]
    fn other_json_keeps_its_sentence_and_itself() {
        for (text, message) in [
            (r#"{"error": "down"}"#, Some("down")),
            (r#"{"message": "no route"}"#, Some("no route")),
            (r#"{"detail": [{"loc": ["body"]}]}"#, None),
            (r#""just text""#, Some("just text")),
            ("[]", None),
            ("null", None),
            ("7", Some("7")),
        ] {
            let body = read(text);
            assert_eq!(body.message.as_deref(), message, "{text}");
            assert_eq!(body.details, Some(serde_json::from_str(text).unwrap()), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_named_and_not_shown() {
        for (text, said) in [
            ("", "no body"),
            (" \n", "no body"),
            ("<html>secret</html>", "a page"),
            ("\n<!doctype html>", "a page"),
            (r#"{"error": {"code": "X""#, "damaged"),
            ("secret upstream failure", "not JSON"),
        ] {
            let message = read(text).message.unwrap();
            assert!(message.contains(said) && !message.contains("secret"), "{text}: {message}");
        }
        assert!(ErrorBody::read(&[0xff, 0xfe, 0x00]).message.unwrap().contains("not JSON"));
        assert!(
            ErrorBody::read("[".repeat(100_000).as_bytes()).message.unwrap().contains("damaged")
        );
    }

    proptest::proptest! {
        #[test]
        fn any_bytes_can_be_read(bytes: Vec<u8>) {
            let _ = ErrorBody::read(&bytes);
            let _ = request_id(&bytes);
        }
    }
}
