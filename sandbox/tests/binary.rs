//! The program.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use std::io::{BufRead, BufReader};
use std::process::{Command, Output, Stdio};

fn program(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_neoagent-sandbox"));
    command.args(args).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn output(args: &[&str]) -> Output {
    program(args).output().unwrap()
}

#[tokio::test]
async fn it_prints_where_it_is_and_serves() {
    let mut child = program(&["--port", "0", "--key", "k-1", "--running=0"]).spawn().unwrap();
    let lines: Vec<String> =
        BufReader::new(child.stdout.take().unwrap()).lines().take(2).map(Result::unwrap).collect();
    let url = lines[0].strip_prefix("NEO_BASE_URL=").unwrap();
    assert_eq!(lines[1], "NEO_API_KEY=k-1");
    let http = reqwest::Client::new();
    // The document may have the prefix in the address of its server, and a slash at the end of its paths.
    let url = url.trim_end_matches("/public-api");
    let document = include_str!("../openapi.json");
    let path = if document.contains("/agents\"") { "agents" } else { "agents/" };
    let answer = http.get(format!("{url}/public-api/{path}")).bearer_auth("k-1").send().await;
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(answer.unwrap().status(), 200);
}

#[test]
fn it_says_what_it_takes_and_refuses_the_rest() {
    let help = output(&["--help"]);
    assert!(help.status.success() && String::from_utf8(help.stdout).unwrap().contains("--port"));
    let usage = output(&["--nope"]);
    assert_eq!(usage.status.code(), Some(2));
    assert!(String::from_utf8(usage.stderr).unwrap().contains("--nope is not an option"));
    let failed = output(&["--document", "no/such/file"]);
    assert_eq!(failed.status.code(), Some(1));
    assert!(String::from_utf8(failed.stderr).unwrap().contains("no/such/file"));
}
