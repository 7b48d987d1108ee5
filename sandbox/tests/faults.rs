//! What goes wrong when it is asked to.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test waits for itself")]

mod support;

use std::io::ErrorKind;
use std::time::{Duration, Instant};

use neoagent_sandbox::Fault;
use serde_json::json;
use support::{Api, RUN_NOW, api};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// Sends run-now over a bare socket and gives what came back, and how it ended.
async fn raw_run(api: &Api) -> (String, Result<(), ErrorKind>) {
    let mut stream = TcpStream::connect(api.sandbox.address()).await.unwrap();
    let request = format!(
        "POST /public-api/agents/41/run-now HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\n\
         content-type: application/json\r\ncontent-length: 2\r\n\r\n{{}}",
        api.sandbox.key()
    );
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut bytes = Vec::new();
    let end = stream.read_to_end(&mut bytes).await.map(drop).map_err(|e| e.kind());
    (String::from_utf8(bytes).unwrap(), end)
}

#[tokio::test]
async fn a_reset_is_a_reset_and_happens_when_it_is_asked_to() {
    let api = api().await;
    api.sandbox.fault(Fault::reset().on("POST", RUN_NOW));
    assert_eq!(raw_run(&api).await, (String::new(), Err(ErrorKind::ConnectionReset)));
    assert_eq!(api.sandbox.executions().len(), 0);
    api.sandbox.fault(Fault::reset().on("POST", RUN_NOW).after());
    assert_eq!(raw_run(&api).await, (String::new(), Err(ErrorKind::ConnectionReset)));
    let runs = api.sandbox.executions();
    assert_eq!(runs.len(), 1);
    // The record leads from the run to the request that started it.
    let received = api.sandbox.received();
    let request = received.iter().find(|r| Some(r.number) == runs[0].request).unwrap();
    assert!(request.faulted && request.status.is_none());
}

#[tokio::test]
async fn a_close_is_no_reset() {
    let api = api().await;
    api.sandbox.fault(Fault::close());
    assert_eq!(raw_run(&api).await, (String::new(), Ok(())));
    assert_eq!(api.sandbox.executions().len(), 0);
}

#[tokio::test]
async fn a_cut_body_is_shorter_than_promised() {
    let api = api().await;
    api.sandbox.fault(Fault::cut_body(10));
    let (text, _) = raw_run(&api).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 202"), "{head}");
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).unwrap();
    assert!(length.parse::<usize>().unwrap() > 100);
    assert_eq!(body.len(), 10);
    assert_eq!(api.sandbox.executions().len(), 1);
    api.sandbox.fault(Fault::cut_body(0));
    assert!(raw_run(&api).await.0.ends_with("\r\n\r\n"));
    // All of the body, and more was promised.
    api.sandbox.fault(Fault::cut_body(1000));
    let (text, _) = raw_run(&api).await;
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert!(head.contains("content-length: 1001"), "{head}");
    assert!(serde_json::from_str::<serde_json::Value>(body).is_ok(), "{body}");
}

#[tokio::test]
async fn a_status_comes_with_the_envelope_or_with_a_page() {
    let api = api().await;
    api.sandbox.fault(Fault::status(503).retry_after("Wed, 21 Oct 2026 07:28:00 GMT").times(2));
    api.sandbox.fault(Fault::html(502).header("x-proxy", "p\r\nq"));
    api.sandbox.fault(Fault::error(409, "agent_update_conflict").after());
    for _ in 0..2 {
        let answer = api.post("/public-api/agents/41/run-now", json!({})).await;
        answer.refused(503, "service_unavailable");
        assert_eq!(answer.header("retry-after"), "Wed, 21 Oct 2026 07:28:00 GMT");
        assert!(!answer.header("x-ratelimit-remaining").is_empty());
    }
    let page = api.request("GET", "/public-api/agents").send().await.unwrap();
    assert_eq!(
        (page.status().as_u16(), &page.headers()["content-type"]),
        (502, &"text/html".parse().unwrap())
    );
    assert_eq!(page.headers()["x-proxy"], "pq");
    assert!(page.headers().get("x-ratelimit-limit").is_none());
    assert!(page.text().await.unwrap().starts_with("<html>"));
    assert_eq!(api.sandbox.executions().len(), 0);
    api.post("/public-api/agents/41/run-now", json!({}))
        .await
        .refused(409, "agent_update_conflict");
    assert_eq!(api.sandbox.executions().len(), 1);
    api.post("/public-api/agents/41/run-now", json!({})).await.data(202);
}

#[tokio::test]
async fn any_status_and_any_retry_after_can_be_asked_for() {
    let api = api().await;
    for (asked, sent) in
        [(0, 500), (99, 500), (100, 500), (200, 200), (451, 451), (599, 599), (1000, 500)]
    {
        api.sandbox.fault(Fault::body(asked, "text/plain", "x").retry_after("soon\u{0}\u{7f} ✓"));
        let response = api.request("GET", "/public-api/agents").send().await.unwrap();
        assert_eq!(response.status().as_u16(), sent);
        assert_eq!(response.headers()["retry-after"].as_bytes(), "soon ✓".as_bytes());
    }
}

#[tokio::test]
async fn faults_strike_the_calls_they_are_for() {
    let api = api().await;
    let third =
        api.sandbox.fault(Fault::status(500).on("GET", "/public-api/agents/{agent_id}").nth(3));
    let by_path = api.sandbox.fault(Fault::status(418).on("GET", "/public-api/agents/43"));
    let skipped = api.sandbox.fault(Fault::status(504).on_method("PUT").skip(1).times(1));
    let mut seen = Vec::new();
    for _ in 0..4 {
        seen.push(api.get("/public-api/agents/42").await.status);
        api.get("/public-api/agents").await.data(200);
    }
    assert_eq!(seen, [200, 200, 500, 200]);
    assert_eq!(api.get("/public-api/agents/43").await.status, 418);
    assert_eq!(api.put("/public-api/agents/42", json!({})).await.status, 200);
    assert_eq!(api.put("/public-api/agents/42", json!({})).await.status, 504);
    assert_eq!((third.strikes(), by_path.strikes(), skipped.strikes()), (1, 1, 1));
    let always = api.sandbox.fault(Fault::status(500).always());
    for _ in 0..3 {
        assert_eq!(api.get("/public-api/agents").await.status, 500);
    }
    api.sandbox.clear_faults();
    api.get("/public-api/agents").await.data(200);
    assert_eq!(always.strikes(), 3);
}

#[tokio::test]
async fn a_function_can_choose_the_faults() {
    let api = api().await;
    api.sandbox
        .fault_by(|request| (request.query("page_size") == Some("7")).then(|| Fault::status(500)));
    assert_eq!(api.get("/public-api/agents?page_size=7").await.status, 500);
    assert_eq!(api.get("/public-api/agents?page_size=8").await.status, 200);
}

#[tokio::test]
async fn a_hang_lasts_and_a_delay_ends() {
    let api = api().await;
    api.sandbox.fault(Fault::hang().after());
    let hung = api
        .request("POST", "/public-api/agents/41/run-now")
        .json(&json!({}))
        .timeout(Duration::from_secs(1));
    assert!(hung.send().await.unwrap_err().is_timeout());
    assert_eq!(api.sandbox.executions().len(), 1);
    api.sandbox.fault(Fault::delay(Duration::from_millis(120)));
    let started = Instant::now();
    api.get("/public-api/agents").await.data(200);
    assert!(started.elapsed() >= Duration::from_millis(120));
}

#[tokio::test]
async fn work_goes_on_when_the_client_has_given_up() {
    let api = api().await;
    api.sandbox.fault(Fault::delay(Duration::from_millis(800)));
    let request = api.request("POST", "/public-api/agents/41/run-now").json(&json!({}));
    let sent = tokio::spawn(request.send());
    api.sandbox.wait_for("POST", "/public-api/agents/{agent_id}/run-now", 1).await;
    sent.abort();
    assert!(sent.await.unwrap_err().is_cancelled());
    assert_eq!(api.sandbox.executions().len(), 0);
    for _ in 0..100 {
        if api.sandbox.executions().len() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the run was not started");
}

#[tokio::test]
async fn a_body_can_come_slowly() {
    let api = Api::start(support::builder()).await;
    api.sandbox.fault(Fault::trickle(400, Duration::from_millis(30)));
    let started = Instant::now();
    let answer = api.get("/public-api/agents").await;
    assert_eq!(answer.data(200).as_array().unwrap().len(), 4);
    assert!(started.elapsed() >= Duration::from_millis(60));
}
