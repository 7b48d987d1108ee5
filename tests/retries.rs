//! What is repeated over the wire, counted by the server. The rules are tested under virtual time in the crate.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "a test may look at the clock")]

mod support;

use std::time::Duration;

use neoagent::api::support::Text;
use neoagent::{
    CallOptions, Client, ErrorKind, OperationExt as _, Outcome, RetryPolicy, StartPolicy,
};
use serde_json::json;
use support::{Action, Server, answer, cut, enveloped, raw, refused};

fn quick(server: &Server) -> Client {
    let policy = RetryPolicy::default().first_backoff(Duration::from_millis(5));
    server.builder().retry(policy).attempt_timeout(Duration::from_millis(400)).build().unwrap()
}

fn success() -> Action {
    enveloped(200, &json!({"status": "success"}))
}

fn failures() -> Vec<Action> {
    let half = r#"{"data": "#;
    vec![
        refused(500, "x"),
        refused(503, "x"),
        answer(502, &[], "<html>"),
        Action::Close,
        Action::Reset,
        Action::Hang,
        cut(200, half),
        Action::WriteAndHang(raw(200, &[], 500, half)),
    ]
}

#[tokio::test]
async fn a_get_is_repeated_after_each_failure_that_may_pass() {
    for failure in failures() {
        let server = Server::start([failure.clone(), success()]).await;
        let call = quick(&server).get_execution().execution_id(Text("71")).data().await;
        assert!(call.is_ok(), "{failure:?}: {call:?}");
    }
}

#[tokio::test]
async fn a_run_is_never_started_twice_after_a_failure_that_leaves_it_open() {
    for failure in failures() {
        let started = enveloped(202, &json!({"execution_id": "1"}));
        let server = Server::start([failure.clone(), started]).await;
        let error = quick(&server)
            .run_agent("42")
            .policy(StartPolicy::never_repeat())
            .start()
            .await
            .unwrap_err();
        assert!(
            matches!(error.outcome(), Outcome::Unknown | Outcome::Accepted),
            "{failure:?}: {error}"
        );
        assert_eq!(error.attempts(), 1);
        let reached = usize::from(!matches!(failure, Action::Reset));
        assert_eq!(server.received().len(), reached, "{failure:?}");
    }
}

#[tokio::test]
async fn a_run_is_started_after_the_rate_limit_allows_it() {
    let limited = answer(429, &[("retry-after", "0.05")], "");
    let started = enveloped(202, &json!({"execution_id": "1"}));
    let server = Server::start([limited.clone(), limited, started]).await;
    let run = quick(&server).run_agent("42").target_entity_id("T-1").start().await.unwrap();
    assert_eq!(run.id(), "1");
    let received = server.received();
    assert_eq!(received.len(), 3);
    assert!(received.iter().all(|request| request.body == br#"{"target_entity_id":"T-1"}"#));
}

#[tokio::test]
async fn attempts_end_and_the_last_failure_is_told() {
    let server = Server::start([refused(503, "busy")]).await;
    let error = quick(&server).get_execution().execution_id(Text("71")).data().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 4));
    assert_eq!(error.code(), Some("busy"));
    assert_eq!(server.received().len(), 4);
}

#[tokio::test]
async fn the_budget_is_shared_by_clones() {
    let server = Server::start([refused(503, "busy")]).await;
    let client = quick(&server);
    for _ in 0..40 {
        let clone = client.clone();
        clone.get_execution().execution_id(Text("71")).data().await.unwrap_err();
    }
    assert_eq!(server.received().len(), 40 + 100);
}

#[tokio::test]
async fn a_wait_is_not_repeated_twice_over() {
    let server = Server::start([refused(503, "busy"), refused(503, "busy"), success()]).await;
    let mut told = 0;
    let run = quick(&server).resume("1");
    let wait = run.wait().first_interval(Duration::from_millis(10)).on_event(|_| told += 1);
    assert!(wait.await.unwrap().is_success());
    assert_eq!(told, 4, "each failure is an event of the wait: two of them, the status, the end");
    assert!(run.fetch().await.unwrap().is_success());
}

#[tokio::test]
async fn an_error_has_nothing_of_the_attempts_before_it() {
    let server = Server::start([refused(503, "busy"), Action::Close]).await;
    let policy = RetryPolicy::default().max_attempts(2).first_backoff(Duration::from_millis(5));
    let client = server.builder().retry(policy).build().unwrap();
    let error = client.get_execution().execution_id(Text("71")).data().await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Transport, 2));
    assert!(
        error.status().is_none() && error.code().is_none() && error.request_id().is_none(),
        "{error:?}"
    );
}

#[tokio::test]
async fn a_message_with_an_id_of_its_own_is_repeated_and_one_without_is_not() {
    for (body, posts) in
        [(json!({"message": "hi", "client_message_id": "m-1"}), 2), (json!({"message": "hi"}), 1)]
    {
        for failure in [refused(503, "busy"), Action::Close, Action::Hang] {
            let posted = json!({"chat_turn_id": "t", "user_message_id": "u", "since_cursor": "0"});
            let server = Server::start([failure.clone(), enveloped(202, &posted)]).await;
            let body =
                serde_json::from_value::<neoagent::api::contract::ChatMessageBody>(body.clone());
            let client = quick(&server);
            let call = client.post_chat_message().session_id(Text("71")).body(body.unwrap());
            assert_eq!(call.data().await.is_ok(), posts == 2, "{failure:?}");
            assert_eq!(server.received().len(), posts, "{failure:?}");
        }
    }
}

#[tokio::test]
async fn one_call_can_have_its_own_settings() {
    let server = Server::start([Action::Hang]).await;
    let client = server.client();
    let began = std::time::Instant::now();
    let error = client
        .get_execution()
        .execution_id(Text("71"))
        .with_deadline(Duration::from_millis(50))
        .data()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Timeout);
    let many = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    let error = client
        .get_execution()
        .execution_id(Text("71"))
        .with_attempt_timeout(Duration::from_secs(1000))
        .with_retry(many)
        .with_attempt_timeout(Duration::from_millis(30))
        .data()
        .await
        .unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 4));
    assert!(began.elapsed() < Duration::from_secs(10));

    let large = enveloped(200, &json!({"status": "success", "error": "x".repeat(500)}));
    let server = Server::start([large]).await;
    let small = CallOptions::new().max_response_body(400);
    let client = server.client();
    let get = || client.get_execution().execution_id(Text("71"));
    assert_eq!(
        get().with(small.clone()).data().await.unwrap_err().kind(),
        ErrorKind::InvalidResponse
    );
    assert!(get().with(small).with(CallOptions::new()).data().await.is_ok());
}

#[tokio::test]
async fn the_caller_can_say_that_a_call_may_be_repeated() {
    let options = CallOptions::new()
        .retry(RetryPolicy::default().first_backoff(Duration::from_millis(1)))
        .repeatable();
    for (options, count) in [(options.clone(), 2), (CallOptions::new(), 1)] {
        let server = Server::start([refused(503, "busy"), enveloped(200, &json!({}))]).await;
        let client = server.client();
        let call = client
            .decide_til_request()
            .request_id(7)
            .body(
                serde_json::from_value::<neoagent::api::contract::TilDecisionBody>(
                    json!({"action": "approve"}),
                )
                .unwrap(),
            )
            .with(options);
        let _ = call.response().await;
        assert_eq!(server.received().len(), count);
    }
}

#[tokio::test]
async fn a_paced_call_waits_for_the_limit_that_another_has_spent() {
    let spent = |body: &str| {
        answer(
            200,
            &[
                ("content-type", "application/json"),
                ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
                ("x-ratelimit-limit", "1200"),
                ("x-ratelimit-remaining", "0"),
                ("x-ratelimit-reset", "784111778"),
            ],
            body,
        )
    };
    let body = r#"{"data": {"status": "success"}, "meta": {"request_id": "r", "timings_ms": {}}}"#;
    let server = Server::start([spent(body)]).await;
    let client = server.client();
    let get = |client: &Client| client.clone();
    let call = |client: Client, options: CallOptions| async move {
        let began = std::time::Instant::now();
        let result = client.get_execution().execution_id(Text("71")).with(options).data().await;
        (result, began.elapsed())
    };
    let paced = || CallOptions::new().paced();
    assert!(call(get(&client), paced()).await.1 < Duration::from_millis(900));
    assert!(call(get(&client), CallOptions::new()).await.1 < Duration::from_millis(900));
    let (result, took) = call(get(&client), paced()).await;
    assert!(result.is_ok() && took >= Duration::from_millis(500), "{took:?}");
    let (result, _) = call(get(&client), paced().deadline(Duration::from_millis(100))).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::RateLimited, Outcome::NotSent));
    assert!(error.retry_after().is_some());
    assert_eq!(server.received().len(), 3);
}
