//! What keywords do to a type.

use serde_json::{Map, Value};

/// Keywords that describe a schema and constrain nothing.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "default",
    "deprecated",
    "description",
    "example",
    "examples",
    "externalDocs",
    "readOnly",
    "summary",
    "title",
    "writeOnly",
    "xml",
    "$id",
    "$schema",
    "$anchor",
    "$dynamicAnchor",
    "$defs",
    "definitions",
];

/// Keywords that only constrain what is a type already.
pub(super) const VALIDATION: &[&str] = &[
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "contains",
    "minContains",
    "maxContains",
    "propertyNames",
    "unevaluatedProperties",
    "unevaluatedItems",
    "uniqueItems",
    "minProperties",
    "maxProperties",
];

pub(super) const BOUNDS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "pattern",
    "minItems",
    "maxItems",
];

/// Whether a keyword describes a schema and constrains nothing.
pub(super) fn is_annotation(key: &str) -> bool {
    key.starts_with("x-") || ANNOTATIONS.contains(&key)
}

/// Whether a keyword leaves the type as it is.
pub(super) fn is_constraint(key: &str) -> bool {
    is_annotation(key) || VALIDATION.contains(&key) || BOUNDS.contains(&key) || key == "required"
}

/// The texts in a list under a keyword; what is no text is passed over.
pub(super) fn texts<'d>(
    object: &'d Map<String, Value>,
    keyword: &str,
) -> impl Iterator<Item = &'d str> {
    let list = object.get(keyword).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str)
}
