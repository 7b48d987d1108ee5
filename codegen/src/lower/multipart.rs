//! Bodies in several parts.

use std::collections::BTreeSet;

use oas_source::media_type::is_json;
use serde_json::{Map, Value};

use super::body::{is_media_type, not_sent};
use super::constraints::described;
use super::keywords::{is_annotation, texts};
use super::one_of::is_null;
use super::parameter::is_token;
use super::{Hint, Lowering};
use crate::error::Error;
use crate::model::{Part, PartContent, PartHeader, Shape, Type};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

impl Lowering<'_> {
    /// The type of a multipart body, if its schema says which parts there are.
    pub(super) fn multipart(
        &mut self,
        schema: &Value,
        media_type: &Map<String, Value>,
        media_at: &Pointer,
        hint: &Hint,
        unsaid: &mut BTreeSet<String>,
    ) -> Result<Option<Type>, Error> {
        let encoding = media_type.get("encoding").and_then(Value::as_object);
        let at = &media_at.join("schema");
        let Value::Object(schema) = schema else {
            return Ok(None);
        };
        let merged = self.merged(schema, at)?;
        let Some(properties) = merged.get("properties").and_then(Value::as_object) else {
            return Ok(None);
        };
        let required: BTreeSet<&str> = texts(&merged, "required").collect();
        let name = self.claim(hint, at);
        let hint = Hint::Reserved(name.clone());
        let mut scope = Scope::with(&["new"]);
        let idents = scope.idents(properties.keys(), snake);
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
                    (PartContent::Value(ty.split_null().0.sent()), None)
                }
            };
            let said = content_type.and_then(|text| chosen(text, &content));
            let encoding = encoding.and_then(|all| all.get(name)?.get("headers")?.as_object());
            let headers_at = media_at.join("encoding").join(name).join("headers");
            let headers = self.part_headers(encoding, &headers_at, name, &mut scope, &hint)?;
            let own = encoding.into_iter().flat_map(Map::keys).filter(|name| is_own(name));
            if headers.len() < own.count() {
                unsaid.insert(not_sent(name));
            }
            parts.push(Part {
                headers,
                name: name.clone(),
                ident: idents[name.as_str()].clone(),
                content,
                media_type: said.or(published),
                required: required.contains(name.as_str()),
                description: described(property.get("description"), property),
            });
        }
        let lost = encoding.into_iter().flatten().filter(|(name, encoding)| {
            !properties.contains_key(*name) && encoding.get("headers").is_some()
        });
        unsaid.extend(lost.map(|(name, _)| not_sent(name)));
        Ok(Some(self.insert(name, at, schema, Shape::Multipart(parts))))
    }

    /// The headers of a part that are the caller's to say.
    fn part_headers(
        &mut self,
        headers: Option<&Map<String, Value>>,
        at: &Pointer,
        part: &str,
        scope: &mut Scope,
        hint: &Hint,
    ) -> Result<Vec<PartHeader>, Error> {
        let mut lowered = Vec::new();
        for (name, header) in headers.into_iter().flatten().filter(|(name, _)| is_own(name)) {
            let (header, at) = self.follow(header, &at.join(name))?;
            // One that is said by a media type has no style.
            let Some(schema) = header.get("schema").filter(|_| is_token(name)) else { continue };
            let hint = hint.inside(&format!("{part} {name}"));
            let (ty, nullable) = self.schema(schema, &at.join("schema"), &hint)?.split_null();
            let flag = |key: &str| header.get(key).is_some_and(|flag| flag == true);
            lowered.push(PartHeader {
                name: name.clone(),
                ident: scope.unique(&snake(&format!("{part}_{name}")), at.as_str()),
                ty: ty.sent(),
                explode: flag("explode"),
                required: flag("required") && !nullable,
                description: described(header.get("description"), schema),
            });
        }
        Ok(lowered)
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

/// The media type that a part has where nobody says another: of several the first, of those that a value is written in.
fn chosen(text: &str, content: &PartContent) -> Option<String> {
    let mut names = text.split(',').map(str::trim).filter(|name| is_one(name));
    let value = matches!(content, PartContent::Value(_));
    let json = names.clone().find(|name| is_json(name)).filter(|_| value);
    json.or_else(|| names.next()).map(str::to_owned)
}

/// Whether a header is not said by other means.
pub(super) fn is_own(name: &str) -> bool {
    !["content-type", "content-disposition"].contains(&name.to_ascii_lowercase().as_str())
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
