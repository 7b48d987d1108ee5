//! What a list has given so far, which tells one that leads in circles from one that goes on.

use std::collections::HashSet;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::io;

use serde::Serialize;

/// How many pages without an item a list may give in a row while it says that there are more.
const MOST_EMPTY: u32 = 100;

/// The course that a list has taken. What is wrong with it is said in a sentence.
#[derive(Debug, Default)]
pub struct Course {
    /// Hashes of the cursors or addresses so far: they can be long, and a list many pages.
    seen: HashSet<u64>,
    hasher: RandomState,
    /// The hash of the items before, of a list whose pages are counted.
    before: Option<u64>,
    empty: u32,
}

impl Course {
    /// One that begins at this cursor or address, if it is not the list's own beginning.
    #[must_use]
    pub fn from(first: Option<&str>) -> Self {
        let mut course = Self::default();
        course.seen.extend(first.map(|first| course.hasher.hash_one(first)));
        course
    }

    /// Notes the cursor or the address of the page that is asked for next.
    ///
    /// # Errors
    ///
    /// A page had it before.
    pub fn goes_by(&mut self, mark: &str) -> Result<(), &'static str> {
        if self.seen.insert(self.hasher.hash_one(mark)) {
            return Ok(());
        }
        Err(
            "the list repeats a cursor or an address, and names a page again that came before: following it would never end",
        )
    }

    /// Notes the items of a page that is found by counting.
    ///
    /// # Errors
    ///
    /// They are those of the page before.
    pub fn counts<T: Serialize>(&mut self, items: &[T]) -> Result<(), &'static str> {
        let mut sink = Sink(self.hasher.build_hasher());
        if items.is_empty() || serde_json::to_writer(&mut sink, items).is_err() {
            return Ok(());
        }
        let items = Some(sink.0.finish());
        if std::mem::replace(&mut self.before, items) == items {
            return Err("the list gives the same page twice: it may not know the parameter");
        }
        Ok(())
    }

    /// Notes whether a page, after which the list goes on, has items.
    ///
    /// # Errors
    ///
    /// It is the hundredth in a row that has none.
    pub fn goes_on(&mut self, empty: bool) -> Result<(), &'static str> {
        self.empty = if empty { self.empty + 1 } else { 0 };
        if self.empty < MOST_EMPTY {
            return Ok(());
        }
        Err("the list says that it has more items, but its pages are empty")
    }
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
