//! What the examples share: which service they talk to, and how they tell what goes on.
#![allow(dead_code, unused_imports, reason = "each example uses its own part")]

mod arguments;
mod progress;
mod say;
mod service;

pub(crate) use arguments::duration;
pub(crate) use progress::Progress;
pub(crate) use say::{ask, code_of, say, shown, with_causes};
pub(crate) use service::Service;
