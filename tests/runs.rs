//! A run from its start to its end over a socket. The rules of polling are tested under virtual time in the crate.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::Duration;

use neoagent::{Conclusion, ErrorKind, RunEvent, RunHandle};
use serde_json::{Value, json};
use support::{Server, enveloped, refused};

const SOON: Duration = Duration::from_millis(20);

fn shows(status: &str) -> support::Action {
    enveloped(200, &json!({ "status": status }))
}

fn accepted() -> support::Action {
    enveloped(202, &json!({"execution_id": "run-7", "status": "queued"}))
}

#[tokio::test]
async fn a_run_is_started_and_followed() {
    let server = Server::start([
        accepted(),
        refused(404, "not_found"),
        shows("queued"),
        refused(503, "busy"),
        shows("running"),
        shows("Success"),
    ])
    .await;
    let neo = server.client();
    let run = neo
        .run_agent(42)
        .target_entity_id("T-1001")
        .additional_instructions("Be brief.")
        .start()
        .await
        .unwrap();
    assert_eq!(run.id(), "run-7");
    assert!(run.initial_status().unwrap().is("QUEUED"));
    let mut told = Vec::new();
    let done = run
        .wait()
        .deadline(Duration::from_secs(20))
        .first_interval(SOON)
        .max_interval(SOON)
        .on_event(|event| told.push(event.to_string()))
        .await
        .unwrap();
    assert!(done.is_success());
    assert_eq!(done.meta().request_id.as_deref(), Some("11111111-2222-4333-8444-555555555555"));
    assert_eq!(told[0], "not visible yet");
    assert!(told[1].contains("busy"), "{told:?}");
    assert_eq!(&told[2..], ["running", "Success", "finished: success (Success)"]);

    let requests = server.received();
    assert_eq!(requests[0].line, "POST /public-api/agents/42/run-now HTTP/1.1");
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(
        body,
        json!({"target_entity_id": "T-1001", "additional_custom_instructions": "Be brief."})
    );
    assert!(
        requests[1..]
            .iter()
            .all(|request| request.line == "GET /public-api/executions/run-7 HTTP/1.1")
    );
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let server = Server::start([accepted()]).await;
    server.client().run_agent("42").start().await.unwrap();
    assert_eq!(server.received()[0].body, b"{}");
}

#[tokio::test]
async fn an_execution_id_may_be_a_number() {
    let server = Server::start([enveloped(202, &json!({"execution_id": 7}))]).await;
    let run = server.client().run_agent("42").start().await.unwrap();
    assert_eq!((run.id(), run.initial_status()), ("7", None));
}

#[tokio::test]
async fn a_stored_handle_is_taken_up_by_another_client() {
    let server = Server::start([accepted(), shows("running"), shows("FAILED")]).await;
    let run = server.client().run_agent("42").target_entity_id("T-1").start().await.unwrap();
    let stored = serde_json::to_string(run.handle()).unwrap();
    drop(run);

    let handle: RunHandle = serde_json::from_str(&stored).unwrap();
    assert_eq!((handle.agent_id(), handle.target_entity_id()), (Some("42"), Some("T-1")));
    let run = server.client().resume(handle);
    let done = run.wait().first_interval(SOON).await.unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Failure));
}

#[tokio::test]
async fn a_wait_can_be_spawned_and_watched() {
    let server = Server::start([shows("running"), shows("Skipped")]).await;
    let run = server.client().resume("run-7");
    let done = tokio::spawn(run.wait().first_interval(SOON).into_future()).await.unwrap().unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Skipped));

    let mut watch = run.wait().first_interval(SOON).events();
    assert!(matches!(watch.next().await, Some(Ok(RunEvent::Status(_)))));
    assert!(matches!(watch.next().await, Some(Ok(RunEvent::Finished(_)))));
    assert!(watch.next().await.is_none());
}

#[tokio::test]
async fn the_deadline_names_the_handle() {
    let server = Server::start([shows("Pondering")]).await;
    let wait = server.client().resume("run-7").wait().first_interval(SOON).deadline(10 * SOON);
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    let progress = error.run().unwrap();
    assert_eq!(progress.handle().execution_id(), "run-7");
    assert_eq!(progress.polls(), server.received().len() as u64);
    assert!(progress.elapsed() >= 10 * SOON);
}

#[tokio::test]
async fn many_words_of_the_callers_end_a_wait() {
    let server = Server::start([shows("Archived")]).await;
    let run = server.client().resume("run-7");
    let done =
        run.wait().first_interval(SOON).terminal_words(["closed", "ARCHIVED"]).await.unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Other));
    let done = run
        .wait()
        .first_interval(SOON)
        .with_terminal(|execution| {
            execution.status()?.is("archived").then_some(Conclusion::Success)
        })
        .await
        .unwrap();
    assert!(done.is_success());
}
