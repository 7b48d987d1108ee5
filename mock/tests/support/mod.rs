//! A small shop, and calls of it without a socket.

#![allow(dead_code)] // Each test file uses a part of it.
#![allow(clippy::unwrap_used)] // As in tests.

use http::Request;
use oas_mock::{Builder, Mock};
use serde_json::Value;

pub(crate) const SHOP: &str = include_str!("../data/shop.yaml");

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: http::HeaderMap,
    pub(crate) text: String,
    /// The text where it is no JSON.
    pub(crate) body: Value,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

pub(crate) fn shop(seed: u64) -> Mock {
    shop_with(|builder| builder.seed(seed))
}

pub(crate) fn shop_with(set: impl FnOnce(Builder) -> Builder) -> Mock {
    set(Mock::builder(SHOP).name("shop.yaml")).in_memory().unwrap()
}

pub(crate) async fn call(mock: &Mock, method: &str, path: &str, body: Option<Value>) -> Answer {
    let body = body.map(|body| body.to_string()).unwrap_or_default();
    send(mock, method, path, "application/json", &body).await
}

pub(crate) async fn send(mock: &Mock, method: &str, path: &str, kind: &str, body: &str) -> Answer {
    let request = Request::builder().method(method).uri(path).header("content-type", kind);
    answer(mock, request.body(body.as_bytes().to_vec()).unwrap()).await
}

pub(crate) async fn bare(
    mock: &Mock,
    method: &str,
    path: &str,
    headers: &[(&str, &str)],
) -> Answer {
    let mut request = Request::builder().method(method).uri(path);
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    answer(mock, request.body(Vec::new()).unwrap()).await
}

/// The answer to a request, which has to fit the document where it succeeds.
pub(crate) async fn answer(mock: &Mock, request: Request<Vec<u8>>) -> Answer {
    let method = request.method().clone();
    let (parts, body) = mock.respond(request).await.unwrap().into_parts();
    let text = String::from_utf8(body).unwrap();
    let json = parts
        .headers
        .get("content-type")
        .is_some_and(|kind| kind.to_str().unwrap().contains("json"));
    let body = if json { serde_json::from_str(&text).unwrap() } else { Value::from(text.clone()) };
    let is_xml = parts.headers.get("content-type").is_some_and(|kind| kind == "application/xml");
    if parts.status.is_success() && !is_xml {
        let template = mock.received().pop().unwrap().template.unwrap();
        let problems = mock.answer_problems(method.as_str(), &template, &body);
        assert!(problems.is_empty(), "{method} {template}: {problems:?}: {text}");
    }
    Answer { status: parts.status.as_u16(), headers: parts.headers, text, body }
}
