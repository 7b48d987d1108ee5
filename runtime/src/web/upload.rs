//! Uploads, which there are none of: `fetch` of most browsers takes a body as a whole.

use reqwest::Body;

/// What cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Upload {}

/// A body of several parts, none of which is an upload.
#[derive(Default)]
pub(crate) struct Pieces(());

impl Pieces {
    /// Is never called: there is no upload.
    pub(crate) fn push(&mut self, _: Vec<u8>, _: Upload) {}

    pub(crate) fn into_body(self, end: Vec<u8>) -> Body {
        end.into()
    }
}
