//! The items of a list, whichever page they are on.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::vec;

use futures_core::Stream;
use oas_runtime::Paged;

use super::stream::Pages;
use crate::error::Result;

/// The items of a list over all its pages, as a stream. Made by [`OperationExt::items`](crate::OperationExt::items).
///
/// A page is fetched when its first item is asked for; see [`Pages`] for where a list ends.
///
/// # Errors
///
/// A page that cannot be had ends the stream with an error, after all items before it. Nothing is skipped:
/// [`resume`](Items::resume) goes on with that page.
///
/// # Cancel safety
///
/// [`next`](Items::next) can be dropped at any point: no item is lost.
#[must_use = "a stream does nothing unless it is polled"]
pub struct Items<'a, O: Paged + 'a> {
    pages: Pages<'a, O>,
    page: vec::IntoIter<O::Item>,
}

// An item is moved out, never pinned in place.
impl<'a, O: Paged + 'a> Unpin for Items<'a, O> {}

impl<'a, O: Paged + 'a> Items<'a, O> {
    pub(crate) fn new(pages: Pages<'a, O>) -> Self {
        Self { pages, page: Vec::new().into_iter() }
    }

    /// Asks for the next page as soon as the first item of one is given out; see [`Pages::prefetch`].
    pub fn prefetch(mut self) -> Self {
        self.pages = self.pages.prefetch();
        self
    }

    /// The next item; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) when a page cannot be had, or the server says that there is more and not where.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`Items`].
    pub async fn next(&mut self) -> Option<Result<O::Item>> {
        std::future::poll_fn(|context| self.poll_item(context)).await
    }

    /// Where the page begins that follows the one at hand; after an error, where the page is that could not be had. See
    /// [`Pages::position`], and use pages rather than items to store a position: the items of the page at hand that were
    /// not given yet lie before it.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.pages.position()
    }

    /// Goes on after an error, with the page that could not be had; see [`Pages::resume`].
    pub fn resume(&mut self) {
        self.pages.resume();
    }

    fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<O::Item>>> {
        self.pages.0.poll_item(context, &mut self.page, |_, _| Ok(()), |page, ()| page.data)
    }
}

impl<'a, O: Paged + 'a> Stream for Items<'a, O> {
    type Item = Result<O::Item>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_item(context)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.page.len(), None)
    }
}

impl<'a, O: Paged + 'a> fmt::Debug for Items<'a, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Items")
            .field("pages", &self.pages)
            .field("at_hand", &self.page.len())
            .finish_non_exhaustive()
    }
}
