//! Every command with bad input and in bad circumstances: one sentence, the exit code for it, and nothing written.

#![allow(clippy::unwrap_used, clippy::expect_used)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

const DOCUMENT: &str = "openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets: {get: {responses: {'200': {description: Pets.}}}}
";

const OVERLAY: &str = "overlay: 1.0.0
info: {title: Ours, version: '1'}
actions: [{target: $.info, update: {title: Ours}}]
";

const PROJECT: &str = "[documents.pets]
path = \"pets.yaml\"
source = \"http://127.0.0.1:9/pets.yaml\"
output = \"made/client\"
";

/// Every command that reads a document; `init` is in a package, the others are in a project.
const READING: [(&str, &str); 11] = [
    ("project", "bundle DOC"),
    ("project", "check --from DOC"),
    ("project", "diff DOC pets.yaml"),
    ("project", "diff pets.yaml DOC"),
    ("project", "generate DOC --out client"),
    ("project", "inspect DOC"),
    ("project", "mock DOC"),
    ("project", "overlay DOC --overlay ours.yaml"),
    ("project", "overlay pets.yaml --overlay DOC"),
    ("project", "refresh --from DOC"),
    ("package", "init DOC"),
];

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        let folder = Self(tempfile::tempdir().unwrap());
        for (name, text) in [
            ("project/oas.toml", PROJECT),
            ("project/pets.yaml", DOCUMENT),
            ("project/ours.yaml", OVERLAY),
            ("package/Cargo.toml", "[package]\nname = \"zoo\"\nedition = \"2024\"\n"),
            ("package/src/lib.rs", ""),
        ] {
            let path = folder.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    /// All files and folders, but for the one that a refresh keeps its lock in.
    fn state(&self) -> BTreeMap<String, Vec<u8>> {
        fn collect(root: &Path, folder: &Path, all: &mut BTreeMap<String, Vec<u8>>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let name = path.strip_prefix(root).unwrap().display().to_string();
                if name == "project/target" {
                    continue;
                }
                // What may not be read is what it was.
                all.insert(name, fs::read(&path).unwrap_or_default());
                if path.is_dir() {
                    collect(root, &path, all);
                }
            }
        }
        let mut all = BTreeMap::new();
        collect(self.0.path(), self.0.path(), &mut all);
        all
    }

    /// Runs a line of bash, in which `oas` is the program.
    #[track_caller]
    fn fails(&self, inside: &str, line: &str, codes: &[i32], says: &str) {
        let before = self.state();
        let mut bash = Command::new("bash");
        let program = env!("CARGO_BIN_EXE_cargo-oas");
        bash.args(["-c", &line.replace("oas ", &format!("{program} "))]);
        bash.current_dir(self.0.path().join(inside)).stdin(Stdio::null());
        let output = bash.output().unwrap();
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert!(
            codes.contains(&output.status.code().unwrap()),
            "{line}: {}\n{stderr}",
            output.status
        );
        // An overlay says first what it did.
        let said: Vec<&str> = stderr.lines().filter(|line| !line.contains(": action 1 ")).collect();
        assert_eq!(said.len(), 1, "{line}: {stderr}");
        assert!(
            said[0].starts_with("error: ") && said[0].contains(says),
            "{line}: {says}: {stderr}"
        );
        assert!(output.stdout.is_empty(), "{line}");
        let (before, after): (Vec<_>, Vec<_>) =
            (before.into_iter().collect(), self.state().into_iter().collect());
        assert_eq!(before, after, "{line}");
    }
}

#[test]
fn what_is_no_document_is_refused_in_a_sentence() {
    let folder = Folder::new();
    let at = |name: &str| folder.0.path().join(name).display().to_string();
    fs::write(at("empty"), "").unwrap();
    fs::write(at("bytes"), b"\xff\xfe\x00").unwrap();
    fs::write(at("huge"), vec![b' '; (64 << 20) + 1]).unwrap();
    fs::create_dir(at("folder")).unwrap();
    for (document, code, says) in [
        ("gone", 2, "No such file or directory"),
        ("folder", 2, "s a directory"),
        ("empty", 5, "the document is empty"),
        ("bytes", 5, "the document is not UTF-8"),
        ("huge", 5, "larger than 64 MiB"),
    ] {
        for (inside, command) in READING {
            let line = format!("oas {}", command.replace("DOC", &at(document)));
            folder.fails(inside, &line, &[code], says);
        }
    }
}

#[test]
fn without_a_network_it_says_so() {
    let folder = Folder::new();
    let address = "http://127.0.0.1:9/pets.yaml";
    for (inside, command) in READING {
        let line = format!("oas {}", command.replace("DOC", address));
        match command.split(' ').next().unwrap() {
            "check" | "diff" | "init" | "refresh" => {
                folder.fails(inside, &line, &[4], "refuses the connection");
            }
            "overlay" if command.ends_with("DOC") => {
                folder.fails(inside, &line, &[2], "No such file or directory");
            }
            _ => folder.fails(inside, &line, &[2], "this command reads files; fetch"),
        }
    }
    for command in ["check", "refresh"] {
        folder.fails("project", &format!("oas {command}"), &[4], "refuses the connection");
    }
}

#[test]
fn output_that_nobody_can_take_is_said_and_a_closed_pipe_is_none_of_ours() {
    let folder = Folder::new();
    let newer = folder.0.path().join("newer.yaml");
    fs::write(&newer, DOCUMENT.replace("/pets", "/dogs")).unwrap();
    let newer = newer.display();
    for command in [
        "bundle pets.yaml".to_owned(),
        format!("check --from {newer}"),
        "completions bash".to_owned(),
        format!("diff pets.yaml {newer}"),
        "explain".to_owned(),
        "inspect pets.yaml".to_owned(),
        "mock pets.yaml".to_owned(),
        format!("refresh --from {newer} --dry-run"),
    ] {
        folder.fails(
            "project",
            &format!("oas {command} > /dev/full"),
            &[2],
            "cannot write the output",
        );
        if command.starts_with("mock") {
            continue;
        }
        let mut bash = Command::new("bash");
        let program = env!("CARGO_BIN_EXE_cargo-oas");
        bash.args(["-c", &format!("{program} {command} | true; exit ${{PIPESTATUS[0]}}")]);
        bash.current_dir(folder.0.path().join("project"));
        let output = bash.output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{command}: {} {said}", output.status);
        assert!(!said.contains("panicked") && !said.contains("error:"), "{command}: {said}");
    }
}

/// No file may become longer than this, as on a full disk.
#[test]
fn a_full_disk_leaves_nothing_behind() {
    let folder = Folder::new();
    let newer = folder.0.path().join("newer.yaml");
    fs::write(&newer, DOCUMENT.replace("/pets", "/dogs")).unwrap();
    let document = folder.0.path().join("project/pets.yaml").display().to_string();
    for (inside, command) in [
        ("project", "generate pets.yaml --out new/client".to_owned()),
        ("project", "generate".to_owned()),
        ("project", format!("refresh --from {}", newer.display())),
        ("package", format!("init {document} --client crate")),
    ] {
        let line = format!("trap '' XFSZ; ulimit -f 4; exec oas {command}");
        folder.fails(inside, &line, &[2], "cannot write ");
    }
}

/// Without the rights of others: who runs the tests as root gives his away for it.
#[test]
fn without_rights_nothing_is_written() {
    let folder = Folder::new();
    let root = folder.0.path();
    let is_root = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let other = if is_root { "setpriv --reuid 65534 --regid 65534 --clear-groups " } else { "" };
    if is_root
        && !Command::new("setpriv").arg("--version").output().is_ok_and(|it| it.status.success())
    {
        eprintln!("skipped: there is no setpriv here");
        return;
    }
    fs::set_permissions(root, fs::Permissions::from_mode(0o755)).unwrap();
    fs::write(root.join("project/secret.yaml"), DOCUMENT).unwrap();
    fs::set_permissions(root.join("project/secret.yaml"), fs::Permissions::from_mode(0o000))
        .unwrap();
    // The program may be where nobody else may look.
    fs::copy(env!("CARGO_BIN_EXE_cargo-oas"), root.join("program")).unwrap();
    fs::set_permissions(root.join("program"), fs::Permissions::from_mode(0o755)).unwrap();
    let program = format!("{other}{}", root.join("program").display());
    let closed = |mode| {
        for name in ["project", "package", "package/src"] {
            fs::set_permissions(root.join(name), fs::Permissions::from_mode(mode)).unwrap();
        }
    };
    closed(0o555);
    let document = root.join("project/pets.yaml").display().to_string();
    for (inside, command) in [
        ("project", "bundle secret.yaml"),
        ("project", "inspect secret.yaml"),
        ("project", "diff secret.yaml pets.yaml"),
        ("project", "generate pets.yaml --out client"),
        ("project", "generate pets.yaml --out new/client"),
        ("project", "overlay pets.yaml --overlay ours.yaml --output new.json"),
        ("project", "diff pets.yaml pets.yaml --output new.txt"),
        ("project", "mock pets.yaml --record new.jsonl"),
        ("project", "refresh --from pets.yaml"),
        ("package", &format!("init {document}")),
    ] {
        folder.fails(inside, &format!("exec {program} {command}"), &[2], "Permission denied");
    }
    closed(0o755);
}

/// Each waits for standard input, and gets Ctrl-C in its place.
#[test]
fn an_interrupt_ends_every_command_in_a_sentence() {
    let folder = Folder::new();
    let before = folder.state();
    for command in [
        "bundle -",
        "check --from -",
        "diff - pets.yaml",
        "generate - --out new/client",
        "inspect -",
        "overlay - --overlay ours.yaml",
        "refresh --from -",
    ] {
        // Before it has begun, a signal ends it as it ends everything: then it is waited for longer.
        let output = (1..=20).find_map(|tenths| {
            let mut oas = Command::new(env!("CARGO_BIN_EXE_cargo-oas"));
            oas.args(command.split(' ')).current_dir(folder.0.path().join("project"));
            oas.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = oas.spawn().unwrap();
            std::thread::sleep(std::time::Duration::from_millis(tenths * 100));
            let mut kill = Command::new("kill");
            assert!(kill.args(["-INT", &child.id().to_string()]).status().unwrap().success());
            // The input stays open until it has ended.
            let input = child.stdin.take();
            let output = child.wait_with_output().unwrap();
            drop(input);
            output.status.code().map(|_| output)
        });
        let output = output.expect(command);
        let stderr = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(130), "{command}: {stderr}");
        assert!(stderr.starts_with("error: interrupted; every file"), "{command}: {stderr}");
        assert_eq!(stderr.lines().count(), 1, "{command}: {stderr}");
        assert_eq!(folder.state(), before, "{command}");
    }
}
