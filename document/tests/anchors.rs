//! References by `$id`, `$anchor` and `$dynamicAnchor`.
#![allow(clippy::unwrap_used)]

use oas_source::Document;
use serde_json::{Value, json};

fn resolved(schemas: &Value) -> Value {
    let text = json!({ "openapi": "3.1.0", "components": { "schemas": schemas } }).to_string();
    let document = Document::parse(&text, "anchors.json").unwrap();
    document.to_value_with_pointers()["components"]["schemas"].take()
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
    let at = |pointer: &str| schemas.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
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
