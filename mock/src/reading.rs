//! What a document says of its operations.

use axum::http::Method;
use oas_source::METHODS;
use oas_source::keywords::{Holds, holds};
use oas_source::media_type::is_json;
use oas_source::pointer::escape;
use serde_json::{Map, Value};

use crate::answers;
use crate::error::Error;
use crate::operation::{Location, Operation, Parameter, RequestBody, Success};
use crate::refs::resolve;
use crate::routes::PathTemplate;
use crate::security::Requirement;

/// The path of the first server's address, without the slash at its end; none where it has variables.
pub(crate) fn base(root: &Value) -> String {
    let url = root.pointer("/servers/0/url").and_then(Value::as_str).unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    let path = path.trim_end_matches('/');
    if path.starts_with('/') && !path.contains(['{', '?', '#']) {
        path.to_owned()
    } else {
        String::new()
    }
}

/// Makes of the schemas of a document what JSON Schema can check: without what a list of required members has twice, and with the bounds
/// of the formats of integers.
pub(crate) fn mend(value: &mut Value, held: Holds) {
    match value {
        Value::Object(members) => {
            if held == Holds::Keywords {
                bound_integer(members);
            }
            for (name, value) in members {
                let below = match held {
                    Holds::Names => Holds::Keywords,
                    _ => holds(name),
                };
                if held == Holds::Keywords
                    && name == "required"
                    && let Some(list) = value.as_array_mut()
                {
                    let all = std::mem::take(list);
                    all.into_iter().for_each(|name| {
                        if !list.contains(&name) {
                            list.push(name);
                        }
                    });
                } else if below != Holds::Data {
                    mend(value, below);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mend(item, held)),
        _ => {}
    }
}

fn bound_integer(schema: &mut Map<String, Value>) {
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    if schema.get("type").and_then(Value::as_str) == Some("integer") {
        schema.entry("minimum").or_insert(Value::from(bounds.0));
        schema.entry("maximum").or_insert(Value::from(bounds.1));
    }
}

/// Where an operation stands: its path, its method as the document spells it, and the JSON pointers to it and its path item.
pub(crate) struct Place {
    path: String,
    method: Method,
    item: String,
    operation: String,
}

pub(crate) fn operation_places(root: &Value) -> Result<Vec<Place>, Error> {
    let paths = root
        .get("paths")
        .and_then(Value::as_object)
        .ok_or_else(|| Error::document("no `paths`"))?;
    let mut places = Vec::new();
    for path in paths.keys() {
        let item = resolve(root, format!("/paths/{}", escape(path)));
        let Some(members) = root.pointer(&item).and_then(Value::as_object) else {
            continue;
        };
        for (name, operation) in members {
            if let (Some(method), true) = (method(name), operation.is_object()) {
                places.push(Place {
                    path: path.clone(),
                    method,
                    operation: format!("{item}/{name}"),
                    item: item.clone(),
                });
            }
        }
    }
    if places.is_empty() {
        return Err(Error::document("no operations under `paths`"));
    }
    Ok(places)
}

fn method(name: &str) -> Option<Method> {
    let known = METHODS.contains(&name);
    known.then(|| Method::from_bytes(name.to_ascii_uppercase().as_bytes()).ok()).flatten()
}

/// Where the parameters of an operation stand, those of its path item included unless it has its own of that name.
fn parameter_pointers(root: &Value, place: &Place) -> Vec<String> {
    let mut seen = Vec::new();
    let mut pointers = Vec::new();
    for owner in [&place.operation, &place.item] {
        let list = format!("{owner}/parameters");
        let count = root.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            let pointer = resolve(root, format!("{list}/{index}"));
            let key =
                root.pointer(&pointer).map(|p| (p.get("name").cloned(), p.get("in").cloned()));
            if !seen.contains(&key) {
                seen.push(key);
                pointers.push(pointer);
            }
        }
    }
    pointers
}

/// Bounds that the document notes beside a parameter's schema (`x-bounds`) become part of the schema.
pub(crate) fn bound_parameters(root: &mut Value, place: &Place) {
    for pointer in parameter_pointers(root, place) {
        let Some(schema) =
            root.pointer_mut(&format!("{pointer}/schema")).and_then(Value::as_object_mut)
        else {
            continue;
        };
        let Some(Value::Object(bounds)) = schema.get("x-bounds").cloned() else {
            continue;
        };
        for key in ["minimum", "maximum", "default"] {
            if let Some(value) = bounds.get(key) {
                schema.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
}

pub(crate) fn read(root: &Value, place: &Place, index: usize) -> Operation {
    let empty = Map::new();
    let members = root.pointer(&place.operation).and_then(Value::as_object).unwrap_or(&empty);
    let security = members.get("security").or_else(|| root.get("security"));
    Operation {
        index,
        method: place.method.clone(),
        path: PathTemplate::new(&place.path),
        parameters: parameter_pointers(root, place)
            .iter()
            .filter_map(|pointer| parameter(root, pointer))
            .collect(),
        body: members.contains_key("requestBody").then(|| request_body(root, &place.operation)),
        success: success(root, &place.operation),
        answers: answers::read(root, &place.operation),
        security: Requirement::read(security, root),
    }
}

fn parameter(root: &Value, pointer: &str) -> Option<Parameter> {
    let value = root.pointer(pointer)?;
    let location = match value.get("in")?.as_str()? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    };
    let schema = value.get("schema").map(|_| format!("{pointer}/schema"));
    Some(Parameter {
        name: value.get("name")?.as_str()?.to_owned(),
        location,
        required: value
            .get("required")
            .and_then(Value::as_bool)
            .unwrap_or(location == Location::Path),
        // `form`, the style of queries and cookies, is exploded unless it says otherwise.
        exploded: value
            .get("explode")
            .and_then(Value::as_bool)
            .unwrap_or(matches!(location, Location::Query | Location::Cookie)),
        default: value.pointer("/schema/default").cloned(),
        schema,
    })
}

fn request_body(root: &Value, operation: &str) -> RequestBody {
    let pointer = resolve(root, format!("{operation}/requestBody"));
    let required =
        root.pointer(&format!("{pointer}/required")).and_then(Value::as_bool).unwrap_or(false);
    let schema = media_types(root, &pointer)
        .into_iter()
        .find(|(media_type, _)| is_json(media_type))
        .and_then(|(_, schema)| schema);
    RequestBody { required, schema }
}

fn success(root: &Value, operation: &str) -> Success {
    let responses = format!("{operation}/responses");
    let names = root.pointer(&responses).and_then(Value::as_object);
    let name = names.and_then(|m| {
        m.keys()
            .find(|status| status.starts_with('2'))
            .or_else(|| m.keys().find(|status| *status == "default"))
    });
    let Some(name) = name else {
        return Success { status: 204, media_type: None, schema: None };
    };
    let pointer = resolve(root, format!("{responses}/{}", escape(name)));
    let mut types = media_types(root, &pointer);
    // JSON before any other form of the same answer.
    types.sort_by_key(|(media_type, _)| !is_json(media_type));
    let (media_type, schema) = types.into_iter().next().map_or((None, None), |(m, s)| (Some(m), s));
    Success { status: name.parse().unwrap_or(200), media_type, schema }
}

/// The media types under `content`, each with the pointer to its schema.
fn media_types(root: &Value, owner: &str) -> Vec<(String, Option<String>)> {
    let content = format!("{owner}/content");
    let Some(members) = root.pointer(&content).and_then(Value::as_object) else {
        return Vec::new();
    };
    members
        .iter()
        .map(|(name, media)| {
            let schema = media.get("schema").map(|_| format!("{content}/{}/schema", escape(name)));
            (name.clone(), schema)
        })
        .collect()
}
