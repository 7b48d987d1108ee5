//! Running the command line.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

pub(crate) mod public_items;
pub(crate) mod rehearsal;
pub(crate) mod server;
pub(crate) mod variants;
pub(crate) mod workspace;

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// What came of a run.
pub(crate) struct Run {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// Runs `xtask` with these arguments in `folder`.
pub(crate) fn xtask<const N: usize>(folder: &Path, args: [&str; N]) -> Run {
    finish(command(folder).args(args).stdin(Stdio::null()).output())
}

pub(crate) fn command(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_xtask"));
    command.current_dir(folder);
    command
}

pub(crate) fn finish(output: std::io::Result<Output>) -> Run {
    let output = output.unwrap();
    let text = |bytes| String::from_utf8(bytes).unwrap();
    Run { code: output.status.code(), stdout: text(output.stdout), stderr: text(output.stderr) }
}

impl Run {
    /// Panics with all that was said when the exit code is another.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{}{}", self.stdout, self.stderr);
        self
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap()
    }
}

/// A folder with these files, for as long as the value lives.
pub(crate) fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    folder
}

/// The root of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// The names of what is in a folder, sorted.
pub(crate) fn listing(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

/// A small document with an operation of each kind.
pub(crate) const CLOCK: &str = r##"{
  "openapi": "3.1.0",
  "info": { "title": "World Clock", "version": "2" },
  "paths": {
    "/zones": { "get": {
      "operationId": "zones",
      "summary": "All zones",
      "responses": { "200": { "description": "", "content": { "application/json": { "schema": {
        "type": "array", "items": { "$ref": "#/components/schemas/Zone" } } } } } } } },
    "/zones/{name}": {
      "parameters": [ { "name": "name", "in": "path", "required": true, "schema": { "type": "string" } } ],
      "patch": {
        "requestBody": { "required": true, "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Zone" } } } },
        "responses": { "204": { "description": "" } } } }
  },
  "components": { "schemas": {
    "Zone": { "type": "object", "required": ["name"], "properties": {
      "name": { "type": "string" },
      "kind": { "enum": ["summer", "winter"] },
      "notes": { } } }
  } }
}
"##;
