//! Every operation of the document, once.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use neoagent_sandbox::Sandbox;
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
    assert_eq!(operations.len(), 53);
    assert_eq!(api.sandbox.unbound_behaviors(), [""; 0]);
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
            ("POST", "/public-api/sessions") => Some(json!({ "session_id": session })),
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
    assert_eq!(text, include_str!("data/neo.json"));
}

#[tokio::test]
async fn samples_answer_404_for_ids_that_say_so() {
    let api = api().await;
    api.get("/public-api/channels/c-1").await.data(200);
    api.get("/public-api/channels/unknown-1").await.refused(404, "not_found");
}

/// The behaviours follow the document: other names in paths, the prefix in the server, other words for members, and what is gone.
#[tokio::test]
async fn behaviors_follow_the_document() {
    let text = include_str!("data/neo.json");
    let mut document: Value = serde_json::from_str(text).unwrap();
    document["servers"] = json!([{ "url": "https://api.neoagent.io/public-api/" }]);
    let paths = document["paths"].as_object_mut().unwrap();
    for (path, item) in std::mem::take(paths) {
        let path = path.strip_prefix("/public-api").unwrap();
        let around = path.split(['{', '}']).step_by(2).collect::<Vec<_>>();
        let mut item = item.to_string();
        for name in path.split(['{', '}']).skip(1).step_by(2) {
            item = item.replace(&format!("\"name\":\"{name}\""), "\"name\":\"id\"");
        }
        paths.insert(format!("{}/", around.join("{id}")), serde_json::from_str(&item).unwrap());
    }
    paths.remove("/scheduled-work/");
    let run = &mut document["components"]["schemas"]["Execution"]["properties"];
    let status = run.as_object_mut().unwrap().remove("status").unwrap();
    run["state"] = status;
    let builder = Sandbox::builder().document(document.to_string()).paced_by_polls(0, 0);
    let api = support::Api::start(builder).await;
    assert!(api.sandbox.base_url().ends_with("/public-api"), "{}", api.sandbox.base_url());
    assert_eq!(api.sandbox.unbound_behaviors(), ["GET /scheduled-work", "POST /scheduled-work"]);

    let body = json!({ "target_entity_id": "T-1" });
    let started = api.send(api.request("POST", "/agents/42/run-now/").json(&body)).await;
    let id = started.data(202)["execution_id"].as_str().unwrap().to_owned();
    let run = api.send(api.request("GET", &format!("/executions/{id}/"))).await;
    assert_eq!(run.data(200)["state"], "success");
    assert_eq!(run.data(200).get("status"), None);
    // Records and faults know the operation by any of its spellings.
    for path in ["/public-api/agents/{agent_id}/run-now", "/agents/{id}/run-now/"] {
        assert_eq!(api.sandbox.count("POST", path), 1, "{path}");
        assert!(api.sandbox.received()[0].is("POST", path), "{path}");
    }
    let fault = neoagent_sandbox::Fault::status(503);
    api.sandbox.fault(fault.on("GET", "/public-api/executions/{execution_id}"));
    let refused = api.send(api.request("GET", &format!("/executions/{id}/"))).await;
    assert_eq!(refused.status, 503);
    let url = format!("http://{}/agents/", api.sandbox.address());
    assert_eq!(api.http.get(url).send().await.unwrap().status(), 404, "only below its base");
}
