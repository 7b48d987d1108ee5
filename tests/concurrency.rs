//! How many requests are under way at once, whatever a program asks for at once.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "the server of a test takes its time")]

mod support;

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use neoagent::{
    CallOptions, Client, ClientBuilder, ErrorKind, OperationExt as _, Outcome, RunRequest,
};
use neoagent_sandbox::Sandbox;
use support::KEY;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;

const ENDED: &str = r#"{"data":{"execution_id":"RUN","status":"Success"},"meta":{"request_id":"r","timings_ms":{"total":1}}}"#;

/// The most that there were at once.
#[derive(Clone, Debug, Default)]
struct Most {
    now: Arc<AtomicUsize>,
    most: Arc<AtomicUsize>,
}

impl Most {
    fn begins(&self) {
        let now = self.now.fetch_add(1, Ordering::SeqCst) + 1;
        self.most.fetch_max(now, Ordering::SeqCst);
    }

    fn ends(&self) {
        self.now.fetch_sub(1, Ordering::SeqCst);
    }

    fn get(&self) -> usize {
        self.most.load(Ordering::SeqCst)
    }
}

/// Answers everything that some run has ended, slowly, and counts requests and connections.
async fn counts() -> (ClientBuilder, Most, Most) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (requests, connections) = (Most::default(), Most::default());
    let seen = (requests.clone(), connections.clone());
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let (requests, connections) = seen.clone();
            tokio::spawn(async move {
                connections.begins();
                let mut bytes = [0; 4096];
                while stream.read(&mut bytes).await.is_ok_and(|read| read > 0) {
                    requests.begins();
                    let path = String::from_utf8_lossy(&bytes);
                    // Digits, which an id is in any document.
                    let is_id =
                        |part: &&str| part.len() == 5 && part.bytes().all(|c| c.is_ascii_digit());
                    let id = path.split(['/', ' ']).find(is_id);
                    let body = ENDED.replace("RUN", id.unwrap_or_default());
                    tokio::time::sleep(Duration::from_millis(20)).await;
                    let head =
                        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length:";
                    let answer = format!("{head} {}\r\n\r\n{body}", body.len());
                    // When it has the answer, the client has a place for another.
                    requests.ends();
                    if stream.write_all(answer.as_bytes()).await.is_err() {
                        break;
                    }
                }
                connections.ends();
            });
        }
    });
    (Client::builder().api_key(KEY).base_url(url), requests, connections)
}

/// All of them are waited for by clones of one client, and due at once.
async fn two_thousand_waits(neo: Client) {
    let mut waits = tokio::task::JoinSet::new();
    for run in 0..2_000 {
        let wait = neo.resume((10_000 + run).to_string()).wait();
        waits.spawn(async move { wait.await.unwrap().is_success() });
    }
    assert!(waits.join_all().await.into_iter().all(|success| success));
}

#[tokio::test]
async fn two_thousand_waits_share_the_connections_that_there_may_be() {
    for limit in [None, Some(10)] {
        let (builder, requests, connections) = counts().await;
        let builder = match limit {
            Some(limit) => builder.concurrency_limit(limit),
            None => builder,
        };
        two_thousand_waits(builder.build().unwrap()).await;
        let limit = limit.unwrap_or(256);
        assert!((2..=limit).contains(&requests.get()), "{requests:?}");
        // Those that are being given back come to it.
        assert!((2..=2 * limit).contains(&connections.get()), "{connections:?}");
    }
}

#[tokio::test]
async fn two_hundred_runs_at_once_keep_to_it_too() {
    let sandbox = Sandbox::builder().run_duration(Duration::from_millis(50)).start().await.unwrap();
    let neo = Client::builder().api_key(sandbox.key()).base_url(sandbox.base_url());
    let neo = neo.concurrency_limit(8).build().unwrap();
    let requests = (0..200).map(|ticket| RunRequest::new(42).target_entity_id(ticket));
    let mut results = neo.run_many(requests).concurrency(200).start().await.unwrap();
    let mut done = 0;
    while let Some(result) = results.next().await {
        assert!(result.is_success(), "{:?}", result.result);
        done += 1;
    }
    assert_eq!((done, sandbox.executions().len()), (200, 200));
}

/// A request whose turn does not come is one that was not sent.
#[tokio::test]
async fn a_turn_that_does_not_come_is_not_sent() {
    let server = support::Server::start([support::Action::Hang]).await;
    let neo = server.builder().concurrency_limit(1).build().unwrap();
    let other = neo.clone();
    let first = tokio::spawn(async move { other.list_executions().data().await });
    while server.received().is_empty() {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    let soon = CallOptions::new().deadline(Duration::from_millis(200));
    let error = neo.run_agent("42").options(soon).start().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Timeout, Outcome::NotSent),
        "{error:?}"
    );
    assert_eq!(server.posts(), 0);
    first.abort();
    // What is given up gives its place back.
    assert!(first.await.unwrap_err().is_cancelled());
    let second = tokio::spawn(async move { neo.list_executions().data().await });
    while server.received().len() < 2 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
    second.abort();
}

#[tokio::test]
async fn a_stream_that_is_read_keeps_nobody_waiting() {
    let sandbox = Sandbox::builder().past_runs(4).start().await.unwrap();
    let neo = Client::builder().api_key(sandbox.key()).base_url(sandbox.base_url());
    let neo = neo.concurrency_limit(1).build().unwrap();
    let session = neo.open_chat(43).open().await.unwrap();
    let turn = session.message("hello").send().await.unwrap();
    let mut events = turn.follow().events();
    assert!(events.next().await.unwrap().is_ok());
    let runs = serde_json::json!(neo.list_executions().data().await.unwrap());
    assert_eq!(runs.as_array().unwrap().len(), 4);
    assert!(events.next().await.unwrap().is_ok());
}
