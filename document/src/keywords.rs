//! What stands under the keywords of OpenAPI and JSON Schema, and the walk that follows from it.

use crate::node::Node;

/// What stands under a keyword.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Keywords: a schema, an operation, a response, or a list of such.
    Keywords,
    /// An object whose members are named by the author, so that none of them is a keyword, with keywords below each.
    Names,
    /// Data, however much like a schema it looks.
    Data,
}

/// Keywords with names below them, where they hold an object (`parameters` is a list in an operation), and whether what has a
/// name there is a thing by itself, as a component is, and not a part of what it stands in.
const NAMES: [(&str, bool); 22] = [
    ("$defs", true),
    ("additionalOperations", false),
    ("callbacks", true),
    ("content", false),
    ("definitions", true),
    ("dependencies", false),
    ("dependentSchemas", false),
    ("encoding", false),
    ("headers", true),
    ("links", true),
    ("mediaTypes", true),
    ("parameters", true),
    ("pathItems", true),
    ("paths", true),
    ("patternProperties", false),
    ("properties", false),
    ("requestBodies", true),
    ("responses", true),
    ("schemas", true),
    ("securitySchemes", true),
    ("variables", false),
    ("webhooks", true),
];

/// Keywords with data below them. `value` and the two after it are of an Example Object.
const DATA: [&str; 11] = [
    "const",
    "dataValue",
    "default",
    "enum",
    "example",
    "examples",
    "mapping",
    "scopes",
    "security",
    "serializedValue",
    "value",
];

/// What stands under a keyword. Of an extension (`x-…`) nobody knows what it means, so it is data; what is not known holds
/// keywords.
#[must_use]
pub fn holds(keyword: &str) -> Holds {
    if DATA.contains(&keyword) || keyword.starts_with("x-") {
        Holds::Data
    } else if NAMES.iter().any(|(name, _)| *name == keyword) {
        Holds::Names
    } else {
        Holds::Keywords
    }
}

/// Whether what an author names under a keyword is a thing by itself: a component, a definition, a path item.
pub(crate) fn holds_components(keyword: &str) -> bool {
    NAMES.contains(&(keyword, true))
}

/// Calls `visit` with every object of keywords at a node and below it, the outer before the inner. The node itself holds
/// keywords, as a whole document does and each of its components.
pub fn visit<'d>(node: Node<'d>, visit: &mut dyn FnMut(Node<'d>)) {
    walk(node, Holds::Keywords, visit);
}

fn walk<'d>(node: Node<'d>, holds_here: Holds, visit: &mut dyn FnMut(Node<'d>)) {
    let keywords = holds_here == Holds::Keywords;
    if node.is_object() && keywords {
        visit(node);
    }
    for (key, child) in node.entries() {
        match holds(key) {
            Holds::Data if keywords => {}
            Holds::Names if keywords => walk(child, Holds::Names, visit),
            _ => walk(child, Holds::Keywords, visit),
        }
    }
    // A list of what is named is no object of names.
    for item in node.items() {
        walk(item, Holds::Keywords, visit);
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::document::Document;

    #[test]
    fn what_is_data_or_a_name_is_no_keyword() {
        let text = r##"{"openapi": "3.1.0",
            "paths": {"/a": {"parameters": [{"$ref": "#1"}], "get": {"responses": {"default": {"$ref": "#2"}}}}},
            "components": {
                "examples": {"E": {"value": {"$ref": "#no"}}},
                "schemas": {"default": {"properties": {"const": {"$ref": "#3"}, "$ref": {"type": "string"}},
                    "enum": [{"$ref": "#no"}], "x-a": {"$ref": "#no"},
                    "discriminator": {"propertyName": "a", "mapping": {"$ref": "#no"}}}}
            }}"##;
        let document = Document::parse(text, "d.json").unwrap();
        let mut found = Vec::new();
        visit(document.root(), &mut |node| found.extend(node.get("$ref").and_then(Node::as_str)));
        found.sort_unstable();
        assert_eq!(found, ["#1", "#2", "#3"]);
    }
}
