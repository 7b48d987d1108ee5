//! Types that are made of themselves, in each place where a type can stand.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use oas_codegen::{Settings, generate};
use serde_json::{Value, json};

const ROUND: &str = "#/components/schemas/Round";
const OTHER: &str = "#/components/schemas/Other";

/// Pairs of schemas that lead to each other or to themselves.
fn circles() -> Vec<(Value, Value)> {
    let (round, other) = (json!({ "$ref": ROUND }), json!({ "$ref": OTHER }));
    let object =
        json!({ "type": "object", "required": ["a"], "properties": { "a": { "type": "string" } } });
    let mut circles = Vec::new();
    for union in ["anyOf", "oneOf", "allOf"] {
        for with in [json!({ "type": "string" }), json!({ "type": "null" }), object.clone()] {
            circles.push((json!({ union: [round, with] }), json!({})));
            circles.push((json!({ union: [with, round] }), json!({})));
            circles.push((json!({ union: [round, other] }), json!({ union: [round, with] })));
            circles.push((json!({ union: [other, with] }), json!({ "anyOf": [round, object] })));
        }
        circles.push((json!({ union: [round] }), json!({})));
        circles.push((json!({ union: [other] }), round.clone()));
    }
    circles.push((other.clone(), round.clone()));
    circles.push((json!({ "$ref": ROUND, "type": ["string", "null"] }), json!({})));
    circles.push((json!({ "type": "array", "items": round }), json!({})));
    circles.push((
        json!({ "type": "array", "items": other }),
        json!({ "type": "array", "items": round }),
    ));
    circles.push((json!({ "type": "object", "additionalProperties": round }), json!({})));
    circles.push((
        json!({ "type": "array", "items": other }),
        json!({ "anyOf": [round, { "type": "string" }] }),
    ));
    circles.push((json!({ "not": round }), json!({})));
    circles.push((
        json!({ "type": "object", "properties": { "a": round, "b": other }, "required": ["a", "b"] }),
        json!({ "oneOf": [round, other] }),
    ));
    circles.push((
        json!({ "oneOf": [round, other], "discriminator": { "propertyName": "a" } }),
        object,
    ));
    circles
}

/// A document with the schema in each place.
fn document(round: &Value, other: &Value) -> Value {
    let schema = json!({ "$ref": ROUND });
    let parameter = |place: &str, name: &str, more: Value| {
        let mut parameter =
            json!({ "name": name, "in": place, "required": place == "path", "schema": schema });
        parameter.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        parameter
    };
    let body = |media_type: &str| json!({ "content": { media_type: { "schema": schema } } });
    let answer = |media_type: &str| {
        json!({ "description": "", "content": { media_type: { "schema": schema } },
            "headers": { "X-Round": { "schema": schema }, "X-Json": { "content": { "application/json": { "schema": schema } } } } })
    };
    let mut paths = serde_json::Map::new();
    for (number, media_type) in [
        "application/json",
        "application/merge-patch+json",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "application/xml",
        "text/plain",
        "text/event-stream",
        "application/jsonl",
    ]
    .into_iter()
    .enumerate()
    {
        paths.insert(
            format!("/p{number}/{{id}}"),
            json!({ "post": {
                "parameters": [
                    parameter("path", "id", json!({})),
                    parameter("query", "q", json!({})),
                    parameter("query", "deep", json!({ "style": "deepObject" })),
                    parameter("query", "cursor", json!({ "explode": false })),
                    parameter("header", "X-Round", json!({})),
                    parameter("cookie", "c", json!({})),
                ],
                "requestBody": body(media_type),
                "responses": {
                    "200": answer(media_type),
                    "201": answer("application/json"),
                    "400": answer("application/json"),
                    "default": answer(media_type),
                },
            } }),
        );
        paths.insert(
            format!("/wrapped{number}"),
            json!({ "get": { "responses": { "200": { "description": "", "content": { media_type: { "schema": {
                "type": "object", "required": ["data", "meta"], "properties": { "data": schema, "meta": schema } } } } } } } }),
        );
    }
    json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths,
        "components": { "schemas": { "Round": round, "Other": other } } })
}

#[test]
fn a_type_made_of_itself_becomes_code() {
    let settings = [
        "{}",
        r#"{"envelope":{"data":"data","meta":"meta"},"paging":{"cursor":"cursor","page":"meta"},"split_read_write":true,
            "derives":["Default","Eq","Hash","JsonSchema"],
            "contract":[{"operation":"POST /p0/{id}","by":"x","part":"body","fields":["a"]},
                {"operation":"GET /wrapped0","by":"y","fields":["a"]},{"operation":"GET /wrapped0","by":"z","part":"list"}]}"#,
    ]
    .map(|text| {
        let mut settings = Settings::from_json(text).unwrap();
        settings.misfits = oas_codegen::Misfits::Report;
        settings
    });
    for (round, other) in circles() {
        let text = document(&round, &other).to_string();
        for settings in &settings {
            println!("{round} {other}");
            let generated = generate(&text, "openapi.json", settings).unwrap();
            syn::parse_file(&generated.source).unwrap();
        }
    }
}

#[test]
fn a_union_of_itself_is_what_else_it_may_be() {
    let of = |round: Value, other: Value| {
        let text = document(&round, &other).to_string();
        generate(&text, "openapi.json", &Settings::default()).unwrap()
    };
    let (round, other, text) =
        (json!({ "$ref": ROUND }), json!({ "$ref": OTHER }), json!({ "type": "string" }));
    let untyped = |generated: &oas_codegen::Generated| {
        let untyped = generated.report.untyped.iter();
        let of_circles = untyped.filter(|one| one.reason == "circular `$ref`");
        of_circles.map(|one| one.pointer.clone()).collect::<Vec<_>>()
    };
    let variants = |generated: &oas_codegen::Generated, name: &str| {
        let file = syn::parse_file(&generated.source).unwrap();
        let types = file.items.into_iter().find_map(|item| match item {
            syn::Item::Mod(module) if module.ident == "types" => module.content,
            _ => None,
        });
        let union = types.unwrap().1.into_iter().find_map(|item| match item {
            syn::Item::Enum(union) if union.ident == name => Some(union),
            _ => None,
        });
        union.unwrap().variants.iter().map(|one| one.ident.to_string()).collect::<Vec<_>>()
    };
    // What it adds itself is nothing.
    let itself = of(json!({ "anyOf": [round, text, { "type": "integer" }] }), json!({}));
    assert_eq!(untyped(&itself), Vec::<String>::new());
    assert_eq!(variants(&itself, "Round"), ["Integer", "String", "Unrecognized"]);
    // Each may be what the other may be.
    let each_other =
        of(json!({ "anyOf": [other, { "type": "integer" }] }), json!({ "anyOf": [round, text] }));
    assert_eq!(untyped(&each_other), Vec::<String>::new());
    assert_eq!(variants(&each_other, "Other"), ["Integer", "String", "Unrecognized"]);
    assert!(each_other.source.contains("pub type Round = Other;"));
    // A tag stays.
    let object = |of: &str| json!({ "type": "object", "required": ["kind"], "properties": { "kind": { "const": of } } });
    let tagged = of(
        json!({ "oneOf": [round, other, object("a")], "discriminator": { "propertyName": "kind", "mapping": { "x": ROUND, "b": OTHER } } }),
        object("b"),
    );
    assert_eq!(untyped(&tagged), Vec::<String>::new());
    assert!(tagged.source.contains("\"kind\""));
    assert_eq!(variants(&tagged, "Round"), ["Other", "A", "Unrecognized"]);
    // Nothing else is left.
    let void = of(json!({ "anyOf": [round, other] }), json!({ "anyOf": [round, other] }));
    assert_eq!(untyped(&void), ["/components/schemas/Other"]);
    assert!(void.report.operations.iter().all(|one| one.status != oas_codegen::Status::Exact));
}
