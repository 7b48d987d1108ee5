//! The scripts of the action, as its steps run them, in a clone of a bare repository on this machine.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use support::Server;

const PROJECT: &str = "[documents.tides]\npath = \"tides.yaml\"\nsource = \"SOURCE\"\noutput = \"client\"\ngenerate = \"generate.json\"\n";

/// Stands in for `gh`: it says which pull request is open, and writes down what it is asked to do.
const GH: &str = r#"#!/usr/bin/env bash
echo "$*" >> "$GH_FOLDER/asked"
case "$1 $2" in
  "pr list") cat "$GH_FOLDER/open" 2> /dev/null || true ;;
  "pr create") echo 1 > "$GH_FOLDER/open" ;;
esac
"#;

fn document(paths: &[&str]) -> String {
    let mut text = "openapi: 3.1.0\ninfo: {title: Tides, version: '1'}\npaths:\n".to_owned();
    for path in paths {
        text.push_str(&format!(
            "  /{path}: {{get: {{responses: {{'200': {{description: It.}}}}}}}}\n"
        ));
    }
    text
}

/// A repository, what stands beside it, and the clone of today.
struct Day {
    folder: tempfile::TempDir,
    clone: PathBuf,
}

impl Day {
    fn first(source: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clone = folder.path().join("clone");
        let day = Self { folder, clone };
        let root = day.folder.path();
        fs::create_dir(root.join("bin")).unwrap();
        fs::write(root.join("bin/gh"), GH).unwrap();
        fs::set_permissions(root.join("bin/gh"), fs::Permissions::from_mode(0o755)).unwrap();
        git(root, &["init", "--quiet", "--bare", "--initial-branch", "main", "origin.git"]);
        git(root, &["clone", "--quiet", "origin.git", "clone"]);
        let service = day.clone.join("service");
        fs::create_dir(&service).unwrap();
        fs::write(service.join("oas.toml"), PROJECT.replace("SOURCE", source)).unwrap();
        fs::write(service.join("generate.json"), "{}\n").unwrap();
        fs::write(service.join("tides.yaml"), document(&["ebb"])).unwrap();
        fs::write(day.clone.join(".gitignore"), "target\n").unwrap();
        git(&day.clone, &["switch", "--quiet", "--create", "main"]);
        day.oas(&["generate"]);
        day.push("main");
        day
    }

    /// The next day: a new clone of what is there.
    fn next(&mut self) {
        fs::remove_dir_all(&self.clone).unwrap();
        git(self.folder.path(), &["clone", "--quiet", "origin.git", "clone"]);
    }

    fn oas(&self, args: &[&str]) {
        let mut oas = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
        oas.current_dir(self.clone.join("service")).args(args).stdout(Stdio::null());
        assert!(oas.status().unwrap().success());
    }

    fn push(&self, branch: &str) {
        git(&self.clone, &["add", "--all"]);
        git(&self.clone, &["commit", "--quiet", "--message", "by hand"]);
        git(&self.clone, &["push", "--quiet", "origin", branch]);
    }

    /// Runs a step, in a folder of the clone, and gives its outputs.
    #[track_caller]
    fn step(&self, script: &str, command: &str, code: i32) -> String {
        let root = self.folder.path();
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.github/action");
        let path = std::env::var("PATH").unwrap();
        let [output, summary] = ["output", "summary"].map(|name| root.join(name));
        let _ = fs::remove_file(&output);
        let mut bash = Command::new("bash");
        bash.arg(scripts.join(script)).stdin(Stdio::null()).current_dir(self.clone.join("service"));
        bash.env("PATH", format!("{}:{path}", root.join("bin").display()));
        bash.env("GH_FOLDER", root)
            .env("GITHUB_OUTPUT", &output)
            .env("GITHUB_STEP_SUMMARY", summary);
        bash.env("PROGRAM", env!("CARGO_BIN_EXE_cargo-oas")).env("COMMAND", command);
        bash.env("FAIL_ON", "breaking").env("REPORT", root.join("report.md"));
        bash.env("BASE", "main").env("BRANCH", "oas-refresh").env("TITLE", "Refresh the tides");
        bash.env("PATHS", ".").env("GH_TOKEN", "none");
        let Output { status, stdout, stderr } = bash.output().unwrap();
        let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert_eq!(status.code(), Some(code), "{said}");
        fs::read_to_string(output).unwrap_or_default()
    }

    /// A file on a branch of the repository.
    fn at(&self, branch: &str, file: &str) -> String {
        let object = format!("{branch}:{file}");
        let mut git = Command::new("git");
        git.current_dir(self.folder.path().join("origin.git")).args(["show", &object]);
        String::from_utf8(git.output().unwrap().stdout).unwrap()
    }

    fn asked(&self) -> String {
        let path = self.folder.path().join("asked");
        let text = fs::read_to_string(&path).unwrap_or_default();
        let _ = fs::remove_file(path);
        text
    }
}

#[track_caller]
fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.test"]);
    assert!(git.args(args).stderr(Stdio::null()).status().unwrap().success(), "{args:?}");
}

#[test]
fn one_pull_request_is_opened_and_updated() {
    let server = Server::of(&document(&["ebb"]));
    let mut day = Day::first(&server.url());
    assert_eq!(day.step("documents.sh", "refresh", 0), "drift=false\n");

    server.serve(&document(&["ebb", "flood"]));
    assert_eq!(day.step("documents.sh", "check", 0), "drift=true\n");
    assert_eq!(day.step("documents.sh", "refresh", 0), "drift=true\nrefreshed=true\n");
    assert_eq!(day.step("pull-request.sh", "", 0), "pushed=true\n");
    assert_eq!(day.at("oas-refresh", "service/tides.yaml"), document(&["ebb", "flood"]));
    assert!(day.at("oas-refresh", "service/client/src/api.rs").contains("fn get_flood("));
    assert!(day.at("oas-refresh", "service/tides.lock").contains("fetched from the source"));
    assert_eq!(day.at("main", "service/tides.yaml"), document(&["ebb"]));
    let asked = day.asked();
    assert!(
        asked.contains("pr create --head oas-refresh --base main --title Refresh the tides"),
        "{asked}"
    );
    let report = fs::read_to_string(day.folder.path().join("report.md")).unwrap();
    assert!(report.starts_with("### API changes") && report.contains("/flood"), "{report}");

    // Somebody works on the branch, and the document changes again.
    git(&day.clone, &["switch", "--quiet", "oas-refresh"]);
    fs::write(day.clone.join("notes.md"), "Ours.\n").unwrap();
    day.push("oas-refresh");
    day.next();
    server.serve(&document(&["ebb", "flood", "slack"]));
    assert_eq!(day.step("documents.sh", "refresh", 0), "drift=true\nrefreshed=true\n");
    assert_eq!(day.step("pull-request.sh", "", 0), "pushed=true\n");
    assert_eq!(day.at("oas-refresh", "notes.md"), "Ours.\n");
    assert_eq!(day.at("oas-refresh", "service/tides.yaml"), document(&["ebb", "flood", "slack"]));
    let asked = day.asked();
    assert!(asked.contains("pr edit 1 --body-file") && !asked.contains("pr create"), "{asked}");

    // Nothing is new: the pull request has its report anew, and no commit.
    day.next();
    day.step("documents.sh", "refresh", 0);
    assert_eq!(day.step("pull-request.sh", "", 0), "pushed=false\n");
    assert!(day.asked().contains("pr edit 1"));

    // It was closed, and the branch is left over: it is begun anew.
    fs::remove_file(day.folder.path().join("open")).unwrap();
    day.next();
    day.step("documents.sh", "refresh", 0);
    assert_eq!(day.step("pull-request.sh", "", 0), "pushed=true\n");
    assert_eq!(day.at("oas-refresh", "notes.md"), "");
    assert_eq!(day.at("oas-refresh", "service/tides.yaml"), document(&["ebb", "flood", "slack"]));
    assert!(day.asked().contains("pr create"));
}

#[test]
fn what_breaks_or_has_to_be_adapted_is_told() {
    let server = Server::of(&document(&["ebb"]));
    let day = Day::first(&server.url());
    let contract =
        r#"{"contract": [{"operation": "GET /ebb", "by": "the harbour", "fields": []}]}"#;
    fs::write(day.clone.join("service/generate.json"), contract).unwrap();
    server.serve(&document(&["flood"]));
    assert_eq!(day.step("documents.sh", "check", 1), "drift=true\n");
    assert_eq!(day.step("documents.sh", "refresh", 0), "drift=true\nrefreshed=false\n");
    let report = fs::read_to_string(day.folder.path().join("report.md")).unwrap();
    assert!(report.contains("the harbour"), "{report}");
    assert_eq!(day.at("main", "service/tides.yaml"), document(&["ebb"]));
    // Not fetched, or no document at all: a step that fails.
    server.serve("openapi: [");
    assert_eq!(day.step("documents.sh", "refresh", 5), "");
}
