#![doc = include_str!("../README.md")]

mod build;
mod document;
mod error;
mod json;
mod limits;
pub mod media_type;
mod methods;
mod node;
pub mod pointer;
pub mod text;
mod yaml;

pub use document::{Document, Version};
pub use error::{Error, ErrorKind};
pub use limits::Limits;
pub use methods::METHODS;
pub use node::{Kind, Node};
