//! All that is said of many small changes, word for word, so that nothing of it becomes another without being seen. What is right is
//! asserted elsewhere; here a change of the differ shows all that it changes. `INSTA_UPDATE=always cargo test -p oas-diff --test crossed`
//! accepts it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/predictions.rs"]
mod predictions;
mod support;

use std::fmt::Write as _;

use oas_diff::{Document, Settings, diff};
use serde_json::{Map, Value};
use support::{data, parse, verdict};

fn read(value: &Value) -> Document {
    parse(&value.to_string(), "crossed.json")
}

/// What is said of two documents: a line for each change, with what it rests on.
fn said(old: &Document, new: &Document) -> String {
    let report = diff(old, new, &Settings::default());
    let mut said = String::new();
    for change in &report.changes {
        let sides = match (&change.old, &change.new) {
            (Some(_), Some(_)) => '~',
            (Some(_), None) => '-',
            (None, Some(_)) => '+',
            (None, None) => '?',
        };
        let (verdict, way) = (verdict(change), change.direction.name());
        let heading = change.heading();
        writeln!(said, "  {sides} {verdict} {way} | {heading} | {}", change.message).unwrap();
        change.details.iter().for_each(|detail| writeln!(said, "      {detail}").unwrap());
    }
    said
}

/// The frame with a value in the place of `HERE`; `null` takes the member with it that it stands in.
fn framed(frame: &Value, value: &Value) -> Value {
    match frame {
        Value::String(text) if text == "HERE" => value.clone(),
        Value::Object(members) => {
            let inside = members.iter().map(|(key, member)| (key.clone(), framed(member, value)));
            Value::Object(inside.filter(|(_, member)| !member.is_null()).collect::<Map<_, _>>())
        }
        Value::Array(items) => items.iter().map(|item| framed(item, value)).collect(),
        other => other.clone(),
    }
}

#[test]
fn each_form_of_a_part_against_others() {
    let whole = parse(&data("crossed.yaml"), "crossed.yaml").root().to_value();
    let document = |frame: &Value, value: &Value| {
        let mut document = whole.clone();
        document.as_object_mut().unwrap().remove("x-tables");
        document["paths"] = framed(frame, value);
        read(&document)
    };
    for table in whole["x-tables"].as_array().unwrap() {
        let name = table["name"].as_str().unwrap();
        let mut all = String::new();
        for (place, frame) in table["frames"].as_object().unwrap() {
            let variants: Vec<(&String, Document)> = table["variants"]
                .as_object()
                .unwrap()
                .iter()
                .map(|(name, value)| (name, document(frame, value)))
                .collect();
            let is_against = |name: &str| {
                table["against"].as_array().is_none_or(|names| names.iter().any(|one| one == name))
            };
            for (from, old) in &variants {
                for (to, new) in variants.iter().filter(|(to, _)| to != from) {
                    if is_against(from) || is_against(to) {
                        write!(all, "{place}: {from} -> {to}\n{}", said(old, new)).unwrap();
                    }
                }
            }
        }
        insta::assert_snapshot!(name.replace(' ', "_"), all);
    }
}

/// Every node of a document, by its pointer.
fn nodes(value: &Value, pointer: &str, out: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        let pointer = format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
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
fn without(whole: &Value, pointer: &str) -> Value {
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

#[test]
fn each_part_of_a_document_gone_and_come() {
    for name in ["everything.yaml", "everything-3.0.yaml"] {
        let whole = parse(&data(name), name).root().to_value();
        let (mut pointers, mut all) = (Vec::new(), String::new());
        nodes(&whole, "", &mut pointers);
        let document = read(&whole);
        for pointer in pointers {
            let text = without(&whole, &pointer).to_string();
            let Ok(other) = Document::parse(&text, "without.json") else { continue };
            write!(all, "gone: {pointer}\n{}", said(&document, &other)).unwrap();
            write!(all, "come: {pointer}\n{}", said(&other, &document)).unwrap();
        }
        insta::assert_snapshot!(name.replace(".yaml", "_parts"), all);
    }
}

#[test]
fn each_edit_whose_effect_is_foretold() {
    let mut all = String::new();
    for (at, case) in predictions::cases().iter().enumerate() {
        let (old, new) = (parse(&case.old, "old"), parse(&case.new, "new"));
        let [there, back] = [case.there, case.back].map(oas_diff::Rust::name);
        write!(all, "{at} {} there: {there}\n{}", case.kind, said(&old, &new)).unwrap();
        write!(all, "{at} {} back: {back}\n{}", case.kind, said(&new, &old)).unwrap();
    }
    insta::assert_snapshot!("foretold", all);
}
