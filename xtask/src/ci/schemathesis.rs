//! Requests by the thousand, made from the document by schemathesis, against the sandbox, which has to answer as the document says.

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

pub(super) fn run() -> Result<(), Failure> {
    let target = metadata::target_directory()?;
    let folder = target.join("schemathesis");
    let program = match install(&folder) {
        Ok(program) => program,
        Err(lacking) => return print::out(&format!("skipped: {lacking}\n")),
    };
    cargo::run(&["build", "--quiet", "--package", "neoagent-sandbox"], &[])?;
    let document = std::path::absolute(workspace::document())
        .map_err(|error| Failure::file(&workspace::document(), "find", error))?;
    let sandbox = Sandbox::start(&target.join("debug").join("neoagent-sandbox"))?;
    for (phases, excluded) in PHASES {
        let mut check = Command::new(&program);
        check
            // It keeps a cache where it runs.
            .current_dir(&folder)
            .arg("run")
            .arg(&document)
            .args(["--url", &sandbox.url, "-H", &format!("Authorization: Bearer {KEY}")])
            .args(["--phases", phases, "--exclude-checks", excluded, "--max-time", TIME])
            .args(["--no-color", "--seed", "1"]);
        let status = check.status().map_err(|error| not_started(&program, &error))?;
        if !status.success() {
            let message = format!("schemathesis found what the document does not say ({phases})");
            return Err(Failure::new(Kind::Negative, message));
        }
    }
    Ok(())
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

/// A sandbox in a process of its own, which ends with this value.
struct Sandbox {
    process: Child,
    url: String,
}

impl Sandbox {
    fn start(program: &Path) -> Result<Self, Failure> {
        let mut process = Command::new(program)
            .args(["--key", KEY, "--no-rate-limit"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| not_started(program, &error))?;
        let mut lines =
            process.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines);
        let line = lines.next().and_then(Result::ok).unwrap_or_default();
        // The other is the key's: not before it is written may the pipe be closed.
        let _ = lines.next();
        let url = line.strip_prefix("NEO_BASE_URL=").unwrap_or_default().to_owned();
        let sandbox = Self { process, url };
        if sandbox.url.is_empty() {
            return Err(Failure::new(Kind::Negative, "the sandbox does not say where it listens"));
        }
        Ok(sandbox)
    }
}

impl Drop for Sandbox {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
