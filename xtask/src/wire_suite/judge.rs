//! What became of a scenario.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use oas_codegen::Status;
use serde::Deserialize;
use serde_json::Value;

use super::call::Generated;
use super::scenario::{Expected, Scenario};

/// What the driver wrote of a call.
#[derive(Debug, Deserialize)]
pub(super) struct Came {
    pub(super) call: String,
    ok: bool,
    came: Value,
    wire: Value,
}

/// What became of a scenario.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The server saw what it expects, and what it answered arrived.
    Passed,
    /// As that, but the generator's report says that something of the operation is not in the types: this.
    Reserved(Vec<String>),
    /// Why not.
    Failed(String),
}

/// Whether a call did what the scenario is about.
pub(super) fn call(
    scenario: &Scenario,
    expected: &Expected,
    came: &Came,
) -> Result<Vec<String>, String> {
    let wire = |pointer: &str| came.wire.pointer(pointer);
    let shown = || {
        let body: String =
            wire("/sent/body").unwrap_or(&Value::Null).to_string().chars().take(300).collect();
        let text = |pointer| wire(pointer).and_then(Value::as_str).unwrap_or_default();
        format!("sent {} {} {body}", text("/sent/method"), text("/sent/url"))
    };
    let (value, status) = (&came.came, wire("/status").and_then(Value::as_u64));
    if scenario.fails() {
        let code = scenario.code.map(u64::from);
        if came.ok || value["status"].as_u64() != code {
            return Err(format!("no error with the status {code:?}: {value}; {}", shown()));
        }
        let untyped = expected.answer.is_some() && value["typed"].is_null();
        return Ok(untyped
            .then(|| "the body of the error has no type".to_owned())
            .into_iter()
            .collect());
    }
    if !came.ok {
        let answer = wire("/answer").unwrap_or(&Value::Null);
        let wrong = value["wrong"].as_str().unwrap_or_default();
        return Err(format!("{wrong} (status {status:?}, answer {answer}); {}", shown()));
    }
    let answer = bytes(wire("/answer").unwrap_or(&Value::Null));
    let head = expected.method == "head" || answer.is_empty();
    let fits = if let Some(known) = value.get("bytes") {
        bytes(known) == answer
    } else if let Some(lines) = value.get("lines").and_then(Value::as_array) {
        let sent = answer.split(|byte| *byte == b'\n').filter(|line| !line.is_empty());
        let sent: Vec<Value> = sent.filter_map(|line| serde_json::from_slice(line).ok()).collect();
        sent.len() == lines.len() && sent.iter().zip(lines).all(|(a, b)| same(a, b))
    } else if let Some(events) = value.get("events").and_then(Value::as_array) {
        let text = String::from_utf8_lossy(&answer);
        let sent = text.lines().filter(|line| line.starts_with("data")).count();
        sent > 0 && sent == events.len()
    } else if let Some(value) = value.get("value") {
        match serde_json::from_slice::<Value>(&answer) {
            Ok(sent) if same(&sent, value) => true,
            _ if is_xml(expected) => xml_leaves(&answer) == json_leaves(value),
            _ => value.as_str().map(str::as_bytes) == Some(&answer),
        }
    } else {
        head
    };
    let nothing = head && value.get("value").is_some_and(Value::is_null);
    if !(fits || nothing) {
        return Err(format!("answered {}, decoded {value}", String::from_utf8_lossy(&answer)));
    }
    let reserved = is_xml(expected) && value.get("bytes").is_some();
    Ok(reserved.then(|| "XML is bytes".to_owned()).into_iter().collect())
}

fn is_xml(expected: &Expected) -> bool {
    let media_type = expected.answer.as_ref().and_then(|answer| answer.content_type.as_deref());
    media_type.is_some_and(|name| name.contains("xml"))
}

/// All texts and attributes of XML, sorted: what has to arrive, whatever its names are. The suite has no entities.
fn xml_leaves(xml: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(xml);
    let mut leaves = Vec::new();
    for piece in text.split('<').filter(|piece| !piece.starts_with('?')) {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        let attributes = tag.split('"').skip(1).step_by(2);
        leaves.extend(attributes.chain([text.trim()]).map(str::to_owned));
    }
    leaves.retain(|leaf| !leaf.is_empty());
    leaves.sort();
    leaves
}

/// All texts, numbers and truth values of JSON, sorted.
fn json_leaves(value: &Value) -> Vec<String> {
    let mut leaves = match value {
        Value::Null => Vec::new(),
        Value::Array(list) => list.iter().flat_map(json_leaves).collect(),
        Value::Object(object) => object.values().flat_map(json_leaves).collect(),
        Value::String(text) => vec![text.trim().to_owned()],
        other => vec![other.to_string()],
    };
    leaves.sort();
    leaves
}

fn bytes(shown: &Value) -> Vec<u8> {
    match (shown["text"].as_str(), shown["base64"].as_str()) {
        (Some(text), _) => text.as_bytes().to_vec(),
        (_, Some(text)) => STANDARD.decode(text).unwrap_or_default(),
        _ => Vec::new(),
    }
}

/// Numbers are compared by value: `1.0` is `1`.
fn same(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Value::Object(a), Value::Object(b)) => {
            let fits = |(name, a): (&String, &Value)| b.get(name).is_some_and(|b| same(a, b));
            a.len() == b.len() && a.iter().all(fits)
        }
        _ => a == b,
    }
}

/// What the report says is not in the types of an operation.
pub(super) fn reservations(
    generated: &Generated,
    (method, path): &(String, String),
) -> Vec<String> {
    let operations = generated.report.operations.iter();
    let not_exact = operations.filter(|operation| {
        operation.method == *method && operation.path == *path && operation.status != Status::Exact
    });
    not_exact.flat_map(|operation| operation.reasons.clone()).collect()
}

/// What the server saw of each scenario.
pub(super) fn coverage(text: &str) -> Result<BTreeMap<String, String>, serde_json::Error> {
    #[derive(Deserialize)]
    struct Part {
        results: BTreeMap<String, String>,
    }
    let parts: Vec<Part> = serde_json::from_str(text)?;
    Ok(parts.into_iter().flat_map(|part| part.results).collect())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn judged(scenario: Value, came: Value) -> Result<Vec<String>, String> {
        let scenario: Scenario = serde_json::from_value(scenario).unwrap();
        call(&scenario, &scenario.calls[0], &serde_json::from_value(came).unwrap())
    }

    fn scenario(pass: &str, method: &str, code: Option<u16>) -> Value {
        let call = json!({ "method": method, "uri": "/", "request": {}, "answer": { "contentType": "application/json", "raw": null } });
        json!({ "spec": "s", "name": "n", "pass": pass, "code": code, "calls": [call] })
    }

    fn came(ok: bool, came: &Value, answer: &str) -> Value {
        json!({ "call": "c", "ok": ok, "came": came, "wire": { "status": 200, "answer": { "text": answer } } })
    }

    #[test]
    fn a_success_is_what_was_on_the_wire() {
        let success = || scenario("response-success", "get", None);
        let value = |value: Value| json!({ "value": value });
        let read = |value: Value, answer: &str| judged(success(), came(true, &value, answer));
        assert_eq!(read(value(json!({ "a": 1.0 })), r#"{"a": 1}"#), Ok(vec![]));
        assert!(read(value(json!({ "a": 1 })), r#"{"a": 1, "b": 2}"#).is_err(), "a member is lost");
        assert_eq!(read(value(json!("text")), "text"), Ok(vec![]));
        assert!(read(json!({ "empty": true }), "not read").is_err());
        assert_eq!(read(json!({ "empty": true }), ""), Ok(vec![]));
        assert_eq!(read(json!({ "bytes": { "base64": "AAE=" } }), "\u{0}\u{1}"), Ok(vec![]));
        assert_eq!(read(json!({ "lines": [1, { "a": 2 }] }), "1\n{\"a\":2}\n"), Ok(vec![]));
        assert!(read(json!({ "lines": [1] }), "1\n2\n").is_err());
        assert!(judged(success(), came(false, &json!({ "wrong": "refused" }), "")).is_err());
    }

    #[test]
    fn all_that_xml_says_has_to_arrive() {
        let xml = "<?xml version='1.0'?>\n<r a=\"1\">\n  <b>two</b><c/>\n <d>3</d></r>";
        let expected = ["1", "3", "two"].map(str::to_owned);
        assert_eq!(xml_leaves(xml.as_bytes()), expected);
        assert_eq!(json_leaves(&json!({ "a": 1, "b": "two", "d": [3, null] })), expected);
    }

    #[test]
    fn an_error_has_its_status_and_a_body_with_a_type() {
        let failure = || scenario("status-code", "get", Some(404));
        let read = |ok, value: Value| judged(failure(), came(ok, &value, "{}"));
        assert_eq!(read(false, json!({ "status": 404, "typed": "Body" })), Ok(vec![]));
        assert_eq!(
            read(false, json!({ "status": 404, "typed": null })).map(|reasons| reasons.len()),
            Ok(1)
        );
        assert!(read(false, json!({ "status": 400, "typed": "Body" })).is_err());
        assert!(read(true, json!({ "empty": true })).is_err());
    }
}
