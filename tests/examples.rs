//! Every example, as it is run with no set-up: on a sandbox of its own, without a terminal.
//! `examples/run_agent.rs` has a file of its own.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/example.rs"]
mod example;
#[path = "support/spec.rs"]
mod spec;

use std::io::Write as _;
use std::process::Stdio;
use std::time::Duration;

use example::{Ended, command, command_on, ended};
use neoagent_sandbox::{Fault, Sandbox};
use serde_json::Value;

const NO_KEY: &str = "NEO_API_KEY is not set: talking to a sandbox";

/// The lines of standard output, each of them JSON.
fn json_lines(ended: &Ended) -> Vec<Value> {
    let lines = ended.stdout.lines();
    lines.map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn no_example_needs_any_set_up() {
    let folder = Folder::new("no-set-up");
    for (name, args) in [
        ("chat", &[][..]),
        ("run_many", &[]),
        ("technician_requests", &[]),
        ("export_runs", &["--out", folder.path()]),
    ] {
        let mut command = command(name);
        command.args(args);
        let done = ended(command).await;
        assert_eq!(done.code, Some(0), "{name}: {done:?}");
        assert!(done.stderr.starts_with(NO_KEY), "{name}: {done:?}");
        assert!(!done.stdout.is_empty(), "{name}");
        assert!(!done.stderr.contains('\u{1b}'), "{name}: {done:?}");
    }
}

#[tokio::test]
async fn each_of_them_says_how_it_is_used_and_refuses_the_rest() {
    for name in [
        "run_agent",
        "run_many",
        "chat",
        "technician_requests",
        "export_runs",
        "synchronous",
        "webhook",
    ] {
        let mut help = command(name);
        help.arg("--help");
        let help = ended(help).await;
        assert_eq!(help.code, Some(0), "{name}");
        assert!(help.stdout.contains("Exit codes:"), "{name}");
        let mut wrong = command(name);
        wrong.arg("--nope");
        assert_eq!(ended(wrong).await.code, Some(2), "{name}");
    }
}

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

async fn run_many(sandbox: &Sandbox, args: &[&str]) -> Ended {
    let mut command = command_on("run_many", sandbox);
    command.args(args);
    ended(command).await
}

#[tokio::test]
async fn a_file_of_runs_is_gone_on_with_after_a_kill() {
    let sandbox = Sandbox::builder()
        .queued_for(Duration::from_millis(10))
        .run_duration(Duration::from_millis(10))
        .start()
        .await
        .unwrap();
    let folder = Folder::new("run-many");
    let file = folder.0.join("tickets.csv");
    let lines: String =
        (0..20).map(|ticket| format!("42,T-{ticket},\"Be brief, please.\"\n")).collect();
    std::fs::write(&file, format!("agent,entity,instructions\n{lines}")).unwrap();
    let file = file.to_str().unwrap();

    // It is killed while it waits for the answers to three starts, and not before one is sent: whether that was sent, nobody could say.
    sandbox.fault(Fault::hang().on("POST", RUN_NOW).skip(5).times(3).after());
    let mut killed = command_on("run_many", &sandbox);
    let mut child = killed.args([file, "--concurrency", "3"]).spawn().unwrap();
    sandbox.wait_for("POST", RUN_NOW, 8).await;
    while sandbox.executions().len() < 8 {
        tokio::task::yield_now().await;
    }
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(sandbox.executions().len() < 20);

    for again in 0..2 {
        let done = run_many(&sandbox, &[file]).await;
        assert_eq!(done.code, Some(0), "{done:?}");
        let lines = json_lines(&done);
        assert_eq!(lines.len(), 20, "{again}");
        assert!(lines.iter().all(|line| line["conclusion"] == "success"));
        assert!(done.stderr.contains("42/T-7: success"), "{done:?}");
    }
    let started = sandbox.executions();
    assert_eq!(started.len(), 20);
    let entities: std::collections::HashSet<_> = started.iter().map(|run| &run.entity_id).collect();
    assert_eq!(entities.len(), 20);
    assert!(started.iter().all(|run| run.instructions.as_deref() == Some("Be brief, please.")));
}

#[tokio::test]
async fn what_is_wrong_with_a_file_is_said_before_anything_is_started() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = Folder::new("bad-files");
    let file = folder.0.join("runs.csv");
    let path = file.to_str().unwrap();
    for (text, told) in [
        ("agent,entity\n42,T-1\n,T-2\n", "line 3 has no agent"),
        ("agent,entity\n42,T-1\n42\n", "line: 3"),
        ("agent,ticket\n42,T-1\n", "ticket"),
        ("entity\nT-1\n", "agent"),
    ] {
        std::fs::write(&file, text).unwrap();
        let refused = run_many(&sandbox, &[path]).await;
        assert_eq!(refused.code, Some(2), "{refused:?}");
        assert!(refused.stderr.contains(told), "{text} {refused:?}");
        assert!(refused.stderr.contains("runs.csv"), "{refused:?}");
    }
    std::fs::write(&file, "agent,entity\n42,T-1\n").unwrap();
    std::fs::write(folder.0.join("runs.csv.journal"), "no journal\n").unwrap();
    assert_eq!(run_many(&sandbox, &[path]).await.code, Some(2));
    assert_eq!(run_many(&sandbox, &["no/such.csv"]).await.code, Some(2));
    assert_eq!(run_many(&sandbox, &[]).await.code, Some(2));
    assert_eq!(sandbox.total(), 0);
}

#[tokio::test]
async fn a_run_that_fails_and_one_that_is_refused_are_1() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = Folder::new("failing");
    let file = folder.0.join("runs.csv");
    std::fs::write(&file, "agent,entity,instructions\n42,T-1,\n42,T-2,please fail\n404,T-3,\n")
        .unwrap();
    let done = run_many(&sandbox, &[file.to_str().unwrap()]).await;
    assert_eq!(done.code, Some(1), "{done:?}");
    let lines = json_lines(&done);
    let of = |entity: &str| lines.iter().find(|line| line["entity"] == entity).unwrap();
    assert_eq!(of("T-1")["conclusion"], "success");
    assert_eq!(of("T-2")["conclusion"], "failure");
    assert_eq!(of("T-3")["outcome"], "refused");
}

/// Runs a program with one of its outputs gone: nobody reads it.
#[cfg(unix)]
async fn half_deaf(mut command: std::process::Command, stderr: bool) -> Ended {
    let mut child = command.spawn().unwrap();
    if stderr {
        drop(child.stderr.take());
    } else {
        drop(child.stdout.take());
    }
    let output =
        tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[cfg(unix)]
#[tokio::test]
async fn an_output_that_is_gone_loses_no_run() {
    let sandbox = Sandbox::start().await.unwrap();
    let start = || {
        let mut command = command_on("run_agent", &sandbox);
        command.args(["--agent", "42", "--entity", "T-1"]);
        command
    };
    let done = half_deaf(start(), true).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(spec::id(&done.json()["execution_id"]), sandbox.executions()[0].execution_id);
    let done = half_deaf(start(), false).await;
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.stderr.contains(&*sandbox.executions()[1].execution_id), "{done:?}");
    assert!(
        done.stderr.contains("cannot be written") && !done.stderr.contains("panic"),
        "{done:?}"
    );

    let folder = Folder::new("deaf");
    let file = folder.0.join("runs.csv");
    std::fs::write(&file, "agent,entity\n42,T-7\n42,T-8\n").unwrap();
    let many = || {
        let mut command = command_on("run_many", &sandbox);
        command.arg(&file);
        command
    };
    let done = half_deaf(many(), false).await;
    assert_eq!(done.code, Some(3), "{done:?}");
    assert!(done.stderr.contains("run it again"), "{done:?}");
    let done = half_deaf(many(), true).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(json_lines(&done).len(), 2);
    assert_eq!(sandbox.executions().len(), 4);
    let listed = half_deaf(command_on("technician_requests", &sandbox), false).await;
    assert_eq!(listed.code, Some(3), "{listed:?}");
    assert!(!listed.stderr.contains("panic"), "{listed:?}");
}

#[cfg(unix)]
#[tokio::test]
async fn an_interrupted_file_says_how_to_go_on() {
    let sandbox = Sandbox::builder().run_duration(Duration::from_secs(3600)).start().await.unwrap();
    let folder = Folder::new("interrupted");
    let file = folder.0.join("runs.csv");
    std::fs::write(&file, "agent,entity\n42,T-1\n").unwrap();
    let mut command = command_on("run_many", &sandbox);
    let child = command.arg(&file).spawn().unwrap();
    sandbox.wait_for("GET", "/public-api/executions/{execution_id}", 1).await;
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let output =
        tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(3), "{told}");
    assert!(told.contains("run it again, with the same file, to go on"), "{told}");
}

#[tokio::test]
async fn two_processes_on_one_file_start_nothing_twice_and_leave_the_journal_whole() {
    let sandbox = Sandbox::builder().run_duration(Duration::from_secs(3600)).start().await.unwrap();
    let folder = Folder::new("two");
    let file = folder.0.join("runs.csv");
    std::fs::write(&file, "agent,entity\n42,T-1\n42,T-2\n").unwrap();
    let mut command = command_on("run_many", &sandbox);
    let mut first = command.arg(&file).spawn().unwrap();
    sandbox.wait_for("GET", "/public-api/executions/{execution_id}", 2).await;
    let path = file.to_str().unwrap();
    let second = run_many(&sandbox, &[path]).await;
    assert_eq!(second.code, Some(2), "{second:?}");
    assert!(second.stderr.contains("in use by another process"), "{second:?}");
    first.kill().unwrap();
    first.wait().unwrap();
    let third = run_many(&sandbox, &[path, "--deadline", "300ms"]).await;
    assert_eq!(third.code, Some(3), "{third:?}");
    let lines = json_lines(&third);
    assert!(
        lines.len() == 2 && lines.iter().all(|line| line["outcome"] == "accepted"),
        "{third:?}"
    );
    assert_eq!((sandbox.count("POST", RUN_NOW), sandbox.executions().len()), (2, 2));
}

#[tokio::test]
async fn a_row_in_doubt_is_started_once_it_is_released() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = Folder::new("released");
    let file = folder.0.join("runs.csv");
    std::fs::write(&file, "agent,entity\n42,T-1\n").unwrap();
    let file = file.to_str().unwrap();
    sandbox.fault(Fault::close().before().on("POST", RUN_NOW));
    let doubt = run_many(&sandbox, &[file]).await;
    assert_eq!(doubt.code, Some(3), "{doubt:?}");
    assert_eq!(json_lines(&doubt)[0]["outcome"], "unknown");
    let other = run_many(&sandbox, &[file, "--release", "42/T-2"]).await;
    assert_eq!(other.code, Some(2), "{other:?}");
    let done = run_many(&sandbox, &[file, "--release", "42/T-1"]).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!((sandbox.count("POST", RUN_NOW), sandbox.executions().len()), (2, 1));
}

async fn chat(sandbox: &Sandbox, args: &[&str], said: &str) -> Ended {
    let mut command = command_on("chat", sandbox);
    let mut child = command.args(args).stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(said.as_bytes()).unwrap();
    let output =
        tokio::task::spawn_blocking(move || child.wait_with_output().unwrap()).await.unwrap();
    Ended {
        code: output.status.code(),
        stdout: String::from_utf8(output.stdout).unwrap(),
        stderr: String::from_utf8(output.stderr).unwrap(),
    }
}

#[tokio::test]
async fn a_chat_takes_its_messages_from_standard_input() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::cut_events(2).on("GET", "/public-api/chat/sessions/{session_id}/events"));
    let agent = ["--agent", "43"];
    let done = chat(&sandbox, &agent, "one\n\ntwo\n").await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.stdout, "You said: one\nYou said: two\n");
    let session = done.stderr.lines().next().unwrap();
    let session = session.strip_prefix("session ").unwrap();

    let folder = Folder::new("attachment");
    let file = folder.0.join("notes.csv");
    std::fs::write(&file, "a,b\n").unwrap();
    let resumed = ["--session", session, "--attach", file.to_str().unwrap()];
    let done = chat(&sandbox, &resumed, "three\nplease fail\n").await;
    assert_eq!(done.code, Some(1), "{done:?}");
    assert_eq!(done.stdout, "You said: three\n\n");
    assert_eq!(sandbox.uploads()[0].content_type.as_deref(), Some("text/csv"));

    let done = chat(&sandbox, &["--agent", "42"], "x\n").await;
    assert_eq!(done.code, Some(1), "{done:?}");
    let done = chat(&sandbox, &[], "x\n").await;
    assert!(done.stderr.contains("--agent is needed"), "{done:?}");
    let missing = ["--agent", "43", "--attach", "no/such/file"];
    let done = chat(&sandbox, &missing, "x\n").await;
    assert_eq!(done.code, Some(2));
    assert!(done.stderr.contains("no/such/file"), "{done:?}");
}

#[tokio::test]
async fn a_turn_that_does_not_end_in_time_is_3() {
    let builder = Sandbox::builder().chat_pace(Duration::from_secs(60));
    let sandbox = builder.start().await.unwrap();
    let done = chat(&sandbox, &["--agent", "43", "--deadline", "200ms"], "x\n").await;
    assert_eq!(done.code, Some(3), "{done:?}");
}

#[tokio::test]
async fn a_proxy_is_not_asked_for_what_is_on_this_machine() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut command = command_on("technician_requests", &sandbox);
    for name in ["HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        // Nobody listens there.
        command.env(name, "http://127.0.0.1:9");
    }
    let listed = ended(command).await;
    assert_eq!(listed.code, Some(0), "{listed:?}");
    assert_eq!(json_lines(&listed).len(), 2);
}

#[tokio::test]
async fn technician_requests_are_listed_and_decided() {
    let sandbox = Sandbox::start().await.unwrap();
    let run = async |args: &[&str]| {
        let mut command = command_on("technician_requests", &sandbox);
        command.args(args);
        ended(command).await
    };
    let listed = run(&[]).await;
    assert_eq!(listed.code, Some(0), "{listed:?}");
    let pending = json_lines(&listed);
    assert_eq!(pending.len(), 2);
    assert!(pending.iter().all(|request| request["status"] == "PENDING"));

    let decided = run(&["--decide", "reject", "--note", "Not now."]).await;
    assert_eq!(decided.code, Some(0), "{decided:?}");
    let is_state = !spec::member("decide_til_request", "state").is_null();
    let status = if is_state { "state" } else { "status" };
    for request in json_lines(&decided) {
        assert_eq!(request[status], "REJECTED");
        assert_eq!(request["comment"], "Not now.");
    }
    assert_eq!(run(&[]).await.stdout, "");

    // Somebody else was faster.
    let id = sandbox.raise_technician_request(42, "T-1", "Close it").unwrap();
    const DECIDE: &str = "/public-api/til-requests/{request_id}/decision";
    sandbox.fault(Fault::status(409).on("POST", DECIDE));
    let refused = run(&["--decide", "approve"]).await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains(&format!("request {id}: ")));
    sandbox.fault(Fault::reset().on("POST", DECIDE).after());
    assert_eq!(run(&["--decide", "approve", "--agent", "42"]).await.code, Some(3));
}

#[tokio::test]
async fn runs_are_exported_whole() {
    let sandbox = Sandbox::builder().past_runs(4).start().await.unwrap();
    let folder = Folder::new("export");
    let export = async || {
        let mut command = command_on("export_runs", &sandbox);
        command.args(["--out", folder.path()]);
        ended(command).await
    };
    for _ in 0..2 {
        let done = export().await;
        assert_eq!(done.code, Some(0), "{done:?}");
        assert_eq!(done.stdout.lines().count(), 4);
    }
    let files = std::fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().path());
    let mut entities = Vec::new();
    for file in files {
        let run: Value = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
        let id = text(&run["execution_id"]);
        assert_eq!(file.file_name().unwrap().to_str(), Some(&*format!("{id}.json")));
        entities.push(text(&run["entity_id"]));
    }
    entities.sort();
    let entity = spec::member("get_execution", "entity_id").to_string();
    if entity.contains("integer") && !entity.contains("string") {
        // A number is none of these texts.
        assert_eq!(entities.len(), 4);
    } else {
        assert_eq!(entities, ["PAST-0", "PAST-1", "PAST-2", "PAST-3"]);
    }

    sandbox.fault(Fault::status(403).on("GET", "/public-api/executions/{execution_id}").nth(3));
    let refused = export().await;
    assert_eq!(refused.code, Some(1), "{refused:?}");
    assert!(refused.stderr.contains("forbidden 403"), "{refused:?}");
    assert_eq!(refused.stdout.lines().count(), 2);
}

/// A value as text, which an id is in one document and a number in another.
fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// A folder of a test's own, removed at its end.
struct Folder(std::path::PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("neoagent-examples-{}-{name}", std::process::id()));
        std::fs::create_dir(&path).unwrap();
        Self(path)
    }

    fn path(&self) -> &str {
        self.0.to_str().unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
