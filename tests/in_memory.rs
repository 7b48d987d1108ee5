//! A client and a sandbox without a socket between them, under virtual time.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "the clock is tokio's, paused and read by the test")]

#[path = "support/spec.rs"]
mod spec;

use std::time::Duration;

use bytes::Bytes;
use futures_util::StreamExt as _;
use neoagent::{
    Client, ClientBuilder, Conclusion, ErrorKind, OperationExt as _, Outcome, RetryPolicy,
};
use neoagent_sandbox::{Fault, InMemoryBody, Sandbox};
use tokio::time::Instant;

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
const EXECUTIONS: &str = "/public-api/executions";

fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
}

fn once(sandbox: &Sandbox) -> Client {
    builder(sandbox).retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test(start_paused = true)]
async fn a_run_of_ten_minutes_is_followed_to_its_end() {
    let sandbox = Sandbox::builder()
        .queued_for(Duration::from_secs(30))
        .run_duration(Duration::from_secs(600))
        .in_memory()
        .unwrap();
    let neo = builder(&sandbox).build().unwrap();
    let began = Instant::now();
    let run = neo.run_agent("42").target_entity_id("T-1").start().await.unwrap();
    let done = run.wait().await.unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Success));
    let took = began.elapsed();
    // The longest interval between two polls is 15 seconds.
    assert!(took >= Duration::from_secs(630) && took < Duration::from_secs(660), "{took:?}");
    assert_eq!(sandbox.executions().len(), 1);
    let received = sandbox.received();
    assert!(received[0].is("POST", RUN_NOW));
    assert_eq!(received[0].body.as_ref().unwrap()["target_entity_id"], "T-1");
}

#[tokio::test(start_paused = true)]
async fn retries_wait_in_virtual_time() {
    let sandbox = Sandbox::builder().in_memory().unwrap();
    let neo = builder(&sandbox).build().unwrap();
    sandbox.fault(Fault::status(503).retry_after("40").on("GET", EXECUTIONS).times(2));
    let began = Instant::now();
    neo.list_executions().data().await.unwrap();
    assert!(began.elapsed() >= Duration::from_secs(80));
    assert_eq!(sandbox.count("GET", EXECUTIONS), 3);
}

#[tokio::test(start_paused = true)]
async fn what_breaks_is_told_as_it_is_over_a_socket() {
    for (fault, kind, outcome) in [
        (Fault::reset(), ErrorKind::Transport, Outcome::Unknown),
        (Fault::close(), ErrorKind::Transport, Outcome::Unknown),
        (Fault::hang(), ErrorKind::Timeout, Outcome::Unknown),
        (Fault::cut_body(7), ErrorKind::Transport, Outcome::Accepted),
        (Fault::html(502), ErrorKind::Server, Outcome::Unknown),
        (Fault::status(429), ErrorKind::RateLimited, Outcome::Refused),
        (Fault::trickle(1, Duration::from_secs(1)), ErrorKind::Timeout, Outcome::Accepted),
    ] {
        let text = format!("{fault:?}");
        let sandbox = Sandbox::builder().in_memory().unwrap();
        sandbox.fault(fault);
        let error = once(&sandbox).list_executions().data().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{text}: {error}");
        assert_eq!(sandbox.total(), 1, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_gone_refuses_the_connection() {
    let sandbox = Sandbox::builder().in_memory().unwrap();
    let neo = once(&sandbox);
    drop(sandbox);
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
}

#[tokio::test(start_paused = true)]
async fn a_sandbox_in_memory_is_reached_by_nothing_else() {
    let sandbox = Sandbox::builder().in_memory().unwrap();
    let neo = Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::NotSent, "{error:?}");
    assert_eq!(sandbox.total(), 0);
}

#[tokio::test(start_paused = true)]
async fn lists_and_streams_come_through() {
    let sandbox =
        Sandbox::builder().past_runs(450).chat_pace(Duration::from_secs(20)).in_memory().unwrap();
    let neo = builder(&sandbox).build().unwrap();
    assert_eq!(neo.list_executions().page_size(200).items().count().await, 450);

    let chat = neo.open_chat("43").open().await.unwrap();
    let turn = chat.message("hello").send().await.unwrap();
    let began = Instant::now();
    let reply = turn.follow().await.unwrap();
    assert!(!reply.text.is_empty());
    assert!(began.elapsed() >= Duration::from_secs(20));
}

/// A server of a few lines, without the sandbox.
#[tokio::test(start_paused = true)]
async fn any_function_can_be_the_server() {
    let neo = Client::builder()
        .api_key("k")
        .base_url("http://127.0.0.1:1")
        .transport(|request: http::Request<Bytes>| async move {
            let line = format!("GET {} HTTP/1.1", request.uri().path());
            assert_eq!(line, spec::line("list_executions", ""));
            assert_eq!(request.headers()["authorization"], "Bearer k");
            let body = r#"{"data": [], "meta": {"request_id": "r-1", "timings_ms": {}}}"#;
            Ok::<_, std::io::Error>(http::Response::new(reqwest::Body::from(body)))
        })
        .build()
        .unwrap();
    let runs = neo.list_executions().data().await.unwrap();
    assert_eq!(serde_json::json!(runs), serde_json::json!([]));

    let refused = Client::builder()
        .api_key("k")
        .base_url("http://127.0.0.1:1")
        .retry(RetryPolicy::never())
        .transport(|_: http::Request<Bytes>| async move {
            Err::<http::Response<InMemoryBody>, _>(std::io::Error::other("no route"))
        })
        .build()
        .unwrap();
    let error = refused.list_executions().data().await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert!(std::error::Error::source(&error).unwrap().to_string().contains("no route"));
}
