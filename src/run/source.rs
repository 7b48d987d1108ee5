//! Where a wait gets its knowledge from: a seam, so that its policy can be tested without a network.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use oas_runtime::layer::line;
use oas_runtime::{CallOptions, Text};

use super::execution::Execution;
use super::members::id;
use crate::client::Client;
use crate::envelope::{Reply, json};
use crate::error::Result;
use crate::operation_ext::OperationExt as _;

/// A question that is under way.
pub(super) type Fetch = Pin<Box<dyn Future<Output = Result<Snapshot>> + Send>>;

/// One answer.
#[derive(Debug)]
pub(super) struct Snapshot {
    pub(super) execution: Execution,
    /// How long the server asks to wait.
    pub(super) retry_after: Option<Duration>,
}

/// Something that can be asked how a run is.
pub(super) trait PollSource {
    /// Asks once.
    fn fetch(&self) -> Fetch;
}

/// The real one: `GET /public-api/executions/{execution_id}`.
#[derive(Clone, Debug)]
pub(super) struct ClientSource {
    execution_id: Arc<str>,
    client: Client,
    options: CallOptions,
}

impl ClientSource {
    pub(super) fn new(client: Client, execution_id: Arc<str>, options: CallOptions) -> Self {
        Self { client, execution_id, options }
    }

    /// Asks once, with all attempts that a call has.
    pub(super) async fn get(self) -> Result<Snapshot> {
        let call = self.client.get_execution().execution_id(Text(&self.execution_id));
        let Reply { data, meta } = json(call.with(self.options)).await?;
        self.client.server_clock.saw(meta.date);
        let retry_after = meta.retry_after;
        let shown = id(&data);
        if let Some(other) = shown.filter(|shown| **shown != *self.execution_id) {
            let message = format!("the answer is of another execution, {}", line(&other));
            return Err(meta.lacking(message).transient());
        }
        if !data.is_object() {
            return Err(meta.lacking("the answer holds no execution"));
        }
        Ok(Snapshot { execution: Execution::read(data, "/data", meta), retry_after })
    }
}

impl PollSource for ClientSource {
    fn fetch(&self) -> Fetch {
        // A wait asks again by its own rules; one layer repeats, not two.
        let once = self.options.clone().once();
        Box::pin(Self { options: once, ..self.clone() }.get())
    }
}
