//! Values that a document's schemas are known to allow.

use std::collections::BTreeMap;
use std::path::Path;

use jsonschema::{Registry, Validator};
use oas_source::keywords::{Holds, holds};
use oas_source::pointer::escape;
use serde_json::{Value, json};

use oas_command::failure::Failure;

/// A valid value of a schema.
#[derive(Clone, Debug)]
pub(super) struct Instance {
    /// The schema, as a JSON pointer into the document.
    pub(super) schema: String,
    pub(super) value: Value,
    /// Where it comes from, for messages.
    pub(super) from: String,
}

/// The instances of a file with one object a line: `{"schema": "#/components/schemas/NAME", "instance": …}`.
pub(super) fn from_lines(path: &Path) -> Result<Vec<Instance>, Failure> {
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))?;
    let mut instances = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let from = format!("{}:{}", path.display(), index + 1);
        let mut parsed: Value = serde_json::from_str(line)
            .map_err(|error| Failure::usage(format!("{from}: this is not JSON: {error}")))?;
        let schema = parsed["schema"].as_str().and_then(|text| text.strip_prefix('#'));
        let Some(schema) = schema.map(str::to_owned) else {
            return Err(Failure::usage(format!("{from}: there is no `schema` that begins with #")));
        };
        let value = parsed["instance"].take();
        instances.push(Instance { schema, value, from });
    }
    Ok(instances)
}

/// The examples in a document that are valid against the schema they stand in or beside.
pub(super) fn examples(root: &Value) -> Vec<Instance> {
    let mut found = Examples { all: Vec::new() };
    found.walk(root, "", false);
    let validators = Validators::new(root);
    found.all.into_iter().filter(|example| validators.accept(example)).collect()
}

struct Examples {
    all: Vec<Instance>,
}

impl Examples {
    /// `names` says that the members of this object are named by the author, so that none of them is a keyword.
    fn walk(&mut self, value: &Value, at: &str, names: bool) {
        match value {
            Value::Array(elements) => {
                for (index, element) in elements.iter().enumerate() {
                    self.walk(element, &format!("{at}/{index}"), false);
                }
            }
            Value::Object(members) => {
                if !names {
                    self.beside(value, at);
                }
                for (name, member) in members {
                    let held = if names { Holds::Keywords } else { holds(name) };
                    if held == Holds::Data {
                        continue;
                    }
                    let inner = held == Holds::Names;
                    self.walk(member, &format!("{at}/{}", escape(name)), inner);
                }
            }
            _ => {}
        }
    }

    /// The examples of a schema, or of what has a schema: a media type, a parameter, a header.
    fn beside(&mut self, holder: &Value, at: &str) {
        let (place, described) = match holder.get("schema") {
            Some(schema) => (format!("{at}/schema"), schema),
            None => (at.to_owned(), holder),
        };
        // What is written in a header or a query, or as text, is not JSON.
        let text = at.contains("/parameters/") || at.contains("/headers/");
        let media_type = at.rsplit('/').next().unwrap_or_default();
        let json = media_type.contains("json") || !at.contains("/content/");
        if (text || !json) && holder.get("schema").is_some() {
            return;
        }
        let schema = match described.get("$ref").and_then(Value::as_str) {
            Some(reference) if reference.starts_with('#') => reference[1..].to_owned(),
            _ => place,
        };
        let mut add = |value: &Value, from: String| {
            self.all.push(Instance { schema: schema.clone(), value: value.clone(), from });
        };
        if let Some(example) = holder.get("example") {
            add(example, format!("#{at}/example"));
        }
        match holder.get("examples") {
            Some(Value::Array(examples)) => {
                for (index, example) in examples.iter().enumerate() {
                    add(example, format!("#{at}/examples/{index}"));
                }
            }
            Some(Value::Object(examples)) => {
                for (name, example) in examples {
                    if let Some(value) = example.get("value") {
                        add(value, format!("#{at}/examples/{}/value", escape(name)));
                    }
                }
            }
            _ => {}
        }
    }
}

/// What checks instances against the schemas of a document, each compiled when it is first asked for.
struct Validators {
    registry: Option<Registry<'static>>,
    compiled: std::cell::RefCell<BTreeMap<String, Option<Validator>>>,
}

/// What the document is called where its schemas are referred to.
const DOCUMENT: &str = "https://document.invalid/openapi.json";

impl Validators {
    fn new(root: &Value) -> Self {
        let registry = Registry::new()
            .add(DOCUMENT, root.clone())
            .and_then(jsonschema::RegistryBuilder::prepare);
        Self { registry: registry.ok(), compiled: Default::default() }
    }

    /// Whether the example is valid. A schema that no validator can be made of has no valid examples.
    fn accept(&self, example: &Instance) -> bool {
        let Some(registry) = &self.registry else {
            return false;
        };
        let mut compiled = self.compiled.borrow_mut();
        let validator = compiled.entry(example.schema.clone()).or_insert_with(|| {
            let encoded = encoded(&example.schema);
            jsonschema::draft202012::options()
                .with_registry(registry)
                .should_validate_formats(true)
                .build(&json!({ "$ref": format!("{DOCUMENT}#{encoded}") }))
                .ok()
        });
        validator.as_ref().is_some_and(|validator| validator.is_valid(&example.value))
    }
}

/// A pointer as the fragment of a URI.
fn encoded(pointer: &str) -> String {
    let mut text = String::new();
    for byte in pointer.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/!$&'()*+,;=:@".contains(&byte) {
            text.push(char::from(byte));
        } else {
            text.push_str(&format!("%{byte:02X}"));
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn valid_examples_are_found_where_they_may_stand_and_nowhere_else() {
        let root = json!({
            "openapi": "3.1.0",
            "paths": { "/a": { "get": {
                "parameters": [{ "name": "q", "in": "query", "schema": { "type": "string" }, "example": "q" }],
                "responses": { "200": { "content": { "application/json": {
                    "schema": { "type": "integer" },
                    "examples": { "one": { "value": 1 }, "text": { "value": "no integer" } }
                } } } }
            } } },
            "components": { "schemas": {
                "A": { "type": "object", "examples": [{ "b": 1 }], "properties": {
                    "example": { "type": "string", "examples": ["e"] },
                    "b": { "$ref": "#/components/schemas/B", "example": 5 }
                } },
                "B": { "type": "integer", "example": "wrong", "default": { "example": 2 } }
            } }
        });
        let found: Vec<(String, String)> = examples(&root)
            .into_iter()
            .map(|example| (example.schema, example.value.to_string()))
            .collect();
        let expected = [
            ("/components/schemas/A", r#"{"b":1}"#),
            ("/components/schemas/B", "5"),
            ("/components/schemas/A/properties/example", r#""e""#),
            ("/paths/~1a/get/responses/200/content/application~1json/schema", "1"),
        ];
        for (schema, value) in expected {
            assert!(
                found.contains(&(schema.to_owned(), value.to_owned())),
                "{schema} {value}: {found:?}"
            );
        }
        assert_eq!(found.len(), expected.len(), "{found:?}");
    }
}
