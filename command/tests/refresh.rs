//! `cargo oas check` and `cargo oas refresh` in projects of any kind.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

mod support;

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use oas_command::vendored::{Lock, canonical};
use support::Server;

/// A document of this many paths, with a comment that only its text has.
fn document(paths: usize) -> String {
    let mut text = format!(
        "# Written by hand.\nopenapi: 3.1.0\ninfo: {{title: Tides, version: '{paths}'}}\npaths:\n"
    );
    for path in 0..paths {
        text.push_str(&format!(
            "  /tides/{path}:\n    get: {{operationId: tide{path}, responses: {{'200': {{description: A tide., content: {{application/json: {{schema: {{type: string}}}}}}}}}}}}\n"
        ));
    }
    text
}

struct Project(tempfile::TempDir);

impl Project {
    /// Files, where `SOURCE` stands for the address.
    fn new(source: &str, files: &[(&str, &str)]) -> Self {
        let project = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            project.write(name, &text.replace("SOURCE", source));
        }
        project
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path().join(name)).unwrap()
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
        command.current_dir(self.path()).args(args).stdin(Stdio::null());
        command
    }

    #[track_caller]
    fn exits(&self, args: &[&str], code: i32) -> (String, String) {
        exits(self.command(args).output().unwrap(), code)
    }

    /// All files but the scratch folder, with what is in them.
    fn state(&self) -> Vec<(String, String)> {
        fn collect(folder: &Path, files: &mut Vec<(String, String)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() && path.file_name().unwrap() != "target" {
                    collect(&path, files);
                } else if path.is_file() {
                    files.push((path.display().to_string(), fs::read_to_string(&path).unwrap()));
                }
            }
        }
        let mut files = Vec::new();
        collect(self.path(), &mut files);
        files.sort();
        files
    }
}

#[track_caller]
fn exits(output: Output, code: i32) -> (String, String) {
    let text = |bytes| String::from_utf8(bytes).unwrap();
    let (stdout, stderr) = (text(output.stdout), text(output.stderr));
    assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
    (stdout, stderr)
}

const CRATE: &str = "[documents.tides]
path = \"api/tides.yaml\"
source = \"SOURCE\"
output = \"client\"
";

/// With a generated crate, and a document of two paths.
fn with_a_crate(source: &str) -> Project {
    let project = Project::new(source, &[("oas.toml", CRATE), ("api/tides.yaml", &document(2))]);
    project.exits(&["generate"], 0);
    project
}

#[test]
fn document_lock_and_crate_are_replaced_together() {
    let server = Server::of(&document(3));
    let project = with_a_crate(&server.url());
    let before = project.state();
    let (stdout, _) = project.exits(&["check"], 3);
    assert!(stdout.contains("2 safe") || stdout.contains("1 safe"), "{stdout}");
    project.exits(&["refresh", "--dry-run"], 0);
    assert_eq!(project.state(), before);

    let (stdout, stderr) = project.exits(&["refresh"], 0);
    for part in [
        "/tides/2",
        "A better name goes under `names`",
        "Commit together: api/tides.yaml, api/tides.lock, client.",
    ] {
        assert!(stdout.contains(part), "{part}: {stdout}");
    }
    assert!(stderr.contains("api/tides.yaml, api/tides.lock and client are replaced"), "{stderr}");
    // YAML is kept as it was sent, with its comment.
    assert_eq!(project.read("api/tides.yaml"), document(3));
    let lock = Lock::parse(&project.read("api/tides.lock")).unwrap();
    assert_eq!((lock.operations, lock.source.as_str()), (3, server.url().as_str()));
    assert_eq!(lock.next, None);
    assert!(project.read("client/src/api.rs").contains("/tides/2"));

    // The crate is the one that `generate` writes.
    let refreshed = project.state();
    project.exits(&["generate"], 0);
    assert_eq!(project.state(), refreshed);
    let (stdout, stderr) = project.exits(&["check"], 0);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""));

    // What somebody changed in the crate is written anew.
    project.write("client/src/api.rs", "");
    let (_, stderr) = project.exits(&["refresh"], 0);
    assert!(stderr.contains("1 file of client written anew"), "{stderr}");
    assert_eq!(project.state(), refreshed);
}

#[test]
fn a_module_goes_with_its_document_and_json_is_kept_in_its_form() {
    let server = Server::of(&document(3));
    let settings = CRATE
        .replace(
            "output = \"client\"",
            "module = \"src/api.rs\"\ngenerate = \"tides.settings.json\"",
        )
        .replace("tides.yaml", "tides.json");
    let project = Project::new(
        &server.url(),
        &[
            ("oas.toml", &settings),
            ("tides.settings.json", "{\"names\": {\"GET /tides/0\": \"first\"}}"),
        ],
    );
    project.write("api/tides.json", "{\"openapi\": \"3.1.0\", \"info\": {\"title\": \"Tides\", \"version\": \"1\"}, \"paths\": {\"/tides/0\": {\"get\": {\"responses\": {}}}}}");
    project.exits(&["generate"], 0);
    project.exits(&["refresh"], 0);
    let text = project.read("api/tides.json");
    assert!(text.starts_with("{\n  \"info\": {\n    \"title\": \"Tides\",\n"), "{text}");
    let lock = Lock::parse(&project.read("api/tides.lock")).unwrap();
    assert_eq!(lock.sha256, canonical::sha256(&text));
    // New operations have names in the file of settings from now on, and the module has them.
    assert!(project.read("tides.settings.json").contains("\"GET /tides/2\": \"get_tides_2\""));
    let module = project.read("src/api.rs");
    assert!(module.contains("fn first(") && module.contains("fn get_tides_2("));
    project.exits(&["check"], 0);
}

#[test]
fn of_several_documents_each_is_looked_at() {
    let server = Server::of(&document(2));
    let settings = "[documents.one]\npath = \"one.yaml\"\nsource = \"SOURCE\"\n[documents.two]\npath = \"two.yaml\"\nsource = \"SOURCE\"\n";
    let project = Project::new(
        &server.url(),
        &[("oas.toml", settings), ("one.yaml", &document(2)), ("two.yaml", &document(1))],
    );
    project.exits(&["check", "--api", "one"], 0);
    let (stdout, _) = project.exits(&["check"], 3);
    assert!(stdout.contains("two.yaml") && !stdout.contains("one.yaml"), "{stdout}");
    for args in [
        &["check", "--format", "json"][..],
        &["refresh", "--from", "one.yaml"],
        &["check", "--output", "r"],
    ] {
        let (_, stderr) = project.exits(args, 2);
        assert!(stderr.contains("--api: one.yaml, two.yaml"), "{stderr}");
    }
    let (report, _) = project.exits(&["check", "--format", "json", "--api", "two"], 3);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["names"]["new"]["GET /tides/1"], "get_tides_1");
    // One that cannot be used does not hide the other.
    project.write("one.yaml", "openapi: [\n");
    let (stdout, stderr) = project.exits(&["check"], 5);
    assert!(stderr.contains("one.yaml") && stdout.contains("two.yaml"), "{stdout}{stderr}");
    project.write("one.yaml", &document(2));
    project.exits(&["refresh"], 0);
    assert_eq!(project.read("two.yaml"), document(2));
    project.exits(&["check"], 0);
}

#[test]
fn a_name_in_the_settings_of_the_project_is_changed_by_hand() {
    let server = Server::of(&document(2).replace("/tides/1", "/ebbs/1"));
    let settings = format!("{CRATE}generate = {{ names = {{ \"GET /tides/1\" = \"second\" }} }}\n");
    let project =
        Project::new(&server.url(), &[("oas.toml", &settings), ("api/tides.yaml", &document(2))]);
    let before = project.state();
    let (stdout, stderr) = project.exits(&["refresh"], 5);
    assert!(stderr.contains("nothing was changed"), "{stderr}");
    assert!(
        stdout.contains("by its operationId it is \"GET /ebbs/1\" now: change the entry in `generate` of oas.toml"),
        "{stdout}"
    );
    assert_eq!(project.state(), before);
    project.exits(&["check"], 1);
    project.write(
        "oas.toml",
        &settings.replace("SOURCE", &server.url()).replace("GET /tides/1", "GET /ebbs/1"),
    );
    // The entry fits the new document, and the old one no longer.
    project.exits(&["refresh"], 0);
    assert!(project.read("client/src/api.rs").contains("fn second("));
}

#[test]
fn accepted_changes_and_overlays_are_those_of_the_project() {
    let server = Server::of(&document(1));
    let overlay = "overlay: 1.0.0\ninfo: {title: Ours, version: '1'}\nactions: [{target: $.info, update: {title: Our tides}}]\n";
    let settings = "[documents.tides]\npath = \"tides.yaml\"\nsource = \"SOURCE\"\noverlays = [\"ours.yaml\"]\naccepted = \"known.json\"\n";
    let project = Project::new(
        &server.url(),
        &[
            ("oas.toml", settings),
            ("ours.yaml", overlay),
            ("known.json", "[]"),
            ("tides.yaml", &document(2)),
        ],
    );
    let (report, _) = project.exits(&["check", "--format", "json"], 1);
    let report: serde_json::Value = serde_json::from_str(&report).unwrap();
    assert_eq!(report["new"]["title"], "Our tides", "{report}");
    let accepted: Vec<serde_json::Value> = report["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| serde_json::json!({"rule": change["rule"], "pointer": change["accept"], "reason": "known"}))
        .collect();
    project.write("known.json", &serde_json::to_string(&accepted).unwrap());
    project.exits(&["check"], 0);
    // Overlays are no part of what is kept.
    project.exits(&["refresh", "--accept-shrink"], 0);
    assert_eq!(project.read("tides.yaml"), document(1));
    fs::remove_file(project.path().join("known.json")).unwrap();
    let (_, stderr) = project.exits(&["check"], 2);
    assert!(stderr.contains("known.json"), "{stderr}");
}

/// One sentence, and nothing changed.
#[track_caller]
fn refused(project: &Project, mut command: Command, code: i32, says: &str) {
    let before = project.state();
    let (stdout, stderr) = exits(command.output().unwrap(), code);
    assert!(stderr.contains(says), "{says}: {stderr}");
    assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
    assert_eq!(stdout, "");
    assert_eq!(project.state(), before);
}

#[test]
fn what_fails_is_one_sentence_and_changes_nothing() {
    let server = Server::of(&document(3));
    let empty = Project::new("", &[]);
    refused(&empty, empty.command(&["check"]), 2, "there is no oas.toml");
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let project = with_a_crate(&format!("http://{closed}/tides.yaml"));
    refused(&project, project.command(&["refresh"]), 4, "refuses the connection");
    refused(&project, project.command(&["refresh", "--offline"]), 2, "--from");
    let project = with_a_crate(&server.url());
    server.serve("<html>");
    refused(&project, project.command(&["refresh"]), 5, "tides.yaml");
    server.serve(&document(3));
    project.write("api/tides.lock", "[[package]]\n");
    refused(
        &project,
        project.command(&["refresh"]),
        2,
        "api/tides.lock is not the lock of a document",
    );
    fs::remove_file(project.path().join("api/tides.lock")).unwrap();
    project.write("client/Cargo.toml", "[package]\nname = \"mine\"\n");
    refused(&project, project.command(&["refresh"]), 2, "was not made by this command");
    project.write("oas.toml", "[documents.tides]\npath = \"api/tides.yaml\"\n");
    refused(&project, project.command(&["check"]), 2, "give it a `source` in oas.toml");
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_one_sentence_and_changes_nothing() {
    let server = Server::of(&document(40));
    let project = with_a_crate(&server.url());
    // No file may become longer than the client needs; the signal that says so is ignored as a full disk would have none.
    let mut shell = Command::new("bash");
    let program = env!("CARGO_BIN_EXE_cargo-oas");
    shell.current_dir(project.path()).stdin(Stdio::null());
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$0\" refresh", program]);
    let before = project.state();
    let (_, stderr) = exits(shell.output().unwrap(), 2);
    assert!(stderr.contains("cannot write client/"), "{stderr}");
    assert_eq!(project.state(), before);
    project.exits(&["refresh"], 0);
}

/// The document is whole, its lock knows it, and what is generated fits it or the lock says that a refresh was interrupted.
#[track_caller]
fn fits(project: &Project, documents: &[String; 2], clients: &[String; 2]) -> (usize, bool) {
    let text = project.read("api/tides.yaml");
    let which = documents.iter().position(|one| *one == text).expect("a whole document");
    let lock = Lock::parse(&project.read("api/tides.lock")).expect("a whole lock");
    let parsed = oas_diff::Document::parse(&text, "tides.yaml").unwrap();
    let digest = canonical::sha256(canonical::text(&parsed));
    assert!(lock.fitting(&digest).is_some(), "the lock does not know the document");
    let client = project.read("client/src/api.rs");
    let client = clients.iter().position(|one| *one == client).expect("a whole client");
    let interrupted = lock.next.is_some();
    assert!(
        interrupted || client == which,
        "the client is of the other document, and nothing says so"
    );
    (which, interrupted)
}

#[cfg(unix)]
#[test]
fn killed_at_any_moment_the_files_fit_or_the_next_refresh_mends_them() {
    let documents = [document(2), document(12)];
    let server = Server::of(&documents[0]);
    let project = with_a_crate(&server.url());
    let mut clients = [String::new(), String::new()];
    for to in [1, 0] {
        server.serve(&documents[to]);
        project.exits(&["refresh", "--accept-shrink"], 0);
        clients[to] = project.read("client/src/api.rs");
    }
    let (mut interrupted, mut mended) = (0, 0);
    // How long it takes from the first file to the last is the machine's: on until a kill came in between.
    for round in 0..400_u64 {
        if round >= 24 && interrupted > 0 {
            break;
        }
        let (is, _) = fits(&project, &documents, &clients);
        server.serve(&documents[1 - is]);
        let mut command = project.command(&["refresh", "--accept-shrink"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        // All that can go wrong comes after the first file that stands beside its place.
        let lock = project.read("api/tides.lock");
        let deadline = Instant::now() + Duration::from_secs(60);
        while project.read("api/tides.lock") == lock
            && Instant::now() < deadline
            && child.try_wait().unwrap().is_none()
        {}
        let later = Duration::from_micros((round % 24).pow(2) * 40);
        if !later.is_zero() {
            thread::sleep(later);
        }
        if round % 4 == 3 {
            let _ = Command::new("kill")
                .args(["-INT", &child.id().to_string()])
                .stderr(Stdio::null())
                .status();
        } else {
            // At once: no program has to be started for it.
            let _ = child.kill();
        }
        child.wait().unwrap();
        let (_, was_interrupted) = fits(&project, &documents, &clients);
        interrupted += usize::from(was_interrupted);
        if was_interrupted {
            let (_, stderr) = exits(
                project.command(&["check", "--fail-on", "never"]).output().unwrap(),
                if project.read("api/tides.yaml") == documents[1 - is] { 0 } else { 3 },
            );
            assert!(stderr.contains("note: a refresh was interrupted"), "{stderr}");
            let (_, stderr) = project.exits(&["refresh", "--accept-shrink"], 0);
            assert!(stderr.contains("note: a refresh was interrupted"), "{stderr}");
            mended += 1;
        }
        let (_, still) = fits(&project, &documents, &clients);
        assert!(!still);
    }
    assert_eq!(interrupted, mended);
    assert!(interrupted > 0, "no kill came in between");
    project.exits(&["refresh", "--accept-shrink"], 0);
    let left: Vec<String> = project
        .state()
        .into_iter()
        .map(|(name, _)| name)
        .filter(|it| it.ends_with(".tmp"))
        .collect();
    assert_eq!(left, [""; 0]);
}

#[cfg(unix)]
#[test]
fn an_interrupt_is_one_sentence() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let project = with_a_crate(&format!("http://{}/tides.yaml", server.local_addr().unwrap()));
    let before = project.state();
    let child = project
        .command(&["refresh"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    // It waits for an answer that does not come.
    let (_stream, _) = server.accept().unwrap();
    assert!(
        Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success()
    );
    let (stdout, stderr) = exits(child.wait_with_output().unwrap(), 130);
    assert_eq!(stdout, "");
    assert!(stderr.starts_with("error: interrupted;") && stderr.lines().count() == 1, "{stderr}");
    assert_eq!(project.state(), before);
}
