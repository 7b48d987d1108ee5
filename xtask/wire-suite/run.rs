//! Calls generated clients, and writes what became of each call.

#![recursion_limit = "512"]

use std::fmt::Debug;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use futures_core::Stream;
pub use oas_runtime::Credential;
use oas_runtime::generated::{Json, XmlRoot, xml_body};
use oas_runtime::{ByteStream, EventData, EventStream, LineStream, Operation, RetryPolicy};
use serde::Serialize;
use serde_json::{Value, json as object};

/// What came of a call.
pub type Outcome = Result<Value, Failed>;

/// Why it is no success: what is written of it.
#[derive(Debug)]
pub struct Failed(pub Value);

impl<E: std::error::Error> From<E> for Failed {
    fn from(error: E) -> Self {
        Self(object!({"wrong": error.to_string()}))
    }
}

/// A call, by its name.
pub type Call = (&'static str, for<'r> fn(&'r Run) -> Pin<Box<dyn Future<Output = Outcome> + Send + 'r>>);

/// One call: where the server is, and what went over the wire.
#[derive(Clone)]
pub struct Run {
    base: String,
    http: reqwest::Client,
    wire: Arc<Mutex<Value>>,
}

impl Run {
    pub fn base(&self) -> String {
        self.base.clone()
    }

    /// Writes down what is sent and what is answered.
    pub fn recorded(&self, client: oas_runtime::ClientBuilder) -> oas_runtime::ClientBuilder {
        let (http, wire) = (self.http.clone(), self.wire.clone());
        client.retry(RetryPolicy::never()).transport(move |request| {
            let (http, wire) = (http.clone(), wire.clone());
            async move { carried(&http, &wire, request).await }
        })
    }
}

async fn carried(
    http: &reqwest::Client,
    wire: &Mutex<Value>,
    request: http::Request<bytes::Bytes>,
) -> Result<http::Response<reqwest::Body>, reqwest::Error> {
    let sent = object!({
        "method": request.method().as_str(),
        "url": request.uri().to_string(),
        "headers": headers(request.headers()),
        "body": shown(request.body()),
    });
    let request = reqwest::Request::try_from(request.map(reqwest::Body::from))?;
    let answer = http.execute(request).await?;
    let (status, map) = (answer.status(), answer.headers().clone());
    let body = answer.bytes().await?;
    if let Ok(mut wire) = wire.lock() {
        *wire = object!({"sent": sent, "status": status.as_u16(), "headers": headers(&map), "answer": shown(&body)});
    }
    let mut response = http::Response::new(reqwest::Body::from(body));
    *response.status_mut() = status;
    *response.headers_mut() = map;
    Ok(response)
}

fn headers(map: &http::HeaderMap) -> Value {
    let text = |value: &http::HeaderValue| String::from_utf8_lossy(value.as_bytes()).into_owned();
    map.iter().map(|(name, value)| (name.to_string(), Value::from(text(value)))).collect()
}

fn shown(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => object!({ "text": text }),
        Err(_) => object!({"base64": STANDARD.encode(bytes)}),
    }
}

/// A value for a setter.
pub fn json<T: Json>(text: &str) -> Result<T, Failed> {
    oas_runtime::generated::json_body(text.as_bytes()).map_err(|error| {
        let ty = std::any::type_name::<T>();
        Failed(object!({"argument": text, "wrong": format!("{ty} does not take it: {error}")}))
    })
}

/// A value for a setter, from XML.
pub fn xml<T: Json>(text: &str, root: &XmlRoot) -> Result<T, Failed> {
    xml_body(text.as_bytes(), root).map_err(|error| {
        let ty = std::any::type_name::<T>();
        Failed(object!({"argument": text, "wrong": format!("{ty} does not take it: {error}")}))
    })
}

pub fn base64(text: &str) -> Result<Vec<u8>, Failed> {
    Ok(STANDARD.decode(text)?)
}

/// A file of the suite.
pub fn asset(name: &str) -> Result<Vec<u8>, Failed> {
    let folder = std::env::args().nth(2).unwrap_or_default();
    Ok(std::fs::read(std::path::Path::new(&folder).join(name))?)
}

async fn sent<O: Operation>(run: &Run, operation: O) -> Result<O::Success, Failed>
where
    O::Failure: Debug,
{
    let _ = run;
    match oas_runtime::send(operation).await {
        Ok(response) => Ok(response.into_inner()),
        Err(error) => Err(Failed(object!({
            "status": error.status().map(|status| status.as_u16()),
            "typed": error.typed().map(|body| format!("{body:?}")),
            "wrong": error.to_string(),
        }))),
    }
}

pub async fn empty<O: Operation>(run: &Run, operation: O) -> Outcome
where
    O::Failure: Debug,
{
    sent(run, operation).await?;
    Ok(object!({"empty": true}))
}

/// A value, encoded again.
pub async fn value<O: Operation>(run: &Run, operation: O) -> Outcome
where
    O::Success: Serialize + Debug,
    O::Failure: Debug,
{
    let value = sent(run, operation).await?;
    Ok(object!({"value": serde_json::to_value(&value)?, "debug": format!("{value:?}")}))
}

pub async fn bytes<O: Operation<Success = ByteStream>>(run: &Run, operation: O) -> Outcome
where
    O::Failure: Debug,
{
    let mut all = Vec::new();
    for part in collected(sent(run, operation).await?).await {
        all.extend_from_slice(&part?);
    }
    Ok(object!({"bytes": shown(&all)}))
}

pub async fn lines<T, O>(run: &Run, operation: O) -> Outcome
where
    T: Json + Serialize,
    O: Operation<Success = LineStream<T>>,
    O::Failure: Debug,
{
    let mut all = Vec::new();
    for line in collected(sent(run, operation).await?).await {
        all.push(serde_json::to_value(line?)?);
    }
    Ok(object!({ "lines": all }))
}

pub async fn events<T, O>(run: &Run, operation: O) -> Outcome
where
    T: EventData + Debug,
    O: Operation<Success = EventStream<T>>,
    O::Failure: Debug,
{
    let mut all = Vec::new();
    for event in collected(sent(run, operation).await?).await {
        let event = event?;
        all.push(object!({"event": event.event, "data": event.data, "decoded": format!("{:?}", event.decode()?)}));
    }
    Ok(object!({ "events": all }))
}

async fn collected<S: Stream + Unpin>(mut stream: S) -> Vec<S::Item> {
    let mut all = Vec::new();
    while let Some(item) = std::future::poll_fn(|context| Pin::new(&mut stream).poll_next(context)).await {
        all.push(item);
    }
    all
}

/// Makes all calls, one after the other: the server keeps what it is told.
pub async fn all(calls: &[Call]) {
    let base = std::env::args().nth(1).unwrap_or_default();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap_or_default();
    for (name, call) in calls {
        let run = Run { base: base.clone(), http: http.clone(), wire: Arc::default() };
        let (ok, came) = match call(&run).await {
            Ok(value) => (true, value),
            Err(Failed(value)) => (false, value),
        };
        let wire = run.wire.lock().map(|wire| wire.clone()).unwrap_or_default();
        println!("{}", object!({"call": name, "ok": ok, "came": came, "wire": wire}));
    }
}
