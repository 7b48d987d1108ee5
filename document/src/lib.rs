#![doc = include_str!("../README.md")]

mod anchors;
mod build;
mod document;
mod error;
pub mod input;
mod json;
pub mod keywords;
mod limits;
pub mod media_type;
mod methods;
mod node;
pub mod pointer;
mod position;
pub mod text;
mod uri;
mod yaml;

pub use document::{Document, Version};
pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use methods::METHODS;
pub use node::{Kind, Node};
