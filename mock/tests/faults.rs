//! What goes wrong when it is asked to, and what is on record.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test measures its own wait")]

mod support;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use oas_mock::{Fault, Interrupted, Mock};
use serde_json::{Value, json};
use support::{bare, call, shop};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test(start_paused = true)]
async fn a_request_can_ask_for_a_fault_by_its_header() {
    let mock = shop(1);
    let asked = async |fault: &str| bare(&mock, "GET", "/tags", &[("x-mock-fault", fault)]).await;
    let refused = asked("status=422").await;
    assert_eq!((refused.status, &refused.body["error"]["code"]), (422, &json!("fault")));
    let undocumented = asked("status=503").await;
    assert_eq!((undocumented.status, &undocumented.body["status"]), (503, &json!(503)));
    let start = tokio::time::Instant::now();
    assert_eq!(asked("delay=20s").await.status, 200);
    assert_eq!(start.elapsed(), Duration::from_secs(20));
    let request = |fault: &str| {
        let request = http::Request::get("/tags").header("x-mock-fault", fault);
        mock.respond(request.body(Vec::new()).unwrap())
    };
    assert!(matches!(request("reset").await, Err(Interrupted::Reset)));
    assert!(matches!(request("close").await, Err(Interrupted::Closed)));
    let Err(Interrupted::Cut(cut)) = request("cut=3").await else { panic!("not cut") };
    assert_eq!(cut.body().len(), 3);
    for (fault, problem) in [
        (
            "teapot",
            "`teapot` is no fault; allowed are status=CODE, delay=TIME, cut=BYTES, reset, close and hang",
        ),
        ("status=99", "`status=99` has no number from 200 to 599"),
        ("delay=3", "`delay=3` has no time such as 200ms or 1.5s"),
        (
            "reset,twice",
            "`twice` is nothing of a fault; allowed are after, always, times=N, delay=TIME and on=METHOD PATH",
        ),
    ] {
        let answer = asked(fault).await;
        assert_eq!(
            (answer.status, answer.text.trim()),
            (400, format!("header.x-mock-fault: {problem}").as_str())
        );
    }
    assert_eq!(call(&mock, "GET", "/tags", None).await.status, 200);
}

#[tokio::test]
async fn a_fault_takes_effect_before_or_after() {
    let mock = shop(1);
    let tag = |name: &str| Some(json!({ "name": name }));
    mock.fault("status=500,on=POST /tags".parse().unwrap());
    assert_eq!(call(&mock, "POST", "/tags", tag("before")).await.status, 500);
    mock.fault(Fault::status(500).on("POST", "/tags").after());
    assert_eq!(call(&mock, "POST", "/tags", tag("after")).await.status, 500);
    let listed = call(&mock, "GET", "/tags", None).await;
    assert_eq!(listed.body["items"], json!([{ "name": "after" }]));
}

#[tokio::test]
async fn what_was_received_is_told_and_kept() {
    let mock = shop(1);
    let told = Arc::new(Mutex::new(Vec::new()));
    let lines = Arc::clone(&told);
    mock.on_received(move |received| lines.lock().unwrap().push(received.to_json()));
    call(&mock, "POST", "/tags", Some(json!({ "name": "a" }))).await;
    bare(&mock, "GET", "/private?key=secret-1", &[("authorization", "Bearer secret-2")]).await;
    mock.fault(Fault::reset());
    assert!(mock.respond(http::Request::get("/tags").body(Vec::new()).unwrap()).await.is_err());
    let told: Vec<Value> = told.lock().unwrap().clone();
    let kept: Vec<Value> = mock.received().iter().map(oas_mock::Received::to_json).collect();
    assert_eq!(told, kept);
    assert_eq!(
        (&told[0]["template"], &told[0]["body"], &told[0]["status"]),
        (&json!("/tags"), &json!({ "name": "a" }), &json!(201))
    );
    assert_eq!((&told[2]["status"], &told[2]["faulted"]), (&Value::Null, &json!(true)));
    assert!(!format!("{told:?}").contains("secret"), "{told:?}");
    assert_eq!((mock.count("post", "/tags"), mock.total()), (1, 3));
}

#[tokio::test]
async fn it_serves_over_sockets_and_says_when_it_cannot() {
    let mock = Mock::builder(support::SHOP).start().await.unwrap();
    let mut stream = TcpStream::connect(mock.address()).await.unwrap();
    stream
        .write_all(b"GET /greeting HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n")
        .await
        .unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).await.unwrap();
    assert!(
        text.starts_with("HTTP/1.1 200") && text.ends_with(r#"{"text":"Good morning"}"#),
        "{text}"
    );
    let port = mock.address().port();
    let taken = Mock::builder(support::SHOP).port(port).start().await.unwrap_err();
    assert!(taken.is_bind());
    assert_eq!(taken.to_string(), format!("the server cannot listen on 127.0.0.1:{port}"));
    mock.shutdown().await;
    for (text, problem) in [
        ("openapi: 3.0.0\npaths: {}", "no operations under `paths`"),
        (
            "openapi: 3.1.0\npaths: {/a: {get: {parameters: [{$ref: '#/lost'}]}}}",
            "\"#/lost\" leads to nothing",
        ),
        ("openapi: 3.1.0", "no `paths`"),
    ] {
        let refused = Mock::builder(text).in_memory().unwrap_err();
        assert!(refused.is_document() && refused.to_string().contains(problem), "{refused}");
    }
    assert!(Mock::builder("{").name("d.json").in_memory().unwrap_err().is_document());
}
