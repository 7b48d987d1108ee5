//! The pages of a list and its items, as streams.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::vec;

use futures_core::Stream;
use serde_json::Value;

use super::by::PageBy;
use super::walk::Walk;
use crate::call::{CallOptions, Operation, OperationErrorOf, Sending, decode, execute};
use crate::client::Client;
use crate::error::{Error, OperationError, Result};
use crate::json::{Decoder, Json, Node};
use crate::received::Received;
use crate::response::Response;
use crate::spec::SchemeKind;

enum State {
    /// To ask for the page at hand.
    Ready,
    Fetching(Sending<'static, Received>),
    /// The page at hand could not be had.
    Failed,
    /// Every page was given, and this is why there are no more.
    Lost(Error),
    Ended,
}

/// The pages of a list, each as its operation gives it, in their order; made by [`pages()`].
///
/// A page is asked for when it is wanted, with the retries and the deadline of a call. An error ends the stream, after all pages
/// before it.
pub struct Pages<O: Operation> {
    client: Client,
    options: CallOptions,
    walk: Walk,
    state: State,
    operation: PhantomData<fn() -> O>,
}

/// The pages of an operation that gives a list, from the one that the call asks for to the last.
///
/// # Errors
///
/// The request cannot be made; the operation is not a safe one (a GET), since asking it for each page could do something each time;
/// or what it gives is a stream.
///
/// # Cancel safety
///
/// Dropping the stream drops the request on its way. No page is lost by dropping the future of one `next()`.
pub fn pages<O: Operation>(operation: O, by: PageBy) -> Result<Pages<O>> {
    let refused = match O::SPEC {
        spec if !spec.safe => {
            Some("only an operation that changes nothing can be asked for page after page")
        }
        spec if spec.streaming => Some("what comes as a stream has no pages"),
        _ => None,
    };
    if let Some(message) = refused {
        return Err(Error::invalid_request(message).with_operation(O::SPEC));
    }
    let (client, options) = (operation.client().clone(), operation.options());
    let request = operation.request().map_err(|error| error.with_operation(O::SPEC))?;
    let schemes = client.settings().api.security_schemes.iter();
    let keys = schemes.filter_map(|scheme| match scheme.kind {
        SchemeKind::Query(name) => Some(name),
        _ => None,
    });
    let walk = Walk::new(by, request, keys.collect());
    Ok(Pages { client, options, walk, state: State::Ready, operation: PhantomData })
}

impl<O: Operation> Pages<O> {
    /// The items of the pages, one after the other, of a type of the caller's choice: the generated one, or
    /// [`Value`](serde_json::Value).
    pub fn items<T: Json>(self) -> Items<O, T> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// Goes on after an error, with the page that could not be had. A list that cannot be read further has none.
    pub fn resume(&mut self) {
        if matches!(self.state, State::Failed) {
            self.state = State::Ready;
        }
    }

    fn fetch(&self) -> State {
        let Some(request) = self.walk.request() else {
            let message = "a request whose body can be sent only once has no further pages";
            return State::Lost(Error::invalid_request(message).with_operation(O::SPEC));
        };
        let (client, options) = (self.client.clone(), self.options.clone());
        State::Fetching(Box::pin(async move { execute(&client, O::SPEC, request, &options).await }))
    }

    /// The next page, read by a function before the list goes on to the one after: what it fails to read can be asked for again.
    fn poll_read<R>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&Walk, &mut Received, &Value) -> Result<R>,
    ) -> Poll<Option<Result<R, OperationErrorOf<O>>>> {
        loop {
            match &mut self.state {
                State::Ready => self.state = self.fetch(),
                State::Fetching(sending) => {
                    let received = ready!(sending.as_mut().poll(cx));
                    self.state = State::Failed;
                    let page = received.and_then(|mut received| self.page(&mut received, read));
                    return Poll::Ready(Some(page.map_err(failed::<O>)));
                }
                State::Failed | State::Ended => return Poll::Ready(None),
                State::Lost(_) => {
                    let State::Lost(error) = std::mem::replace(&mut self.state, State::Ended)
                    else {
                        continue;
                    };
                    return Poll::Ready(Some(Err(failed::<O>(error))));
                }
            }
        }
    }

    fn page<R>(
        &mut self,
        received: &mut Received,
        read: impl FnOnce(&Walk, &mut Received, &Value) -> Result<R>,
    ) -> Result<R> {
        let page: Value = received.json().map_err(|error| received.undecoded(&error))?;
        let read = read(&self.walk, received, &page)?;
        self.state = match self.walk.next(&received.headers, &page) {
            Ok(true) => State::Ready,
            Ok(false) => State::Ended,
            Err(error) => State::Lost(error.with_status(received.status)),
        };
        Ok(read)
    }
}

fn failed<O: Operation>(error: Error) -> OperationErrorOf<O> {
    OperationError::new(error.with_operation(O::SPEC), O::decode_failure)
}

impl<O: Operation> Stream for Pages<O> {
    type Item = Result<Response<O::Success, O::Headers>, OperationErrorOf<O>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_read(cx, |_, received, _| {
            let body = decode::<O>(received)?;
            Ok(Response::new(received.status, received.headers.clone(), body))
        })
    }
}

/// The items of a list over all its pages; made by [`Pages::items`].
///
/// A page is asked for when its first item is wanted. An error ends the stream, after all items before it.
pub struct Items<O: Operation, T> {
    pages: Pages<O>,
    page: vec::IntoIter<T>,
}

impl<O: Operation, T> Items<O, T> {
    /// As [`Pages::resume`]: no item is skipped, and none comes twice.
    pub fn resume(&mut self) {
        self.pages.resume();
    }
}

// An item is moved out, never pinned in place.
impl<O: Operation, T> Unpin for Items<O, T> {}

impl<O: Operation, T: Json> Stream for Items<O, T> {
    type Item = Result<T, OperationErrorOf<O>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.page.next() {
                return Poll::Ready(Some(Ok(item)));
            }
            let read = |walk: &Walk, received: &mut Received, page: &Value| {
                let items = walk.items(page)?.iter().enumerate().map(|(index, item)| {
                    let item = Node::from(item.clone()).decode(&mut Decoder::default());
                    item.map_err(|error| error.inside(index))
                });
                let items: Result<Vec<T>, _> = items.collect();
                items.map_err(|error| received.undecoded(&serde::de::Error::custom(error)))
            };
            match ready!(self.pages.poll_read(cx, read)) {
                Some(Ok(items)) => self.page = items.into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<O: Operation> fmt::Debug for Pages<O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The address may hold secrets.
        f.debug_struct("Pages").field("operation", &O::SPEC.name).finish_non_exhaustive()
    }
}

impl<O: Operation, T> fmt::Debug for Items<O, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items").field("pages", &self.pages).finish_non_exhaustive()
    }
}
