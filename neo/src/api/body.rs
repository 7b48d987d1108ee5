//! The body of a request: from a file, from standard input, or field by field.

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::arguments::joined;
use super::files::{self, FilePart};
use crate::failure::Failure;
use crate::schema::{Kind, Schemas};
use crate::table::{Content, Operation};

const ID: &str = "body";
const VALUE: &str = "FILE|-|JSON|NAME=VALUE";

/// A body to be sent.
#[derive(Clone, Debug)]
pub(super) struct Body {
    /// The method of the generated client that sends such a one.
    pub(super) name: String,
    pub(super) form: Form,
}

/// What is sent.
#[derive(Clone, Debug)]
pub(super) enum Form {
    Json(Value),
    /// Form fields.
    Fields(Value),
    /// Fields, and files beside them.
    Parts(Map<String, Value>, Vec<FilePart>),
    Bytes(Vec<u8>),
}

/// The argument for the body, where the operation has one.
pub(super) fn argument(operation: &Operation) -> Option<Arg> {
    let body = operation.body.as_ref()?;
    let files = match with_files(operation) {
        Some(_) => ", files as NAME=@FILE",
        None => "",
    };
    let help = format!(
        "The body: a file, - for standard input, JSON, or fields as NAME=VALUE with dots in names of fields within fields{files}"
    );
    let help = match body.description.trim() {
        "" => help,
        description => format!("{description} {help}"),
    };
    let arg = Arg::new(ID)
        .long("body")
        .value_name(VALUE)
        .help(help)
        .required(body.required)
        .num_args(1..)
        .action(ArgAction::Append);
    Some(arg)
}

/// The form of the body that takes files.
fn with_files(operation: &Operation) -> Option<&Content> {
    operation.body.as_ref()?.content.iter().find(|content| content.form == "multipart")
}

/// How the body stands in a command, where the operation cannot go without.
pub(super) fn usage(operation: &Operation) -> String {
    let required = operation.body.as_ref().is_some_and(|body| body.required);
    if required { format!(" --body <{VALUE}>...") } else { String::new() }
}

/// The fields of the body, for `--help`: those of the first form and, where it is another, of the one that takes files.
pub(super) fn help(operation: &Operation, schemas: Schemas) -> String {
    let first = operation.body.as_ref().and_then(|body| body.content.first());
    let files =
        with_files(operation).filter(|files| first.is_none_or(|own| own.name != files.name));
    let first = first.map(|content| fields_of(content, "Fields of the body:", schemas));
    let files = files.map(|content| fields_of(content, "Fields where one is a file:", schemas));
    let texts: Vec<String> =
        first.into_iter().chain(files).filter(|text| !text.is_empty()).collect();
    texts.join("\n\n")
}

fn fields_of(content: &Content, title: &str, schemas: Schemas) -> String {
    let fields = schemas.fields(&content.schema);
    if fields.is_empty() {
        return String::new();
    }
    let mut text = title.to_owned();
    for (name, field) in &fields {
        let required = if field.required { ", required" } else { "" };
        let what = match content.form.as_str() {
            "multipart" if files::is_file(&field.schema) => "@FILE".to_owned(),
            _ => schemas.described(&field.schema),
        };
        text.push_str(&format!("\n  {name}: {what}{required}"));
        let description = field.schema.get("description").and_then(Value::as_str);
        if let Some(line) = description.and_then(|text| text.trim().lines().next()) {
            text.push_str(&format!("\n      {line}"));
        }
    }
    for form in schemas.forms(&content.schema).iter().filter(|form| !form.is_empty()) {
        text.push_str(&format!("\nOne form needs: {}", form.join(" ")));
    }
    text
}

/// The body that was given.
pub(super) fn given(
    operation: &Operation,
    matches: &ArgMatches,
    schemas: Schemas,
) -> Result<Option<Body>, Failure> {
    let Some(first) = operation.body.as_ref().and_then(|body| body.content.first()) else {
        return Ok(None);
    };
    let texts = matches.get_many::<String>(ID).into_iter().flatten();
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    let pairs: Option<Vec<(&str, &str)>> = texts.iter().map(|text| pair(text)).collect();
    let file = pairs.iter().flatten().any(|(_, value)| value.starts_with('@'));
    let content = with_files(operation).filter(|_| file).unwrap_or(first);
    let form = match (texts.as_slice(), pairs) {
        ([], _) => return Ok(None),
        (_, Some(pairs)) => fields(&pairs, content, schemas),
        ([json], _) if json.trim_start().starts_with(['{', '[']) => {
            made(json.as_bytes().to_vec(), "--body", content)
        }
        ([source], _) => made(files::read(source, "the body")?, source, content),
        _ => Err(Failure::usage(
            "--body is one file, one -, one JSON text, or fields as NAME=VALUE, not several of these",
        )),
    }?;
    Ok(Some(Body { name: content.name.clone(), form }))
}

/// A text that is a field: what stands before the sign is a name, and no path of a file.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    (!name.is_empty() && !name.starts_with(['.', '-']) && name.chars().all(plain))
        .then_some((name, value))
}

fn made(bytes: Vec<u8>, source: &str, content: &Content) -> Result<Form, Failure> {
    let source = if source == "-" { "standard input" } else { source };
    let form = content.form.as_str();
    if !["json", "form", "multipart"].contains(&form) {
        return Ok(Form::Bytes(bytes));
    }
    let value: Value = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::usage(format!("the body in {source} is no JSON: {error}")))?;
    match (form, value) {
        ("json", value) => Ok(Form::Json(value)),
        ("form", value) => Ok(Form::Fields(value)),
        (_, Value::Object(members)) => Ok(Form::Parts(members, Vec::new())),
        _ => Err(Failure::usage(format!("the body in {source} is no JSON object"))),
    }
}

/// A body of fields.
fn fields(pairs: &[(&str, &str)], content: &Content, schemas: Schemas) -> Result<Form, Failure> {
    if !["json", "form", "multipart"].contains(&content.form.as_str()) {
        return Err(Failure::usage("the body of this operation has no fields: give a file or -"));
    }
    let mut body = Map::new();
    let mut parts: Vec<FilePart> = Vec::new();
    for (name, text) in pairs {
        match text.strip_prefix('@').filter(|_| content.form == "multipart") {
            Some(path) => {
                let schema = field(&content.schema, name, "", schemas)?;
                let again =
                    body.contains_key(*name) || parts.iter().any(|part| part.field == *name);
                if again && schemas.kind(&schema) != Kind::List {
                    let message = format!("the field {name} of the body is given twice");
                    return Err(Failure::usage(message));
                }
                parts.push(FilePart::read(name, path)?);
            }
            None => {
                let names: Vec<&str> = name.split('.').collect();
                put(&mut body, &content.schema, (&names, 0), text, schemas)?;
            }
        }
    }
    Ok(match content.form.as_str() {
        "json" => Form::Json(Value::Object(body)),
        "form" => Form::Fields(Value::Object(body)),
        _ => Form::Parts(body, parts),
    })
}

/// Puts the value of a field into an object: the field is named from the place in `names` on.
fn put(
    members: &mut Map<String, Value>,
    schema: &Value,
    (names, place): (&[&str], usize),
    text: &str,
    schemas: Schemas,
) -> Result<(), Failure> {
    let path = names.get(..=place).unwrap_or(names).join(".");
    let refused = |why: &str| Err(Failure::usage(format!("the field {path} of the body {why}")));
    let Some(name) = names.get(place) else { return Ok(()) };
    let schema = &field(schema, name, &names.get(..place).unwrap_or(names).join("."), schemas)?;
    if place + 1 < names.len() {
        let within = members.entry((*name).to_owned()).or_insert_with(|| Map::new().into());
        return match within {
            Value::Object(members) => put(members, schema, (names, place + 1), text, schemas),
            _ => refused("is given beside fields within it"),
        };
    }
    let value = match schemas.value(schema, text) {
        Ok(value) => value,
        Err(why) => return refused(&format!("cannot be set: {why}")),
    };
    let value = match members.remove(*name) {
        None => value,
        // A list is given element by element.
        Some(before) if schemas.kind(schema) == Kind::List => joined(before, value),
        Some(_) => return refused("is given twice"),
    };
    members.insert((*name).to_owned(), value);
    Ok(())
}

/// The schema of a field of an object.
fn field(schema: &Value, name: &str, path: &str, schemas: Schemas) -> Result<Value, Failure> {
    let mut fields = schemas.fields(schema);
    if let Some(field) = fields.remove(name) {
        return Ok(field.schema);
    }
    let kind = schemas.kind(schema);
    if let Some(further) =
        schemas.further(schema).filter(|_| matches!(kind, Kind::Object | Kind::Any))
    {
        return Ok(further.clone());
    }
    let whose = if path.is_empty() { "the body".to_owned() } else { format!("the field {path}") };
    let allowed: Vec<&str> = fields.into_keys().collect();
    let why = match allowed.as_slice() {
        [] => format!("it is {}", schemas.described(schema)),
        allowed => format!("allowed are {}", allowed.join(", ")),
    };
    let message = format!("{whose} has no field {name:?}: {why}");
    Err(Failure::usage(message))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;
    use crate::table::Table;

    fn table() -> Table {
        let json_schema =
            json!({ "type": "object", "properties": { "title": { "type": "string" } } });
        let binary = json!({ "type": "string", "format": "binary" });
        let parts = json!({ "type": "object", "required": ["photo"], "properties": {
            "title": { "type": "string" }, "size": { "type": "integer" }, "photo": binary,
            "more": { "type": "array", "items": binary },
        } });
        serde_json::from_value(json!({ "$defs": {}, "operations": [{
            "name": "add_photo", "method": "POST", "path": "/photos", "arguments": [], "credentials": [],
            "answers": [{ "form": "empty" }],
            "body": { "required": true, "content": [
                { "form": "json", "name": "add_photo", "schema": json_schema },
                { "form": "multipart", "name": "add_photo_with_multipart", "schema": parts },
            ] },
        }] }))
        .unwrap()
    }

    fn read(texts: &[&str]) -> Result<Body, String> {
        let table = table();
        let operation = &table.operations[0];
        let command = clap::Command::new("x").args(argument(operation));
        let matches = command.get_matches_from([&["x", "--body"], texts].concat());
        let body = given(operation, &matches, Schemas(&table.definitions));
        body.map(Option::unwrap).map_err(|failure| failure.message().to_owned())
    }

    #[test]
    fn a_file_makes_parts_of_the_fields() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a b.png");
        fs::write(&path, b"\x89PNG").unwrap();
        let photo = format!("photo=@{}", path.display());
        let body = read(&["title=Sea", "size=3", &photo]).unwrap();
        assert_eq!(body.name, "add_photo_with_multipart");
        let Form::Parts(fields, files) = &body.form else { panic!("{body:?}") };
        assert_eq!(Value::Object(fields.clone()), json!({ "title": "Sea", "size": 3 }));
        assert_eq!((&*files[0].field, &*files[0].name), ("photo", "a b.png"));
        // Of a list there may be several.
        let more = photo.replace("photo=", "more=");
        let Form::Parts(_, files) = read(&[&photo, &more, &more]).unwrap().form else { panic!() };
        assert_eq!(files.len(), 3);
        for (texts, says) in [
            (&[&*photo, &*photo][..], "the field photo of the body is given twice"),
            (
                &["picture=@x"],
                "the body has no field \"picture\": allowed are more, photo, size, title",
            ),
            (&["photo=@./none.png"], "the field photo cannot be read from ./none.png: "),
            (
                &[&*photo, "size=large"],
                "the field size of the body cannot be set: \"large\" is not allowed: integer",
            ),
        ] {
            let said = read(texts).unwrap_err();
            assert!(said.starts_with(says), "{said}");
        }
        // Without a file it is the first form that is sent.
        assert_eq!(read(&["title=Sea"]).unwrap().name, "add_photo");
    }

    #[test]
    fn help_says_which_fields_are_files() {
        let table = table();
        let text = help(&table.operations[0], Schemas(&table.definitions));
        let files = "\n\nFields where one is a file:\n  more: @FILE\n  photo: @FILE, required\n  size: integer\n  title: text";
        assert_eq!(text, format!("Fields of the body:\n  title: text{files}"));
    }
}
