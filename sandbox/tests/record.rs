//! What the sandbox says it received.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::json;
use support::{Api, RUN_NOW, api};

#[tokio::test]
async fn a_request_is_on_record_as_it_was_sent() {
    let api = api().await;
    let request =
        api.request("GET", "/public-api/executions?extra=a%20b&extra=c").header("X-Trace", "t-1");
    api.send(request).await.data(200);
    api.post("/public-api/agents/4%32/run-now", json!({ "target_entity_id": "T" })).await.data(202);
    let received = api.sandbox.received();
    let [list, run] = received.as_slice() else {
        panic!("{received:?}");
    };
    assert_eq!((list.number, run.number, list.status, run.status), (0, 1, Some(200), Some(202)));
    assert!(list.at <= run.at && !list.faulted);
    assert_eq!(list.query, [("extra".into(), "a b".into()), ("extra".into(), "c".into())]);
    assert_eq!((list.query("extra"), list.query("x")), (Some("a b"), None));
    assert_eq!(list.header("x-trace"), Some("t-1"));
    assert_eq!(list.header("authorization"), Some("[redacted]"));
    assert_eq!((&list.body, list.body_size), (&None, 0));
    assert_eq!(
        (run.path.as_str(), run.template.as_deref()),
        ("/public-api/agents/4%32/run-now", Some(RUN_NOW))
    );
    assert_eq!(run.body, Some(json!({ "target_entity_id": "T" })));
    assert!(
        run.is("post", RUN_NOW)
            && run.is("POST", "/public-api/agents/4%32/run-now")
            && !run.is("GET", RUN_NOW)
    );
    let started = &api.sandbox.executions()[0];
    assert_eq!((started.agent_id, started.request), (42, Some(1)));
}

#[tokio::test]
async fn the_record_is_bounded_and_the_counts_are_not() {
    let api = Api::start(support::builder().record_limit(2)).await;
    for _ in 0..5 {
        api.get("/public-api/agents").await.data(200);
    }
    api.get("/nope").await.refused(404, "not_found");
    let numbers: Vec<u64> = api.sandbox.received().iter().map(|r| r.number).collect();
    assert_eq!(numbers, [4, 5]);
    assert_eq!((api.sandbox.count("get", "/public-api/agents"), api.sandbox.total()), (5, 6));
    assert_eq!((api.sandbox.count("GET", "/nope"), api.sandbox.count("POST", "/nope")), (1, 0));
    assert_eq!(api.sandbox.count("not a method", "/nope"), 0);
}

#[tokio::test]
async fn calls_at_the_same_time_are_told_apart() {
    let api = std::sync::Arc::new(Api::start(support::builder().without_rate_limit()).await);
    let mut calls = tokio::task::JoinSet::new();
    for number in 0..200 {
        let api = std::sync::Arc::clone(&api);
        calls.spawn(async move {
            let body = json!({ "target_entity_id": format!("T-{number}") });
            let request = api.request("POST", "/public-api/agents/42/run-now").json(&body);
            assert_eq!(request.send().await.unwrap().status(), 202);
        });
    }
    while let Some(call) = calls.join_next().await {
        call.unwrap();
    }
    let (received, runs) = (api.sandbox.received(), api.sandbox.executions());
    assert_eq!((received.len(), runs.len()), (200, 200));
    for run in runs {
        let request = &received[usize::try_from(run.request.unwrap()).unwrap()];
        assert_eq!(request.body.as_ref().unwrap()["target_entity_id"], json!(run.entity_id));
    }
}
