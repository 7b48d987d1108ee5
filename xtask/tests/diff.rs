//! `cargo xtask spec diff`: where documents come from, in which form the report is shown, and exit codes.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use support::server::Server;
use support::workspace::{Workspace, document};
use support::{CLOCK, Run, command, finish, listing};
use tempfile::TempDir;

/// Old and new documents, as they differ.
fn folder(edit: impl Fn(&str) -> String) -> TempDir {
    let folder = TempDir::new().unwrap();
    fs::write(folder.path().join("old.json"), CLOCK).unwrap();
    fs::write(folder.path().join("new.json"), edit(CLOCK)).unwrap();
    folder
}

fn without_zones(text: &str) -> String {
    text.replace("\"/zones\":", "\"/areas\":").replace("\"zones\",", "\"areas\",")
}

fn diff(folder: &Path, args: &[&str]) -> Run {
    finish(command(folder).args(["spec", "diff"]).args(args).stdin(Stdio::null()).output())
}

#[test]
fn exit_codes_say_how_bad_it_is() {
    let same = folder(str::to_owned);
    diff(same.path(), &["old.json", "new.json"]).exits(0);
    let breaking = folder(without_zones);
    let run = diff(breaking.path(), &["old.json", "new.json"]).exits(1);
    assert!(run.stdout.contains("BREAKING"), "{}", run.stdout);
    diff(breaking.path(), &["old.json", "new.json", "--fail-on", "never"]).exits(3);
    diff(breaking.path(), &["old.json", "new.json", "--fail-on", "security"]).exits(3);
    let words = folder(|text| text.replace("All zones", "Every zone"));
    diff(words.path(), &["old.json", "new.json"]).exits(3);
    diff(words.path(), &["old.json", "new.json", "--fail-on", "docs"]).exits(1);
    let cut = folder(|text| text[..60].to_owned());
    let run = diff(cut.path(), &["old.json", "new.json"]).exits(5);
    assert!(run.stderr.starts_with("error: new.json:"), "{}", run.stderr);
}

#[test]
fn the_rules_answer_and_the_clients_prove_when_asked() {
    let folder = folder(without_zones);
    let report = |args: &[&str]| {
        let args = [&["old.json", "new.json", "--format", "json"], args].concat();
        diff(folder.path(), &args).exits(1).json()
    };
    for by_rule in [report(&[]), report(&["--rust", "rules"])] {
        assert_eq!(by_rule["rust_basis"], "rules");
        assert!(by_rule["changes"][0].get("rust_observed").is_none(), "{by_rule}");
    }
    let proven = report(&["--rust", "proven"]);
    assert_eq!(proven["rust_basis"], "proven");
    let observed = |change: &serde_json::Value| change.get("rust_observed").is_some();
    assert!(proven["changes"].as_array().unwrap().iter().all(observed), "{proven}");
}

#[test]
fn nothing_is_cut_where_nobody_has_a_width() {
    let name = "zones".repeat(60);
    let folder = folder(|text| text.replace("\"/zones\":", &format!("\"/{name}\":")));
    let run = diff(folder.path(), &["old.json", "new.json", "--fail-on", "never"]).exits(3);
    assert!(run.stdout.contains(&name) && !run.stdout.contains('…'), "{}", run.stdout);
}

#[test]
fn what_is_not_there_is_usage() {
    let folder = folder(str::to_owned);
    for (args, says) in [
        (&["old.json", "none.json"][..], "none.json"),
        (&["-", "-"], "not both"),
        (&["old.json", "new.json", "--format", "xml"], "xml"),
        (&["old.json", "new.json", "--fail-on", "major"], "major"),
        (&["http://example.com/a", "new.json"], "http"),
        (&["https://user:secret@example.com/a", "new.json"], "password"),
        (&["old.json", "new.json", "--accepted", "no.json"], "no.json"),
        (&["old.json", "new.json", "--output", "old.json/x"], "old.json/x"),
    ] {
        let run = diff(folder.path(), args).exits(2);
        assert!(run.stderr.contains(says), "{args:?}: {}", run.stderr);
        assert!(!run.stderr.contains("secret"), "{}", run.stderr);
    }
    assert_eq!(listing(folder.path()), ["new.json", "old.json"]);
}

#[test]
fn one_document_can_be_standard_input() {
    let folder = folder(without_zones);
    let stdin = fs::File::open(folder.path().join("new.json")).unwrap();
    let mut run = command(folder.path());
    let run = finish(run.args(["spec", "diff", "old.json", "-"]).stdin(stdin).output()).exits(1);
    assert!(run.stdout.contains("standard input"), "{}", run.stdout);
}

#[test]
fn documents_are_taken_from_the_network() {
    let folder = folder(str::to_owned);
    let server = Server::document(&without_zones(CLOCK));
    let run = diff(folder.path(), &["old.json", &server.url("/a.json?key=secret")]).exits(1);
    assert!(!run.stdout.contains("secret"), "{}", run.stdout);
    let gone = Server::of("404 Not Found", "");
    let run = diff(folder.path(), &["old.json", &gone.url("/a.json")]).exits(4);
    assert!(run.stderr.contains("404 Not Found"), "{}", run.stderr);
}

fn git(folder: &Path, args: &[&str]) {
    let identity = ["-c", "user.name=t", "-c", "user.email=t@example.com"];
    let run = Command::new("git").args(identity).args(args).current_dir(folder).output();
    finish(run).exits(0);
}

#[test]
fn revisions_are_read_from_git() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    git(workspace.path(), &["init", "-q"]);
    git(workspace.path(), &["add", "."]);
    git(workspace.path(), &["commit", "-q", "-m", "one"]);
    workspace.run(&["spec", "diff"]).exits(0);
    workspace.write("openapi.json", &document(8, "2"));
    workspace.run(&["spec", "diff"]).exits(1);
    git(workspace.path(), &["commit", "-q", "-a", "-m", "two"]);
    workspace.run(&["spec", "diff"]).exits(0);
    for old in ["HEAD~1", "HEAD~1:openapi.json"] {
        let run = workspace.run(&["spec", "diff", old]).exits(1);
        assert!(run.stdout.contains("HEAD~1:openapi.json"), "{}", run.stdout);
    }
    workspace.run(&["spec", "diff", "HEAD", "HEAD~1:./openapi.json"]).exits(3);
    for none in ["HEAD:none.json", "HEAD~9", "HEAD:"] {
        workspace.run(&["spec", "diff", none, "openapi.json"]).exits(2);
    }
    // From another folder of the workspace.
    let mut inside = workspace.command(&["spec", "diff", "HEAD~1"]);
    finish(inside.current_dir(workspace.path().join("src")).output()).exits(1);
}

#[test]
fn every_format_is_written_whole() {
    let folder = folder(without_zones);
    for (format, begins) in [
        ("terminal", "old  old.json"),
        ("markdown", "### API changes"),
        ("json", "{\n  \"format\": 1"),
        ("github", "::error file="),
        ("junit", "<?xml"),
        ("html", "<!doctype html>"),
        ("changelog", "# "),
    ] {
        let args = ["old.json", "new.json", "--format", format];
        let shown = diff(folder.path(), &args).exits(1).stdout;
        assert!(shown.starts_with(begins), "{format}: {shown}");
        let run = diff(folder.path(), &[&args[..], &["--output", "report"]].concat()).exits(1);
        assert_eq!(run.stdout, "");
        assert_eq!(fs::read_to_string(folder.path().join("report")).unwrap(), shown);
        let run = diff(folder.path(), &[&args[..], &["--output", "-"]].concat()).exits(1);
        assert_eq!(run.stdout, shown);
    }
    assert_eq!(listing(folder.path()), ["new.json", "old.json", "report"]);
}

#[test]
fn colours_are_for_terminals() {
    let folder = folder(without_zones);
    let colored = |args: &[&str]| {
        let run = diff(folder.path(), &[&["old.json", "new.json"], args].concat()).exits(1);
        run.stdout.contains('\u{1b}')
    };
    assert!(!colored(&[]));
    assert!(colored(&["--color", "always"]));
    assert!(!colored(&["--color", "never"]));
}

#[test]
fn accepted_changes_are_left_out() {
    let folder = folder(without_zones);
    let args = ["old.json", "new.json"];
    let report = diff(folder.path(), &[&args[..], &["--format", "json"]].concat()).exits(1).json();
    let entries: Vec<serde_json::Value> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            let place = change.get("new").unwrap_or_else(|| &change["old"]);
            serde_json::json!({ "rule": change["rule"], "pointer": place["pointer"], "reason": "known" })
        })
        .collect();
    assert!(!entries.is_empty());
    let write = |entries: &[serde_json::Value]| {
        let text = serde_json::to_string(entries).unwrap();
        fs::write(folder.path().join("accepted.json"), text).unwrap();
    };
    write(&entries);
    let args = [&args[..], &["--accepted", "accepted.json"]].concat();
    let run = diff(folder.path(), &args).exits(0);
    assert_eq!(run.stderr, "");

    // The entries that the reports show do as well, once they have a reason.
    let shown: Vec<serde_json::Value> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| serde_json::json!({ "rule": change["rule"], "pointer": change["accept"], "reason": "known" }))
        .collect();
    write(&shown);
    assert_eq!(diff(folder.path(), &args).exits(0).stderr, "");

    let stale =
        serde_json::json!({ "rule": "path-removed", "pointer": "/paths/~1gone", "reason": "old" });
    write(&[&entries[..], std::slice::from_ref(&stale)].concat());
    let run = diff(folder.path(), &args).exits(2);
    assert!(
        run.stderr.contains("/paths/~1gone") && run.stderr.contains("remove"),
        "{}",
        run.stderr
    );
    write(&[stale]);
    diff(folder.path(), &args).exits(1);
}

#[test]
fn numbers_and_words_of_a_document_do_not_reach_a_terminal_raw() {
    let folder = folder(|text| text.replace("All zones", "\\u001b[2JAll\\u202e"));
    let run = diff(folder.path(), &["old.json", "new.json", "-v", "--fail-on", "never"]).exits(3);
    assert!(!run.stdout.contains('\u{1b}') && !run.stdout.contains('\u{202e}'), "{}", run.stdout);
}

#[test]
fn methods_are_called_as_the_crate_calls_them() {
    let workspace = Workspace::new("https://example.com/openapi.json");
    // One document has what the other lacks, and the settings name both.
    let names = r#"{ "names": { "GET /runs9": "ninth", "GET /runs11": "eleventh" } }"#;
    workspace.write("generate.json", names);
    workspace.write("new.json", &document(12, "2").replace("/runs9\"", "/other\""));
    let diff = ["spec", "diff", "openapi.json", "new.json", "--rust", "proven", "--verbose"];
    let run = workspace.run(&diff).exits(1);
    for part in ["`Client::ninth()` removed", "`Client::eleventh()` added"] {
        assert!(run.stdout.contains(part), "{part} is not in: {}", run.stdout);
    }
    assert!(!run.stdout.contains("get_runs11"), "{}", run.stdout);
}
