//! Lists that come in pages: as a stream of pages, or of their items.

mod cursor;
mod items;
mod open;
mod stream;
#[cfg(test)]
mod tests;

pub use self::items::Items;
pub(crate) use self::open::Open;
pub use self::stream::Pages;
