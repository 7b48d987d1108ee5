//! Every example of `--help` and of the README is run, as it stands there, in a project that has the files that it names.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

mod support;

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use support::Server;

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /files: {get: {tags: [chat], responses: {'200': {description: Files.}}}}
  /orders/{id}: {get: {parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: It.}}}}
";

/// The address in the examples, in whose place is a server of this test's.
const ADDRESS: &str = "https://pets.example.com/openapi.yaml";

/// Interrupts the mock when it has been there for a while, and gives its exit code.
const INTERRUPTED: &str = "timeout --preserve-status --signal=INT 4 cargo-oas mock";

struct Folder(tempfile::TempDir);

impl Folder {
    fn of(server: &Server) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        let as_json = r#"{"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": {"/files": {"get": {"responses": {"200": {"description": "Files."}}}}, "/orders/{id}": {"get": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "responses": {"200": {"description": "It."}}}}}}"#;
        let overlay = "overlay: 1.0.0\nextends: openapi.yaml\ninfo: {title: Ours, version: '1'}\nactions: [{target: $.info, update: {title: Our pets}}]\n";
        let project = format!(
            "[documents.pets]\npath = \"openapi.yaml\"\nsource = \"{}\"\noutput = \"made\"\n",
            server.url()
        );
        let shims = [
            ("bin/jq", "#!/bin/sh\nexec cat > /dev/null\n"),
            ("bin/yq", "#!/bin/sh\nexec cat \"$3\"\n"),
        ];
        let home = [
            ("home/.local/share/bash-completion/completions/kept", ""),
            ("home/.config/fish/conf.d/kept", ""),
            ("home/Downloads/openapi.json", as_json),
        ];
        let package = [
            ("package/Cargo.toml", "[package]\nname = \"zoo\"\nedition = \"2024\"\n"),
            ("package/src/lib.rs", "//! A zoo.\n"),
            ("package/openapi.json", as_json),
            ("api.yaml", DOCUMENT),
        ];
        let documents = [
            ("project/oas.toml", project.as_str()),
            ("project/openapi.json", as_json),
            ("project/api/openapi.yaml", DOCUMENT),
            ("project/a.yaml", overlay),
            ("project/b.yaml", overlay),
            ("project/ours.yaml", overlay),
            ("project/openapi.yaml", DOCUMENT),
            ("project/other.yaml", DOCUMENT),
            ("project/old.yaml", DOCUMENT),
        ];
        let newer = DOCUMENT.replace("/files", "/folders");
        let others = [("project/new.yaml", newer.as_str())];
        for (name, text) in
            shims.iter().chain(&home).chain(&package).chain(&documents).chain(&others)
        {
            let path = folder.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, text).unwrap();
            if name.starts_with("bin/") {
                fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
            }
        }
        folder.commits();
        folder
    }

    /// Four commits, and two releases.
    fn commits(&self) {
        let run = |script: &str| {
            let mut bash = Command::new("bash");
            bash.current_dir(self.0.path().join("project")).args(["-ec", script]);
            assert!(bash.status().unwrap().success());
        };
        run("git init --quiet; git config user.name a; git config user.email a@example.test; git add .
             git commit --quiet --message one; git tag v0.1.0
             for commit in two three four; do git commit --quiet --allow-empty --message $commit; done; git tag v0.2.0");
    }

    fn run(&self, inside: &str, script: &str) -> Output {
        let root = self.0.path();
        let program = Path::new(env!("CARGO_BIN_EXE_cargo-oas")).parent().unwrap();
        let path = std::env::var("PATH").unwrap();
        let path = format!("{}:{}:{path}", root.join("bin").display(), program.display());
        let mut bash = Command::new("bash");
        bash.args(["-o", "pipefail", "-c", script]).stdin(Stdio::null());
        bash.current_dir(root.join(inside)).env("PATH", path).env("HOME", root.join("home"));
        bash.output().unwrap()
    }

    /// Runs an example in the place where it makes sense; it says yes or no, or that something changed.
    fn example(&self, server: &Server, example: &str) {
        let inside = if example.contains("cargo oas init") { "package" } else { "project" };
        let script = example
            .replace(ADDRESS, &server.url())
            .replace("cargo oas mock", INTERRUPTED)
            .replace("--port 8080", "--port 0")
            .replace("cargo oas", "cargo-oas")
            .replace("/tmp/client", "../elsewhere");
        let Output { status, stdout, stderr } = self.run(inside, &script);
        let said = [stdout, stderr].map(|bytes| String::from_utf8(bytes).unwrap()).concat();
        assert!(matches!(status.code(), Some(0 | 1 | 3)), "{example}: {status}\n{said}");
        assert!(!said.contains("error:"), "{example}: {said}");
    }
}

/// The commands, as `--help` lists them.
fn commands() -> Vec<String> {
    let help = Command::new(env!("CARGO_BIN_EXE_cargo-oas")).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let names = listed.filter_map(|line| line.split_whitespace().next()).filter(|it| *it != "help");
    names.map(str::to_owned).collect()
}

fn help(command: &str) -> String {
    let mut help = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
    String::from_utf8(help.args([command, "--help"]).output().unwrap().stdout).unwrap()
}

#[test]
fn every_example_of_the_help_runs() {
    let mut count = 0;
    for command in commands() {
        let help = help(&command);
        let (_, examples) = help.split_once("Examples:\n").expect(&command);
        let lines = examples.lines().take_while(|line| !line.is_empty()).map(str::trim);
        // What follows after two blanks is said of it.
        let examples = lines.map(|line| match line.split_once(":  ") {
            Some((_, example)) => example,
            None => line.split("  ").next().unwrap_or(line),
        });
        let examples: Vec<&str> =
            examples.map(|it| it.split("  ").next().unwrap().trim()).collect();
        assert!(examples.iter().any(|it| it.contains(&format!("cargo oas {command}"))), "{help}");
        for example in examples.into_iter().filter(|it| !it.is_empty()) {
            let server = Server::of(DOCUMENT);
            Folder::of(&server).example(&server, example);
            count += 1;
        }
    }
    assert!(count > 35, "{count}");
}

#[test]
fn every_example_of_the_readme_runs() {
    let readme = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("README.md"));
    let readme = readme.unwrap();
    let (_, rest) = readme.split_once("## Example\n\n```sh\n").unwrap();
    let (examples, rest) = rest.split_once("```").unwrap();
    for example in examples.lines() {
        let server = Server::of(DOCUMENT);
        let example = example.split(" #").next().unwrap();
        Folder::of(&server).example(&server, example);
    }
    // The settings are what the command reads.
    let (_, settings) = rest.split_once("```toml\n").unwrap();
    let (settings, _) = settings.split_once("```").unwrap();
    let server = Server::of(DOCUMENT);
    let folder = Folder::of(&server);
    let project = folder.0.path().join("project");
    fs::write(project.join("oas.toml"), settings).unwrap();
    fs::write(project.join("api/openapi.yaml"), DOCUMENT.replace("  /", "  /v1/")).unwrap();
    let output = folder.run("project", "cargo-oas inspect");
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    assert!(
        output.status.success() && said.contains("Our pets") && said.contains("get_files"),
        "{said}"
    );
}

/// Each command that does not print a document or a script anyway.
#[test]
fn every_command_answers_programs() {
    for command in commands() {
        let prints = ["bundle", "completions", "overlay"].contains(&command.as_str());
        assert_ne!(help(&command).contains("--format <FORMAT>"), prints, "{command}");
    }
    for (inside, script, member) in [
        ("project", "generate openapi.yaml --out client --format json", "/operations/0/rust"),
        ("project", "inspect --format json", "/rule_details"),
        ("project", "diff old.yaml new.yaml --format json || true", "/summary/wire"),
        ("project", "check --format json || true", "/summary/wire"),
        ("project", "refresh --format json", "/summary/wire"),
        ("project", "explain path-removed --format json", "/0/name"),
        ("project", "explain --format json", "/90/what"),
        ("package", "init openapi.json --format json", "/new/0"),
        ("project", "mock openapi.yaml --format json", "/url"),
    ] {
        let server = Server::of(&DOCUMENT.replace("/files", "/folders"));
        let folder = Folder::of(&server);
        let script = format!("cargo-oas {script}").replace("cargo-oas mock", INTERRUPTED);
        let output = folder.run(inside, &script);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{script}: {said}");
        let value: serde_json::Value = serde_json::from_slice(&output.stdout).expect(&script);
        assert!(value.pointer(member).is_some_and(|it| !it.is_null()), "{script}: {value}");
    }
}
