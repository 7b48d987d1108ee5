//! Where an operation stands.

use oas_source::METHODS;
use serde_json::{Map, Value};

use super::Hint;
use crate::names::pascal;
use crate::pointer::Pointer;

/// Where an operation stands.
pub(super) struct Place<'d, 'p> {
    pub(super) path: &'d String,
    /// In capitals, or as `additionalOperations` spells it.
    pub(super) method: String,
    /// The path item.
    pub(super) item: &'d Map<String, Value>,
    pub(super) item_at: &'p Pointer,
    /// The operation itself.
    pub(super) at: Pointer,
}

/// The operations of a path item: method, operation, and where it stands. Those of any other method are OpenAPI 3.2's.
pub(super) fn operations<'d>(
    item: &'d Map<String, Value>,
    at: &Pointer,
) -> Vec<(String, &'d Value, Pointer)> {
    let known = METHODS.into_iter().filter_map(|method| {
        Some((method.to_ascii_uppercase(), item.get(method)?, at.join(method)))
    });
    let at = at.join("additionalOperations");
    let others = item.get("additionalOperations").and_then(Value::as_object).into_iter().flatten();
    let others = others.map(|(method, operation)| (method.clone(), operation, at.join(method)));
    let mut all: Vec<_> = known.collect();
    let mut others: Vec<_> = others.collect();
    others.sort_unstable_by(|(left, ..), (right, ..)| left.cmp(right));
    all.extend(others);
    all
}

/// The name of a type inside an operation.
pub(super) fn inside(hint: &Hint, part: &str) -> Hint {
    Hint::Inline(format!("{}{}", hint.name(), pascal(part)))
}
