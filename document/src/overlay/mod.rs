//! Overlays (OpenAPI Overlay 1.0 and 1.1): lists of changes that are made to a document once it is read.

mod action;
mod apply;
mod edit;
mod read;

pub(crate) use self::apply::apply;
pub use self::read::Overlay;
