//! Where the events come from: a seam, so that resumption can be tested without a network.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use oas_runtime::{CallOptions, EventStream, Text};

use crate::client::Client;
use crate::error::Result;
use crate::operation_ext::OperationExt as _;

/// An event off the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawEvent {
    pub(super) id: Option<String>,
    pub(super) data: String,
    /// The wait before a reconnection that the server asks for.
    pub(super) retry: Option<Duration>,
}

/// The events of one connection.
pub(super) type Connection = Pin<Box<dyn Stream<Item = Result<RawEvent>> + Send>>;

/// A connection being made.
pub(super) type Connecting = Pin<Box<dyn Future<Output = Result<Connection>> + Send>>;

/// Something that events can be had from.
pub(super) trait EventSource {
    /// Connects, for the events after a cursor.
    fn connect(&self, since: Option<&str>) -> Connecting;
}

/// The real one: `GET /public-api/chat/sessions/{session_id}/events`.
#[derive(Clone, Debug)]
pub(super) struct ClientSource {
    client: Client,
    session_id: Arc<str>,
}

impl ClientSource {
    pub(super) fn new(client: Client, session_id: Arc<str>) -> Self {
        Self { client, session_id }
    }

    async fn open(self, since: Option<String>) -> Result<Connection> {
        let mut call =
            self.client.as_generated().stream_chat_events().session_id(Text(&self.session_id));
        if let Some(since) = &since {
            call = call.since(Text(since));
        }
        // One layer repeats, not two: the stream connects again by its own rules.
        let stream = call.with(CallOptions::new().once()).response().await?.into_inner();
        Ok(Box::pin(Events(stream)))
    }
}

impl EventSource for ClientSource {
    fn connect(&self, since: Option<&str>) -> Connecting {
        Box::pin(self.clone().open(since.map(str::to_owned)))
    }
}

/// The generated stream, with this crate's errors.
struct Events<T>(EventStream<T>);

impl<T> Stream for Events<T> {
    type Item = Result<RawEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Pin::new(&mut self.0).poll_next(context).map(|next| {
            let event = match next? {
                Ok(event) => event,
                Err(error) => return Some(Err(error.into())),
            };
            Some(Ok(RawEvent {
                id: event.id,
                data: event.data,
                retry: event.retry.map(Duration::from_millis),
            }))
        })
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
