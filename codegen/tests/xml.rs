//! What has a form in XML, and why something has none.

#![cfg(feature = "client")]
#![allow(clippy::expect_used)]

use oas_codegen::{Generated, Settings, XML, generate};
use serde_json::{Value, json};

/// A client with a body of XML that has this schema, beside these components.
fn client(schema: &Value, components: &Value) -> Generated {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "T", "version": "1" },
        "paths": { "/a": { "put": {
            "requestBody": { "content": { "application/xml": { "schema": schema } } },
            "responses": { "204": { "description": "" } },
        } } },
        "components": { "schemas": components },
    });
    generate(&document.to_string(), "openapi.json", &Settings::default()).expect("a client")
}

/// Why a member of a body in XML has no form.
fn why(member: &Value) -> Vec<String> {
    let schema =
        json!({ "xml": { "name": "r" }, "properties": { "m": member, "z": { "type": "string" } } });
    client(&schema, &json!({})).report.operations[0].reasons.clone()
}

#[test]
fn what_has_no_form_is_named_with_its_reason() {
    for (member, reason) in [
        (
            json!({ "oneOf": [{ "type": "string" }, { "type": "integer" }] }),
            "it is one of several types",
        ),
        (json!({ "type": ["string", "integer"] }), "it is one of several types"),
        (
            json!({ "type": "array", "items": { "type": "array", "items": {} } }),
            "a list of lists has no form",
        ),
        (json!({ "type": "array", "prefixItems": [{ "type": "string" }] }), "a tuple has no form"),
        (
            json!({ "type": "object", "xml": { "attribute": true } }),
            "the member m is no text, and stands where only text does",
        ),
        (
            json!({ "type": "array", "xml": { "attribute": true } }),
            "the list m stands where only text does",
        ),
        (
            json!({ "type": "object", "xml": { "nodeType": "none" } }),
            "the member m has no element of its own",
        ),
        (json!({ "type": "string", "xml": { "name": "a b" } }), "\"a b\" cannot be a name in XML"),
        (json!({ "type": "string", "xml": { "name": "><x" } }), "\"><x\" cannot be a name in XML"),
        (json!({ "type": "string", "xml": { "prefix": "p" } }), "the prefix of m has no namespace"),
        (json!({ "type": "string", "xml": { "name": "z" } }), "two members are called z"),
        (
            json!({ "type": "object", "patternProperties": { "^a": {} } }),
            "members that differ by the pattern of their names have no form",
        ),
    ] {
        let expected = format!("the body as application/xml has no type: it is bytes ({reason})");
        assert_eq!(why(&member), [expected], "{member}");
    }
}

#[test]
fn what_has_a_form_is_exact() {
    for member in [
        json!({ "anyOf": [{ "type": "string" }, { "enum": ["a"], "type": "string" }] }),
        json!({ "anyOf": [{ "type": "array", "items": { "type": "string" } }, { "type": "null" }] }),
        json!({ "type": ["integer", "null"], "xml": { "attribute": true } }),
        json!({ "const": "a" }),
        json!({}),
        json!({ "type": "string", "xml": { "name": "p:m", "namespace": "urn:x" } }),
    ] {
        assert!(why(&member).is_empty(), "{member}: {:?}", why(&member));
    }
}

/// A schema that comes back to itself is written once; one that cannot be written takes what it begun with it.
#[test]
fn schemas_that_refer_to_each_other_end() {
    let components = json!({
        "Tree": { "properties": { "next": { "$ref": "#/components/schemas/Alias" }, "all": { "type": "array", "items": { "allOf": [{ "$ref": "#/components/schemas/Tree" }], "description": "d" } } } },
        "Alias": { "anyOf": [{ "$ref": "#/components/schemas/Tree" }, { "type": "null" }] },
        "Bad": { "properties": { "tree": { "$ref": "#/components/schemas/Leaf" }, "z": { "type": ["string", "integer"] } } },
        "Leaf": { "properties": { "bad": { "$ref": "#/components/schemas/Bad" } } },
    });
    let made = |name: &str| {
        client(&json!({ "$ref": format!("#/components/schemas/{name}") }), &components)
    };
    let tree = made("Tree");
    assert!(tree.report.operations[0].reasons.is_empty());
    assert_eq!(tree.report.rules.get(XML), Some(&1));
    assert!(tree.source.contains("static SHAPE_1: support::XmlShape = support::XmlShape::Object"));
    let leaf = made("Leaf");
    assert_eq!(leaf.report.operations[0].reasons.len(), 1);
    assert!(!leaf.source.contains("mod xml") && !leaf.report.rules.contains_key(XML));
}

/// There is no reader by status for XML.
#[test]
fn answers_that_differ_as_xml_are_bytes() {
    let schema = |member: &str| json!({ "type": "object", "xml": { "name": "r" }, "properties": { member: { "type": "string" } } });
    let answer = |name: &str| {
        let schema = json!({ "$ref": format!("#/components/schemas/{name}") });
        json!({ "description": "", "content": { "application/xml": { "schema": schema } } })
    };
    for (other, reasons) in [("A", 0), ("B", 1)] {
        let responses = json!({ "200": answer("A"), "201": answer(other) });
        let document = json!({
            "openapi": "3.1.0",
            "info": { "title": "T", "version": "1" },
            "paths": { "/a": { "get": { "responses": responses } } },
            "components": { "schemas": { "A": schema("a"), "B": schema("b") } },
        });
        let generated = generate(&document.to_string(), "openapi.json", &Settings::default())
            .expect("a client");
        let said = &generated.report.operations[0].reasons;
        let differ = said.iter().filter(|reason| reason.contains("answers as XML differ"));
        assert_eq!(differ.count(), reasons, "{said:?}");
    }
}
