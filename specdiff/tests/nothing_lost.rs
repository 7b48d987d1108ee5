//! Every key of a document means something: taking it away is a change, or stands in the list of what is none.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::{Document, Settings, diff};
use serde_json::Value;
use support::{data, load, parse};

const DOCUMENTS: &[&str] = &[
    "specs/eshop.json",
    "specs/edge/hey-api/validators.yaml",
    "diff-cases/mutations/base.json",
    "specs/edge/libopenapi/all-the-components.yaml",
    "specs/edge/libopenapi/jsonschema-2020-12.yaml",
    "specs/edge/libopenapi/burgershop.yaml",
];

// How many at least are tried in the documents of this crate.
const OWN_KEYS: usize = 250;
const OWN_VALUES: usize = 110;

/// Keys whose loss means nothing, and why.
fn means_nothing(pointer: &str, lost: &Value, holder: &Value) -> bool {
    let key = pointer.rsplit('/').next().unwrap_or("");
    match key {
        "required" if holder.get("in") == Some(&Value::from("path")) => true,
        // A list of items says nothing about what is no list; and an operation may repeat what holds for all.
        "items" if holder.get("type").is_some_and(|other| other != "array") => true,
        "security" if pointer.starts_with("/paths/~1burgers/") => true,
        "minContains" => *lost == 1,
        // What is not given has a value all the same.
        "required" | "deprecated" | "uniqueItems" | "nullable" | "readOnly" | "writeOnly"
        | "allowReserved" | "allowEmptyValue" => {
            *lost == Value::Bool(false) || lost.as_array().is_some_and(Vec::is_empty)
        }
        "additionalProperties" | "items" => {
            *lost == Value::Bool(true) || lost.as_object().is_some_and(serde_json::Map::is_empty)
        }
        "explode" | "style" => true,
        // The other keywords say which type it is.
        "type" => {
            ["properties", "items", "enum", "const", "additionalProperties", "prefixItems", "flows"]
                .iter()
                .any(|other| holder.get(other).is_some())
        }
        // A parameter of the path is required, whatever it says; and its name is that of the template.
        "name" if holder.get("in") == Some(&Value::from("path")) => true,
        "default" => lost.is_null(),
        "minLength" | "minItems" | "minProperties" => *lost == 0,
        "security" | "tags" | "parameters" | "headers" | "content" | "properties" | "servers"
        | "examples" => {
            lost.as_array().is_some_and(Vec::is_empty)
                || lost.as_object().is_some_and(serde_json::Map::is_empty)
        }
        _ => false,
    }
}

fn own() -> Vec<Document> {
    ["old.yaml", "new.yaml"].map(|name| parse(&data(name), name)).into()
}

/// Those that are there.
fn others() -> Vec<Document> {
    DOCUMENTS.iter().filter_map(|name| oas_corpus::find(name)).map(|path| load(&path)).collect()
}

#[test]
fn no_key_can_be_taken_away_unseen() {
    without_a_key(own(), OWN_KEYS);
}

#[test]
fn no_key_of_the_corpus_can_be_taken_away_unseen() {
    let documents = others();
    if documents.len() == DOCUMENTS.len() {
        without_a_key(documents, 500);
    }
}

fn without_a_key(documents: Vec<Document>, at_least: usize) {
    let mut lost = Vec::new();
    let mut tried = 0;
    for document in documents {
        let whole = document.root().to_value();
        let mut pointers = Vec::new();
        collect(&whole, "", &mut pointers);
        for pointer in pointers {
            let (holder, key) = pointer.rsplit_once('/').unwrap();
            let key = key.replace("~1", "/").replace("~0", "~");
            let mut without = whole.clone();
            let entries = without.pointer_mut(holder).unwrap().as_object_mut().unwrap();
            let removed = entries.remove(&key).unwrap();
            let holder = without.pointer(holder).unwrap();
            if means_nothing(&pointer, &removed, holder) {
                continue;
            }
            tried += 1;
            let Ok(new) = Document::parse(&without.to_string(), "without.json") else {
                continue;
            };
            let there = diff(&document, &new, &Settings::default());
            let back = diff(&new, &document, &Settings::default());
            if there.is_empty() || back.is_empty() {
                lost.push(format!(
                    "{} {pointer} = {removed} ({}, {})",
                    document.name(),
                    there.changes.len(),
                    back.changes.len()
                ));
            }
        }
    }
    assert!(tried > at_least, "{tried} tried");
    assert!(lost.is_empty(), "{} of {tried}:\n{}", lost.len(), lost.join("\n"));
}

#[test]
fn no_value_can_be_changed_unseen() {
    with_another_value(own(), OWN_VALUES);
}

#[test]
fn no_value_of_the_corpus_can_be_changed_unseen() {
    let documents = others();
    if documents.len() == DOCUMENTS.len() {
        with_another_value(documents, 300);
    }
}

fn with_another_value(documents: Vec<Document>, at_least: usize) {
    let mut lost = Vec::new();
    let mut tried = 0;
    for document in documents {
        let whole = document.root().to_value();
        let mut pointers = Vec::new();
        collect(&whole, "", &mut pointers);
        for pointer in pointers {
            let mut other = whole.clone();
            let value = other.pointer_mut(&pointer).unwrap();
            let was = value.clone();
            *value = match &was {
                Value::Bool(flag) => Value::Bool(!flag),
                Value::Number(number) => Value::from(number.as_f64().unwrap() + 7.5),
                Value::String(text) => Value::from(format!("{text}x")),
                _ => continue,
            };
            let key = pointer.rsplit('/').next().unwrap_or("");
            let holder = other.pointer(pointer.rsplit_once('/').unwrap().0).unwrap();
            let in_path = holder.get("in") == Some(&Value::from("path"));
            // A parameter of the path is required and named by the template, whatever it says.
            if in_path && matches!(key, "required" | "name") {
                continue;
            }
            tried += 1;
            let Ok(new) = Document::parse(&other.to_string(), "changed.json") else {
                continue;
            };
            if diff(&document, &new, &Settings::default()).is_empty() {
                lost.push(format!("{} {pointer} = {was}", document.name()));
            }
        }
    }
    assert!(tried > at_least, "{tried} tried");
    assert!(lost.is_empty(), "{} of {tried}:\n{}", lost.len(), lost.join("\n"));
}

fn collect(value: &Value, pointer: &str, out: &mut Vec<String>) {
    match value {
        Value::Object(entries) => {
            for (key, value) in entries {
                let below = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
                out.push(below.clone());
                // The inside of a value is one with it.
                if !matches!(key.as_str(), "example" | "examples" | "default" | "enum" | "const")
                    || pointer.ends_with("/properties")
                {
                    collect(value, &below, out);
                }
            }
        }
        Value::Array(items) => {
            for (at, item) in items.iter().enumerate() {
                collect(item, &format!("{pointer}/{at}"), out);
            }
        }
        _ => {}
    }
}
