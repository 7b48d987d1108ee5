//! What the tests share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};

use oas_diff::{Change, Document, Report, Settings, diff};
use oas_source::pointer::escape;
use serde_json::Value;

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document of `tests/data`.
pub fn data(name: &str) -> String {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data").join(name))
}

pub fn parse(text: &str, name: &str) -> Document {
    Document::parse(text, name).unwrap_or_else(|error| panic!("{error}"))
}

pub fn load(path: &Path) -> Document {
    parse(&read(path), &path.file_name().unwrap().to_string_lossy())
}

pub fn compare(old: &str, new: &str) -> Report {
    diff(&parse(old, "old"), &parse(new, "new"), &Settings::default())
}

/// The documents of `specs/` that are OpenAPI documents of their own, the histories with them.
pub fn documents() -> Vec<PathBuf> {
    let Some(root) = oas_corpus::find("specs") else {
        return Vec::new();
    };
    let mut found = Vec::new();
    let mut folders = vec![root];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|ext| ext == "json" || ext == "yaml") {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// `rule wire rust` of a change.
pub fn verdict(change: &Change) -> String {
    format!("{} {} {}", change.rule, change.wire.name(), change.rust.name())
}

/// One line for each change.
pub fn lines(report: &Report) -> Vec<String> {
    report
        .changes
        .iter()
        .map(|change| format!("{} | {} | {}", verdict(change), change.message, change.pointer()))
        .collect()
}

/// A 3.1 document around component schemas `In` (sent) and `Out` (received).
pub fn with_schemas(schemas: &str) -> String {
    let schemas: Value = serde_json::from_str(schemas).expect("schemas");
    serde_json::json!({
        "openapi": "3.1.0",
        "info": {"title": "T", "version": "1"},
        "paths": {"/x": {"post": {
            "operationId": "x",
            "requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/In"}}}},
            "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Out"}}}}}
        }}},
        "components": {"schemas": schemas}
    })
    .to_string()
}

/// What changing one schema does where it is sent, and where it is received.
pub fn schema_change(old: &str, new: &str) -> (Vec<String>, Vec<String>) {
    let document = |schema: &str, sent: bool| {
        let (input, output) = if sent { (schema, "true") } else { ("true", schema) };
        with_schemas(&format!(
            r#"{{"In": {input}, "Out": {output}, "A": {{"type": "object", "properties": {{"a": {{"type": "string"}}}}}}, "B": {{"type": "object", "properties": {{"b": {{"type": "string"}}}}}}}}"#
        ))
    };
    let verdicts = |sent| {
        compare(&document(old, sent), &document(new, sent)).changes.iter().map(verdict).collect()
    };
    (verdicts(true), verdicts(false))
}

/// Every node of a document, by its pointer.
pub fn nodes(value: &Value, pointer: &str, out: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", escape(key));
        nodes(value, &pointer, out);
        out.push(pointer);
    };
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| below(key, value)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value));
        }
        _ => {}
    }
}

/// The document without a node.
pub fn without(whole: &Value, pointer: &str) -> Value {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    let mut without = whole.clone();
    match without.pointer_mut(holder).unwrap() {
        Value::Array(items) => drop(items.remove(key.parse().unwrap())),
        holder => {
            holder.as_object_mut().unwrap().remove(&key.replace("~1", "/").replace("~0", "~"));
        }
    }
    without
}
