//! Running an example as a user does.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::path::PathBuf;
use std::process::{Command, Stdio};

use neoagent_sandbox::Sandbox;
use serde_json::Value;

/// How an example ended, and what it wrote.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// What it wrote to standard output, which has to be one JSON value.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

/// The program of an example, with no terminal and nothing of this process's settings for Neo.
pub(crate) fn command(name: &str) -> Command {
    let mut command = Command::new(program(name));
    command
        .env_remove("NEO_API_KEY")
        .env_remove("NEO_BASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The same, to talk to a sandbox of the test's.
pub(crate) fn command_on(name: &str, sandbox: &Sandbox) -> Command {
    let mut command = command(name);
    command.env("NEO_BASE_URL", sandbox.base_url()).env("NEO_API_KEY", sandbox.key());
    command
}

/// Runs it to its end, without holding up the runtime that a sandbox is on.
pub(crate) async fn ended(mut command: Command) -> Ended {
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

/// `cargo test` builds the examples next to the tests.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let program = test
        .ancestors()
        .nth(2)
        .unwrap()
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        program.exists(),
        "{} is missing: `cargo build --examples` makes it",
        program.display()
    );
    program
}
