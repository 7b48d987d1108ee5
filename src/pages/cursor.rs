//! Where a list is, and where it goes on: what the answers say, without the network.

use oas_runtime::layer::Course;
use oas_runtime::{Outcome, Paging};
use serde::Serialize;

use crate::envelope::Pagination;
use crate::error::{Error, ErrorKind};

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
    course: Course,
}

impl Cursor {
    pub(super) fn new(paging: Paging, position: Option<String>) -> Self {
        let course = Course::from(position.as_deref());
        Self { paging, position, course }
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
            Some(cursor) => {
                if let Err(circle) = self.course.goes_by(cursor) {
                    return lost(circle);
                }
                self.position = Some(cursor.clone());
                match self.course.goes_on(empty) {
                    Ok(()) => Next::Page,
                    Err(endless) => Next::Lost(broken(endless).with_position(Some(cursor))),
                }
            }
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
        if let Err(circle) = self.course.goes_on(items.is_empty()).and(self.course.counts(items)) {
            return lost(circle);
        }
        // Any number that the parameter's type can hold.
        let number: Option<i128> = self.position.as_deref().unwrap_or("1").parse().ok();
        let Some(next) = number.and_then(|number| number.checked_add(1)) else {
            return lost("the list has more items, but there is no number for the next page");
        };
        self.position = Some(next.to_string());
        Next::Page
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

fn broken(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

fn lost(message: &'static str) -> Next {
    Next::Lost(broken(message))
}
