//! What is repeated, when, and for how long.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::error::{Error, Outcome};

/// How calls that fail are repeated.
///
/// An operation that changes nothing (GET), or changes nothing more when it is done twice (PUT, DELETE, `x-idempotent` in the document, or a
/// header `Idempotency-Key` or `Repeatability-Request-ID` that the operation has and that is set), is repeated after any failure that may
/// pass: no connection, no answer in time, a cut answer, 408, 429, 499, 5xx. Any other operation is repeated only where it is certain that the
/// server has not done it: no connection, no token, and 429. Where the outcome is unknown it is not, because the server could do it twice: that is
/// not up to the policy.
///
/// ```
/// # use std::time::Duration;
/// use oas_runtime::{Client, RetryPolicy};
///
/// let patient = RetryPolicy::default().max_attempts(10).deadline(Duration::from_secs(600));
/// # fn f(patient: RetryPolicy) -> oas_runtime::Result<()> {
/// let client = Client::builder("https://api.example.com").bearer("token").retry(patient).build()?;
/// # Ok(()) }
/// # f(patient).unwrap();
/// ```
///
/// What may pass, and how long to wait, can be decided by functions of the program's own: [`RetryPolicy::repeat_if`] and
/// [`RetryPolicy::backoff_by`].
#[derive(Clone)]
#[must_use]
pub struct RetryPolicy {
    max_attempts: u32,
    first_backoff: Duration,
    max_backoff: Duration,
    max_retry_after: Duration,
    pub(super) deadline: Duration,
    idempotent: bool,
    repeat_if: Option<Arc<RepeatIf>>,
    backoff_by: Option<Arc<BackoffBy>>,
}

/// Whether a failure may pass.
type RepeatIf = dyn Fn(&Error) -> bool + Send + Sync;

/// How long to wait after so many attempts.
type BackoffBy = dyn Fn(u32) -> Duration + Send + Sync;

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            first_backoff: Duration::from_millis(500),
            max_backoff: Duration::from_secs(20),
            max_retry_after: Duration::from_secs(60),
            deadline: Duration::from_secs(180),
            idempotent: true,
            repeat_if: None,
            backoff_by: None,
        }
    }
}

impl RetryPolicy {
    /// Repeats nothing, and leaves the time of the one attempt to
    /// [`attempt_timeout`](crate::ClientBuilder::attempt_timeout).
    pub fn never() -> Self {
        Self::default().max_attempts(1).deadline(Duration::MAX)
    }

    /// How often a call is attempted at most, the first time included. Defaults to 4. Zero counts as
    /// one.
    pub fn max_attempts(mut self, attempts: u32) -> Self {
        self.max_attempts = attempts.max(1);
        self
    }

    /// The bound of the first wait, which doubles with each further one. Defaults to 500 ms. The wait
    /// itself is drawn between nothing and the bound.
    pub fn first_backoff(mut self, backoff: Duration) -> Self {
        self.first_backoff = backoff;
        self
    }

    /// What that bound does not grow beyond. Defaults to 20 s.
    pub fn max_backoff(mut self, backoff: Duration) -> Self {
        self.max_backoff = backoff;
        self
    }

    /// The longest `Retry-After` that is waited for. Defaults to 60 s. A longer one ends the call at once,
    /// and stands in the error.
    pub fn max_retry_after(mut self, wait: Duration) -> Self {
        self.max_retry_after = wait;
        self
    }

    /// How long a call may take with all its attempts. Defaults to 3 min. An attempt gets no more
    /// than what is left of it, and a wait that would pass it ends the call at once.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }

    /// Whether operations are repeated that change something, but nothing more when they are done twice (PUT, DELETE), where it is unknown
    /// whether they were done. Defaults to yes. A DELETE that had been done is then a 404, of unknown outcome.
    pub fn repeat_idempotent(mut self, repeat: bool) -> Self {
        self.idempotent = repeat;
        self
    }

    pub(crate) fn repeats_idempotent(&self) -> bool {
        self.idempotent
    }

    /// Decides by a function which failures may pass, in the place of [`Error::is_transient`]. Whether a call can be repeated
    /// without doing anything twice is not asked of it.
    ///
    /// ```
    /// use oas_runtime::RetryPolicy;
    ///
    /// let policy = RetryPolicy::default().repeat_if(|error| error.is_transient() || error.code() == Some("agent_busy"));
    /// ```
    pub fn repeat_if(mut self, decide: impl Fn(&Error) -> bool + Send + Sync + 'static) -> Self {
        self.repeat_if = Some(Arc::new(decide));
        self
    }

    /// Says by a function how long to wait, given the number of attempts made, in the place of the doubling bound and the
    /// chance below it. `Retry-After` takes precedence: the wait is the longer of the two.
    pub fn backoff_by(mut self, wait: impl Fn(u32) -> Duration + Send + Sync + 'static) -> Self {
        self.backoff_by = Some(Arc::new(wait));
        self
    }

    /// How long to wait before the next attempt, after this many; `None` to make none.
    pub(super) fn wait(
        &self,
        error: &Error,
        made: u32,
        safe: bool,
        random: &mut fastrand::Rng,
    ) -> Option<Duration> {
        if made >= self.max_attempts || !self.may_pass(error) || !harmless(error, safe) {
            return None;
        }
        let wish = error.retry_after();
        if wish.is_some_and(|wish| wish > self.max_retry_after) {
            return None;
        }
        let wish = wish.unwrap_or_default();
        Some(match &self.backoff_by {
            Some(wait) => wait(made).max(wish),
            // Never below the server's wish, and not all at once when it is over.
            None => wish.saturating_add(part(self.backoff(made), random.f64())),
        })
    }

    fn may_pass(&self, error: &Error) -> bool {
        match &self.repeat_if {
            Some(decide) => decide(error),
            None => error.is_transient(),
        }
    }

    fn backoff(&self, made: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(made.saturating_sub(1));
        self.first_backoff.saturating_mul(doubled).min(self.max_backoff)
    }
}

/// A part of a wait, however long the wait.
fn part(wait: Duration, part: f64) -> Duration {
    Duration::try_from_secs_f64(wait.as_secs_f64() * part).unwrap_or(wait)
}

/// Whether a call can be repeated without doing anything twice.
fn harmless(error: &Error, safe: bool) -> bool {
    safe || matches!(error.outcome(), Outcome::NotSent | Outcome::Refused)
}

impl fmt::Debug for RetryPolicy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RetryPolicy")
            .field("max_attempts", &self.max_attempts)
            .field("first_backoff", &self.first_backoff)
            .field("max_backoff", &self.max_backoff)
            .field("max_retry_after", &self.max_retry_after)
            .field("deadline", &self.deadline)
            .field("repeat_if", &self.repeat_if.is_some())
            .field("backoff_by", &self.backoff_by.is_some())
            .finish()
    }
}
