//! Reports of a comparison, one format a file. Text of the documents is never trusted: each format escapes it.

mod cause;
mod changelog;
mod github;
mod group;
mod html;
mod json;
mod junit;
mod markdown;
mod preamble;
mod terminal;
mod text;

pub use changelog::changelog;
pub use github::github;
pub use html::html;
pub use json::{JSON_SCHEMA, json};
pub use junit::junit;
pub use markdown::{GITHUB_COMMENT_LIMIT, markdown};
pub use preamble::{Preamble, fenced};
pub use terminal::{Terminal, terminal};
pub use text::markup;
