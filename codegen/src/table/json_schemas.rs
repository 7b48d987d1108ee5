//! The document's schemas of the types, and of what these refer to.

use std::collections::BTreeMap;

use oas_source::keywords::{Holds, holds};
use oas_source::pointer::escape;
use serde_json::{Map, Value};

use super::schema::{Schemas, definition};
use crate::model::{JsonSchema, Model, SchemaOf, Shape};

/// The schema of each type that is in bodies: of what has no type of its own, where one of these refers to it.
pub(crate) fn json_schemas(root: &Value, model: &Model) -> Vec<JsonSchema> {
    let items = || model.items.iter().filter(|(_, item)| has_schema(&item.shape));
    let mut types: BTreeMap<&str, &str> = BTreeMap::new();
    for (name, item) in items() {
        // What is sent may have a type beside the one that is received, and its name is the longer one.
        types.entry(&item.pointer).or_insert(name);
    }
    let mut schemas = Schemas::new(root);
    let of_items: Vec<(&String, Value)> = items()
        .map(|(name, item)| (name, schemas.whole(&item.pointer).unwrap_or(Value::Bool(true))))
        .collect();
    let (pointers, definitions) = schemas.finish();
    let mut targets: BTreeMap<&str, SchemaOf> = BTreeMap::new();
    let mut places = Vec::new();
    for (name, schema) in &definitions {
        let of = match types.get(pointers[name].as_str()) {
            Some(name) => SchemaOf::Item((*name).to_owned()),
            None => {
                places.push((name, schema));
                SchemaOf::Place(places.len() - 1)
            }
        };
        targets.insert(name, of);
    }
    let of_items = of_items
        .iter()
        .map(|(name, schema)| made(SchemaOf::Item((*name).clone()), name, schema, &targets));
    let of_places = places
        .iter()
        .enumerate()
        .map(|(index, (name, schema))| made(SchemaOf::Place(index), name, schema, &targets));
    of_items.chain(of_places).collect()
}

/// Whether its values are those of one schema.
fn has_schema(shape: &Shape) -> bool {
    match shape {
        Shape::Struct(_) | Shape::Enum(_) | Shape::Union(_) | Shape::Newtype(_) => true,
        // An alias has the traits of its type.
        Shape::Alias(_)
        | Shape::Multipart(_)
        | Shape::ByStatus(_)
        | Shape::Failure(_)
        | Shape::Headers(_)
        | Shape::Events(_) => false,
    }
}

fn made(
    of: SchemaOf,
    name: &str,
    schema: &Value,
    targets: &BTreeMap<&str, SchemaOf>,
) -> JsonSchema {
    let mut schema = schema.clone();
    let mut references = Vec::new();
    take_references(&mut schema, "", &mut |at, reference| {
        let target = definition(reference).and_then(|name| targets.get(name.as_str()).cloned());
        references.extend(target.map(|target| (at.to_owned(), target)));
    });
    JsonSchema { of, name: name.to_owned(), text: schema.to_string(), references }
}

/// Takes the references out of a schema, and what OpenAPI adds that has some: `discriminator` says nothing of which values fit.
fn take_references(schema: &mut Value, at: &str, visit: &mut dyn FnMut(&str, &str)) {
    match schema {
        Value::Object(members) => {
            members.remove("discriminator");
            if let Some(Value::String(reference)) = members.remove("$ref") {
                visit(at, &reference);
            }
            for (key, value) in members {
                let at = format!("{at}/{}", escape(key));
                match value {
                    Value::Object(named) if holds(key) == Holds::Names => {
                        in_each(named, &at, visit);
                    }
                    _ if holds(key) == Holds::Data => {}
                    _ => take_references(value, &at, visit),
                }
            }
        }
        Value::Array(elements) => {
            for (index, element) in elements.iter_mut().enumerate() {
                take_references(element, &format!("{at}/{index}"), visit);
            }
        }
        _ => {}
    }
}

fn in_each(named: &mut Map<String, Value>, at: &str, visit: &mut dyn FnMut(&str, &str)) {
    for (name, schema) in named {
        take_references(schema, &format!("{at}/{}", escape(name)), visit);
    }
}
