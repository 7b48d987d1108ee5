//! The examples of how a program around the client is built: without asynchronous code, as a server that survives a restart.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/example.rs"]
mod example;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;
use std::time::Duration;

use example::{Ended, command, command_on, ended};
use neoagent_sandbox::Sandbox;
use serde_json::{Value, json};

#[tokio::test]
async fn a_program_without_asynchronous_code_runs_an_agent() {
    let done = ended(command("synchronous")).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.json()["conclusion"], "success");

    let sandbox = Sandbox::start().await.unwrap();
    let mut unknown = command_on("synchronous", &sandbox);
    unknown.args(["--agent", "404"]);
    assert_eq!(ended(unknown).await.code, Some(1));
    let mut slow = command_on("synchronous", &sandbox);
    slow.args(["--deadline", "0s"]);
    assert_eq!(ended(slow).await.code, Some(2));
    let done = ended(command_on("synchronous", &sandbox)).await;
    assert_eq!(done.json()["execution_id"], *sandbox.executions()[0].execution_id);
}

/// A running server, and where it is to be told of tickets.
struct Server(Child, String);

impl Server {
    /// Starts it and reads its address from what it says.
    async fn start(sandbox: &Sandbox, data: &std::path::Path) -> Self {
        let mut command = command_on("webhook", sandbox);
        command.arg("--data").arg(data);
        tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let line =
                lines.find(|line| line.as_ref().unwrap().contains("/tickets")).unwrap().unwrap();
            let url = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
            let url = url.trim_end_matches(';').to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            Self(child, url)
        })
        .await
        .unwrap()
    }

    async fn told(&self, body: &Value) -> u16 {
        let told = reqwest::Client::new().post(&self.1).json(body).send().await.unwrap();
        told.status().as_u16()
    }

    /// Ends it at once, and gives what it printed.
    fn killed(mut self) -> String {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        let mut printed = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        printed
    }
}

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

#[tokio::test]
async fn a_webhook_that_is_killed_forgets_no_ticket_and_starts_none_twice() {
    let sandbox = Sandbox::builder().run_duration(Duration::from_secs(3600)).start().await.unwrap();
    let data = std::env::temp_dir().join(format!("neoagent-webhook-{}", std::process::id()));
    let server = Server::start(&sandbox, &data).await;
    for ticket in ["T-1", "T-2", "T-1"] {
        assert_eq!(server.told(&json!({ "ticket": ticket })).await, 202);
    }
    assert_eq!(server.told(&json!({ "ticket": "" })).await, 422);
    assert_eq!(server.told(&json!({ "other": 1 })).await, 422);
    sandbox.wait_for("POST", RUN_NOW, 2).await;

    // A second server on the same folder would start everything twice.
    let mut second = command_on("webhook", &sandbox);
    second.arg("--data").arg(&data);
    let second: Ended = ended(second).await;
    assert_eq!(second.code, Some(2), "{second:?}");
    assert_eq!(server.killed(), "");

    // A kill in the middle of a line.
    let mut inbox = std::fs::read_to_string(data.join("inbox")).unwrap();
    assert_eq!(inbox, "\"T-1\"\n\"T-2\"\n");
    inbox.push_str("\"T-3");
    std::fs::write(data.join("inbox"), inbox).unwrap();
    let server = Server::start(&sandbox, &data).await;
    for ticket in ["T-2", "T-3"] {
        assert_eq!(server.told(&json!({ "ticket": ticket })).await, 202);
    }
    sandbox.wait_for("POST", RUN_NOW, 3).await;
    server.killed();
    let mut entities: Vec<_> =
        sandbox.executions().iter().map(|run| run.entity_id.clone()).collect();
    entities.sort();
    assert_eq!(entities, ["T-1", "T-2", "T-3"].map(|id| Some(id.into())));
    assert_eq!(sandbox.count("POST", RUN_NOW), 3);
    std::fs::remove_dir_all(&data).unwrap();
}
