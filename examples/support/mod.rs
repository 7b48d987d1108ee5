//! What the examples share: which service they talk to, and how they tell what goes on.
#![allow(dead_code, unused_imports, reason = "each example uses its own part")]

mod arguments;
mod progress;
mod service;

pub(crate) use arguments::duration;
pub(crate) use progress::Progress;
pub(crate) use service::Service;

/// An error with all that led to it, on one line.
pub(crate) fn with_causes(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
