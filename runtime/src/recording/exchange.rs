//! One request and its answer, and how they are written as a line of JSON.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{CONTENT_LENGTH, SET_COOKIE, TRANSFER_ENCODING};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde_json::{Map, Value, json};

use crate::secret::Secret;

/// What a request is known again by: it has nothing of a credential in it.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Asked {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    /// Nothing where there was none, and where it could be read only once.
    pub(super) body: Option<Vec<u8>>,
}

#[derive(Clone)]
pub(super) struct Exchange {
    pub(super) asked: Asked,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) answer: Vec<u8>,
    /// What the request was sent with, to be kept out of what is written.
    pub(super) secret: Option<Secret>,
}

/// Headers of an answer that are about its connection or its session and not about what it says.
const LEFT_OUT: [HeaderName; 3] = [CONTENT_LENGTH, SET_COOKIE, TRANSFER_ENCODING];

impl Exchange {
    pub(super) fn line(&self) -> String {
        let Asked { method, path, query, body } = &self.asked;
        let (mut headers, mut answer) = (self.headers.clone(), self.answer.clone());
        LEFT_OUT.iter().for_each(|name| {
            headers.remove(name);
        });
        if let Some(secret) = &self.secret {
            secret.scrub_headers(&mut headers);
            answer = secret.scrub_body(answer);
        }
        let headers: Vec<Value> = headers
            .iter()
            .map(|(name, value)| json!([name.as_str(), String::from_utf8_lossy(value.as_bytes())]))
            .collect();
        json!({
            "method": method,
            "path": path,
            "query": query,
            "body": body.as_deref().map(content),
            "status": self.status.as_u16(),
            "headers": headers,
            "answer": content(&answer),
        })
        .to_string()
    }

    /// Reads a line; the error says what is wrong with it.
    pub(super) fn read(line: &str) -> Result<Self, String> {
        let value: Map<String, Value> =
            serde_json::from_str(line).map_err(|error| error.to_string())?;
        let text = |name: &str| match value.get(name) {
            Some(Value::String(text)) => Ok(text.clone()),
            _ => Err(format!("`{name}` is not a string")),
        };
        let bytes = |name: &str| match value.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => {
                read_content(value).map(Some).ok_or(format!("`{name}` is neither text nor base64"))
            }
        };
        let status = value.get("status").and_then(Value::as_u64);
        let status = status.and_then(|status| u16::try_from(status).ok());
        let headers = value.get("headers").and_then(Value::as_array).into_iter().flatten();
        let header = |pair: &Value| {
            let name = HeaderName::from_bytes(pair.get(0)?.as_str()?.as_bytes()).ok()?;
            Some((name, HeaderValue::from_str(pair.get(1)?.as_str()?).ok()?))
        };
        let mut read = HeaderMap::new();
        for pair in headers {
            let (name, value) = header(pair).ok_or("`headers` holds what is no header")?;
            read.append(name, value);
        }
        Ok(Self {
            asked: Asked {
                method: text("method")?,
                path: text("path")?,
                query: text("query").ok(),
                body: bytes("body")?,
            },
            status: status
                .and_then(|status| StatusCode::from_u16(status).ok())
                .ok_or("`status` is no status")?,
            headers: read,
            answer: bytes("answer")?.unwrap_or_default(),
            secret: None,
        })
    }
}

/// Text as it is, other bytes in base64.
fn content(bytes: &[u8]) -> Value {
    match std::str::from_utf8(bytes) {
        Ok(text) => text.into(),
        Err(_) => json!({ "base64": STANDARD.encode(bytes) }),
    }
}

fn read_content(value: &Value) -> Option<Vec<u8>> {
    match value {
        Value::String(text) => Some(text.clone().into_bytes()),
        other => STANDARD.decode(other.get("base64")?.as_str()?).ok(),
    }
}
