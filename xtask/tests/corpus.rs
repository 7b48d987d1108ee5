//! The corpus command, as far as it does not compile what it generates.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::path::Path;

use support::{folder, xtask};

const DOCUMENT: &str = r##"{
    "openapi": "3.1.0",
    "info": { "title": "Pets", "version": "1" },
    "paths": { "/pets": { "get": { "responses": { "200": {
        "description": "All.",
        "content": { "application/json": { "schema": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } } } }
    } } } } },
    "components": { "schemas": { "Pet": { "type": "object", "properties": { "name": { "type": "string" } } } } }
}"##;

fn corpus(folder: &Path) -> support::Run {
    xtask(folder, ["corpus", "--no-check", "."])
}

#[test]
fn each_document_has_a_line() {
    let line = r##"{"schema":"#/components/schemas/Pet","instance":{"name":"Rex"}}"##;
    let folder = folder(&[
        ("pets.json", DOCUMENT),
        ("instances/pets.jsonl", line),
        ("edge/deep/more.yaml", "openapi: 3.1.0\n"),
        ("notes.txt", "no document"),
    ]);
    let run = corpus(folder.path()).exits(0);
    let cells = |name: &str| {
        let line = run.stdout.lines().find(|line| line.starts_with(name)).unwrap();
        line.split_whitespace().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(cells("pets")[1..5], ["1/0/0", "1", "0", "(1)"]);
    assert_eq!(cells("edge/deep/more")[1..5], ["0/0/0", "0", "0", "(0)"]);
    assert_eq!(cells("2 documents")[2..4], ["1/0/0", "1"]);
}

#[test]
fn what_is_wrong_is_said_and_where() {
    let broken =
        folder(&[("pets.json", &DOCUMENT.replace(r#"{ "name": { "type": "string" } }"#, "5"))]);
    let run = corpus(broken.path()).exits(5);
    assert!(
        run.stderr.contains("pets: ") && run.stderr.contains("`properties` is not an object"),
        "{}",
        run.stderr
    );
    let folder = folder(&[("pets.json", DOCUMENT), ("instances/pets.jsonl", "{}\nnot JSON")]);
    let run = corpus(folder.path()).exits(2);
    assert!(run.stderr.contains("pets.jsonl:1: there is no `schema`"), "{}", run.stderr);
    let run = xtask(folder.path(), ["corpus", "--only", "nothing", "."]).exits(2);
    assert!(run.stderr.contains("no document of this name"), "{}", run.stderr);
}

#[test]
fn a_suite_has_documents_that_are_valid_and_such_that_are_not() {
    let folder = folder(&[
        ("suite/pass/const.json", DOCUMENT),
        ("suite/pass/shared.json", r#"{"Pet": {}}"#),
        ("suite/fail/info.yaml", "openapi: 3.1.0\npaths: 1\n"),
        ("suite/fail/extra.yaml", "openapi: 3.1.0\nmore: 1\n"),
        ("other/broken.yaml", "openapi: 3.1.0\npaths: 1\n"),
    ]);
    let run = xtask(folder.path(), ["suites", "suite", "--no-check"]).exits(0);
    let cells: Vec<&str> = run.stdout.lines().nth(1).unwrap().split_whitespace().collect();
    // One file that is no document, one that is valid, two that are not, one of which a client can be made from.
    assert_eq!(cells, ["suite", "1", "1", "2", "1", "1/0/0"]);
    let refused = xtask(folder.path(), ["suites", "other", "--no-check"]).exits(5);
    assert!(refused.stderr.contains("`paths` is not an object"), "{}", refused.stderr);
    let none = xtask(folder.path(), ["suites"]).exits(2);
    assert!(none.stderr.contains("git clone --branch v3.1-dev"), "{}", none.stderr);
}
