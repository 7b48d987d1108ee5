//! Bodies in several parts.

use std::collections::BTreeSet;

use oas_source::media_type::is_json;
use serde_json::{Map, Value};

use super::body::is_media_type;
use super::constraints::described;
use super::keywords::is_annotation;
use super::one_of::is_null;
use super::{Hint, Lowering};
use crate::error::Error;
use crate::model::{Part, PartContent, Shape, Type};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// The type of a multipart body, if its schema says which parts there are.
    pub(super) fn multipart(
        &mut self,
        schema: &Value,
        encoding: Option<&Map<String, Value>>,
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
            let content_type = encoding.and_then(|all| all.get(name)?.get("contentType")?.as_str());
            let (content, published) = match self.binary(property, content_type, &at)? {
                Some((content, media_type)) => (content, media_type),
                None => {
                    let ty = self.schema(property, &at, &hint.inside(name))?;
                    (PartContent::Value(ty.split_null().0), None)
                }
            };
            let said = content_type.filter(|text| is_one(text));
            parts.push(Part {
                name: name.clone(),
                ident: idents[name.as_str()].clone(),
                content,
                media_type: said.map(str::to_owned).or(published),
                required: required.contains(name.as_str()),
                description: described(property.get("description"), property),
            });
        }
        Ok(Some(self.insert(name, at, schema, Shape::Multipart(parts))))
    }

    /// Whether a property is a file, or several, and of which media type.
    fn binary(
        &mut self,
        property: &Value,
        content_type: Option<&str>,
        at: &Pointer,
    ) -> Result<Option<(PartContent, Option<String>)>, Error> {
        // Without a type and without JSON's media type a part is raw bytes (OpenAPI 3.1.1, "Encoding Object").
        let raw = !content_type.is_some_and(is_json);
        let property = match property {
            Value::Object(property) => property,
            Value::Bool(true) if raw => return Ok(Some((PartContent::File, None))),
            _ => return Ok(None),
        };
        let merged = self.merged(property, at)?;
        if is_binary(&merged) || (raw && says_nothing(&merged)) {
            return Ok(Some((PartContent::File, media_type(&merged))));
        }
        // `null`, as every branch but one, says only that the part may be left out.
        for key in ["anyOf", "oneOf"] {
            let branches = merged.get(key).and_then(Value::as_array).into_iter().flatten();
            let mut real = branches.filter(|branch| !is_null(branch));
            if let (Some(only), None) = (real.next(), real.next()) {
                return self.binary(only, content_type, at);
            }
        }
        match merged.get("items") {
            Some(Value::Object(items)) => {
                let items = self.merged(items, at)?;
                let files = is_binary(&items) || (raw && says_nothing(&items));
                Ok(files.then(|| (PartContent::Files, media_type(&items))))
            }
            Some(Value::Bool(true)) if raw => Ok(Some((PartContent::Files, None))),
            _ => Ok(None),
        }
    }
}

/// The media type that a file's schema names.
fn media_type(schema: &Map<String, Value>) -> Option<String> {
    let text = schema.get("contentMediaType").and_then(Value::as_str)?;
    is_one(text).then(|| text.to_owned())
}

/// Whether a text is one media type, and not a range or a list of some.
fn is_one(text: &str) -> bool {
    is_media_type(text) && !text.contains(['*', ','])
}

/// Whether a schema does not say what fits it.
fn says_nothing(schema: &Map<String, Value>) -> bool {
    schema.keys().all(|key| is_annotation(key))
}

/// Raw bytes: what 3.0 calls `format: binary`, and 3.1 a media type without an encoding.
fn is_binary(schema: &Map<String, Value>) -> bool {
    let has = |key: &str| schema.contains_key(key);
    let text = |ty: &Value| ty == "string" || ty == "null";
    let text_or_nothing = schema.get("type").is_none_or(|ty| match ty {
        Value::Array(types) => types.iter().all(text),
        one => text(one),
    });
    let binary = schema.get("format").is_some_and(|format| format == "binary");
    text_or_nothing && !has("contentEncoding") && (binary || has("contentMediaType"))
}
