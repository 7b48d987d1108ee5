//! Documents nobody would write: no panic, and whatever is generated is Rust.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;

use oas_codegen::{ErrorKind, ForeignRefs, Settings, Source, Status, generate, operation_table};
use oas_source::Document;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::{Value, json};

fn word() -> impl Strategy<Value = String> + Clone {
    prop_oneof![
        Just("a".to_owned()),
        Just("type".to_owned()),
        Just("Self".to_owned()),
        Just("a-b".to_owned()),
        Just(String::new()),
        "[a-zA-Z_ -]{1,6}",
        any::<String>(),
    ]
}

fn scalar() -> impl Strategy<Value = Value> + Clone {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        word().prop_map(Value::from),
    ]
}

fn type_name() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!("object")),
        Just(json!("array")),
        Just(json!("string")),
        Just(json!("integer")),
        Just(json!("number")),
        Just(json!("boolean")),
        Just(json!("null")),
        Just(json!(["string", "null"])),
        Just(json!(["object", "integer"])),
        scalar(),
    ]
}

fn schema() -> impl Strategy<Value = Value> + Clone {
    let leaf = prop_oneof![
        Just(json!({})),
        any::<bool>().prop_map(Value::from),
        type_name().prop_map(|name| json!({ "type": name })),
        prop::collection::vec(scalar(), 0..4).prop_map(|values| json!({ "enum": values })),
        scalar().prop_map(|value| json!({ "const": value })),
        (0..4u8).prop_map(|n| json!({ "$ref": format!("#/components/schemas/S{n}") })),
        (0..4u8).prop_map(|n| json!({ "$ref": format!("#/components/schemas/S{n}/properties/a") })),
        word().prop_map(|text| json!({ "$ref": text })),
        scalar(),
    ];
    leaf.prop_recursive(4, 24, 4, |inner| {
        let several = prop::collection::vec(inner.clone(), 0..4);
        let named = prop::collection::btree_map(word(), inner.clone(), 0..4);
        prop_oneof![
            several.clone().prop_map(|branches| json!({ "allOf": branches })),
            (several.clone(), word()).prop_map(|(branches, name)| json!({ "oneOf": branches, "discriminator": { "propertyName": name } })),
            (several, named.clone()).prop_map(|(branches, properties)| json!({ "anyOf": branches, "type": "object", "properties": properties })),
            (named, prop::collection::vec(word(), 0..3), inner.clone(), scalar()).prop_map(|(properties, required, extra, default)| {
                json!({ "type": "object", "properties": properties, "required": required, "additionalProperties": extra, "default": default })
            }),
            (inner.clone(), type_name()).prop_map(|(items, name)| json!({ "type": name, "items": items })),
            (inner, word()).prop_map(|(inner, text)| json!({ "allOf": [inner], "description": text, "title": text })),
        ]
    })
}

fn operation() -> impl Strategy<Value = Value> {
    let style = prop_oneof![
        Just("form"),
        Just("simple"),
        Just("deepObject"),
        Just("label"),
        Just("matrix"),
        Just("pipeDelimited")
    ];
    let place = prop_oneof![Just("query"), Just("header"), Just("path"), Just("cookie")];
    let parameter = (word(), place, style, any::<bool>(), schema())
        .prop_map(|(name, place, style, explode, schema)| json!({ "name": name, "in": place, "style": style, "explode": explode, "schema": schema }));
    let media = prop_oneof![
        Just("application/json".to_owned()),
        Just("multipart/form-data".to_owned()),
        Just("application/x-www-form-urlencoded".to_owned()),
        Just("text/event-stream".to_owned()),
        Just("*/*".to_owned()),
        word(),
    ];
    let content = prop::collection::btree_map(
        media,
        schema().prop_map(|schema| json!({ "schema": schema })),
        0..3,
    );
    let status = prop_oneof![
        Just("200".to_owned()),
        Just("204".to_owned()),
        Just("2XX".to_owned()),
        Just("default".to_owned()),
        word()
    ];
    let responses = prop::collection::btree_map(
        status,
        content.clone().prop_map(|content| json!({ "content": content })),
        0..3,
    );
    (prop::collection::vec(parameter, 0..3), content, responses, word()).prop_map(|(parameters, content, responses, text)| {
        json!({ "parameters": parameters, "requestBody": { "content": content }, "responses": responses, "summary": text, "operationId": text })
    })
}

/// Runs a property with room for proptest's trees of values, which take more stack than a test's thread has.
fn on_large_stack(property: impl FnOnce() + Send + 'static) {
    let thread = std::thread::Builder::new().stack_size(256 << 20);
    if let Err(panic) = thread.spawn(property).unwrap().join() {
        std::panic::resume_unwind(panic);
    }
}

#[test]
fn what_is_generated_is_rust() {
    let config = ProptestConfig { cases: 400, max_shrink_iters: 2000, ..ProptestConfig::default() };
    on_large_stack(move || {
        proptest!(config, |(
            schemas in prop::collection::vec(schema(), 4),
            paths in prop::collection::btree_map("/[a-z{}]{0,5}|/a/\\{id\\}", operation(), 0..3),
            untyped in any::<bool>(),
        )| {
            let schemas: Value = schemas.into_iter().enumerate().map(|(n, schema)| (format!("S{n}"), schema)).collect::<serde_json::Map<_, _>>().into();
            let paths: Value = paths.into_iter().map(|(path, operation)| (path, json!({ "post": operation }))).collect::<serde_json::Map<_, _>>().into();
            let document = json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": paths, "components": { "schemas": schemas } });
            let mut settings = Settings::default();
            if untyped {
                settings.foreign_refs = ForeignRefs::Untyped;
            }
            let table = operation_table(&Source::new("x", document.to_string()), &settings);
            match generate(&document.to_string(), "x", &settings) {
                Ok(generated) => {
                    prop_assert!(syn::parse_file(&generated.source).is_ok());
                    let made = generated.report.operations.iter().filter(|one| one.status != Status::Skipped);
                    prop_assert_eq!(table.map(|table| table.operations.len()).ok(), Some(made.count()), "{}", document);
                }
                Err(error) => prop_assert!(error.kind() != ErrorKind::Generator, "{}: {}", error, document),
            }
        });
    });
}

/// Small documents of others, parsed; none where there is no corpus.
fn seeds() -> Vec<Value> {
    const LARGEST: u64 = 30_000;
    let mut folders = Vec::from_iter(oas_corpus::find("specs/edge"));
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if fs::metadata(&path).unwrap().len() <= LARGEST {
                files.push(path);
            }
        }
    }
    files.sort();
    let texts = files.iter().filter_map(|path| fs::read_to_string(path).ok());
    let documents = texts.filter_map(|text| Document::parse(&text, "seed").ok());
    documents.map(|document| document.root().to_value()).collect()
}

/// The pointers of everything in a value.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    let mut inside = |key: &str, value: &Value| {
        let key = key.replace('~', "~0").replace('/', "~1");
        places(value, &format!("{at}/{key}"), found);
    };
    match value {
        Value::Array(elements) => {
            for (n, element) in elements.iter().enumerate() {
                inside(&n.to_string(), element);
            }
        }
        Value::Object(members) => members.iter().for_each(|(key, member)| inside(key, member)),
        _ => {}
    }
}

/// A document with something from another, or from elsewhere in it, in the place of something.
fn exchange(document: &mut Value, donor: &Value, at: Index, from: Index) {
    let (mut own, mut others) = (Vec::new(), Vec::new());
    places(document, "", &mut own);
    places(donor, "", &mut others);
    let part = donor.pointer(from.get::<String>(&others)).cloned();
    if let (Some(place), Some(part)) = (document.pointer_mut(at.get::<String>(&own)), part) {
        *place = part;
    }
}

#[test]
fn real_documents_with_parts_exchanged_are_generated_or_refused() {
    let seeds = seeds();
    if seeds.is_empty() {
        return;
    }
    let exchanges = prop::collection::vec(any::<(Index, Index, Index)>(), 1..5);
    proptest!(ProptestConfig { cases: 150, max_shrink_iters: 200, ..ProptestConfig::default() }, |(
        seed in any::<Index>(),
        exchanges in exchanges,
    )| {
        let mut document = seed.get(&seeds).clone();
        for (donor, at, from) in exchanges {
            exchange(&mut document, donor.get(&seeds), at, from);
        }
        let table = operation_table(&Source::new("x", document.to_string()), &Settings::default());
        prop_assert!(table.err().is_none_or(|error| error.kind() != ErrorKind::Generator), "{}", document);
        match generate(&document.to_string(), "x", &Settings::default()) {
            Ok(generated) => prop_assert!(syn::parse_file(&generated.source).is_ok()),
            Err(error) => prop_assert!(error.kind() != ErrorKind::Generator, "{}: {}", error, document),
        }
    });
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, max_shrink_iters: 2000, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_a_document_or_an_error(text in any::<String>()) {
        let _ = generate(&text, "x", &Settings::default());
        let _ = generate(&format!("openapi: 3.1.0\n{text}"), "x", &Settings::default());
    }
}
