//! Where a list is, and where it goes on: what the answers say, without the network.

use oas_runtime::layer::Course;
use oas_runtime::{Outcome, Paging};
use serde::Serialize;

use crate::envelope::Pagination;
use crate::error::{Error, ErrorKind, Result};

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

    /// Goes on to the page that follows one with these items and this `meta.pagination`, if there is any.
    ///
    /// # Errors
    ///
    /// There are more items, which cannot be reached.
    pub(super) fn after<T: Serialize>(
        &mut self,
        items: &[T],
        said: Option<&Pagination>,
    ) -> Result<bool> {
        match self.paging {
            Paging::Cursor => self.cursor(items.is_empty(), said),
            Paging::PageNumber => self.number(items, said),
            Paging::Whole => whole(said),
        }
    }

    /// The cursor decides, not whether the page is empty. `has_more: false` stands above a cursor: so the service's
    /// documentation has it.
    fn cursor(&mut self, empty: bool, said: Option<&Pagination>) -> Result<bool> {
        let Some(said) = said.filter(|said| said.has_more != Some(false)) else {
            return Ok(false);
        };
        match &said.next_cursor {
            Some(cursor) => {
                self.course.goes_by(cursor).map_err(lost)?;
                self.position = Some(cursor.clone());
                let goes_on = self.course.goes_on(empty);
                goes_on.map_err(|endless| lost(endless).with_position(Some(cursor)))?;
                Ok(true)
            }
            None if said.has_more == Some(true) => {
                Err(lost("the list has more items, but the answer holds no cursor for them"))
            }
            None => Ok(false),
        }
    }

    /// Where the server does not say whether there are more, the first page without an item is the end. A short one is
    /// not: the server may give fewer than it was asked for.
    fn number<T: Serialize>(&mut self, items: &[T], said: Option<&Pagination>) -> Result<bool> {
        let has_more = said.and_then(|said| said.has_more);
        if has_more == Some(false) || (has_more.is_none() && items.is_empty()) {
            return Ok(false);
        }
        self.course.goes_on(items.is_empty()).and(self.course.counts(items)).map_err(lost)?;
        // Any number that the parameter's type can hold.
        let number: Option<i128> = self.position.as_deref().unwrap_or("1").parse().ok();
        let Some(next) = number.and_then(|number| number.checked_add(1)) else {
            return Err(lost("the list has more items, but there is no number for the next page"));
        };
        self.position = Some(next.to_string());
        Ok(true)
    }
}

/// A list that the document has no further pages for. The server may know of some nevertheless.
fn whole(said: Option<&Pagination>) -> Result<bool> {
    let more = said.is_some_and(|said| said.has_more.unwrap_or(said.next_cursor.is_some()));
    if more {
        Err(lost("the list has more items, but the document has no parameter to ask for them"))
    } else {
        Ok(false)
    }
}

fn lost(message: &'static str) -> Error {
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}
