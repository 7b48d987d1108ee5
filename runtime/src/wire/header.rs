//! Headers of an answer, read as the document describes them.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderMap, header};

use crate::json::{DecodeError, Decoder, Json, Node};

/// The headers that a document describes for an answer: a generated struct with a field for each, or `()` where it describes none.
pub trait Headers: Sized {
    /// Reads them. A header that is not as described is an error in its own field.
    fn read(headers: &HeaderMap) -> Self;
}

impl Headers for () {
    fn read(_: &HeaderMap) -> Self {}
}

/// How the value of a header stands for JSON (OpenAPI's style `simple`, or `content`).
#[derive(Clone, Copy, Debug)]
pub enum HeaderForm {
    /// Text.
    Text,
    /// A number or a boolean where it reads as one, text elsewhere.
    Literal,
    /// A JSON text.
    Json,
    /// Values with commas between them.
    List(&'static HeaderForm),
    /// Names and values with commas between them; with `explode`, an equals sign between name and value.
    Object {
        /// `name=value` in the place of `name,value`.
        explode: bool,
        /// The forms of the members that the document knows.
        members: &'static [(&'static str, HeaderForm)],
        /// That of any other.
        rest: &'static HeaderForm,
    },
}

/// Why a header of an answer cannot be had. The answer is there all the same, and the header's text in its headers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderError {
    name: &'static str,
    why: Why,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    Missing,
    NotText,
    NotJson,
    Unfit(DecodeError),
}

impl HeaderError {
    /// The name of the header, as the document has it.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// Whether the answer does not have it, though the document says that it always does.
    pub fn is_missing(&self) -> bool {
        self.why == Why::Missing
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the header {} ", self.name)?;
        match &self.why {
            Why::Missing => f.write_str("is missing, which the document requires"),
            Why::NotText => f.write_str("is not text"),
            Why::NotJson => f.write_str("is not JSON"),
            Why::Unfit(error) => write!(f, "is not what the document describes: {error}"),
        }
    }
}

impl std::error::Error for HeaderError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.why {
            Why::Unfit(error) => Some(error),
            _ => None,
        }
    }
}

/// A header that may be left out.
///
/// # Errors
///
/// It is there and not as described.
pub fn header<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
    form: HeaderForm,
) -> Result<Option<T>, HeaderError> {
    let read = || match lines(headers, name)? {
        None => Ok(None),
        Some(text) => {
            let mut cx = Decoder::default();
            form.node(&text)?.decode(&mut cx).map(Some).map_err(Why::Unfit)
        }
    };
    read().map_err(|why| HeaderError { name, why })
}

/// A header that is always there.
///
/// # Errors
///
/// It is missing, or not as described.
pub fn required_header<T: Json>(
    headers: &HeaderMap,
    name: &'static str,
    form: HeaderForm,
) -> Result<T, HeaderError> {
    header(headers, name, form)?.ok_or(HeaderError { name, why: Why::Missing })
}

/// All lines of a header as one value (RFC 9110, section 5.3); those of `Set-Cookie`, in which commas mean something else, stay apart.
fn lines<'h>(headers: &'h HeaderMap, name: &str) -> Result<Option<Cow<'h, str>>, Why> {
    let separator =
        if name.eq_ignore_ascii_case(header::SET_COOKIE.as_str()) { "\n" } else { ", " };
    let mut all: Option<Cow<'h, str>> = None;
    for line in headers.get_all(name) {
        let line = std::str::from_utf8(line.as_bytes()).map_err(|_| Why::NotText)?;
        all = Some(match all {
            None => Cow::Borrowed(line),
            Some(before) => Cow::Owned(format!("{before}{separator}{line}")),
        });
    }
    Ok(all)
}

impl HeaderForm {
    fn node<'t>(&self, text: &'t str) -> Result<Node<'t>, Why> {
        Ok(match self {
            Self::Text => Node::String(text.into()),
            Self::Literal => literal(text.trim()),
            Self::Json => serde_json::from_str(text).map_err(|_| Why::NotJson)?,
            Self::List(form) => {
                Node::Array(parts(text).map(|part| form.node(part)).collect::<Result<_, _>>()?)
            }
            Self::Object { explode, members, rest } => {
                let form = |name: &str| {
                    members.iter().find(|(known, _)| *known == name).map_or(*rest, |(_, form)| form)
                };
                let mut found: Vec<(Cow<'t, str>, Node<'t>)> = Vec::new();
                let mut parts = parts(text);
                while let Some(part) = parts.next() {
                    let (name, value) = match explode {
                        true => part.split_once('=').unwrap_or((part, "")),
                        false => (part, parts.next().unwrap_or_default()),
                    };
                    // Of a name that is there twice the first counts.
                    if !found.iter().any(|(known, _)| known == name) {
                        found.push((name.into(), form(name).node(value)?));
                    }
                }
                Node::Object(found)
            }
        })
    }
}

/// What stands between commas, or between the lines of `Set-Cookie`; an empty value has no parts.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    let separator = if text.contains('\n') { '\n' } else { ',' };
    text.split(separator)
        .map(str::trim)
        .filter(move |part| !(part.is_empty() && text.trim().is_empty()))
}

fn literal(text: &str) -> Node<'_> {
    match text {
        "true" => Node::Bool(true),
        "false" => Node::Bool(false),
        _ => text.parse().map_or(Node::String(text.into()), Node::Number),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use http::{HeaderName, HeaderValue};
    use serde_json::{Value, json};

    use super::*;
    use crate::json::{Number, Timestamp};

    const TEXT: HeaderForm = HeaderForm::Text;
    const LITERAL: HeaderForm = HeaderForm::Literal;

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let lines = lines.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap())
        });
        lines.fold(HeaderMap::new(), |mut all, (name, value)| {
            all.append(name, value);
            all
        })
    }

    fn read<T: Json>(value: &str, form: HeaderForm) -> Result<T, String> {
        required_header(&headers(&[("x-a", value)]), "X-A", form).map_err(|error| error.to_string())
    }

    #[test]
    fn values_are_read_in_the_form_of_their_type() {
        assert_eq!(read::<i64>("12", LITERAL), Ok(12));
        assert_eq!(read::<bool>("true", LITERAL), Ok(true));
        assert_eq!(read::<Number>("0.50", LITERAL).unwrap(), 0.5);
        assert_eq!(read::<String>("12", TEXT), Ok("12".to_owned()));
        assert_eq!(read::<Value>("twelve", LITERAL), Ok(json!("twelve")));
        let instant = "2026-01-02T03:04:05Z";
        assert_eq!(read::<Timestamp>(instant, TEXT).unwrap().as_str(), instant);
        assert_eq!(read::<Value>(r#"{"a": [1]}"#, HeaderForm::Json), Ok(json!({"a": [1]})));
        let list = HeaderForm::List(&LITERAL);
        assert_eq!(read::<Vec<i64>>("1, 2,3", list), Ok(vec![1, 2, 3]));
        assert_eq!(read::<Vec<i64>>(" ", list), Ok(vec![]));
        assert_eq!(read::<Vec<String>>("a,,b", HeaderForm::List(&TEXT)).unwrap(), ["a", "", "b"]);
    }

    #[test]
    fn objects_are_read_with_and_without_explode() {
        let form = |explode| HeaderForm::Object {
            explode,
            members: &[("left", LITERAL), ("name", TEXT)],
            rest: &TEXT,
        };
        let expected = json!({"left": 7, "name": "12", "other": "1"});
        assert_eq!(read::<Value>("left=7, name=12,other=1", form(true)), Ok(expected.clone()));
        assert_eq!(read::<Value>("left,7,name,12,other,1", form(false)), Ok(expected));
        assert_eq!(
            read::<Value>("left=7,left=8,flag", form(true)),
            Ok(json!({"left": 7, "flag": ""}))
        );
        assert_eq!(read::<Value>("name", form(false)), Ok(json!({"name": ""})));
        let map = read::<BTreeMap<String, i64>>(
            "a=1",
            HeaderForm::Object { explode: true, members: &[], rest: &LITERAL },
        );
        assert_eq!(map, Ok(BTreeMap::from([("a".to_owned(), 1)])));
    }

    #[test]
    fn lines_of_one_name_are_one_value() {
        let twice = headers(&[
            ("x-a", "1, 2"),
            ("x-a", "3"),
            ("set-cookie", "a=1, b"),
            ("set-cookie", "c=2"),
        ]);
        let list = header::<Vec<i64>>(&twice, "x-A", HeaderForm::List(&LITERAL));
        assert_eq!(list, Ok(Some(vec![1, 2, 3])));
        assert_eq!(header(&twice, "X-A", TEXT), Ok(Some("1, 2, 3".to_owned())));
        let cookies = header::<Vec<String>>(&twice, "Set-Cookie", HeaderForm::List(&TEXT));
        assert_eq!(cookies, Ok(Some(vec!["a=1, b".to_owned(), "c=2".to_owned()])));
    }

    #[test]
    fn what_does_not_fit_is_a_sentence_without_the_value() {
        let error = read::<i64>("s3cret", LITERAL).unwrap_err();
        assert_eq!(
            error,
            "the header X-A is not what the document describes: expected an integer, found a string"
        );
        assert_eq!(
            read::<i64>("{s3cret", HeaderForm::Json).unwrap_err(),
            "the header X-A is not JSON"
        );
        let none = HeaderMap::new();
        assert_eq!(header::<i64>(&none, "X-A", LITERAL), Ok(None));
        let missing = required_header::<i64>(&none, "X-A", LITERAL).unwrap_err();
        assert!(missing.is_missing() && missing.name() == "X-A");
        assert_eq!(missing.to_string(), "the header X-A is missing, which the document requires");
        let mut bytes = HeaderMap::new();
        bytes.insert("x-a", HeaderValue::from_bytes(b"\xff").unwrap());
        assert_eq!(
            header::<String>(&bytes, "X-A", TEXT).unwrap_err().to_string(),
            "the header X-A is not text"
        );
        assert_eq!(header::<String>(&bytes, "no header's name", TEXT), Ok(None));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_value_or_an_error(text in "[ -~]{0,40}") {
            let form = HeaderForm::Object { explode: true, members: &[], rest: &HeaderForm::List(&LITERAL) };
            for form in [TEXT, LITERAL, HeaderForm::Json, HeaderForm::List(&LITERAL), form] {
                let _ = read::<Value>(&text, form);
            }
        }
    }
}
