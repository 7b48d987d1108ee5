//! What can go wrong with a call, in one type.

mod body;
mod kind;
mod mapping;
mod operation;
pub(crate) mod retry_after;
#[cfg(test)]
mod tests;
mod text;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

pub use self::kind::{ErrorKind, Outcome};
pub use self::mapping::header_request_id;
pub use self::operation::OperationError;
pub use self::text::{Line, line};
use crate::json::Json;
use crate::secret::Secret;
use crate::spec::OperationSpec;
use crate::wire::json_body;

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that did not succeed.
///
/// [`kind`](Error::kind) says what happened, [`outcome`](Error::outcome) whether the request may have reached the
/// server. The text is for people: it names the operation, the status, the server's code and message and the request
/// id, and never a header, a body or a credential. The cause, where there is one, is
/// [`source`](std::error::Error::source).
#[derive(Clone)]
pub struct Error {
    inner: Box<Inner>,
}

#[derive(Clone)]
struct Inner {
    kind: ErrorKind,
    outcome: Outcome,
    /// Whether the same request may succeed later. Kept apart from the kind: a 2xx that is no JSON may be a proxy's
    /// page, one of the wrong shape will be wrong again.
    transient: bool,
    operation: Option<&'static OperationSpec>,
    status: Option<StatusCode>,
    code: Option<String>,
    message: String,
    details: Option<serde_json::Value>,
    headers: HeaderMap,
    body: Vec<u8>,
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

impl Error {
    /// What happened, to branch on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.kind
    }

    /// Whether the request may have reached the server, and what it did with it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.inner.outcome
    }

    /// The status of the answer, where there was one.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.inner.status
    }

    /// The server's code for the error (`error.code`): what to branch on, where [`kind`](Error::kind) is too coarse.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.inner.code.as_deref()
    }

    /// The server's message, or this crate's where the server gave none. Not to be branched on.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.inner.message
    }

    /// What the server says of single fields (`error.details`), or the whole body if it is JSON of another form.
    #[must_use]
    pub fn details(&self) -> Option<&serde_json::Value> {
        self.inner.details.as_ref()
    }

    /// The headers of an answer that is not a success; none elsewhere.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.inner.headers
    }

    /// The body of an answer that is not a success, as it came; nothing elsewhere.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.inner.body
    }

    /// The body of an answer that is not a success, decoded from JSON.
    ///
    /// # Errors
    ///
    /// It is not JSON, or not of this type, or there is none.
    pub fn body<T: Json>(&self) -> Result<T, serde_json::Error> {
        json_body(&self.inner.body)
    }

    /// The request's id at the server, to be quoted to support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.inner.request_id.as_deref()
    }

    /// How long the server asks to wait before the next attempt, counted from its answer.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.inner.retry_after
    }

    /// How often the call was attempted.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.inner.attempts
    }

    /// The operation that was called.
    #[must_use]
    pub fn operation(&self) -> Option<&'static OperationSpec> {
        self.inner.operation
    }

    /// Whether the same call may succeed later: no connection, no answer in time, a cut answer, 408, 429, 499, 5xx,
    /// a token provider that failed. Whether it is also safe to repeat is another question; see [`outcome`](Error::outcome).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.inner.transient
    }

    /// Whether there was no complete answer within the time of the attempt.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        self.kind() == ErrorKind::Timeout
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        self.kind() == ErrorKind::Connect
    }

    /// Whether the credential is missing or was not accepted (401).
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.kind() == ErrorKind::Unauthorized
    }

    /// Whether the credential lacks the right (403).
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.kind() == ErrorKind::Forbidden
    }

    /// Whether there is no such thing (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the thing's state does not allow it (409).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Whether the rate limit is spent (429).
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.kind() == ErrorKind::RateLimited
    }

    /// Whether the fault is the server's (5xx).
    #[must_use]
    pub fn is_server(&self) -> bool {
        self.kind() == ErrorKind::Server
    }
}

/// How a layer over the runtime makes errors of its own.
impl Error {
    /// An error of this kind. The message is lowercase, without a full stop.
    #[cold]
    pub fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        let transient =
            matches!(kind, ErrorKind::Connect | ErrorKind::Timeout | ErrorKind::Transport);
        let inner = Inner {
            kind,
            outcome,
            transient,
            operation: None,
            status: None,
            code: None,
            message: message.into(),
            details: None,
            headers: HeaderMap::new(),
            body: Vec::new(),
            request_id: None,
            retry_after: None,
            attempts: 1,
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    /// The client cannot be set up as asked.
    #[cold]
    pub fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    /// The request cannot be built from what was given.
    #[cold]
    pub fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Outcome::NotSent, message)
    }

    /// Adds the cause.
    #[must_use]
    pub fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner.source = Some(Arc::new(source));
        self
    }

    /// Adds the status of the answer.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.inner.status = Some(status);
        self
    }

    /// Adds the request's id at the server; one that is known already stays if this is `None`.
    #[must_use]
    pub fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.inner.request_id = request_id.or(self.inner.request_id);
        self
    }

    /// Sets how long the server asks to wait.
    #[must_use]
    pub fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.inner.retry_after = retry_after;
        self
    }

    /// Names the call, unless it is named already.
    #[must_use]
    pub fn with_operation(mut self, operation: &'static OperationSpec) -> Self {
        self.inner.operation.get_or_insert(operation);
        self
    }

    /// Sets how often the call was attempted.
    #[must_use]
    pub fn with_attempts(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    /// Sets whether the request may have reached the server.
    #[must_use]
    pub fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.inner.outcome = outcome;
        self
    }

    /// The same error, without a secret that the server sent back.
    pub(crate) fn without(mut self, secret: &Secret) -> Self {
        let inner = &mut *self.inner;
        inner.message = secret.scrub_text(&inner.message);
        for text in [&mut inner.code, &mut inner.request_id].into_iter().flatten() {
            *text = secret.scrub_text(text);
        }
        if let Some(details) = &mut inner.details {
            secret.scrub_json(details);
        }
        inner.body = secret.scrub_body(std::mem::take(&mut inner.body));
        self
    }

    /// Sets whether the same call may succeed later.
    #[must_use]
    pub fn transient(mut self, transient: bool) -> Self {
        self.inner.transient = transient;
        self
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        if let Some(operation) = inner.operation {
            write!(f, "{} {}: ", operation.method, operation.path)?;
        }
        write!(f, "{}", inner.kind)?;
        if let Some(status) = inner.status {
            write!(f, " {}", status.as_u16())?;
        }
        if let Some(code) = &inner.code {
            write!(f, " ({})", text::line(code))?;
        }
        if !inner.message.is_empty() {
            write!(f, ": {}", text::line(&inner.message))?;
        }
        if inner.attempts > 1 {
            write!(f, "; {} attempts", inner.attempts)?;
        }
        if let Some(wait) = inner.retry_after {
            write!(f, "; retry after {wait:?}")?;
        }
        if let Some(id) = &inner.request_id {
            write!(f, "; request id {}", text::line(id))?;
        }
        Ok(())
    }
}

/// As `Display`, with the causes: it is what `main` prints of an error.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, "\n  caused by: {error}")?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}
