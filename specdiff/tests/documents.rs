//! Real documents: against themselves, against their history, against each other.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use oas_diff::{Change, Document, Report, Settings, diff, rules};
use serde_json::Value;
use support::{documents, lines, load, parse};

fn readable() -> Vec<Document> {
    // Some of the edge documents are wrong on purpose, and two are parts of others.
    documents()
        .iter()
        .filter_map(|path| Document::parse(&support::read(path), &path.to_string_lossy()).ok())
        .collect()
}

#[test]
fn a_document_is_equal_to_itself_and_to_its_canonical_form() {
    for document in readable() {
        let canonical = parse(&document.root().to_value().to_string(), "canonical.json");
        for other in [&document, &canonical] {
            let report = diff(&document, other, &Settings::default());
            assert!(report.is_empty(), "{}\n{}", document.name(), lines(&report).join("\n"));
        }
    }
}

/// The pairs of each history, oldest first.
fn histories() -> Vec<(Document, Document)> {
    let mut pairs = Vec::new();
    for name in ["airflow", "iceberg", "marimo"] {
        for (old, new) in [
            (format!("history/{name}/old.yaml"), format!("history/{name}/new.yaml")),
            (format!("history/{name}/new.yaml"), format!("{name}.yaml")),
            (format!("history/{name}/old.yaml"), format!("{name}.yaml")),
        ] {
            if let (Some(old), Some(new)) = (
                oas_corpus::find(&format!("specs/{old}")),
                oas_corpus::find(&format!("specs/{new}")),
            ) {
                pairs.push((load(&old), load(&new)));
            }
        }
    }
    pairs
}

#[test]
fn a_history_is_told_once() {
    for (old, new) in histories() {
        let report = diff(&old, &new, &Settings::default());
        let places = edited(&old.root().to_value(), &new.root().to_value());
        println!(
            "{} {}: {} changes, {places} places edited",
            report.old.title,
            report.new.version,
            report.changes.len()
        );
        assert!(!report.is_empty());
        assert!(
            report.changes.len() * 10 <= places * 12,
            "{} changes for {places} places",
            report.changes.len()
        );
        let edits: BTreeSet<_> = report.changes.iter().map(edit).collect();
        assert_eq!(edits.len(), report.changes.len(), "a change is told twice");
    }
}

#[test]
fn a_history_is_not_told_away() {
    // Every edited place is at a change, below one, or above one: nothing is lost.
    for (old, new) in histories() {
        let report = diff(&old, &new, &Settings::default());
        let told: Vec<String> = report
            .changes
            .iter()
            .flat_map(|c| [&c.old, &c.new])
            .flatten()
            .map(|place| place.pointer.clone())
            .collect();
        let (old, new) = (old.root().to_value(), new.root().to_value());
        let mut lost = Vec::new();
        for section in ["schemas", "parameters", "responses"] {
            let of = |document: &Value| {
                document["components"][section].as_object().cloned().unwrap_or_default()
            };
            let (a, b) = (of(&old), of(&new));
            for (name, schema) in &a {
                let pointer = format!("/components/{section}/{name}");
                // What a derived schema repeats of its base asks for nothing new.
                let derived = schema.get("allOf").is_some();
                let unordered = |schema: &Value| unordered(&asked_once(schema, derived));
                if b.get(name).map(unordered) != Some(unordered(schema))
                    && !told
                        .iter()
                        .any(|told| *told == pointer || told.starts_with(&format!("{pointer}/")))
                {
                    lost.push(pointer);
                }
            }
        }
        assert!(lost.is_empty(), "{lost:?}");
    }
}

/// A schema without its list of what is required, where a base may have it as well.
fn asked_once(schema: &Value, derived: bool) -> Value {
    let mut schema = schema.clone();
    if derived && let Some(keys) = schema.as_object_mut() {
        keys.remove("required");
    }
    schema
}

/// Lists of strings sorted: the order of `required` and `enum` means nothing.
fn unordered(value: &Value) -> Value {
    match value {
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().map(unordered).collect();
            if items.iter().all(Value::is_string) {
                items.sort_by_key(ToString::to_string);
            }
            Value::Array(items)
        }
        Value::Object(entries) => {
            entries.iter().map(|(key, value)| (key.clone(), unordered(value))).collect()
        }
        value => value.clone(),
    }
}

fn edit(change: &Change) -> (&'static str, Option<String>, Option<String>) {
    let pointer =
        |place: &Option<oas_diff::Place>| place.as_ref().map(|place| place.pointer.clone());
    (change.rule, pointer(&change.old), pointer(&change.new))
}

/// How many places of two JSON values differ: each key that came, went or has another value.
fn edited(old: &Value, new: &Value) -> usize {
    match (old, new) {
        (Value::Object(a), Value::Object(b)) => {
            a.iter()
                .map(|(key, value)| b.get(key).map_or(1, |other| edited(value, other)))
                .sum::<usize>()
                + b.keys().filter(|key| !a.contains_key(*key)).count()
        }
        (Value::Array(a), Value::Array(b)) => {
            let mut gone: Vec<&Value> = a.iter().filter(|item| !b.contains(item)).collect();
            let mut come: Vec<&Value> = b.iter().filter(|item| !a.contains(item)).collect();
            let mut places = 0;
            // Parameters and the like have names; they are edited, not replaced.
            gone.retain(|item| {
                let name = |value: &Value| (value.get("name").cloned(), value.get("in").cloned());
                let same = come.iter().position(|other| {
                    item.is_object() && name(item).0.is_some() && name(item) == name(other)
                });
                same.map(|at| places += edited(item, come.remove(at))).is_none()
            });
            while let (Some(item), false) = (gone.pop(), come.is_empty()) {
                places += edited(item, come.remove(come.len() - 1)).max(1);
            }
            places + gone.len() + come.len()
        }
        (a, b) => usize::from(a != b),
    }
}

#[test]
fn the_way_back_mirrors_the_way_there() {
    for (old, new) in histories() {
        let there = diff(&old, &new, &Settings::default());
        let back = diff(&new, &old, &Settings::default());
        assert_mirrored(&there, &back);
        assert_mirrored(&back, &there);
    }
}

/// Each change has one on the way back that is its opposite by the rules, at the same places.
fn assert_mirrored(there: &Report, back: &Report) {
    let places = |change: &Change, swap: bool| {
        let (_, old, new) = edit(change);
        if swap { (new, old) } else { (old, new) }
    };
    for change in &there.changes {
        let rule = rules::find(change.rule).unwrap();
        // New text is suspicious, old text is not: there is no opposite of a warning.
        if change.class == oas_diff::Class::Security {
            continue;
        }
        let found = back.changes.iter().any(|other| {
            let opposite = rules::find(other.rule).unwrap();
            places(other, true) == places(change, false)
                && (opposite_of(rule.reversed, other.rule)
                    || opposite_of(opposite.reversed, change.rule)
                    || other.class == oas_diff::Class::Security)
        });
        assert!(found, "no opposite of {} {:?}", change.rule, edit(change));
    }
}

/// Rules are opposites up to the direction that they are told by and to what may be missing.
fn opposite_of(reversed: &str, rule: &str) -> bool {
    let stem = |id: &str| {
        id.replace("request-", "")
            .replace("response-", "")
            .replace("optional-", "")
            .replace("-optional", "")
            .replace("-required", "")
    };
    stem(reversed) == stem(rule) || reversed == rule
}

#[test]
fn any_document_can_be_compared_with_any_other() {
    let all = readable();
    // The large ones in full against each other, the small ones in a ring.
    let (large, small): (Vec<_>, Vec<_>) = all.iter().partition(|document| document.len() > 20_000);
    for a in &large {
        for b in &large {
            let _ = diff(a, b, &Settings::default());
        }
    }
    for (at, a) in small.iter().enumerate() {
        for step in [1, 7, 31] {
            let b = small[(at + step) % small.len()];
            let _ = diff(a, b, &Settings::default());
        }
    }
}
