//! `cargo xtask spec inspect`.

mod support;

use std::fs;
use std::process::Stdio;

use support::{CLOCK, command, finish, root, xtask};
use tempfile::TempDir;

#[test]
fn the_vendored_document_is_shown_from_any_folder() {
    let document = fs::read_to_string(root().join("openapi.json")).unwrap();
    let document: serde_json::Value = serde_json::from_str(&document).unwrap();
    let schemas = document["components"]["schemas"].as_object().unwrap().len();
    let run = xtask(&root().join("xtask/src"), ["spec", "inspect"]).exits(0);
    for line in [format!(" skipped. {schemas} schemas."), " run_agent ".to_owned()] {
        assert!(run.stdout.contains(&line), "{line:?} is not in:\n{}", run.stdout);
    }
}

/// A document of Neo's that no refresh replaces.
const NEO: [&str; 5] =
    ["spec", "inspect", "sandbox/tests/data/neo.json", "--settings", "fixtures/settings/neo.json"];

#[test]
fn every_operation_type_and_rule_of_a_document_is_shown() {
    let run = xtask(&root(), NEO).exits(0);
    for line in [
        " 0 skipped. 101 schemas.",
        "exact  run_agent ",
        "types::Execution",
        "enum-opened",
        "an enum keeps a value it does not know",
        "/components/schemas/ExecutionStep/properties/data",
    ] {
        assert!(run.stdout.contains(line), "{line:?} is not in:\n{}", run.stdout);
    }
}

#[test]
fn text_fits_80_columns() {
    let run = xtask(&root(), NEO).exits(0);
    let wide: Vec<&str> = run.stdout.lines().filter(|line| line.chars().count() > 80).collect();
    assert_eq!(wide, [""; 0]);
}

#[test]
fn json_is_the_report_with_what_the_rules_do() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("clock.json"), CLOCK).unwrap();
    let args = ["generate", "clock.json", "--out", "client", "--report", "-"];
    let report = xtask(folder.path(), args).exits(0).json();
    let mut shown =
        xtask(folder.path(), ["spec", "inspect", "clock.json", "--format", "json"]).exits(0).json();
    let details = shown.as_object_mut().unwrap().remove("rule_details").unwrap();
    assert_eq!(shown, report);
    let named: Vec<&String> = report["rules"].as_object().unwrap().keys().collect();
    assert_eq!(details.as_object().unwrap().keys().collect::<Vec<_>>(), named);
    assert_eq!(details["enum-opened"]["lossy"], false);
    assert!(details["enum-opened"]["description"].as_str().unwrap().contains("enum"));
}

#[test]
fn degraded_operations_have_their_reasons() {
    let folder = TempDir::new().unwrap();
    let document = CLOCK.replace(
        "\"operationId\": \"zones\",",
        r#""parameters": [
        { "name": "at", "in": "path", "required": true, "schema": { "type": "string" } } ],"#,
    );
    fs::write(folder.path().join("clock.json"), document).unwrap();
    let run = xtask(folder.path(), ["spec", "inspect", "clock.json"]).exits(0);
    assert!(run.stdout.contains("2 operations: 1 exact, 1 degraded, 0 skipped"), "{}", run.stdout);
    let section = run.stdout.split("\nOperations degraded").nth(1).expect("a section");
    assert!(section.lines().nth(1) == Some("  GET /zones"), "{section}");
    assert!(section.lines().nth(2).is_some_and(|reason| reason.contains("\"at\"")), "{section}");
}

#[test]
fn what_is_wrong_with_a_document_is_said() {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("bad.json"), "{").unwrap();
    let run = xtask(folder.path(), ["spec", "inspect", "bad.json"]).exits(5);
    assert!(run.stderr.starts_with("error: bad.json:1:"), "{}", run.stderr);
    xtask(folder.path(), ["spec", "inspect", "none.json"]).exits(2);
    xtask(folder.path(), ["spec", "inspect", "--format", "xml"]).exits(2);
}

/// `cargo xtask spec inspect | head -1`.
#[test]
fn a_reader_that_stops_is_no_error() {
    let mut child = command(&root())
        .args(["spec", "inspect"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let run = finish(child.wait_with_output()).exits(0);
    assert_eq!(run.stderr, "");
}
