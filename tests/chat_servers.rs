//! Chat with servers that answer a message or a stream in ways that are easily taken for others.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "a test may look at the clock")]

mod support;

use std::future::IntoFuture as _;
use std::time::Duration;

use neoagent::{ErrorKind, FollowTurn, Outcome};
use serde_json::json;
use support::{Action, KEY, Server, answer, everything, refused};

const SOON: Duration = Duration::from_millis(20);

/// The events of a connection that is closed after them.
fn events(text: impl Into<String>) -> Action {
    let text: String = text.into();
    answer(200, &[("content-type", "text/event-stream; charset=utf-8")], text)
}

fn quick(turn: FollowTurn<'_>) -> FollowTurn<'_> {
    turn.first_interval(SOON).max_interval(SOON).deadline(Duration::from_secs(10))
}

#[tokio::test]
async fn a_conflict_about_another_message_is_none_about_this_one() {
    let busy = json!({
        "error": {"code": "turn_in_progress", "message": "busy", "details": {"active_message_id": "m-9"}},
        "meta": {"request_id": "r"},
    });
    let server = Server::start([answer(409, &[], busy.to_string())]).await;
    let chat = server.client().chat("1");
    let error = chat.message("hello").send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");
    assert_eq!((error.outcome(), server.posts()), (Outcome::Refused, 1));
    assert_eq!(error.code(), Some("turn_in_progress"));
}

#[tokio::test]
async fn what_is_no_stream_ends_the_following() {
    let begun = "id: 1\ndata: {\"type\": \"start\"}\n\n";
    let page = [("content-type", "text/html")];
    for (end, said) in [
        (answer(204, &[], ""), "no more events"),
        (answer(200, &page, "<html>"), "no stream of events"),
    ] {
        let server = Server::start([events(begun), end]).await;
        let error = quick(server.client().chat("1").follow()).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse, "{error}");
        assert!(error.to_string().contains(said), "{error}");
        assert_eq!((error.position(), server.received().len()), (Some("1"), 2));
    }
}

#[tokio::test]
async fn a_wait_of_nothing_is_no_leave_to_storm() {
    let storm = events("retry: 0\n\nid: 1\nretry: 0\ndata: {\"type\": \"start\"}\n\n");
    let server = Server::start([storm, refused(503, "down")]).await;
    let turn = server.client().chat("1").follow();
    let turn = turn.first_interval(5 * SOON).max_interval(50 * SOON).deadline(100 * SOON);
    assert_eq!(turn.await.unwrap_err().kind(), ErrorKind::Deadline);
    let asked = server.received().len();
    assert!((3..=15).contains(&asked), "{asked} connections in two seconds");
}

#[tokio::test]
async fn a_wait_without_an_event_counts() {
    let server = Server::start([
        events("retry: 1500\n\n"),
        events("id: 1\ndata: {\"type\": \"start\"}\n\nid: 2\ndata: {\"type\": \"finish\"}\n\n"),
    ])
    .await;
    let turn = quick(server.client().chat("1").follow()).into_future();
    let in_time = tokio::time::timeout(Duration::from_millis(1400), turn).await;
    assert!(in_time.is_err(), "it is not asked again before");
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn a_key_that_comes_back_in_an_event_is_taken_out() {
    let text = format!(
        "id: 1\ndata: {{\"type\": \"start\"}}\n\nid: 2\nevent: {KEY}\ndata: {{\"type\": \"text-delta\", \"id\": \"0\", \"delta\": \"a {KEY} b\"}}\n\n\
         id: 3\ndata: {{\"type\": \"finish\"}}\n\n"
    );
    let server = Server::start([events(text)]).await;
    let mut told = String::new();
    let turn = quick(server.client().chat("1").follow());
    let reply = turn.on_event(|event| told += &format!("{event:?}")).await.unwrap();
    assert_eq!(reply.text, "a [redacted] b");
    assert!(!told.contains(KEY) && !told.is_empty(), "{told}");
}

/// Text without ids that goes on where it is: what came before it cannot be known.
#[tokio::test]
async fn text_that_may_lack_a_part_is_an_error() {
    let delta = |text: &str| {
        format!("data: {{\"type\": \"text-delta\", \"id\": \"0\", \"delta\": \"{text}\"}}\n\n")
    };
    let start = "data: {\"type\": \"start\"}\n\n";
    let finish = "data: {\"type\": \"finish\"}\n\n";
    let live = [format!("{start}{}", delta("one")), format!("{}{finish}", delta("three"))];
    let server = Server::start(live.map(events)).await;
    let error = quick(server.client().chat("1").follow()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert!(everything(&error).contains("nobody can tell"), "{error}");
    let whole = format!("{start}{}{}{finish}", delta("one"), delta("two"));
    let server = Server::start([format!("{start}{}", delta("one")), whole].map(events)).await;
    let reply = quick(server.client().chat("1").follow()).await.unwrap();
    assert_eq!(reply.text, "onetwo");
}
