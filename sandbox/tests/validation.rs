//! Requests that do not fit.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use serde_json::{Value, json};
use support::{Api, RUN_NOW, api};

#[tokio::test]
async fn a_refusal_says_where_and_what() {
    let api = api().await;
    let answer = api.post("/public-api/agents/42/run-now", json!({ "target_entity_id": 5 })).await;
    answer.refused(422, "validation_error");
    let errors = &answer.body["error"]["details"]["errors"];
    assert_eq!(errors[0]["location"], "body");
    assert_eq!(errors[0]["pointer"], "/target_entity_id");
    let answer = api.get("/public-api/performance/workflows?to=x").await;
    answer.refused(422, "validation_error");
    let errors = &answer.body["error"]["details"]["errors"];
    assert_eq!(
        errors,
        &json!([{ "location": "query.from", "pointer": "", "message": "is required" }])
    );
    assert_eq!(api.sandbox.executions(), []);
}

/// What a path with a parameter has is not what the one has that is written out.
#[tokio::test]
async fn allow_names_the_methods_of_the_path_itself() {
    let api = api().await;
    let url = format!("{}/public-api/channels/install-events", api.sandbox.base_url());
    let answer = api.http.delete(url).bearer_auth(api.sandbox.key()).send().await.unwrap();
    assert_eq!(
        (answer.status().as_u16(), &answer.headers()["allow"]),
        (405, &"POST".parse().unwrap())
    );
}

#[tokio::test]
async fn a_refusal_of_one_of_several_kinds_is_about_the_kind_meant() {
    let api = api().await;
    let errors = async |body: Value| {
        let answer = api.post("/public-api/agents", body).await;
        answer.refused(422, "validation_error");
        answer.body["error"]["details"]["errors"].clone()
    };
    let agent = json!({ "autonomy_type": "AGENTIC", "trigger_type": "NONE", "name": [] });
    assert_eq!(errors(agent).await[0]["pointer"], "/name");
    let unknown = errors(json!({ "autonomy_type": "OTHER", "name": "x".repeat(10_000) })).await;
    assert_eq!(unknown[0]["pointer"], "");
    assert!(unknown.to_string().len() < 1000);
}

#[tokio::test]
async fn every_body_of_the_document_is_checked() {
    let api = api().await;
    let mut checked = 0;
    for (method, template) in api.sandbox.operations() {
        if api.sandbox.sample_body(&method, &template).is_none() {
            continue;
        }
        checked += 1;
        let path: Vec<&str> =
            template.split('/').map(|s| if s.starts_with('{') { "1" } else { s }).collect();
        let path = path.join("/");
        for body in [json!([]), json!("x"), json!(null), json!(3)] {
            api.send(api.request(&method, &path).json(&body))
                .await
                .refused(422, "validation_error");
        }
        api.send(api.request(&method, &path)).await.refused(422, "validation_error");
        let json = |text: &'static str| {
            api.request(&method, &path).header("content-type", "application/json").body(text)
        };
        api.send(json("{\"a\": ")).await.refused(400, "invalid_json");
        let text = api.request(&method, &path).header("content-type", "text/plain").body("{}");
        api.send(text).await.refused(415, "unsupported_media_type");
        let deep = "[".repeat(100_000);
        let deep =
            api.request(&method, &path).header("content-type", "application/json").body(deep);
        api.send(deep).await.refused(400, "invalid_json");
    }
    assert!(checked > 10, "{checked}");
}

#[tokio::test]
async fn what_is_not_documented_is_not_there() {
    let api = api().await;
    for path in [
        "/",
        "/public-api",
        "/public-api/agents/",
        "/public-api//agents",
        "/public-api/agents//run-now",
        "/public-api/agents/42/run-now/x",
        "/PUBLIC-API/agents",
        "/public-api/agents%2F42",
        "/public-api/%F0%28",
    ] {
        api.get(path).await.refused(404, "not_found");
    }
    let answer = api.send(api.request("DELETE", "/public-api/agents/42")).await;
    answer.refused(405, "method_not_allowed");
    let mut allowed: Vec<&str> = answer.header("allow").split(", ").collect();
    allowed.sort_unstable();
    assert_eq!(allowed, ["GET", "PUT"]);
    api.send(api.request("BREW", "/public-api/agents/42")).await.refused(405, "method_not_allowed");
    let head = api.request("HEAD", "/public-api/agents").send().await.unwrap();
    assert_eq!(head.status(), 405);
}

#[tokio::test]
async fn what_the_document_does_not_say_is_let_through() {
    let api = api().await;
    api.get("/public-api/agents?new_parameter=1&&=&%zz").await.data(200);
    let body = json!({ "target_entity_id": "T", "new_member": [1] });
    api.post("/public-api/agents/42/run-now", body).await.data(202);
    let mut agent = api.get("/public-api/agents/42").await;
    agent.body["data"]["new"] = Value::Null;
    assert_eq!(
        api.sandbox.answer_problems("GET", "/public-api/agents/{agent_id}", &agent.body),
        [""; 0]
    );
    agent.body["data"]["id"] = json!(5);
    assert_eq!(
        api.sandbox.answer_problems("GET", "/public-api/agents/{agent_id}", &agent.body).len(),
        1
    );
    assert_eq!(api.sandbox.answer_problems("GET", "/nope", &agent.body).len(), 1);
}

#[tokio::test]
async fn a_body_that_is_too_large_is_refused() {
    let api = Api::start(support::builder().body_limit(1000)).await;
    let body = json!({ "target_entity_id": "x".repeat(2000) });
    api.post("/public-api/agents/42/run-now", body).await.refused(413, "payload_too_large");
    let large = json!({ "target_entity_id": "x".repeat(20 << 20) });
    api.post("/public-api/agents/42/run-now", large).await.refused(413, "payload_too_large");
    assert_eq!(api.sandbox.executions(), []);
    assert_eq!(api.sandbox.count("POST", RUN_NOW), 2);
    api.post("/public-api/agents/42/run-now", json!({ "target_entity_id": "x" })).await.data(202);
}
