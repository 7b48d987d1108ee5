//! How parameters are written, as OpenAPI's table of styles says.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::Serialize;
use serde_json::Value;

/// What a segment of a path cannot hold (the URL standard's path percent-encode set, the slash and the percent sign).
const SEGMENT: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'/')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'`')
    .add(b'{')
    .add(b'}');

/// A style of OpenAPI's parameters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `name[member]=value`.
    DeepObject,
    /// Pairs with the name, or one with commas.
    Form,
    /// The value as JSON text: a parameter with `content`.
    Json,
    /// A dot before each value.
    Label,
    /// `;name=value`.
    Matrix,
    /// Values with `|` between them.
    PipeDelimited,
    /// Values with commas between them.
    Simple,
    /// Values with spaces between them.
    SpaceDelimited,
}

/// A query parameter as pairs.
pub(super) fn query<T: Serialize>(
    name: &str,
    style: Style,
    explode: bool,
    value: &T,
) -> Result<Vec<(String, String)>, String> {
    let mut pairs = Vec::new();
    query_pairs(name, style, explode, &to_value(value)?, &mut pairs);
    Ok(pairs)
}

/// A form's body: each member as a query parameter of its name, in the style that the document gives it; without one, a list
/// repeats the name and an object is JSON.
pub(super) fn form<T: Serialize>(
    value: &T,
    styles: &[(&str, Style, bool)],
) -> Result<String, String> {
    let members = match to_value(value)? {
        Value::Object(members) => members,
        Value::Null => serde_json::Map::new(),
        _ => return Err("the body of a form has to be an object".to_owned()),
    };
    let mut pairs = Vec::new();
    for (name, member) in &members {
        match styles.iter().find(|(styled, ..)| styled == name) {
            Some((_, style, explode)) => query_pairs(name, *style, *explode, member, &mut pairs),
            None if member.is_object() => query_pairs(name, Style::Json, false, member, &mut pairs),
            None => query_pairs(name, Style::Form, true, member, &mut pairs),
        }
    }
    Ok(form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish())
}

fn query_pairs(
    name: &str,
    style: Style,
    explode: bool,
    value: &Value,
    pairs: &mut Vec<(String, String)>,
) {
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, value) => pairs.push((name.to_owned(), value.to_string())),
        (Style::DeepObject, value) => deep(name, value, pairs),
        (_, Value::Array(elements)) if explode => {
            pairs.extend(elements.iter().map(|element| (name.to_owned(), text(element))));
        }
        (_, Value::Object(members)) if explode => {
            let present = members.iter().filter(|(_, member)| !member.is_null());
            pairs.extend(present.map(|(name, member)| (name.clone(), text(member))));
        }
        (Style::SpaceDelimited, value) => {
            pairs.push((name.to_owned(), flat(value).join(" ")));
        }
        (Style::PipeDelimited, value) => {
            pairs.push((name.to_owned(), flat(value).join("|")));
        }
        (_, value) => {
            pairs.push((name.to_owned(), flat(value).join(",")));
        }
    }
}

/// `name[member]=value`, at any depth: OpenAPI leaves more than one level open, and this is what servers read.
fn deep(name: &str, value: &Value, pairs: &mut Vec<(String, String)>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            members
                .iter()
                .for_each(|(member, value)| deep(&format!("{name}[{member}]"), value, pairs));
        }
        Value::Array(elements) => {
            for element in elements {
                deep(name, element, pairs);
            }
        }
        scalar => pairs.push((name.to_owned(), text(scalar))),
    }
}

/// A header's value (style `simple`, or JSON); nothing for null.
pub(super) fn header<T: Serialize>(
    style: Style,
    explode: bool,
    value: &T,
) -> Result<Option<String>, String> {
    let value = to_value(value)?;
    let written = match (style, &value) {
        (_, Value::Null) => return Ok(None),
        (Style::Json, value) => value.to_string(),
        (_, Value::Object(members)) if explode => {
            let present = members.iter().filter(|(_, member)| !member.is_null());
            present
                .map(|(name, member)| format!("{name}={}", text(member)))
                .collect::<Vec<_>>()
                .join(",")
        }
        (_, value) => flat(value).join(","),
    };
    Ok(Some(written))
}

/// One pair of the `Cookie` header. What could end it is percent-encoded.
pub(super) fn cookie<T: Serialize>(
    name: &str,
    style: Style,
    explode: bool,
    value: &T,
) -> Result<String, String> {
    let value = to_value(value)?;
    let mut pairs = Vec::new();
    query_pairs(name, style, explode, &value, &mut pairs);
    let encode = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                '!'..='~' if !"\",;\\%".contains(c) => c.to_string(),
                other => other.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
            })
            .collect()
    };
    Ok(pairs
        .iter()
        .map(|(name, value)| format!("{name}={}", encode(value)))
        .collect::<Vec<_>>()
        .join("; "))
}

/// What stands in the path for a parameter.
pub(super) fn path<T: Serialize>(
    name: &str,
    style: Style,
    explode: bool,
    value: &T,
) -> Result<String, String> {
    let value = to_value(value)?;
    let pairs: Vec<String> = match &value {
        Value::Object(members) if explode => {
            let present = members.iter().filter(|(_, member)| !member.is_null());
            present
                .map(|(name, member)| {
                    format!("{}={}", encode_path(name), encode_path(&text(member)))
                })
                .collect()
        }
        value => flat(value).iter().map(|part| encode_path(part)).collect(),
    };
    let object = value.is_object();
    let written = match (style, explode) {
        (Style::Json, _) => encode_path(&value.to_string()),
        (Style::Label, true) => format!(".{}", pairs.join(".")),
        (Style::Label, false) => format!(".{}", pairs.join(",")),
        (Style::Matrix, true) if object => pairs.iter().map(|pair| format!(";{pair}")).collect(),
        (Style::Matrix, true) => {
            pairs.iter().map(|value| format!(";{}={value}", encode_path(name))).collect()
        }
        (Style::Matrix, false) => format!(";{}={}", encode_path(name), pairs.join(",")),
        _ => pairs.join(","),
    };
    match written.as_str() {
        "" => Err(format!("the path parameter {name} must not be empty")),
        "." | ".." => Err(format!("the path parameter {name} must not be `.` or `..`")),
        _ if written.contains('\\') => {
            Err(format!("the path parameter {name} must not contain a backslash"))
        }
        _ => Ok(written),
    }
}

/// One segment of a path, encoded.
pub(super) fn encode_path(text: &str) -> String {
    utf8_percent_encode(text, SEGMENT).to_string()
}

fn to_value<T: Serialize>(value: &T) -> Result<Value, String> {
    serde_json::to_value(value).map_err(|error| error.to_string())
}

/// The parts of a value that a delimiter stands between.
fn flat(value: &Value) -> Vec<String> {
    match value {
        Value::Array(elements) => elements.iter().map(text).collect(),
        Value::Object(members) => {
            let present = members.iter().filter(|(_, member)| !member.is_null());
            present.flat_map(|(name, member)| [name.clone(), text(member)]).collect()
        }
        scalar => vec![text(scalar)],
    }
}

/// A scalar as text; what is nested deeper than a style reaches, as JSON.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => String::new(),
        other => other.to_string(),
    }
}
