//! The pages of a list, one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;
use oas_runtime::layer::{Listing, Pager};
use oas_runtime::{Operation, Paged, Sending};

use super::cursor::Cursor;
use crate::envelope::{Reply, reply};
use crate::error::{Error, Result};

/// One page: its items, and what came beside them.
type Page<O> = Reply<Vec<<O as Paged>::Item>>;

/// A list of Neo's.
pub(super) struct Listed<O> {
    call: O,
    cursor: Cursor,
}

impl<'a, O: Paged + 'a> Listing<'a> for Listed<O> {
    type Page = Page<O>;
    type Error = Error;

    fn ask(&self) -> Result<Sending<'a, Page<O>, Error>> {
        let call = self.call.clone();
        let position = self.cursor.position().map(str::to_owned);
        let call = match &position {
            Some(position) => call.at(position),
            None => call,
        };
        Ok(Box::pin(async move {
            let page = async {
                let Reply { data, meta } = reply(call).await?;
                let items = O::items(data).ok_or_else(|| {
                    meta.lacking("the answer holds no list").with_operation(<O as Operation>::SPEC)
                })?;
                Ok(Reply::new(items, meta))
            };
            page.await.map_err(|error: Error| error.with_position(position.as_deref()))
        }))
    }

    fn after(&mut self, page: &Page<O>) -> Result<bool> {
        self.cursor.after(&page.data, page.meta.pagination.as_ref()).map_err(|error| {
            error
                .with_operation(<O as Operation>::SPEC)
                .with_status(page.meta.status)
                .with_request_id(page.meta.harmless_request_id())
        })
    }
}

/// The pages of a list, as a stream. Made by [`OperationExt::pages`](crate::OperationExt::pages).
///
/// A page is fetched when it is asked for. The list ends where the server says so, and not at a page without items; where
/// it gives pages by their numbers and says nothing, at the first one without items. A server that leads in circles, or
/// says that there is more and not where, is an error.
///
/// ```no_run
/// # async fn f(neo: &neoagent::Client, stored: &str) -> neoagent::Result<()> {
/// use neoagent::OperationExt as _;
/// use neoagent::api::support::Paged as _;
///
/// let mut pages = neo.list_executions().at(stored).pages();
/// while let Some(page) = pages.next().await {
///     let page = page?;
///     println!("{} executions, request {:?}", page.data.len(), page.meta.request_id);
///     // Where to go on in another process.
///     println!("next: {:?}", pages.position());
/// }
/// # Ok(()) }
/// ```
///
/// # Errors
///
/// A page that cannot be had ends the stream with an error. Nothing is skipped: [`resume`](Pages::resume) goes on with
/// that page, and [`Error::position`](crate::Error::position) says which it is.
///
/// # Cancel safety
///
/// [`next`](Pages::next) can be dropped at any point: a page under way is taken up by the next call.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Pages<'a, O: Paged + 'a>(pub(super) Pager<'a, Listed<O>>);

impl<'a, O: Paged + 'a> Pages<'a, O> {
    pub(crate) fn new(call: O) -> Self {
        let cursor = Cursor::new(O::PAGING, call.position());
        Self(Pager::new(Listed { call, cursor }))
    }

    /// Asks for the next page as soon as one is given out, while that one is worked on: one page ahead, never more.
    ///
    /// It goes on under way whenever the stream is polled. What is given up in the meantime has been asked for in vain.
    pub fn prefetch(mut self) -> Self {
        self.0.prefetch();
        self
    }

    /// The next page; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// An [`Error`] when the page cannot be had, or the server says that there is more and not where.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`Pages`].
    pub async fn next(&mut self) -> Option<Result<Page<O>>> {
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    /// Where the page begins that [`next`](Pages::next) gives: to be stored, and set as the call's `cursor` or `page` to
    /// go on in another process. `None` for the beginning of the list, and after its end.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.0.listing().cursor.position().filter(|_| self.0.goes_on())
    }

    /// Goes on after an error, with the page that could not be had. Does nothing where no page failed: a list that
    /// leads in circles stays at its end.
    pub fn resume(&mut self) {
        self.0.resume();
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Page<O>>>> {
        let next = self.0.poll_page(context, |_, _| Ok(()));
        next.map(|next| next.map(|page| page.map(|(page, ())| page)))
    }
}

impl<'a, O: Paged + 'a> Stream for Pages<'a, O> {
    type Item = Result<Page<O>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<'a, O: Paged + 'a> fmt::Debug for Pages<'a, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &<O as Operation>::SPEC.name)
            .field("position", &self.0.listing().cursor.position())
            .field("prefetch", &self.0.is_prefetching())
            .finish_non_exhaustive()
    }
}
