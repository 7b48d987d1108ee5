//! A schema that a reference names is compared once, wherever it stands and whatever names it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::Direction;
use support::{compare, lines, with_schemas};

/// Schemas of a kennel in which `Lock` stands for the schema that is edited, and what names it.
const PLACES: &[(&str, &str)] = &[
    (
        "in the component itself",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "#/components/schemas/In/$defs/Lock"}}, "$defs": {"Lock": LOCK}}, "Out": true}"##,
    ),
    (
        "in another component that nothing else uses",
        r##"{"In": {"type": "array", "items": {"$ref": "#/components/schemas/Parts/$defs/Lock"}}, "Out": true, "Parts": {"$defs": {"Lock": LOCK}}}"##,
    ),
    (
        "used twice",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "#/components/schemas/Parts/$defs/Lock"}, "door": {"$ref": "#/components/schemas/Parts/$defs/Lock"}}}, "Out": true, "Parts": {"$defs": {"Lock": LOCK}}}"##,
    ),
    (
        "named by another one",
        r##"{"In": {"$ref": "#/components/schemas/Parts/$defs/Gate"}, "Out": true, "Parts": {"$defs": {"Gate": {"type": "object", "properties": {"lock": {"$ref": "#/components/schemas/Parts/$defs/Lock"}}}, "Lock": LOCK}}}"##,
    ),
    (
        "in `definitions`",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "#/components/schemas/In/definitions/Lock"}}, "definitions": {"Lock": LOCK}}, "Out": true}"##,
    ),
    (
        "by `$anchor`",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "#lock"}}}, "Out": true, "Parts": {"$defs": {"Lock": {"$anchor": "lock", "allOf": [LOCK]}}}}"##,
    ),
    (
        "by `$dynamicRef`",
        r##"{"In": {"type": "object", "properties": {"gate": {"$dynamicRef": "#lock"}}}, "Out": true, "Parts": {"$defs": {"Lock": {"$dynamicAnchor": "lock", "allOf": [LOCK]}}}}"##,
    ),
    (
        "by `$id`",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "https://kennel.example/lock"}}}, "Out": true, "Parts": {"$defs": {"Lock": {"$id": "https://kennel.example/lock", "allOf": [LOCK]}}}}"##,
    ),
    (
        "below an `$id`",
        r##"{"In": {"$id": "https://kennel.example/in", "type": "object", "properties": {"gate": {"$ref": "#/$defs/Lock"}}, "$defs": {"Lock": LOCK}}, "Out": true}"##,
    ),
    (
        "in a limit",
        r##"{"In": {"type": "object", "properties": {"gate": {"$ref": "#/components/schemas/Parts/propertyNames"}}}, "Out": true, "Parts": {"propertyNames": LOCK}}"##,
    ),
];

#[test]
fn an_edit_of_what_a_reference_names_is_one_change() {
    for (place, schemas) in PLACES {
        let document = |lock: &str| with_schemas(&schemas.replace("LOCK", lock));
        for (old, new, expected) in [
            (r#"{"type": "string"}"#, r#"{"type": "integer"}"#, "request-type-changed breaking"),
            (
                r#"{"type": "string"}"#,
                r#"{"type": "string", "maxLength": 4}"#,
                "request-constraint-tightened risky",
            ),
            (
                r#"{"type": "string"}"#,
                r#"{"type": "string", "description": "Iron."}"#,
                "description-changed docs",
            ),
            (
                r#"{"type": "string"}"#,
                r#"{"type": "string", "description": "```\nrm\n```"}"#,
                "code-block-added security",
            ),
        ] {
            let report = compare(&document(old), &document(new));
            // What names nothing in a limit is told with the limit as well.
            let told: Vec<String> = report
                .changes
                .iter()
                .filter(|change| !change.message.contains("`propertyNames`"))
                .map(|change| format!("{} {}", change.rule, change.class.name()))
                .collect();
            assert_eq!(told, [expected], "{place}: {old} {new}\n{}", lines(&report).join("\n"));
            let change = report.changes.iter().find(|c| expected.starts_with(c.rule)).unwrap();
            let pointer = change.pointer();
            assert!(pointer.contains("Lock") || pointer.contains("propertyNames"), "{pointer}");
            if change.class.name() != "docs" && change.class.name() != "security" {
                assert_eq!(change.direction, Direction::Request, "{place}");
                assert_eq!(report.usage_of(change).unwrap().operations, ["POST /x"], "{place}");
            }
            let back = compare(&document(new), &document(old));
            assert!(!back.is_empty(), "{place}: {new} {old}");
            assert_eq!(back.changes.len(), report.changes.len(), "{place}: {new} {old}");
        }
    }
}

#[test]
fn a_direction_is_that_of_the_references_not_of_what_is_around() {
    let document = |kind: &str| {
        with_schemas(&format!(
            r##"{{"In": {{"type": "object", "properties": {{"a": {{"$ref": "#/components/schemas/Parts/$defs/Lock"}}}}}},
                "Out": {{"$ref": "#/components/schemas/Parts"}},
                "Parts": {{"type": "object", "properties": {{"n": {{"type": "string"}}}}, "$defs": {{"Lock": {{"type": "{kind}"}}}}}}}}"##
        ))
    };
    let report = compare(&document("number"), &document("integer"));
    assert_eq!(report.changes.len(), 1, "{:?}", lines(&report));
    let change = &report.changes[0];
    assert_eq!((change.rule, change.direction), ("request-type-narrowed", Direction::Request));
}

#[test]
fn what_no_reference_names_is_told_and_breaks_nothing() {
    let document = |defs: &str| {
        with_schemas(&format!(r#"{{"In": {{"type": "string", "$defs": {defs}}}, "Out": true}}"#))
    };
    let told = |old: &str, new: &str| {
        let report = compare(&document(old), &document(new));
        report.changes.iter().map(support::verdict).collect::<Vec<_>>()
    };
    let (string, integer) = (r#"{"Lock": {"type": "string"}}"#, r#"{"Lock": {"type": "integer"}}"#);
    assert_eq!(told(string, integer), ["response-type-changed safe major"]);
    assert_eq!(told("{}", string), ["component-added safe none"]);
    assert_eq!(told(string, "{}"), ["component-removed safe none"]);
}

#[test]
fn names_for_one_schema_are_spellings() {
    let document = |reference: &str| {
        with_schemas(&format!(
            r##"{{"In": {{"type": "object", "properties": {{"gate": {reference}}}}}, "Out": true,
                "Lock": {{"$anchor": "lock", "$dynamicAnchor": "bolt", "type": "string"}}}}"##
        ))
    };
    let spellings = [
        r##"{"$ref": "#/components/schemas/Lock"}"##,
        r##"{"$ref": "#lock"}"##,
        r##"{"$ref": "#bolt"}"##,
        r##"{"$dynamicRef": "#bolt"}"##,
        r##"{"allOf": [{"$ref": "#lock"}]}"##,
    ];
    for a in spellings {
        for b in spellings {
            let report = compare(&document(a), &document(b));
            assert!(report.is_empty(), "{a} {b}: {:?}", lines(&report));
        }
    }
}
