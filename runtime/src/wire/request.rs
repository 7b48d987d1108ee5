//! The request of a generated builder.

use reqwest::Request;
use reqwest::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderValue};

use crate::error::Error;
use crate::spec::OperationSpec;

/// Why a builder's values do not make a request.
#[derive(Debug)]
pub enum RequestError {
    /// A value is missing, or does not convert.
    InvalidRequest(String),
    /// The request cannot be built.
    Build(reqwest::Error),
}

impl From<reqwest::Error> for RequestError {
    fn from(error: reqwest::Error) -> Self {
        Self::Build(error)
    }
}

impl From<reqwest::header::InvalidHeaderValue> for RequestError {
    fn from(error: reqwest::header::InvalidHeaderValue) -> Self {
        Self::InvalidRequest(error.to_string())
    }
}

impl From<progenitor_client::Error<()>> for RequestError {
    fn from(error: progenitor_client::Error<()>) -> Self {
        // A form that has no text is the only thing that fails while a request is put together.
        Self::InvalidRequest(error.to_string())
    }
}

impl From<RequestError> for Error {
    fn from(error: RequestError) -> Self {
        match error {
            RequestError::InvalidRequest(message) => Self::invalid_request(message),
            RequestError::Build(source) => Self::from_send(source),
        }
    }
}

/// Makes the headers those of the document: the media types as published, and all cookies in one header.
pub(crate) fn prepare(request: &mut Request, spec: &OperationSpec) {
    let headers = request.headers_mut();
    let cookies: Vec<&str> =
        headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok()).collect();
    if cookies.len() > 1
        && let Ok(joined) = HeaderValue::from_str(&cookies.join("; "))
    {
        headers.insert(COOKIE, joined);
    }
    if let Some(media_type) = spec.request_media_type
        && let Some(body) = request.body()
        && let Ok(media_type) = HeaderValue::from_str(&with_boundary(media_type, body.as_bytes()))
    {
        request.headers_mut().insert(CONTENT_TYPE, media_type);
    }
    if spec.optional_body
        && request.body().and_then(|body| body.as_bytes()).is_some_and(|body| body == b"null")
    {
        *request.body_mut() = None;
        request.headers_mut().remove(CONTENT_TYPE);
    }
    let headers = request.headers_mut();
    let as_published = match spec.response_media_types {
        [] => true,
        [one] => headers.get(ACCEPT).is_some_and(|accept| accept == one),
        _ => false,
    };
    if !as_published
        && let Ok(accept) = HeaderValue::from_str(&spec.response_media_types.join(", "))
    {
        headers.insert(ACCEPT, accept);
    }
}

/// A multipart body begins with its boundary.
fn with_boundary(media_type: &str, body: Option<&[u8]>) -> String {
    let boundary = || {
        let line = body?.strip_prefix(b"--")?.split(|byte| *byte == b'\r').next()?;
        std::str::from_utf8(line)
            .ok()
            .filter(|boundary| !boundary.is_empty() && boundary.len() <= 70)
    };
    match boundary() {
        Some(boundary) if media_type.starts_with("multipart/") => {
            format!("{media_type}; boundary={boundary}")
        }
        _ => media_type.to_owned(),
    }
}

/// The method QUERY, which is safe and has a body.
pub fn query_method() -> reqwest::Method {
    reqwest::Method::from_bytes(b"QUERY").unwrap_or(reqwest::Method::GET)
}
