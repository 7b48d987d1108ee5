//! Scheduled work.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use support::{Api, api};

const PATH: &str = "/public-api/scheduled-work";

#[tokio::test]
async fn work_is_listed_by_page_number() {
    let api = api().await;
    for number in 0..5 {
        let body = json!({ "workflow_id": 41, "scheduled_for": "2100-01-01T00:00:00Z", "ticket_id": format!("T-{number}") });
        assert_eq!(api.post(PATH, body).await.data(200)["status"], "PENDING");
    }
    let mut pages = Vec::new();
    for page in 1..=4 {
        let answer = api.get(&format!("{PATH}?page={page}&page_size=2")).await;
        let ids: Vec<u64> = answer
            .data(200)
            .as_array()
            .unwrap()
            .iter()
            .map(|i| i["id"].as_u64().unwrap())
            .collect();
        pages.push((ids, answer.body["meta"]["pagination"]["has_more"].as_bool().unwrap()));
    }
    assert_eq!(pages, [(vec![5, 4], true), (vec![3, 2], true), (vec![1], false), (vec![], false)]);
    assert_eq!(
        api.get(&format!("{PATH}?ticket_id=T-3")).await.data(200).as_array().unwrap().len(),
        1
    );
    assert_eq!(api.get(&format!("{PATH}?status=COMPLETED")).await.data(200), &json!([]));
    api.get(&format!("{PATH}?page=0")).await.refused(400, "validation_error");
    api.get(&format!("{PATH}?page=18446744073709551615&page_size=200")).await.data(200);
    api.get(&format!("{PATH}?page_size=201")).await.refused(422, "validation_error");
}

#[tokio::test]
async fn due_work_starts_a_run() {
    let api = Api::start(support::builder().paced_by_polls(0, 0)).await;
    let past = Timestamp::now() - SignedDuration::from_secs(5);
    let body = json!({ "workflow_id": 42, "scheduled_for": past.to_string(), "ticket_id": "T-1" });
    api.post(PATH, body).await.data(200);
    let item = api.get(PATH).await.data(200)[0].clone();
    assert_eq!(item["status"], "PROCESSING");
    let run = item["execution_temporal_run_id"].as_str().unwrap();
    assert_eq!(api.status(run).await, "success");
    assert_eq!(api.get(PATH).await.data(200)[0]["status"], "COMPLETED");
    let runs = api.sandbox.executions();
    assert_eq!((runs.len(), runs[0].request, runs[0].entity_id.as_deref()), (1, None, Some("T-1")));
}

#[tokio::test]
async fn work_that_cannot_be_done_is_refused() {
    let api = api().await;
    let at = "2100-01-01T00:00:00Z";
    api.post(PATH, json!({ "workflow_id": 7, "scheduled_for": at }))
        .await
        .refused(404, "not_found");
    api.post(PATH, json!({ "workflow_id": 43, "scheduled_for": at }))
        .await
        .refused(400, "invalid_for_conversational");
    api.post(PATH, json!({ "workflow_id": 41, "scheduled_for": "later" }))
        .await
        .refused(422, "validation_error");
    api.post(PATH, json!({ "scheduled_for": at })).await.refused(422, "validation_error");
}
