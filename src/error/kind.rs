//! What happened, to branch on: what can happen to any call, and what can happen to a run.

use std::fmt;

use oas_runtime::ErrorKind as Call;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The client cannot be set up as asked: a base URL, a credential, an environment variable.
    Configuration,
    /// A token provider gave no token. Nothing was sent.
    Credential,
    /// The request cannot be built from what was given. Nothing was sent.
    InvalidRequest,
    /// No connection: name resolution, refusal, TLS set-up, or the time for connecting was up.
    Connect,
    /// No complete answer within the attempt's time.
    Timeout,
    /// The connection broke before the answer was complete.
    Transport,
    /// A success whose body is not what the document promises, or is larger than allowed.
    InvalidResponse,
    /// The server points to another place, and following it is not safe.
    Redirected,
    /// 401: the credential is missing or was not accepted.
    Unauthorized,
    /// 403: the credential lacks the right.
    Forbidden,
    /// 404: there is no such thing, or it is another tenant's.
    NotFound,
    /// 409: the thing's state does not allow it.
    Conflict,
    /// 400, 422 and the other 4xx: the request is at fault.
    Rejected,
    /// 429: the tenant's rate limit is spent.
    RateLimited,
    /// 5xx: the server is at fault.
    Server,
    /// A run did not end within the time given to the wait. The run goes on.
    Deadline,
    /// A start that a journal tells of was not confirmed, and its run was not found.
    InDoubt,
    /// A journal cannot be read or written, or is another job's.
    Journal,
    /// What a newer version of the runtime tells apart.
    Other,
}

/// The names of what the runtime does not know.
const DEADLINE: Call = Call::Other("deadline passed");
const IN_DOUBT: Call = Call::Other("start not confirmed");
const JOURNAL: Call = Call::Other("journal");

impl From<Call> for ErrorKind {
    fn from(kind: Call) -> Self {
        match kind {
            Call::Configuration => Self::Configuration,
            Call::Credential => Self::Credential,
            Call::InvalidRequest => Self::InvalidRequest,
            Call::Connect => Self::Connect,
            Call::Timeout => Self::Timeout,
            Call::Transport => Self::Transport,
            Call::InvalidResponse => Self::InvalidResponse,
            Call::Redirected => Self::Redirected,
            Call::Unauthorized => Self::Unauthorized,
            Call::Forbidden => Self::Forbidden,
            Call::NotFound => Self::NotFound,
            Call::Conflict => Self::Conflict,
            Call::Rejected => Self::Rejected,
            Call::RateLimited => Self::RateLimited,
            Call::Server => Self::Server,
            DEADLINE => Self::Deadline,
            IN_DOUBT => Self::InDoubt,
            JOURNAL => Self::Journal,
            _ => Self::Other,
        }
    }
}

impl From<ErrorKind> for Call {
    fn from(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Configuration => Self::Configuration,
            ErrorKind::Credential => Self::Credential,
            ErrorKind::InvalidRequest => Self::InvalidRequest,
            ErrorKind::Connect => Self::Connect,
            ErrorKind::Timeout => Self::Timeout,
            ErrorKind::Transport => Self::Transport,
            ErrorKind::InvalidResponse => Self::InvalidResponse,
            ErrorKind::Redirected => Self::Redirected,
            ErrorKind::Unauthorized => Self::Unauthorized,
            ErrorKind::Forbidden => Self::Forbidden,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Conflict => Self::Conflict,
            ErrorKind::Rejected => Self::Rejected,
            ErrorKind::RateLimited => Self::RateLimited,
            ErrorKind::Server => Self::Server,
            ErrorKind::Deadline => DEADLINE,
            ErrorKind::InDoubt => IN_DOUBT,
            ErrorKind::Journal => JOURNAL,
            ErrorKind::Other => Self::Other("failed"),
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Call::from(*self).fmt(f)
    }
}
