//! What the document says, whatever a refresh made of it.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use neoagent::api::operations;
use neoagent::api::support::OperationSpec;
use serde_json::Value;

/// What the document says of an operation, by the client's method.
pub(crate) fn spec(method: &str) -> &'static OperationSpec {
    let spec = operations::ALL.iter().find(|spec| spec.name == method);
    spec.unwrap_or_else(|| panic!("the document has no {method}"))
}

/// Its path.
pub(crate) fn path(method: &str) -> &'static str {
    spec(method).path
}

/// The first line of a request, as it comes over the wire: with the value in the place of the path's parameter, and the prefix that the
/// server of the document may have in the place of its paths.
pub(crate) fn line(method: &str, value: &str) -> String {
    let spec = spec(method);
    let path = spec.path.split(['{', '}']).step_by(2).collect::<Vec<_>>().join(value);
    let prefix = if path.starts_with("/public-api") { "" } else { "/public-api" };
    format!("{} {prefix}{path} HTTP/1.1", spec.method)
}

/// The document.
pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../../openapi.json")).unwrap()
}

/// The schema of the payload of an operation's success, without references and null; nothing where it is left open.
pub(crate) fn payload(document: &Value, operation: &Value) -> Option<Value> {
    let responses = operation["responses"].as_object().unwrap();
    let (_, response) = responses.iter().find(|(status, _)| status.starts_with('2'))?;
    let response = resolved(document, response);
    let contents = response["content"].as_object()?;
    let (_, content) = contents.iter().find(|(name, _)| name.starts_with("application/json"))?;
    let envelope = resolved(document, &content["schema"]);
    let parts = envelope["allOf"].as_array().cloned().unwrap_or_else(|| vec![envelope]);
    let data = parts.iter().find_map(|part| {
        let data = resolved(document, part)["properties"]["data"].clone();
        let variants = data["anyOf"].as_array().cloned().unwrap_or_else(|| vec![data.clone()]);
        let some = variants.into_iter().find(|one| one.is_object() && one["type"] != "null")?;
        Some(resolved(document, &some))
    })?;
    let open = ["properties", "items", "allOf", "anyOf", "oneOf"];
    open.iter().any(|keyword| data.get(keyword).is_some()).then_some(data)
}

/// The same of a method of the client.
fn payload_of(method: &str) -> Option<Value> {
    let document = document();
    payload(&document, &operation(&document, method))
}

fn operation(document: &Value, method: &str) -> Value {
    let spec = spec(method);
    document["paths"][spec.path][spec.method.to_lowercase()].clone()
}

/// The statuses of a method's success.
pub(crate) fn successes(method: &str) -> Vec<String> {
    let operation = operation(&document(), method);
    let statuses = operation["responses"].as_object().unwrap().keys();
    statuses.filter(|status| status.starts_with('2')).cloned().collect()
}

/// Whether the document gives the payload of a method one type: a union keeps what is none of its variants.
pub(crate) fn is_typed(method: &str) -> bool {
    payload_of(method)
        .is_some_and(|data| data.get("oneOf").is_none() && data.get("anyOf").is_none())
}

/// The schema of a member of a method's payload; null where the document has none.
pub(crate) fn member(method: &str, name: &str) -> Value {
    let payload = payload_of(method).unwrap_or_default();
    resolved(&document(), &payload["properties"][name])
}

/// The word of a run's status as it came, which a document may call a state, or have as an object.
pub(crate) fn word(run: &Value) -> &str {
    let status = run.get("status").unwrap_or(&run["state"]);
    let word = status.as_str().or(status["name"].as_str());
    word.unwrap_or_else(|| panic!("{run}"))
}

/// The same in small letters, where the document spells it otherwise.
pub(crate) fn status(run: &Value) -> String {
    let word = word(run);
    let is_listed = include_str!("../../openapi.json").contains(&format!("\"{word}\""));
    if is_listed { word.to_lowercase() } else { word.to_owned() }
}

/// An id as the client has it: as text, where the document has it as a number too.
pub(crate) fn id(value: &Value) -> String {
    match value {
        Value::Number(number) => number.to_string(),
        text => text.as_str().unwrap_or_else(|| panic!("{text} is no id")).to_owned(),
    }
}

/// A schema, a parameter or an answer without references at its top.
pub(crate) fn resolved(document: &Value, schema: &Value) -> Value {
    let mut schema = schema.clone();
    while let Some(reference) = schema["$ref"].as_str() {
        schema = document.pointer(&reference[1..]).unwrap().clone();
    }
    schema
}
