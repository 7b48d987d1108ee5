//! An operation with settings of its own.

use std::time::Duration;

use reqwest::Request;

use super::list::{Envelope, Paged, Paging};
use super::operation::Operation;
use super::options::CallOptions;
use crate::client::Client;
use crate::error::Result;
use crate::received::Received;
use crate::retry::RetryPolicy;
use crate::spec::OperationSpec;

/// An operation with settings of its own; what the operation can do, this can do.
#[derive(Clone, Debug)]
#[must_use = "a call does nothing before it is sent"]
pub struct Call<O> {
    operation: O,
    options: CallOptions,
}

impl<O> Call<O> {
    /// The operation with these settings.
    pub fn new(operation: O, options: CallOptions) -> Self {
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
    const SPEC: &'static OperationSpec = O::SPEC;
    type Success = O::Success;
    type Headers = O::Headers;
    type Failure = O::Failure;
    type FailureHeaders = O::FailureHeaders;

    fn client(&self) -> &Client {
        self.operation.client()
    }

    fn options(&self) -> CallOptions {
        self.options.clone()
    }

    fn request(self) -> Result<Request> {
        self.operation.request()
    }

    fn decode(received: &mut Received) -> Result<Self::Success, serde_json::Error> {
        O::decode(received)
    }

    fn decode_failure(
        status: u16,
        body: &[u8],
    ) -> Option<Result<Self::Failure, serde_json::Error>> {
        O::decode_failure(status, body)
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

    fn items(data: <Self::Success as Envelope>::Data) -> Option<Vec<Self::Item>> {
        O::items(data)
    }
}
