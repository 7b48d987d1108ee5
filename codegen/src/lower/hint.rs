//! What an item would be called.

use crate::names::pascal;

/// The name that an item would take if the schema becomes one.
#[derive(Clone, Debug)]
pub(super) enum Hint {
    /// Reserved for this very schema.
    Reserved(String),
    /// Made from the place where the schema stands.
    Inline(String),
}

impl Hint {
    pub(super) fn name(&self) -> &str {
        match self {
            Hint::Reserved(name) | Hint::Inline(name) => name,
        }
    }

    /// The hint for a schema inside this one.
    pub(super) fn inside(&self, part: &str) -> Hint {
        Hint::Inline(pascal(&format!("{}{}", self.name(), pascal(part))))
    }
}
