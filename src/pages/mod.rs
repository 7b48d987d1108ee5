//! Lists that come in pages: as a stream of pages, or of their items.

mod cursor;
mod items;
mod stream;
#[cfg(test)]
mod tests;

pub use self::items::Items;
pub use self::stream::Pages;
