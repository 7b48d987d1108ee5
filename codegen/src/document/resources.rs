//! Names for places: `$id`, `$anchor` and `$dynamicAnchor`. References that use them become plain JSON pointers, so that
//! nothing after this has to know from where a reference was written.

use std::collections::BTreeMap;

use oas_source::pointer::percent_decoded;
use serde_json::Value;

use super::pointer::Pointer;

/// Members whose values are data, however much like a schema they look.
const DATA: [&str; 5] = ["const", "default", "enum", "example", "examples"];

/// Members whose own members are named by the author, so that none of those is a keyword.
const NAMED: [&str; 6] =
    ["$defs", "definitions", "dependentSchemas", "patternProperties", "properties", "schemas"];

/// Where names lead. One that is given twice leads nowhere.
#[derive(Default)]
struct Places {
    /// By URI; that of the document is empty.
    resources: BTreeMap<String, Option<Pointer>>,
    /// By the URI of the resource and the name in it.
    anchors: BTreeMap<(String, String), Option<Pointer>>,
}

/// Replaces every reference by name with one by pointer. What leads nowhere stays as it is.
pub(super) fn resolve(root: &mut Value) {
    let mut places = Places::default();
    visit_all(root, &mut |value, at, base| places.note(value, at, base));
    if places.resources.is_empty() && places.anchors.is_empty() {
        return;
    }
    let mut found = BTreeMap::new();
    visit_all(root, &mut |value, at, base| {
        if let Some(text) = value.get("$ref").and_then(Value::as_str)
            && let Some(target) = places.target(text, base, root)
        {
            found.insert(at.clone(), target);
        }
    });
    for (at, target) in found {
        if let Some(reference) = root.pointer_mut(at.join("$ref").as_str()) {
            *reference = Value::String(format!("#{}", encoded(target.as_str())));
        }
    }
}

/// Calls `visit` with every object that may be a schema, its place and the URI of the resource that it is part of.
fn visit_all(root: &Value, visit: &mut impl FnMut(&Value, &Pointer, &str)) {
    walk(root, &Pointer::default(), "", false, visit);
}

/// The same for what is at a place; `names` says that the members of an object there are names, and no keywords.
fn walk(
    value: &Value,
    at: &Pointer,
    base: &str,
    names: bool,
    visit: &mut impl FnMut(&Value, &Pointer, &str),
) {
    match value {
        Value::Object(members) => {
            let own = match members.get("$id").and_then(Value::as_str) {
                Some(id) if !names => Some(join(base, id.trim_end_matches('#'))),
                _ => None,
            };
            let base = own.as_deref().unwrap_or(base);
            if !names {
                visit(value, at, base);
            }
            for (name, member) in members {
                if names || !(DATA.contains(&name.as_str()) || name.starts_with("x-")) {
                    let inner = !names && NAMED.contains(&name.as_str());
                    walk(member, &at.join(name), base, inner, visit);
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter().enumerate() {
                if element.is_object() || element.is_array() {
                    walk(element, &at.join(index), base, false, visit);
                }
            }
        }
        _ => {}
    }
}

impl Places {
    fn note(&mut self, schema: &Value, at: &Pointer, base: &str) {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        if text("$id").is_some() {
            let place = self.resources.entry(base.to_owned());
            place.and_modify(|place| *place = None).or_insert_with(|| Some(at.clone()));
        }
        for name in ["$anchor", "$dynamicAnchor"].into_iter().filter_map(text) {
            let place = self.anchors.entry((base.to_owned(), name.to_owned()));
            place.and_modify(|place| *place = None).or_insert_with(|| Some(at.clone()));
        }
    }

    /// The place that a reference in the resource `base` names.
    fn target(&self, reference: &str, base: &str, root: &Value) -> Option<Pointer> {
        let (resource, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        let uri = if resource.is_empty() { base.to_owned() } else { join(base, resource) };
        let start = match self.resources.get(&uri) {
            Some(place) => place.clone()?,
            None if uri.is_empty() => Pointer::default(),
            None => return None,
        };
        let fragment = percent_decoded(fragment);
        let Some(pointer) = Pointer::parse(&fragment) else {
            return self.anchors.get(&(uri, fragment))?.clone();
        };
        let inside = start.append(&pointer);
        if root.pointer(inside.as_str()).is_some() {
            return Some(inside);
        }
        // Many give their components an `$id` and go on to refer to others as if they had none.
        (resource.is_empty() && root.pointer(pointer.as_str()).is_some()).then_some(pointer)
    }
}

/// A URI reference against a base (RFC 3986, section 5.2), as far as `$id` needs it: without queries and fragments.
fn join(base: &str, reference: &str) -> String {
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let after_scheme = base.find("://").map_or(0, |at| at + 3);
    let authority = base[after_scheme..].find('/').map_or(base.len(), |at| after_scheme + at);
    let (origin, path) = if after_scheme == 0 { ("", base) } else { base.split_at(authority) };
    let path = if reference.starts_with('/') {
        reference.to_owned()
    } else {
        let folder = path.rfind('/').map_or("", |at| &path[..=at]);
        let slash = if folder.is_empty() && !origin.is_empty() { "/" } else { "" };
        format!("{slash}{folder}{reference}")
    };
    format!("{origin}{}", without_dots(&path))
}

fn has_scheme(text: &str) -> bool {
    text.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|first: char| first.is_ascii_alphabetic())
            && scheme.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.'))
    })
}

fn without_dots(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                // Not above the root.
                if segments.last().is_some_and(|last| !last.is_empty()) {
                    segments.pop();
                }
            }
            other => segments.push(other),
        }
    }
    segments.join("/")
}

/// A pointer as a fragment.
fn encoded(pointer: &str) -> String {
    pointer.replace('%', "%25")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn resolved(schemas: &Value) -> Value {
        let mut root = json!({ "components": { "schemas": schemas } });
        resolve(&mut root);
        root["components"]["schemas"].take()
    }

    #[test]
    fn a_reference_means_what_it_means_where_it_is_written() {
        let schemas = resolved(&json!({
            "Tree": {
                "$id": "https://example.com/trees/tree.json",
                "properties": {
                    "self": { "$ref": "#" },
                    "node": { "$ref": "#/$defs/node" },
                    "leaf": { "$ref": "leaf.json#/$defs/size" },
                    "anchor": { "$ref": "#there" },
                    "other": { "$ref": "#/components/schemas/Plain" },
                    "up": { "$ref": "../plain.json" }
                },
                "$defs": {
                    "node": { "$anchor": "there" },
                    "leaf": { "$id": "leaf.json", "$anchor": "there", "$defs": { "size": { "$ref": "#there" } } }
                }
            },
            "Plain": { "$id": "https://example.com/plain.json", "$ref": "trees/tree.json#there" }
        }));
        let at =
            |pointer: &str| schemas.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
        let tree = "#/components/schemas/Tree";
        assert_eq!(at("/Tree/properties/self/$ref"), tree);
        assert_eq!(at("/Tree/properties/node/$ref"), format!("{tree}/$defs/node"));
        assert_eq!(at("/Tree/properties/leaf/$ref"), format!("{tree}/$defs/leaf/$defs/size"));
        assert_eq!(at("/Tree/properties/anchor/$ref"), format!("{tree}/$defs/node"));
        assert_eq!(at("/Tree/$defs/leaf/$defs/size/$ref"), format!("{tree}/$defs/leaf"));
        assert_eq!(at("/Tree/properties/other/$ref"), "#/components/schemas/Plain");
        assert_eq!(at("/Tree/properties/up/$ref"), "#/components/schemas/Plain");
        assert_eq!(at("/Plain/$ref"), format!("{tree}/$defs/node"));
    }

    #[test]
    fn what_is_data_or_named_by_the_author_is_no_name() {
        let schemas = json!({
            "A": { "enum": [{ "$id": "x", "$ref": "#y" }], "properties": { "$id": { "type": "string" }, "enum": { "$anchor": "y" } } },
            "B": { "$ref": "#y" }, "C": { "$ref": "x" }, "D": { "$ref": "#nowhere" }
        });
        let found = resolved(&schemas);
        assert_eq!(found["B"]["$ref"], "#/components/schemas/A/properties/enum");
        for untouched in ["A", "C", "D"] {
            assert_eq!(found[untouched], schemas[untouched]);
        }
    }

    #[test]
    fn a_name_that_is_given_twice_leads_nowhere() {
        let schemas = json!({
            "A": { "$anchor": "x" }, "B": { "$anchor": "x" }, "C": { "$ref": "#x" },
            "D": { "$id": "d" }, "E": { "$id": "d" }, "F": { "$ref": "d" }
        });
        assert_eq!(resolved(&schemas), schemas);
    }

    #[test]
    fn uris_are_joined() {
        for (base, reference, joined) in [
            ("", "a.json", "a.json"),
            ("a/b.json", "c.json", "a/c.json"),
            ("http://h", "c", "http://h/c"),
            ("http://h/a/b", "c", "http://h/a/c"),
            ("http://h/a/b/", "../c", "http://h/a/c"),
            ("http://h/a/b", "/c/./d", "http://h/c/d"),
            ("http://h/a", "../../c", "http://h/c"),
            ("http://h/a", "urn:x:y", "urn:x:y"),
            ("urn:x:y", "./c.json", "c.json"),
        ] {
            assert_eq!(join(base, reference), joined, "{base} {reference}");
        }
    }
}
