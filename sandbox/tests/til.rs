//! Technician requests.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use neoagent_sandbox::Outcome;
use serde_json::{Value, json};
use support::{Api, api};

async fn ids(api: &Api, query: &str) -> Vec<u64> {
    let answer = api.get(&format!("/public-api/til-requests{query}")).await;
    answer.data(200).as_array().unwrap().iter().map(|r| r["id"].as_u64().unwrap()).collect()
}

#[tokio::test]
async fn requests_are_listed_and_filtered() {
    let api = api().await;
    assert_eq!(ids(&api, "").await, [2, 1]);
    let raised = api.sandbox.raise_technician_request(41, "T-77", "Order a new laptop").unwrap();
    assert_eq!(api.sandbox.raise_technician_request(7, "T", ""), None);
    assert!(api.sandbox.decide_technician_request(1, false));
    assert_eq!(ids(&api, "?status=pending").await, [raised, 2]);
    assert_eq!(ids(&api, "?status=PENDING,REJECTED").await, [raised, 2, 1]);
    assert_eq!(ids(&api, "?agent_id=41").await, [raised]);
    assert_eq!(ids(&api, "?q=LAPTOP").await, [raised]);
    assert_eq!(ids(&api, "?q=t-77").await, [raised]);
    assert!(ids(&api, "?approver=user-9").await.is_empty());
    assert!(ids(&api, "?created_after=2100-01-01T00:00:00Z").await.is_empty());
    assert_eq!(ids(&api, "?created_before=2100-01-01T00:00:00Z").await.len(), 3);
    api.get("/public-api/til-requests?created_after=soon").await.refused(400, "validation_error");
    let page = api.get("/public-api/til-requests?page_size=2").await;
    let cursor = page.body["meta"]["pagination"]["next_cursor"].as_str().unwrap();
    assert_eq!(ids(&api, &format!("?cursor={cursor}")).await, [1]);
}

#[tokio::test]
async fn a_request_is_decided_once() {
    let api = api().await;
    let path = "/public-api/til-requests/2/decision";
    let decided = api.post(path, json!({ "action": "approve", "note": "fine" })).await;
    let data = decided.data(200);
    assert_eq!((&data["status"], &data["comment"]), (&json!("APPROVED"), &json!("fine")));
    assert!(data["decided_by"]["id"].is_string());
    let again = api.post(path, json!({ "action": "reject" })).await;
    again.refused(409, "til_request_already_decided");
    assert_eq!(again.body["error"]["details"]["status"], "APPROVED");
    api.post(path, json!({ "action": "maybe" })).await.refused(422, "validation_error");
    api.post(path, json!({})).await.refused(422, "validation_error");
    api.post(path, json!({ "action": "approve", "client_id": "c" }))
        .await
        .refused(403, "FORBIDDEN");
    api.post("/public-api/til-requests/99/decision", json!({ "action": "approve" }))
        .await
        .refused(404, "not_found");
}

#[tokio::test]
async fn a_run_waits_for_its_decision() {
    let api = Api::start(support::builder().paced_by_polls(0, 0)).await;
    api.sandbox.next_outcome(Outcome::Decision);
    let rejected = api.run("41", json!({})).await;
    let approved = api.run("42", json!({ "target_entity_id": "T-1", "additional_custom_instructions": "ask for approval" })).await;
    for (run, action, status) in [(rejected, "reject", "failure"), (approved, "approve", "success")]
    {
        assert_eq!(api.status(&run).await, "running");
        let raised =
            api.get(&format!("/public-api/executions/{run}/til-requests")).await.data(200).clone();
        assert_eq!(raised[0]["session_id"], run);
        let id = &raised[0]["id"];
        api.post(&format!("/public-api/til-requests/{id}/decision"), json!({ "action": action }))
            .await
            .data(200);
        assert_eq!(api.status(&run).await, status);
    }
    assert_eq!(
        api.get("/public-api/executions?status=failure").await.data(200)[0]["error"],
        Value::from("a technician rejected it")
    );
}
