//! Any document against any other: an answer, no panic, each change once.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::report::{Terminal, github, html, json, junit, markdown, terminal};
use oas_diff::{Class, Document, Settings, diff};
use proptest::prelude::*;
use serde_json::{Value, json};

/// Keys that mean something, so that what is made up is a document of sorts.
const KEYS: &[&str] = &[
    "paths",
    "components",
    "schemas",
    "parameters",
    "responses",
    "/a",
    "/a/{b}",
    "get",
    "post",
    "requestBody",
    "content",
    "application/json",
    "schema",
    "type",
    "properties",
    "required",
    "items",
    "allOf",
    "anyOf",
    "oneOf",
    "$ref",
    "enum",
    "const",
    "nullable",
    "default",
    "format",
    "additionalProperties",
    "discriminator",
    "mapping",
    "propertyName",
    "A",
    "B",
    "200",
    "default",
    "name",
    "in",
    "security",
    "servers",
    "url",
    "callbacks",
    "webhooks",
    "headers",
    "x-rust-type",
    "maximum",
    "exclusiveMaximum",
    "description",
    "prefixItems",
    "not",
    "patternProperties",
    "a b\u{202e}",
];
const STRINGS: &[&str] = &[
    "#/components/schemas/A",
    "#/components/schemas/B",
    "#/paths/~1a/get",
    "#",
    "https://x.example/y",
    "string",
    "object",
    "array",
    "integer",
    "null",
    "query",
    "path",
    "a",
    "date-time",
    "<script>",
    "```\nx\n```",
    "",
];

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        (-3i64..100).prop_map(Value::from),
        (0..STRINGS.len()).prop_map(|at| Value::from(STRINGS[at])),
    ];
    leaf.prop_recursive(7, 80, 6, |inner| {
        prop_oneof![
            1 => prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            4 => prop::collection::vec(((0..KEYS.len()), inner), 0..6)
                .prop_map(|entries| entries.into_iter().map(|(at, value)| (KEYS[at].to_owned(), value)).collect()),
        ]
    })
}

fn schema() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(json!({"$ref": "#/components/schemas/A"})),
        Just(json!({"$ref": "#/components/schemas/B"})),
        Just(json!({"$ref": "#/components/schemas/C"})),
        Just(json!({"type": "string"})),
        Just(json!({"type": ["integer", "null"]})),
        Just(json!({"enum": ["a", null]})),
        Just(json!(true)),
        Just(json!(false)),
    ];
    leaf.prop_recursive(4, 40, 4, |inner| {
        let list = prop::collection::vec(inner.clone(), 0..4);
        prop_oneof![
            list.clone().prop_map(|list| json!({"allOf": list})),
            list.clone().prop_map(|list| json!({"oneOf": list})),
            list.prop_map(|list| json!({"anyOf": list, "type": "object"})),
            inner.clone().prop_map(|items| json!({"type": "array", "items": items})),
            inner.clone().prop_map(|not| json!({"not": not})),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({"type": "object", "properties": {"a": a, "b": b}, "required": ["a"]})),
            (inner.clone(), inner).prop_map(|(a, b)| json!({"properties": {"a": a}, "additionalProperties": b})),
        ]
    })
}

fn document() -> impl Strategy<Value = Value> {
    let loose = prop::collection::vec(((0..KEYS.len()), value()), 0..6).prop_map(|entries| {
        let mut root: serde_json::Map<String, Value> =
            entries.into_iter().map(|(at, value)| (KEYS[at].to_owned(), value)).collect();
        root.insert("openapi".to_owned(), json!("3.1.0"));
        // What is no object here is no document.
        root.retain(|key, value| {
            !matches!(key.as_str(), "paths" | "webhooks" | "components") || value.is_object()
        });
        if let Some(Value::Object(sections)) = root.get_mut("components") {
            sections.retain(|_, section| section.is_object());
        }
        Value::Object(root)
    });
    let strict = prop::collection::vec(schema(), 5).prop_map(|schemas| {
        json!({
            "openapi": "3.1.0",
            "paths": {"/a/{id}": {"post": {
                "requestBody": {"content": {"application/json": {"schema": schemas[0]}}},
                "responses": {"200": {"content": {"application/json": {"schema": schemas[1]}}}}
            }}},
            "components": {"schemas": {"A": schemas[2], "B": schemas[3], "C": schemas[4]}}
        })
    });
    prop_oneof![loose, strict]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_pair_has_an_answer(a in document(), b in document()) {
        let old = support::parse(&a.to_string(), "old.json");
        let new = support::parse(&b.to_string(), "new.json");
        let report = diff(&old, &new, &Settings::default());
        let mut edits: Vec<_> = report.changes.iter().map(|c| (c.rule, c.old.as_ref().map(|p| &p.pointer), c.new.as_ref().map(|p| &p.pointer), &c.message)).collect();
        let all = edits.len();
        edits.sort();
        edits.dedup();
        prop_assert_eq!(edits.len(), all);
        prop_assert!(diff(&old, &old, &Settings::default()).is_empty());
        prop_assert!(json(&report).is_ok());
        prop_assert!(markdown(&report, 5_000).chars().count() <= 5_000);
        let page = html(&report);
        prop_assert_eq!(page.matches("<script>").count(), 1);
        let _ = (terminal(&report, &Terminal::default().with_verbose(true)), github(&report), junit(&report, Class::Risky));
    }

    #[test]
    fn any_text_is_read_or_refused(text in "[ \\[\\]{}:,\"'a-c0-9&*|>#!%\n-]{0,80}") {
        let _ = Document::parse(&text, "a.yaml");
        let _ = Document::parse(&format!("{{{text}"), "a.json");
    }
}
