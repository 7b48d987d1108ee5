//! What a schema allows, as far as a person types values: types, fields, words.

use std::collections::BTreeMap;

use oas_source::pointer::{percent_decoded, unescape};
use serde_json::{Map, Value, json};

/// How many references and compositions are followed into each other.
const DEEPEST: usize = 16;

/// Formats of texts that say how a value is written.
const FORMATS: [&str; 10] =
    ["date-time", "date", "time", "duration", "email", "hostname", "ipv4", "ipv6", "uri", "uuid"];

/// The schemas of the table that others refer to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Schemas<'t>(pub(crate) &'t BTreeMap<String, Value>);

/// What a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Object,
    /// Anything, or one of several.
    Any,
}

/// A field of an object.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    /// Of one that several objects have, any of theirs.
    pub(crate) schema: Value,
    pub(crate) required: bool,
}

impl<'t> Schemas<'t> {
    /// Calls `visit` with a schema and those that it is composed of; the flag says whether all of it holds, and not one of several.
    fn parts(self, schema: &'t Value, visit: &mut dyn FnMut(&'t Map<String, Value>, bool)) {
        self.parts_at(schema, true, 0, visit);
    }

    fn parts_at(
        self,
        schema: &'t Value,
        holds: bool,
        depth: usize,
        visit: &mut dyn FnMut(&'t Map<String, Value>, bool),
    ) {
        let Some(members) = schema.as_object().filter(|_| depth < DEEPEST) else { return };
        visit(members, holds);
        let reference = members.get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|reference| reference.strip_prefix("#/$defs/"));
        if let Some(target) = name.and_then(|name| self.definition(name)) {
            self.parts_at(target, holds, depth + 1, visit);
        }
        for (key, all) in [("allOf", true), ("anyOf", false), ("oneOf", false)] {
            let branches = members.get(key).and_then(Value::as_array).into_iter().flatten();
            let branches: Vec<&Value> = branches.filter(|branch| !is_null(branch)).collect();
            let certain = holds && (all || branches.len() == 1);
            for branch in branches {
                self.parts_at(branch, certain, depth + 1, visit);
            }
        }
    }

    fn definition(self, name: &str) -> Option<&'t Value> {
        self.0.get(&unescape(&percent_decoded(name)))
    }

    /// What a value is, null apart.
    pub(crate) fn kind(self, schema: &'t Value) -> Kind {
        let mut kinds = Vec::new();
        self.parts(schema, &mut |part, _| {
            let named = match part.get("type") {
                Some(Value::String(one)) => vec![one.as_str()],
                Some(Value::Array(several)) => several.iter().filter_map(Value::as_str).collect(),
                _ if part.contains_key("properties") => vec!["object"],
                _ => vec![],
            };
            let constant = part.get("const").is_some_and(Value::is_string);
            let words = part.get("enum").and_then(Value::as_array);
            let texts = words.is_some_and(|words| words.iter().any(Value::is_string));
            let known = named.into_iter().filter_map(kind_named);
            let implied = ((constant || texts) && !part.contains_key("type")).then_some(Kind::Text);
            for kind in known.chain(implied) {
                if !kinds.contains(&kind) {
                    kinds.push(kind);
                }
            }
        });
        match kinds.as_slice() {
            [one] => *one,
            [Kind::Integer, Kind::Number] | [Kind::Number, Kind::Integer] => Kind::Number,
            _ => Kind::Any,
        }
    }

    /// The fields of an object; of one of several objects, those of all.
    pub(crate) fn fields(self, schema: &'t Value) -> BTreeMap<&'t str, Field> {
        let mut found: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
        let mut required = Vec::new();
        self.parts(schema, &mut |part, holds| {
            let properties = part.get("properties").and_then(Value::as_object);
            for (name, schema) in properties.into_iter().flatten() {
                let schemas = found.entry(name).or_default();
                if !schemas.contains(&schema) {
                    schemas.push(schema);
                }
            }
            if holds {
                let names = part.get("required").and_then(Value::as_array).into_iter().flatten();
                required.extend(names.filter_map(Value::as_str));
            }
        });
        let field = |(name, schemas): (&'t str, Vec<&Value>)| {
            let schema = match schemas.as_slice() {
                [one] => (*one).clone(),
                several => json!({ "anyOf": several }),
            };
            (name, Field { schema, required: required.contains(&name) })
        };
        found.into_iter().map(field).collect()
    }

    /// The forms that an object can have, where there are several: what each cannot go without.
    pub(crate) fn forms(self, schema: &'t Value) -> Vec<Vec<String>> {
        let mut forms = Vec::new();
        self.parts(schema, &mut |part, holds| {
            let branches = part.get("oneOf").or_else(|| part.get("anyOf")).filter(|_| holds);
            let branches = branches.and_then(Value::as_array).into_iter().flatten();
            for branch in branches.filter(|branch| !is_null(branch)) {
                let fields = self.fields(branch).into_iter().filter(|(_, field)| field.required);
                let written = fields.map(|(name, field)| {
                    match Schemas(self.0).words(&field.schema).as_slice() {
                        [only] => format!("{name}={only}"),
                        _ => name.to_owned(),
                    }
                });
                forms.push(written.collect());
            }
        });
        if forms.len() > 1 { forms } else { Vec::new() }
    }

    /// The schema of what an object may have beside its fields; nothing where the document knows of nothing.
    pub(crate) fn further(self, schema: &'t Value) -> Option<&'t Value> {
        let mut found = None;
        let mut has_fields = false;
        self.parts(schema, &mut |part, _| {
            has_fields |= part.contains_key("properties");
            let further = part.get("additionalProperties");
            found = found.or(further.filter(|further| **further != Value::Bool(false)));
        });
        found.or_else(|| (!has_fields).then_some(&Value::Null))
    }

    /// The schema of the elements of a list.
    pub(crate) fn elements(self, schema: &'t Value) -> &'t Value {
        let mut found = None;
        self.parts(schema, &mut |part, _| found = found.or(part.get("items")));
        found.unwrap_or(&Value::Null)
    }

    /// The only texts that a value can be; none where it can be others.
    pub(crate) fn words(self, schema: &'t Value) -> Vec<&'t str> {
        let mut words: Vec<&str> = Vec::new();
        let mut open = false;
        self.parts(schema, &mut |part, _| match (part.get("enum"), part.get("const")) {
            (Some(Value::Array(all)), _) => words.extend(all.iter().filter_map(Value::as_str)),
            (_, Some(Value::String(one))) => words.push(one),
            _ => open |= part.contains_key("type"),
        });
        if open { Vec::new() } else { words }
    }

    /// The format of a text, of those that a person knows how to write.
    fn format(self, schema: &'t Value) -> Option<&'static str> {
        let mut found = None;
        self.parts(schema, &mut |part, holds| {
            let format = part.get("format").filter(|_| holds);
            let known = format.and_then(|format| FORMATS.iter().find(|known| *format == **known));
            found = found.or(known.copied());
        });
        found
    }

    /// What a value is, for a person.
    pub(crate) fn described(self, schema: &'t Value) -> String {
        let words = self.words(schema);
        if !words.is_empty() {
            return format!("one of {}", words.join(", "));
        }
        match self.kind(schema) {
            Kind::Text => match self.format(schema) {
                Some(format) => format!("text as {format}"),
                None => "text".to_owned(),
            },
            Kind::Integer => "integer".to_owned(),
            Kind::Number => "number".to_owned(),
            Kind::Boolean => "true or false".to_owned(),
            Kind::List => match self.described(self.elements(schema)).as_str() {
                "any JSON" => "list".to_owned(),
                elements => format!("list, each {elements}"),
            },
            Kind::Object => "object".to_owned(),
            Kind::Any => "any JSON".to_owned(),
        }
    }

    /// The value that a person means by a text.
    pub(crate) fn value(self, schema: &'t Value, text: &str) -> Result<Value, String> {
        let json = || serde_json::from_str::<Value>(text).ok();
        let refused = || Err(format!("{text:?} is not allowed: {}", self.described(schema)));
        let words = self.words(schema);
        if !words.is_empty() {
            return match words.contains(&text) {
                true => Ok(text.into()),
                false => refused(),
            };
        }
        let (found, fits): (Option<Value>, fn(&Value) -> bool) = match self.kind(schema) {
            Kind::Text => return Ok(text.into()),
            Kind::Any => return Ok(json().unwrap_or_else(|| text.into())),
            Kind::Integer => (json(), |value| value.is_i64() || value.is_u64()),
            Kind::Number => (json(), Value::is_number),
            Kind::Boolean => (json(), Value::is_boolean),
            Kind::Object => (json(), Value::is_object),
            Kind::List => {
                let one =
                    || self.value(self.elements(schema), text).map(|one| Value::from(vec![one]));
                return json().filter(Value::is_array).map_or_else(one, Ok);
            }
        };
        found.filter(fits).map_or_else(refused, Ok)
    }
}

fn kind_named(name: &str) -> Option<Kind> {
    Some(match name {
        "string" => Kind::Text,
        "integer" => Kind::Integer,
        "number" => Kind::Number,
        "boolean" => Kind::Boolean,
        "array" => Kind::List,
        "object" => Kind::Object,
        _ => return None,
    })
}

fn is_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|name| name == "null")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn definitions() -> BTreeMap<String, Value> {
        let all = json!({
            "State": { "type": "string", "enum": ["on", "off"] },
            "Open": { "anyOf": [{ "$ref": "#/$defs/State" }, { "type": "string" }] },
            "a/b c": { "type": "integer" },
            "Cat": { "type": "object", "required": ["kind"], "properties": { "kind": { "const": "cat" }, "lives": { "type": "integer" } } },
            "Dog": { "type": "object", "required": ["kind", "name"], "properties": { "kind": { "const": "dog" }, "name": { "type": "string" } } },
            "Pet": { "oneOf": [{ "$ref": "#/$defs/Cat" }, { "$ref": "#/$defs/Dog" }] },
            "Loop": { "allOf": [{ "$ref": "#/$defs/Loop" }] },
        });
        all.as_object().unwrap().clone().into_iter().collect()
    }

    #[test]
    fn a_text_is_read_as_what_the_schema_has() {
        let definitions = definitions();
        let schemas = Schemas(&definitions);
        let read = |schema: Value, text: &str| Schemas(&definitions).value(&schema, text);
        assert_eq!(read(json!({ "type": "string" }), "5"), Ok(json!("5")));
        assert_eq!(read(json!({ "type": ["integer", "null"] }), "-5"), Ok(json!(-5)));
        assert_eq!(
            read(json!({ "anyOf": [{ "type": "number" }, { "type": "null" }] }), "1.5"),
            Ok(json!(1.5))
        );
        assert_eq!(read(json!({ "$ref": "#/$defs/a~1b%20c" }), "7"), Ok(json!(7)));
        assert_eq!(read(json!({ "type": "boolean" }), "true"), Ok(json!(true)));
        assert_eq!(
            read(json!({ "type": "array", "items": { "type": "integer" } }), "3"),
            Ok(json!([3]))
        );
        assert_eq!(read(json!({ "type": "array" }), "[1, \"a\"]"), Ok(json!([1, "a"])));
        assert_eq!(read(json!({ "type": "object" }), "{\"a\": 1}"), Ok(json!({ "a": 1 })));
        assert_eq!(read(json!({}), "yes"), Ok(json!("yes")));
        assert_eq!(read(json!({ "$ref": "#/$defs/Open" }), "later"), Ok(json!("later")));
        for (schema, text, says) in [
            (json!({ "type": "integer" }), "5.5", "\"5.5\" is not allowed: integer"),
            (json!({ "type": "boolean" }), "yes", "\"yes\" is not allowed: true or false"),
            (json!({ "$ref": "#/$defs/State" }), "of", "\"of\" is not allowed: one of on, off"),
            (
                json!({ "type": "array", "items": { "$ref": "#/$defs/State" } }),
                "x",
                "\"x\" is not allowed: one of on, off",
            ),
        ] {
            assert_eq!(read(schema, text), Err(says.to_owned()));
        }
        for (schema, says) in [
            (
                json!({ "type": "array", "items": { "$ref": "#/$defs/State" } }),
                "list, each one of on, off",
            ),
            (json!({ "type": ["string", "null"], "format": "uuid" }), "text as uuid"),
            (json!({ "type": "string", "format": "\u{1b}[31m" }), "text"),
            (
                json!({ "anyOf": [{ "type": "string", "format": "date" }, { "type": "string" }] }),
                "text",
            ),
        ] {
            assert_eq!(schemas.described(&schema), says);
        }
    }

    #[test]
    fn an_object_of_several_forms_has_the_fields_of_all() {
        let definitions = definitions();
        let schemas = Schemas(&definitions);
        let pet = json!({ "$ref": "#/$defs/Pet" });
        let fields = schemas.fields(&pet);
        assert_eq!(Vec::from_iter(fields.keys().copied()), ["kind", "lives", "name"]);
        assert!(fields.values().all(|field| !field.required), "none is in every form");
        assert_eq!(schemas.words(&fields["kind"].schema), ["cat", "dog"]);
        assert_eq!(schemas.forms(&pet), [vec!["kind=cat"], vec!["kind=dog", "name"]]);
        assert_eq!(schemas.further(&pet), None);
        let both = json!({ "allOf": [{ "$ref": "#/$defs/Dog" }, { "additionalProperties": { "type": "integer" } }] });
        assert!(schemas.fields(&both)["name"].required);
        assert_eq!(schemas.further(&both), Some(&json!({ "type": "integer" })));
        // What leads round in a circle says nothing.
        assert_eq!(schemas.kind(&json!({ "$ref": "#/$defs/Loop" })), Kind::Any);
    }
}
