//! `examples/run_agent.rs`, as a user or a script runs it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/example.rs"]
mod example;
#[path = "support/spec.rs"]
mod spec;

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, Command};
use std::time::Duration;

use example::{Ended, command, command_on, ended};
use neoagent_sandbox::{Fault, Outcome, Sandbox};
use serde_json::{Value, json};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

async fn sandbox() -> Sandbox {
    Sandbox::builder()
        .queued_for(Duration::from_millis(10))
        .run_duration(Duration::from_millis(50))
        .start()
        .await
        .unwrap()
}

async fn run(sandbox: &Sandbox, args: &[&str]) -> Ended {
    let mut command = command_on("run_agent", sandbox);
    command.args(args);
    ended(command).await
}

const START: [&str; 4] = ["--agent", "42", "--entity", "T-1001"];

/// Starts it on a run without end, and gives it when it has said which.
fn started(mut command: Command) -> (Child, String, BufReader<impl Read>) {
    let mut child = command.args(START).spawn().unwrap();
    let mut stderr = BufReader::new(child.stderr.take().unwrap());
    let mut line = String::new();
    stderr.read_line(&mut line).unwrap();
    let id = line
        .strip_prefix("started run ")
        .and_then(|rest| rest.split(' ').next())
        .unwrap_or_else(|| panic!("{line}"));
    (child, id.to_owned(), stderr)
}

#[tokio::test]
async fn without_a_key_it_runs_on_a_sandbox() {
    let done = ended(command("run_agent")).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(spec::status(&done.json()), "success");
    let lines: Vec<_> = done.stderr.lines().collect();
    assert!(lines[0].starts_with("NEO_API_KEY is not set: talking to a sandbox"), "{lines:?}");
    assert!(lines[1].starts_with("started run "), "{lines:?}");
    let end = format!("finished: success ({})", spec::word(&done.json()));
    assert_eq!(lines.last(), Some(&end.as_str()));
    assert!(!done.stderr.contains('\u{1b}'), "{lines:?}");
}

#[tokio::test]
async fn a_run_that_fails_is_1() {
    let mut failing = command("run_agent");
    failing.args(["--instructions", "Please fail."]);
    let done = ended(failing).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(spec::status(&done.json()), "failure");
}

#[tokio::test]
async fn a_passed_deadline_is_3_and_can_be_resumed() {
    let sandbox = sandbox().await;
    sandbox.next_outcome(Outcome::Never);
    let args = [&START[..], &["--deadline", "300ms"]].concat();
    let late = run(&sandbox, &args).await;
    assert_eq!(late.code, Some(3), "{late:?}");
    let id = sandbox.executions()[0].execution_id.clone();
    assert_eq!(late.json()["execution_id"], json!(id));
    assert!(late.stderr.contains(&format!("--resume {id}")), "{late:?}");

    sandbox.set_outcome(&id, Outcome::Success);
    let done = run(&sandbox, &["--resume", late.stdout.trim()]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(sandbox.count("POST", RUN_NOW), 1);
}

#[tokio::test]
async fn a_killed_one_is_resumed_without_a_second_run() {
    let sandbox = sandbox().await;
    sandbox.next_outcome(Outcome::Never);
    let killed = command_on("run_agent", &sandbox);
    let (mut child, id, _) = tokio::task::spawn_blocking(|| started(killed)).await.unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(sandbox.executions()[0].execution_id, id);

    sandbox.set_outcome(&id, Outcome::Failure("No such ticket.".to_owned()));
    let done = run(&sandbox, &["--resume", &id]).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(done.json()["error"], "No such ticket.");
    assert_eq!(sandbox.count("POST", RUN_NOW), 1);
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_one_says_how_to_go_on() {
    let sandbox = sandbox().await;
    sandbox.next_outcome(Outcome::Never);
    let interrupted = command_on("run_agent", &sandbox);
    let (child, id, mut stderr) =
        tokio::task::spawn_blocking(|| started(interrupted)).await.unwrap();
    sandbox.wait_for("GET", "/public-api/executions/{execution_id}", 1).await;
    let kill = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(kill.unwrap().success());
    let output =
        tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let mut told = String::new();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains(&format!("interrupted; the run goes on; go on with --resume {id}")));
    let handle: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(handle["execution_id"], json!(id));
}

#[tokio::test]
async fn an_answer_that_is_lost_is_3_and_nothing_is_sent_twice() {
    let sandbox = sandbox().await;
    sandbox.fault(Fault::close().on("POST", RUN_NOW).always());
    let lost = run(&sandbox, &START).await;
    assert_eq!(lost.code, Some(3), "{lost:?}");
    assert!(lost.stderr.contains("may have been started"), "{lost:?}");
    assert_eq!(sandbox.count("POST", RUN_NOW), 1);
}

#[tokio::test]
async fn what_is_refused_is_1_and_what_was_not_sent_2() {
    let sandbox = sandbox().await;
    for (args, told, code) in [
        (&["--agent", "404"][..], "not found 404", 1),
        (&["--agent", "42"], "rejected 4", 1),
        (&["--agent", ".."], "invalid request", 2),
        (&["--agent", "43", "--entity", "T-1"], "rejected 400 (invalid_for_conversational)", 1),
    ] {
        let refused = run(&sandbox, args).await;
        assert_eq!(refused.code, Some(code), "{args:?} {refused:?}");
        assert!(refused.stderr.contains(told), "{args:?} {refused:?}");
        assert_eq!(refused.stdout, "");
    }
    let mut bad_key = command_on("run_agent", &sandbox);
    bad_key.args(START).env("NEO_API_KEY", "neo_sk_prod_wrong");
    let refused = ended(bad_key).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("unauthorized 401"), "{refused:?}");
    assert!(!refused.stderr.contains("neo_sk_prod_wrong"), "{refused:?}");
    assert!(sandbox.executions().is_empty());
}

#[tokio::test]
async fn a_run_that_cannot_be_followed_is_3() {
    let sandbox = sandbox().await;
    let handle = r#"{"execution_id": "404", "visible": true}"#;
    let lost = run(&sandbox, &["--resume", handle]).await;
    assert_eq!(lost.code, Some(3), "{lost:?}");
    assert!(lost.stderr.contains("not found 404"), "{lost:?}");
    assert_eq!(lost.json()["execution_id"], "404");
}

#[tokio::test]
async fn a_dead_host_is_2_because_nothing_was_started() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let mut nobody = command("run_agent");
    nobody
        .args(START)
        .env("NEO_API_KEY", "neo_sk_prod_key")
        .env("NEO_BASE_URL", format!("http://127.0.0.1:{port}"));
    let refused = ended(nobody).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("could not connect"), "{refused:?}");
}

#[tokio::test]
async fn a_host_that_dies_is_3_with_the_handle() {
    let sandbox = sandbox().await;
    sandbox.next_outcome(Outcome::Never);
    let mut left = command_on("run_agent", &sandbox);
    left.args(["--deadline", "2s"]);
    let (child, id, mut stderr) = tokio::task::spawn_blocking(|| started(left)).await.unwrap();
    sandbox.shutdown().await;
    let output =
        tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let mut told = String::new();
    stderr.read_to_string(&mut told).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("asking again in"), "{told}");
    let handle: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(handle["execution_id"], json!(id));
}

#[tokio::test]
async fn what_makes_no_sense_is_2_before_anything_is_sent() {
    let sandbox = sandbox().await;
    for (args, told) in [
        (&["--nope"][..], "--nope"),
        (&["--deadline", "soon"], "90s, 10m or 1h30m"),
        (&["--deadline", "0s"], "above zero"),
        (&["--deadline=-5s"], "above zero"),
        (&["--resume", ""], "empty"),
        (&["--resume", r#"{"execution_id": ""}"#], "empty"),
        (&["--resume", r#"{"id": "x"}"#], "execution_id"),
        (&["--resume", "run-1", "--agent", "42"], "cannot be used with"),
        (&["--entity", "T-1"], "--agent is needed"),
    ] {
        let refused = run(&sandbox, args).await;
        assert_eq!(refused.code, Some(2), "{args:?} {refused:?}");
        assert!(refused.stderr.contains(told), "{args:?} {refused:?}");
        assert_eq!(refused.stdout, "", "{args:?}");
    }
    assert_eq!(sandbox.total(), 0);

    let mut orphan = command("run_agent");
    orphan.args(["--resume", "run-1"]);
    let refused = ended(orphan).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("--resume needs NEO_API_KEY"));
    let mut keyless = command("run_agent");
    keyless.env("NEO_BASE_URL", sandbox.base_url());
    let refused = ended(keyless).await;
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(refused.stderr.contains("NEO_BASE_URL is set"), "{refused:?}");
}
