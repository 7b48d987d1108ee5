//! `cargo xtask spec lock`, on a workspace of its own.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::Stdio;

use support::{Run, command, finish, listing, root, xtask};
use tempfile::TempDir;

const DOCUMENT: &str = "{\n  \"info\": {\n    \"title\": \"T\",\n    \"version\": \"1\"\n  },\n  \"openapi\": \"3.1.0\",\n  \"paths\": {\n    \"/a\": {\n      \"get\": {}\n    }\n  }\n}\n";

/// Runs `spec lock` as if `folder` were the workspace.
fn lock(folder: &Path, check: bool) -> Run {
    let args: &[&str] = if check { &["spec", "lock", "--check"] } else { &["spec", "lock"] };
    let mut command = command(folder);
    command.args(args).env("CARGO_MANIFEST_DIR", folder.join("xtask")).stdin(Stdio::null());
    finish(command.output())
}

fn workspace() -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("openapi.json"), DOCUMENT).unwrap();
    folder
}

#[test]
fn the_vendored_document_fits_its_lock() {
    let run = xtask(&root(), ["spec", "lock", "--check"]).exits(0);
    assert!(run.stdout.contains("openapi.json fits openapi.lock"), "{}", run.stdout);
}

#[test]
fn a_lock_is_written_and_fits_until_the_document_changes() {
    let folder = workspace();
    let run = lock(folder.path(), true).exits(1);
    assert!(
        run.stderr.contains("no openapi.lock") && run.stderr.contains("cargo xtask spec lock"),
        "{}",
        run.stderr
    );
    lock(folder.path(), false).exits(0);
    lock(folder.path(), true).exits(0);
    let names = ["openapi.json", "openapi.lock", "target"];
    assert_eq!(listing(folder.path()), names);
    assert_eq!(fs::read_to_string(folder.path().join("openapi.json")).unwrap(), DOCUMENT);

    let changed = DOCUMENT.replace("\"get\": {}", "\"get\": {},\n      \"put\": {}");
    fs::write(folder.path().join("openapi.json"), changed).unwrap();
    let run = lock(folder.path(), true).exits(1);
    assert!(
        run.stderr.contains("operations is 1 in the lock and 2 in the document"),
        "{}",
        run.stderr
    );
    assert!(run.stderr.contains("sha256 is "), "{}", run.stderr);
}

#[test]
fn where_the_document_came_from_is_kept() {
    let folder = workspace();
    lock(folder.path(), false).exits(0);
    let path = folder.path().join("openapi.lock");
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains("https://api.neoagent.io/public-api/openapi.json"), "{text}");
    let edited = text.replace("rebuilt from", "made out of");
    assert_ne!(text, edited);
    fs::write(&path, &edited).unwrap();
    lock(folder.path(), false).exits(0);
    assert_eq!(fs::read_to_string(&path).unwrap(), edited);
}

#[test]
fn another_form_of_the_document_is_noticed_and_mended() {
    let folder = workspace();
    lock(folder.path(), false).exits(0);
    let compact = "{\"paths\": {\"/a\": {\"get\": {}}}, \"openapi\": \"3.1.0\", \"info\": {\"version\": \"1\", \"title\": \"T\"}}";
    for form in [compact.to_owned(), DOCUMENT.trim_end().to_owned(), DOCUMENT.replace('\n', "\r\n")]
    {
        fs::write(folder.path().join("openapi.json"), &form).unwrap();
        let run = lock(folder.path(), true).exits(1);
        assert!(run.stderr.contains("form in which the document is kept"), "{}", run.stderr);
        lock(folder.path(), false).exits(0);
        assert_eq!(fs::read_to_string(folder.path().join("openapi.json")).unwrap(), DOCUMENT);
        lock(folder.path(), true).exits(0);
    }
}

#[test]
fn the_copy_of_the_sandbox_is_the_document() {
    let folder = workspace();
    fs::create_dir(folder.path().join("sandbox")).unwrap();
    let copy = folder.path().join("sandbox/openapi.json");
    for wrong in [None, Some(""), Some("{}"), Some(DOCUMENT.trim_end())] {
        let _ = wrong.map(|text| fs::write(&copy, text).unwrap());
        // The first time there is no lock either, and that is said.
        if wrong.is_some() {
            let run = lock(folder.path(), true).exits(1);
            assert!(run.stderr.contains("is not a copy of"), "{}", run.stderr);
        }
        let run = lock(folder.path(), false).exits(0);
        assert!(run.stdout.contains("sandbox/openapi.json is written"), "{}", run.stdout);
        assert_eq!(fs::read_to_string(&copy).unwrap(), DOCUMENT);
        lock(folder.path(), true).exits(0);
    }
}

#[test]
fn what_is_no_document_or_no_lock_is_said() {
    let folder = workspace();
    fs::write(folder.path().join("openapi.lock"), "{}").unwrap();
    assert!(lock(folder.path(), true).exits(1).stderr.contains("not a lock"));
    fs::write(folder.path().join("openapi.json"), "{\n  \"a\": 1,\n}\n").unwrap();
    let run = lock(folder.path(), false).exits(5);
    assert!(run.stderr.contains("openapi.json:3:1"), "{}", run.stderr);
    assert_eq!(fs::read_to_string(folder.path().join("openapi.lock")).unwrap(), "{}");
    let twice = DOCUMENT.replace("\"get\": {}", "\"get\": {},\n      \"get\": {}");
    fs::write(folder.path().join("openapi.json"), &twice).unwrap();
    let run = lock(folder.path(), false).exits(5);
    assert!(run.stderr.contains("openapi.json:10:"), "{}", run.stderr);
    let path = folder.path().join("openapi.json");
    assert_eq!(fs::read_to_string(&path).unwrap(), twice);
    fs::remove_file(path).unwrap();
    lock(folder.path(), true).exits(2);
}
