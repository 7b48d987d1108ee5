//! What a program sees of its calls: spans and numbers.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/capture.rs"]
mod capture;
#[path = "support/spec.rs"]
mod spec;

use std::time::Duration;

use neoagent::api::support::Text;
use neoagent::{Client, OperationExt as _, RetryPolicy};
use neoagent_sandbox::{Fault, Sandbox};

use capture::Capture;
use spec::path;

const EXECUTION: &str = "/public-api/executions/{execution_id}";

/// The lines of the spans with this name, each with what was recorded later.
fn spans(lines: &[String], name: &str) -> Vec<String> {
    let of_ours = |line: &&String| {
        let words: Vec<&str> = line.split(' ').collect();
        words[0] == "span" && words[3] == "oas_runtime" && words[4] == name
    };
    let with_records = |line: &String| {
        let id = line.split(' ').nth(1).unwrap();
        let records = format!("record {id} ");
        let recorded = lines.iter().filter_map(|line| line.strip_prefix(&records));
        recorded.fold(line.clone(), |line, record| format!("{line} {record}"))
    };
    lines.iter().filter(of_ours).map(with_records).collect()
}

// One test: a subscriber is the process's.
#[tokio::test(start_paused = true)]
async fn calls_and_attempts_are_spans_and_numbers() {
    let capture = Capture::install();
    let sandbox = Sandbox::builder().in_memory().unwrap();
    let neo = Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
        .build()
        .unwrap();
    sandbox.fault(Fault::status(503).retry_after("3").on("GET", EXECUTION));
    sandbox.fault(Fault::reset().on("GET", EXECUTION));
    let run = neo.run_agent("42").target_entity_id("T-77").start().await.unwrap();
    run.fetch().await.unwrap();

    let lines = capture.lines();
    let calls = spans(&lines, "call");
    assert_eq!(calls.len(), 2, "{calls:#?}");
    for (call, method, template) in
        [(&calls[0], "POST", path("run_agent")), (&calls[1], "GET", path("get_execution"))]
    {
        assert!(call.contains(&format!("http.request.method=\"{method}\"")), "{call}");
        assert!(call.contains(&format!("url.template=\"{template}\"")), "{call}");
        assert!(call.contains("otel.kind=\"internal\""), "{call}");
    }
    let started = spec::successes("run_agent");
    let is_said = |status: &String| calls[0].contains(&format!("status_code={status}"));
    assert!(started.iter().any(is_said), "{started:?}: {}", calls[0]);
    assert!(calls[1].contains("http.response.status_code=200"), "{}", calls[1]);

    let attempts = spans(&lines, "attempt");
    assert_eq!(attempts.len(), 4, "{attempts:#?}");
    for attempt in &attempts {
        assert!(attempt.contains("otel.kind=\"client\""), "{attempt}");
        assert!(attempt.contains("server.address=\"127.0.0.1\""), "{attempt}");
        assert!(attempt.contains("server.port=0"), "{attempt}");
    }
    assert!(!attempts[1].contains("resend_count"), "{}", attempts[1]);
    assert!(attempts[1].contains("http.response.status_code=503"), "{}", attempts[1]);
    assert!(attempts[1].contains("error.type=\"503\""), "{}", attempts[1]);
    assert!(attempts[1].contains("call.request_id="), "{}", attempts[1]);
    assert!(attempts[2].contains("http.request.resend_count=1"), "{}", attempts[2]);
    assert!(attempts[2].contains("error.type=\"connection_broken\""), "{}", attempts[2]);
    assert!(attempts[3].contains("http.request.resend_count=2"), "{}", attempts[3]);
    assert!(attempts[3].contains(&format!("otel.name=GET {}", path("get_execution"))));
    assert_eq!(lines.iter().filter(|line| line.contains("wait_ms=")).count(), 2);

    let stats = neo.clone().stats();
    assert_eq!((stats.calls, stats.failures), (2, 0));
    assert_eq!((stats.attempts, stats.retries, stats.waits), (4, 2, 2));
    assert!(stats.waited >= Duration::from_secs(3) && stats.waited < Duration::from_secs(10));
    assert_eq!((stats.reconciliations, stats.token_renewals), (0, 0));

    // A failure that is final.
    let strict = Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
        .retry(RetryPolicy::never())
        .build()
        .unwrap();
    let error = strict.get_execution().execution_id(Text("7100093")).data().await.unwrap_err();
    let stats = strict.stats();
    assert_eq!((stats.calls, stats.failures, stats.attempts, stats.retries), (1, 1, 1, 0));
    let call = spans(&capture.lines(), "call").pop().unwrap();
    assert!(call.contains("error.type=\"404\"") && call.contains("call.outcome=refused"), "{call}");
    assert!(call.contains(error.request_id().unwrap()), "{call}");

    // A start whose answer is lost is looked for.
    sandbox.fault(Fault::reset().on("POST", "/public-api/agents/{agent_id}/run-now").after());
    let found = neo.run_agent("42").target_entity_id("T-78").start().await;
    assert_eq!(neo.stats().reconciliations, 1, "{found:?}");

    // No value that the caller gave is in a field: ids, entities, bodies.
    for line in capture.lines() {
        assert!(!line.contains("T-7") && !line.contains("7100093"), "{line}");
        assert!(!line.contains(sandbox.key()), "{line}");
        // A small number, which a document may ask for as an id, stands in other fields too.
        assert!(run.id().len() < 4 || !line.contains(run.id()), "{line}");
    }
}
