//! Where the events come from: a seam, so that resumption can be tested without a network.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use oas_runtime::{CallOptions, EventStream, Outcome, Text};

use crate::client::Client;
use crate::error::{Error, ErrorKind, Result};
use crate::operation_ext::OperationExt as _;

/// An event off the wire.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct RawEvent {
    pub(super) id: Option<String>,
    pub(super) data: String,
    /// The wait before a reconnection that the server asks for.
    pub(super) retry: Option<Duration>,
    /// Whether it is nothing but that wait.
    pub(super) is_hint: bool,
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
        let response = call.with(CallOptions::new().once()).response().await?;
        let status = response.status();
        if let Some(why) = no_stream(status, response.headers()) {
            let error = Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, why);
            return Err(error.with_status(status));
        }
        Ok(Box::pin(Events { stream: response.into_inner(), told: None, next: None }))
    }
}

impl EventSource for ClientSource {
    fn connect(&self, since: Option<&str>) -> Connecting {
        Box::pin(self.clone().open(since.map(str::to_owned)))
    }
}

/// Why an answer is no stream of events; one that says so itself is asked for no more, as the format has it.
fn no_stream(status: StatusCode, headers: &HeaderMap) -> Option<&'static str> {
    if status == StatusCode::NO_CONTENT {
        return Some("the server has no more events, and the turn has not ended");
    }
    let media_type = headers.get(CONTENT_TYPE)?.to_str().unwrap_or_default();
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    (!essence.eq_ignore_ascii_case("text/event-stream"))
        .then_some("the answer is no stream of events, but something else")
}

/// The generated stream, with this crate's errors, and with the waits that the server asks for without an event.
struct Events<T> {
    stream: EventStream<T>,
    /// The last wait that was told of, in milliseconds.
    told: Option<u64>,
    /// What comes after one.
    next: Option<Option<Result<RawEvent>>>,
}

impl<T> Stream for Events<T> {
    type Item = Result<RawEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(next) = self.next.take() {
            return Poll::Ready(next);
        }
        let next = Pin::new(&mut self.stream).poll_next(context).map(|next| match next? {
            Ok(event) => Some(Ok(RawEvent {
                id: event.id,
                data: event.data,
                retry: event.retry.map(Duration::from_millis),
                is_hint: false,
            })),
            Err(error) => Some(Err(error.into())),
        });
        let retry = self.stream.last_retry();
        if retry == self.told {
            return next;
        }
        self.told = retry;
        if let Poll::Ready(next) = next {
            self.next = Some(next);
        }
        Poll::Ready(Some(Ok(RawEvent {
            id: None,
            data: String::new(),
            retry: retry.map(Duration::from_millis),
            is_hint: true,
        })))
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.stream.fmt(f)
    }
}
