//! Running `neo` as a person or a script does.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::process::{Command, Stdio};

use neoagent_sandbox::Sandbox;
use serde_json::Value;

/// How it ended, and what it wrote.
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

    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:?}");
        self
    }

    /// What it said, which has to be one line.
    #[track_caller]
    pub(crate) fn sentence(&self) -> &str {
        assert_eq!(self.stderr.lines().count(), 1, "{self:?}");
        self.stderr.trim_end()
    }
}

/// With no terminal and nothing of this process's settings for Neo.
pub(crate) fn neo(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neo"));
    command
        .args(args)
        .env_remove("NEO_API_KEY")
        .env_remove("NEO_BASE_URL")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// The same, to talk to a sandbox of the test's.
pub(crate) fn neo_on(sandbox: &Sandbox, args: &[&str]) -> Command {
    let mut command = neo(args);
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

/// On a sandbox, to its end.
pub(crate) async fn on(sandbox: &Sandbox, args: &[&str]) -> Ended {
    ended(neo_on(sandbox, args)).await
}

/// Without anything to talk to.
pub(crate) async fn alone(args: &[&str]) -> Ended {
    ended(neo(args)).await
}

/// Whether the document that the program is made of has what a test is about, as the help of a command lists it. What was refreshed from
/// another document may lack it, and that is said.
pub(crate) async fn offers(command: &[&str], needed: &[&str]) -> bool {
    let help = alone(&[command, &["--help"]].concat()).await.stdout;
    let lacking: Vec<_> = needed.iter().filter(|needed| !help.contains(**needed)).collect();
    if !lacking.is_empty() {
        eprintln!("skipped: the document has no {lacking:?} for neo {}", command.join(" "));
    }
    lacking.is_empty()
}
