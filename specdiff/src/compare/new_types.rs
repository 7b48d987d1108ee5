//! Which parts of a document bring a type of their own into the crate, named after their place.

use oas_source::media_type::is_json;
use oas_source::{METHODS, Node};

use super::index::Side;
use crate::class::Rust;

/// Schemas inside of schemas are looked at so far.
const DEPTH: usize = 16;

/// What a webhook does that came, beside those that the other document has: the crate lists them all once there is one.
pub(super) fn announced(side: &Side<'_>, item: Node<'_>, others: Option<Node<'_>>) -> Rust {
    let first = others.is_none_or(|others| others.entries().len() == 0);
    if first || receives_json(side, item) { Rust::Minor } else { Rust::None }
}

/// What a callback does that came. One that is shared is told with the component.
pub(super) fn calls_back(side: &Side<'_>, callback: Node<'_>) -> Rust {
    let typed = callback.entries().any(|(_, item)| receives_json(side, item));
    if typed { Rust::Minor } else { Rust::None }
}

fn receives_json(side: &Side<'_>, item: Node<'_>) -> bool {
    let item = side.follow(item).unwrap_or(item);
    METHODS.iter().filter_map(|method| item.get(method)?.get("requestBody")).any(|body| {
        let content = side.follow(body).unwrap_or(body).get("content");
        content.into_iter().flat_map(Node::entries).any(|(name, _)| is_json(name))
    })
}

/// What a shared callback, parameter, body or response does that came; but for a callback, nothing where no operation has it.
pub(super) fn shared(side: &Side<'_>, section: &str, component: Node<'_>) -> Rust {
    if section == "callbacks" {
        return calls_back(side, component);
    }
    let reached = side
        .component_of(component)
        .is_some_and(|found| found.direction.request() || found.direction.response());
    let content = component.get("content").into_iter().flat_map(Node::entries);
    let json = content.filter(|(name, _)| is_json(name));
    let mut schemas = json.filter_map(|(_, media)| media.get("schema"));
    let named = component.get("schema").is_some_and(|schema| is_named(schema, DEPTH))
        || schemas.any(|schema| is_named(schema, DEPTH));
    if reached && named { Rust::Minor } else { Rust::None }
}

/// Whether an inline schema is, or has in it, one that is named after its place.
fn is_named(schema: Node<'_>, left: usize) -> bool {
    if left == 0 || schema.get("$ref").is_some() {
        return false;
    }
    let filled = |key: &str| schema.get(key).is_some_and(|node| node.entries().len() > 0);
    let values = schema.get("enum").into_iter().flat_map(Node::items);
    let mut values = schema.get("const").into_iter().chain(values);
    let below = ["items", "additionalProperties"].into_iter().filter_map(|key| schema.get(key));
    let parts = schema.get("allOf").into_iter().flat_map(Node::items);
    filled("properties")
        || values.any(|value| value.as_str().is_some())
        || below.chain(parts).any(|inner| is_named(inner, left - 1))
}
