//! What the server received.

use std::collections::{HashMap, VecDeque};
use std::sync::Arc;
use std::time::Duration;

use axum::http::{HeaderMap, Method, header};
use serde_json::{Value, json};

use crate::clock::Instant;
use crate::document::Document;
use crate::fault::is_path;
use crate::routes::structure;
use crate::security::Authorization;

/// A request as the server received it, in the order of arrival.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Received {
    /// Counts from 0 in the order of arrival.
    pub number: u64,
    /// How long after the start of the server.
    pub at: Duration,
    /// `GET`, `POST`.
    pub method: String,
    /// The path of the document that it matched, such as `/orders/{id}`.
    pub template: Option<String>,
    /// The path as it was sent, percent-encoding included.
    pub path: String,
    /// The query, decoded, in the order sent. The value of an API key is not kept.
    pub query: Vec<(String, String)>,
    /// The headers in lower case, in the order sent. The value of `authorization` and of API keys is not kept.
    pub headers: Vec<(String, String)>,
    /// What the `authorization` header was.
    pub authorization: Authorization,
    /// The body where it is JSON.
    pub body: Option<Value>,
    /// The size of the body in bytes.
    pub body_size: usize,
    /// The status of the answer; `None` while there is none and when the connection was dropped instead.
    pub status: Option<u16>,
    /// Whether a fault was played on it.
    pub faulted: bool,
    /// What a path may have before it in another spelling.
    pub(crate) prefix: Arc<str>,
}

impl Received {
    /// The first value of a query parameter.
    pub fn query(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a header; its name in any case.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.headers.iter();
        headers.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// It as JSON, for a line of a file.
    pub fn to_json(&self) -> Value {
        json!({
            "number": self.number,
            "at_ms": u64::try_from(self.at.as_millis()).unwrap_or(u64::MAX),
            "method": self.method,
            "template": self.template,
            "path": self.path,
            "query": self.query,
            "headers": self.headers,
            "body": self.body,
            "body_size": self.body_size,
            "status": self.status,
            "faulted": self.faulted,
        })
    }

    /// Whether it is a call of this operation; `path` is a path of the document, or one as it was sent.
    pub fn is(&self, method: &str, path: &str) -> bool {
        self.method.eq_ignore_ascii_case(method) && is_path(path, self)
    }
}

/// What stands in place of a credential.
const REDACTED: &str = "[redacted]";

/// The query of a request with the credential taken out.
pub(crate) fn public_query(
    query: &[(String, String)],
    document: &Document,
) -> Vec<(String, String)> {
    let shown = |(name, value): &(String, String)| {
        let value = if document.is_credential("query", name) { REDACTED } else { value };
        (name.clone(), value.to_owned())
    };
    query.iter().map(shown).collect()
}

/// The headers of a request with the credential taken out.
pub(crate) fn public_headers(headers: &HeaderMap, document: &Document) -> Vec<(String, String)> {
    headers
        .iter()
        .map(|(name, value)| {
            let text = if name == header::AUTHORIZATION
                || name == header::COOKIE
                || name == header::PROXY_AUTHORIZATION
                || document.is_credential("header", name.as_str())
            {
                REDACTED.to_owned()
            } else {
                String::from_utf8_lossy(value.as_bytes()).into_owned()
            };
            (name.as_str().to_owned(), text)
        })
        .collect()
}

#[derive(Debug)]
pub(crate) struct Record {
    start: Instant,
    limit: usize,
    prefix: Arc<str>,
    kept: VecDeque<Received>,
    arrived: u64,
    /// By method and path, that of the document by its structure: what was counted stays counted when the request itself is no longer kept.
    counts: HashMap<(String, String), usize>,
}

impl Record {
    pub(crate) fn new(start: Instant, limit: usize, prefix: Arc<str>) -> Self {
        Self { start, limit, prefix, kept: VecDeque::new(), arrived: 0, counts: HashMap::new() }
    }

    /// Takes `received` in, giving it its number and time.
    pub(crate) fn arrive(&mut self, received: &mut Received, now: Instant) {
        received.number = self.arrived;
        received.at = now.saturating_duration_since(self.start);
        self.arrived += 1;
        let template = received.template.as_deref().map(|path| structure(path, &self.prefix));
        let path = template.unwrap_or_else(|| received.path.clone());
        *self.counts.entry((received.method.clone(), path)).or_default() += 1;
        self.kept.push_back(received.clone());
        while self.kept.len() > self.limit {
            self.kept.pop_front();
        }
    }

    pub(crate) fn update(&mut self, number: u64, change: impl FnOnce(&mut Received)) {
        let Some(first) = self.kept.front().map(|r| r.number) else {
            return;
        };
        let index = number.checked_sub(first).and_then(|index| usize::try_from(index).ok());
        if let Some(received) = index.and_then(|index| self.kept.get_mut(index)) {
            change(received);
        }
    }

    pub(crate) fn all(&self) -> Vec<Received> {
        self.kept.iter().cloned().collect()
    }

    pub(crate) fn count(&self, method: &Method, path: &str) -> usize {
        let of = |path: String| self.counts.get(&(method.as_str().to_owned(), path));
        // No structure begins with a slash, and every path that is sent does.
        of(structure(path, &self.prefix)).or_else(|| of(path.to_owned())).copied().unwrap_or(0)
    }

    pub(crate) fn arrived(&self) -> u64 {
        self.arrived
    }
}
