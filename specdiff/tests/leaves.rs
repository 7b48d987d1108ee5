//! Every leaf of a document that has all there is: another value, none, or a new one is one change, or stands in the list of
//! what means nothing or more than one thing, with the reason.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::{Direction, Document, Report, Settings, diff};
use serde_json::Value;
use support::{data, lines, nodes, parse, without};

/// Edits that are no change or several, by the ends of their pointers (`N` for a place in a list), and why.
#[rustfmt::skip]
const OTHERWISE: &[(&str, &str, bool, &str)] = &[
    ("removed", "/Cat/type", false, IMPLIED),
    ("removed", "/Upload/type", false, IMPLIED),
    ("removed", "/Trouble/type", false, IMPLIED),
    ("removed", "/Here/type", false, IMPLIED),
    ("removed", "/allOf/0/type", false, IMPLIED),
    ("removed", "/pair/type", false, IMPLIED),
    ("removed", "/rest/type", false, IMPLIED),
    ("removed", "/tags/type", false, IMPLIED),
    ("removed", "/schema/type", false, IMPLIED),
    ("removed", "/itemSchema/type", false, IMPLIED),
    ("removed", "/Owner/type", false, IMPLIED),
    ("removed", "/Page/type", false, IMPLIED),
    ("removed", "/Page/items/type", false, IMPLIED),
    ("removed", "/Pet/type", false, IMPLIED),
    ("removed", "/kind/type", false, IMPLIED),
    ("removed", "/style", false, "the style is the one that is meant without"),
    ("changed", "{id}/parameters/0/required", false, "a parameter of the path is required, whatever it says"),
    ("removed", "{id}/parameters/0/required", false, "a parameter of the path is required, whatever it says"),
    ("changed", "/required/N", true, EXCHANGED),
    ("changed", "/enum/N", true, EXCHANGED),
    ("changed", "/oauth/N", true, EXCHANGED),
    ("changed", "/$ref", true, "that a reference leads nowhere is told beside what is lost with it"),
    ("removed", "/oneOf/0/$ref", true, EXCHANGED),
    ("removed", "/oneOf/1/$ref", true, EXCHANGED),
    ("changed", "/anyOf/1/type", true, "null went, and a variant came"),
    ("removed", "/anyOf/1/type", true, "null went, and a variant came"),
];

const IMPLIED: &str = "the other keywords say which type it is";
const EXCHANGED: &str = "one went and another came";

/// The document in each version; what 3.1 does not have is an unknown key there, and is compared all the same.
fn documents() -> Vec<Value> {
    let whole = parse(&data("everything.yaml"), "everything.yaml").root().to_value();
    let version = |version: &str| {
        let mut document = whole.clone();
        document["openapi"] = Value::from(version);
        document
    };
    let older = parse(&data("everything-3.0.yaml"), "everything-3.0.yaml").root().to_value();
    vec![version("3.2.0"), version("3.1.1"), older]
}

/// The nodes that have none below them.
fn leaves(document: &Value) -> Vec<String> {
    let mut pointers = Vec::new();
    nodes(document, "", &mut pointers);
    pointers.retain(|pointer| match document.pointer(pointer).unwrap() {
        Value::Object(members) => members.is_empty(),
        Value::Array(items) => items.is_empty(),
        _ => true,
    });
    pointers
}

/// The document with another value, and without the leaf.
fn edits(whole: &Value, pointer: &str) -> Vec<(&'static str, Value)> {
    let mut other = whole.clone();
    let value = other.pointer_mut(pointer).unwrap();
    *value = match &*value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => Value::from(number.as_i64().unwrap() + 7),
        Value::String(text) => Value::from(format!("{text}x")),
        _ if pointer.ends_with("/security") => serde_json::json!([{"bearer": []}]),
        _ => serde_json::json!(["read"]),
    };
    vec![("changed", other), ("removed", without(whole, pointer))]
}

/// Whether a direction is one that data at a place can go: what a client sends is in bodies and parameters of operations,
/// what it receives in answers; for webhooks and callbacks it is the other way round. Nothing but data has a direction.
fn goes_right(pointer: &str, direction: Direction) -> bool {
    let turned = pointer.starts_with("/webhooks/") || pointer.contains("/callbacks/");
    let rest = pointer.rsplit("/callbacks/").next().unwrap_or(pointer);
    let part = |part: &str| pointer.starts_with("/paths/") || turned && rest.contains(part);
    let sent = part("/requestBody/") && rest.contains("/requestBody/")
        || part("/parameters/") && rest.contains("/parameters/");
    let received = part("/responses/") && rest.contains("/responses/");
    let wrong = match (sent, received) {
        (true, false) => {
            if turned {
                Direction::Request
            } else {
                Direction::Response
            }
        }
        (false, true) => {
            if turned {
                Direction::Response
            } else {
                Direction::Request
            }
        }
        _ => return true,
    };
    direction != wrong && direction != Direction::Both
}

fn compared(old: &Value, new: &Value) -> Option<Report> {
    let read = |value: &Value| Document::parse(&value.to_string(), "leaf.json").ok();
    Some(diff(&read(old)?, &read(new)?, &Settings::default()))
}

#[test]
fn every_leaf_is_one_change() {
    let mut wrong = Vec::new();
    let mut used = vec![false; OTHERWISE.len()];
    let mut tried = 0;
    for document in documents() {
        for pointer in leaves(&document) {
            for (edit, other) in edits(&document, &pointer) {
                let name = format!("{edit} {pointer}");
                let place = match pointer.rsplit_once('/') {
                    Some((list, at)) if at.parse::<usize>().is_ok() => format!("{list}/N"),
                    _ => pointer.clone(),
                };
                let listed = OTHERWISE
                    .iter()
                    .position(|(only, end, ..)| *only == edit && place.ends_with(end));
                let ways = compared(&document, &other).zip(compared(&other, &document));
                let Some((there, back)) = ways else { continue };
                tried += 1;
                let once = there.changes.len() == 1 && back.changes.len() == 1;
                let several = there.changes.len() > 1 && back.changes.len() > 1;
                let none = there.is_empty() && back.is_empty();
                let as_listed = listed.filter(|at| if OTHERWISE[*at].2 { several } else { none });
                for report in [&there, &back] {
                    let turned = report
                        .changes
                        .iter()
                        .filter(|change| !goes_right(&pointer, change.direction));
                    wrong.extend(turned.map(|change| {
                        format!("{name}: {} goes {}", change.rule, change.direction.name())
                    }));
                }
                if let Some(at) = as_listed {
                    used[at] = true;
                } else if !once {
                    wrong.push(format!(
                        "{name}:\n    {}\n    {}",
                        lines(&there).join("\n    "),
                        lines(&back).join("\n    ")
                    ));
                }
            }
        }
    }
    assert!(tried > 500, "{tried} tried");
    assert!(wrong.is_empty(), "{} of {tried}:\n{}", wrong.len(), wrong.join("\n"));
    let idle: Vec<_> = OTHERWISE.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(idle.is_empty(), "listed, and one change all the same: {idle:?}");
}
