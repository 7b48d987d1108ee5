//! What tells a thing from others: given by the client, or made as the document has it.

use serde_json::{Map, Value};

use crate::document::Document;
use crate::refusal::Refusal;
use crate::resources::discover::{Resource, path_text};
use crate::resources::place::ItemPlace;
use crate::resources::store::{Collection, Store};
use crate::sample::{Manner, sample_in};
use crate::samples::Samples;

/// So many ids are made before one of a usual form is taken.
const ATTEMPTS: usize = 20;

/// The id that a client gives a new thing, where it can stand in the path.
pub(crate) fn given(
    document: &Document,
    resource: &Resource,
    members: &Map<String, Value>,
) -> Option<String> {
    let own = resource.item.as_ref().and_then(|item| item.id.as_ref());
    let id = match own {
        Some((name, _)) => path_text(members.get(name)?),
        // What answers do not show a request may.
        None => resource.names.iter().find_map(|name| path_text(members.get(name)?)),
    };
    let fits = |id: &String| {
        resource.parameter_schema.as_ref().is_none_or(|schema| fits(document, schema, id))
    };
    id.filter(fits)
}

/// Whether a text, or the number that it is, fits a schema.
fn fits(document: &Document, schema: &str, id: &str) -> bool {
    let validators = document.validators();
    let number = || serde_json::from_str::<Value>(id).ok().filter(Value::is_number);
    validators.fits(schema, &Value::from(id))
        || number().is_some_and(|number| validators.fits(schema, &number))
}

/// An id that no thing of a collection has, of the type and form that the document says.
pub(crate) fn make(
    document: &Document,
    samples: &Samples,
    resource: &Resource,
    store: &mut Store,
    collection: &Collection,
) -> String {
    let own = resource.item.as_ref().and_then(|item| item.id.as_ref()).map(|(_, schema)| schema);
    let parameter = resource.parameter_schema.as_ref();
    let schemas: Vec<&String> = own.into_iter().chain(parameter).collect();
    let word = resource.collection.rsplit('/').find(|part| !part.contains('{')).unwrap_or_default();
    let word = word.trim_end_matches('s');
    for _ in 0..ATTEMPTS {
        let number = store.number();
        let mut dice = samples.dice(&format!("{}{number}", resource.collection));
        let usual = [format!("{word}-{number}"), number.to_string(), dice.uuid()];
        let sampled = schemas.iter().filter_map(|schema| {
            let manner = Manner { dice: dice.clone(), examples: false, lean: true, shift: 0 };
            path_text(&sample_in(document.root(), schema, &manner))
        });
        let free = |id: &String| {
            store.position(collection, id).is_none()
                && schemas.iter().all(|schema| fits(document, schema, id))
        };
        if let Some(id) = usual.into_iter().chain(sampled.collect::<Vec<_>>()).find(free) {
            return id;
        }
    }
    store.number().to_string()
}

/// Puts an id where a thing has it, in the type that it has there.
pub(crate) fn put(
    document: &Document,
    place: Option<&ItemPlace>,
    members: &mut Map<String, Value>,
    id: &str,
) {
    let Some((name, schema)) = place.and_then(|place| place.id.as_ref()) else { return };
    let text = Value::from(id);
    let number = serde_json::from_str::<Value>(id).ok().filter(Value::is_number);
    let fits = |value: &Value| document.validators().fits(schema, value);
    if let Some(value) = [Some(text), number].into_iter().flatten().find(fits) {
        members.insert(name.clone(), value);
    }
}

/// There is no thing with this id.
pub(crate) fn missing(resource: &Resource, id: &str) -> Refusal {
    let id = id.chars().take(100).collect::<String>();
    Refusal::not_found(&format!("path.{}: {id:?}", resource.parameter))
}

/// As it stands in a path.
pub(crate) fn encoded(id: &str) -> String {
    percent_encoding::utf8_percent_encode(id, percent_encoding::NON_ALPHANUMERIC)
        .to_string()
        .replace("%2D", "-")
        .replace("%5F", "_")
        .replace("%2E", ".")
        .replace("%7E", "~")
}
