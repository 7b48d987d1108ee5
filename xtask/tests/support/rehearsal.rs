//! The workspace after a refresh from each variant that is accepted: a copy of it, what is run there, and a record of what passed.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::{Duration, Instant};

use oas_codegen::Settings;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tempfile::{NamedTempFile, TempDir};

use super::variants::{Expected, Variant};
use super::{command, finish, root};

/// How far a variant is tried.
#[derive(Clone, Copy)]
pub(crate) enum Depth {
    /// Every package with its examples, tests and benches is compiled.
    Check,
    /// The tests of what depends on the document are run.
    Tests,
}

/// The packages whose tests depend on the document.
const TESTED: [&str; 4] = ["", "neo", "sandbox", "fixtures/vendored"];

/// How many programs of tests run at the same time.
const AT_ONCE: usize = 4;

/// How long one may take; most need seconds. What is wrong with a document may be that a wait has no end.
const LONGEST: Duration = Duration::from_secs(300);

/// What a refresh replaces.
const REPLACED: [&str; 4] =
    ["openapi.json", "openapi.lock", "generate.json", "sandbox/openapi.json"];

/// What the tests that are run do not read: other tests, and texts.
const UNREAD: [&str; 38] = [
    ".ci",
    ".github",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "SECURITY.md",
    "action.yml",
    "benches",
    "codegen/tests/cases.rs",
    "codegen/tests/choice.rs",
    "codegen/tests/circles.rs",
    "codegen/tests/contracts.rs",
    "codegen/tests/determinism.rs",
    "codegen/tests/documents.rs",
    "codegen/tests/files.rs",
    "codegen/tests/fuzz.rs",
    "codegen/tests/hostile.rs",
    "codegen/tests/large.rs",
    "codegen/tests/leaves.rs",
    "codegen/tests/lists.rs",
    "codegen/tests/names.rs",
    "codegen/tests/output",
    "codegen/tests/output.rs",
    "codegen/tests/reasons.rs",
    "codegen/tests/replaced.rs",
    "codegen/tests/support",
    "codegen/tests/types.rs",
    "codegen/tests/unions.rs",
    "codegen/tests/xml.rs",
    "command/tests",
    "deny.toml",
    "docs/measurements.md",
    "docs/wire-suite.md",
    "document/tests",
    "mock/tests",
    "specdiff/tests",
    "xtask/tests/support/rehearsal.rs",
    "xtask/tests/support/variants.rs",
    "xtask/tests/variants.rs",
];

impl Depth {
    fn name(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Tests => "tests",
        }
    }

    /// What cargo is asked for. The tests of packages that do not depend on the document are the same before and after. A test of the
    /// workspace is built with what cargo has built of it already.
    fn commands(self) -> Vec<Vec<String>> {
        let split = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        match self {
            Self::Check => vec![split("check --quiet --workspace --all-targets --keep-going")],
            Self::Tests => {
                // The tests of examples run these as programs, which `--examples` of `cargo test` does not make.
                let examples = split("build --quiet --workspace --examples");
                let mut tests = split("test --quiet --workspace --lib");
                tests.extend(
                    integration_tests().into_iter().flat_map(|name| ["--test".to_owned(), name]),
                );
                let others = [
                    "test --quiet -p neoagent -p neoagent-sandbox --doc",
                    "test --quiet -p oas-codegen --test table vendored",
                    "test --quiet -p oas-apidiff --test edits our_document",
                    "test --quiet -p xtask --test inspect",
                    "test --quiet -p xtask --test generate a_crate_with_every_setting_compiles",
                ];
                [examples, tests].into_iter().chain(others.map(split)).collect()
            }
        }
    }

    /// What the outcome follows from: all files of the copy that are read. Where only compiling is asked for, the client without its comments
    /// stands in the place of the document.
    fn key(self, copy: &Path, names: &BTreeSet<PathBuf>, args: &[String]) -> String {
        let mut hash = Sha256::new();
        let mut add = |name: &str, content: &[u8]| {
            for part in [name.as_bytes(), content] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        };
        add("command", args.join(" ").as_bytes());
        let is_replaced = |name: &Path| REPLACED.iter().any(|one| name == Path::new(one));
        let concerns = |name: &Path| match self {
            Self::Check => !is_replaced(name),
            Self::Tests => !UNREAD.iter().any(|start| name.starts_with(start)),
        };
        for name in names {
            if concerns(name) {
                add(&name.to_string_lossy(), &fs::read(copy.join(name)).unwrap());
            }
        }
        if matches!(self, Self::Check) {
            add("client", client(copy).as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

/// The client of the copy, without comments.
fn client(copy: &Path) -> String {
    let read = |name: &str| fs::read_to_string(copy.join(name)).unwrap();
    let settings = Settings::from_json(&read("generate.json")).unwrap();
    let source =
        oas_codegen::generate(&read("openapi.json"), "openapi.json", &settings).unwrap().source;
    let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
    code.collect::<Vec<_>>().join("\n")
}

/// Refreshes a copy of the workspace from each variant that is accepted, and runs cargo there. What has passed is not run again, and what
/// there is no time left for (`REHEARSE_MINUTES`) is named.
pub(crate) fn each_accepted(variants: &[Variant], depth: Depth) {
    let minutes = std::env::var("REHEARSE_MINUTES").ok().and_then(|text| text.parse().ok());
    let end = minutes.map(|minutes: u64| Instant::now() + Duration::from_secs(60 * minutes));
    let accepted = |variant: &&Variant| matches!(variant.expected, Expected::Client);
    let chosen = variants.iter().filter(accepted).collect::<Vec<_>>();
    assert!(!chosen.is_empty(), "no variant with such a name is accepted");
    let record = root().join("target/rehearse/passed");
    let mut passed = read_record(&record);
    let mut ends: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for variant in &chosen {
        let (how, said) = match end {
            Some(end) if Instant::now() >= end => (NO_TIME, String::new()),
            _ => one(variant, depth, &mut passed, &record, end),
        };
        println!("{}: {how}", variant.name);
        said.lines().for_each(|line| println!("  {line}"));
        ends.entry(how).or_default().push(variant.name);
    }
    println!(
        "{} variants, {} refused, {} accepted ({}):",
        variants.len(),
        variants.len() - chosen.len(),
        chosen.len(),
        depth.name()
    );
    for (end, names) in &ends {
        println!("{} {end}: {}", names.len(), names.join("; "));
    }
    assert!(!ends.contains_key(FAILED));
}

const FAILED: &str = "FAILED";
const NO_TIME: &str = "not run to its end, no time left";

/// How it ended with a variant, and what cargo said where that counts.
fn one(
    variant: &Variant,
    depth: Depth,
    passed: &mut BTreeMap<String, String>,
    record: &Path,
    end: Option<Instant>,
) -> (&'static str, String) {
    let (copy, names) = copied();
    if let Err(said) = refreshed(&copy, variant) {
        return (FAILED, said);
    }
    let (mut how, mut failures) = ("passed before", String::new());
    for args in depth.commands() {
        let key = depth.key(&copy, &names, &args);
        match passed.get(&key) {
            Some(name) if name == variant.name => continue,
            Some(_) => {
                how = "the same client as one that passed";
                continue;
            }
            None if end.is_some_and(|end| Instant::now() >= end) => return (NO_TIME, failures),
            None => {}
        }
        let run = if args.iter().any(|arg| arg == "--workspace") && args[0] == "test" {
            all_tests(&copy, &args)
        } else {
            let mut command = Command::new(env!("CARGO"));
            cargo(&copy, command.args(&args).arg("--offline")).map(|_| ())
        };
        if let Err(said) = run {
            failures += &said;
            continue;
        }
        how = "passed";
        let mut file = fs::File::options().create(true).append(true).open(record).unwrap();
        writeln!(file, "{key} {}", variant.name).unwrap();
        passed.insert(key, variant.name.to_owned());
    }
    if failures.is_empty() { (how, failures) } else { (FAILED, failures) }
}

/// The names of the tests of what depends on the document.
fn integration_tests() -> BTreeSet<String> {
    let folders = TESTED.iter().map(|package| root().join(package).join("tests"));
    let entries = folders.flat_map(|folder| fs::read_dir(folder).unwrap());
    let is_test = |path: &PathBuf| {
        path.extension().is_some_and(|extension| extension == "rs")
            || path.join("main.rs").is_file()
    };
    let paths = entries.map(|entry| entry.unwrap().path()).filter(is_test);
    let names = paths.map(|path| path.file_stem().unwrap().to_string_lossy().into_owned());
    // It is run by `cargo xtask soak`.
    names.filter(|name| name != "soak").collect()
}

/// What passed, with the name of the variant.
fn read_record(path: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(path).unwrap_or_default();
    let entry = |line: &str| {
        let (key, name) = line.split_once(' ')?;
        Some((key.to_owned(), name.to_owned()))
    };
    text.lines().filter_map(entry).collect()
}

/// A copy of the workspace, always in the same place: what is the same is not touched, and cargo does not compile it again. With the names
/// of its files.
fn copied() -> (PathBuf, BTreeSet<PathBuf>) {
    let copy = root().join("target/rehearse/workspace");
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output();
    let listed = finish(listed).stdout;
    let names: BTreeSet<PathBuf> =
        listed.lines().map(PathBuf::from).filter(|name| root().join(name).is_file()).collect();
    for name in &names {
        let (from, to) = (fs::read(root().join(name)).unwrap(), copy.join(name));
        if fs::read(&to).ok().as_ref() != Some(&from) {
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::write(to, from).unwrap();
        }
    }
    remove_others(&copy, &copy, &names);
    (copy, names)
}

fn remove_others(folder: &Path, copy: &Path, names: &BTreeSet<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.strip_prefix(copy).unwrap();
        if path.is_dir() && name != Path::new("target") {
            remove_others(&path, copy, names);
        } else if path.is_file() && !names.contains(name) {
            fs::remove_file(path).unwrap();
        }
    }
}

/// Refreshes the copy.
fn refreshed(copy: &Path, variant: &Variant) -> Result<(), String> {
    let folder = TempDir::new().unwrap();
    let live = folder.path().join("live.json");
    fs::write(&live, variant.document.to_string()).unwrap();
    let mut refresh = command(copy);
    refresh.args(["spec", "refresh", "--offline", "--rust", "rules", "--from"]).arg(live);
    cargo(copy, refresh.env("CARGO_MANIFEST_DIR", copy.join("xtask"))).map(|_| ())
}

/// Builds the programs of tests and runs several of them at once, since most of their time is waiting.
fn all_tests(copy: &Path, args: &[String]) -> Result<(), String> {
    let mut build = Command::new(env!("CARGO"));
    build.args(args).args(["--offline", "--no-run", "--message-format", "json-render-diagnostics"]);
    let built = cargo(copy, &mut build)?;
    let program = |line: &str| -> Option<(PathBuf, PathBuf)> {
        let artifact: Value = serde_json::from_str(line).ok()?;
        let executable =
            artifact["executable"].as_str().filter(|_| artifact["profile"]["test"] == true)?;
        let folder = Path::new(artifact["manifest_path"].as_str()?).parent()?;
        // Other packages have tests of these names too; of libraries' own, those of the one that the document is compiled into count.
        let is_meant = match artifact["target"]["kind"] == json!(["test"]) {
            true => TESTED.iter().any(|package| copy.join(package) == folder),
            false => copy == folder,
        };
        is_meant.then(|| (executable.into(), folder.into()))
    };
    let programs: Vec<_> = built.lines().filter_map(program).collect();
    assert!(!programs.is_empty(), "cargo has built no test");
    let programs = Mutex::new(programs.into_iter());
    let failures = Mutex::new(String::new());
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                while let Some((program, folder)) = { programs.lock().unwrap().next() } {
                    if let Err(said) = test_program(&program, &folder) {
                        *failures.lock().unwrap() += &format!("{}\n{said}", program.display());
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().unwrap();
    if failures.is_empty() { Ok(()) } else { Err(failures) }
}

/// What a program of tests says where one fails, or where it does not end.
fn test_program(program: &Path, folder: &Path) -> Result<(), String> {
    let said = NamedTempFile::new().unwrap();
    let mut child = Command::new(program)
        .arg("--quiet")
        .current_dir(folder)
        .env("RUST_BACKTRACE", "0")
        .stdin(Stdio::null())
        .stdout(said.as_file().try_clone().unwrap())
        .stderr(said.as_file().try_clone().unwrap())
        .spawn()
        .unwrap();
    let end = Instant::now() + LONGEST;
    let how = loop {
        match child.try_wait().unwrap() {
            Some(status) if status.success() => return Ok(()),
            Some(status) => break format!("{status}\n"),
            None if Instant::now() >= end => {
                child.kill().unwrap();
                child.wait().unwrap();
                break format!("it did not end within {} s\n", LONGEST.as_secs());
            }
            None => thread::sleep(Duration::from_millis(20)),
        }
    };
    Err(fs::read_to_string(said.path()).unwrap() + &how)
}

/// What cargo prints; what it says otherwise where it fails.
fn cargo(copy: &Path, command: &mut Command) -> Result<String, String> {
    // Linking is most of the time.
    let debug = std::env::var("CARGO_PROFILE_DEV_DEBUG").unwrap_or_else(|_| "none".to_owned());
    command
        .current_dir(copy)
        .env("CARGO_TARGET_DIR", root().join("target/rehearse/target"))
        .env("CARGO_INCREMENTAL", "1")
        .env("CARGO_PROFILE_DEV_DEBUG", debug)
        .stdin(Stdio::null());
    let run = finish(command.output());
    match run.code {
        Some(0) => Ok(run.stdout),
        _ => Err(format!("{}{}", run.stdout, run.stderr)),
    }
}
