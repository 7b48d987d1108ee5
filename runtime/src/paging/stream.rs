//! The pages of a list and its items, as streams.

use std::fmt;
use std::marker::PhantomData;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;
use serde_json::Value;

use super::by::PageBy;
use super::pager::{Listing, Pager};
use super::walk::Walk;
use crate::call::{CallOptions, Operation, OperationErrorOf, Sending, decode, execute};
use crate::client::Client;
use crate::error::{Error, OperationError, Result};
use crate::json::{Decoder, Json, Node};
use crate::received::Received;
use crate::response::Response;
use crate::spec::SchemeKind;

/// A list of an operation.
struct Walked<O> {
    client: Client,
    options: CallOptions,
    walk: Walk,
    operation: PhantomData<fn() -> O>,
}

/// A page as it came, and its JSON.
type Page = (Received, Value);

impl<O: Operation> Listing<'static> for Walked<O> {
    type Page = Page;
    type Error = Error;

    fn ask(&self) -> Result<Sending<'static, Page>> {
        let request = self.walk.request().ok_or_else(|| {
            let message = "a request whose body can be sent only once has no further pages";
            Error::invalid_request(message)
        })?;
        let (client, options) = (self.client.clone(), self.options.clone());
        Ok(Box::pin(async move {
            let received = execute(&client, O::SPEC, request, &options).await?;
            let page = received.json().map_err(|error| received.undecoded(&error))?;
            Ok((received, page))
        }))
    }

    fn after(&mut self, (received, page): &Page) -> Result<bool> {
        let next = self.walk.next(&received.headers, page);
        next.map_err(|error| error.with_status(received.status))
    }
}

/// The pages of a list, each as its operation gives it, in their order; made by [`pages()`].
///
/// A page is asked for when it is wanted, with the retries and the deadline of a call. An error ends the stream, after all pages
/// before it.
pub struct Pages<O: Operation>(Pager<'static, Walked<O>>);

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
    Ok(Pages(Pager::new(Walked { client, options, walk, operation: PhantomData })))
}

impl<O: Operation> Pages<O> {
    /// The items of the pages, one after the other, of a type of the caller's choice: the generated one, or
    /// [`Value`](serde_json::Value).
    pub fn items<T: Json>(self) -> Items<O, T> {
        Items { pages: self, page: Vec::new().into_iter() }
    }

    /// Asks for the next page as soon as one is given, while that one is worked on: one page ahead, never more. It goes on under way
    /// whenever the stream is polled.
    #[must_use]
    pub fn prefetch(mut self) -> Self {
        self.0.prefetch();
        self
    }

    /// The next page; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// A page cannot be had, or the list cannot be read further.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no page.
    pub async fn next(&mut self) -> Option<<Self as Stream>::Item> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Goes on after an error, with the page that could not be had. A list that cannot be read further has none.
    pub fn resume(&mut self) {
        self.0.resume();
    }
}

fn failed<O: Operation>(error: Error) -> OperationErrorOf<O> {
    OperationError::new(error.with_operation(O::SPEC), O::decode_failure)
}

impl<O: Operation> Stream for Pages<O> {
    type Item = Result<Response<O::Success, O::Headers>, OperationErrorOf<O>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.poll_page(cx, |_, (received, _)| {
            let body = decode::<O>(received)?;
            Ok(Response::new(received.status, received.headers.clone(), body))
        });
        next.map(|next| next.map(|page| page.map(|(_, read)| read).map_err(failed::<O>)))
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
    /// As [`Pages::prefetch`]: the next page is asked for as soon as the first item of one is given.
    #[must_use]
    pub fn prefetch(self) -> Self {
        Self { pages: self.pages.prefetch(), ..self }
    }

    /// The next item; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// A page cannot be had, or the list cannot be read further.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no item.
    pub async fn next(&mut self) -> Option<Result<T, OperationErrorOf<O>>>
    where
        T: Json,
    {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

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
        let this = &mut *self;
        let read = |list: &Walked<O>, (received, page): &mut Page| {
            let items = list.walk.items(page)?.iter().enumerate().map(|(index, item)| {
                let item = Node::from(item.clone()).decode(&mut Decoder::default());
                item.map_err(|error| error.inside(index))
            });
            let items: Result<Vec<T>, _> = items.collect();
            items.map_err(|error| received.undecoded(&serde::de::Error::custom(error)))
        };
        let next = this.pages.0.poll_item(cx, &mut this.page, read, |_, items| items);
        next.map(|next| next.map(|item| item.map_err(failed::<O>)))
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
