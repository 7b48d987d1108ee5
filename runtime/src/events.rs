//! Event streams (the `text/event-stream` format of the HTML standard).

use std::collections::VecDeque;
use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use crate::byte_stream::ByteStream;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::json::Json;
use crate::wire::json_body;

/// A line or an event longer than this, in bytes, is an error: nothing else bounds what a server may send.
const LONGEST: usize = 64 << 20;

/// One event.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Event<T> {
    /// The kind, `message` where the server does not say.
    pub event: String,
    /// The data, its lines joined.
    pub data: String,
    /// The id of this event or of the last one that had one: what `Last-Event-ID` resumes after.
    pub id: Option<String>,
    /// The wait before a reconnection that the server asks for, in milliseconds.
    pub retry: Option<u64>,
    payload: PhantomData<fn() -> T>,
}

impl<T> fmt::Debug for Event<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Event");
        debug.field("event", &self.event).field("data", &self.data);
        debug.field("id", &self.id).field("retry", &self.retry).finish()
    }
}

/// What the data of an event decodes to.
pub trait EventData: Sized {
    /// Decodes the data of an event of this kind.
    ///
    /// # Errors
    ///
    /// The data is not of this type.
    fn from_event(event: &str, data: &str) -> Result<Self, serde_json::Error>;
}

impl<T: Json> EventData for T {
    fn from_event(_: &str, data: &str) -> Result<Self, serde_json::Error> {
        json_body(data.as_bytes())
    }
}

/// Data that is text and not JSON.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventText(pub String);

impl EventData for EventText {
    fn from_event(_: &str, data: &str) -> Result<Self, serde_json::Error> {
        Ok(Self(data.to_owned()))
    }
}

impl<T: EventData> Event<T> {
    /// The data, decoded to the type that the document gives.
    ///
    /// # Errors
    ///
    /// When the data is not JSON, such as the `[DONE]` that some services end with, or not of that type.
    pub fn decode(&self) -> Result<T, serde_json::Error> {
        T::from_event(&self.event, &self.data)
    }
}

/// The events of a response, each as soon as it has come in whole.
pub struct EventStream<T> {
    bytes: ByteStream,
    reader: Reader,
    ready: VecDeque<Event<T>>,
    ended: bool,
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventStream").finish_non_exhaustive()
    }
}

impl<T> EventStream<T> {
    /// Reads events from bytes.
    pub fn new(bytes: ByteStream) -> Self {
        Self { bytes, reader: Reader::default(), ready: VecDeque::new(), ended: false }
    }

    /// The next event; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// The connection broke, nothing came for too long, or an event is longer than 64 MiB.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no event.
    pub async fn next(&mut self) -> Option<Result<Event<T>>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// The wait before a reconnection that the server has asked for last, in milliseconds, be it without an event.
    pub fn last_retry(&self) -> Option<u64> {
        self.reader.last_retry
    }

    /// The id that `Last-Event-ID` would resume after.
    pub fn last_event_id(&self) -> Option<&str> {
        self.reader.id.as_deref()
    }

    /// The bytes that have not been read yet, undecoded.
    pub fn into_bytes(self) -> ByteStream {
        self.bytes
    }
}

/// The error of an event that is longer than anything sensible.
#[cold]
fn too_long() -> Error {
    let message = "an event is longer than 64 MiB";
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

impl<T> Stream for EventStream<T> {
    type Item = Result<Event<T>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(event) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(event)));
            }
            if this.ended {
                return Poll::Ready(None);
            }
            match Pin::new(&mut this.bytes).poll_next(cx) {
                Poll::Pending => return Poll::Pending,
                // What is not ended by an empty line is no event.
                Poll::Ready(None) => this.ended = true,
                Poll::Ready(Some(Err(error))) => {
                    this.ended = true;
                    return Poll::Ready(Some(Err(error)));
                }
                Poll::Ready(Some(Ok(bytes))) => {
                    this.reader.read(&bytes, &mut this.ready);
                    if this.reader.held() > LONGEST {
                        this.ended = true;
                        return Poll::Ready(Some(Err(too_long())));
                    }
                }
            }
        }
    }
}

// Nothing in it is pinned.
impl<T> Unpin for EventStream<T> {}

/// The state between two chunks.
#[derive(Debug, Default)]
struct Reader {
    line: Vec<u8>,
    /// The last byte was a carriage return, so that a line feed now belongs to it.
    after_return: bool,
    started: bool,
    event: String,
    data: Option<String>,
    id: Option<String>,
    retry: Option<u64>,
    last_retry: Option<u64>,
}

impl Reader {
    fn held(&self) -> usize {
        self.line.len() + self.data.as_ref().map_or(0, String::len)
    }

    fn read<T>(&mut self, bytes: &[u8], ready: &mut VecDeque<Event<T>>) {
        for byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.after_return) => {}
                b'\n' | b'\r' => {
                    self.after_return = *byte == b'\r';
                    let line = std::mem::take(&mut self.line);
                    let mut line = String::from_utf8_lossy(&line).into_owned();
                    if !std::mem::replace(&mut self.started, true) && line.starts_with('\u{feff}') {
                        line.remove(0);
                    }
                    self.end_line(&line, ready);
                }
                other => {
                    self.after_return = false;
                    self.line.push(*other);
                }
            }
        }
    }

    fn end_line<T>(&mut self, line: &str, ready: &mut VecDeque<Event<T>>) {
        if line.is_empty() {
            let (event, retry) = (std::mem::take(&mut self.event), self.retry.take());
            if let Some(data) = self.data.take() {
                let event = if event.is_empty() { "message".to_owned() } else { event };
                ready.push_back(Event {
                    event,
                    data,
                    id: self.id.clone(),
                    retry,
                    payload: PhantomData,
                });
            }
            return;
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "event" => self.event = value.to_owned(),
            "data" => match &mut self.data {
                Some(data) => {
                    data.push('\n');
                    data.push_str(value);
                }
                None => self.data = Some(value.to_owned()),
            },
            "id" if !value.contains('\0') => self.id = Some(value.to_owned()),
            "retry" => {
                self.retry = value.parse().ok().or(self.retry);
                self.last_retry = self.retry.or(self.last_retry);
            }
            _ => {}
        }
    }
}
