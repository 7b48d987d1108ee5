//! The client of each document of the workspace as it is written, how to use it, its report and its table of operations, so that a change of the
//! generator shows all that it changes. What is right is asserted elsewhere: `fixtures/` compiles and calls these clients.
//! `UPDATE_OUTPUT=1 cargo test -p oas-codegen --test output` accepts it.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::fs;
use std::path::{Path, PathBuf};

use oas_codegen::{Generated, Settings, Source, generate, operation_table};
use serde_json::{Value, json};
use similar::TextDiff;

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The documents, with the settings that each has.
fn documents() -> Vec<(String, String, Value)> {
    let folder = here("../fixtures/documents");
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    paths.push(here("tests/data/leaves.yaml"));
    paths.push(here("../specdiff/tests/data/everything.yaml"));
    paths.push(here("../specdiff/tests/data/everything-3.0.yaml"));
    paths.sort();
    let one = |path: PathBuf| {
        let name = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let settings = here("../fixtures/settings").join(&name).with_extension("json");
        let settings = fs::read_to_string(settings).unwrap_or_else(|_| "{}".to_owned());
        (name, fs::read_to_string(path).unwrap(), serde_json::from_str(&settings).unwrap())
    };
    paths.into_iter().map(one).collect()
}

fn client(name: &str, text: &str, settings: &Value) -> Generated {
    let settings = Settings::from_json(&settings.to_string()).unwrap();
    generate(text, &format!("{name}.yaml"), &settings).unwrap()
}

/// What is held of something, in `tests/output/`.
fn held(name: &str, text: &str, differing: &mut Vec<String>) {
    let path = here("tests/output").join(name);
    if std::env::var_os("UPDATE_OUTPUT").is_some() {
        fs::write(&path, text).unwrap();
    }
    let kept = fs::read_to_string(&path).unwrap_or_default();
    if kept != text {
        differing.push(diff(&kept, text, name));
    }
}

fn diff(old: &str, new: &str, name: &str) -> String {
    TextDiff::from_lines(old, new).unified_diff().context_radius(2).header(name, name).to_string()
}

#[test]
fn each_document_gives_what_it_gave() {
    let mut differing = Vec::new();
    for (name, text, settings) in documents() {
        let generated = client(&name, &text, &settings);
        held(&format!("{name}.rs"), &generated.source, &mut differing);
        held(&format!("{name}.usage.md"), &generated.usage, &mut differing);
        let report = serde_json::to_string_pretty(&generated.report).unwrap() + "\n";
        held(&format!("{name}.report.json"), &report, &mut differing);
        let source = Source::new(format!("{name}.yaml"), text);
        let settings = Settings::from_json(&settings.to_string()).unwrap();
        let table = serde_json::to_value(operation_table(&source, &settings).unwrap()).unwrap();
        let operations = table["operations"].as_array().unwrap();
        let table: String = operations.iter().map(|operation| format!("{operation}\n")).collect();
        held(&format!("{name}.table.json"), &table, &mut differing);
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn each_setting_makes_the_difference_that_it_made() {
    let text = fs::read_to_string(here("tests/data/settings.yaml")).unwrap();
    let usual = client("settings", &text, &json!({})).source;
    let mut differing = Vec::new();
    held("settings.rs", &usual, &mut differing);
    for (setting, value) in [
        ("path_prefix", json!("/shop")),
        ("only", json!({"tags": ["orders"]})),
        ("names_from", json!("operation_id")),
        ("names", json!({"GET /shop/orders": "orders", "#/components/schemas/Item": "Thing"})),
        ("envelope", json!({"data": "items", "meta": "meta"})),
        ("paging", json!({"cursor": "after", "page": "page"})),
        (
            "lists",
            json!([{"by": "cursor", "parameter": ["after"], "next": ["/next"], "items": ["/items"]}]),
        ),
        ("formats", json!({"uuid": "uuid::Uuid", "date": "jiff::civil::Date"})),
        ("replace", json!({"#/components/schemas/Order": "crate::Order"})),
        ("split_read_write", json!(true)),
        ("constructors", json!("all")),
        ("derives", json!(["Eq", "Hash", "Default", "JsonSchema"])),
        ("inline_enums", json!("by_value")),
        ("secrets", json!(["token"])),
        ("without_type", json!("untyped")),
        ("integers", json!("primitive")),
        (
            "contract",
            json!([{"operation": "GET /shop/orders", "by": "a test", "alias": "Orders", "part": "data"}]),
        ),
    ] {
        // Lists are found in envelopes.
        let envelope = json!({"data": "items", "meta": "meta"});
        let settings = match setting {
            "paging" => json!({"paging": value, "envelope": envelope}),
            _ => json!({ setting: value }),
        };
        let with = client("settings", &text, &settings).source;
        let difference = diff(&usual, &with, setting);
        assert!(!difference.is_empty(), "{setting} changes nothing");
        held(&format!("settings.{setting}.diff"), &difference, &mut differing);
    }
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}
