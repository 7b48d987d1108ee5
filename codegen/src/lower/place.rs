//! Where an operation stands.

use serde_json::{Map, Value};

use super::Hint;
use crate::names::pascal;
use crate::pointer::Pointer;

/// Where an operation stands.
pub(super) struct Place<'d, 'p> {
    pub(super) path: &'d String,
    pub(super) method: &'static str,
    /// The path item.
    pub(super) item: &'d Map<String, Value>,
    pub(super) item_at: &'p Pointer,
}

/// The name of a type inside an operation.
pub(super) fn inside(hint: &Hint, part: &str) -> Hint {
    Hint::Inline(format!("{}{}", hint.name(), pascal(part)))
}
