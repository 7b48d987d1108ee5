//! What overlays did.

use std::fmt;

use crate::text::quoted;

/// What an action of an overlay did.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Applied {
    /// The overlay's name.
    pub overlay: String,
    /// Which of its actions, from 1.
    pub action: usize,
    /// The line of the action, from 1.
    pub line: u32,
    /// The query of the action.
    pub target: String,
    /// What it did: `updated 3 objects`.
    pub did: String,
}

impl fmt::Display for Applied {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { overlay, action, line, target, did } = self;
        write!(f, "{overlay}:{line}: action {action} {did} at {}", quoted(target))
    }
}
