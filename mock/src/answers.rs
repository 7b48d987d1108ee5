//! The answers that the document has for an operation, errors included.

use axum::http::StatusCode;
use oas_source::media_type::is_json;
use oas_source::pointer::escape;
use serde_json::Value;

use crate::refs::resolve;

/// An answer of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// `201`, `4XX`, `default`.
    pub(crate) key: String,
    /// Its media type, JSON before any other; `None` when it has no body.
    pub(crate) media_type: Option<String>,
    /// JSON pointer to what stands under the media type.
    pub(crate) content: Option<String>,
    /// JSON pointer to its schema, when there is one.
    pub(crate) schema: Option<String>,
    /// The names of its headers, and the pointers to their schemas.
    pub(crate) headers: Vec<(String, String)>,
}

impl Answer {
    pub(crate) fn is_json(&self) -> bool {
        self.media_type.as_deref().is_some_and(is_json)
    }

    /// The schema of an answer in JSON.
    pub(crate) fn json_schema(&self) -> Option<&str> {
        self.schema.as_deref().filter(|_| self.is_json())
    }
}

/// All answers of the operation at a pointer.
pub(crate) fn read(root: &Value, operation: &str) -> Vec<Answer> {
    let responses = format!("{operation}/responses");
    let names = root.pointer(&responses).and_then(Value::as_object);
    let names = names.into_iter().flat_map(|members| members.keys());
    names
        .filter(|name| !name.starts_with("x-"))
        .map(|name| {
            let pointer = resolve(root, format!("{responses}/{}", escape(name)));
            let types = format!("{pointer}/content");
            let mut known: Vec<&String> = root
                .pointer(&types)
                .and_then(Value::as_object)
                .into_iter()
                .flat_map(|m| m.keys())
                .collect();
            known.sort_by_key(|media_type| !is_json(media_type));
            let media_type = known.first().map(|name| (*name).clone());
            let content =
                media_type.as_ref().map(|name| resolve(root, format!("{types}/{}", escape(name))));
            let schema = content.as_ref().map(|content| format!("{content}/schema"));
            Answer {
                key: name.clone(),
                headers: headers(root, &pointer),
                schema: schema.filter(|schema| root.pointer(schema).is_some()),
                media_type,
                content,
            }
        })
        .collect()
}

fn headers(root: &Value, answer: &str) -> Vec<(String, String)> {
    let list = format!("{answer}/headers");
    let known = root.pointer(&list).and_then(Value::as_object);
    let names = known.into_iter().flat_map(|members| members.keys());
    names
        .filter(|name| !name.eq_ignore_ascii_case("content-type"))
        .map(|name| {
            let header = resolve(root, format!("{list}/{}", escape(name)));
            (name.clone(), format!("{header}/schema"))
        })
        .filter(|(_, schema)| root.pointer(schema).is_some())
        .collect()
}

/// The answer of a status: by itself, by its class, or the one of all others.
pub(crate) fn of_status(answers: &[Answer], status: StatusCode) -> Option<&Answer> {
    let class = format!("{}XX", status.as_u16() / 100);
    let is = |key: &str| answers.iter().find(|answer| answer.key.eq_ignore_ascii_case(key));
    is(status.as_str()).or_else(|| is(&class)).or_else(|| is("default"))
}

/// The first of these statuses that has an answer of its own, or else the first answer of a success.
pub(crate) fn success<'a>(answers: &'a [Answer], preferred: &[&str]) -> Option<&'a Answer> {
    let of = |key: &&str| answers.iter().find(|answer| answer.key == **key);
    preferred.iter().find_map(of).or_else(|| {
        let first = answers.iter().find(|answer| answer.key.starts_with('2'));
        first.or_else(|| answers.iter().find(|answer| answer.key == "default"))
    })
}

/// The status that an answer goes out with.
pub(crate) fn status(answer: &Answer, usual: StatusCode) -> StatusCode {
    answer.key.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(usual)
}
