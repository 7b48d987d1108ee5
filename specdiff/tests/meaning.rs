//! What means the same is no change, and what means something is one.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::{Direction, Kind, Settings, Wire, diff};
use support::{compare, lines, parse, schema_change, with_schemas};

/// Spellings of the same schema.
const EQUAL: &[(&str, &[&str])] = &[
    (
        "null",
        &[
            r#"{"type": ["string", "null"]}"#,
            r#"{"type": ["null", "string"]}"#,
            r#"{"anyOf": [{"type": "string"}, {"type": "null"}]}"#,
            r#"{"oneOf": [{"type": "null"}, {"type": "string"}]}"#,
            r#"{"anyOf": [{"type": "string"}, {"const": null}]}"#,
            r#"{"anyOf": [{"type": "string"}, {"enum": [null]}]}"#,
            r#"{"type": "string", "nullable": true}"#,
            r#"{"allOf": [{"type": "string"}], "nullable": true}"#,
        ],
    ),
    (
        "null beside a reference",
        &[
            r##"{"anyOf": [{"$ref": "#/components/schemas/A"}, {"type": "null"}]}"##,
            r##"{"allOf": [{"$ref": "#/components/schemas/A"}], "nullable": true}"##,
            r##"{"oneOf": [{"type": "null"}, {"allOf": [{"$ref": "#/components/schemas/A"}]}]}"##,
        ],
    ),
    (
        "allOf of one",
        &[
            r##"{"$ref": "#/components/schemas/A"}"##,
            r##"{"allOf": [{"$ref": "#/components/schemas/A"}]}"##,
            r##"{"anyOf": [{"$ref": "#/components/schemas/A"}]}"##,
        ],
    ),
    (
        "one type",
        &[r#"{"type": "string"}"#, r#"{"type": ["string"]}"#, r#"{"oneOf": [{"type": "string"}]}"#],
    ),
    (
        "several types",
        &[
            r#"{"type": ["string", "integer"]}"#,
            r#"{"anyOf": [{"type": "integer"}, {"type": "string"}]}"#,
        ],
    ),
    ("constants", &[r#"{"const": "a"}"#, r#"{"type": "string", "enum": ["a"]}"#]),
    (
        "order",
        &[
            r#"{"type": "object", "required": ["a", "b"], "properties": {"a": {"enum": [1, 2]}, "b": {}}}"#,
            r#"{"properties": {"b": {}, "a": {"enum": [2, 1]}}, "required": ["b", "a"], "type": "object"}"#,
        ],
    ),
    (
        "defaults of keywords",
        &[
            r#"{"type": "object", "properties": {"a": {"type": "array", "items": {}}}}"#,
            r#"{"type": "object", "additionalProperties": true, "required": [], "minProperties": 0, "deprecated": false,
                "properties": {"a": {"type": "array", "items": true, "minItems": 0, "uniqueItems": false, "readOnly": false}}}"#,
        ],
    ),
    (
        "merged allOf",
        &[
            r#"{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}"#,
            r#"{"allOf": [{"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}, {"type": "object", "properties": {"b": {"type": "string"}}}]}"#,
        ],
    ),
    ("numbers", &[r#"{"type": "number", "maximum": 1}"#, r#"{"type": "number", "maximum": 1.0}"#]),
    (
        "a union whose variants are told apart, in any order",
        &[
            r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "array", "items": {"type": "string"}}]}"##,
            r##"{"oneOf": [{"type": "array", "items": {"type": "string"}}, {"$ref": "#/components/schemas/A"}]}"##,
        ],
    ),
];

#[test]
fn spellings_of_one_meaning_are_equal() {
    for (name, spellings) in EQUAL {
        for a in *spellings {
            for b in *spellings {
                let (sent, received) = schema_change(a, b);
                assert!(
                    sent.is_empty() && received.is_empty(),
                    "{name}: {a} and {b}: {sent:?} {received:?}"
                );
            }
        }
    }
}

/// An edit of a schema, and what it is where the schema is sent and where it is received.
const EDITS: &[(&str, &str, &str, &str)] = &[
    (
        r#"{"type": "string"}"#,
        r#"{"type": "integer"}"#,
        "request-type-changed breaking major",
        "response-type-changed breaking major",
    ),
    (
        r#"{"type": "integer"}"#,
        r#"{"type": "number"}"#,
        "request-type-widened safe major",
        "response-type-widened breaking major",
    ),
    (
        r#"{"type": "number"}"#,
        r#"{"type": "integer"}"#,
        "request-type-narrowed breaking major",
        "response-type-narrowed safe major",
    ),
    (
        r#"{"type": "integer", "format": "int32"}"#,
        r#"{"type": "integer", "format": "int64"}"#,
        "request-number-widened safe major",
        "response-number-widened risky major",
    ),
    (
        r#"{"type": "number", "format": "double"}"#,
        r#"{"type": "number", "format": "float"}"#,
        // Numbers with a fraction have one Rust type.
        "request-number-narrowed risky none",
        "response-number-narrowed safe none",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "format": "date-time"}"#,
        "request-format-added risky major",
        "response-format-added safe major",
    ),
    (
        r#"{"type": "string", "format": "date-time"}"#,
        r#"{"type": "string"}"#,
        "request-format-removed safe major",
        "response-format-removed breaking major",
    ),
    (
        // It has no Rust type of its own.
        r#"{"type": "string", "format": "uuid"}"#,
        r#"{"type": "string"}"#,
        "request-format-hint-changed risky none",
        "response-format-hint-changed safe none",
    ),
    (
        r#"{"type": "string", "format": "date"}"#,
        r#"{"type": "string", "format": "date-time"}"#,
        "request-format-changed breaking major",
        "response-format-changed breaking major",
    ),
    (
        r#"{"type": "string", "format": "email"}"#,
        r#"{"type": "string"}"#,
        "request-format-hint-changed risky none",
        "response-format-hint-changed safe none",
    ),
    (
        r#"{"enum": ["a"]}"#,
        r#"{"enum": ["a", "b"]}"#,
        "request-enum-value-added safe minor",
        "response-enum-value-added safe minor",
    ),
    (
        r#"{"enum": ["a", "b"]}"#,
        r#"{"enum": ["a"]}"#,
        "request-enum-value-removed risky major",
        "response-enum-value-removed safe major",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "enum": ["a"]}"#,
        "request-became-enum risky major",
        "response-became-enum safe major",
    ),
    (
        r#"{"type": "string", "enum": ["a"]}"#,
        r#"{"type": "string"}"#,
        "request-enum-opened safe major",
        "response-enum-opened safe major",
    ),
    (
        r#"{"const": "a"}"#,
        r#"{"const": "b"}"#,
        "request-const-changed breaking major",
        "response-const-changed breaking major",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "maxLength": 3}"#,
        "request-constraint-tightened risky none",
        "response-constraint-tightened safe none",
    ),
    (
        r#"{"type": "integer", "minimum": 3}"#,
        r#"{"type": "integer", "minimum": 2}"#,
        "request-constraint-loosened safe none",
        "response-constraint-loosened safe none",
    ),
    (
        r#"{"type": "integer", "minimum": 3}"#,
        r#"{"type": "integer", "exclusiveMinimum": 3}"#,
        "request-constraint-tightened risky none",
        "response-constraint-tightened safe none",
    ),
    (
        r#"{"type": "string", "pattern": "a"}"#,
        r#"{"type": "string", "pattern": "b"}"#,
        "request-constraint-changed risky none",
        "response-constraint-changed safe none",
    ),
    (
        r#"{"type": "integer", "multipleOf": 2}"#,
        r#"{"type": "integer", "multipleOf": 6}"#,
        "request-constraint-tightened risky none",
        "response-constraint-tightened safe none",
    ),
    (
        r#"{"type": "string", "contentEncoding": "base64"}"#,
        r#"{"type": "string", "contentEncoding": "base64url"}"#,
        "request-content-encoding-changed breaking none",
        "response-content-encoding-changed breaking none",
    ),
    (
        r#"{"type": "string", "default": "a"}"#,
        r#"{"type": "string", "default": "b"}"#,
        "request-default-changed risky none",
        "response-default-changed safe none",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": ["string", "null"]}"#,
        "request-became-nullable safe major",
        "response-became-nullable breaking major",
    ),
    (
        r#"{"type": ["string", "null"]}"#,
        r#"{"type": "string"}"#,
        "request-no-longer-nullable risky major",
        "response-no-longer-nullable safe major",
    ),
    (
        r#"{"type": "object"}"#,
        r#"{"type": "object", "properties": {"a": {}}}"#,
        "request-property-added-optional safe minor",
        "response-property-added safe minor",
    ),
    (
        r#"{"type": "object"}"#,
        r#"{"type": "object", "properties": {"a": {}}, "required": ["a"]}"#,
        "request-property-added-required breaking major",
        "response-property-added safe minor",
    ),
    (
        r#"{"type": "object", "properties": {"a": {}}}"#,
        r#"{"type": "object"}"#,
        "request-property-removed risky major",
        "response-optional-property-removed risky major",
    ),
    (
        r#"{"type": "object", "properties": {"a": {}}, "required": ["a"]}"#,
        r#"{"type": "object"}"#,
        "request-property-removed risky major",
        "response-property-removed breaking major",
    ),
    (
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"]}"#,
        "request-property-became-required breaking major",
        "response-property-became-required safe major",
    ),
    (
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": ["string", "null"]}}}"#,
        // An `Option` already.
        "request-became-nullable safe none",
        "response-optional-became-nullable safe none",
    ),
    (
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        r#"{"type": "object", "properties": {"a": {"type": "string", "readOnly": true}}}"#,
        "request-became-read-only risky none",
        "response-became-read-only safe none",
    ),
    (
        r#"{"type": "object"}"#,
        r#"{"type": "object", "additionalProperties": false}"#,
        "request-object-closed risky none",
        "response-object-closed safe none",
    ),
    (
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
        r#"{"type": "object", "additionalProperties": {"type": "integer"}}"#,
        "request-type-changed breaking major",
        "response-type-changed breaking major",
    ),
    (
        r#"{"type": "array", "items": {"type": "string"}}"#,
        r#"{"type": "array", "items": {"type": "integer"}}"#,
        "request-type-changed breaking major",
        "response-type-changed breaking major",
    ),
    (
        r#"{"type": "array", "prefixItems": [{}]}"#,
        r#"{"type": "array", "prefixItems": [{}, {}]}"#,
        "request-tuple-changed breaking major",
        "response-tuple-changed breaking major",
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "array"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"type": "array"}, {"type": "integer", "minimum": 1}]}"##,
        "request-union-variant-added safe minor",
        "response-union-variant-added safe minor",
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/B"}, {"$ref": "#/components/schemas/A"}]}"##,
        "request-union-reordered safe none",
        "response-union-reordered risky none",
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}"##,
        r##"{"anyOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}"##,
        "request-union-kind-changed safe major",
        "response-union-kind-changed safe major",
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}], "discriminator": {"propertyName": "t"}}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}"##,
        // The variants are references, which keep their names.
        "request-discriminator-removed safe none",
        "response-discriminator-removed breaking none",
    ),
    (
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}], "discriminator": {"propertyName": "t"}}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}], "discriminator": {"propertyName": "t", "mapping": {"a": "#/components/schemas/A"}}}"##,
        "request-discriminator-changed risky major",
        "response-discriminator-changed breaking major",
    ),
    // A schema that became a union with itself in it takes more than before.
    (
        r##"{"$ref": "#/components/schemas/A"}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/B"}]}"##,
        "request-type-widened safe major",
        "response-type-widened breaking major",
    ),
    (
        r##"{"$ref": "#/components/schemas/A"}"##,
        r##"{"$ref": "#/components/schemas/B"}"##,
        "request-schema-replaced risky major",
        "response-schema-replaced risky major",
    ),
    (
        r##"{"$ref": "#/components/schemas/A"}"##,
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        "schema-inlined safe major",
        "schema-inlined safe major",
    ),
    (
        r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#,
        r##"{"$ref": "#/components/schemas/A"}"##,
        "schema-extracted safe major",
        "schema-extracted safe major",
    ),
    (
        r##"{"$ref": "#/components/schemas/A"}"##,
        r#"{"type": "object", "properties": {"a": {"type": "integer"}}}"#,
        "request-type-changed breaking major",
        "response-type-changed breaking major",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "x-rust-type": {"crate": "evil"}}"#,
        "generator-extension-changed safe major",
        "generator-extension-changed safe major",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"type": "string", "x-other": 1}"#,
        "extension-changed safe none",
        "extension-changed safe none",
    ),
    (
        r#"{"type": "string"}"#,
        r#"{"$ref": "https://example.com/a.json"}"#,
        "foreign-reference-added safe none",
        "foreign-reference-added safe none",
    ),
];

#[test]
fn an_edit_is_one_change_by_its_direction() {
    let mut wrong = Vec::new();
    for (old, new, sent, received) in EDITS {
        let found = schema_change(old, new);
        let expected = (vec![(*sent).to_owned()], vec![(*received).to_owned()]);
        if found != expected {
            wrong.push(format!("{old}\n  {new}\n  expected {expected:?}\n  found    {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_goes_both_ways_takes_the_worse_class_and_is_told_once() {
    let document = |ty: &str| {
        with_schemas(&format!(
            r##"{{"In": {{"$ref": "#/components/schemas/Shared"}}, "Out": {{"$ref": "#/components/schemas/Shared"}}, "Shared": {{"type": "object", "properties": {{"a": {{"type": {ty}}}}}}}}}"##
        ))
    };
    let report = compare(&document("\"integer\""), &document("\"number\""));
    assert_eq!(lines(&report).len(), 1, "{:?}", lines(&report));
    let change = &report.changes[0];
    assert_eq!(
        (change.rule, change.wire, change.direction),
        ("response-type-widened", Wire::Breaking, Direction::Both)
    );
    let usage = report.usage_of(change).unwrap();
    assert_eq!(usage.operations, ["POST /x"]);
    assert_eq!(usage.tree.len(), 2);
}

#[test]
fn what_nothing_reaches_breaks_nothing() {
    let document = |ty: &str| {
        with_schemas(&format!(r#"{{"In": {{}}, "Out": {{}}, "Unused": {{"type": {ty}}}}}"#))
    };
    let report = compare(&document("\"integer\""), &document("\"string\""));
    assert_eq!(lines(&report).len(), 1);
    assert_eq!(
        (report.changes[0].wire, report.changes[0].direction),
        (Wire::Safe, Direction::None)
    );
}

#[test]
fn circles_end() {
    let tree = |leaf: &str| {
        with_schemas(&format!(
            r##"{{"In": {{"$ref": "#/components/schemas/Tree"}}, "Out": {{"$ref": "#/components/schemas/Tree"}},
            "Tree": {{"type": "object", "properties": {{"left": {{"$ref": "#/components/schemas/Tree"}}, "other": {{"$ref": "#/components/schemas/Other"}}, "leaf": {{"type": "{leaf}"}}}}}},
            "Other": {{"allOf": [{{"$ref": "#/components/schemas/Tree"}}, {{"$ref": "#/components/schemas/Other"}}]}},
            "Self": {{"$ref": "#/components/schemas/Self"}}}}"##
        ))
    };
    assert_eq!(compare(&tree("string"), &tree("integer")).changes.len(), 1);
    // Two circles of different names in place of each other.
    let circle = |a: &str, b: &str| {
        with_schemas(&format!(
            r##"{{"In": {{"type": "object", "properties": {{"x": {{"$ref": "#/components/schemas/{a}"}}}}}}, "Out": {{}},
            "P": {{"type": "object", "properties": {{"next": {{"$ref": "#/components/schemas/P"}}, "{b}": {{}}}}}},
            "Q": {{"type": "object", "properties": {{"next": {{"$ref": "#/components/schemas/Q"}}, "{b}": {{}}}}}}}}"##
        ))
    };
    let report = compare(&circle("P", "v"), &circle("Q", "v"));
    assert_eq!(lines(&report).len(), 1, "{:?}", lines(&report));
    assert_eq!(report.changes[0].rule, "schema-reference-changed");
}

#[test]
fn long_chains_and_wide_unions_end() {
    let mut schemas = serde_json::Map::new();
    for chain in ["S", "T"] {
        for at in 0..600 {
            let next = format!("#/components/schemas/{chain}{}", at + 1);
            schemas.insert(
                format!("{chain}{at}"),
                serde_json::json!({"type": "object", "properties": {"next": {"$ref": next}}}),
            );
        }
        schemas.insert(format!("{chain}600"), serde_json::json!({"type": "string"}));
    }
    schemas.insert("Out".to_owned(), serde_json::json!({}));
    let mut document = |first: &str| {
        schemas.insert(
            "In".to_owned(),
            serde_json::json!({"$ref": format!("#/components/schemas/{first}0")}),
        );
        with_schemas(&serde_json::Value::Object(schemas.clone()).to_string())
    };
    let report = compare(&document("S"), &document("T"));
    assert_eq!(report.changes.len(), 1);
    // Whether they differ at the end of 600 steps is not looked at, and that is told as a difference.
    assert_eq!(report.changes[0].rule, "request-schema-replaced");

    let union = |length: usize| {
        let variants: Vec<_> = (0..400).map(|at| serde_json::json!({"type": "object", "maxProperties": at + length, "properties": {"a": {"type": "string", "maxLength": at + length}}})).collect();
        with_schemas(&serde_json::json!({"In": {"oneOf": variants}, "Out": {}}).to_string())
    };
    let report = compare(&union(1), &union(1_000));
    assert!(!report.is_empty());
}

#[test]
fn a_version_of_openapi_changes_only_spellings() {
    let old = parse(
        r#"{"openapi": "3.0.3", "paths": {}, "components": {"schemas": {"A": {"type": "integer", "nullable": true, "minimum": 1, "exclusiveMinimum": true}}}}"#,
        "old",
    );
    let new = parse(
        r#"{"openapi": "3.1.0", "paths": {}, "components": {"schemas": {"A": {"type": ["integer", "null"], "exclusiveMinimum": 1}}}}"#,
        "new",
    );
    for (a, b) in [(&old, &new), (&new, &old)] {
        let report = diff(a, b, &Settings::default());
        assert_eq!(lines(&report).len(), 1, "{:?}", lines(&report));
        assert_eq!(report.changes[0].rule, "openapi-version-changed");
    }
}

#[test]
fn references_that_lead_nowhere_are_told_once() {
    let broken = r##"{"In": {"$ref": "#/components/schemas/Gone"}, "Out": {"$ref": "#/components/schemas/Gone"}}"##;
    let whole = r##"{"In": {"$ref": "#/components/schemas/Gone"}, "Out": {"$ref": "#/components/schemas/Gone"}, "Gone": {"type": "string"}}"##;
    let rules = |old: &str, new: &str| {
        let report = compare(&with_schemas(old), &with_schemas(new));
        report.changes.iter().map(|change| change.rule).collect::<Vec<_>>()
    };
    assert_eq!(rules(whole, broken), ["broken-reference-added", "schema-removed"]);
    assert_eq!(rules(broken, whole), ["schema-added", "broken-reference-removed"]);
    let foreign = r#"{"In": {"$ref": "other.yaml#/A"}, "Out": {"$ref": "other.yaml#/A"}}"#;
    let report = compare(&with_schemas(r#"{"In": {}, "Out": {}}"#), &with_schemas(foreign));
    let told: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
    assert_eq!(told, ["foreign-reference-added"]);
    assert_eq!((report.summary.security, report.changes[0].kind), (0, Kind::Notice));
}

#[test]
fn what_is_suspicious_about_new_text_is_told() {
    let document = |description: &str, name: &str| {
        with_schemas(&serde_json::json!({"In": {}, "Out": {"type": "object", "description": description, "properties": {name: {"type": "string"}}}}).to_string())
    };
    let told = |old: (&str, &str), new: (&str, &str)| {
        let report = compare(&document(old.0, old.1), &document(new.0, new.1));
        report
            .changes
            .iter()
            .filter(|c| matches!(c.kind, Kind::Security | Kind::Notice))
            .map(|c| c.rule)
            .collect::<Vec<_>>()
    };
    for code in [
        "Text.\n\n```\nx\n```",
        "- item\n\n  ~~~\n  x\n  ~~~",
        "Text.\n\n    indented",
        "> ```\n> x\n> ```",
    ] {
        assert_eq!(told(("Text.", "a"), (code, "a")), ["code-block-added"], "{code}");
        assert!(told((code, "a"), (code, "a")).is_empty());
        assert!(told((code, "a"), ("Text.", "a")).is_empty(), "{code}");
    }
    assert!(told(("Text.", "a"), ("Other text with `code`.", "a")).is_empty());
    assert_eq!(told(("Text.", "a"), ("Te\u{202e}xt.", "a")), ["control-characters-added"]);
    assert_eq!(told(("Text.", "a"), ("Text.", "a\"b")), ["unusual-name-added"]);
    assert!(told(("Text.", "a\"b"), ("Text.", "a")).is_empty());
}

/// A reference to another place, be it a component or not, is to another thing, and what they say is compared.
#[test]
fn references_to_other_places_are_compared() {
    let document = |place: &str, kind: &str| {
        let header = |kind: &str| serde_json::json!({"schema": {"type": kind}});
        let get = |headers: serde_json::Value| serde_json::json!({"get": {"responses": {"200": {"description": "", "headers": headers}}}});
        serde_json::json!({"openapi": "3.1.0", "paths": {
            "/a": get(serde_json::json!({"X-A": header("string")})),
            "/b": get(serde_json::json!({"X-B": {"$ref": place}})),
            "/c": get(serde_json::json!({"X-C": header(kind)})),
        }, "components": {"headers": {"X": header(kind)}}})
        .to_string()
    };
    let there = "#/paths/~1a/get/responses/200/headers/X-A";
    for other in ["#/components/headers/X", "#/paths/~1c/get/responses/200/headers/X-C"] {
        for (kind, expected) in [("string", 0), ("integer", 1)] {
            let (one, two) = (document(there, kind), document(other, kind));
            for (old, new) in [(&one, &two), (&two, &one)] {
                let report = compare(old, new);
                let types = report.changes.iter().filter(|c| c.rule.contains("type")).count();
                assert_eq!(types, expected, "{other} {kind}");
            }
        }
    }
}

#[test]
fn characters_that_lie_are_found_wherever_they_are_new() {
    let document = |more: &serde_json::Value| {
        with_schemas(
            &serde_json::json!({"In": {}, "Out": {"type": "object", "properties": more}})
                .to_string(),
        )
    };
    let none = document(&serde_json::json!({}));
    for property in [
        serde_json::json!({"type": "string", "default": "a\u{202e}b"}),
        serde_json::json!({"type": "string", "enum": ["a\u{202e}b"]}),
        serde_json::json!({"type": "object", "properties": {"in": {"pattern": "\u{202e}"}}}),
        serde_json::json!({"type": "object", "\u{202e}": 1}),
        serde_json::json!({"description": "a\u{202e}b"}),
    ] {
        let report = compare(&none, &document(&serde_json::json!({"p": property})));
        let found = report.changes.iter().filter(|c| c.rule == "control-characters-added").count();
        assert_eq!(found, 1, "{property}");
    }
}

#[test]
fn security_is_an_alarm_only_for_what_can_hurt() {
    let server = |url: &str| {
        serde_json::json!({"openapi": "3.1.0", "paths": {}, "servers": [{"url": url}]}).to_string()
    };
    let told = |old: &str, new: &str| {
        let report = compare(&server(old), &server(new));
        report.changes.iter().map(|c| format!("{} {}", c.rule, c.class.name())).collect::<Vec<_>>()
    };
    let old = "https://a.example/v1";
    assert_eq!(told(old, "https://a.example/v2"), ["server-path-changed risky"]);
    assert_eq!(told("/v1", "/v2"), ["server-path-changed risky"]);
    for elsewhere in [
        "https://a.example.net/v1",
        "http://a.example/v1",
        "https://a.example:8443/v1",
        "//b.example/v1",
        "https://me@a.example/v1",
        "/v1",
    ] {
        assert_eq!(told(old, elsewhere), ["server-changed security"], "{elsewhere}");
    }
    let scheme = |url: &str| {
        serde_json::json!({"openapi": "3.1.0", "paths": {}, "components": {"securitySchemes": {
            "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": url, "scopes": {}}}},
            "i": {"type": "openIdConnect", "openIdConnectUrl": url}
        }}}).to_string()
    };
    let old = scheme("https://a.example/t");
    for (url, rule) in [
        ("https://b.example/t", "security-scheme-host-changed security"),
        ("https://a.example/u", "security-scheme-changed breaking"),
    ] {
        let report = compare(&old, &scheme(url));
        let told = report.changes.iter().map(|c| format!("{} {}", c.rule, c.class.name()));
        assert_eq!(told.collect::<Vec<_>>(), [rule, rule]);
    }
    let scoped = |scope: &str| {
        serde_json::json!({"openapi": "3.1.0", "paths": {"/a": {"get": {"security": [{"o": ["read", scope]}], "responses": {}}}}, "components": {"securitySchemes": {"o": {"type": "oauth2", "flows": {}}}}}).to_string()
    };
    let report = compare(&scoped("read"), &scoped("wr\u{202e}ite"));
    assert_eq!(report.summary.security, 1, "{:?}", lines(&report));
}

#[test]
fn servers_that_move_and_change_are_told() {
    let document = |root: &str, operation: &str| {
        serde_json::json!({"openapi": "3.1.0", "servers": [{"url": root}], "paths": {"/a": {"get": {"servers": [{"url": operation}], "responses": {}}}}}).to_string()
    };
    let report = compare(
        &document("https://a.example", "https://b.example"),
        &document("https://b.example", "https://a.example"),
    );
    assert_eq!(report.summary.security, 2, "{:?}", lines(&report));
    // No operation goes to the document's, and it is another host all the same.
    let report = compare(
        &document("https://a.example", "https://b.example"),
        &document("https://c.example", "https://b.example"),
    );
    assert_eq!(report.summary.security, 1, "{:?}", lines(&report));
}

/// Schemas whose `X` stands as a component, in the `$defs` of its user, or in those of another schema.
fn with_x_at(place: usize, x: &str, more: &str) -> String {
    let defs = format!(r#", "$defs": {{"X": {x}}}"#);
    let at = |wanted: usize| if place == wanted { defs.as_str() } else { "" };
    let component = if place == 0 { format!(r#", "X": {x}"#) } else { String::new() };
    let target = ["X", "Out/$defs/X", "In/$defs/X"][place];
    with_schemas(&format!(
        r##"{{"In": {{"type": "integer"{}}}, "Out": {{"type": "object", "properties": {{"a": {{"$ref": "#/components/schemas/{target}"}}}}{}}}{component}{more}}}"##,
        at(2),
        at(1)
    ))
}

#[test]
fn definitions_that_move_are_no_change() {
    let x = r#"{"type": "object", "properties": {"z": {"type": "string"}}}"#;
    let edited = x.replace("string", "integer");
    for (from, to) in [(0, 1), (1, 0), (0, 2), (2, 0), (1, 2), (2, 1)] {
        let report = compare(&with_x_at(from, x, ""), &with_x_at(to, x, ""));
        assert!(report.is_empty(), "{from} to {to}: {:?}", lines(&report));
        // What is edited on the way is told, and nothing else.
        let report = compare(&with_x_at(from, x, ""), &with_x_at(to, &edited, ""));
        let told: Vec<&str> = report.changes.iter().map(|change| change.rule).collect();
        assert_eq!(told, ["response-type-changed"], "{from} to {to}: {:?}", lines(&report));
    }
}

/// The other of the name may have it afterwards.
#[test]
fn definitions_that_move_beside_one_of_their_name_name_the_type_anew() {
    let x = r#"{"type": "object", "properties": {"z": {"type": "string"}}}"#;
    let more = r##", "Use": {"properties": {"x": {"$ref": "#/components/schemas/Use/$defs/X"}}, "$defs": {"X": {"type": "boolean"}}}"##;
    for (from, to) in [(1, 2), (2, 1)] {
        let report = compare(&with_x_at(from, x, more), &with_x_at(to, x, more));
        let [change] = report.changes.as_slice() else { panic!("{:?}", lines(&report)) };
        assert_eq!((change.rule, change.wire), ("schema-reference-changed", Wire::Safe));
        assert_eq!(change.message, "`X` stands elsewhere");
    }
}

#[test]
fn the_client_decides_what_an_addition_does() {
    let document = |values: &str, properties: &str| {
        with_schemas(&format!(
            r#"{{"In": {{}}, "Out": {{"type": "object", "additionalProperties": false, "properties": {{"e": {{"enum": {values}}}{properties}}}}}}}"#
        ))
    };
    let old = parse(&document("[\"a\"]", ""), "old");
    let new = parse(&document("[\"a\", \"b\"]", ", \"z\": {}"), "new");
    assert_eq!(diff(&old, &new, &Settings::default()).summary.breaking, 0);
    let mut closed = Settings::default();
    closed.open_enums = false;
    closed.accepts_unknown_fields = false;
    assert_eq!(diff(&old, &new, &closed).summary.breaking, 2);
}

#[test]
fn a_credential_that_need_not_be_sent_is_one() {
    let document = |security: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}}, "paths": {{"/x": {{"get": {{
                "security": {security}, "responses": {{"204": {{"description": ""}}}}}}}}}}}}"#
        )
    };
    for (old, new, there, back) in [
        ("[]", "[{}]", "", ""),
        ("[{}]", r#"[{"key": []}, {}]"#, "alternative-added safe", "alternative-removed breaking"),
        (r#"[{}, {"key": []}]"#, r#"[{"other": []}, {}]"#, "changed breaking", "changed breaking"),
        (
            r#"[{}, {"o": ["a"]}]"#,
            r#"[{}, {"o": ["b"]}]"#,
            "scope-added risky, scope-removed safe",
            "scope-added risky, scope-removed safe",
        ),
    ] {
        let said = |old: &str, new: &str| {
            let report = compare(&document(old), &document(new));
            let mut said: Vec<String> = report
                .changes
                .iter()
                .map(|change| {
                    format!(
                        "{} {}",
                        change.rule.trim_start_matches("security-"),
                        change.wire.name()
                    )
                })
                .collect();
            said.sort();
            said.join(", ")
        };
        assert_eq!(
            (said(old, new).as_str(), said(new, old).as_str()),
            (there, back),
            "{old} {new}"
        );
    }
}

#[test]
fn a_status_that_is_none_is_no_success() {
    let document = |responses: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "T", "version": "1"}}, "paths": {{"/x": {{"get": {{"responses": {{"200": {{"description": ""}}{responses}}}}}}}}}}}"#
        )
    };
    for (status, said) in [
        ("201", "success-status-added risky major"),
        ("2XX", "success-status-added risky major"),
        ("2000", "error-status-added safe none"),
        ("404", "error-status-added safe major"),
        ("4000", "error-status-added safe none"),
    ] {
        let added = format!(
            r#", "{status}": {{"description": "", "content": {{"application/json": {{"schema": {{"type": "string"}}}}}}}}"#
        );
        let report = compare(&document(""), &document(&added));
        assert_eq!(
            report.changes.iter().map(support::verdict).collect::<Vec<_>>(),
            [said],
            "{status}"
        );
    }
}
