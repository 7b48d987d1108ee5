//! What the generator makes of a part of a document, where that decides what a change does to the crate. The rules of
//! `oas-codegen` in short; its tests hold the two against each other.

use oas_source::Node;
use oas_source::media_type::{essence, is_json};
use oas_source::status::{class, is_success};

use super::index::Side;
use crate::class::Rust;

/// References are followed so far.
const DEPTH: usize = 16;

/// How a media type is sent or read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Sent {
    Json,
    Form,
    Multipart,
    Text,
    Bytes,
}

fn sent(media_type: &str) -> Sent {
    match essence(media_type).as_str() {
        _ if is_json(media_type) => Sent::Json,
        "application/x-www-form-urlencoded" => Sent::Form,
        other if other.starts_with("multipart/") => Sent::Multipart,
        "text/plain" => Sent::Text,
        _ => Sent::Bytes,
    }
}

/// Whether a body is handed over as it is.
pub(crate) fn is_bytes(media_type: &str) -> bool {
    media_type.contains('/') && sent(media_type) == Sent::Bytes
}

/// Whether the crate hands a body over as text or bytes, sent and received, whatever the schema says.
pub(crate) fn is_untyped(media_type: &str) -> bool {
    let raw = matches!(sent(media_type), Sent::Text | Sent::Bytes);
    let any = media_type.starts_with('*');
    media_type.contains('/')
        && !any
        && raw
        && matches!(reading(media_type), Reading::Text | Reading::Bytes)
}

/// One media type: its name, and what is under it.
type Media<'d> = (&'d str, Node<'d>);

fn same_schema(a: Node<'_>, b: Node<'_>) -> bool {
    match (a.get("schema"), b.get("schema")) {
        (Some(a), Some(b)) => a.same(b),
        (None, None) => true,
        _ => false,
    }
}

/// What one more media type of a request body does, beside those that are there.
pub(crate) fn body_added(others: &[Media<'_>], (name, media): Media<'_>) -> Rust {
    let added = sent(name);
    let spelled_again = |(other, known): &Media<'_>| {
        matches!(added, Sent::Json | Sent::Form)
            && sent(other) == added
            && same_schema(*known, media)
    };
    if others.iter().any(spelled_again) {
        Rust::None
    } else if others.iter().all(|(other, _)| sent(other) > added) {
        // It takes the method that the others had.
        Rust::Major
    } else {
        Rust::Minor
    }
}

/// What it does that a request body may be left out, or no longer: JSON alone may, and any other is sent all the same.
pub(crate) fn body_left_out(content: Option<Node<'_>>) -> Rust {
    let mut media_types = content.into_iter().flat_map(Node::entries);
    if media_types.any(|(name, _)| sent(name) == Sent::Json) { Rust::Major } else { Rust::None }
}

/// What another media type in place of one of a request body does, beside the others. JSON alone may be left out.
pub(crate) fn body_changed(old: Media<'_>, new: Media<'_>, others: &[Media<'_>]) -> Rust {
    let required = |(_, media): Media<'_>| {
        let body = media.parent().and_then(Node::parent);
        let flag = body.and_then(|body| body.get("required"));
        flag.and_then(Node::as_bool) == Some(true)
    };
    let typed = |(name, _): Media<'_>| matches!(sent(name), Sent::Json | Sent::Form);
    let both = typed(old) && typed(new) && required(old) && required(new);
    let like = sent(old.0) == sent(new.0);
    // One of its kind has the method of its kind, whatever it is called.
    let only = typed(old) && others.iter().all(|(other, _)| sent(other) != sent(old.0));
    if others.is_empty() && (like || both) || like && only { Rust::None } else { Rust::Major }
}

/// How a response is read. What comes first has the plain method.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Reading {
    Json,
    Events,
    Lines,
    Text,
    Bytes,
}

fn reading(media_type: &str) -> Reading {
    match essence(media_type).as_str() {
        "text/event-stream" => Reading::Events,
        "application/jsonl" | "application/x-ndjson" | "application/json-seq" => Reading::Lines,
        _ if sent(media_type) == Sent::Json => Reading::Json,
        other if other.starts_with("text/") => Reading::Text,
        _ => Reading::Bytes,
    }
}

/// What one more media type of a response does, beside those that are there.
pub(crate) fn answer_added(others: &[Media<'_>], (name, media): Media<'_>) -> Rust {
    let kind = reading(name);
    let same: Vec<&Media<'_>> = others.iter().filter(|(other, _)| reading(other) == kind).collect();
    let first = others.iter().all(|(other, _)| reading(other) >= kind);
    match (kind, same.as_slice()) {
        // It takes the method that the others had.
        (_, []) if first => Rust::Major,
        (_, []) => Rust::Minor,
        (Reading::Json, same) => {
            let again = same.iter().any(|(_, known)| same_schema(*known, media));
            if again { Rust::None } else { Rust::Minor }
        }
        // Those of one kind share one method, which is named after the media type while there is but one.
        (_, [_]) if !first => Rust::Major,
        _ => Rust::None,
    }
}

/// The same of a response.
pub(crate) fn answer_changed(old: Media<'_>, new: Media<'_>, others: &[Media<'_>]) -> Rust {
    let kind = reading(old.0);
    let only = kind != Reading::Bytes && others.iter().all(|(other, _)| reading(other) != kind);
    if (others.is_empty() || only) && kind == reading(new.0) { Rust::None } else { Rust::Major }
}

/// The same, for one that goes: what was added is lost.
pub(crate) fn taken_away(added: Rust) -> Rust {
    if added == Rust::Minor { Rust::Major } else { added }
}

/// What a successful call gives back.
#[derive(PartialEq, Eq)]
pub(crate) enum Success {
    Empty,
    Json(String),
    Optional(String),
    ByStatus,
    Stream,
}

impl Success {
    /// From the responses of an operation.
    pub(crate) fn of(side: &Side<'_>, responses: Option<Node<'_>>) -> Self {
        let all: Vec<(&str, Node<'_>)> = responses.into_iter().flat_map(Node::entries).collect();
        let mut successes: Vec<Node<'_>> = all
            .iter()
            .filter(|(status, _)| is_success(status))
            .map(|(_, response)| *response)
            .collect();
        if successes.is_empty() {
            let default = all.iter().filter(|(status, _)| *status == "default");
            successes.extend(default.map(|(_, response)| *response));
        }
        let mut types: Vec<String> = Vec::new();
        let (mut empty, mut streams) = (false, false);
        for response in successes {
            let content = side.follow(response).unwrap_or(response).get("content");
            let media: Vec<(&str, Node<'_>)> =
                content.into_iter().flat_map(Node::entries).collect();
            let json = media
                .iter()
                .find(|(name, _)| reading(name) == Reading::Json)
                .map(|(_, media)| media.get("schema").map_or_else(String::new, text));
            match json {
                Some(json) if types.contains(&json) => {}
                Some(json) => types.push(json),
                None if media.is_empty() => empty = true,
                None => streams = true,
            }
        }
        match (types.pop(), types.is_empty()) {
            (Some(_), false) => Self::ByStatus,
            (Some(only), true) if empty => Self::Optional(only),
            (Some(only), true) => Self::Json(only),
            (None, _) if streams => Self::Stream,
            (None, _) => Self::Empty,
        }
    }
}

/// What a call that fails gives back beside its error.
#[derive(PartialEq, Eq)]
pub(crate) enum Failure {
    Untyped,
    Json(String),
    ByStatus,
}

impl Failure {
    /// From the responses of an operation.
    pub(crate) fn of(side: &Side<'_>, responses: Option<Node<'_>>) -> Self {
        let all: Vec<(&str, Node<'_>)> = responses.into_iter().flat_map(Node::entries).collect();
        let any_success = all.iter().any(|(status, _)| is_success(status));
        let fails = |status: &str| {
            class(status).is_some_and(|class| class != 2) || status == "default" && any_success
        };
        let mut types: Vec<String> = Vec::new();
        for (_, response) in all.into_iter().filter(|(status, _)| fails(status)) {
            types.extend(error_schema(side, response).map(text));
        }
        types.dedup();
        match types.as_slice() {
            [] => Self::Untyped,
            [first, others @ ..] if others.iter().all(|other| other == first) => {
                Self::Json(first.clone())
            }
            _ => Self::ByStatus,
        }
    }

    /// What one error more does, which makes of this that.
    pub(crate) fn added(&self, side: &Side<'_>, new: &Self, response: Node<'_>) -> Rust {
        match (self, new) {
            _ if error_schema(side, response).is_none() => Rust::None,
            (Self::ByStatus, Self::ByStatus) => Rust::Minor,
            (old, new) if old == new => Rust::None,
            _ => Rust::Major,
        }
    }
}

/// The schema that an error has a type by.
fn error_schema<'d>(side: &Side<'d>, response: Node<'d>) -> Option<Node<'d>> {
    let content = side.follow(response).unwrap_or(response).get("content");
    let mut media = content.into_iter().flat_map(Node::entries);
    media.find(|(name, _)| is_json(name)).and_then(|(_, media)| media.get("schema"))
}

fn text(schema: Node<'_>) -> String {
    schema.to_value().to_string()
}

/// Whether a schema has a Rust type that is named after its place; else it is a type of Rust's own, and a component is
/// only another name for it.
pub(crate) fn has_own_type(side: &Side<'_>, schema: Node<'_>) -> bool {
    own_type(side, schema, DEPTH)
}

fn own_type(side: &Side<'_>, schema: Node<'_>, left: usize) -> bool {
    if left == 0 {
        return true;
    }
    if let Some(reference) = schema.get("$ref").and_then(Node::as_str) {
        return side
            .resolve(schema, reference)
            .is_some_and(|target| own_type(side, target, left - 1));
    }
    let filled = |key: &str| schema.get(key).is_some_and(|node| node.entries().len() > 0);
    let values = schema.get("enum").into_iter().flat_map(Node::items);
    let constant = schema.get("const").into_iter().chain(values);
    let mut constant = constant.filter(|value| !value.is_null());
    let below = |key: &str| {
        schema
            .get(key)
            .filter(|node| node.is_object())
            .is_some_and(|node| own_type(side, node, left - 1))
    };
    if filled("properties") || constant.any(|value| value.as_bool().is_none()) {
        return true;
    }
    let is_null = |variant: &Node<'_>| {
        variant.get("type").and_then(Node::as_str).is_some_and(|name| name == "null")
    };
    for key in ["oneOf", "anyOf"] {
        let variants: Vec<Node<'_>> = schema
            .get(key)
            .into_iter()
            .flat_map(Node::items)
            .filter(|variant| !is_null(variant))
            .collect();
        // What is one of few texts has a type of its own in any case.
        let text =
            |variant: &Node<'_>| variant.get("type").and_then(Node::as_str) == Some("string");
        let own = |variant: &Node<'_>| own_type(side, *variant, left - 1);
        let union = variants.len() > 1 && !variants.iter().all(text);
        if union || variants.iter().any(own) {
            return true;
        }
    }
    let parts = schema.get("allOf").into_iter().flat_map(Node::items);
    let types = schema.get("type").into_iter().flat_map(Node::items);
    let several = types.filter(|name| name.as_str() != Some("null")).count() > 1;
    several
        || parts.into_iter().any(|part| own_type(side, part, left - 1))
        || below("items")
        || below("additionalProperties")
}
