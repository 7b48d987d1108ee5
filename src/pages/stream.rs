//! The pages of a list, one after the other.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use oas_runtime::{Operation, Paged};

use super::cursor::{Cursor, Next};
use crate::envelope::{Reply, reply};
use crate::error::{Error, Result};

/// One page: its items, and what came beside them.
type Page<O> = Result<Reply<Vec<<O as Paged>::Item>>>;

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
pub struct Pages<'a, O: Paged> {
    call: O,
    cursor: Cursor,
    phase: Phase<'a, O>,
    prefetch: bool,
}

enum Phase<'a, O: Paged> {
    /// The page at the cursor's position is to be asked for.
    Idle,
    Asking(Pin<Box<dyn Future<Output = Page<O>> + Send + 'a>>),
    /// A page that was asked for ahead.
    Arrived(Box<Page<O>>),
    /// To be told once the page before it is.
    Lost(Error),
    /// A page could not be had.
    Stopped,
    Over,
}

// Nothing in it is pinned in place: the future is in a box of its own.
impl<O: Paged> Unpin for Pages<'_, O> {}

impl<'a, O: Paged + 'a> Pages<'a, O> {
    pub(crate) fn new(call: O) -> Self {
        Self {
            cursor: Cursor::new(O::PAGING, call.position()),
            call,
            phase: Phase::Idle,
            prefetch: false,
        }
    }

    /// Asks for the next page as soon as one is given out, while that one is worked on: one page ahead, never more.
    ///
    /// It goes on under way whenever the stream is polled. What is given up in the meantime has been asked for in vain.
    pub fn prefetch(mut self) -> Self {
        self.prefetch = true;
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
    pub async fn next(&mut self) -> Option<Page<O>> {
        std::future::poll_fn(|context| self.poll_page(context)).await
    }

    /// Where the page begins that [`next`](Pages::next) gives: to be stored, and set as the call's `cursor` or `page` to
    /// go on in another process. `None` for the beginning of the list, and after its end.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        match &self.phase {
            Phase::Idle | Phase::Asking(_) | Phase::Arrived(_) | Phase::Stopped => {
                self.cursor.position()
            }
            Phase::Lost(_) | Phase::Over => None,
        }
    }

    /// Goes on after an error, with the page that could not be had. Does nothing where no page failed: a list that
    /// leads in circles stays at its end.
    pub fn resume(&mut self) {
        if let Phase::Stopped = self.phase {
            self.phase = Phase::Idle;
        }
    }

    pub(super) fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Page<O>>> {
        loop {
            match &mut self.phase {
                Phase::Idle => self.ask(),
                Phase::Asking(fetch) => {
                    let page = ready!(fetch.as_mut().poll(context));
                    return Poll::Ready(Some(self.take(page, context)));
                }
                Phase::Stopped | Phase::Over => return Poll::Ready(None),
                Phase::Arrived(_) | Phase::Lost(_) => {
                    match std::mem::replace(&mut self.phase, Phase::Over) {
                        Phase::Arrived(page) => {
                            return Poll::Ready(Some(self.take(*page, context)));
                        }
                        Phase::Lost(error) => return Poll::Ready(Some(Err(error))),
                        _ => {}
                    }
                }
            }
        }
    }

    /// Lets the page ahead come nearer, where one is under way.
    pub(super) fn drive(&mut self, context: &mut Context<'_>) {
        if let Phase::Asking(fetch) = &mut self.phase
            && let Poll::Ready(page) = fetch.as_mut().poll(context)
        {
            self.phase = Phase::Arrived(Box::new(page));
        }
    }

    fn ask(&mut self) {
        let call = self.call.clone();
        let call = match self.cursor.position() {
            Some(position) => call.at(position),
            None => call,
        };
        self.phase = Phase::Asking(Box::pin(async move {
            let Reply { data, meta } = reply(call).await?;
            let items = O::items(data).ok_or_else(|| {
                meta.lacking("the answer holds no list").with_operation(<O as Operation>::SPEC)
            })?;
            Ok(Reply::new(items, meta))
        }));
    }

    /// Goes on from a page, or stops.
    fn take(&mut self, page: Page<O>, context: &mut Context<'_>) -> Page<O> {
        let page = page.map_err(|error| {
            self.phase = Phase::Stopped;
            error.with_position(self.cursor.position())
        })?;
        self.phase = match self.cursor.after(&page.data, page.meta.pagination.as_ref()) {
            Next::Page => Phase::Idle,
            Next::End => Phase::Over,
            Next::Lost(error) => Phase::Lost(
                error
                    .with_operation(<O as Operation>::SPEC)
                    .with_status(page.meta.status)
                    .with_request_id(page.meta.harmless_request_id()),
            ),
        };
        if self.prefetch && matches!(self.phase, Phase::Idle) {
            self.ask();
            self.drive(context);
        }
        Ok(page)
    }
}

impl<'a, O: Paged + 'a> Stream for Pages<'a, O> {
    type Item = Page<O>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.poll_page(context)
    }
}

impl<O: Paged> fmt::Debug for Pages<'_, O> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pages")
            .field("operation", &<O as Operation>::SPEC.name)
            .field("position", &self.cursor.position())
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}
