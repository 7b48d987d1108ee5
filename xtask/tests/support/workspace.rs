//! A small workspace of its own, with a hand-written line that relies on the document and no dependencies.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{Run, command, finish, listing};

pub(crate) struct Workspace(TempDir);

const MANIFEST: &str = r#"[package]
name = "small"
version = "0.3.1"
edition = "2024"
rust-version = "1.88"

[workspace]
members = ["xtask"]
"#;

const LOCK: &str = r#"version = 4

[[package]]
name = "small"
version = "0.3.1"

[[package]]
name = "xtask"
version = "0.0.0"
"#;

/// Does not compile when no member of the document is called `status`.
const LIBRARY: &str = r#"//! Relies on the document.

const DOCUMENT: &[u8] = include_str!("../openapi.json").as_bytes();
const NEEDED: &[u8] = b"\"status\"";

const _: () = {
    let (mut at, mut found) = (0, false);
    while at + NEEDED.len() <= DOCUMENT.len() {
        let mut same = 0;
        while same < NEEDED.len() && DOCUMENT[at + same] == NEEDED[same] {
            same += 1;
        }
        if same == NEEDED.len() {
            found = true;
        }
        at += 1;
    }
    assert!(found, "waiting for a run needs the status");
};
"#;

/// A document with as many operations, in its canonical form.
pub(crate) fn document(operations: usize, version: &str) -> String {
    let paths: serde_json::Map<String, serde_json::Value> = (0..operations)
        .map(|index| {
            let schema = serde_json::json!({ "$ref": "#/components/schemas/Run" });
            let content = serde_json::json!({ "application/json": { "schema": schema } });
            let response = serde_json::json!({ "200": { "description": "", "content": content } });
            (format!("/runs{index}"), serde_json::json!({ "get": { "responses": response } }))
        })
        .collect();
    let run =
        serde_json::json!({ "type": "object", "properties": { "status": { "type": "string" } } });
    let mut document = serde_json::json!({
        "openapi": "3.1.0",
        "info": { "title": "Runs", "version": version },
        "paths": paths,
        "components": { "schemas": { "Run": run } }
    });
    document.sort_all_objects();
    serde_json::to_string_pretty(&document).unwrap() + "\n"
}

impl Workspace {
    /// With ten operations in its document, which comes from `source`.
    pub(crate) fn new(source: &str) -> Self {
        let workspace = Self(TempDir::new().unwrap());
        let write = |name: &str, text: &str| {
            let path = workspace.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        };
        write("Cargo.toml", MANIFEST);
        write("src/lib.rs", LIBRARY);
        write("xtask/Cargo.toml", "[package]\nname = \"xtask\"\nedition = \"2024\"\n");
        write("xtask/src/main.rs", "fn main() {}\n");
        write("Cargo.lock", LOCK);
        write("generate.json", "{}\n");
        write("sandbox/Cargo.toml", "");
        write("openapi.json", &document(10, "1"));
        workspace.run(&["spec", "lock"]).exits(0);
        let lock = workspace.read("openapi.lock");
        write(
            "openapi.lock",
            &lock.replace("https://api.neoagent.io/public-api/openapi.json", source),
        );
        workspace
    }

    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = command(self.path());
        command
            .args(args)
            .env("CARGO_MANIFEST_DIR", self.path().join("xtask"))
            .env_remove("NEO_API_KEY")
            .env_remove("CARGO_TARGET_DIR")
            .stdin(Stdio::null());
        command
    }

    pub(crate) fn run(&self, args: &[&str]) -> Run {
        finish(self.command(args).output())
    }

    pub(crate) fn run_with_key(&self, key: &str, args: &[&str]) -> Run {
        finish(self.command(args).env("NEO_API_KEY", key).output())
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path().join(name), text).unwrap();
    }

    /// What a refresh may change, and all that stands beside it.
    pub(crate) fn state(&self) -> (String, String, Vec<String>) {
        let mut names = listing(self.path());
        names.retain(|name| name != "target");
        (self.read("openapi.json"), self.read("openapi.lock"), names)
    }
}
