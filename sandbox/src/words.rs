//! Members of answers by the names that the document has for them.

use std::collections::BTreeMap;

use oas_mock::module::{Document, Operation, resolve};
use serde_json::{Value, json};

use crate::handlers::Call;
use crate::ids::Ids;

/// Names that services have for one member; the sandbox knows it by one of them.
const WORDS: [&[&str]; 5] = [
    &["status", "state"],
    &["execution_id", "run_id", "id"],
    &["id", "session_id"],
    &["id", "request_id"],
    &["since_cursor", "cursor"],
];

/// What an object that stands for a word has it in.
const NAMES: [&str; 2] = ["name", "value"];

/// The places of the schemas of an object's members.
type Schemas = BTreeMap<String, Option<String>>;

/// How deep schemas are followed that are made of others, and values within values.
const DEEPEST: usize = 8;

/// The payload of an operation with the members that the document calls otherwise under the document's name, and ids in the form that it
/// has for them. Where it leaves the payload open all is called as it is.
pub(crate) fn fitted(
    document: &Document,
    ids: &Ids,
    operation: &Operation,
    mut data: Value,
) -> Value {
    let root = document.root();
    let payload = payload(document, operation);
    let (place, items) = match &mut data {
        Value::Array(items) => (payload.and_then(|at| elements(root, &at)), items.as_mut_slice()),
        one => (payload, std::slice::from_mut(one)),
    };
    let names = place.as_ref().map(|place| names(root, place, 0)).unwrap_or_default();
    // The items of a list have their members in common.
    let mut schemas = BTreeMap::new();
    let fit = Fit { document, ids, path: operation.path.as_str() };
    for item in items {
        rename(item, &names);
        fit.members(item, place.as_deref(), &mut schemas, 0);
    }
    data
}

/// The id of something as the document has it in a member of an operation's payload.
pub(crate) fn fitted_id(call: &Call<'_>, name: &str, id: &str) -> Value {
    let document = call.shared.document();
    let payload = payload(document, call.operation);
    let schema = payload.and_then(|at| member(document.root(), &at, name));
    let value = Value::from(id);
    let path = call.operation.path.as_str();
    let ids = &call.shared.module().ids;
    ids.answered(document, path, (name, &value), schema.as_deref()).unwrap_or(value)
}

/// What the members of an operation's payload are made to fit.
struct Fit<'a> {
    document: &'a Document,
    ids: &'a Ids,
    path: &'a str,
}

impl Fit<'_> {
    /// Makes the ids and words of an object fit the schema at `place`, and those within what it describes.
    fn members(
        &self,
        object: &mut Value,
        place: Option<&str>,
        schemas: &mut Schemas,
        depth: usize,
    ) {
        let root = self.document.root();
        // What is within something else may be the id of another thing than the path's.
        let path = if depth == 0 { self.path } else { "" };
        for (name, value) in object.as_object_mut().into_iter().flatten() {
            let found = || place.and_then(|place| member(root, place, name));
            let schema = schemas.entry(name.clone()).or_insert_with(found).as_deref();
            let other = match (&mut *value, schema) {
                (Value::Object(_), Some(_)) if depth < DEEPEST => {
                    self.members(value, schema, &mut Schemas::new(), depth + 1);
                    None
                }
                (Value::Array(items), Some(schema)) if depth < DEEPEST => {
                    let place = elements(root, schema);
                    let mut schemas = Schemas::new();
                    for item in items {
                        self.members(item, place.as_deref(), &mut schemas, depth + 1);
                    }
                    None
                }
                _ if name == "id" || name.ends_with("_id") => {
                    self.ids.answered(self.document, path, (name, value), schema)
                }
                _ => schema.and_then(|schema| spelled(self.document, schema, value)),
            };
            if let Some(other) = other {
                *value = other;
            }
        }
    }
}

/// A word as the document has it, where it has it otherwise: in letters of another size, or in an object with a name.
fn spelled(document: &Document, schema: &str, value: &Value) -> Option<Value> {
    let word = value.as_str()?;
    let fits = |value: &Value| document.validators().fits(schema, value);
    if fits(value) {
        return None;
    }
    let root = document.root();
    let mut all = spellings(root, schema, 0).into_iter();
    if let Some(other) = all.find(|other| other.eq_ignore_ascii_case(word)) {
        return Some(other.into());
    }
    let known = names(root, schema, 0);
    let named = NAMES.iter().filter(|name| known.iter().any(|known| known == *name));
    named.map(|name| json!({ *name: word })).find(fits)
}

/// The texts that a schema lists.
fn spellings(root: &Value, pointer: &str, depth: usize) -> Vec<String> {
    let pointer = resolve(root, pointer.to_owned());
    let own = root.pointer(&format!("{pointer}/enum")).and_then(Value::as_array);
    let own = own.into_iter().flatten().filter_map(|word| word.as_str().map(str::to_owned));
    own.chain(parts(root, &pointer, depth).flat_map(|part| spellings(root, &part, depth + 1)))
        .collect()
}

fn rename(value: &mut Value, names: &[String]) {
    let Some(members) = value.as_object_mut() else { return };
    let known = |word: &&&str| names.iter().any(|name| name == **word);
    for words in WORDS {
        let Some(own) = words.iter().find(|word| members.contains_key(**word)) else { continue };
        if known(&own) {
            continue;
        }
        if let Some(other) = words.iter().find(known)
            && let Some(value) = members.remove(*own)
        {
            members.insert((*other).to_owned(), value);
        }
    }
}

/// The pointer of the schema of an operation's payload.
pub(crate) fn payload(document: &Document, operation: &Operation) -> Option<String> {
    member(document.root(), operation.success.schema.as_deref()?, "data")
}

/// The pointer of a member's schema.
pub(crate) fn member(root: &Value, pointer: &str, name: &str) -> Option<String> {
    within(root, pointer, &format!("properties/{name}"), 0)
}

/// The pointer of the schema of a list's items.
pub(crate) fn elements(root: &Value, pointer: &str) -> Option<String> {
    within(root, pointer, "items", 0)
}

/// The pointer of what stands at a place in a schema, or in one that it is made of.
fn within(root: &Value, pointer: &str, place: &str, depth: usize) -> Option<String> {
    let pointer = resolve(root, pointer.to_owned());
    let own = format!("{pointer}/{place}");
    if root.pointer(&own).is_some() {
        return Some(own);
    }
    parts(root, &pointer, depth).find_map(|part| within(root, &part, place, depth + 1))
}

/// The names of all members that a schema describes.
fn names(root: &Value, pointer: &str, depth: usize) -> Vec<String> {
    let pointer = resolve(root, pointer.to_owned());
    let own = root.pointer(&format!("{pointer}/properties")).and_then(Value::as_object);
    let own = own.into_iter().flat_map(|own| own.keys().cloned());
    own.chain(parts(root, &pointer, depth).flat_map(|part| names(root, &part, depth + 1))).collect()
}

/// The schemas that one is made of.
fn parts<'p>(root: &'p Value, pointer: &'p str, depth: usize) -> impl Iterator<Item = String> + 'p {
    let combined = ["allOf", "anyOf", "oneOf"].into_iter().filter(move |_| depth < DEEPEST);
    combined.flat_map(move |keyword| {
        let list = format!("{pointer}/{keyword}");
        let count = root.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
        (0..count).map(move |index| format!("{list}/{index}"))
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn fitted(data: &Value, schema: &Value) -> Value {
        let envelope = json!({ "allOf": [{ "properties": { "data": schema } }] });
        let content = json!({ "application/json": { "schema": envelope } });
        let get = json!({ "get": { "responses": { "200": { "content": content } } } });
        let state = json!({ "properties": { "state": {}, "run_id": {} } });
        let text = json!({ "openapi": "3.1.0", "paths": { "/a": get },
            "components": { "schemas": { "Run": { "anyOf": [state, { "type": "null" }] } } } });
        let document = Document::parse("d.json", text.to_string().into()).unwrap();
        super::fitted(&document, &Ids::of(&document), &document.operations()[0], data.clone())
    }

    #[test]
    fn words_are_spelled_as_the_document_spells_them() {
        let state = |schema: &Value| {
            let run = json!({ "properties": { "state": schema } });
            fitted(&json!({ "state": "queued" }), &run)["state"].clone()
        };
        assert_eq!(state(&json!({ "enum": ["DONE", "QUEUED"] })), "QUEUED");
        let nullable = json!({ "anyOf": [{ "enum": ["Queued"] }, { "type": "null" }] });
        assert_eq!(state(&nullable), "Queued");
        let named =
            json!({ "type": "object", "properties": { "id": {}, "name": { "type": "string" } } });
        assert_eq!(state(&named), json!({ "name": "queued" }));
        for other in
            [json!({ "enum": ["queued", "QUEUED"] }), json!({ "enum": ["DONE"] }), json!({})]
        {
            assert_eq!(state(&other), "queued", "{other}");
        }
    }

    #[test]
    fn ids_of_what_is_not_counted_fit_the_document_too() {
        let id = |value: &str, schema: &Value| {
            let message = json!({ "properties": { "message_id": schema } });
            fitted(&json!({ "message_id": value }), &message)["message_id"].clone()
        };
        let (text, number) = (json!({ "type": "string" }), json!({ "type": ["integer", "null"] }));
        let [one, other] = ["11111111-2222-4333-8444-555555555555", "11111111-2222-4333-8444-6"];
        assert_eq!(id(one, &text), one);
        assert!(id(one, &number).is_u64(), "{}", id(one, &number));
        assert_eq!(id(one, &number), id(one, &number));
        // What is no UUID is nothing, where it may be, and else as it is.
        assert_eq!(id(other, &number), Value::Null);
        assert_eq!(id(other, &json!({ "type": "integer" })), other);
    }

    #[test]
    fn ids_and_words_within_members_fit_too() {
        let user = json!({ "properties": { "user_id": { "type": ["integer", "null"] } } });
        let users = json!({ "anyOf": [{ "type": "array", "items": user }, { "type": "null" }] });
        let by = json!({ "properties": { "id": { "type": "integer" }, "kind": { "enum": ["Person"] } } });
        let schema = json!({ "properties": { "users": users, "by": by } });
        let uuid = "11111111-2222-4333-8444-555555555555";
        let data = json!({ "users": [{ "user_id": "ada", "name": "Ada" }, { "user_id": uuid }],
            "by": { "id": uuid, "kind": "person" }, "more": { "id": uuid } });
        let fit = fitted(&data, &schema);
        assert_eq!(fit["users"][0], json!({ "user_id": null, "name": "Ada" }));
        assert!(fit["users"][1]["user_id"].is_u64() && fit["by"]["id"].is_u64(), "{fit}");
        assert_eq!((&fit["by"]["kind"], &fit["more"]), (&json!("Person"), &data["more"]));
    }

    #[test]
    fn members_have_the_names_of_the_document() {
        let run = json!({ "execution_id": "1", "status": "queued", "more": 1 });
        let named = json!({ "run_id": "1", "state": "queued", "more": 1 });
        let reference = json!({ "$ref": "#/components/schemas/Run" });
        assert_eq!(fitted(&run, &reference), named);
        assert_eq!(
            fitted(&json!([run]), &json!({ "type": "array", "items": reference })),
            json!([named])
        );
        for open in
            [json!({}), json!({ "type": "object" }), json!({ "properties": { "status": {} } })]
        {
            assert_eq!(fitted(&run, &open), run, "{open}");
        }
    }
}
