//! Rewrites that mean the same give no change, alone and together, and hide no change beside them.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use proptest::prelude::*;
use serde_json::{Value, json};
use support::{compare, lines};

const KENNEL: &str = r##"{
    "openapi": "3.1.0",
    "info": {"title": "Kennel", "version": "1"},
    "security": [{"key": []}],
    "servers": [{"url": "https://a.example", "description": "All"}],
    "paths": {"/pets/{id}": {
        "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
        "post": {
            "operationId": "change",
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}],
            "requestBody": {"content": {"multipart/form-data": {"schema": {"type": "object", "properties": {
                "photo": {"type": "string", "format": "binary"}, "mark": {"type": "string", "format": "byte"}
            }}}}},
            "responses": {"200": {"description": "ok", "content": {
                "application/json": {"schema": {"$ref": "#/components/schemas/Pet"}},
                "application/octet-stream": {"schema": {"type": "string", "format": "binary"}}
            }}}
        }
    }},
    "components": {
        "schemas": {
            "Pet": {"type": "object", "required": ["name", "kind"], "properties": {
                "name": {"type": "string", "example": "Rex"},
                "kind": {"type": "string", "enum": ["cat"]},
                "chip": {"type": ["string", "null"]},
                "home": {"$ref": "#/components/schemas/Home"}
            }},
            "Home": {"$anchor": "home", "type": "object", "properties": {"city": {"type": "string", "maxLength": 9}}}
        },
        "securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}
    }
}"##;

/// A place and what stands there instead; `null` for nothing.
const REWRITES: &[&[(&str, &str)]] = &[
    &[(
        "/components/schemas/Pet/properties/chip",
        r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#,
    )],
    &[("/components/schemas/Pet/properties/name/type", r#"["string"]"#)],
    &[
        ("/components/schemas/Pet/properties/name/example", "null"),
        ("/components/schemas/Pet/properties/name/examples", r#"["Rex"]"#),
    ],
    &[("/components/schemas/Pet/properties/kind", r#"{"const": "cat"}"#)],
    &[("/components/schemas/Pet/properties/home", r##"{"$ref": "#home"}"##)],
    &[(
        "/components/schemas/Pet/properties/home",
        r##"{"allOf": [{"$ref": "#/components/schemas/Home"}]}"##,
    )],
    &[("/components/schemas/Pet/required", r#"["kind", "name"]"#)],
    &[(
        "/components/schemas/Home/properties/city",
        r#"{"allOf": [{"type": "string"}, {"maxLength": 9}, {"maxLength": 12}]}"#,
    )],
    &[
        ("/components/schemas/Home/additionalProperties", "true"),
        ("/components/schemas/Home/deprecated", "false"),
    ],
    &[(
        "/paths/~1pets~1{id}/post/requestBody/content/multipart~1form-data/schema/properties/photo",
        r#"{"type": "string", "contentMediaType": "application/octet-stream"}"#,
    )],
    &[(
        "/paths/~1pets~1{id}/post/requestBody/content/multipart~1form-data/schema/properties/mark",
        r#"{"type": "string", "contentEncoding": "base64"}"#,
    )],
    &[(
        "/paths/~1pets~1{id}/post/responses/200/content/application~1octet-stream",
        r#"{"schema": {}}"#,
    )],
    &[
        ("/paths/~1pets~1{id}/parameters", "null"),
        (
            "/paths/~1pets~1{id}/post/parameters",
            r#"[{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "q", "in": "query", "style": "form", "explode": true, "required": false, "schema": {"type": "array", "items": {"type": "string"}}}]"#,
        ),
    ],
    &[
        ("/servers", "null"),
        ("/paths/~1pets~1{id}/servers", r#"[{"url": "https://a.example", "description": "All"}]"#),
    ],
    &[
        ("/servers", "null"),
        (
            "/paths/~1pets~1{id}/post/servers",
            r#"[{"url": "https://a.example", "description": "All"}]"#,
        ),
    ],
    &[("/security", "null"), ("/paths/~1pets~1{id}/post/security", r#"[{"key": []}]"#)],
];

fn rewritten(which: &[bool]) -> Value {
    let mut document: Value = serde_json::from_str(KENNEL).unwrap();
    for (edits, _) in REWRITES.iter().zip(which).filter(|(_, chosen)| **chosen) {
        for (pointer, text) in *edits {
            let (holder, key) = pointer.rsplit_once('/').unwrap();
            let holder = document.pointer_mut(holder).unwrap().as_object_mut().unwrap();
            match serde_json::from_str(text).unwrap() {
                Value::Null => holder.remove(key),
                value => holder.insert(key.replace("~1", "/"), value),
            };
        }
    }
    document
}

fn choice() -> impl Strategy<Value = Vec<bool>> {
    prop::collection::vec(any::<bool>(), REWRITES.len())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn spellings_are_no_changes(a in choice(), b in choice()) {
        let report = compare(&rewritten(&a).to_string(), &rewritten(&b).to_string());
        prop_assert!(report.is_empty(), "{}", lines(&report).join("\n"));
    }

    #[test]
    fn spellings_hide_no_change(a in choice(), b in choice()) {
        let (old, mut new) = (rewritten(&a), rewritten(&b));
        new["components"]["schemas"]["Home"]["properties"]["city"] = json!({"type": "integer"});
        let report = compare(&old.to_string(), &new.to_string());
        prop_assert_eq!(report.changes.len(), 1, "{}", lines(&report).join("\n"));
        prop_assert_eq!(report.changes[0].rule, "response-type-changed");
    }

    #[test]
    fn another_version_of_the_same_is_one_change(a in choice(), b in choice()) {
        let (old, mut new) = (rewritten(&a), rewritten(&b));
        new["openapi"] = json!("3.2.0");
        let report = compare(&old.to_string(), &new.to_string());
        let told: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
        prop_assert_eq!(told, ["openapi-version-changed"]);
    }
}

#[test]
fn every_rewrite_is_one() {
    for (at, rewrite) in REWRITES.iter().enumerate() {
        let alone: Vec<bool> = (0..REWRITES.len()).map(|other| other == at).collect();
        let (plain, other) = (rewritten(&[]), rewritten(&alone));
        assert_ne!(plain, other, "{rewrite:?}");
        let report = compare(&plain.to_string(), &other.to_string());
        assert!(report.is_empty(), "{rewrite:?}: {}", lines(&report).join("\n"));
    }
}
