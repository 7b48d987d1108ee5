//! Large documents: what is large because much is said is taken whole, and what would grow without end costs its place alone.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::disallowed_methods, reason = "tests, which watch the time")]

use std::time::{Duration, Instant};

use oas_codegen::{Generated, Report, Settings, Status, generate};
use serde_json::{Map, Value, json};

/// Takes far less than this, also on a machine that is busy, and far more if it grows without end.
const MOST: Duration = Duration::from_secs(240);

fn document(paths: &Value, components: &Value) -> Value {
    json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths, "components": components })
}

fn made(document: &Value) -> Generated {
    let start = Instant::now();
    let made = generate(&document.to_string(), "large.json", &Settings::default()).unwrap();
    assert!(start.elapsed() < MOST, "it took {:?}", start.elapsed());
    made
}

fn named(count: usize, one: impl Fn(usize) -> (String, Value)) -> Value {
    (0..count).map(one).collect::<Map<_, _>>().into()
}

/// An object of so many members, which are not alike.
fn object(members: usize) -> Value {
    let types = ["string", "integer"];
    let member = |n: usize| (format!("member_{n}"), json!({ "type": types[n % 2] }));
    json!({ "type": "object", "properties": named(members, member) })
}

/// What became of `/pN`, each with a parameter, a body, an answer and an error of the components.
fn operations(count: usize) -> Value {
    let reference = |kind: &str| json!({ "$ref": format!("#/components/{kind}/Shared") });
    named(count, |n| {
        let operation = json!({
            "parameters": [reference("parameters")], "requestBody": reference("requestBodies"),
            "responses": { "200": reference("responses"), "404": reference("responses") }
        });
        (format!("/p{n}"), json!({ "post": operation }))
    })
}

fn all_exact(report: &Report) -> bool {
    report.operations.iter().all(|operation| operation.status == Status::Exact)
}

fn count(source: &str, text: &str) -> usize {
    source.matches(text).count()
}

#[test]
fn what_operations_share_is_one_type_however_large_and_however_many_there_are() {
    let json = |schema| json!({ "application/json": { "schema": schema } });
    let components = json!({
        "parameters": { "Shared": { "name": "filter", "in": "query", "style": "deepObject", "schema": object(500) } },
        "requestBodies": { "Shared": { "content": json(object(400)) } },
        "responses": { "Shared": { "description": "It.", "content": json(object(300)) } },
    });
    let made = made(&document(&operations(500), &components));
    assert_eq!(made.report.operations.len(), 500);
    assert!(all_exact(&made.report));
    assert!(made.report.untyped.is_empty(), "{:?}", made.report.untyped);
    // Parameter, body and answer, which the error is too.
    let structs = ["pub struct Shared {", "pub struct SharedX"];
    assert_eq!(structs.map(|text| count(&made.source, text)), [1, 2]);
    for (kind, place) in [
        ("parameters", "schema"),
        ("requestBodies", "content/application~1json/schema"),
        ("responses", "content/application~1json/schema"),
    ] {
        let place = format!("/components/{kind}/Shared/{place}");
        let ty = made.report.places[&place].rsplit(' ').next().unwrap();
        assert!(ty.starts_with("Shared"), "{place}: {ty}");
    }
}

#[test]
fn a_shared_part_has_the_name_that_it_has_in_the_document() {
    let sort = json!({ "type": "string", "enum": ["up", "down"] });
    let problem = json!({ "type": "object", "properties": { "title": { "type": "string" } } });
    let operation = json!({
        "parameters": [{ "$ref": "#/components/parameters/sort-order" }],
        "responses": { "204": { "description": "" }, "default": { "$ref": "#/components/responses/problem" } }
    });
    let paths = json!({ "/a": { "get": operation }, "/b": { "get": operation } });
    let components = json!({
        "parameters": { "sort-order": { "name": "sort", "in": "query", "schema": sort } },
        "responses": { "problem": { "description": "", "content": {
            "application/problem+json": { "schema": problem },
        } } },
    });
    let made = made(&document(&paths, &components));
    assert!(made.source.contains("pub enum SortOrder {"));
    assert!(made.source.contains("pub struct Problem {"));
    assert!(!made.source.contains("GetASort") && !made.source.contains("GetBSort"));
}

#[test]
fn many_that_build_on_a_large_schema_are_whole() {
    let mut schemas = named(300, |n| {
        let own =
            json!({ "type": "object", "properties": { format!("own_{n}"): { "type": "string" } } });
        (format!("Heir{n}"), json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, own] }))
    });
    schemas["Base"] = object(500);
    let made = made(&document(&json!({}), &json!({ "schemas": schemas })));
    assert!(made.report.untyped.is_empty(), "{:?}", made.report.untyped);
    assert_eq!(count(&made.source, "pub member_499: "), 301);
}

#[test]
fn a_circle_of_many_schemas_is_whole() {
    let circle = |count: usize| {
        named(count, |n| {
            let next = format!("#/components/schemas/C{}", (n + 1) % count);
            (
                format!("C{n}"),
                json!({ "type": "object", "properties": { "next": { "$ref": next } } }),
            )
        })
    };
    let whole = made(&document(&json!({}), &json!({ "schemas": circle(5_000) })));
    assert!(whole.report.untyped.is_empty(), "{:?}", whole.report.untyped);
    assert_eq!(count(&whole.source, "pub next: "), 5_000);
    // A longer one is cut, where the report says, and nothing else is.
    let cut = made(&document(&json!({}), &json!({ "schemas": circle(13_000) })));
    assert_eq!(count(&cut.source, "pub next: "), 13_000);
    let reasons: Vec<&str> = cut.report.untyped.iter().map(|at| at.reason.as_str()).collect();
    assert!(!reasons.is_empty() && reasons.len() < 5, "{}", reasons.len());
    assert!(reasons.iter().all(|reason| reason.contains("circle of too many schemas")));
    assert_eq!(cut.report.rules["too-much-merged"], reasons.len());
}

/// What stands beside an anyOf is merged with each of its branches, and has an anyOf inside that is merged likewise.
fn doubling(levels: usize) -> Value {
    let mut schema = json!({});
    for _ in 0..levels {
        let branch = |name: &str| json!({ "properties": { name: {} } });
        schema = json!({ "type": "object", "properties": { "p": schema }, "anyOf": [branch("q"), branch("r")] });
    }
    schema
}

#[test]
fn what_doubles_without_end_costs_its_place_alone() {
    let paths = json!({ "/good": { "get": { "responses": { "200": { "description": "", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/Good" } } } } } } },
        "/bad": { "get": { "responses": { "200": { "description": "", "content": {
        "application/json": { "schema": { "$ref": "#/components/schemas/Bad" } } } } } } } });
    let schemas = json!({ "Bad": doubling(30), "Good": object(20) });
    let made = made(&document(&paths, &json!({ "schemas": schemas })));
    assert!(made.report.rules["too-much-merged"] > 0);
    let state = |path: &str| made.report.operations.iter().find(|one| one.path == path).unwrap();
    assert_eq!(state("/good").status, Status::Exact);
    assert_eq!(state("/bad").status, Status::Degraded);
    assert!(state("/bad").reasons.iter().any(|reason| reason.contains("too-much-merged")));
    assert!(made.source.contains("pub member_19: "));
}

/// Each is small, and all of them together would be merged billions of times.
#[test]
fn many_that_double_without_end_end() {
    let schemas = named(4, |n| (format!("S{n}"), doubling(24 + n % 5)));
    let made = made(&document(&json!({}), &json!({ "schemas": schemas })));
    assert!(made.report.rules["too-much-merged"] > 0);
    assert!(made.source.len() < 200 << 20, "{} bytes", made.source.len());
}

#[test]
fn a_long_enum_that_many_merge_ends() {
    let values: Vec<String> = (0..20_000).map(|n| format!("value {n}")).collect();
    let mut schemas = named(2_000, |n| {
        let own =
            json!({ "type": "object", "properties": { format!("own_{n}"): { "type": "string" } } });
        (format!("Heir{n}"), json!({ "allOf": [{ "$ref": "#/components/schemas/Base" }, own] }))
    });
    schemas["Base"] =
        json!({ "type": "object", "properties": { "kind": { "type": "string", "enum": values } } });
    let made = made(&document(&json!({}), &json!({ "schemas": schemas })));
    assert!(made.report.rules["too-much-merged"] > 0);
    assert!(made.source.len() < 400 << 20, "{} bytes", made.source.len());
}
