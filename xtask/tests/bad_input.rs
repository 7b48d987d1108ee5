//! Documents that no client can be made from: one sentence that says what and where, exit code 5, and nothing written.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::io::Write;
use std::process::Stdio;

use support::{CLOCK, command, finish, listing, xtask};
use tempfile::TempDir;

/// Generates from the bytes and gives what was said about them.
#[track_caller]
fn refused(name: &str, bytes: &[u8]) -> String {
    refused_with(&[], name, bytes)
}

#[track_caller]
fn refused_with(options: &[&str], name: &str, bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join(name), bytes).unwrap();
    let mut generate = command(folder.path());
    generate.args(["generate", name, "--out", "client", "--report", "report.json"]).args(options);
    let run = finish(generate.stdin(Stdio::null()).output()).exits(5);
    assert_eq!(run.stdout, "");
    assert_eq!(run.stderr.trim_end().lines().count(), 1, "{}", run.stderr);
    assert!(run.stderr.len() < 700, "{}", run.stderr);
    assert_eq!(listing(folder.path()), [name]);
    let said = run.stderr.strip_prefix("error: ").expect("an error");
    assert!(said.starts_with(name), "{said}");
    said.trim_end().to_owned()
}

#[track_caller]
fn says(said: &str, parts: &[&str]) {
    for part in parts {
        assert!(said.contains(part), "{part:?} is not in: {said}");
    }
}

#[test]
fn no_document_at_all() {
    says(&refused("empty.json", b""), &["is empty"]);
    says(&refused("text.json", b"hello"), &["not an object", "right file?"]);
    says(
        &refused("page.html", b"<!doctype html>\n<html><body>502 Bad Gateway</body></html>"),
        &["page.html"],
    );
    says(&refused("list.json", b"[1, 2]"), &["not an object"]);
    says(&refused("other.json", b"{\"name\": \"x\"}"), &["no `openapi` member"]);
}

#[test]
fn not_json() {
    says(
        &refused("broken.json", b"{\n  \"openapi\": \"3.1.0\",\n  \"info\": {,}\n}"),
        &["broken.json:3:12", "not valid JSON"],
    );
    says(
        &refused("twice.json", b"{\"openapi\": \"3.1.0\",\n\"paths\": {}, \"paths\": {}}"),
        &["twice.json:2:", "duplicate key"],
    );
}

#[test]
fn another_version() {
    says(
        &refused("two.json", b"{\n\"swagger\": \"2.0\"}"),
        &["two.json:2:", "Swagger 2.0", "/swagger"],
    );
    says(
        &refused("four.yaml", b"info: {}\nopenapi: 4.0.0\n"),
        &["four.yaml:2:", "4.0.0", "/openapi"],
    );
}

#[test]
fn cut_off() {
    let bytes = CLOCK.as_bytes();
    for length in [1, 2, 40, bytes.len() / 2, bytes.len() - 3] {
        says(&refused("cut.json", &bytes[..length]), &["cut.json:", "ends too early"]);
    }
}

#[test]
fn not_utf_8() {
    says(&refused("latin.json", b"{\n\"title\": \"caf\xe9\"}"), &["latin.json:2:14", "UTF-8"]);
    let wide: Vec<u8> = "\u{feff}{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
    says(&refused("wide.json", &wide), &["UTF-8"]);
}

/// 200 MB are looked at no longer than it takes to see that they are too many.
#[test]
fn too_large() {
    let folder = TempDir::new().unwrap();
    let mut file = fs::File::create(folder.path().join("huge.json")).unwrap();
    file.write_all(b"{\"openapi\": \"3.1.0\", \"x\": \"").unwrap();
    file.set_len(200 << 20).unwrap();
    let run = xtask(folder.path(), ["generate", "huge.json", "--out", "client"]).exits(5);
    says(&run.stderr, &["huge.json", "larger than 64 MiB"]);
    assert_eq!(listing(folder.path()), ["huge.json"]);
}

#[test]
fn too_deep() {
    const LEVELS: usize = 10_000;
    let objects = format!(
        "{{\"openapi\": \"3.1.0\",\n\"x\": {}1{}}}",
        "{\"a\":".repeat(LEVELS),
        "}".repeat(LEVELS)
    );
    says(&refused("objects.json", objects.as_bytes()), &["objects.json:2:", "deeper than"]);
    let arrays =
        format!("{{\"openapi\": \"3.1.0\",\n\"x\": {}{}}}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    says(&refused("arrays.json", arrays.as_bytes()), &["arrays.json:2:", "deeper than"]);
    let flow = format!("openapi: 3.1.0\nx: {}{}", "[".repeat(LEVELS), "]".repeat(LEVELS));
    says(&refused("flow.yaml", flow.as_bytes()), &["flow.yaml:2:"]);
    let block: String =
        (0..LEVELS / 10).map(|level| format!("{}a:\n", " ".repeat(level))).collect();
    says(&refused("block.yaml", block.as_bytes()), &["block.yaml:", "deeper than"]);
}

#[test]
fn references_in_a_circle() {
    let document =
        br##"{ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {},
  "components": { "schemas": {
    "A": { "$ref": "#/components/schemas/B" },
    "B": { "$ref": "#/components/schemas/A" } } } }"##;
    let said = refused_with(&["--strict"], "circle.json", document);
    says(&said, &["circle", "/components/schemas/", "circle.json:"]);
    assert!(said.contains(":3:") || said.contains(":4:"), "{said}");
}

#[test]
fn references_to_nowhere() {
    let document = |reference: &str| {
        format!(
            "{{ \"openapi\": \"3.1.0\", \"info\": {{ \"title\": \"t\", \"version\": \"1\" }}, \"paths\": {{}},\n\"components\": {{ \"schemas\": {{ \"A\": {{ \"properties\": {{\n\"b\": {{ \"$ref\": \"{reference}\" }} }} }} }} }} }}"
        )
    };
    for reference in ["other.json#/A", "https://example.com/a.json", "#/components/schemas/None"] {
        says(
            &refused_with(&["--strict"], "lost.json", document(reference).as_bytes()),
            &["lost.json:3:", "/components/schemas/A/properties/b"],
        );
        // Without, the place is any value, and the report has it.
        let report = reported(document(reference).as_bytes());
        assert_eq!(report["untyped"][0]["pointer"], "/components/schemas/A/properties/b");
        assert_eq!(report["lossy"][0]["rule"], "foreign-reference", "{report}");
    }
}

/// The report of a document of which a client is made.
fn reported(bytes: &[u8]) -> serde_json::Value {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("doc.json"), bytes).unwrap();
    let generate = ["generate", "doc.json", "--out", "client", "--report", "report.json"];
    xtask(folder.path(), generate).exits(0);
    serde_json::from_slice(&fs::read(folder.path().join("report.json")).unwrap()).unwrap()
}

#[test]
fn two_operations_of_one_name() {
    let report = reported(
        br#"{ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {
  "/a-b": { "get": { "responses": {} } },
  "/a_b": { "get": { "responses": {} } } } }"#,
    );
    let names: Vec<&str> = report["operations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|operation| operation["rust"].as_str().unwrap())
        .collect();
    assert_eq!(names[0], "get_a_b");
    assert!(names[1].starts_with("get_a_b_x"), "{names:?}");
    assert_eq!(report["rules"]["renamed-operation"], 1, "{report}");
}
