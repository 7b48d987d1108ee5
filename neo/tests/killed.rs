//! `neo run --once`, killed at any moment and started again with the same key: there is one run.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "a kill comes at a time of the clock")]
#![cfg(unix)]

#[path = "../../tests/support/spec.rs"]
mod spec;
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use neoagent_sandbox::{Fault, Sandbox};
use support::{ended, neo_on};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_start_no_second_run() {
    killed(10, true).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_kills_of_what_does_not_wait_start_no_second_run() {
    killed(10, false).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "takes two minutes: `cargo test -p neoagent-cli --test killed -- --ignored --nocapture`"]
async fn two_hundred_kills_start_no_second_run() {
    killed(200, true).await;
    killed(200, false).await;
}

fn once(sandbox: &Sandbox, state: &Path, number: usize, waits: bool) -> Command {
    let (entity, key) = (format!("T-{number}"), format!("Ticket {number}"));
    let mut command =
        neo_on(sandbox, &["run", "42", "--entity", &entity, "--once", &key, "--json"]);
    command.args(["--deadline", "30s", "--grace", "1s"]);
    if waits {
        command.arg("--wait");
    }
    command.env("XDG_STATE_HOME", state);
    command
}

/// Kills each of so many keys three times on its way, each time at another moment, then lets it go to its end.
async fn killed(kills: usize, waits: bool) {
    let sandbox = Sandbox::builder()
        .queued_for(Duration::from_millis(5))
        .run_duration(Duration::from_millis(20))
        .without_rate_limit()
        .start()
        .await
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    // How long it takes on this machine, so that kills come before, while and after the run is started.
    let began = Instant::now();
    ended(once(&sandbox, folder.path(), 0, waits)).await.exits(0);
    let whole = began.elapsed();
    let (mut made, mut number, mut before, mut ended_first) = (0, 0, 0, 0);
    let mut in_doubt = 0;
    while made < kills {
        number += 1;
        // Every fourth start is one whose answer comes late, and every seventh one whose answer is lost.
        if number % 4 == 0 {
            sandbox.fault(Fault::delay(Duration::from_millis(30)).on("POST", RUN_NOW).after());
        } else if number % 7 == 0 {
            sandbox.fault(Fault::reset().on("POST", RUN_NOW).after());
        }
        for _ in 0..3 {
            let mut command = once(&sandbox, folder.path(), number, waits);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            // More of them early: the start is over soon, and the wait is long.
            tokio::time::sleep(whole.mul_f64(fastrand::f64().powi(3))).await;
            let started = sandbox.executions().iter().any(|run| run.entity_id == entity(number));
            let over = child.try_wait().unwrap().is_some();
            child.kill().unwrap();
            child.wait().unwrap();
            ended_first += usize::from(over);
            before += usize::from(!started);
            made += usize::from(!over);
        }
        let mut done = ended(once(&sandbox, folder.path(), number, waits)).await;
        if done.code == Some(3) {
            // Killed between the intent and the request: nobody but the service knows, and here it does.
            assert!(done.sentence().ends_with("--release starts one"), "{done:?}");
            assert!(!sandbox.executions().iter().any(|run| run.entity_id == entity(number)));
            let mut released = once(&sandbox, folder.path(), number, waits);
            released.arg("--release");
            done = ended(released).await;
            in_doubt += 1;
        }
        let done = done.exits(0);
        if waits {
            assert_eq!(spec::status(&done.json()), "success", "{done:?}");
        }
        let runs = sandbox.executions();
        let own: Vec<_> = runs.iter().filter(|run| run.entity_id == entity(number)).collect();
        assert_eq!(own.len(), 1, "kill {made}, key {number}: {own:?}");
        assert_eq!(spec::id(&done.json()["execution_id"]), own[0].execution_id);
    }
    println!(
        "{made} kills of {number} keys, {before} before the run was started, {ended_first} too late, {in_doubt} keys in doubt that had no run; one run each"
    );
    assert!(made >= kills);
}

fn entity(number: usize) -> Option<String> {
    Some(format!("T-{number}"))
}
