#![doc = include_str!("../README.md")]

mod anchors;
mod applied;
mod arena;
mod build;
mod bundle;
mod document;
mod error;
mod folder;
pub mod input;
mod json;
pub mod keywords;
mod limits;
pub mod media_type;
mod methods;
mod node;
mod overlay;
pub mod pointer;
mod position;
mod query;
mod source;
pub mod status;
pub mod text;
mod uri;
mod write;
mod yaml;

pub use applied::Applied;
pub use document::{Document, Version};
pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use methods::METHODS;
pub use node::{Kind, Node};
pub use overlay::Overlay;
pub use source::Source;
