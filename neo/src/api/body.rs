//! The body of a request: from a file, from standard input, or field by field.

use std::fs;
use std::io::Read;

use clap::{Arg, ArgAction, ArgMatches};
use serde_json::{Map, Value};

use super::arguments::joined;
use crate::failure::Failure;
use crate::schema::{Kind, Schemas};
use crate::table::{Content, Operation};

const ID: &str = "body";
const VALUE: &str = "FILE|-|JSON|NAME=VALUE";

/// The largest body that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// A body to be sent.
#[derive(Clone, Debug)]
pub(super) enum Body {
    Json(Value),
    /// Form fields.
    Form(Value),
    Bytes(Vec<u8>),
}

/// The argument for the body, where the operation has one.
pub(super) fn argument(operation: &Operation) -> Option<Arg> {
    let body = operation.body.as_ref()?;
    let help = "The body: a file, - for standard input, JSON, or fields as NAME=VALUE with dots in names of fields within fields";
    let help = match body.description.trim() {
        "" => help.to_owned(),
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

/// How the body stands in a command, where the operation cannot go without.
pub(super) fn usage(operation: &Operation) -> String {
    let required = operation.body.as_ref().is_some_and(|body| body.required);
    if required { format!(" --body <{VALUE}>...") } else { String::new() }
}

/// The fields of the body, for `--help`.
pub(super) fn help(operation: &Operation, schemas: Schemas) -> String {
    let Some(content) = operation.body.as_ref().and_then(|body| body.content.first()) else {
        return String::new();
    };
    let fields = schemas.fields(&content.schema);
    if fields.is_empty() {
        return String::new();
    }
    let mut text = "Fields of the body:".to_owned();
    for (name, field) in &fields {
        let required = if field.required { ", required" } else { "" };
        text.push_str(&format!(
            "\n  {name}: {}{required}",
            Schemas::described(schemas, &field.schema)
        ));
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
    let Some(content) = operation.body.as_ref().and_then(|body| body.content.first()) else {
        return Ok(None);
    };
    let texts = matches.get_many::<String>(ID).into_iter().flatten();
    let texts: Vec<&str> = texts.map(String::as_str).collect();
    let pairs: Option<Vec<(&str, &str)>> = texts.iter().map(|text| pair(text)).collect();
    match (texts.as_slice(), pairs) {
        ([], _) => Ok(None),
        (_, Some(pairs)) => fields(&pairs, content, schemas).map(Some),
        ([json], _) if json.trim_start().starts_with(['{', '[']) => {
            made(json.as_bytes().to_vec(), "--body", content).map(Some)
        }
        ([source], _) => made(read(source)?, source, content).map(Some),
        _ => Err(Failure::usage(
            "--body is one file, one -, one JSON text, or fields as NAME=VALUE, not several of these",
        )),
    }
}

/// A text that is a field: what stands before the sign is a name, and no path of a file.
fn pair(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let plain = |c: char| c.is_alphanumeric() || "_-.".contains(c);
    (!name.is_empty() && !name.starts_with(['.', '-']) && name.chars().all(plain))
        .then_some((name, value))
}

fn read(source: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let (name, read) = match source {
        "-" => ("standard input", std::io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)),
        path => {
            let opened = fs::File::open(path);
            (path, opened.and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)))
        }
    };
    read.map_err(|error| Failure::usage(format!("the body cannot be read from {name}: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::usage(format!("the body in {name} has more than {LARGEST} bytes")));
    }
    Ok(bytes)
}

fn made(bytes: Vec<u8>, source: &str, content: &Content) -> Result<Body, Failure> {
    let source = if source == "-" { "standard input" } else { source };
    match content.form.as_str() {
        form @ ("json" | "form") => {
            let value = serde_json::from_slice(&bytes).map_err(|error| {
                Failure::usage(format!("the body in {source} is no JSON: {error}"))
            })?;
            Ok(if form == "json" { Body::Json(value) } else { Body::Form(value) })
        }
        _ => Ok(Body::Bytes(bytes)),
    }
}

/// A body of fields.
fn fields(pairs: &[(&str, &str)], content: &Content, schemas: Schemas) -> Result<Body, Failure> {
    if !["json", "form"].contains(&content.form.as_str()) {
        return Err(Failure::usage("the body of this operation has no fields: give a file or -"));
    }
    let mut body = Map::new();
    for (name, text) in pairs {
        let names: Vec<&str> = name.split('.').collect();
        put(&mut body, &content.schema, (&names, 0), text, schemas)?;
    }
    let body = Value::Object(body);
    Ok(if content.form == "json" { Body::Json(body) } else { Body::Form(body) })
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
