//! `cargo oas init` in an empty folder and in packages that are there.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use oas_command::vendored::Lock;
use support::Server;

const DOCUMENT: &str = "# By hand.
openapi: 3.1.0
info: {title: Night Trains, version: '1'}
paths:
  /trains:
    get: {responses: {'200': {description: Trains., content: {application/json: {schema: {type: array, items: {type: number, format: decimal}}}}}}}
";

const MANIFEST: &str = "[package]
name = \"timetable\" # ours
version = \"1.2.3\"
edition = \"2024\"

[dependencies]
# Kept.
serde_json = \"1\"
";

struct Folder(tempfile::TempDir);

impl Folder {
    fn of(files: &[(&str, &str)]) -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = folder.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.0.path().join(name)).expect(name)
    }

    /// All files, from the folder.
    fn files(&self) -> Vec<String> {
        fn collect(root: &Path, folder: &Path, files: &mut Vec<String>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                match path.is_dir() {
                    true => collect(root, &path, files),
                    false => files.push(path.strip_prefix(root).unwrap().display().to_string()),
                }
            }
        }
        let mut files = Vec::new();
        collect(self.0.path(), self.0.path(), &mut files);
        files.sort();
        files
    }

    #[track_caller]
    fn exits(&self, inside: &str, args: &[&str], code: i32) -> (String, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
        command.current_dir(self.0.path().join(inside)).args(args).stdin(Stdio::null());
        let output = command.output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        assert_eq!(output.status.code(), Some(code), "{stdout}{stderr}");
        (stdout, stderr)
    }
}

#[test]
fn an_empty_folder_becomes_a_package_with_a_check() {
    let (folder, server) = (Folder::of(&[]), Server::of(DOCUMENT));
    let url = server.url();
    let (stdout, _) = folder.exits("", &["init", &url], 0);
    let files = [
        ".github/workflows/oas.yml",
        ".gitignore",
        "Cargo.toml",
        "build.rs",
        "generate.json",
        "oas.toml",
        "openapi.lock",
        "openapi.yaml",
        "src/lib.rs",
    ];
    assert_eq!(folder.files(), files);
    for file in files {
        assert!(stdout.contains(&format!("new      {file}\n")), "{file}: {stdout}");
    }
    assert!(stdout.contains("Night Trains: 1 operations (1 exact"), "{stdout}");
    assert!(
        stdout.contains("Next: `cargo check`") && stdout.contains("`cargo oas check`"),
        "{stdout}"
    );
    assert_eq!(folder.read("openapi.yaml"), DOCUMENT);
    let lock = Lock::parse(&folder.read("openapi.lock")).unwrap();
    assert_eq!(
        (lock.source.as_str(), lock.origin.as_str()),
        (url.as_str(), "fetched from the source")
    );
    assert!(
        folder.read("oas.toml").contains("[documents.night-trains]\npath = \"openapi.yaml\"\n")
    );
    // Decimals keep their digits.
    assert!(folder.read("Cargo.toml").contains("\"arbitrary_precision\""));
    // The second command.
    let (stdout, stderr) = folder.exits("", &["check"], 0);
    assert_eq!((stdout.as_str(), stderr.as_str()), ("", ""));
    folder.exits("", &["refresh"], 0);
    // Once is enough.
    let (_, stderr) = folder.exits("", &["init", &url], 2);
    assert!(stderr.contains("is there already, and nothing is overwritten"), "{stderr}");
}

#[test]
fn a_package_keeps_what_it_has() {
    let files = [
        ("timetable/Cargo.toml", MANIFEST),
        ("timetable/src/main.rs", "fn main() {}"),
        ("timetable/api/trains.yaml", DOCUMENT),
        (".git/HEAD", "ref: refs/heads/main\n"),
    ];
    for (client, dependency, module) in [
        ("build", "[build-dependencies]\noas-codegen = \"0.1.0\"\n", "include!("),
        (
            "macro",
            "oas-macros = \"0.1.0\"\n",
            "oas_macros::client!(\"api/trains.yaml\", settings = \"generate.json\")",
        ),
        ("crate", "night-trains = { path = \"client\" }\n", ""),
    ] {
        let folder = Folder::of(&files);
        let source = ["--source", "https://trains.example.test/openapi.yaml"];
        let init = [&["init", "api/trains.yaml", "--client", client][..], &source].concat();
        let (stdout, _) = folder.exits("timetable", &init, 0);
        let manifest = folder.read("timetable/Cargo.toml");
        assert!(
            manifest.starts_with(&MANIFEST[..MANIFEST.find("serde_json").unwrap()]),
            "{manifest}"
        );
        assert!(manifest.contains(dependency), "{manifest}");
        assert!(stdout.contains("changed  Cargo.toml: the dependencies "), "{stdout}");
        let main = folder.read("timetable/src/main.rs");
        assert!(main.starts_with("fn main() {}") && main.contains(module), "{main}");
        assert_eq!(folder.read("timetable/api/trains.yaml"), DOCUMENT);
        let workflow = folder.read(".github/workflows/oas.yml");
        assert!(workflow.contains("working-directory: \"timetable\""), "{workflow}");
        let made: Vec<String> = folder.files();
        assert_eq!(made.iter().any(|it| it == "timetable/build.rs"), client == "build");
        assert_eq!(made.iter().any(|it| it == "timetable/client/src/api.rs"), client == "crate");
        if client == "crate" {
            continue;
        }
        assert!(
            manifest.contains("serde_json = { version = \"1\", features = [\"arbitrary_precision\", \"float_roundtrip\"] }"),
            "{manifest}"
        );
    }
}

#[test]
fn what_is_in_the_way_is_one_sentence_and_nothing_is_written() {
    let library = ("src/lib.rs", "//! Ours.\n");
    let document = ("trains.yaml", DOCUMENT);
    let package = ("Cargo.toml", MANIFEST);
    let init = &["init", "trains.yaml"][..];
    let outside = Folder::of(&[document]);
    let outside = outside.0.path().join("trains.yaml").display().to_string();
    for (files, args, code, says) in [
        (&[("notes.txt", ""), document][..], init, 2, "is not empty (notes.txt)"),
        (&[], init, 2, "trains.yaml"),
        (&[("Cargo.toml", "[workspace]\n"), document], init, 2, "it has no [package]"),
        (&[("Cargo.toml", "[package\n"), document], init, 2, "Cargo.toml"),
        (&[package, document], init, 2, "neither src/lib.rs nor src/main.rs"),
        (&[package, library, document, ("build.rs", "")], init, 2, "build.rs is there already"),
        (&[package, library, document, ("oas.toml", "")], init, 2, "oas.toml is there already"),
        (
            &[package, library, document, ("client/a", "")],
            &["init", "trains.yaml", "--client", "crate"],
            2,
            "client is there already",
        ),
        (
            &[package, library, ("openapi.yaml", "")],
            &["init", &outside],
            2,
            "openapi.yaml is there already",
        ),
        (&[package, document, ("src/lib.rs", "pub mod api;\n")], init, 2, "a module `api` already"),
        (
            &[package, library, ("trains.yaml", "openapi: 3.1.0\npaths: []\n")],
            init,
            5,
            "trains.yaml",
        ),
        (
            &[package, library, document],
            &["init", "trains.yaml", "--source", "ftp://a"],
            2,
            "--source is not https",
        ),
        (
            &[package, library, document],
            &["init", "trains.yaml", "--name", "a b"],
            2,
            "make a name",
        ),
    ] {
        let folder = Folder::of(files);
        let before = folder.files();
        let (stdout, stderr) = folder.exits("", args, code);
        assert!(stderr.contains(says), "{says}: {stderr}");
        assert_eq!(stdout, "");
        assert_eq!(stderr.trim_end().lines().count(), 1, "{stderr}");
        assert_eq!(folder.files(), before, "{says}");
    }
}
