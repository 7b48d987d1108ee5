//! Pages one after the other, of whatever list: asked for when they are wanted or one ahead, and asked for again where one failed.

use std::fmt;
use std::task::{Context, Poll, ready};
use std::vec;

use crate::call::Sending;

/// What comes next of a list, as its stream says it.
pub type PollNext<T, E> = Poll<Option<Result<T, E>>>;

/// A list of which pages can be asked for.
pub trait Listing<'a> {
    /// A page as it is asked for.
    type Page;
    /// Why there is no page.
    type Error;

    /// Asks for the page at hand.
    ///
    /// # Errors
    ///
    /// It cannot be asked for, now or later.
    fn ask(&self) -> Result<Sending<'a, Self::Page, Self::Error>, Self::Error>;

    /// Goes on from the page at hand to the one after it, if there is any.
    ///
    /// # Errors
    ///
    /// There is more, and it cannot be reached.
    fn after(&mut self, page: &Self::Page) -> Result<bool, Self::Error>;
}

/// The pages of a list, in their order.
pub struct Pager<'a, L: Listing<'a>> {
    listing: L,
    phase: Phase<'a, L>,
    prefetch: bool,
}

enum Phase<'a, L: Listing<'a>> {
    /// The page at hand is to be asked for.
    Idle,
    Asking(Sending<'a, L::Page, L::Error>),
    /// A page that was asked for ahead.
    Arrived(Box<Result<L::Page, L::Error>>),
    /// The page at hand could not be had.
    Failed,
    /// Why there are no more pages, to be told once the page before is.
    Lost(L::Error),
    Over,
}

impl<'a, L: Listing<'a>> fmt::Debug for Pager<'a, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // What a list has may be a secret.
        f.debug_struct("Pager").field("prefetch", &self.prefetch).finish_non_exhaustive()
    }
}

// Nothing in it is pinned in place: the future is in a box of its own.
impl<'a, L: Listing<'a>> Unpin for Pager<'a, L> {}

impl<'a, L: Listing<'a>> Pager<'a, L> {
    /// From the page at hand on.
    pub fn new(listing: L) -> Self {
        Self { listing, phase: Phase::Idle, prefetch: false }
    }

    /// The list.
    pub fn listing(&self) -> &L {
        &self.listing
    }

    /// Whether the next page is asked for as soon as one is given.
    pub fn is_prefetching(&self) -> bool {
        self.prefetch
    }

    /// Asks for the next page as soon as one is given: one page ahead, never more.
    pub fn prefetch(&mut self) {
        self.prefetch = true;
    }

    /// Whether there may be another page, at once or after [`resume`](Pager::resume).
    pub fn goes_on(&self) -> bool {
        !matches!(self.phase, Phase::Lost(_) | Phase::Over)
    }

    /// Goes on after an error, with the page that could not be had.
    pub fn resume(&mut self) {
        if matches!(self.phase, Phase::Failed) {
            self.phase = Phase::Idle;
        }
    }

    /// The next page; nothing after the last one, and after an error. It is read by a function before the list goes on to the one
    /// after: what fails to be read can be asked for again.
    pub fn poll_page<R>(
        &mut self,
        cx: &mut Context<'_>,
        read: impl FnOnce(&L, &mut L::Page) -> Result<R, L::Error>,
    ) -> PollNext<(L::Page, R), L::Error> {
        loop {
            match &mut self.phase {
                Phase::Idle => self.ask(),
                Phase::Asking(asking) => {
                    let page = ready!(asking.as_mut().poll(cx));
                    return Poll::Ready(Some(self.take(page, cx, read)));
                }
                Phase::Failed | Phase::Over => return Poll::Ready(None),
                Phase::Arrived(_) | Phase::Lost(_) => {
                    match std::mem::replace(&mut self.phase, Phase::Over) {
                        Phase::Arrived(page) => {
                            return Poll::Ready(Some(self.take(*page, cx, read)));
                        }
                        Phase::Lost(error) => return Poll::Ready(Some(Err(error))),
                        _ => {}
                    }
                }
            }
        }
    }

    /// The next of the items that the pages hold, those at hand first. What was read of a page, as [`poll_page`](Pager::poll_page)
    /// does, is made into them.
    pub fn poll_item<I, R>(
        &mut self,
        cx: &mut Context<'_>,
        at_hand: &mut vec::IntoIter<I>,
        mut read: impl FnMut(&L, &mut L::Page) -> Result<R, L::Error>,
        items: impl Fn(L::Page, R) -> Vec<I>,
    ) -> PollNext<I, L::Error> {
        loop {
            if let Some(item) = at_hand.next() {
                self.drive(cx);
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.poll_page(cx, &mut read)) {
                Some(Ok((page, read))) => *at_hand = items(page, read).into_iter(),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }

    fn ask(&mut self) {
        self.phase = match self.listing.ask() {
            Ok(asking) => Phase::Asking(asking),
            Err(error) => Phase::Lost(error),
        };
    }

    /// Lets the page ahead come nearer.
    fn drive(&mut self, cx: &mut Context<'_>) {
        if self.prefetch
            && let Phase::Asking(asking) = &mut self.phase
            && let Poll::Ready(page) = asking.as_mut().poll(cx)
        {
            self.phase = Phase::Arrived(Box::new(page));
        }
    }

    fn take<R>(
        &mut self,
        page: Result<L::Page, L::Error>,
        cx: &mut Context<'_>,
        read: impl FnOnce(&L, &mut L::Page) -> Result<R, L::Error>,
    ) -> Result<(L::Page, R), L::Error> {
        self.phase = Phase::Failed;
        let mut page = page?;
        let read = read(&self.listing, &mut page)?;
        self.phase = match self.listing.after(&page) {
            Ok(true) => Phase::Idle,
            Ok(false) => Phase::Over,
            Err(error) => Phase::Lost(error),
        };
        if self.prefetch && matches!(self.phase, Phase::Idle) {
            self.ask();
            self.drive(cx);
        }
        Ok((page, read))
    }
}
