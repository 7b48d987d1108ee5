//! The documents: which operation a scenario is about, and the values of its parameters, which the suite says as they are on the wire.

use serde_json::{Map, Value, json};

/// An operation of a document, with what the address of a call says.
pub(super) struct Found<'d> {
    pub(super) path: &'d str,
    /// Parameters of the path item, then of the operation.
    pub(super) parameters: Vec<&'d Value>,
    /// Texts of the path's parameters.
    pub(super) segments: Map<String, Value>,
    /// Variables of the server's address, but for the host.
    pub(super) variables: Vec<(String, String)>,
    /// What the server's address has before the path.
    pub(super) base: String,
    /// How badly it fits: less is better.
    badness: usize,
}

/// What a reference leads to.
pub(super) fn resolved<'d>(document: &'d Value, mut value: &'d Value) -> &'d Value {
    while let Some(pointer) = value.get("$ref").and_then(Value::as_str) {
        match document.pointer(pointer.trim_start_matches('#')) {
            Some(target) => value = target,
            None => return value,
        }
    }
    value
}

/// The operation that fits the method and the address best.
pub(super) fn find<'d>(document: &'d Value, method: &str, uri: &str) -> Option<Found<'d>> {
    let server = document.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let server = server.trim_start_matches("{endpoint}");
    let server = match server.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |slash| &rest[slash..]),
        None => server,
    };
    let (variables, end) = matched(server, uri, true, false)?;
    let (base, rest) = uri.split_at(end);
    let rest = if rest.is_empty() { "/" } else { rest };
    let paths = document.get("paths")?.as_object()?;
    let found = paths.iter().filter_map(|(path, item)| {
        let operation = item.get(method)?;
        let (loose, (segments, _)) = [false, true]
            .into_iter()
            .find_map(|loose| Some((loose, matched(path, rest, false, loose)?)))?;
        let parameters = [item, operation]
            .into_iter()
            .filter_map(|owner| owner.get("parameters")?.as_array())
            .flatten()
            .map(|parameter| resolved(document, parameter));
        Some(Found {
            path,
            parameters: parameters.collect(),
            badness: segments.len() + if loose { 100 } else { 0 },
            segments: segments.into_iter().map(|(name, text)| (name, text.into())).collect(),
            variables: variables.clone(),
            base: base.to_owned(),
        })
    });
    found.min_by_key(|found| found.badness)
}

type Matched = (Vec<(String, String)>, usize);

/// Matches a template with a text: the values of its placeholders, and where the template ends. A placeholder is a segment, or,
/// loosely, all that is left to what follows it.
fn matched(template: &str, text: &str, begin: bool, loose: bool) -> Option<Matched> {
    let (mut values, mut at, mut template) = (Vec::new(), 0, template);
    while let Some((before, rest)) = template.split_once('{') {
        let (name, after) = rest.split_once('}')?;
        at += text.get(at..)?.starts_with(before).then_some(before.len())?;
        let left = text.get(at..)?;
        let length = match after.split('{').next().filter(|next| !next.is_empty()) {
            Some(next) => left.find(next)?,
            None if loose => left.len(),
            None => left.find('/').unwrap_or(left.len()),
        };
        let value = left.get(..length)?;
        if value.is_empty() || (!loose && value.contains('/')) {
            return None;
        }
        values.push((name.to_owned(), unescaped(value)));
        at += length;
        template = after;
    }
    let left = text.get(at..)?;
    let fits = if begin { left.starts_with(template) } else { left == template };
    fits.then_some((values, at + template.len()))
}

/// Text of an address without percent signs.
fn unescaped(text: &str) -> String {
    let (mut bytes, mut rest) = (Vec::new(), text.as_bytes());
    while let Some((first, after)) = rest.split_first() {
        let hex = (*first == b'%').then(|| after.get(..2)).flatten();
        let byte = hex.and_then(|hex| u8::from_str_radix(std::str::from_utf8(hex).ok()?, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The names of types that a schema allows.
pub(super) fn kinds(document: &Value, schema: &Value) -> Vec<String> {
    let schema = resolved(document, schema);
    let mut kinds: Vec<String> = match schema.get("type") {
        Some(Value::String(name)) => vec![name.clone()],
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(str::to_owned).collect()
        }
        _ => Vec::new(),
    };
    for key in ["anyOf", "oneOf", "allOf"] {
        let inner = schema.get(key).and_then(Value::as_array).into_iter().flatten();
        kinds.extend(inner.flat_map(|inner| self::kinds(document, inner)));
    }
    if kinds.is_empty() {
        let constants = schema.get("const").into_iter();
        let values = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        kinds.extend(constants.chain(values).map(|value| match value {
            Value::String(_) => "string".to_owned(),
            Value::Number(_) => "number".to_owned(),
            Value::Bool(_) => "boolean".to_owned(),
            _ => "any".to_owned(),
        }));
    }
    kinds
}

/// The value of a parameter whose text, or texts, are this.
pub(super) fn value(document: &Value, parameter: &Value, wire: &Value) -> Value {
    let empty = Value::Null;
    let schema = resolved(document, parameter.get("schema").unwrap_or(&empty));
    let kinds = kinds(document, schema);
    let is = |kind: &str| kinds.iter().any(|known| known == kind);
    let text = match wire {
        Value::String(text) if parameter["in"] == "path" => unstyled(parameter, text),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    if is("array") {
        let items = schema.get("items").unwrap_or(&empty);
        let style = parameter.get("style").and_then(Value::as_str).unwrap_or("form");
        let delimiter = match style {
            "spaceDelimited" => ' ',
            "pipeDelimited" => '|',
            _ => ',',
        };
        let texts: Vec<String> = match wire {
            Value::Array(values) => values
                .iter()
                .map(|value| value.as_str().map_or_else(|| value.to_string(), str::to_owned))
                .collect(),
            _ => text.split(delimiter).map(str::to_owned).collect(),
        };
        return texts.iter().map(|text| scalar(document, items, text)).collect();
    }
    if is("object") && wire.is_string() {
        let texts: Vec<&str> = text.split(',').collect();
        let members = texts.chunks_exact(2).map(|pair| (pair[0].to_owned(), literal(pair[1])));
        return Value::Object(members.collect());
    }
    if wire.is_object() { wire.clone() } else { scalar(document, schema, &text) }
}

/// The text of a path's parameter without what its style puts round it: values, or names and values, with commas between.
fn unstyled(parameter: &Value, text: &str) -> String {
    let name = format!("{}=", parameter["name"].as_str().unwrap_or_default());
    let explode = parameter["explode"] == true;
    let pieces: Vec<&str> = match parameter["style"].as_str() {
        Some("matrix") => text
            .split(';')
            .skip(1)
            .map(|piece| piece.strip_prefix(&name).unwrap_or(piece))
            .collect(),
        Some("label") if explode => text.split('.').skip(1).collect(),
        Some("label") => vec![text.strip_prefix('.').unwrap_or(text)],
        _ => text.split(',').collect(),
    };
    let text = pieces.join(",");
    if explode { text.replace('=', ",") } else { text }
}

fn scalar(document: &Value, schema: &Value, text: &str) -> Value {
    if kinds(document, schema).iter().any(|kind| kind == "string") {
        return json!(text);
    }
    literal(text)
}

/// A number, a truth value, or text.
pub(super) fn literal(text: &str) -> Value {
    match serde_json::from_str(text) {
        Ok(value @ (Value::Number(_) | Value::Bool(_))) => value,
        _ => json!(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_operation_of_an_address_is_that_with_the_fewest_placeholders() {
        let document = json!({
            "servers": [{ "url": "{endpoint}/api/{version}" }],
            "paths": {
                "/pets/{name}": { "get": { "parameters": [{ "$ref": "#/components/parameters/N" }] } },
                "/pets/all": { "get": {} },
                "/files/{path}": { "get": {} },
            },
            "components": { "parameters": { "N": { "name": "name", "in": "path" } } },
        });
        let path = |method, uri| find(&document, method, uri).map(|found| found.path);
        assert_eq!(path("get", "/api/v1/pets/all"), Some("/pets/all"));
        assert_eq!(path("get", "/api/v1/files/a/b"), Some("/files/{path}"));
        assert_eq!(path("post", "/api/v1/pets/all"), None);
        assert_eq!(path("get", "/other/v1/pets/all"), None);
        let found = find(&document, "get", "/api/v1/pets/a%20b").unwrap();
        assert_eq!(found.segments["name"], "a b");
        assert_eq!(found.variables, [("version".to_owned(), "v1".to_owned())]);
        assert_eq!((found.base.as_str(), found.parameters.len()), ("/api/v1", 1));
    }

    #[test]
    fn values_are_read_by_style_and_type() {
        let of = |place: &str, style: &str, explode: bool, kind: &str, wire: Value| {
            let items = json!({ "type": "integer" });
            let schema = json!({ "type": kind, "items": items });
            let parameter = json!({ "name": "p", "in": place, "style": style, "explode": explode, "schema": schema });
            value(&Value::Null, &parameter, &wire)
        };
        assert_eq!(of("path", "matrix", true, "array", json!(";p=1;p=2")), json!([1, 2]));
        assert_eq!(of("path", "matrix", false, "array", json!(";p=1,2")), json!([1, 2]));
        assert_eq!(
            of("path", "label", true, "object", json!(".a=1.b=2")),
            json!({ "a": 1, "b": 2 })
        );
        assert_eq!(of("path", "label", false, "array", json!(".1,2")), json!([1, 2]));
        assert_eq!(
            of("path", "simple", true, "object", json!("a=1,b=2")),
            json!({ "a": 1, "b": 2 })
        );
        assert_eq!(of("query", "pipeDelimited", false, "array", json!("1|2")), json!([1, 2]));
        assert_eq!(of("query", "form", true, "array", json!(["1", "2"])), json!([1, 2]));
        assert_eq!(of("query", "form", true, "string", json!("1")), json!("1"));
        assert_eq!(of("query", "form", true, "boolean", json!("true")), json!(true));
    }
}
