//! Which branch of a union is which: the one for null, the order of the others, and the kinds of events.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use oas_codegen::{Generated, Settings, generate};
use serde_json::{Value, json};

fn client(paths: &Value, schemas: &Value) -> Generated {
    let document = json!({
        "openapi": "3.2.0",
        "info": { "title": "T", "version": "1" },
        "paths": paths,
        "components": { "schemas": schemas },
    });
    generate(&document.to_string(), "openapi.json", &Settings::default()).unwrap()
}

/// What stands between the braces of an item.
fn item<'s>(source: &'s str, head: &str) -> &'s str {
    let (_, after) = source.split_once(&format!("{head} {{")).unwrap_or_else(|| panic!("{source}"));
    after.split_once("\n    }").unwrap().0
}

#[test]
fn null_is_no_variant_however_it_is_said() {
    for nothing in [
        json!({ "type": "null" }),
        json!({ "type": ["null"] }),
        json!({ "const": null }),
        json!({ "enum": [null] }),
    ] {
        let member = json!({ "oneOf": [{ "type": "string" }, nothing] });
        let owner = json!({ "type": "object", "required": ["a"], "properties": { "a": member } });
        let source = client(&json!({}), &json!({ "Owner": owner })).source;
        let owner = item(&source, "pub struct Owner");
        assert!(
            owner.contains("pub a: ::std::option::Option<::std::string::String>,"),
            "{nothing}: {owner}"
        );
    }
    // Beside another value it is one of two.
    let member = json!({ "oneOf": [{ "type": "object" }, { "enum": [null, "none"] }] });
    let owner = json!({ "type": "object", "properties": { "a": member } });
    let source = client(&json!({}), &json!({ "Owner": owner })).source;
    assert!(source.contains("\"none\""), "{source}");
}

/// A list of itself is a struct around a list.
#[test]
fn a_variant_is_as_wide_as_what_is_in_it() {
    let thing =
        json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } });
    let schemas = json!({
        "Tree": { "type": "array", "items": { "$ref": "#/components/schemas/Tree" } },
        "Thing": thing,
        "Either": { "oneOf": [{ "$ref": "#/components/schemas/Thing" }, { "$ref": "#/components/schemas/Tree" }] },
    });
    let source = client(&json!({}), &schemas).source;
    let either = item(&source, "pub enum Either");
    let at = |name: &str| either.find(&format!(" {name}(")).unwrap_or_else(|| panic!("{either}"));
    assert!(at("Tree") < at("Thing"), "{either}");
}

/// Also where the type in it has to be called otherwise.
#[test]
fn a_variant_is_called_by_its_tag() {
    let branch = |kind: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": kind }, kind: {} } });
    let schemas = json!({
        "Event": { "oneOf": [branch("made"), branch("gone")] },
        "EventMade": { "type": "object", "properties": { "at": { "type": "string" } } },
    });
    let source = client(&json!({}), &schemas).source;
    let event = item(&source, "pub enum Event");
    assert!(event.contains(" Made(EventMadeX"), "{event}");
    assert!(event.contains(" Gone(EventGone)"), "{event}");
}

#[test]
fn events_of_one_kind_have_no_types() {
    let event = |kind: &str| {
        json!({ "type": "object", "required": ["event", "data"], "properties": {
            "event": { "const": kind },
            "data": { "type": "string", "contentMediaType": "application/json", "contentSchema": { "type": "object" } } } })
    };
    for (kinds, untyped) in [(["came", "went"], 0), (["came", "came"], 1)] {
        let items = json!({ "oneOf": kinds.map(event) });
        let content = json!({ "text/event-stream": { "itemSchema": items } });
        let get =
            json!({ "get": { "responses": { "200": { "description": "", "content": content } } } });
        let report = client(&json!({ "/a": get }), &json!({})).report;
        let found =
            report.untyped.iter().filter(|it| it.reason == "nothing tells the events apart");
        assert_eq!(found.count(), untyped, "{kinds:?}: {:?}", report.untyped);
    }
}

/// Of two patterns one may say more than the other.
#[test]
fn patterns_that_differ_have_no_type() {
    let map = json!({ "type": "object", "patternProperties": {
        "^a": { "type": "string" }, "^b": { "type": "string", "enum": ["sooner", "later"] } },
        "additionalProperties": false });
    let swapped = json!({ "type": "object", "patternProperties": {
        "^a": { "type": "string", "enum": ["sooner", "later"] }, "^b": { "type": "string" } },
        "additionalProperties": false });
    for map in [map, swapped] {
        let report = client(&json!({}), &json!({ "Map": map })).report;
        assert!(report.rules.contains_key("patterns-untyped"), "{:?}", report.rules);
    }
}
