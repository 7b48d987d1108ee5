//! What can go wrong, told in one type: a call's error, and what is known beside it of a run, a list or a chat.

mod kind;

use std::error::Error as StdError;
use std::fmt;
use std::ops::Deref;

use http::StatusCode;
use oas_runtime::layer::line;
use oas_runtime::{OperationSpec, Outcome};

pub use self::kind::ErrorKind;
use crate::run_state::{RunHandle, RunProgress, Searched};

/// The result of everything in this crate that can fail.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A call that did not succeed, or a run that could not be followed to its end.
///
/// [`kind`](Error::kind) says what happened, [`outcome`](Error::outcome) whether the request may have reached the
/// server. The text is for people: it names the operation, the status, the server's code and message and the request
/// id, and never a header, a body or a credential. The cause, where there is one, is
/// [`source`](std::error::Error::source). What it has of a call's error, it has by `Deref`.
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
    call: oas_runtime::Error,
    run: Option<Box<RunProgress>>,
    position: Option<Box<str>>,
    search: Option<Box<Searched>>,
}

impl Error {
    /// What happened, to branch on.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.inner.call.kind().into()
    }

    /// Whether the request may have reached the server, and what it did with it.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.inner.call.outcome()
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

    /// Whether it took longer than the time that was given: the attempt's, or the wait's as a whole.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(self.kind(), ErrorKind::Timeout | ErrorKind::Deadline)
    }
}

/// How errors are made, within the crate.
impl Error {
    #[cold]
    pub(crate) fn new(kind: ErrorKind, outcome: Outcome, message: impl Into<String>) -> Self {
        oas_runtime::Error::new(kind.into(), outcome, message).into()
    }

    #[cold]
    pub(crate) fn configuration(message: impl Into<String>) -> Self {
        oas_runtime::Error::configuration(message).into()
    }

    #[cold]
    pub(crate) fn invalid_request(message: impl Into<String>) -> Self {
        oas_runtime::Error::invalid_request(message).into()
    }

    /// The same error, with that of its call changed.
    fn change(self, change: impl FnOnce(oas_runtime::Error) -> oas_runtime::Error) -> Self {
        let Inner { call, run, position, search } = *self.inner;
        Self { inner: Box::new(Inner { call: change(call), run, position, search }) }
    }

    pub(crate) fn with_source(self, source: impl StdError + Send + Sync + 'static) -> Self {
        self.change(|call| call.with_source(source))
    }

    pub(crate) fn with_status(self, status: StatusCode) -> Self {
        self.change(|call| call.with_status(status))
    }

    pub(crate) fn with_request_id(self, request_id: Option<String>) -> Self {
        self.change(|call| call.with_request_id(request_id))
    }

    /// Names the call, unless it is named already.
    pub(crate) fn with_operation(self, operation: &'static OperationSpec) -> Self {
        self.change(|call| call.with_operation(operation))
    }

    pub(crate) fn with_outcome(self, outcome: Outcome) -> Self {
        self.change(|call| call.with_outcome(outcome))
    }

    /// The same call may succeed later.
    pub(crate) fn transient(self) -> Self {
        self.change(|call| call.transient(true))
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

    /// The same error, of a call that was to come before another, for that other.
    pub(crate) fn not_sent(self) -> Self {
        self.with_outcome(Outcome::NotSent)
    }
}

impl From<oas_runtime::Error> for Error {
    fn from(call: oas_runtime::Error) -> Self {
        Self { inner: Box::new(Inner { call, run: None, position: None, search: None }) }
    }
}

impl<E, H> From<oas_runtime::OperationError<E, H>> for Error {
    fn from(error: oas_runtime::OperationError<E, H>) -> Self {
        error.into_error().into()
    }
}

impl Deref for Error {
    type Target = oas_runtime::Error;

    fn deref(&self) -> &oas_runtime::Error {
        &self.inner.call
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.call.fmt(f)?;
        if let Some(run) = &self.inner.run {
            write!(f, "; {run}")?;
        }
        if let Some(search) = &self.inner.search {
            write!(f, "; {search}")?;
        }
        Ok(())
    }
}

/// The text with all its causes, in one line: what a program shows that ends with it.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        let mut cause = self.source();
        while let Some(error) = cause {
            write!(f, ": {}", line(&error.to_string()))?;
            cause = error.source();
        }
        Ok(())
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.inner.call.source()
    }
}
