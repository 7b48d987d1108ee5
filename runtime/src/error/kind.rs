//! The two questions every error answers: what happened, and did the server get the request?

use std::fmt;

use http::StatusCode;

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
    /// 404: there is no such thing.
    NotFound,
    /// 409: the thing's state does not allow it.
    Conflict,
    /// 400, 422 and the other 4xx: the request is at fault.
    Rejected,
    /// 429: the rate limit is spent.
    RateLimited,
    /// 5xx: the server is at fault.
    Server,
    /// What a layer over the runtime adds, by the name it gives it.
    Other(&'static str),
}

impl ErrorKind {
    /// The kind of a status that is not a success.
    pub(super) fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            401 => Self::Unauthorized,
            403 => Self::Forbidden,
            404 => Self::NotFound,
            409 => Self::Conflict,
            429 => Self::RateLimited,
            400..=499 => Self::Rejected,
            500..=599 => Self::Server,
            300..=399 => Self::Redirected,
            _ => Self::InvalidResponse,
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Configuration => "invalid configuration",
            Self::Credential => "no credential",
            Self::InvalidRequest => "invalid request",
            Self::Connect => "could not connect",
            Self::Timeout => "timed out",
            Self::Transport => "connection broken",
            Self::InvalidResponse => "unexpected response",
            Self::Redirected => "redirected",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden => "forbidden",
            Self::NotFound => "not found",
            Self::Conflict => "conflict",
            Self::Rejected => "rejected",
            Self::RateLimited => "rate limited",
            Self::Server => "server error",
            Self::Other(name) => name,
        })
    }
}

/// Whether the request may have reached the server, and what it did with it.
///
/// For a call that changes something and has no idempotency key, this decides whether it may be repeated: after
/// `NotSent` and `Refused` it may, after `Accepted` and `Unknown` a second call can do it twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// The server has not seen the request.
    NotSent,
    /// The server answered that it did not do it: 4xx, but for 408 and 499.
    Refused,
    /// The server answered that it did it (2xx), but the answer is lost or unreadable.
    Accepted,
    /// The server may have got the request, and may have done it: 5xx, 408, 499, timeouts, broken connections.
    Unknown,
}

impl Outcome {
    /// What a status says.
    pub(super) fn of(status: StatusCode) -> Self {
        match status.as_u16() {
            200..=299 => Self::Accepted,
            // Somebody waited no longer; what the server made of the request is not said.
            408 | 499 => Self::Unknown,
            // 307 and 308 mean "not here"; the other redirects may stand for "done, look there".
            307 | 308 | 400..=499 => Self::Refused,
            _ => Self::Unknown,
        }
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotSent => "not sent",
            Self::Refused => "refused",
            Self::Accepted => "accepted",
            Self::Unknown => "unknown",
        })
    }
}
