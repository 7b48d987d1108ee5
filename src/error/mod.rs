//! What can go wrong, told in one type.

mod body;
mod carried;
mod kind;
mod mapping;
pub(crate) mod retry_after;
mod text;

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

pub(crate) use self::carried::Failure;
pub use self::kind::{ErrorKind, Outcome};
pub(crate) use self::mapping::header_request_id;
pub(crate) use self::text::line;
use crate::api::support::OperationSpec;
use crate::credential::Credential;
use crate::run::search::Searched;
use crate::run::{RunHandle, RunProgress};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that did not succeed, or a run that could not be followed to its end.
///
/// [`kind`](Error::kind) says what happened, [`outcome`](Error::outcome) whether the request may have reached the
/// server. The text is for people: it names the operation, the status, the server's code and message and the request
/// id, and never a header, a body or a credential. The cause, where there is one, is
/// [`source`](std::error::Error::source).
///
/// ```
/// # async fn f(neo: &neoagent::Client) {
/// # use neoagent::Outcome;
/// match neo.run_agent("42").start().await {
///     Ok(run) => println!("started {}", run.id()),
///     Err(error) if error.outcome() == Outcome::Unknown => println!("it may have started: {error}"),
///     Err(error) => println!("not started: {error}"),
/// }
/// # }
/// ```
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
    request_id: Option<String>,
    retry_after: Option<Duration>,
    attempts: u32,
    run: Option<Box<RunProgress>>,
    position: Option<Box<str>>,
    search: Option<Box<Searched>>,
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
    /// Codes occur in capitals and in small letters, and are compared exactly.
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

    /// How far a run had come, when waiting for it ended in this error; with it, the handle to go on from.
    #[must_use]
    pub fn run(&self) -> Option<&RunProgress> {
        self.inner.run.as_deref()
    }

    /// Where a list goes on that was broken off by this error: the cursor, or the page's number, of the page that could
    /// not be had. `None` for its beginning. See [`Pages::resume`](crate::Pages::resume).
    ///
    /// For a chat's turn it is the cursor after the last event that came; see
    /// [`FollowTurn::since`](crate::FollowTurn::since). `None` for errors of anything else.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.inner.position.as_deref()
    }

    /// The runs that a start whose answer is lost may have led to, as far as they were found; see
    /// [`StartPolicy`](crate::StartPolicy). Any of them can be gone on with: [`Client::resume`](crate::Client::resume).
    #[must_use]
    pub fn candidates(&self) -> &[RunHandle] {
        self.inner.search.as_ref().map_or(&[], |search| &search.candidates)
    }

    /// Whether the same call may succeed later: no connection, no answer in time, a cut answer, 408, 429, 5xx.
    /// Whether it is also safe to repeat is another question; see [`outcome`](Error::outcome).
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.inner.transient
    }

    /// Whether it took longer than the time that was given: the attempt's, or the wait's as a whole.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout | ErrorKind::Deadline)
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

    /// Whether there is no such thing, or it is another tenant's (404).
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.kind() == ErrorKind::NotFound
    }

    /// Whether the thing's state does not allow it (409).
    #[must_use]
    pub fn is_conflict(&self) -> bool {
        self.kind() == ErrorKind::Conflict
    }

    /// Whether the tenant's rate limit is spent (429).
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

/// How errors are made, within the crate.
impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
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
            request_id: None,
            retry_after: None,
            attempts: 1,
            run: None,
            position: None,
            search: None,
            source: None,
        };
        Self { inner: Box::new(inner) }
    }

    #[cold]
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Configuration, Outcome::NotSent, message)
    }

    #[cold]
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::InvalidRequest, Outcome::NotSent, message)
    }

    pub(crate) fn with_source(mut self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.inner.source = Some(Arc::new(source));
        self
    }

    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.inner.status = Some(status);
        self
    }

    pub(crate) fn with_request_id(mut self, request_id: Option<String>) -> Self {
        self.inner.request_id = request_id.or(self.inner.request_id);
        self
    }

    pub(crate) fn with_retry_after(mut self, retry_after: Option<Duration>) -> Self {
        self.inner.retry_after = retry_after;
        self
    }

    /// Names the call, unless it is named already.
    pub(crate) fn with_operation(mut self, operation: &'static OperationSpec) -> Self {
        self.inner.operation.get_or_insert(operation);
        self
    }

    pub(crate) fn with_attempts(mut self, attempts: u32) -> Self {
        self.inner.attempts = attempts;
        self
    }

    pub(crate) fn with_run(mut self, run: RunProgress) -> Self {
        self.inner.run = Some(Box::new(run));
        self
    }

    pub(crate) fn with_position(mut self, position: Option<&str>) -> Self {
        self.inner.position = position.map(Into::into);
        self
    }

    pub(crate) fn with_search(mut self, search: Searched) -> Self {
        self.inner.search = Some(Box::new(search));
        self
    }

    /// Whether what was asked for may have been done without anybody knowing.
    pub(crate) fn is_in_doubt(&self) -> bool {
        matches!(self.outcome(), Outcome::Accepted | Outcome::Unknown)
    }

    pub(crate) fn with_outcome(mut self, outcome: Outcome) -> Self {
        self.inner.outcome = outcome;
        self
    }

    /// The same error, of a call that was to come before another, for that other.
    pub(crate) fn not_sent(mut self) -> Self {
        self.inner.outcome = Outcome::NotSent;
        self
    }

    /// The same error, without a secret that the server sent back.
    pub(crate) fn without(mut self, secret: &Credential) -> Self {
        let inner = &mut *self.inner;
        inner.message = secret.scrub_text(&inner.message);
        for text in [&mut inner.code, &mut inner.request_id].into_iter().flatten() {
            *text = secret.scrub_text(text);
        }
        if let Some(details) = &mut inner.details {
            secret.scrub_json(details);
        }
        self
    }

    pub(crate) fn transient(mut self, transient: bool) -> Self {
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
        if let Some(run) = &inner.run {
            write!(f, "; {run}")?;
        }
        if let Some(search) = &inner.search {
            write!(f, "; {search}")?;
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

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.inner;
        f.debug_struct("Error")
            .field("kind", &inner.kind)
            .field("outcome", &inner.outcome)
            .field("operation", &inner.operation.map(|operation| operation.name))
            .field("status", &inner.status)
            .field("code", &inner.code)
            .field("message", &inner.message)
            .field("request_id", &inner.request_id)
            .field("retry_after", &inner.retry_after)
            .field("attempts", &inner.attempts)
            .field("run", &inner.run)
            .field("search", &inner.search)
            .field("source", &inner.source)
            .finish_non_exhaustive()
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.source.as_deref().map(|source| source as _)
    }
}
