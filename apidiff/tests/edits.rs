//! The same on generated edits of the project's own documents: in each round every component and every operation gets
//! one edit, of a kind that is another in the next round.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;
use std::path::Path;

use oas_codegen::Settings;
use oas_diff::Document;
use serde_json::Value;
use support::edits::{Edit, OPERATION, SCHEMA};
use support::{Side, Unknowable, observed, read, unexpected};

const UNKNOWABLE: &[Unknowable] = &[
    (
        "response-became-write-only",
        "/components/schemas/ErrorEnvelope/properties/error/writeOnly",
        "errors are one type, so what only they carry is not received by a type of its own; the differ counts it as received",
    ),
    (
        "response-media-type-changed",
        "/paths/~1either~1{id}/put/responses/200/content/text~1csv",
        "another status still has the type, so that the method stays; the differ looks at each status alone",
    ),
    (
        "response-type-changed",
        "/paths/~1either~1{id}/put/responses/200/content/text~1csv/schema/type",
        "the same",
    ),
];

fn root(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// The document with one edit in each of its schemas, or operations; and the names of those edits.
fn edited(
    whole: &Value,
    round: usize,
    edits: &[(&'static str, Edit)],
    schemas: bool,
) -> (Value, BTreeSet<&'static str>) {
    let mut new = whole.clone();
    let mut made = BTreeSet::new();
    let places: Vec<&mut Value> = if schemas {
        let schemas = new.pointer_mut("/components/schemas").and_then(Value::as_object_mut);
        schemas.into_iter().flat_map(|all| all.values_mut()).collect()
    } else {
        let items = new.pointer_mut("/paths").and_then(Value::as_object_mut);
        let items =
            items.into_iter().flat_map(|all| all.values_mut()).filter_map(Value::as_object_mut);
        items
            .flat_map(|item| item.iter_mut())
            .filter(|(key, _)| {
                ["get", "put", "post", "delete", "patch", "head"].contains(&key.as_str())
            })
            .map(|(_, operation)| operation)
            .collect()
    };
    for (at, place) in places.into_iter().enumerate() {
        let (name, edit) = edits[(at + round) % edits.len()];
        // What could not be made may have been made in part.
        let before = place.clone();
        if edit(place) {
            made.insert(name);
        } else {
            *place = before;
        }
    }
    (new, made)
}

fn check(
    path: &str,
    settings: &Settings,
    edits: &[(&'static str, Edit)],
    schemas: bool,
    rounds: usize,
) {
    let text = read(&root(path));
    let whole = Document::parse(&text, path).unwrap().root().to_value();
    let old = Side::new(&whole.to_string(), path, settings);
    let mut wrong = Vec::new();
    let mut made = BTreeSet::new();
    for round in 0..rounds.min(edits.len()) {
        let (new, names) = edited(&whole, round, edits, schemas);
        made.extend(names);
        let report = observed(&old, &Side::new(&new.to_string(), "edited", settings));
        let found = unexpected(&report, UNKNOWABLE, &mut BTreeSet::new());
        wrong.extend(found.into_iter().map(|line| format!("{path} round {round}: {line}")));
    }
    println!("{path}: {} kinds of edits made", made.len());
    assert!(made.len() * 2 > rounds.min(edits.len()), "few of the edits could be made: {made:?}");
    assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn schemas_of_the_fixtures() {
    check("fixtures/documents/schemas.yaml", &Settings::default(), SCHEMA, true, usize::MAX);
}

#[test]
fn operations_of_the_fixtures() {
    check("fixtures/documents/wire.yaml", &Settings::default(), OPERATION, false, usize::MAX);
}

fn own() -> Settings {
    let mut settings = Settings::from_json(&read(&root("generate.json"))).unwrap();
    // What the hand-written code relies on is not the point here, and edits break it.
    settings.contract.clear();
    settings
}

#[test]
fn schemas_of_our_document() {
    check("openapi.json", &own(), SCHEMA, true, 12);
}

#[test]
fn operations_of_our_document() {
    check("openapi.json", &own(), OPERATION, false, 12);
}
