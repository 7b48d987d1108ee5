//! What hand-written code over a generated client is built with.

pub use crate::error::retry_after::from_headers as retry_after;
pub use crate::error::{Line, header_request_id as request_id, line};
pub use crate::paging::{Course, Listing, Pager, PollNext};
