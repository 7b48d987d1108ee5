//! A request as it came.

use axum::http::{HeaderMap, Method, Uri};
use bytes::Bytes;

/// A request, read to its end.
#[derive(Debug)]
#[non_exhaustive]
pub struct Incoming {
    /// Its method.
    pub method: Method,
    /// Its path, percent-encoding included.
    pub path: String,
    /// Its query, decoded.
    pub query: Vec<(String, String)>,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body; `None` when it was larger than the server takes.
    pub body: Option<Bytes>,
}

/// The query of a request, decoded.
pub(crate) fn read_query(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}
