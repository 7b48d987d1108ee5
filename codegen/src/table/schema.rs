//! Schemas of the document, taken out of it: references lead to the definitions of the table.

use std::collections::{BTreeMap, BTreeSet};

use oas_source::keywords::{Holds, holds};
use oas_source::pointer::{escape, percent_decoded, unescape};
use serde_json::{Map, Value, json};

use crate::lower::target_of;

/// What names a place in the document, and none in the table.
const NAMES_OF_PLACES: [&str; 8] = [
    "$anchor",
    "$defs",
    "$dynamicAnchor",
    "$dynamicRef",
    "$id",
    "$recursiveRef",
    "$schema",
    "definitions",
];

/// Up to this number of values, a schema that several operations share is written out in each.
const SMALL: usize = 32;

/// The schemas of a table, and those that they refer to.
pub(super) struct Schemas<'d> {
    root: &'d Value,
    /// The places that were referred to, by the names that they have.
    referred: BTreeMap<String, String>,
    /// Those of them that are not yet taken out.
    left: Vec<String>,
}

impl<'d> Schemas<'d> {
    pub(super) fn new(root: &'d Value) -> Self {
        Self { root, referred: BTreeMap::new(), left: Vec::new() }
    }

    /// The schema at a place. One that does not stand in the operation itself is shared: a large one is referred to, so that a table is no
    /// larger than its document.
    pub(super) fn at(&mut self, pointer: &str, operation: &str) -> Option<Value> {
        let schema = self.root.pointer(pointer)?;
        let own = pointer.strip_prefix(operation).is_some_and(|rest| rest.starts_with('/'));
        if own || is_small(schema, &mut { SMALL }) {
            return Some(self.taken(schema));
        }
        let mut reference = Map::new();
        reference.insert("$ref".to_owned(), Value::String(self.name(pointer)));
        Some(Value::Object(reference))
    }

    /// The schema at a place, written out whatever its size.
    pub(super) fn whole(&mut self, pointer: &str) -> Option<Value> {
        Some(self.taken(self.root.pointer(pointer)?))
    }

    /// Where each definition stands in the document, and the definitions, once all schemas were taken.
    pub(super) fn finish(mut self) -> (BTreeMap<String, String>, BTreeMap<String, Value>) {
        let mut definitions = BTreeMap::new();
        while let Some(name) = self.left.pop() {
            let place = self.referred.get(&name).and_then(|pointer| self.root.pointer(pointer));
            if let Some(schema) = place {
                definitions.insert(name, self.taken(schema));
            }
        }
        cut_circles(&mut definitions);
        (self.referred, definitions)
    }

    fn taken(&mut self, schema: &Value) -> Value {
        match schema {
            Value::Object(members) => self.object(members),
            Value::Array(elements) => elements.iter().map(|element| self.taken(element)).collect(),
            other => other.clone(),
        }
    }

    fn object(&mut self, members: &Map<String, Value>) -> Value {
        let mut taken = Map::new();
        for (key, value) in members {
            let value = match (key.as_str(), value) {
                ("$ref", Value::String(text)) => match self.reference(text) {
                    Some(reference) => Value::String(reference),
                    // Any value, as the types have it; the report says so.
                    None => continue,
                },
                ("discriminator", Value::Object(discriminator)) => {
                    self.discriminator(discriminator)
                }
                (key, _) if NAMES_OF_PLACES.contains(&key) => continue,
                (_, Value::Object(named)) if holds(key) == Holds::Names => {
                    let all = named.iter().map(|(name, value)| (name.clone(), self.taken(value)));
                    Value::Object(all.collect())
                }
                _ if holds(key) == Holds::Data => value.clone(),
                _ => self.taken(value),
            };
            taken.insert(key.clone(), value);
        }
        of_openapi_3_0(taken)
    }

    fn discriminator(&mut self, discriminator: &Map<String, Value>) -> Value {
        let mut taken = discriminator.clone();
        if let Some(Value::Object(mapping)) = taken.get_mut("mapping") {
            for target in mapping.values_mut() {
                let Value::String(text) = target else { continue };
                let component = format!("#/components/schemas/{}", escape(text));
                let reference = self.reference(&component).or_else(|| self.reference(text));
                if let Some(reference) = reference {
                    *text = reference;
                }
            }
        }
        Value::Object(taken)
    }

    fn reference(&mut self, text: &str) -> Option<String> {
        let pointer = target_of(self.root, text)?;
        let schema = self.root.pointer(pointer.as_str())?;
        (schema.is_object() || schema.is_boolean()).then(|| self.name(pointer.as_str()))
    }

    /// The reference to what stands at a place.
    fn name(&mut self, pointer: &str) -> String {
        let component = pointer.strip_prefix("/components/schemas/").map(unescape);
        // A pointer begins with a slash, so that the two never meet.
        let component = component.filter(|name| {
            !name.starts_with('/')
                && escape(name).len() + "/components/schemas/".len() == pointer.len()
        });
        let name = component.unwrap_or_else(|| pointer.to_owned());
        let reference = format!("#/$defs/{}", percent_encoded(&escape(&name)));
        if self.referred.insert(name.clone(), pointer.to_owned()).is_none() {
            self.left.push(name);
        }
        reference
    }
}

/// A schema with what OpenAPI 3.0 says otherwise than JSON Schema 2020-12 (`nullable`, `exclusiveMinimum` and `exclusiveMaximum` that are true
/// or false) said as that does. What is below it stays as it is.
#[must_use]
pub fn of_openapi_3_0(mut schema: Map<String, Value>) -> Value {
    for (bound, exclusive) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
        match schema.get(exclusive) {
            Some(Value::Bool(true)) => match schema.remove(bound) {
                Some(value) => schema.insert(exclusive.to_owned(), value),
                None => schema.remove(exclusive),
            },
            Some(Value::Bool(false)) => schema.remove(exclusive),
            _ => None,
        };
    }
    match schema.get("nullable") {
        Some(Value::Bool(true)) => {
            schema.remove("nullable");
        }
        Some(Value::Bool(false)) => {
            schema.remove("nullable");
            return Value::Object(schema);
        }
        _ => return Value::Object(schema),
    }
    let composed = ["$ref", "allOf", "anyOf", "oneOf", "enum", "const"];
    let plain = !composed.iter().any(|key| schema.contains_key(*key));
    match schema.get("type") {
        Some(Value::String(one)) if plain => {
            let types = json!([one, "null"]);
            schema.insert("type".to_owned(), types);
            Value::Object(schema)
        }
        // Without anything else, any value fits.
        _ if schema.is_empty() => Value::Object(schema),
        _ => json!({ "anyOf": [schema, { "type": "null" }] }),
    }
}

fn is_small(value: &Value, left: &mut usize) -> bool {
    if *left == 0 {
        return false;
    }
    *left -= 1;
    match value {
        Value::Array(elements) => elements.iter().all(|element| is_small(element, left)),
        Value::Object(members) => members.values().all(|member| is_small(member, left)),
        _ => true,
    }
}

/// Takes away a reference that leads back to its own definition over nothing but references: any value fits it, and following it would
/// never end.
fn cut_circles(definitions: &mut BTreeMap<String, Value>) {
    let mut ends: BTreeSet<String> = BTreeSet::new();
    let mut circles = Vec::new();
    for start in definitions.keys() {
        let mut way: Vec<String> = Vec::new();
        let mut on_way = BTreeSet::new();
        let mut next = Some(start.clone());
        while let Some(name) = next.take() {
            if ends.contains(&name) {
                break;
            }
            if !on_way.insert(name.clone()) {
                circles.push(name);
                break;
            }
            let reference = definitions.get(&name).and_then(|schema| schema.get("$ref"));
            next = reference.and_then(Value::as_str).and_then(definition);
            way.push(name);
        }
        ends.extend(way);
    }
    for name in circles {
        if let Some(Value::Object(schema)) = definitions.get_mut(&name) {
            schema.remove("$ref");
        }
    }
}

/// Calls `visit` with the name of each definition that a schema of the table refers to.
pub(super) fn for_each_reference(schema: &Value, visit: &mut dyn FnMut(String)) {
    match schema {
        Value::Object(members) => {
            for (key, value) in members {
                match (key.as_str(), value) {
                    ("$ref", Value::String(text)) => {
                        definition(text).into_iter().for_each(&mut *visit);
                    }
                    ("discriminator", _) => {
                        let mapping = value.get("mapping").and_then(Value::as_object);
                        let targets = mapping.into_iter().flat_map(Map::values);
                        targets
                            .filter_map(|target| definition(target.as_str()?))
                            .for_each(&mut *visit);
                    }
                    (_, Value::Object(named)) if holds(key) == Holds::Names => {
                        named.values().for_each(|value| for_each_reference(value, visit));
                    }
                    _ if holds(key) == Holds::Data => {}
                    _ => for_each_reference(value, visit),
                }
            }
        }
        Value::Array(elements) => {
            elements.iter().for_each(|element| for_each_reference(element, visit));
        }
        _ => {}
    }
}

/// The definition that a reference of the table names.
pub(super) fn definition(reference: &str) -> Option<String> {
    Some(unescape(&percent_decoded(reference.strip_prefix("#/$defs/")?)))
}

/// A text as it stands in the fragment of a URI.
fn percent_encoded(text: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schema_is_small_where_it_has_few_values() {
        let small = |value: Value, mut left: usize| is_small(&value, &mut left);
        assert!(small(json!(1), 1) && !small(json!(1), 0));
        assert!(small(json!({ "enum": [1, 2, 3] }), 5) && !small(json!({ "enum": [1, 2, 3] }), 4));
        assert!(small(json!({ "a": {}, "b": {} }), 3) && !small(json!({ "a": {}, "b": {} }), 2));
    }
}
