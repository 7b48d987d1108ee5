//! Enumerated values.

use serde_json::{Map, Value};

use super::{Hint, Lowering, Rule};
use crate::model::{Enum, EnumValue, Shape, Type};
use crate::names::{Scope, pascal};
use crate::pointer::Pointer;

/// An enum with more values than this is text to Rust.
const MOST_VALUES: usize = 2_000;

impl Lowering<'_> {
    pub(super) fn enumeration(
        &mut self,
        values: &[Value],
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Type {
        if values.len() > MOST_VALUES {
            let text = values.iter().all(|value| value.is_string() || value.is_null());
            return if text {
                Type::String
            } else {
                self.untyped(at, "too many enumerated values")
            };
        }
        let mut distinct: Vec<(usize, &Value)> = Vec::new();
        for (index, value) in values.iter().enumerate() {
            if !value.is_null() && !distinct.iter().any(|(_, known)| *known == value) {
                distinct.push((index, value));
            }
        }
        if distinct.is_empty() {
            return self.untyped(at, "only null fits");
        }
        if distinct.iter().all(|(_, value)| value.is_boolean()) {
            return Type::Bool;
        }
        self.apply(Rule::EnumOpened, at);
        let listed = |keys: [&str; 2], index: usize| {
            let list = keys
                .iter()
                .find_map(|key| schema.get(*key)?.as_array())
                .filter(|list| list.len() == values.len())?;
            list.get(index)?.as_str()
        };
        // Values whose names collide get theirs by what they are, not by their place.
        let mut scope = Scope::with(&["Unrecognized"]);
        let values = distinct
            .into_iter()
            .map(|(index, value)| {
                let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
                let name = listed(["x-enum-varnames", "x-enumNames"], index).unwrap_or(&text);
                let description = listed(["x-enum-descriptions", "x-enumDescriptions"], index)
                    .unwrap_or_default();
                EnumValue {
                    ident: scope.unique(&pascal(name), &text),
                    value: value.clone(),
                    description: description.to_owned(),
                }
            })
            .collect();
        self.item(hint, at, schema, Shape::Enum(Enum { values }))
    }
}
