//! Overlays, through every command that applies them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;

use support::{Run, command, finish, xtask};
use tempfile::TempDir;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {type: object, properties: {name: {type: string}}}
";
const OURS: &str = "overlay: 1.0.0
info: {title: Ours, version: '1'}
extends: openapi.yaml
actions:
- target: $..properties
  update:
    weight: {type: number}
";
const MORE: &str = "overlay: 1.1.0
info: {title: More, version: '1'}
actions:
- {target: $..properties.weight, update: {description: In kilograms.}}
";
const IDLE: &str = "overlay: 1.1.0
info: {title: Idle, version: '1'}
actions:
- {target: $.paths, update: {}}
- {target: \"$.paths['/none']\", remove: true}
";
const DID: &str = "ours.yaml:5: action 1 updated 1 object at \"$..properties\"";

fn run(folder: &Path, args: &[&str], more: &[&str]) -> Run {
    finish(command(folder).args(args).args(more).output())
}

fn folder() -> TempDir {
    let folder = TempDir::new().unwrap();
    for (name, text) in
        [("openapi.yaml", DOCUMENT), ("ours.yaml", OURS), ("more.yaml", MORE), ("idle.yaml", IDLE)]
    {
        fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

#[test]
fn a_client_is_made_of_what_the_overlays_make_of_the_document() {
    let folder = folder();
    let root = folder.path();
    let generate = ["generate", "openapi.yaml", "--out", "client", "--overlay", "ours.yaml"];
    let said =
        run(root, &generate, &["--overlay", "more.yaml", "--report", "report.json"]).exits(0);
    let more = "more.yaml:4: action 1 updated 1 object at \"$..properties.weight\"";
    assert!(said.stdout.contains(&format!("  {DID}\n  {more}\n")), "{}", said.stdout);
    let client = fs::read_to_string(root.join("client/src/api.rs")).unwrap();
    assert!(client.contains("pub weight:") && client.contains("In kilograms."));
    let report: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(root.join("report.json")).unwrap()).unwrap();
    assert_eq!(report["overlays"][0]["did"], "updated 1 object");
    let inspect = ["spec", "inspect", "openapi.yaml", "--overlay", "ours.yaml"];
    let shown = xtask(root, inspect).exits(0).stdout;
    assert!(shown.contains(&format!("Overlays, by action (1)\n  {DID}\n")), "{shown}");
}

#[test]
fn an_overlay_on_either_side_is_compared() {
    let folder = folder();
    let root = folder.path();
    let diff = |more: &[&str]| run(root, &["spec", "diff", "openapi.yaml", "openapi.yaml"], more);
    let said = diff(&["--new-overlay", "ours.yaml", "--format", "json"]).exits(3);
    assert_eq!(said.stderr.trim(), DID);
    let changes = said.json()["changes"].as_array().unwrap().clone();
    assert_eq!(changes.len(), 1);
    assert_eq!(changes[0]["rule"], "response-property-added");
    assert_eq!(
        (&changes[0]["new"]["file"], &changes[0]["new"]["line"]),
        (&"ours.yaml".into(), &7.into())
    );
    let back = diff(&["--old-overlay", "ours.yaml", "--format", "json"]).exits(3).json();
    assert_eq!(back["changes"][0]["rule"], "response-optional-property-removed");
    diff(&["--overlay", "ours.yaml"]).exits(0);
    let both = diff(&["--overlay", "ours.yaml", "--new-overlay", "more.yaml", "--format", "json"]);
    assert_eq!(both.exits(3).json()["changes"][0]["new"]["file"], "more.yaml");
}

#[test]
fn the_document_can_be_written() {
    let folder = folder();
    let root = folder.path();
    let run = xtask(root, ["spec", "overlay", "openapi.yaml", "--overlay", "ours.yaml"]).exits(0);
    assert_eq!(run.stderr.trim(), DID);
    let get = &run.json()["paths"]["/pets"]["get"];
    let schema = &get["responses"]["200"]["content"]["application/json"]["schema"];
    assert_eq!(schema["properties"]["weight"]["type"], "number");
    // Without a document, it is the one that the overlay extends.
    let written = ["spec", "overlay", "--overlay", "ours.yaml", "--output", "out.json"];
    assert_eq!(xtask(root, written).exits(0).stdout, "");
    assert_eq!(fs::read_to_string(root.join("out.json")).unwrap(), run.stdout);
    xtask(root, ["spec", "diff", "out.json", "openapi.yaml", "--new-overlay", "ours.yaml"])
        .exits(0);
    let none = xtask(root, ["spec", "overlay", "--overlay", "more.yaml"]).exits(2).stderr;
    assert!(none.contains("more.yaml does not say what it extends; give the document"), "{none}");
}

#[test]
fn an_action_that_selects_nothing_fails_every_command_and_writes_nothing() {
    let folder = folder();
    let root = folder.path();
    let what = "idle.yaml:5:3: action 2 selects nothing by \"$.paths['/none']\"";
    for args in [
        &["spec", "overlay", "openapi.yaml", "--overlay", "idle.yaml", "--output", "out.json"][..],
        &["spec", "inspect", "openapi.yaml", "--overlay", "idle.yaml"],
        &["generate", "openapi.yaml", "--out", "client", "--overlay", "idle.yaml"],
        &["spec", "diff", "openapi.yaml", "openapi.yaml", "--new-overlay", "idle.yaml"],
    ] {
        let said = run(root, args, &[]).exits(5).stderr;
        assert!(said.contains(what), "{said}");
        assert_eq!(said.trim().lines().count(), 1, "{said}");
    }
    assert!(!root.join("out.json").exists() && !root.join("client").exists());
    xtask(root, ["spec", "inspect", "openapi.yaml", "--overlay", "missing.yaml"]).exits(2);
    xtask(root, ["spec", "inspect", "openapi.yaml", "--overlay", "openapi.yaml"]).exits(5);
}
