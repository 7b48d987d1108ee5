//! What one call may ask for beside its client's settings.

use std::fmt;
use std::time::Duration;

use http::HeaderMap;

use crate::retry::RetryPolicy;

/// Settings of one call. What is not set is the client's.
#[derive(Clone, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_body: Option<usize>,
    pub(crate) repeatable: bool,
    pub(crate) paced: bool,
    pub(crate) once: bool,
    pub(crate) headers: HeaderMap,
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a header holds may be a secret.
        f.debug_struct("CallOptions")
            .field("retry", &self.retry)
            .field("deadline", &self.deadline)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_body", &self.max_body)
            .field("repeatable", &self.repeatable)
            .field("paced", &self.paced)
            .field("once", &self.once)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}

impl CallOptions {
    /// Nothing set.
    pub fn new() -> Self {
        Self::default()
    }

    /// How the call is repeated when it fails.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// How long the call may take with all its attempts, whatever the policy says. For an event stream: to the head of the
    /// answer.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// How long one attempt may take.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = Some(timeout);
        self
    }

    /// The largest answer that is taken into memory, in bytes.
    pub fn max_response_body(mut self, bytes: usize) -> Self {
        self.max_body = Some(bytes);
        self
    }

    /// Adds headers to the request, in the place of those of the same names. Credentials are put on after them.
    pub fn headers(mut self, headers: HeaderMap) -> Self {
        self.headers.extend(headers);
        self
    }

    /// Says that doing this call twice does no harm, so that it is repeated like one that changes nothing: after any
    /// failure that may pass.
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Holds the call back while the rate limit is spent, and slows it down before it is. What is left of the limit
    /// is known from the answers to all calls of a client and its clones. A 429 is waited out, however often it comes; all that
    /// counts towards the deadline.
    pub fn paced(mut self) -> Self {
        self.paced = true;
        self
    }

    /// Attempts the call once, whatever the policy says: for a caller that repeats it by rules of its own.
    pub fn once(mut self) -> Self {
        self.once = true;
        self
    }
}
