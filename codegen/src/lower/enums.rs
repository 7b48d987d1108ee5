//! Enumerated values.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Hint, Lowering, Rule};
use crate::model::{Enum, EnumValue, Shape, Type};
use crate::names::{Scope, fingerprint, pascal};
use crate::pointer::Pointer;
use crate::settings::InlineEnums;

/// Names and descriptions of values, one for each.
const NAMES: &[&str] = &["x-enum-varnames", "x-enumNames"];
const DESCRIPTIONS: &[&str] = &["x-enum-descriptions", "x-enumDescriptions"];

/// As many values are in the name of an enum that several places share.
const MOST_WORDS: usize = 3;

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
        let named = NAMES.iter().chain(DESCRIPTIONS).any(|key| schema.contains_key(*key));
        let texts: Option<BTreeSet<&str>> =
            distinct.iter().map(|(_, value)| value.as_str()).collect();
        if let (Hint::Inline(_), InlineEnums::ByValue, false, Some(texts)) =
            (hint, self.settings.inline_enums, named, texts)
        {
            return self.shared_enum(&texts, at);
        }
        let listed = |keys: &[&str], index: usize| {
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
                let name = listed(NAMES, index).unwrap_or(&text);
                let description = listed(DESCRIPTIONS, index).unwrap_or_default();
                EnumValue {
                    ident: scope.unique(&pascal(name), &text),
                    value: value.clone(),
                    description: description.to_owned(),
                }
            })
            .collect();
        self.item(hint, at, schema, Shape::Enum(Enum { values }))
    }

    /// The enum of all inline schemas that have these values. Its name, and all that it has, is made of them alone.
    fn shared_enum(&mut self, texts: &BTreeSet<&str>, at: &Pointer) -> Type {
        let key: String = texts.iter().map(|text| format!("{text:?}")).collect();
        if let Some(name) = self.shared_enums.get(&key) {
            return Type::Named(name.clone());
        }
        let words: Vec<String> = texts.iter().take(MOST_WORDS).map(|text| pascal(text)).collect();
        let name = match words.as_slice() {
            [only] => format!("Only{only}"),
            several if several.len() == texts.len() => several.join("Or"),
            several => pascal(&format!("{}OrX{:08x}", several.join("Or"), fingerprint(&key))),
        };
        let name = self.names.unique(&pascal(&name), &key);
        self.shared_enums.insert(key, name.clone());
        let mut scope = Scope::with(&["Unrecognized"]);
        let values = texts.iter().map(|text| EnumValue {
            ident: scope.unique(&pascal(text), text),
            value: Value::from(*text),
            description: String::new(),
        });
        let values = values.collect();
        self.insert(name, at, &Map::new(), Shape::Enum(Enum { values }))
    }
}
