//! Every operation of the document, once.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::api;

/// A path with each parameter filled in: ids that exist where the sandbox keeps count of them.
fn fill(path: &str, execution: &str, session: &str) -> String {
    path.replace("{agent_id}", "42")
        .replace("{execution_id}", execution)
        .replace("{session_id}", session)
        .replace("{request_id}", "1")
        .split('/')
        .map(|segment| if segment.starts_with('{') { "7" } else { segment })
        .collect::<Vec<_>>()
        .join("/")
}

#[tokio::test]
async fn every_operation_answers_as_the_document_says() {
    let api = api().await;
    let execution = api.run("42", json!({ "target_entity_id": "T-1" })).await;
    let session = api.post("/public-api/chat/sessions", json!({ "agent_id": 43 })).await;
    let session = session.data(200)["id"].as_str().unwrap().to_owned();
    let operations = api.sandbox.operations();
    assert!(operations.len() > 50);
    for (method, template) in operations {
        let path = fill(&template, &execution, &session);
        let query: &[(&str, &str)] = match template.as_str() {
            "/public-api/agents/{agent_id}/version-at" => &[("timestamp", "2100-01-01T00:00:00Z")],
            path if path.starts_with("/public-api/performance/") => {
                &[("from", "2026-01-01"), ("to", "2026-02-01")]
            }
            _ => &[],
        };
        let mut request = api.request(&method, &path).query(query);
        let body: Option<Value> = match (method.as_str(), template.as_str()) {
            ("POST", "/public-api/chat/sessions") => {
                Some(json!({ "managed_agent_key": "NEO_SUPPORT" }))
            }
            ("POST", "/public-api/chat/sessions/{session_id}/messages") => {
                Some(json!({ "message": "hello" }))
            }
            ("POST", path) if path.ends_with("/upload-url") => {
                Some(json!({ "content_type": "image/png" }))
            }
            ("POST", "/public-api/scheduled-work") => {
                Some(json!({ "workflow_id": 41, "scheduled_for": "2100-01-01T00:00:00Z" }))
            }
            ("POST", path) if path.ends_with("/decision") => Some(json!({ "action": "approve" })),
            ("PUT", "/public-api/agents/{agent_id}") => Some(json!({ "name": "other" })),
            _ => api.sandbox.sample_body(&method, &template),
        };
        if let Some(body) = body {
            request = request.json(&body);
        }
        if template.ends_with("/events") {
            let response = request.send().await.unwrap();
            assert_eq!(response.status(), 200);
            assert_eq!(response.headers()["content-type"], "text/event-stream");
            continue;
        }
        let answer = api.send(request).await;
        assert!(
            (200..300).contains(&answer.status),
            "{method} {template}: {} {}",
            answer.status,
            answer.body
        );
        for name in ["x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset"] {
            assert!(answer.header(name).parse::<u64>().is_ok(), "{method} {template}: {name}");
        }
    }
}

#[tokio::test]
async fn the_document_is_served_as_it_is() {
    let api = api().await;
    let url = format!("{}/public-api/openapi.json", api.sandbox.base_url());
    let text = api.http.get(url).send().await.unwrap().text().await.unwrap();
    assert_eq!(text, include_str!("../openapi.json"));
}

#[tokio::test]
async fn samples_answer_404_for_ids_that_say_so() {
    let api = api().await;
    api.get("/public-api/channels/c-1").await.data(200);
    api.get("/public-api/channels/unknown-1").await.refused(404, "not_found");
}
