//! Documents of several files, through every command that reads a document.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;

use support::workspace::{Workspace, document};
use support::{folder, xtask};

const ROOT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {$ref: 'schemas/pets.yaml'}
";
const PETS: &str = "type: array
items:
  type: object
  properties:
    name: {type: string}
";

#[test]
fn commands_read_the_files_that_references_name() {
    let folder = folder(&[("api/openapi.yaml", ROOT), ("api/schemas/pets.yaml", PETS)]);
    let root = folder.path();
    let said =
        xtask(root, ["generate", "api/openapi.yaml", "--out", "client", "--strict"]).exits(0);
    assert!(said.stdout.contains("1 operations (1 exact"), "{}", said.stdout);
    assert!(fs::read_to_string(root.join("client/src/api.rs")).unwrap().contains("pub name:"));
    let shown = xtask(root, ["spec", "inspect", "api/openapi.yaml", "--format", "json"]).exits(0);
    assert!(shown.json()["types"]["#/components/schemas/pets"].is_string());
    let bundled = xtask(root, ["spec", "bundle", "api/openapi.yaml"]).exits(0);
    let keys: Vec<&str> = bundled.stdout.lines().filter(|line| line.starts_with("  \"")).collect();
    assert_eq!(
        keys,
        ["  \"openapi\": \"3.1.0\",", "  \"info\": {", "  \"paths\": {", "  \"components\": {"]
    );
    assert_eq!(bundled.json()["components"]["schemas"]["pets"]["type"], "array");
}

#[test]
fn a_change_in_another_file_is_shown_there() {
    let changed = PETS.replace("string", "integer");
    let folder = folder(&[
        ("old/openapi.yaml", ROOT),
        ("old/schemas/pets.yaml", PETS),
        ("new/openapi.yaml", ROOT),
        ("new/schemas/pets.yaml", &changed),
    ]);
    let diff = ["spec", "diff", "old/openapi.yaml", "new/openapi.yaml", "--format", "json"];
    let report = xtask(folder.path(), diff).exits(1).json();
    let changes = report["changes"].as_array().unwrap();
    assert_eq!(changes.len(), 1, "{report}");
    assert_eq!(changes[0]["old"]["file"], "old/schemas/pets.yaml");
    assert_eq!(
        (&changes[0]["new"]["file"], &changes[0]["new"]["line"]),
        (&"new/schemas/pets.yaml".into(), &5.into())
    );
    for format in ["terminal", "markdown", "github", "html", "junit"] {
        let diff = ["spec", "diff", "old/openapi.yaml", "new/openapi.yaml", "--format", format];
        let said = xtask(folder.path(), diff).exits(1).stdout;
        let place = if format == "github" {
            "new/schemas/pets.yaml,line=5"
        } else {
            "new/schemas/pets.yaml:5:"
        };
        assert!(said.contains(place), "{format}: {said}");
    }
    let same = ["spec", "diff", "old/openapi.yaml", "old/openapi.yaml"];
    xtask(folder.path(), same).exits(0);
}

#[test]
fn nothing_outside_of_the_folder_is_read_until_it_is_named() {
    let document = ROOT.replace("'schemas", "'../schemas");
    let folder = folder(&[("api/openapi.yaml", &document), ("schemas/pets.yaml", PETS)]);
    let root = folder.path();
    let said = xtask(root, ["generate", "api/openapi.yaml", "--out", "client"]).exits(5).stderr;
    assert!(said.contains("api/openapi.yaml:11:24: the `$ref` \"../schemas/pets.yaml\" leads out of the folder api"), "{said}");
    assert!(!root.join("client").exists());
    xtask(root, ["generate", "api/openapi.yaml", "--out", "client", "--root", "."]).exits(0);
    xtask(root, ["spec", "inspect", "api/openapi.yaml", "--root", "schemas"]).exits(2);
    let diff = ["spec", "diff", "api/openapi.yaml", "api/openapi.yaml", "--old-root", "."];
    xtask(root, diff).exits(5);
    let diff = [
        "spec",
        "diff",
        "api/openapi.yaml",
        "api/openapi.yaml",
        "--old-root",
        ".",
        "--new-root",
        ".",
    ];
    xtask(root, diff).exits(0);
}

#[test]
fn what_leads_nowhere_is_a_warning_and_strict_refuses_it() {
    let folder = folder(&[("openapi.yaml", ROOT)]);
    let said =
        xtask(folder.path(), ["generate", "openapi.yaml", "--out", "client"]).exits(0).stderr;
    let fault =
        "openapi.yaml:11:24: the `$ref` \"schemas/pets.yaml\" names a file that is not there";
    assert!(said.starts_with(&format!("warning: {fault}")), "{said}");
    let strict = ["generate", "openapi.yaml", "--out", "strict", "--strict"];
    let said = xtask(folder.path(), strict).exits(5).stderr;
    assert!(said.starts_with(&format!("error: {fault}")), "{said}");
}

#[test]
fn a_document_of_files_is_checked_as_the_one_that_they_are() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    let mut root: serde_json::Value = serde_json::from_str(&document(10, "1")).unwrap();
    let (path, item) = root["paths"].as_object_mut().unwrap().iter_mut().next().unwrap();
    fs::create_dir(workspace.path().join("api")).unwrap();
    workspace.write("api/item.json", &item.to_string().replace("\"#/", "\"root.json#/"));
    let path = path.clone();
    *item = serde_json::json!({ "$ref": "item.json" });
    workspace.write("api/root.json", &root.to_string());
    let check = ["spec", "check", "--offline", "--from", "api/root.json"];
    let said = workspace.run(&check).exits(0);
    assert_eq!((said.stdout.as_str(), said.stderr.as_str()), ("", ""));
    workspace.write("api/item.json", "{}");
    let said = workspace.run(&check).exits(1);
    assert!(said.stdout.contains(&path), "{}", said.stdout);
}
