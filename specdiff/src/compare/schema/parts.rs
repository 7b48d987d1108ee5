//! Keywords that limit values and give parts of them a type.

use std::collections::BTreeSet;

use oas_source::Node;
use oas_source::media_type::is_json;

use super::view::View;
use crate::class::Rust;

/// What a change of a limit is to a Rust type: the names of a map's keys, and the type of JSON in a text.
pub(super) fn of_limit(key: &str, old: &View<'_>, new: &View<'_>) -> Rust {
    match key {
        "propertyNames" => names(&keys(old), &keys(new)),
        "contentSchema" if holds_json(old) || holds_json(new) => Rust::Major,
        _ => Rust::None,
    }
}

/// What another media type or encoding of a text is: one that holds JSON of a type has a type of its own.
pub(super) fn of_content(old: &View<'_>, new: &View<'_>) -> Rust {
    let typed = |view: &View<'_>| view.find("contentSchema").is_some() && holds_json(view);
    if typed(old) || typed(new) { Rust::Major } else { Rust::None }
}

fn names(old: &BTreeSet<&str>, new: &BTreeSet<&str>) -> Rust {
    if old == new {
        Rust::None
    } else if !old.is_empty() && old.is_subset(new) {
        // A variant of an enum that is open.
        Rust::Minor
    } else {
        Rust::Major
    }
}

/// The names that a map's keys may have, where they are listed.
fn keys<'d>(view: &View<'d>) -> BTreeSet<&'d str> {
    if view.find("properties").is_some() {
        return BTreeSet::new();
    }
    let listed = view.all("propertyNames").into_iter().filter_map(|names| names.get("enum"));
    listed.flat_map(Node::items).filter_map(Node::as_str).collect()
}

fn holds_json(view: &View<'_>) -> bool {
    view.find("contentMediaType").and_then(Node::as_str).is_some_and(is_json)
}
