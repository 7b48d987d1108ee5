//! Bodies in several parts.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::{Hint, Lowering};
use crate::document::Pointer;
use crate::error::Error;
use crate::model::{Part, PartContent, Shape, Type};
use crate::names::{Scope, snake};

impl Lowering<'_> {
    /// The type of a multipart body, if its schema says which parts there are.
    pub(super) fn multipart(
        &mut self,
        schema: &Value,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<Type>, Error> {
        let Value::Object(schema) = schema else {
            return Ok(None);
        };
        let merged = self.merged(schema, at)?;
        let Some(properties) = merged.get("properties").and_then(Value::as_object) else {
            return Ok(None);
        };
        let required: BTreeSet<&str> = merged
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let name = self.claim(hint, at);
        let hint = Hint::Reserved(name.clone());
        let idents = Scope::with(&["new"]).idents(properties.keys(), snake);
        let mut sorted: Vec<(&String, &Value)> = properties.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        let mut parts = Vec::with_capacity(sorted.len());
        for (name, property) in sorted {
            let at = at.join("properties").join(name);
            let content = match self.binary(property, &at)? {
                Some(content) => content,
                None => PartContent::Value(
                    self.schema(property, &at, &hint.inside(name))?
                        .split_null()
                        .0,
                ),
            };
            parts.push(Part {
                name: name.clone(),
                ident: idents[name.as_str()].clone(),
                content,
                required: required.contains(name.as_str()),
                description: property
                    .get("description")
                    .and_then(Value::as_str)
                    .unwrap_or_default()
                    .to_owned(),
            });
        }
        Ok(Some(self.insert(name, at, schema, Shape::Multipart(parts))))
    }

    /// Whether a property is a file, or several.
    fn binary(&mut self, property: &Value, at: &Pointer) -> Result<Option<PartContent>, Error> {
        let Value::Object(property) = property else {
            return Ok(None);
        };
        let merged = self.merged(property, at)?;
        if is_binary(&merged) {
            return Ok(Some(PartContent::File));
        }
        // `null`, as every branch but one, says only that the part may be left out.
        for key in ["anyOf", "oneOf"] {
            let branches = merged
                .get(key)
                .and_then(Value::as_array)
                .into_iter()
                .flatten();
            let mut real =
                branches.filter(|branch| branch.get("type").is_none_or(|ty| ty != "null"));
            if let (Some(only), None) = (real.next(), real.next()) {
                return self.binary(only, at);
            }
        }
        match merged.get("items") {
            Some(Value::Object(items)) if is_binary(&self.merged(items, at)?) => {
                Ok(Some(PartContent::Files))
            }
            _ => Ok(None),
        }
    }
}

/// Raw bytes: what 3.0 calls `format: binary`, and 3.1 a media type without an encoding.
fn is_binary(schema: &Map<String, Value>) -> bool {
    let has = |key: &str| schema.contains_key(key);
    let text_or_nothing = schema.get("type").is_none_or(|ty| ty == "string");
    let binary = schema
        .get("format")
        .is_some_and(|format| format == "binary");
    text_or_nothing && !has("contentEncoding") && (binary || has("contentMediaType"))
}
