//! What is compared, found and listed has bounds, and they are these.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::report::json;
use oas_diff::{Document, Settings, diff};
use serde_json::{Map, Value, json};
use support::parse;

fn read(value: &Value) -> Document {
    parse(&value.to_string(), "bounds.json")
}

#[test]
fn what_is_found_in_a_new_part_has_a_bound() {
    let document = |schema: Value| {
        json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
            "components": {"schemas": schema},
        })
    };
    let hidden = "a\u{202E}b";
    for (key, value) in [
        ("description", json!("~~~sh\nrm\n~~~")),
        ("const", json!(hidden)),
        (hidden, json!("x")),
        ("enum", json!([hidden])),
        ("x-rust-type", json!("crate::Pet")),
    ] {
        let members: Map<String, Value> =
            (0..50).map(|at| (format!("m{at}"), json!({ key: value }))).collect();
        let new = read(&document(json!({"New": {"type": "object", "properties": members}})));
        let report = diff(&read(&document(json!({}))), &new, &Settings::default());
        let found = report.changes.iter().filter(|change| change.rule != "schema-added").count();
        assert_eq!(found, 20, "{key}");
    }
}

/// What is reached in a million ways is compared once.
#[test]
fn a_pair_is_compared_once() {
    let document = |last: &str| {
        let mut schemas =
            json!({ "S40": { "type": "object", "properties": { "last": { "type": last } } } });
        for at in 0..40 {
            let next = json!({ "$ref": format!("#/components/schemas/S{}", at + 1) });
            schemas[format!("S{at}")] = json!({ "type": "object", "properties": { "a": next, "b": next, "c": { "type": "array", "items": next } } });
        }
        let first = json!({ "$ref": "#/components/schemas/S0" });
        let answers = json!({ "200": { "description": "", "content": { "application/json": { "schema": first } } } });
        read(&json!({
            "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
            "paths": { "/x": { "get": { "responses": answers } } }, "components": { "schemas": schemas },
        }))
    };
    let report = diff(&document("string"), &document("integer"), &Settings::default());
    assert_eq!(report.changes.len(), 1);
    // The same where references lead to what is no component.
    let document = |last: &str| {
        let paths: Map<String, Value> = (0..=40)
            .map(|at| {
                let next = json!({ "$ref": format!("#/paths/~1x{}/get/responses/200/content/application~1json/schema", at + 1) });
                let schema = match at {
                    40 => json!({ "type": last }),
                    _ => json!({ "type": "object", "properties": { "a": next, "b": next } }),
                };
                let answers = json!({ "200": { "description": "", "content": { "application/json": { "schema": schema } } } });
                (format!("/x{at}"), json!({ "get": { "responses": answers } }))
            })
            .collect();
        read(
            &json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths }),
        )
    };
    let report = diff(&document("string"), &document("integer"), &Settings::default());
    assert_eq!(report.changes.len(), 1);
}

#[test]
fn of_many_differences_the_first_are_listed() {
    for (differences, listed) in [(1, 1), (8, 8), (9, 9), (12, 9)] {
        let members = |prefix: &str| -> Map<String, Value> {
            (0..differences)
                .map(|at| (format!("{prefix}{at}"), json!({ "type": "string" })))
                .collect()
        };
        let document = |name: &str| {
            let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
            let answers = json!({ "200": { "description": "", "content": { "application/json": { "schema": reference } } } });
            read(&json!({
                "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
                "paths": { "/x": { "get": { "responses": answers } } },
                "components": { "schemas": {
                    "Empty": { "type": "object", "properties": { "id": { "type": "string" } } },
                    "Full": { "allOf": [{ "type": "object", "properties": { "id": { "type": "string" } } }, { "properties": members("m") }] },
                } },
            }))
        };
        let report = diff(&document("Empty"), &document("Full"), &Settings::default());
        let [change] = report.changes.as_slice() else { panic!("{:?}", report.changes) };
        assert_eq!(change.details.len(), listed, "{:?}", change.details);
        let s = if differences == 1 { "" } else { "s" };
        assert!(change.message.ends_with(&format!("({differences} difference{s})")));
    }
}

/// A tree of what uses a component names so many of its users.
#[test]
fn the_users_of_a_component_have_a_bound() {
    let document = |ty: &str| {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let answers = |name: &str| json!({ "200": { "description": "", "content": { "application/json": { "schema": reference(name) } } } });
        let path = |at: usize, name: &str| {
            (format!("/x{at}"), json!({ "get": { "responses": answers(name) } }))
        };
        let mut paths: Map<String, Value> = (0..150).map(|at| path(at, "Used")).collect();
        paths.extend((150..300).map(|at| path(at, "User")));
        let mut schemas = json!({
            "Used": { "type": "object", "properties": { "a": { "type": ty } } },
            "User": { "type": "object", "properties": { "used": reference("Used") } },
        });
        for at in 0..150 {
            schemas[format!("Other{at}")] = json!({ "type": "array", "items": reference("User") });
        }
        read(&json!({
            "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
            "paths": paths, "components": { "schemas": schemas },
        }))
    };
    let report = diff(&document("string"), &document("integer"), &Settings::default());
    let text = json(&report).unwrap();
    let usage = serde_json::from_str::<Value>(&text).unwrap()["usage"].clone();
    assert_eq!(usage.to_string().matches("\"name\"").count(), 200);
    let operations =
        usage.as_object().unwrap().values().next().unwrap()["operations"].as_array().unwrap().len();
    assert_eq!(operations, 300);
}
