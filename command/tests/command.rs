//! `cargo oas` as somebody runs it who has nothing but the program.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;
use std::process::{Command, Output, Stdio};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /v1/pets:
    get: {responses: {'200': {description: Pets., content: {application/json: {schema: {type: array, items: {type: string}}}}}}}
";

const PROJECT: &str = "[documents.pets]
path = \"api/pets.yaml\"
output = \"client\"
generate = { path_prefix = \"/v1\" }
";

fn oas(folder: &Path, args: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
    command.current_dir(folder).args(args).stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn exits(output: Output, code: i32) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
    (stdout, stderr)
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    folder
}

fn git(folder: &Path, args: &[&str]) {
    let mut git = Command::new("git");
    git.current_dir(folder).args(["-c", "user.name=a", "-c", "user.email=a@example.test"]);
    assert!(git.args(args).stdout(Stdio::null()).status().unwrap().success());
}

#[test]
fn without_a_project_documents_are_named() {
    let folder = folder(&[("pets.yaml", DOCUMENT)]);
    let here = folder.path();
    // As cargo calls it, and by its own name.
    for args in [&["oas", "inspect", "pets.yaml"][..], &["inspect", "pets.yaml"]] {
        let (stdout, _) = exits(oas(here, args), 0);
        assert!(stdout.contains("get_v1_pets"), "{stdout}");
    }
    exits(oas(here, &["generate", "pets.yaml", "--out", "client"]), 0);
    assert!(here.join("client/src/api.rs").exists());
    for (args, says) in [
        (&["inspect"][..], "no document is given, and there is no oas.toml"),
        (&["generate", "--out", "other"], "no document is given"),
        (&["generate", "pets.yaml"], "no folder for the crate is given"),
        (&["diff"], "no document is given"),
        (&["inspect", "--api", "pets"], "--api pets: there is no oas.toml"),
        (&["inspect", "gone.yaml"], "gone.yaml"),
        (&["generate", "pets.yaml", "--out", "pets.yaml/client"], "pets.yaml/client"),
    ] {
        let (_, stderr) = exits(oas(here, args), 2);
        assert!(stderr.contains(says) && stderr.lines().count() == 1, "{args:?}: {stderr}");
    }
    assert!(!here.join("other").exists());
}

#[test]
fn in_a_project_nothing_has_to_be_named() {
    let folder = folder(&[("oas.toml", PROJECT), ("api/pets.yaml", DOCUMENT), ("src/lib.rs", "")]);
    let here = folder.path();
    for inside in [here.to_owned(), here.join("src")] {
        let (stdout, _) = exits(oas(&inside, &["inspect"]), 0);
        assert!(stdout.contains("get_pets") && !stdout.contains("get_v1_pets"), "{stdout}");
        exits(oas(&inside, &["generate"]), 0);
        let source = fs::read_to_string(here.join("client/src/api.rs")).unwrap();
        assert!(source.contains("pub fn get_pets(&self)"));
    }
    // Of a document that is named, the project says nothing.
    let (stdout, _) = exits(oas(here, &["inspect", "api/pets.yaml"]), 0);
    assert!(stdout.contains("get_v1_pets"), "{stdout}");

    git(here, &["init", "--quiet"]);
    git(here, &["add", "."]);
    git(here, &["commit", "--quiet", "--message", "pets"]);
    exits(oas(&here.join("src"), &["diff"]), 0);
    fs::write(here.join("api/pets.yaml"), DOCUMENT.replace("/v1/pets", "/v1/dogs")).unwrap();
    for args in [&["diff"][..], &["diff", "HEAD"], &["diff", "HEAD:api/pets.yaml"]] {
        let (stdout, _) = exits(oas(here, args), 1);
        assert!(stdout.contains("/v1/pets") && stdout.contains("breaking"), "{stdout}");
    }
    let (_, stderr) = exits(oas(here, &["diff", "HEAD~9"]), 2);
    assert!(stderr.contains("HEAD~9"), "{stderr}");
}

#[test]
fn files_and_overlays_of_a_project_belong_to_its_document() {
    let overlay = "overlay: 1.0.0
info: {title: Ours, version: '1'}
actions: [{target: $.info, update: {title: Our pets}}]
";
    let project = "[documents.pets]\npath = \"api/v1/pets.yaml\"\nroot = \"api\"\noverlays = [\"ours.yaml\"]\n";
    let folder = folder(&[
        ("oas.toml", project),
        ("ours.yaml", overlay),
        ("api/v1/pets.yaml", &DOCUMENT.replace("{type: string}", "{$ref: ../pet.yaml}")),
        ("api/pet.yaml", "{type: string, enum: [cat, dog]}"),
        ("src/lib.rs", ""),
    ]);
    for inside in [folder.path().to_owned(), folder.path().join("src")] {
        let (stdout, stderr) = exits(oas(&inside, &["inspect"]), 0);
        assert!(stdout.contains("Our pets, OpenAPI") && stdout.contains("Pet"), "{stdout}{stderr}");
    }
    let (stdout, _) =
        exits(oas(folder.path(), &["diff", "api/v1/pets.yaml", "--old-root", "api"]), 3);
    assert!(stdout.contains("Our pets"), "{stdout}");
}

#[test]
fn a_rule_is_explained_and_a_near_one_named() {
    let folder = folder(&[]);
    let (all, _) = exits(oas(folder.path(), &["explain"]), 0);
    for (rule, says) in [("path-removed", "breaking"), ("tuple", "generated")] {
        assert!(all.contains(rule));
        let (stdout, _) = exits(oas(folder.path(), &["explain", rule]), 0);
        assert!(stdout.starts_with(rule) && stdout.contains(says), "{stdout}");
    }
    let (_, stderr) = exits(oas(folder.path(), &["explain", "path-gone"]), 2);
    assert!(stderr.contains("path-removed"), "{stderr}");
    let (_, stderr) = exits(oas(folder.path(), &["explain", "?"]), 2);
    assert!(stderr.contains("lists all"), "{stderr}");
}

#[test]
fn every_command_has_help_that_teaches() {
    let folder = folder(&[]);
    let (stdout, _) = exits(oas(folder.path(), &["--help"]), 0);
    let commands: Vec<&str> = stdout
        .lines()
        .skip_while(|line| *line != "Commands:")
        .skip(1)
        .take_while(|line| !line.is_empty())
        .filter_map(|line| line.split_whitespace().next())
        .filter(|name| *name != "help")
        .collect();
    assert_eq!(
        commands,
        [
            "bundle",
            "check",
            "completions",
            "diff",
            "explain",
            "generate",
            "init",
            "inspect",
            "mock",
            "overlay",
            "refresh"
        ]
    );
    for command in commands {
        let (stdout, _) = exits(oas(folder.path(), &["oas", command, "--help"]), 0);
        for part in ["Usage: cargo oas", "Examples:", "Exit codes:"] {
            assert!(stdout.contains(part), "{command}: {stdout}");
        }
        assert!(!stdout.contains("xtask"), "{command}: {stdout}");
        assert!(stdout.lines().all(|line| line.chars().count() <= 100), "{stdout}");
    }
    for (shell, says) in [("bash", "_oas()"), ("zsh", "#compdef oas"), ("fish", "complete -c oas")]
    {
        let (stdout, _) = exits(oas(folder.path(), &["completions", shell]), 0);
        assert!(stdout.contains(says) && !stdout.contains("xtask"), "{shell}");
    }
}
