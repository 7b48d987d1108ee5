//! Lists that come in pages, by what the caller says of their form.

mod address;
mod by;
mod course;
mod link;
mod list;
mod pager;
mod stream;
mod walk;

pub use self::by::PageBy;
pub use self::course::Course;
pub use self::list::List;
pub use self::pager::{Listing, Pager, PollNext};
pub use self::stream::{Items, Pages, pages};
