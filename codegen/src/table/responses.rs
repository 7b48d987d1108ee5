//! What the document says of the answers of an operation.

use oas_source::media_type::is_json;
use oas_source::pointer::escape;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::schema::Schemas;
use crate::lower::target_of;
use crate::model::Operation;

/// What the document says of an answer.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct TableResponse {
    /// `200`, `4XX` or `default`, as published.
    pub status: String,
    /// What it means, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// The forms that it can have, JSON first; none where it has no body.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub content: Vec<ResponseContent>,
    /// Its headers, apart from `Content-Type`, which the content says.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub headers: Vec<ResponseHeader>,
}

/// A form of an answer.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct ResponseContent {
    /// The media type, as published; it may be a range.
    pub media_type: String,
    /// JSON Schema 2020-12 of the value; of one that is not JSON, what the document says of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub schema: Option<Value>,
    /// That of each value of a stream (OpenAPI 3.2).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub item_schema: Option<Value>,
    /// Where the document has it, as a JSON pointer: what is there has `schema`, `itemSchema` and the examples.
    pub at: String,
}

/// A header of an answer.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq)]
#[non_exhaustive]
pub struct ResponseHeader {
    /// Its name.
    pub name: String,
    /// Whether the answer always has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// What it is, in Markdown.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
    /// JSON Schema 2020-12 of its value; any text where the document says nothing.
    pub schema: Value,
    /// Where the document has that schema, as a JSON pointer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
}

/// A chain of references longer than this is a circle.
const LONGEST_CHAIN: usize = 64;

/// The answers of an operation, by their statuses.
pub(super) fn responses(
    root: &Value,
    operation: &Operation,
    schemas: &mut Schemas,
) -> Vec<TableResponse> {
    let Some((members, at)) = followed(root, operation.pointer.clone()) else { return Vec::new() };
    let mut found: Vec<TableResponse> = named(members, "responses")
        .filter(|status| !status.starts_with("x-"))
        .filter_map(|status| {
            let (members, at) = followed(root, format!("{at}/responses/{}", escape(status)))?;
            Some(TableResponse {
                status: status.clone(),
                description: text(members, "description"),
                content: content(root, operation, members, &at, schemas),
                headers: headers(root, operation, members, &at, schemas),
            })
        })
        .collect();
    found.sort_by(|left, right| left.status.cmp(&right.status));
    found
}

fn content(
    root: &Value,
    operation: &Operation,
    response: &Map<String, Value>,
    at: &str,
    schemas: &mut Schemas,
) -> Vec<ResponseContent> {
    let mut found: Vec<ResponseContent> = named(response, "content")
        .filter_map(|media_type| {
            let (_, at) = followed(root, format!("{at}/content/{}", escape(media_type)))?;
            let mut schema = |key: &str| schemas.at(&format!("{at}/{key}"), &operation.pointer);
            Some(ResponseContent {
                media_type: media_type.clone(),
                schema: schema("schema"),
                item_schema: schema("itemSchema"),
                at,
            })
        })
        .collect();
    found.sort_by_key(|one| (!is_json(&one.media_type), one.media_type.clone()));
    found
}

fn headers(
    root: &Value,
    operation: &Operation,
    response: &Map<String, Value>,
    at: &str,
    schemas: &mut Schemas,
) -> Vec<ResponseHeader> {
    named(response, "headers")
        .filter(|name| !name.eq_ignore_ascii_case("content-type"))
        .filter_map(|name| {
            let (header, at) = followed(root, format!("{at}/headers/{}", escape(name)))?;
            let at = header.get("schema").map(|_| format!("{at}/schema"));
            let schema = at.as_deref().and_then(|at| schemas.at(at, &operation.pointer));
            Some(ResponseHeader {
                name: name.clone(),
                required: header.get("required").is_some_and(|required| required == true),
                description: text(header, "description"),
                schema: schema.unwrap_or_else(|| json!({ "type": "string" })),
                at,
            })
        })
        .collect()
}

/// The names in a member that is an object.
fn named<'m>(members: &'m Map<String, Value>, key: &str) -> impl Iterator<Item = &'m String> {
    members.get(key).and_then(Value::as_object).into_iter().flat_map(Map::keys)
}

fn text(members: &Map<String, Value>, key: &str) -> String {
    members.get(key).and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// The object that references lead to, and where it is.
fn followed(root: &Value, mut at: String) -> Option<(&Map<String, Value>, String)> {
    for _ in 0..LONGEST_CHAIN {
        let object = root.pointer(&at)?.as_object()?;
        match object.get("$ref") {
            Some(reference) => at = target_of(root, reference.as_str()?)?.as_str().to_owned(),
            None => return Some((object, at)),
        }
    }
    None
}
