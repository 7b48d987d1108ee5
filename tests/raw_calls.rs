//! Calls that the document does not have: with the client's address, credential, retries, envelope and errors.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::Duration;

use neoagent::reqwest::Method;
use neoagent::{CallOptions, ErrorKind, Outcome, RetryPolicy};
use serde_json::{Value, json};
use support::{KEY, Server, answer, enveloped, refused};

#[derive(Debug, PartialEq, serde::Deserialize)]
struct Cancelled {
    cancelled: bool,
}

#[tokio::test]
async fn it_goes_where_the_document_s_calls_go_and_gives_what_is_in_the_envelope() {
    let server = Server::start([enveloped(200, &json!({"cancelled": true}))]).await;
    for suffix in ["", "/public-api/"] {
        let client = server.builder().base_url(server.url() + suffix).build().unwrap();
        for path in ["/public-api/executions/run-1/cancel", "/executions/run-1/cancel"] {
            let call =
                client.request(Method::POST, path).query("why", "a&b").header("x-trace", "7");
            let data: Cancelled = call.json(&json!({"by": "ada"})).data().await.unwrap();
            assert_eq!(data, Cancelled { cancelled: true });
        }
    }
    let received = server.received();
    assert_eq!(received.len(), 4);
    for request in received {
        assert_eq!(request.line, "POST /public-api/executions/run-1/cancel?why=a%26b HTTP/1.1");
        assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
        assert_eq!(request.header("x-trace"), Some("7"));
        assert_eq!(request.body, br#"{"by":"ada"}"#);
    }
}

#[tokio::test]
async fn what_is_beside_the_payload_is_in_the_reply() {
    let server = Server::start([enveloped(202, &json!(null)), answer(204, &[], "")]).await;
    let client = server.client();
    let reply = client.request(Method::POST, "/executions/run-1/retry").reply::<Value>().await;
    let reply = reply.unwrap();
    assert_eq!((reply.meta.status.as_u16(), reply.data), (202, Value::Null));
    assert!(reply.meta.request_id.is_some());
    client.request(Method::DELETE, "/executions/run-1").data::<()>().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn it_is_repeated_as_its_method_and_its_options_allow() {
    for (method, repeatable, times) in
        [(Method::POST, false, 1), (Method::GET, false, 3), (Method::POST, true, 3)]
    {
        let server = Server::start([refused(503, "unavailable")]).await;
        let client =
            server.builder().retry(RetryPolicy::default().max_attempts(3)).build().unwrap();
        let options = CallOptions::new().deadline(Duration::from_secs(60));
        let options = if repeatable { options.repeatable() } else { options };
        let call = client.request(method.clone(), "/executions/run-1/cancel").options(options);
        let error = call.data::<Value>().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Server, Outcome::Unknown));
        assert_eq!(error.code(), Some("unavailable"));
        assert_eq!(server.received().len(), times, "{method} {repeatable}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_an_error_that_repeats_no_body() {
    let server = Server::start([enveloped(200, &json!({"cancelled": "s3cret"}))]).await;
    let client = server.client();
    let error = client.request(Method::GET, "/x").data::<Cancelled>().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidResponse, Outcome::Accepted));
    assert!(error.to_string().contains("Cancelled"), "{error}");
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
    // Nothing is sent of what cannot be.
    for call in [
        client.request(Method::GET, "x"),
        client.request(Method::GET, "/x").header("a b", "c"),
        client.request(Method::GET, "/x").body("a\nb", "c"),
    ] {
        let error = call.receive().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
    }
    assert_eq!(server.received().len(), 1);
}
