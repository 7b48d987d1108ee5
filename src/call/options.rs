//! What one call may ask for beside its client's settings.

use std::future::Future;
use std::time::Duration;

use tokio::task::futures::TaskLocalFuture;

use crate::api::support::{Envelope, Operation, OperationSpec, Paged, Paging};
use crate::retry::RetryPolicy;

tokio::task_local! {
    static OPTIONS: CallOptions;
}

/// Settings of one call. What is not set is the client's.
///
/// A value for several calls; for a single one [`OperationExt`](crate::OperationExt) has the same methods, with `with_`
/// before their names.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
/// use neoagent::{CallOptions, OperationExt as _};
///
/// let hurried = CallOptions::new().deadline(Duration::from_secs(5));
/// let agents = neo.list_agents().with(hurried.clone()).data().await?;
/// let inbox = neo.list_inbox_messages().with(hurried).data().await?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, Default)]
#[must_use]
pub struct CallOptions {
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) attempt_timeout: Option<Duration>,
    pub(crate) max_body: Option<usize>,
    pub(crate) repeatable: bool,
    pub(crate) paced: bool,
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

    /// Says that doing this call twice does no harm, so that it is repeated like one that changes nothing: after any
    /// failure that may pass. The caller knows; Neo does not promise it for anything but GET.
    pub fn repeatable(mut self) -> Self {
        self.repeatable = true;
        self
    }

    /// Holds the call back while the tenant's rate limit is spent, and slows it down before it is. What is left of the limit
    /// is known from the answers to all calls of a client and its clones; the time held back counts towards the deadline.
    pub fn paced(mut self) -> Self {
        self.paced = true;
        self
    }
}

/// An operation with settings of its own. Made by [`OperationExt::with`](crate::OperationExt::with) and the like; what the
/// operation can do, this can do.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing before it is sent"]
pub struct Call<O> {
    operation: O,
    options: CallOptions,
}

impl<O> Call<O> {
    pub(crate) fn new(operation: O, options: CallOptions) -> Self {
        Self { operation, options }
    }

    fn change(self, change: impl FnOnce(CallOptions) -> CallOptions) -> Self {
        Self { options: change(self.options), ..self }
    }

    /// All settings anew: those made before are forgotten.
    pub fn with(self, options: CallOptions) -> Self {
        self.change(|_| options)
    }

    /// See [`CallOptions::deadline`].
    pub fn with_deadline(self, deadline: Duration) -> Self {
        self.change(|options| options.deadline(deadline))
    }

    /// See [`CallOptions::attempt_timeout`].
    pub fn with_attempt_timeout(self, timeout: Duration) -> Self {
        self.change(|options| options.attempt_timeout(timeout))
    }

    /// See [`CallOptions::retry`].
    pub fn with_retry(self, policy: RetryPolicy) -> Self {
        self.change(|options| options.retry(policy))
    }
}

impl<O: Operation> Operation for Call<O> {
    const SPEC: OperationSpec = O::SPEC;
    type Success = O::Success;
    type Call = TaskLocalFuture<CallOptions, O::Call>;

    fn call(self) -> Self::Call {
        with_options(self.options, self.operation.call())
    }
}

impl<O: Paged> Paged for Call<O>
where
    O::Success: Envelope,
{
    const PAGING: Paging = O::PAGING;
    type Item = O::Item;

    fn at(self, position: &str) -> Self {
        Self { operation: self.operation.at(position), options: self.options }
    }

    fn position(&self) -> Option<String> {
        self.operation.position()
    }

    fn items(data: <Self::Success as Envelope>::Data) -> Vec<Self::Item> {
        O::items(data)
    }
}

/// Gives the calls in a future these settings.
pub(crate) fn with_options<F: Future>(
    options: CallOptions,
    call: F,
) -> TaskLocalFuture<CallOptions, F> {
    OPTIONS.scope(options, call)
}

/// The settings of the current call.
pub(crate) fn options() -> CallOptions {
    OPTIONS.try_with(CallOptions::clone).unwrap_or_default()
}
