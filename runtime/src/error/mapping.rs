//! From answers, reqwest's errors and serde's to ours: constructors of the type beside, which hands on what finds a request's id.

use http::{HeaderMap, HeaderName, StatusCode};
use serde_json::error::Category;

use super::body::{self, ErrorBody};
use super::{Error, ErrorKind, Outcome, retry_after, text};

/// Headers that carry a request's id, where the body has none.
static REQUEST_ID_HEADERS: [HeaderName; 2] =
    [HeaderName::from_static("x-request-id"), HeaderName::from_static("request-id")];

/// serde's error without the values it found: they may be secrets.
#[derive(Debug)]
struct Decode(String);

impl std::fmt::Display for Decode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Decode {}

impl Error {
    /// An answer that is not a success.
    #[cold]
    #[must_use]
    pub fn from_answer(status: StatusCode, headers: &HeaderMap, bytes: &[u8]) -> Self {
        let mut body = ErrorBody::read(bytes);
        let kind = ErrorKind::of(status);
        if kind == ErrorKind::Redirected && body.code.is_none() {
            body.message = Some("the server points elsewhere, which is not followed".to_owned());
        }
        let mut error = Self::new(kind, Outcome::of(status), body.message.unwrap_or_default())
            .with_status(status)
            .with_request_id(body.request_id.or_else(|| header_request_id(headers)))
            .with_retry_after(retry_after::from_headers(headers))
            .transient(
                matches!(kind, ErrorKind::RateLimited | ErrorKind::Server)
                    || matches!(status.as_u16(), 408 | 499),
            );
        error.inner.headers = headers.clone();
        error.inner.body = bytes.to_vec();
        error.inner.code = body.code;
        error.inner.details = body.details;
        error
    }

    /// A success whose body does not decode.
    #[must_use]
    pub fn from_undecodable(bytes: &[u8], source: &serde_json::Error) -> Self {
        let (message, transient) = match source.classify() {
            Category::Data => ("the answer is not of the form the document promises", false),
            // A proxy's page, or an answer that was cut: neither says what the next one will be.
            Category::Syntax | Category::Eof | Category::Io if bytes.trim_ascii().is_empty() => {
                ("the answer has no body", true)
            }
            Category::Syntax | Category::Eof | Category::Io => ("the answer is not JSON", true),
        };
        Self::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
            .with_request_id(body::request_id(bytes))
            .with_source(Decode(text::without_values(&source.to_string())))
            .transient(transient)
    }

    /// reqwest's failure to bring a request to the server and the head of an answer back.
    #[cold]
    pub(crate) fn from_send(source: reqwest::Error) -> Self {
        // A connect timeout is both; that nothing was sent is what matters.
        let (kind, outcome, message) = if is_connect(&source) {
            (ErrorKind::Connect, Outcome::NotSent, "")
        } else if source.is_builder() {
            (ErrorKind::InvalidRequest, Outcome::NotSent, "the request cannot be built")
        } else if source.is_timeout() {
            (ErrorKind::Timeout, Outcome::Unknown, "no answer in time")
        } else if source.is_redirect() {
            (ErrorKind::Redirected, Outcome::Unknown, "")
        } else {
            (ErrorKind::Transport, Outcome::Unknown, "no answer came back")
        };
        let refused = kind == ErrorKind::Connect && is_bad_peer(&source);
        // The address can hold a secret: a share token, a signature.
        let error = Self::new(kind, outcome, message).with_source(source.without_url());
        // A certificate that is refused will be refused again.
        if refused { error.transient(false) } else { error }
    }

    /// The failure to read the body of a success.
    #[cfg(not(target_family = "wasm"))]
    #[cold]
    pub(crate) fn from_body(source: reqwest::Error) -> Self {
        let kind = if source.is_timeout() { ErrorKind::Timeout } else { ErrorKind::Transport };
        Self::new(kind, Outcome::Accepted, "the answer broke off").with_source(source.without_url())
    }

    /// The failure to read the body of a success.
    #[cfg(target_family = "wasm")]
    #[cold]
    pub(crate) fn from_body(source: crate::transport::BodyError) -> Self {
        Self::new(ErrorKind::Transport, Outcome::Accepted, "the answer broke off")
            .with_source(crate::transport::Source(source))
    }
}

/// Whether there was no connection, so that nothing was sent. A browser does not tell.
#[cfg(target_family = "wasm")]
fn is_connect(_: &reqwest::Error) -> bool {
    false
}

/// Whether there was no connection, so that nothing was sent.
#[cfg(not(target_family = "wasm"))]
fn is_connect(source: &reqwest::Error) -> bool {
    source.is_connect()
}

/// Whether the other side is not who it has to be, or does not speak TLS: what rustls says by this kind of I/O error, which
/// may be inside of others.
fn is_bad_peer(error: &(dyn std::error::Error + 'static)) -> bool {
    let inner = match error.downcast_ref::<std::io::Error>() {
        Some(io) if io.kind() == std::io::ErrorKind::InvalidData => return true,
        Some(io) => io.get_ref().map(|inner| inner as _),
        None => error.source(),
    };
    inner.is_some_and(is_bad_peer)
}

/// The request id in a header.
#[must_use]
pub fn header_request_id(headers: &HeaderMap) -> Option<String> {
    REQUEST_ID_HEADERS.iter().find_map(|name| Some(headers.get(name)?.to_str().ok()?.to_owned()))
}
