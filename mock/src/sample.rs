//! A value that fits a schema, for operations which have no behaviour of their own.
//!
//! Optional members are filled in, so that a client's types are exercised; recursion is cut at the first repetition, or where it goes deep
//! or wide, by leaving out what may be left out. What cannot be made from the schema alone (a `not`, an `if`) is for the caller to notice by
//! validating the sample.

use std::cell::Cell;

use serde_json::{Map, Value, json};

use crate::dice::Dice;
use crate::refs::{local_pointer, resolve};
use crate::scalar::{self, size};

/// Schemas nested deeper than this are given up on.
const MAX_DEPTH: usize = 48;

/// Deeper than the first number only what is required is filled in: a circle of many schemas repeats none of them for long. Where that comes
/// to more schemas than the second number, since all lead to each other, the next is tried. After the last there is no sample: what is
/// required can double with every level.
const BOUNDS: [(usize, usize); 4] = [(16, 10_000), (8, 10_000), (4, 10_000), (2, 100_000)];

/// A value for the schema at the JSON pointer `pointer` of `root`.
pub fn sample(root: &Value, pointer: &str) -> Value {
    sample_in(root, pointer, &Manner::plain())
}

/// How a sample is made.
#[derive(Debug, Clone)]
pub(crate) struct Manner {
    pub(crate) dice: Dice,
    /// The examples of schemas are taken where there are any.
    pub(crate) examples: bool,
    /// Only what is required.
    pub(crate) lean: bool,
    /// So many variants are passed over; and, with the first, defaults: one may not fit what the schema refers to.
    pub(crate) shift: usize,
}

impl Manner {
    fn plain() -> Self {
        Self { dice: Dice::fixed(), examples: false, lean: false, shift: 0 }
    }
}

pub(crate) fn sample_in(root: &Value, pointer: &str, manner: &Manner) -> Value {
    let schema = root.pointer(pointer).unwrap_or(&Value::Null);
    let mut value = Value::Null;
    for (full_depth, most) in BOUNDS {
        let (seen, trail) = (Cell::new(0), Vec::new());
        let mut sampler = Sampler { root, trail, seen, most, full_depth, manner: manner.clone() };
        value = sampler.value(schema);
        if sampler.seen.get() <= most {
            break;
        }
    }
    value
}

struct Sampler<'r> {
    root: &'r Value,
    /// The references being expanded, and `None` for each schema without one.
    trail: Vec<Option<String>>,
    /// How many schemas were looked at.
    seen: Cell<usize>,
    /// How many may be.
    most: usize,
    full_depth: usize,
    manner: Manner,
}

impl Sampler<'_> {
    fn value(&mut self, schema: &Value) -> Value {
        if self.trail.len() >= MAX_DEPTH || self.seen.get() > self.most {
            return Value::Null;
        }
        let reference = schema.get("$ref").and_then(Value::as_str).map(str::to_owned);
        self.trail.push(reference);
        let value = match schema {
            Value::Object(members) => self.of_object(&self.flatten(members, 0)),
            _ => json!({}),
        };
        self.trail.pop();
        value
    }

    /// Whether it is time to come to an end: a reference on the way here is being expanded for the second time, or the way is long.
    fn recursing(&self) -> bool {
        let mut references = self.trail.iter().flatten();
        let twice = |reference| self.trail.iter().flatten().filter(|r| *r == reference).count() > 1;
        self.trail.len() > self.full_depth || references.any(twice)
    }

    fn of_object(&mut self, schema: &Map<String, Value>) -> Value {
        if self.manner.examples
            && let Some(example) = example(schema)
        {
            return example.clone();
        }
        if let Some(value) = schema.get("const") {
            return value.clone();
        }
        if let Some(values) = schema.get("enum").and_then(Value::as_array)
            && let Some(value) = values.get(self.manner.dice.below(values.len()))
        {
            return value.clone();
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(variants) = schema.get(key).and_then(Value::as_array) {
                return self.of_variants(schema, key, variants);
            }
        }
        let default = schema.get("default").filter(|value| !value.is_null());
        if let Some(value) = default.filter(|value| self.manner.shift == 0 && fits(schema, value)) {
            return value.clone();
        }
        match type_of(schema) {
            Some("string") => Value::from(scalar::text(schema, &mut self.manner.dice)),
            Some("integer") => scalar::integer(schema, &mut self.manner.dice),
            Some("number") => scalar::number(schema, &mut self.manner.dice),
            Some("boolean") => Value::Bool(self.manner.dice.below(2) == 0),
            Some("array") => self.of_array(schema),
            Some("null") => Value::Null,
            _ => self.of_members(schema),
        }
    }

    /// The first variant that is not null, with what stands beside the variants; null where a null ends a recursion.
    fn of_variants(&mut self, schema: &Map<String, Value>, key: &str, variants: &[Value]) -> Value {
        let null = |variant: &&Value| variant.get("type").and_then(Value::as_str) == Some("null");
        let nullable = variants.iter().any(|variant| null(&variant));
        let others: Vec<&Value> = variants.iter().filter(|variant| !null(variant)).collect();
        let index = self.manner.shift % others.len().max(1);
        let chosen = others.get(index).copied();
        let Some(chosen) = chosen.filter(|_| !(nullable && self.recursing())) else {
            return Value::Null;
        };
        let mut beside = schema.clone();
        beside.remove(key);
        beside.remove("default");
        if beside.keys().all(|key| is_annotation(key)) {
            return self.value(chosen);
        }
        self.value(&json!({ "allOf": [beside, chosen] }))
    }

    fn of_array(&mut self, schema: &Map<String, Value>) -> Value {
        let least = size(schema, "minItems").unwrap_or(0);
        let most = size(schema, "maxItems").unwrap_or(usize::MAX);
        let prefix = schema
            .get("prefixItems")
            .and_then(Value::as_array)
            .map(Vec::as_slice)
            .unwrap_or_default();
        let wanted = if self.recursing() || self.manner.lean {
            least
        } else {
            least.max(prefix.len()).max(1 + self.manner.dice.below(3)).min(most)
        };
        let any = json!({ "type": "string" });
        let rest = schema.get("items").unwrap_or(&any);
        if *rest == Value::Bool(false) {
            return prefix.iter().map(|schema| self.value(schema)).collect();
        }
        let mut values: Vec<Value> = Vec::new();
        // A bound in the document is not a reason to run out of memory.
        for index in 0..wanted.min(1000) {
            let mut value = self.value(prefix.get(index).unwrap_or(rest));
            if schema.get("uniqueItems") == Some(&Value::Bool(true)) && values.contains(&value) {
                value = another(&value, index);
            }
            values.push(value);
        }
        Value::Array(values)
    }

    fn of_members(&mut self, schema: &Map<String, Value>) -> Value {
        let empty = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&empty);
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .map(|names| names.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        let only_required = self.manner.lean || self.recursing();
        let most = size(schema, "maxProperties").unwrap_or(usize::MAX);
        let mut members = Map::new();
        for name in &required {
            let value =
                properties.get(*name).map_or_else(|| json!({}), |schema| self.value(schema));
            members.insert((*name).to_owned(), value);
        }
        for (name, schema) in properties {
            let wanted = !only_required && members.len() < most && *schema != Value::Bool(false);
            if wanted && !members.contains_key(name) {
                members.insert(name.clone(), self.value(schema));
            }
        }
        let least = size(schema, "minProperties").unwrap_or(0);
        let extra = match schema.get("additionalProperties") {
            Some(schema @ Value::Object(_)) => schema.clone(),
            _ => json!({ "type": "string" }),
        };
        for index in 0..least.saturating_sub(members.len()).min(1000) {
            members.insert(format!("key_{index}"), self.value(&extra));
        }
        Value::Object(members)
    }

    /// One schema out of a schema, what it refers to and what it is composed of by `allOf`.
    fn flatten(&self, schema: &Map<String, Value>, depth: usize) -> Map<String, Value> {
        let mut flat = schema.clone();
        self.seen.set(self.seen.get() + 1);
        if depth >= MAX_DEPTH || self.seen.get() > self.most {
            return flat;
        }
        if let Some(Value::String(reference)) = flat.remove("$ref")
            && let Some(pointer) = local_pointer(&reference)
            && let Some(target) =
                self.root.pointer(&resolve(self.root, pointer)).and_then(Value::as_object)
        {
            merge(&mut flat, self.flatten(target, depth + 1));
        }
        if let Some(Value::Array(parts)) = flat.remove("allOf") {
            for part in parts.iter().filter_map(Value::as_object) {
                merge(&mut flat, self.flatten(part, depth + 1));
            }
        }
        flat
    }
}

/// Whether a default fits the schema that it stands in; taken to, where that refers to another place.
fn fits(schema: &Map<String, Value>, default: &Value) -> bool {
    let schema = Value::Object(schema.clone());
    let options = jsonschema::draft202012::options().should_validate_formats(true);
    options.build(&schema).map_or(true, |validator| validator.is_valid(default))
}

/// Adds `other` to `schema`: members and required names of both, of everything else what is narrower or came first.
fn merge(schema: &mut Map<String, Value>, other: Map<String, Value>) {
    for (key, value) in other {
        match (schema.get_mut(&key), value) {
            (None, value) => {
                schema.insert(key, value);
            }
            (Some(Value::Object(here)), Value::Object(there)) if key == "properties" => {
                for (name, value) in there {
                    let both = here.get(&name).map(|first| json!({ "allOf": [first, value] }));
                    here.insert(name, both.unwrap_or(value));
                }
            }
            (Some(Value::Array(here)), Value::Array(there)) if key == "required" => {
                here.extend(there);
            }
            (Some(Value::Array(here)), Value::Array(there)) if key == "enum" => {
                here.retain(|v| there.contains(v));
            }
            (Some(here), there) if narrows(&key, here, &there) => *here = there,
            _ => {}
        }
    }
}

/// Whether `there` is a narrower bound than `here`.
fn narrows(key: &str, here: &Value, there: &Value) -> bool {
    match key {
        "minimum" | "exclusiveMinimum" | "minLength" | "minItems" | "minProperties" => {
            there.as_f64() > here.as_f64()
        }
        "maximum" | "exclusiveMaximum" | "maxLength" | "maxItems" | "maxProperties" => {
            there.as_f64() < here.as_f64()
        }
        _ => false,
    }
}

/// The example of a schema.
fn example(schema: &Map<String, Value>) -> Option<&Value> {
    let of_list = schema.get("examples").and_then(Value::as_array).and_then(|list| list.first());
    schema.get("example").or(of_list)
}

fn is_annotation(key: &str) -> bool {
    key.starts_with("x-")
        || matches!(
            key,
            "title"
                | "description"
                | "discriminator"
                | "deprecated"
                | "readOnly"
                | "writeOnly"
                | "example"
                | "examples"
                | "$comment"
        )
}

/// The type asked for; of several the first that is not null.
fn type_of(schema: &Map<String, Value>) -> Option<&str> {
    match schema.get("type") {
        Some(Value::String(name)) => Some(name),
        Some(Value::Array(names)) => {
            let mut names = names.iter().filter_map(Value::as_str);
            let first = names.next();
            if first == Some("null") { names.next().or(first) } else { first }
        }
        _ if ["properties", "required", "additionalProperties"]
            .iter()
            .any(|key| schema.contains_key(*key)) =>
        {
            Some("object")
        }
        _ if ["items", "prefixItems"].iter().any(|key| schema.contains_key(*key)) => Some("array"),
        _ => None,
    }
}

/// A different value of the same type, for arrays of unique items.
fn another(value: &Value, index: usize) -> Value {
    match value {
        Value::String(text) => Value::from(format!("{text}{index}")),
        Value::Number(number) => number.as_i64().map_or_else(
            || value.clone(),
            |n| Value::from(n.saturating_add_unsigned(index as u64)),
        ),
        other => other.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::sample;
    use serde_json::{Value, json};

    /// The sample of a schema, after checking that it fits.
    fn fits(schema: Value, definitions: Value) -> Value {
        let mut root: Value = [("schema", schema), ("$defs", definitions)].into_iter().collect();
        let value = sample(&root, "/schema");
        root["$ref"] = json!("#/schema");
        let validator =
            jsonschema::draft202012::options().should_validate_formats(true).build(&root).unwrap();
        let problems: Vec<String> = validator.iter_errors(&value).map(|e| e.to_string()).collect();
        assert!(problems.is_empty(), "{value}: {problems:?}");
        value
    }

    #[test]
    fn scalars_keep_to_their_bounds() {
        for schema in [
            json!({"type": "integer", "minimum": 7}),
            json!({"type": "integer", "exclusiveMinimum": 3, "multipleOf": 5}),
            json!({"type": "integer", "maximum": -4}),
            json!({"type": "number", "exclusiveMinimum": 2, "exclusiveMaximum": 2.5}),
            json!({"type": "string", "minLength": 40}),
            json!({"type": "string", "maxLength": 2}),
            json!({"type": ["null", "boolean"]}),
            json!({"const": null}),
            json!({"enum": [3, 4]}),
            json!({"type": "string", "format": "date-time"}),
            json!({"type": "string", "format": "uuid"}),
            json!({"type": "string", "format": "ipv6"}),
            json!({"type": "string", "format": "duration"}),
            json!({"type": "string", "default": "d"}),
            json!({}),
            json!(true),
        ] {
            fits(schema, json!({}));
        }
    }

    #[test]
    fn a_circle_of_more_schemas_than_are_followed_ends() {
        let thing = |number: usize| {
            let next = json!({"$ref": format!("#/$defs/Thing{}", (number + 1) % 60)});
            let schema = json!({"type": "object", "required": ["id"], "properties": {
                "id": {"type": "string"}, "next": next, "all": {"type": "array", "items": next} }});
            (format!("Thing{number}"), schema)
        };
        let value =
            fits(json!({"$ref": "#/$defs/Thing0"}), Value::Object((0..60).map(thing).collect()));
        assert!(value["next"]["next"]["id"].is_string(), "{value}");
    }

    #[test]
    fn schemas_that_all_lead_to_each_other_end() {
        let all: Vec<usize> = (0..12).collect();
        let thing = |number: &usize| {
            let properties = all.iter().map(|other| {
                (format!("p{other}"), json!({"$ref": format!("#/$defs/Thing{other}")}))
            });
            let properties: Value = Value::Object(properties.collect());
            let schema = json!({"type": "object", "required": ["id"], "properties": properties});
            (format!("Thing{number}"), schema)
        };
        let definitions = Value::Object(all.iter().map(thing).collect());
        let value = fits(json!({"$ref": "#/$defs/Thing0"}), definitions);
        assert!(value.to_string().len() < 1_000_000, "{}", value.to_string().len());
    }

    /// What fits is longer than any memory: there is an end, and no sample.
    #[test]
    fn what_doubles_with_every_level_is_given_up() {
        for twice in [
            |next: Value| json!({"type": "object", "required": ["a", "b"], "properties": {"a": next, "b": next}}),
            |next: Value| json!({"allOf": [next, next]}),
            |next: Value| json!({"type": "array", "minItems": 2, "items": next}),
        ] {
            let level = |number: usize| {
                let next = json!({"$ref": format!("#/$defs/Level{}", number + 1)});
                (format!("Level{number}"), twice(next))
            };
            let definitions: serde_json::Map<_, _> = (0..40).map(level).collect();
            let root = json!({"schema": {"$ref": "#/$defs/Level0"}, "$defs": definitions});
            assert!(sample(&root, "/schema").to_string().len() < 10_000_000);
        }
    }

    #[test]
    fn arrays_and_objects_keep_to_their_sizes() {
        fits(
            json!({"type": "array", "items": {"type": "string"}, "minItems": 3, "uniqueItems": true}),
            json!({}),
        );
        fits(json!({"type": "array", "maxItems": 0}), json!({}));
        fits(
            json!({"prefixItems": [{"type": "integer"}, {"type": "null"}], "items": false}),
            json!({}),
        );
        fits(
            json!({"type": "object", "minProperties": 2, "additionalProperties": {"type": "integer"}}),
            json!({}),
        );
        let value =
            fits(json!({"required": ["a"], "properties": {"b": {"type": "integer"}}}), json!({}));
        assert_eq!(value, json!({"a": {}, "b": 1}));
    }

    #[test]
    fn composition_is_merged() {
        let definitions = json!({
            "Base": {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}, "n": {"minimum": 5}}},
        });
        let value = fits(
            json!({"allOf": [{"$ref": "#/$defs/Base"}, {"properties": {"kind": {"const": "x"}, "n": {"type": "integer"}}}]}),
            definitions.clone(),
        );
        assert_eq!(value, json!({"kind": "x", "n": 5}));
        let value = fits(
            json!({"$ref": "#/$defs/Base", "anyOf": [{"type": "null"}, {"required": ["z"]}]}),
            definitions,
        );
        assert!(value.get("z").is_some() && value.get("kind").is_some());
    }

    #[test]
    fn a_recursive_schema_ends() {
        let definitions = json!({
            "Node": {"type": "object", "required": ["name"], "properties": {
                "name": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/Node"}},
                "next": {"anyOf": [{"$ref": "#/$defs/Node"}, {"type": "null"}]},
            }},
        });
        fits(json!({"$ref": "#/$defs/Node"}), definitions);
        // One that cannot end is cut, and is not valid.
        let root = json!({"schema": {"$ref": "#/schema"}});
        sample(&root, "/schema");
        let root =
            json!({"schema": {"required": ["s"], "properties": {"s": {"$ref": "#/schema"}}}});
        sample(&root, "/schema");
    }
}
