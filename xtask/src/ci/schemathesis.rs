//! Requests by the thousand, made from documents by schemathesis, against the sandbox and against mocks of documents of our own, which have to
//! answer as the documents say.

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use oas_command::failure::{Failure, Kind};
use oas_command::print;

use crate::{cargo, metadata, workspace};

const VERSION: &str = "schemathesis==4.32.5";

const KEY: &str = "key-of-the-check";

/// The phases, and what is not asked of them. The service refuses more than its document says (`x-bounds`, an agent for chats
/// that is run), and so does the sandbox; and both pass over query parameters that they do not know, which only the last
/// phase holds against them.
const PHASES: [(&str, &str); 2] = [
    ("coverage,fuzzing", "positive_data_acceptance"),
    ("stateful", "positive_data_acceptance,negative_data_rejection"),
];

/// How long each of them takes, in seconds.
const TIME: &str = "60";

/// The documents that mocks are made of, of which nothing is asked less; and how long each takes, in seconds, unless the environment says.
const MOCKED: [&str; 5] = [
    "fixtures/documents/errors.yaml",
    "mock/tests/data/fleet.yaml",
    "mock/tests/data/forum.yaml",
    "mock/tests/data/library.yaml",
    "mock/tests/data/shop.yaml",
];
const MOCK_TIME: &str = "15";

/// The environment variable that gives each mock so many seconds.
const MOCK_SECONDS: &str = "MOCK_SECONDS";

pub(super) fn run() -> Result<(), Failure> {
    let target = metadata::target_directory()?;
    let folder = target.join("schemathesis");
    let program = match install(&folder) {
        Ok(program) => program,
        Err(lacking) => return print::out(&format!("skipped: {lacking}\n")),
    };
    cargo::run(
        &["build", "--quiet", "--package", "neoagent-sandbox", "--package", "cargo-oas"],
        &[],
    )?;
    let programs = target.join("debug");
    let document = absolute(&workspace::document())?;
    let args = ["--key", KEY, "--no-rate-limit"];
    let sandbox = Server::start(&programs.join("neoagent-sandbox"), &args)?;
    for (phases, excluded) in PHASES {
        let more = ["--phases", phases, "--exclude-checks", excluded, "--max-time", TIME];
        check(&program, &folder, &document, &sandbox, &more)?;
    }
    let seconds = std::env::var(MOCK_SECONDS).unwrap_or_else(|_| MOCK_TIME.to_owned());
    for name in MOCKED {
        let document = absolute(&workspace::root().join(name))?;
        let path = document.to_string_lossy().into_owned();
        let mock = Server::start(&programs.join("cargo-oas"), &["mock", &path, "--key", KEY])?;
        check(&program, &folder, &document, &mock, &["--max-time", &seconds])?;
    }
    Ok(())
}

fn absolute(path: &Path) -> Result<PathBuf, Failure> {
    std::path::absolute(path).map_err(|error| Failure::file(path, "find", error))
}

fn check(
    program: &Path,
    folder: &Path,
    document: &Path,
    server: &Server,
    more: &[&str],
) -> Result<(), Failure> {
    let mut check = Command::new(program);
    check
        // It keeps a cache where it runs.
        .current_dir(folder)
        .arg("run")
        .arg(document)
        .args(["--url", &server.url, "-H", &format!("Authorization: Bearer {KEY}")])
        .args(["-H", &format!("X-Key: {KEY}")])
        .args(more)
        .args(["--no-color", "--seed", "1"]);
    let status = check.status().map_err(|error| not_started(program, &error))?;
    if status.success() {
        return Ok(());
    }
    let message = format!(
        "schemathesis found what {} does not say ({})",
        document.file_name().unwrap_or_default().display(),
        more.join(" ")
    );
    Err(Failure::new(Kind::Negative, message))
}

/// The program, installed in a folder of its own, or what this machine lacks for it.
fn install(folder: &Path) -> Result<PathBuf, String> {
    let programs = folder.join("bin");
    let works = |command: &mut Command| {
        command.stdin(Stdio::null()).stdout(Stdio::null());
        command.status().is_ok_and(|status| status.success())
    };
    if !works(Command::new("python3").args(["-m", "venv"]).arg(folder)) {
        return Err("there is no python3 with venv here".to_owned());
    }
    let mut pip = Command::new(programs.join("pip"));
    if !works(pip.args(["install", "--quiet", "--disable-pip-version-check", VERSION])) {
        return Err(format!("pip cannot install {VERSION}"));
    }
    Ok(programs.join("schemathesis"))
}

fn not_started(program: &Path, error: &std::io::Error) -> Failure {
    Failure::usage(format!("{} does not start: {error}", program.display()))
}

/// A server in a process of its own, which ends with this value.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start(program: &Path, args: &[&str]) -> Result<Self, Failure> {
        let mut process = Command::new(program)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| not_started(program, &error))?;
        let mut lines =
            process.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines);
        // The address comes first; the sandbox says its key in a second line, before which the pipe may not be closed.
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        let url = line.strip_prefix("NEO_BASE_URL=").unwrap_or(&line).to_owned();
        if url != line {
            let _ = lines.next();
        }
        let server = Self { process, url };
        if server.url.is_empty() {
            let message = format!("{} does not say where it listens", program.display());
            return Err(Failure::new(Kind::Negative, message));
        }
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
