//! How parameters are written, as OpenAPI's table of styles says.

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};
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
    /// Pairs of a `Cookie` header, as they are.
    Cookie,
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

/// What a delimiter between parts of a path would be taken for, where it stands in one of them.
const PART: &AsciiSet = &SEGMENT.add(b',').add(b';').add(b'=');

/// All but RFC 3986's unreserved characters.
pub(crate) const QUERY: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The same without the reserved characters that a query may hold and that do not mean anything in one of pairs.
const RESERVED: &AsciiSet = &QUERY
    .remove(b':')
    .remove(b'/')
    .remove(b'?')
    .remove(b'@')
    .remove(b'!')
    .remove(b'$')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'*')
    .remove(b',')
    .remove(b';');

/// How names and values are encoded before delimiters are put between them.
#[derive(Clone, Copy)]
enum Encoding {
    Query,
    /// `allowReserved`.
    Reserved,
    /// The HTML standard's forms, where a space is a plus sign.
    Form,
    Cookie,
    /// As it is.
    Verbatim,
}

impl Encoding {
    fn value(self, text: &str) -> String {
        match self {
            Self::Query => utf8_percent_encode(text, QUERY).to_string(),
            Self::Reserved => utf8_percent_encode(text, RESERVED).to_string(),
            Self::Form => form_urlencoded::byte_serialize(text.as_bytes()).collect(),
            Self::Cookie => cookie_text(text),
            Self::Verbatim => text.to_owned(),
        }
    }

    /// A cookie's name is a token already; what a name is has nothing to do with `allowReserved`.
    fn name(self, text: &str) -> String {
        match self {
            Self::Cookie | Self::Verbatim => text.to_owned(),
            Self::Reserved => Self::Query.value(text),
            other => other.value(text),
        }
    }

    fn pair(self, name: &str, value: &Value) -> String {
        format!("{}={}", self.name(name), self.value(&text(value)))
    }

    /// The parts of one value with a delimiter between them that is not one of theirs.
    fn joined(self, name: &str, value: &Value, delimiter: &str) -> String {
        let parts: Vec<String> = flat(value).iter().map(|part| self.value(part)).collect();
        format!("{}={}", self.name(name), parts.join(delimiter))
    }
}

/// A query parameter as encoded pairs.
pub(super) fn query<T: Serialize>(
    name: &str,
    style: Style,
    explode: bool,
    reserved: bool,
    value: &T,
) -> Result<Vec<String>, String> {
    let encoding = if reserved { Encoding::Reserved } else { Encoding::Query };
    let mut pairs = Vec::new();
    query_pairs(name, style, explode, &to_value(value)?, encoding, &mut pairs);
    Ok(pairs)
}

/// The whole query in one value.
pub(super) fn querystring<T: Serialize>(style: Style, value: &T) -> Result<String, String> {
    match style {
        Style::Form => form(value, &[]),
        Style::Json => Ok(Encoding::Query.value(&to_value(value)?.to_string())),
        _ => Ok(Encoding::Query.value(&text(&to_value(value)?))),
    }
}

/// A form's body: each member as a query parameter of its name, in the style that the document gives it; without one, a list
/// repeats the name and an object is JSON.
pub(super) fn form<T: Serialize>(
    value: &T,
    styles: &[(&str, Style, bool, bool)],
) -> Result<String, String> {
    let members = match to_value(value)? {
        Value::Object(members) => members,
        Value::Null => serde_json::Map::new(),
        _ => return Err("the body of a form has to be an object".to_owned()),
    };
    let mut pairs = Vec::new();
    for (name, member) in &members {
        let (style, explode, reserved) = match styles.iter().find(|(styled, ..)| styled == name) {
            Some((_, style, explode, reserved)) => (*style, *explode, *reserved),
            None if member.is_object() => (Style::Json, false, false),
            None => (Style::Form, true, false),
        };
        let encoding = if reserved { Encoding::Reserved } else { Encoding::Form };
        query_pairs(name, style, explode, member, encoding, &mut pairs);
    }
    Ok(pairs.join("&"))
}

fn query_pairs(
    name: &str,
    style: Style,
    explode: bool,
    value: &Value,
    encoding: Encoding,
    pairs: &mut Vec<String>,
) {
    let space = if matches!(encoding, Encoding::Form) { "+" } else { "%20" };
    match (style, value) {
        (_, Value::Null) => {}
        (Style::Json, value) => {
            pairs.push(encoding.pair(name, &Value::String(value.to_string())));
        }
        (Style::DeepObject, value) => deep(name, value, encoding, pairs),
        (_, Value::Array(elements)) if explode => {
            pairs.extend(elements.iter().map(|element| encoding.pair(name, element)));
        }
        (_, Value::Object(members)) if explode => {
            let present = members.iter().filter(|(_, member)| !member.is_null());
            pairs.extend(present.map(|(name, member)| encoding.pair(name, member)));
        }
        (Style::SpaceDelimited, value) => pairs.push(encoding.joined(name, value, space)),
        // A query cannot hold it as it is.
        (Style::PipeDelimited, value) => pairs.push(encoding.joined(name, value, "%7C")),
        (_, value) => pairs.push(encoding.joined(name, value, ",")),
    }
}

/// `name[member]=value`, at any depth: OpenAPI leaves more than one level open, and this is what servers read.
fn deep(name: &str, value: &Value, encoding: Encoding, pairs: &mut Vec<String>) {
    match value {
        Value::Null => {}
        Value::Object(members) => {
            for (member, value) in members {
                deep(&format!("{name}[{member}]"), value, encoding, pairs);
            }
        }
        Value::Array(elements) => {
            for element in elements {
                deep(name, element, encoding, pairs);
            }
        }
        scalar => pairs.push(encoding.pair(name, scalar)),
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

/// Pairs of the `Cookie` header. What could end one is percent-encoded, or refused where the style is `cookie`.
pub(super) fn cookie<T: Serialize>(
    name: &str,
    style: Style,
    explode: bool,
    value: &T,
) -> Result<String, String> {
    let mut pairs = Vec::new();
    let encoding = if style == Style::Cookie { Encoding::Verbatim } else { Encoding::Cookie };
    query_pairs(name, style, explode, &to_value(value)?, encoding, &mut pairs);
    if style == Style::Cookie
        && pairs
            .iter()
            .any(|pair| pair.bytes().any(|byte| !byte.is_ascii_graphic() || byte == b';'))
    {
        return Err(
            "a cookie of this style cannot hold spaces, semicolons or what is not ASCII".to_owned()
        );
    }
    Ok(pairs.join("; "))
}

pub(crate) fn cookie_text(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '!'..='~' if !"\",;\\%".contains(c) => c.to_string(),
            other => other.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect(),
        })
        .collect()
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
                    format!("{}={}", encode_part(name), encode_part(&text(member)))
                })
                .collect()
        }
        Value::Array(_) | Value::Object(_) => {
            flat(&value).iter().map(|part| encode_part(part)).collect()
        }
        scalar => vec![encode_path(&text(scalar))],
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

fn encode_part(text: &str) -> String {
    utf8_percent_encode(text, PART).to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_ends_a_cookie_is_encoded_or_refused() {
        let pair = |style, text| cookie("c", style, false, &text);
        assert_eq!(pair(Style::Form, "a b;é").unwrap(), "c=a%20b%3B%C3%A9");
        assert_eq!(pair(Style::Cookie, "a%20b").unwrap(), "c=a%20b");
        for text in ["a b", "a;b", "é", "a\n"] {
            let said = pair(Style::Cookie, text).unwrap_err();
            assert!(said.starts_with("a cookie of this style cannot hold"), "{said}");
        }
    }
}
