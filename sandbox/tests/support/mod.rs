//! A client that checks every answer it gets against the document.

#![allow(dead_code)] // Each test file uses a part of it.
#![allow(clippy::unwrap_used)] // As in tests.

use neoagent_sandbox::{Builder, Sandbox};
use reqwest::{Method, RequestBuilder};
use serde_json::Value;

pub(crate) struct Api {
    pub(crate) sandbox: Sandbox,
    pub(crate) http: reqwest::Client,
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn code(&self) -> &str {
        self.body["error"]["code"].as_str().unwrap_or_default()
    }

    /// `data`, once the status is as expected.
    #[track_caller]
    pub(crate) fn data(&self, status: u16) -> &Value {
        assert_eq!(self.status, status, "{}", self.body);
        &self.body["data"]
    }

    #[track_caller]
    pub(crate) fn refused(&self, status: u16, code: &str) {
        assert_eq!((self.status, self.code()), (status, code), "{}", self.body);
    }
}

/// A sandbox of a document that stays as it is: the one that the crate carries is another after a refresh.
pub(crate) fn builder() -> Builder {
    Sandbox::builder().document(include_str!("../data/neo.json"))
}

pub(crate) async fn api() -> Api {
    Api::start(builder()).await
}

impl Api {
    pub(crate) async fn start(builder: Builder) -> Self {
        let sandbox = builder.start().await.unwrap();
        Self { sandbox, http: reqwest::Client::new() }
    }

    pub(crate) fn request(&self, method: &str, path: &str) -> RequestBuilder {
        let method = Method::from_bytes(method.as_bytes()).unwrap();
        let url = format!("{}{path}", self.sandbox.base_url());
        self.http.request(method, url).bearer_auth(self.sandbox.key())
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.send(self.request("GET", path)).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Answer {
        self.send(self.request("POST", path).json(&body)).await
    }

    pub(crate) async fn put(&self, path: &str, body: Value) -> Answer {
        self.send(self.request("PUT", path).json(&body)).await
    }

    /// Sends a request whose answer is JSON, and checks the answer against the document.
    pub(crate) async fn send(&self, request: RequestBuilder) -> Answer {
        let response = request.send().await.unwrap();
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body: Value = response.json().await.unwrap();
        let received = self.sandbox.received().pop().unwrap();
        if (200..300).contains(&status) {
            let template = received.template.unwrap();
            let problems = self.sandbox.answer_problems(&received.method, &template, &body);
            assert!(problems.is_empty(), "{} {template}: {problems:?}: {body}", received.method);
        } else {
            assert!(
                body["error"]["code"].is_string() && body["error"]["message"].is_string(),
                "{body}"
            );
            assert!(body["meta"]["request_id"].is_string(), "{body}");
        }
        Answer { status, headers, body }
    }

    /// Starts a run and gives its id.
    pub(crate) async fn run(&self, agent: &str, body: Value) -> String {
        let answer = self.post(&format!("/public-api/agents/{agent}/run-now"), body).await;
        answer.data(202)["execution_id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn execution(&self, id: &str) -> Value {
        self.get(&format!("/public-api/executions/{id}")).await.data(200).clone()
    }

    pub(crate) async fn status(&self, id: &str) -> String {
        self.execution(id).await["status"].as_str().unwrap().to_owned()
    }
}

pub(crate) const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
pub(crate) const EXECUTION: &str = "/public-api/executions/{execution_id}";

/// Calls a sandbox without a socket, for tests under a paused clock; the answer is checked as others are.
pub(crate) async fn quietly(
    sandbox: &Sandbox,
    method: &str,
    path: &str,
    body: Option<Value>,
) -> Answer {
    let request = http::Request::builder()
        .method(method)
        .uri(path)
        .header("authorization", format!("Bearer {}", sandbox.key()))
        .header("content-type", "application/json");
    let body = body.map(|body| body.to_string().into_bytes()).unwrap_or_default();
    let (parts, body) = sandbox.respond(request.body(body).unwrap()).await.unwrap().into_parts();
    let body: Value = serde_json::from_slice(&body).unwrap();
    if parts.status.is_success() {
        let template = sandbox.received().pop().unwrap().template.unwrap();
        assert_eq!(sandbox.answer_problems(method, &template, &body), [""; 0]);
    }
    Answer { status: parts.status.as_u16(), headers: parts.headers, body }
}
