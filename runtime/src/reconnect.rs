//! Events over as many connections as it takes (the HTML standard's "server-sent events").

use std::fmt;
use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode};

use crate::call::{Call, Operation, OperationErrorOf, Sending, send};
use crate::clock::{self, Sleep};
use crate::error::{Error, Result};
use crate::events::{Event, EventStream};
use crate::response::Response;

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

/// The first wait before another connection where the server asks for none.
const FIRST_WAIT: Duration = Duration::from_secs(1);

/// What the waits between connections that bring nothing do not grow beyond, unless the server asks for more.
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// The longest wait that a server is granted.
const LONGEST_RETRY: Duration = Duration::from_secs(300);

type Connecting<'a, O, T> =
    Sending<'a, Response<EventStream<T>, <O as Operation>::Headers>, OperationErrorOf<O>>;

enum State<'a, O: Operation, T> {
    Connecting(Connecting<'a, O, T>),
    Open(Box<EventStream<T>>),
    Waiting(Pin<Box<Sleep>>),
    Ended,
}

/// The events of an operation, over as many connections as it takes; made by [`reconnecting`].
pub struct Reconnecting<'a, O: Operation, T> {
    operation: O,
    state: State<'a, O, T>,
    /// That of the last event that was given away.
    last_id: Option<HeaderValue>,
    /// The wait that the server asked for.
    retry: Option<Duration>,
    /// How many connections have brought nothing since the last event.
    fruitless: u32,
}

/// The events of a GET, each once: where a connection ends or breaks, another one goes on after the last event, by its id
/// (`Last-Event-ID`). The waits between connections grow while nothing comes; what the server asks for (`retry:`) is their least.
///
/// The stream ends where the server says so (204), and where a connection ends in good order that had no ids. It ends in an error where a
/// connection breaks that had none, since nobody knows what was missed; and where connecting fails in spite of the client's
/// retries.
///
/// # Errors
///
/// The operation is not a GET: asking for it twice could do something twice.
///
/// # Cancel safety
///
/// Dropping the stream drops its connection. The next event is not lost by dropping the future of one `next()`.
pub fn reconnecting<'a, O, T>(operation: O) -> Result<Reconnecting<'a, O, T>>
where
    O: Operation<Success = EventStream<T>> + Clone + 'a,
{
    if O::SPEC.method != Method::GET.as_str() {
        let message = "only the events of a GET can be asked for again";
        return Err(Error::invalid_request(message).with_operation(O::SPEC));
    }
    let state = State::Connecting(send(operation.clone()));
    Ok(Reconnecting { operation, state, last_id: None, retry: None, fruitless: 0 })
}

impl<'a, O, T> Reconnecting<'a, O, T>
where
    O: Operation<Success = EventStream<T>> + Clone + 'a,
{
    /// The next event; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// See [`reconnecting`].
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no event.
    pub async fn next(&mut self) -> Option<Result<Event<T>>>
    where
        O: Unpin,
    {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn connect(&self) -> State<'a, O, T> {
        let mut headers = HeaderMap::new();
        if let Some(id) = &self.last_id {
            headers.insert(LAST_EVENT_ID, id.clone());
        }
        let options = self.operation.options().headers(headers);
        State::Connecting(send(Call::new(self.operation.clone(), options)))
    }

    /// A connection has ended.
    fn wait(&mut self) -> State<'a, O, T> {
        let least = self.retry.unwrap_or(FIRST_WAIT).min(LONGEST_RETRY);
        let grown = least.saturating_mul(1 << self.fruitless.min(16));
        self.fruitless += 1;
        let wait = grown.min(LONGEST_WAIT.max(least));
        State::Waiting(Box::pin(clock::sleep_until(clock::later(clock::now(), wait))))
    }

    /// What is known of an event that is given away.
    fn given(&mut self, event: &Event<T>) {
        self.fruitless = 0;
        let id = event.id.as_deref().filter(|id| !id.is_empty());
        self.last_id = id.and_then(|id| HeaderValue::from_str(id).ok());
    }
}

impl<'a, O, T> Stream for Reconnecting<'a, O, T>
where
    O: Operation<Success = EventStream<T>> + Clone + Unpin + 'a,
{
    type Item = Result<Event<T>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            let next = match &mut this.state {
                State::Ended => return Poll::Ready(None),
                State::Waiting(sleep) => {
                    ready!(sleep.as_mut().poll(cx));
                    this.state = this.connect();
                    continue;
                }
                State::Connecting(sending) => match ready!(sending.as_mut().poll(cx)) {
                    Ok(response) if response.status() == StatusCode::NO_CONTENT => None,
                    Ok(response) => {
                        this.state = State::Open(Box::new(response.into_inner()));
                        continue;
                    }
                    Err(error) => Some(Err(error.into())),
                },
                State::Open(events) => match ready!(Pin::new(&mut **events).poll_next(cx)) {
                    Some(Ok(event)) => {
                        this.given(&event);
                        return Poll::Ready(Some(Ok(event)));
                    }
                    ended => {
                        if let Some(retry) = events.last_retry() {
                            this.retry = Some(Duration::from_millis(retry));
                        }
                        if this.last_id.is_some() {
                            this.state = this.wait();
                            continue;
                        }
                        ended
                    }
                },
            };
            this.state = State::Ended;
            return Poll::Ready(next);
        }
    }
}

impl<O: Operation, T> fmt::Debug for Reconnecting<'_, O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reconnecting").field("operation", &O::SPEC.name).finish_non_exhaustive()
    }
}
