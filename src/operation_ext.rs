//! The calls that work on every operation.

use std::future::Future;
use std::time::Duration;

use oas_runtime::{Call, CallOptions, Envelope, Operation, Paged, Response, RetryPolicy, send};

use crate::envelope::{self, Data, Reply};
use crate::error::Result;
use crate::pages::{Items, Pages};

/// What every operation can do, beside the generated `send`.
///
/// ```no_run
/// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
/// use neoagent::OperationExt as _;
///
/// let executions = neo.list_executions().data().await?;
/// let reply = neo.list_executions().reply().await?;
/// println!("{:?}", reply.meta.request_id);
/// # Ok(()) }
/// ```
///
/// # Cancel safety
///
/// Dropping one of the futures drops the request. Whether the server has done what was asked is then not known.
pub trait OperationExt: Operation {
    /// Calls the operation, and gives the payload out of its envelope.
    ///
    /// A member that is of another type than the document has it does not cost the answer: it is converted or left out, and
    /// [`reply`](OperationExt::reply) has it in [`Meta::unfit`](crate::Meta::unfit) as it came.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) for everything that is not a success with a body that decodes.
    fn data(self) -> impl Future<Output = Result<Data<Self>>> + Send
    where
        Self::Success: Envelope;

    /// Calls the operation, and gives the payload with what came beside it.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) for everything that is not a success with a body that decodes.
    fn reply(self) -> impl Future<Output = Result<Reply<Data<Self>>>> + Send
    where
        Self::Success: Envelope;

    /// Calls the operation, and gives its success as the document has it: for those without an envelope.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) for everything that is not a success with a body that decodes.
    fn response(
        self,
    ) -> impl Future<Output = Result<Response<Self::Success, Self::Headers>>> + Send;

    /// The items of a list, over all its pages, as a stream. Nothing is sent before the first item is asked for.
    ///
    /// It begins where the call says: at the `cursor` or `page` that was set, or at the beginning.
    ///
    /// ```no_run
    /// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
    /// use neoagent::OperationExt as _;
    ///
    /// let mut executions = neo.list_executions().page_size(200).items();
    /// while let Some(execution) = executions.next().await {
    ///     println!("{:?}", execution?);
    /// }
    /// # Ok(()) }
    /// ```
    fn items<'a>(self) -> Items<'a, Self>
    where
        Self: Paged + 'a;

    /// The pages of a list as a stream: the items of each, and what came beside them.
    ///
    /// It begins where the call says, as [`items`](OperationExt::items) does.
    fn pages<'a>(self) -> Pages<'a, Self>
    where
        Self: Paged + 'a;

    /// The same call with settings of its own.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
    /// use neoagent::OperationExt as _;
    ///
    /// let runs = neo.list_executions().with_deadline(Duration::from_secs(5)).data().await?;
    /// # Ok(()) }
    /// ```
    fn with(self, options: CallOptions) -> Call<Self> {
        Call::new(self, options)
    }

    /// The same call, to take no longer than this with all its attempts; see [`CallOptions::deadline`].
    fn with_deadline(self, deadline: Duration) -> Call<Self> {
        self.with(CallOptions::new().deadline(deadline))
    }

    /// The same call, none of its attempts to take longer than this.
    fn with_attempt_timeout(self, timeout: Duration) -> Call<Self> {
        self.with(CallOptions::new().attempt_timeout(timeout))
    }

    /// The same call, repeated by another policy when it fails.
    fn with_retry(self, policy: RetryPolicy) -> Call<Self> {
        self.with(CallOptions::new().retry(policy))
    }
}

impl<O: Operation> OperationExt for O {
    async fn data(self) -> Result<Data<Self>>
    where
        O::Success: Envelope,
    {
        envelope::data(self).await
    }

    async fn reply(self) -> Result<Reply<Data<Self>>>
    where
        O::Success: Envelope,
    {
        envelope::reply(self).await
    }

    fn items<'a>(self) -> Items<'a, Self>
    where
        Self: Paged + 'a,
    {
        Items::new(self.pages())
    }

    fn pages<'a>(self) -> Pages<'a, Self>
    where
        Self: Paged + 'a,
    {
        Pages::new(self)
    }

    async fn response(self) -> Result<Response<O::Success, O::Headers>> {
        Ok(send(self).await?)
    }
}
