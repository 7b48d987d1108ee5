//! All that is said of many small changes, word for word, so that nothing of it becomes another without being seen. What is right is
//! asserted elsewhere; here a change of the differ shows all that it changes. `INSTA_UPDATE=always cargo test -p oas-diff --test crossed`
//! accepts it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

#[path = "support/predictions.rs"]
mod predictions;
mod support;

use std::fmt::Write as _;

use oas_diff::report::{Terminal, changelog, github, html, json, junit, markdown, terminal};
use oas_diff::{Class, Document, Report, Rust, RustItem, Settings, diff};
use serde_json::{Map, Value};
use support::{data, nodes, parse, verdict, without};

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
        // Where it is no plain pointer.
        if change.accept != change.pointer() {
            writeln!(said, "      at {}", change.accept).unwrap();
        }
        change.details.iter().for_each(|detail| writeln!(said, "      {detail}").unwrap());
    }
    report.not_compared.iter().for_each(|name| writeln!(said, "  not compared: {name}").unwrap());
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
        let frame = framed(frame, value);
        if frame.get("components").is_some() {
            document["components"] = frame["components"].clone();
            document["paths"] = frame["paths"].clone();
        } else {
            document["paths"] = frame;
        }
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
                        if name == "path items" {
                            all += &changelog(&diff(old, new, &Settings::default()));
                        }
                    }
                }
            }
        }
        insta::assert_snapshot!(name.replace(' ', "_"), all);
    }
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

/// A report of many kinds of changes: the document that has all there is, without every seventh of its parts and with others.
fn of_many_kinds() -> [Report; 2] {
    let whole = parse(&data("everything.yaml"), "everything.yaml").root().to_value();
    let (mut pointers, mut other) = (Vec::new(), whole.clone());
    nodes(&whole, "", &mut pointers);
    // From the last on, so that places in lists stay what they are.
    for (at, pointer) in pointers.iter().enumerate().rev() {
        let keeps = ["/openapi", "/info/version", "/info/title"];
        let is_leaf = |value: &Value| !value.is_object() && !value.is_array();
        if keeps.contains(&pointer.as_str()) || !other.pointer(pointer).is_some_and(is_leaf) {
            continue;
        }
        if at.is_multiple_of(7) {
            other = without(&other, pointer);
        } else if at.is_multiple_of(5) {
            match other.pointer_mut(pointer) {
                Some(Value::String(text)) => text.push_str(" and <b>more</b> | *than* `before`"),
                Some(Value::Bool(flag)) => *flag = !*flag,
                Some(Value::Number(number)) => *number = 77.into(),
                _ => {}
            }
        }
    }
    let (old, new) = (read(&whole), read(&other));
    [diff(&old, &new, &Settings::default()), diff(&new, &old, &Settings::default())]
}

/// The same with what the clients show: items of each change, and of none.
fn with_items(report: &mut Report) {
    let item = |at: usize, class| {
        let (old, new) = (!at.is_multiple_of(3), at % 3 != 1);
        RustItem::new(
            format!("types::Item{at}"),
            class,
            old.then(|| format!("Option<Old{at}>")),
            new.then(|| format!("Option<New{at}>")),
        )
    };
    let classes = [Rust::None, Rust::Minor, Rust::Major];
    let items = (0..report.changes.len())
        .map(|at| (0..at % 4).map(|more| item(10 * at + more, classes[(at + more) % 3])).collect());
    report.observe_items(items.collect(), vec![item(9_001, Rust::Major), item(9_002, Rust::Minor)]);
}

#[test]
fn each_format_of_a_report_of_many_kinds() {
    let [there, back] = of_many_kinds();
    let [mut proven, _] = of_many_kinds();
    with_items(&mut proven);
    for (name, report) in [("there", &there), ("back", &back), ("proven", &proven)] {
        for (format, text) in [
            ("terminal", terminal(report, &Terminal::default())),
            ("narrow", terminal(report, &Terminal::default().with_width(60).with_verbose(true))),
            ("markdown", markdown(report, 65_536)),
            ("short markdown", markdown(report, 3_000)),
            ("github", github(report)),
            ("junit", junit(report, Class::Risky)),
            ("html", html(report)),
            ("json", json(report).unwrap()),
            ("changelog", changelog(report)),
        ] {
            // The other reports say the same of one edit, but for the proof.
            if name == "there"
                || name == "proven" && !["json", "html"].contains(&format)
                || format == "changelog"
            {
                insta::assert_snapshot!(format!("{format}_{name}").replace(' ', "_"), text);
            }
        }
    }
}
