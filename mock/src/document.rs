//! The OpenAPI document, read into what a server needs of it: operations, their parameters, bodies and answers.

use std::borrow::Cow;
use std::sync::Arc;

use axum::http::Method;
use oas_source::media_type::is_json;
use oas_source::pointer::{escape, percent_decoded};
use oas_source::{METHODS, Version};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::routes::{PathTemplate, structure};
use crate::security::Requirement;
use crate::validate::Validators;

/// References that lead to references end somewhere, or are a loop.
const MAX_REF_HOPS: usize = 32;

/// A document that is served.
#[derive(Debug)]
pub struct Document {
    text: Cow<'static, str>,
    root: Value,
    /// The path of the address of its server, which stands before all paths.
    base: String,
    /// What a path may have before it in another spelling.
    prefix: Arc<str>,
    operations: Vec<Operation>,
    validators: Validators,
}

/// An operation of the document.
#[derive(Debug)]
#[non_exhaustive]
pub struct Operation {
    /// Its place among [`Document::operations`].
    pub index: usize,
    /// Its method.
    pub method: Method,
    /// Its path.
    pub path: PathTemplate,
    /// Its parameters, those of the path item included.
    pub parameters: Vec<Parameter>,
    /// The body it takes.
    pub body: Option<RequestBody>,
    /// What it answers where all is well.
    pub success: Success,
    /// One of these has to be met; none means that no credential is asked for.
    pub security: Vec<Requirement>,
}

/// A parameter of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Parameter {
    /// Its name.
    pub name: String,
    /// Where it stands.
    pub location: Location,
    /// Whether a request has to have it.
    pub required: bool,
    /// JSON pointer to the schema, when there is one.
    pub schema: Option<String>,
    /// Whether each element of a list is a parameter of its own.
    pub exploded: bool,
    /// The value it has where none is given.
    pub default: Option<Value>,
}

/// Where a parameter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Location {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
    /// In the header `cookie`.
    Cookie,
}

/// The body that an operation takes.
#[derive(Debug)]
#[non_exhaustive]
pub struct RequestBody {
    /// Whether a request has to have one.
    pub required: bool,
    /// JSON pointer to the schema of the JSON form; `None` when the body is not JSON.
    pub schema: Option<String>,
}

/// The first 2xx answer of an operation.
#[derive(Debug)]
#[non_exhaustive]
pub struct Success {
    /// Its status.
    pub status: u16,
    /// Its media type; `None` when it has no body.
    pub media_type: Option<String>,
    /// JSON pointer to its schema, when there is one.
    pub schema: Option<String>,
}

impl Document {
    /// Reads a document of OpenAPI 3.1 or 3.2; `name` is what errors call it.
    ///
    /// # Errors
    /// The text is no such document.
    pub fn parse(name: &str, text: Cow<'static, str>) -> Result<Self, Error> {
        let source = oas_source::Document::parse(&text, name).map_err(Error::unread)?;
        if source.version() == Version::V3_0 {
            return Err(Error::document(format!("OpenAPI {:?}, not 3.1 or 3.2", source.openapi())));
        }
        let (mut root, is_json) = (source.root().to_value(), source.is_json());
        drop(source);
        // It is served as JSON.
        let text = if is_json { text } else { Cow::Owned(root.to_string()) };
        let places = operation_places(&root)?;
        for place in &places {
            bound_parameters(&mut root, place);
        }
        let operations =
            places.iter().enumerate().map(|(at, place)| read(&root, place, at)).collect();
        let validators = Validators::new(&root)?;
        let base = base(&root);
        let prefix = base.as_str().into();
        Ok(Self { text, root, base, prefix, operations, validators })
    }

    /// Paths are also known by their spelling with `prefix` before them, or without it where they begin with it. Unless said it is the path
    /// of the address of the document's server.
    #[must_use]
    pub fn with_prefix(self, prefix: &str) -> Self {
        Self { prefix: prefix.into(), ..self }
    }

    /// The document as it was given, in JSON.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The document as a tree.
    pub fn root(&self) -> &Value {
        &self.root
    }

    /// The path of the address of its server, which stands before all paths; empty when there is none.
    pub fn base(&self) -> &str {
        &self.base
    }

    pub(crate) fn prefix(&self) -> &Arc<str> {
        &self.prefix
    }

    /// Its operations, in its order.
    pub fn operations(&self) -> &[Operation] {
        &self.operations
    }

    /// Checks values against its schemas.
    pub fn validators(&self) -> &Validators {
        &self.validators
    }

    /// The schema that `value` means to fit, where the schema at `pointer` tells its variants apart by a discriminator: the problems
    /// of one variant say more than that none fits.
    pub(crate) fn variant(&self, pointer: &str, value: &Value) -> Option<String> {
        let schema = self.root.pointer(&resolve(&self.root, pointer.to_owned()))?;
        let discriminator = schema.get("discriminator")?;
        let name = value.get(discriminator.get("propertyName")?.as_str()?)?.as_str()?;
        let reference = discriminator.get("mapping")?.get(name)?.as_str()?;
        local_pointer(reference).filter(|pointer| self.root.pointer(pointer).is_some())
    }

    /// The operation with this method and path, in any of its spellings.
    pub fn operation(&self, method: &Method, template: &str) -> Option<&Operation> {
        let known = |is: &dyn Fn(&str) -> bool| {
            self.operations.iter().find(|o| o.method == *method && is(o.path.as_str()))
        };
        let wanted = structure(template, &self.prefix);
        known(&|path| path == template)
            .or_else(|| known(&|path| structure(path, &self.prefix) == wanted))
    }
}

impl Operation {
    /// The parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&Parameter> {
        self.parameters.iter().find(|p| p.name == name)
    }
}

/// The path of the first server's address, without the slash at its end; none where it has variables.
fn base(root: &Value) -> String {
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

/// Where an operation stands: its path, its method as the document spells it, and the JSON pointers to it and its path item.
struct Place {
    path: String,
    method: Method,
    item: String,
    operation: String,
}

fn operation_places(root: &Value) -> Result<Vec<Place>, Error> {
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
fn bound_parameters(root: &mut Value, place: &Place) {
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

fn read(root: &Value, place: &Place, index: usize) -> Operation {
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

/// Follows `$ref`s from `pointer` to the pointer of what they lead to.
pub fn resolve(root: &Value, mut pointer: String) -> String {
    for _ in 0..MAX_REF_HOPS {
        let target = root
            .pointer(&pointer)
            .and_then(|value| value.get("$ref"))
            .and_then(Value::as_str)
            .and_then(local_pointer);
        match target {
            Some(target) => pointer = target,
            None => break,
        }
    }
    pointer
}

/// The pointer of a reference inside the document, undoing the percent-encoding of its fragment.
pub(crate) fn local_pointer(reference: &str) -> Option<String> {
    reference.strip_prefix('#').map(percent_decoded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_base_is_the_path_of_the_server() {
        for (servers, base) in [
            (r#"[{"url": "https://a.test"}]"#, ""),
            (r#"[{"url": "https://a.test/"}]"#, ""),
            (r#"[{"url": "https://a.test/public-api/"}, {"url": "/b"}]"#, "/public-api"),
            (r#"[{"url": "/v1"}]"#, "/v1"),
            (r#"[{"url": "https://a.test/{version}"}]"#, ""),
            (r#"[]"#, ""),
        ] {
            let text = format!(
                r#"{{"openapi": "3.1.0", "servers": {servers}, "paths": {{"/a": {{"get": {{}}}}}}}}"#
            );
            assert_eq!(Document::parse("d.json", text.into()).unwrap().base(), base, "{servers}");
        }
    }

    #[test]
    fn a_document_is_served_as_json_however_it_is_written() {
        let paths = "paths: {/a: {get: {}}}";
        for (name, text) in [
            ("flow.yaml", format!("{{openapi: 3.1.0, {paths}}}")),
            ("block.yaml", format!("openapi: 3.1\n{paths}\n")),
        ] {
            let document = Document::parse(name, text.into()).unwrap();
            let served: Value = serde_json::from_str(document.text()).unwrap();
            assert!(served["openapi"].as_str().unwrap().starts_with("3.1"), "{served}");
        }
        let json = "{ \"openapi\": \"3.1.0\", \"paths\": {\"/a\": {\"get\": {}}} }";
        assert_eq!(Document::parse("d.json", json.into()).unwrap().text(), json);
    }
}
