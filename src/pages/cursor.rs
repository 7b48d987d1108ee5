//! Where a list is, and where it goes on: what the answers say, without the network.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;

use oas_runtime::{Outcome, Paging};
use serde::Serialize;

use crate::envelope::Pagination;
use crate::error::{Error, ErrorKind};

/// How many pages without an item a list may give in a row while it says that there are more.
const MOST_EMPTY: u32 = 100;

/// What follows a page.
#[derive(Debug)]
pub(super) enum Next {
    /// The page that is now at [`Cursor::position`].
    Page,
    /// Nothing: the list is complete.
    End,
    /// More items, which cannot be reached.
    Lost(Error),
}

/// The way through a list.
#[derive(Debug)]
pub(super) struct Cursor {
    paging: Paging,
    /// Where the page begins that was asked for last: a cursor or a number; `None` for the beginning.
    position: Option<String>,
    /// Hashes of the cursors so far: the cursors themselves can be long, and a list many pages.
    seen: HashSet<u64>,
    hasher: RandomState,
    /// The hash of the page before, of a list whose pages are numbered.
    before: Option<u64>,
    empty: u32,
}

impl Cursor {
    pub(super) fn new(paging: Paging, position: Option<String>) -> Self {
        let mut this = Self {
            paging,
            position,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            before: None,
            empty: 0,
        };
        if let Some(cursor) = &this.position {
            this.seen.insert(this.hasher.hash_one(cursor));
        }
        this
    }

    /// Where the page begins that is to be asked for, or was asked for last.
    pub(super) fn position(&self) -> Option<&str> {
        self.position.as_deref()
    }

    /// Where the page is that follows one with these items and this `meta.pagination`.
    pub(super) fn after<T: Serialize>(&mut self, items: &[T], said: Option<&Pagination>) -> Next {
        match self.paging {
            Paging::Cursor => self.cursor(items.is_empty(), said),
            Paging::PageNumber => self.number(items, said),
            Paging::Whole => whole(said),
        }
    }

    /// The cursor decides, not whether the page is empty. `has_more: false` stands above a cursor: so the service's
    /// documentation has it.
    fn cursor(&mut self, empty: bool, said: Option<&Pagination>) -> Next {
        let Some(said) = said.filter(|said| said.has_more != Some(false)) else {
            return Next::End;
        };
        match &said.next_cursor {
            Some(cursor) if self.seen.insert(self.hasher.hash_one(cursor)) => {
                self.position = Some(cursor.clone());
                self.empty = if empty { self.empty + 1 } else { 0 };
                if self.empty >= MOST_EMPTY {
                    return Next::Lost(endless().with_position(Some(cursor)));
                }
                Next::Page
            }
            Some(_) => lost("the list repeats a cursor: following it would never end"),
            None if said.has_more == Some(true) => {
                lost("the list has more items, but the answer holds no cursor for them")
            }
            None => Next::End,
        }
    }

    /// Where the server does not say whether there are more, the first page without an item is the end. A short one is
    /// not: the server may give fewer than it was asked for.
    fn number<T: Serialize>(&mut self, items: &[T], said: Option<&Pagination>) -> Next {
        let has_more = said.and_then(|said| said.has_more);
        if has_more == Some(false) || (has_more.is_none() && items.is_empty()) {
            return Next::End;
        }
        if items.is_empty() {
            self.empty += 1;
            if self.empty >= MOST_EMPTY {
                return Next::Lost(endless());
            }
        } else {
            self.empty = 0;
            let page = self.hash(items);
            if page.is_some() && std::mem::replace(&mut self.before, page) == page {
                return lost("the list gives the same page for two numbers");
            }
        }
        // Any number that the parameter's type can hold.
        let number: Option<i128> = self.position.as_deref().unwrap_or("1").parse().ok();
        let Some(next) = number.and_then(|number| number.checked_add(1)) else {
            return lost("the list has more items, but there is no number for the next page");
        };
        self.position = Some(next.to_string());
        Next::Page
    }

    fn hash<T: Serialize>(&self, items: &[T]) -> Option<u64> {
        let mut sink = Sink(self.hasher.build_hasher());
        serde_json::to_writer(&mut sink, items).ok()?;
        Some(sink.0.finish())
    }
}

/// A list that the document has no further pages for. The server may know of some nevertheless.
fn whole(said: Option<&Pagination>) -> Next {
    let more = said.is_some_and(|said| said.has_more.unwrap_or(said.next_cursor.is_some()));
    if more {
        lost("the list has more items, but the document has no parameter to ask for them")
    } else {
        Next::End
    }
}

fn endless() -> Error {
    let message = "the list says that it has more items, but its pages are empty";
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

fn lost(message: &'static str) -> Next {
    Next::Lost(Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message))
}

/// Hashes what is written to it.
struct Sink<H>(H);

impl<H: Hasher> io::Write for Sink<H> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
