//! What a generated builder of a list can do.

use super::by::PageBy;
use super::stream::{Items, Pages, pages};
use crate::call::{Call, Operation};
use crate::error::Result;
use crate::json::Json;

/// An operation that gives a list: implemented by the generated builders that the generator's settings bind to a form of paging.
pub trait List: Operation {
    /// One element of the list.
    type Item: Json;

    /// How it is paged.
    fn page_by() -> PageBy;

    /// The pages, from the one that the call asks for to the last.
    ///
    /// # Errors
    ///
    /// As [`pages()`].
    fn pages(self) -> Result<Pages<Self>> {
        pages(self, Self::page_by())
    }

    /// The items of the pages, one after the other.
    ///
    /// # Errors
    ///
    /// As [`pages()`].
    fn items(self) -> Result<Items<Self, Self::Item>> {
        Ok(self.pages()?.items())
    }
}

impl<O: List> List for Call<O> {
    type Item = O::Item;

    fn page_by() -> PageBy {
        O::page_by()
    }
}
