//! Envelopes, and lists that come in pages.

use super::operation::Operation;

/// A success of the form `{data, meta}`.
pub trait Envelope: Sized {
    /// The payload.
    type Data: Send;

    /// The payload alone.
    fn into_data(self) -> Self::Data;

    /// Takes the envelope apart: the payload, and everything beside it as JSON.
    fn into_parts(self) -> (Self::Data, serde_json::Value);
}

/// How a list is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// The response carries an opaque cursor, to be sent with the next request.
    Cursor,
    /// Pages are numbered from one.
    PageNumber,
    /// The document has no way to ask for a further page.
    Whole,
}

/// A list that comes in pages.
pub trait Paged: Operation<Success: Envelope> + Clone {
    /// How it is paged.
    const PAGING: Paging;
    /// One element of the list.
    type Item: serde::Serialize + Send;

    /// The page that was asked for: a cursor, or a page number in digits.
    fn position(&self) -> Option<String>;

    /// The same call, for the page at `position`. A list that comes whole has none but the first.
    fn at(self, position: &str) -> Self;

    /// The elements of one page; `None` where the document leaves the payload open and it is no list.
    fn items(data: <Self::Success as Envelope>::Data) -> Option<Vec<Self::Item>>;
}

/// The elements of a payload that the document leaves open. Null is the empty list, as for a list that may be null.
#[must_use]
pub fn items(data: serde_json::Value) -> Option<Vec<serde_json::Value>> {
    match data {
        serde_json::Value::Array(items) => Some(items),
        serde_json::Value::Null => Some(Vec::new()),
        _ => None,
    }
}
