//! The command line as scripts and people meet it: exit codes, mistakes, pipes, terminals, secrets.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "../../tests/support/spec.rs"]
mod spec;
mod support;

use std::fs;
use std::io::{Read, Write};
use std::process::Stdio;
use std::time::Duration;

use neoagent::api::operations;
use neoagent_sandbox::{Fault, Outcome, Sandbox};
use serde_json::{Value, json};
use support::{alone, ended, neo, neo_on, offers, on};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().queued_for(Duration::from_millis(5));
    builder.run_duration(Duration::from_millis(20)).past_runs(120).start().await.unwrap()
}

#[tokio::test]
async fn a_mistake_in_a_body_is_one_sentence_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let broken = file("broken.json", "{\"name\":\n  nope}");
    if !offers(&["api", "update-agent"], &["\n  name: text", "\n  actions: list"]).await
        || !offers(&["api", "run-agent"], &["\n  target_entity_id: "]).await
    {
        return;
    }
    let update = ["api", "update-agent", "42", "--body"];
    for (body, says) in [
        (&[&*broken][..], "broken.json is no JSON: expected ident at line 2 column 4"),
        (&["{\"name\""], "the body in --body is no JSON: "),
        (&["./none.json"], "the body cannot be read from ./none.json: "),
        (&["name=a", "name=b"], "the field name of the body is given twice"),
        (&["name.b=c"], "the field name has no field \"b\": it is text"),
        (&["name=a", "name.b=c"], "the field name of the body is given beside fields within it"),
        (
            &["actions=5"],
            "the field actions of the body cannot be set: \"5\" is not allowed: object",
        ),
        (&["name=a", "-"], "--body is one file, one -, one JSON text, or fields as NAME=VALUE"),
    ] {
        let done = alone(&[&update[..], body].concat()).await.exits(2);
        let sentence = done.sentence();
        assert!(sentence.starts_with("neo: ") && sentence.contains(says), "{sentence}");
    }
    let unknown = alone(&["api", "run-agent", "42", "--body", "entity=T-1"]).await.exits(2);
    assert_eq!(
        unknown.sentence(),
        "neo: the body has no field \"entity\": allowed are additional_custom_instructions, target_entity_id"
    );
    // Nothing was sent, and no key was asked for: that would be next.
    let next = alone(&[&update[..], &["name=a"]].concat()).await.exits(2);
    assert!(next.sentence().starts_with("neo: there is no key: set NEO_API_KEY"), "{next:?}");
}

#[tokio::test]
async fn a_body_is_made_of_fields_files_and_standard_input() {
    let sandbox = sandbox().await;
    let sent = |sandbox: &Sandbox| sandbox.received().last().unwrap().body.clone().unwrap();
    let update = ["\n  name: text", "\n  agent_settings: "];
    if !offers(&["api", "update-agent"], &update).await {
        return;
    }
    let args = ["api", "update-agent", "42", "--body"];
    let fields = ["name=Triage", "agent_settings.custom_instructions=Brief."];
    on(&sandbox, &[&args[..], &fields].concat()).await.exits(0);
    let expected =
        json!({ "name": "Triage", "agent_settings": { "custom_instructions": "Brief." } });
    assert_eq!(sent(&sandbox), expected);

    let mut command = neo_on(&sandbox, &[&args[..], &["-"]].concat());
    let mut child = command.stdin(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"{\"name\": \"from a pipe\"}").unwrap();
    let status = tokio::task::spawn_blocking(move || child.wait().unwrap()).await.unwrap();
    assert!(status.success());
    assert_eq!(sent(&sandbox), json!({ "name": "from a pipe" }));

    let refused = on(&sandbox, &[&args[..], &["{\"name\": 5}"]].concat()).await.exits(1);
    assert!(refused.sentence().contains("\"pointer\":\"/name\""), "{refused:?}");
}

#[tokio::test]
async fn an_argument_that_does_not_fit_is_refused() {
    let agent = "--agent-id <AGENT_ID>\n          Only runs of this agent (workflow). (integer)";
    if offers(&["api", "list-executions"], &[agent]).await {
        let done = alone(&["api", "list-executions", "--agent-id", "x"]).await.exits(2);
        assert!(done.stderr.contains("--agent-id: \"x\" is not allowed: integer"), "{done:?}");
    }
    if offers(&["api", "agents"], &["get"]).await {
        let done = alone(&["api", "agents", "gett", "42"]).await.exits(2);
        assert!(done.stderr.contains("unrecognized subcommand 'gett'"), "{done:?}");
    }
    let (_, parameter) = spec::path("get_agent").rsplit_once('{').unwrap();
    let placeholder = parameter.trim_end_matches(['}', '/']).to_uppercase();
    for (args, says) in [
        (&["api", "gett", "42"][..], "unrecognized subcommand 'gett'"),
        (&["api", "get-agent"], &format!("<{placeholder}>")),
        (&["run"], "<AGENT>"),
        (&["run", "42", "--once", " "], "a key is not empty"),
        (
            &["chat", "--agent", "43", "--attach", "a.exe", "x"],
            "its name has to end in one of csv, gif, ",
        ),
        (
            &["chat", "--agent", "43", "--attach", "none.png", "x"],
            "the attachment cannot be read from none.png: ",
        ),
        (&["run", "42", "--wait", "--deadline", "soon"], "a length of time is written like 90s"),
        (&["--sandbox", "run", "42", "--wait", "--once", "k"], "those of a sandbox end with it"),
        (&["runs", "none.csv"], "none.csv: "),
    ] {
        let done = alone(args).await.exits(2);
        assert!(done.stderr.contains(says), "{says}: {done:?}");
        assert_eq!(done.stdout, "");
    }
}

#[tokio::test]
async fn all_pages_of_a_list_are_read() {
    let sandbox = sandbox().await;
    let list = ["api", "list-executions", "--page-size", "50"];
    let first = on(&sandbox, &list).await.exits(0);
    assert_eq!(first.stdout.lines().count(), 51, "a line of names");
    let is_state = !spec::member("get_execution", "state").is_null();
    let first_name = if is_state { "STATE" } else { "STATUS" };
    assert!(first.stdout.starts_with(first_name), "{}", first.stdout.lines().next().unwrap());
    assert!(first.stderr.starts_with("there are more: --all, or --"), "{first:?}");
    let all = on(&sandbox, &[&list[..], &["--all"]].concat()).await.exits(0);
    assert_eq!(all.stdout.lines().count(), 121);
    let lines = on(&sandbox, &[&list[..], &["--all", "--json"]].concat()).await.exits(0);
    let ids = lines.stdout.lines().map(|line| {
        let item: Value = serde_json::from_str(line).unwrap();
        item["execution_id"].to_string()
    });
    assert_eq!(ids.collect::<std::collections::BTreeSet<_>>().len(), 120);
    // The same by page numbers.
    let numbered = on(&sandbox, &["api", "list-scheduled-work", "--all", "--json"]).await;
    numbered.exits(0);
}

#[tokio::test]
async fn the_end_of_a_run_is_the_exit_code() {
    let sandbox = sandbox().await;
    let run = ["run", "42", "--entity", "T-1", "--wait", "--json"];
    let done = on(&sandbox, &run).await.exits(0);
    assert_eq!(spec::status(&done.json()), "success");
    assert!(done.stderr.starts_with("started run "), "{done:?}");
    let end = format!("finished: success ({})", spec::word(&done.json()));
    assert_eq!(done.stderr.lines().last(), Some(end.as_str()));

    sandbox.next_outcome(Outcome::Failure("no licence".to_owned()));
    let failed = on(&sandbox, &run).await.exits(1);
    assert_eq!(failed.json()["error"], "no licence");

    sandbox.fault(Fault::status(403).on("POST", RUN_NOW));
    let refused = on(&sandbox, &run).await.exits(1);
    assert_eq!(refused.stdout, "");

    sandbox.next_outcome(Outcome::Never);
    let late = on(&sandbox, &[&run[..], &["--deadline", "300ms"]].concat()).await.exits(3);
    let again = late.stderr.lines().last().unwrap();
    let (_, id) = again.split_once("go on with `neo run --resume ").unwrap();
    let id = id.trim_end_matches('`');
    on(&sandbox, &["run", "--resume", id, "--deadline", "300ms"]).await.exits(3);

    let mut nowhere = neo(&run);
    nowhere.env("NEO_API_KEY", "k").env("NEO_BASE_URL", "http://127.0.0.1:9");
    ended(nowhere).await.exits(2);
    alone(&run).await.exits(2);
}

#[tokio::test]
async fn a_run_is_started_once_without_waiting_for_it() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let once = async |args: &[&str]| {
        let run = ["run", "42", "--entity", "T-9", "--once", "Ticket 9"];
        let mut command = neo_on(&sandbox, &[&run[..], args].concat());
        command.env("XDG_STATE_HOME", folder.path());
        ended(command).await.exits(0)
    };
    sandbox.next_outcome(Outcome::Never);
    let started = once(&[]).await.stdout;
    let runs = sandbox.executions();
    assert_eq!((runs.len(), started.trim()), (1, &*runs[0].execution_id));
    // The end of it was not waited for: it has none.
    assert!(sandbox.count("GET", "/public-api/executions/{execution_id}") <= 1);
    assert_eq!(once(&[]).await.stdout, started);
    assert_eq!(once(&["--json"]).await.json()["execution_id"], started.trim());
    assert_eq!(sandbox.count("POST", RUN_NOW), 1);

    // Where the answer to the start is lost it is found, and the same key follows it to its end.
    sandbox.fault(Fault::reset().on("POST", RUN_NOW).after());
    let other = async |args: &[&str]| {
        let run = ["run", "42", "--entity", "T-10", "--once", "Ticket 10", "--grace", "2s"];
        let mut command = neo_on(&sandbox, &[&run[..], args].concat());
        command.env("XDG_STATE_HOME", folder.path());
        ended(command).await.exits(0)
    };
    let found = other(&[]).await.stdout;
    let done = other(&["--wait", "--json"]).await;
    assert_eq!(spec::id(&done.json()["execution_id"]), found.trim());
    assert_eq!(spec::status(&done.json()), "success");
    assert_eq!(other(&[]).await.stdout, found);
    assert_eq!(sandbox.executions().len(), 2);
}

#[tokio::test]
async fn a_file_goes_with_a_message() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("screen.PNG");
    fs::write(&path, b"\x89PNG").unwrap();
    let file = path.to_str().unwrap();
    let chat = ["chat", "--agent", "43", "--attach", file, "What is this?", "And now?"];
    on(&sandbox, &chat).await.exits(0);
    let received = sandbox.received();
    // The document may have a slash at the end.
    let is_messages = |path: &str| path.trim_end_matches('/').ends_with("/messages");
    let messages: Vec<Value> = received
        .iter()
        .filter(|request| request.method == "POST" && is_messages(&request.path))
        .filter_map(|request| request.body.clone())
        .collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    let attached = &messages[0]["attachments"][0];
    assert_eq!(
        (&attached["filename"], &attached["mime"]),
        (&json!("screen.PNG"), &json!("image/png"))
    );
    assert_eq!(messages[1].get("attachments"), None);
}

/// The first line is read and no more: `neo runs FILE | head -1`.
#[tokio::test]
async fn a_pipe_that_is_closed_after_a_line_ends_quietly() {
    use std::io::BufRead;
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("many.csv");
    let lines: String = (0..20).map(|number| format!("42,T-{number}\n")).collect();
    fs::write(&csv, format!("agent,entity\n{lines}")).unwrap();
    for args in [
        &["runs", csv.to_str().unwrap()][..],
        &["api", "list-executions", "--all", "--page-size", "1"],
        &["chat", "--agent", "43", "--json", "Use a tool, please.", "And another."],
    ] {
        let mut child = neo_on(&sandbox, args).spawn().unwrap();
        let stdout = child.stdout.take().unwrap();
        let mut stderr = child.stderr.take().unwrap();
        let (line, status, said) = tokio::task::spawn_blocking(move || {
            let mut line = String::new();
            let mut reader = std::io::BufReader::new(stdout);
            reader.read_line(&mut line).unwrap();
            drop(reader);
            let mut said = String::new();
            stderr.read_to_string(&mut said).unwrap();
            (line, child.wait().unwrap(), said)
        })
        .await
        .unwrap();
        assert!(!line.is_empty(), "{args:?}: {said}");
        assert_eq!(status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("panic") && !said.contains("neo: "), "{args:?}: {said}");
    }
}

#[tokio::test]
async fn a_file_of_runs_is_gone_on_with() {
    let sandbox = sandbox().await;
    let folder = tempfile::tempdir().unwrap();
    let csv = folder.path().join("tickets.csv");
    fs::write(&csv, "agent,entity,instructions,key\n42,T-1,,\n42,T-2,be brief,\n42,T-1,,again\n")
        .unwrap();
    let args = ["runs", csv.to_str().unwrap()];
    let done = on(&sandbox, &args).await.exits(0);
    assert_eq!(done.stdout.lines().count(), 3);
    assert_eq!(sandbox.count("POST", RUN_NOW), 3);
    let again = on(&sandbox, &args).await.exits(0);
    assert_eq!(sandbox.count("POST", RUN_NOW), 3);
    let keys = again.stdout.lines().map(|line| {
        let line: Value = serde_json::from_str(line).unwrap();
        assert_eq!(line["conclusion"], "success");
        line["key"].as_str().unwrap().to_owned()
    });
    assert_eq!(keys.collect::<std::collections::BTreeSet<_>>().len(), 3);
    fs::write(&csv, "agent,entity\n42,T-1\n,T-2\n").unwrap();
    let wrong = on(&sandbox, &args).await.exits(2);
    assert!(wrong.sentence().ends_with("tickets.csv: line 3 has no agent"), "{wrong:?}");
}

#[tokio::test]
async fn chats_and_approvals_go_through_the_library() {
    let sandbox = sandbox().await;
    let said = on(&sandbox, &["chat", "--agent", "43", "Use a tool, please."]).await.exits(0);
    assert!(!said.stdout.trim().is_empty() && said.stderr.starts_with("session "), "{said:?}");
    on(&sandbox, &["chat", "--agent", "43", "This will fail."]).await.exits(1);

    let pending = on(&sandbox, &["approve"]).await.exits(0);
    assert_eq!((pending.stderr.as_str(), pending.stdout.lines().count()), ("2 pending\n", 3));
    let one = on(&sandbox, &["approve", "1", "--decide", "approve", "--json"]).await.exits(0);
    assert_eq!(one.json()["id"], 1);
    on(&sandbox, &["approve", "1", "--decide", "reject"]).await.exits(1);
    on(&sandbox, &["approve", "--decide", "reject", "--note", "not now"]).await.exits(0);
    let none = on(&sandbox, &["approve"]).await.exits(0);
    assert_eq!((none.stderr.as_str(), none.stdout.as_str()), ("0 pending\n", ""));
}

#[tokio::test]
async fn a_sandbox_of_its_own_needs_no_key() {
    let done = alone(&["--sandbox", "api", "get-agent", "42", "--json"]).await.exits(0);
    assert_eq!(done.json()["name"], "Ticket triage");
    // An operation that needs no credential is called without one.
    let sandbox = sandbox().await;
    let asks = operations::ALL.iter().any(|one| !one.security.is_empty());
    if spec::spec("get_openapi_document").needs_credential() || !asks {
        eprintln!("skipped: the document does not except itself from what it asks for");
        return;
    }
    let mut document = neo(&["api", "get-openapi-document", "--json"]);
    document.env("NEO_BASE_URL", sandbox.base_url());
    // Its version is that of the vendored document.
    let own: Value = serde_json::from_str(include_str!("../../openapi.json")).unwrap();
    assert_eq!(ended(document).await.exits(0).json()["openapi"], own["openapi"]);
}

#[tokio::test]
async fn a_pipe_that_is_closed_early_is_no_mistake() {
    let sandbox = sandbox().await;
    for args in [
        &["api", "list-executions", "--all", "--page-size", "1", "--json"][..],
        &["api", "list-executions", "--all", "--page-size", "1"],
        &["run", "42", "--entity", "T-1", "--wait"],
        &["completions", "bash"],
        &["api", "--help"],
    ] {
        let mut child = neo_on(&sandbox, args).spawn().unwrap();
        drop(child.stdout.take());
        let mut stderr = child.stderr.take().unwrap();
        let (status, said) = tokio::task::spawn_blocking(move || {
            let mut said = String::new();
            stderr.read_to_string(&mut said).unwrap();
            (child.wait().unwrap(), said)
        })
        .await
        .unwrap();
        assert_eq!(status.code(), Some(0), "{args:?}: {said}");
        assert!(!said.contains("panic") && !said.contains("neo: "), "{args:?}: {said}");
    }
}

#[tokio::test]
async fn there_is_no_colour_without_a_terminal_and_no_key_anywhere() {
    let sandbox = sandbox().await;
    let key = sandbox.key().to_owned();
    sandbox.fault(Fault::status(500).on("GET", "/public-api/agents/{agent_id}"));
    for args in [
        &["--help"][..],
        &["api", "agents", "--help"],
        &["api", "list-agents"],
        &["api", "get-agent", "404"],
        &["api", "nonsense"],
        &["run", "42", "--entity", "T-1", "--wait"],
        &["run", "42"],
    ] {
        let done = on(&sandbox, args).await;
        for text in [&done.stdout, &done.stderr] {
            assert!(!text.contains('\u{1b}') && !text.contains(&key), "{args:?}: {text}");
        }
    }
    // Arguments can be read by others: none can be the key.
    let mut named = neo(&["--help"]);
    named.env("NEO_API_KEY", &key);
    assert!(!ended(named).await.exits(0).stdout.contains(&key));
    alone(&["run", "42", "--api-key", "k"]).await.exits(2);
}

#[tokio::test]
async fn every_command_is_documented() {
    let readme = include_str!("../README.md");
    let help = alone(&["--help"]).await.exits(0).stdout;
    let listed = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    let names: Vec<&str> = listed.filter_map(|line| line.split_whitespace().next()).collect();
    assert!(names.len() >= 7, "{names:?}");
    for name in names.into_iter().filter(|name| *name != "help") {
        assert!(readme.contains(&format!("`neo {name}")), "{name} is not in the README");
        let help = alone(&[name, "--help"]).await.exits(0).stdout;
        assert!(help.contains("Exit codes:"), "{help}");
        assert!(help.lines().all(|line| line.chars().count() <= 100), "{help}");
    }
}

/// What others on the machine see of a process: its arguments.
#[cfg(target_os = "linux")]
#[tokio::test]
async fn the_key_is_not_in_the_list_of_processes() {
    let sandbox = sandbox().await;
    sandbox.next_outcome(Outcome::Never);
    let run = ["run", "42", "--entity", "T-1", "--wait", "--deadline", "10s"];
    let mut child = neo_on(&sandbox, &run).spawn().unwrap();
    sandbox.wait_for("POST", RUN_NOW, 1).await;
    let arguments = fs::read_to_string(format!("/proc/{}/cmdline", child.id())).unwrap();
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(arguments.contains("T-1") && !arguments.contains(sandbox.key()), "{arguments:?}");
}

/// A list that says of its last page that it follows itself.
#[tokio::test]
async fn a_list_without_an_end_is_given_up() {
    let sandbox = sandbox().await;
    let page = json!({ "data": [{ "id": 1 }], "meta": { "pagination": { "next_cursor": "7", "has_more": true } } });
    let fault = Fault::body(200, "application/json", page.to_string());
    sandbox.fault(fault.on("GET", "/public-api/agents").always());
    let done = on(&sandbox, &["api", "list-agents", "--all"]).await.exits(3);
    assert!(done.sentence().contains("the list repeats a page"), "{done:?}");
    assert_eq!(done.stdout.lines().count(), 3);
}

#[tokio::test]
async fn shells_complete_operations_and_words() {
    for shell in ["bash", "zsh", "fish"] {
        let script = alone(&["completions", shell]).await.exits(0).stdout;
        // clap_complete gives fish the operations without their options.
        let option = if shell == "fish" { "deadline" } else { "page-size" };
        for word in ["list-agents", option] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    if !offers(&["api", "agents"], &["get-version-at", "list-versions"]).await
        || !offers(&["api", "executions"], &["list"]).await
    {
        return;
    }
    for shell in ["bash", "zsh", "fish"] {
        let script = alone(&["completions", shell]).await.stdout;
        for word in ["executions", "list-versions"] {
            assert!(script.contains(word), "{shell}: {word}");
        }
    }
    let bash = alone(&["completions", "bash"]).await.stdout;
    let script = format!(
        "{bash}\nCOMP_WORDS=(neo api agents get-v) COMP_CWORD=3; _neo neo get-v agents; echo \"${{COMPREPLY[@]}}\""
    );
    let Ok(output) = std::process::Command::new("bash").args(["-c", &script]).output() else {
        eprintln!("skipped: there is no bash here");
        return;
    };
    assert_eq!(String::from_utf8_lossy(&output.stdout).trim(), "get-version-at");
}
