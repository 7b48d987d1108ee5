//! Starting, stopping, other documents, other clocks.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test waits for itself")]

mod support;

use std::time::{Duration, Instant};

use neoagent_sandbox::{Fault, Interrupted, Sandbox};
use serde_json::{Value, json};
use support::{Api, api, quietly};
use tokio::net::TcpStream;

#[tokio::test]
async fn dropping_a_sandbox_stops_it() {
    let api = api().await;
    let address = api.sandbox.address();
    api.get("/public-api/agents").await.data(200);
    assert!(address.ip().is_loopback());
    drop(api);
    for _ in 0..100 {
        if TcpStream::connect(address).await.is_err() {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("it still listens");
}

#[tokio::test]
async fn shutting_down_lets_answers_finish_and_ends_what_does_not() {
    let api = api().await;
    let session = api.post("/public-api/chat/sessions", json!({ "agent_id": 43 })).await;
    let events =
        format!("/public-api/chat/sessions/{}/events", session.data(200)["id"].as_str().unwrap());
    let mut stream = api.request("GET", &events).send().await.unwrap();
    api.sandbox.fault(Fault::hang());
    let hung = tokio::spawn(api.request("GET", "/public-api/agents").send());
    api.sandbox.wait_for("GET", "/public-api/agents", 1).await;
    let started = Instant::now();
    api.sandbox.shutdown().await;
    assert!(started.elapsed() < Duration::from_secs(3));
    assert_eq!(stream.chunk().await.unwrap(), None);
    assert!(hung.await.unwrap().is_err());
}

#[tokio::test]
async fn a_port_that_is_taken_is_an_error() {
    let api = api().await;
    let error = Sandbox::builder().port(api.sandbox.address().port()).start().await.unwrap_err();
    assert!(error.is_bind() && !error.is_document());
    assert!(std::error::Error::source(&error).is_some());
}

#[tokio::test]
async fn what_is_no_document_is_refused() {
    for text in [
        "",
        "{",
        "[]",
        "null",
        "{\"openapi\": 3}",
        "{\"swagger\": \"2.0\", \"paths\": {}}",
        "{\"openapi\": \"3.1.0\"}",
        "{\"openapi\": \"3.1.0\", \"paths\": {}}",
        "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": 7, \"$ref\": \"#/paths/~1a\"}}}",
        "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": 7, \"post\": {}}}}",
        "{\"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}, \"parameters\": 3}}}",
        &"[".repeat(10_000),
    ] {
        let error = Sandbox::builder().document(text).start().await.unwrap_err();
        assert!(error.is_document(), "{text:.40}: {error}");
    }
}

#[tokio::test]
async fn another_document_is_served_by_the_same_rules() {
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "t", "version": "1" },
        "security": [{ "key": [] }],
        "paths": {
            "/things/{id}": {
                "parameters": [{ "$ref": "#/components/parameters/Id" }],
                "get": { "responses": { "200": { "$ref": "#/components/responses/Thing" } } },
                "delete": { "responses": { "204": { "description": "gone" } } },
            },
            "/things/mine": { "get": { "security": [], "responses": { "default": { "content": {
                "text/plain": { "schema": { "type": "string" } },
            } } } } },
            "/list": { "get": {
                "security": [{ "key": [] }, {}],
                "parameters": [{ "name": "ids", "in": "query", "schema": { "type": "array", "items": { "type": "integer" } } },
                    { "name": "csv", "in": "query", "explode": false, "schema": { "type": "array", "maxItems": 2 } }],
                "responses": { "200": { "content": { "application/json": { "schema": {
                    "type": "string", "pattern": "^(?=[A-Z])[A-Z]{3}-[0-9]+$",
                } } } } },
            } },
            "/broken": { "get": { "security": [], "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Missing" },
            } } } } } },
            "/foreign": { "get": { "security": [], "responses": { "200": { "content": { "application/json": {
                "schema": { "$ref": "https://example.com/schema.json" },
            } } } } } },
            "/odd": { "post": {}, "x-other": {} },
        },
        "components": {
            "parameters": { "Id": { "name": "id", "in": "path", "required": true, "schema": { "type": "integer" } } },
            "responses": { "Thing": { "content": { "application/json": { "schema": {
                "type": "object", "required": ["name"], "properties": { "name": { "type": "string" } },
            } } } } },
            "securitySchemes": { "key": { "type": "apiKey", "in": "header", "name": "x-key" } },
        },
    });
    let api = Api::start(Sandbox::builder().document(document.to_string())).await;
    let get = |path: &str| api.http.get(format!("{}{path}", api.sandbox.base_url()));
    let keyed = |path: &str| get(path).header("x-key", api.sandbox.key());
    assert_eq!(get("/things/5").send().await.unwrap().status(), 401);
    let thing: Value = keyed("/things/5").send().await.unwrap().json().await.unwrap();
    assert_eq!(thing, json!({ "name": "sample" }));
    assert_eq!(keyed("/things/x").send().await.unwrap().status(), 422);
    assert_eq!(get("/things/mine").send().await.unwrap().text().await.unwrap(), "sample");
    let gone = api
        .http
        .delete(format!("{}/things/5", api.sandbox.base_url()))
        .header("x-key", api.sandbox.key());
    assert_eq!(gone.send().await.unwrap().status(), 204);
    // No sample fits a pattern that looks ahead or a schema that is not there, and none is made up.
    for path in ["/list?ids=1&ids=2&csv=a,b", "/broken", "/foreign"] {
        assert_eq!(get(path).send().await.unwrap().status(), 501, "{path}");
    }
    for path in ["/list?ids=x", "/list?csv=a,b,c"] {
        assert_eq!(get(path).send().await.unwrap().status(), 422, "{path}");
    }
    assert_eq!(get("/public-api/agents").send().await.unwrap().status(), 404);
}

#[tokio::test(start_paused = true)]
async fn without_a_socket_an_hour_takes_no_time() {
    let hour = Duration::from_secs(3600);
    let sandbox = support::builder().queued_for(hour).run_duration(hour).start().await.unwrap();
    let call = async |method: &str, path: &str, body| {
        let answer = quietly(&sandbox, method, path, body).await;
        answer.body["data"].clone()
    };
    let started = Instant::now();
    sandbox.fault(Fault::delay(hour).on_method("POST"));
    let run = call("POST", "/public-api/agents/41/run-now", Some(json!({}))).await;
    let path = format!("/public-api/executions/{}", run["execution_id"].as_str().unwrap());
    let mut seen = Vec::new();
    for _ in 0..3 {
        seen.push(call("GET", &path, None).await["status"].clone());
        tokio::time::sleep(hour).await;
    }
    assert_eq!(seen, ["queued", "running", "success"]);
    let done = call("GET", &path, None).await;
    let instant = |name: &str| done[name].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    // It ended when it was due, not when that was noticed.
    let lasted = instant("updated_at").duration_since(instant("created_at"));
    assert_eq!(lasted.as_secs(), 2 * 3600);
    assert_eq!(done["seconds_spent"], 3600.0);
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[tokio::test]
async fn without_a_socket_faults_are_told_apart() {
    let sandbox = support::builder().start().await.unwrap();
    let list = || {
        let request = http::Request::get("/public-api/agents");
        let request = request.header("authorization", format!("Bearer {}", sandbox.key()));
        sandbox.respond(request.body(Vec::new()).unwrap())
    };
    sandbox.fault(Fault::reset());
    assert!(matches!(list().await, Err(Interrupted::Reset)));
    sandbox.fault(Fault::close());
    assert!(matches!(list().await, Err(Interrupted::Closed)));
    sandbox.fault(Fault::cut_body(9));
    let Err(Interrupted::Cut(part)) = list().await else {
        panic!("not cut");
    };
    assert_eq!((part.status().as_u16(), part.body().as_slice()), (200, b"{\"data\":[".as_slice()));
    assert_eq!(list().await.unwrap().status(), 200);
    assert_eq!(sandbox.count("GET", "/public-api/agents"), 4);
}
