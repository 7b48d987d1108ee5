//! Request bodies.

use oas_source::media_type::{essence, is_json};
use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::multipart::is_own;
use super::parameter::query_style;
use super::place::inside;
use super::xml::{Way, is_xml};
use super::{Hint, Lowering};
use crate::error::{Error, ErrorKind};
use crate::model::{Body, BodyForm, Operation, Type};
use crate::names::snake;
use crate::pointer::Pointer;

/// One way to send a request: what its method is called beside the first, and the body.
pub(super) type BodyChoice = (String, Body);

impl<'d> Lowering<'d> {
    /// The ways to send a request: JSON first, then one for each further media type that is not the same again.
    pub(super) fn bodies(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<Vec<BodyChoice>, Error> {
        let Some(body) = operation.get("requestBody") else {
            return Ok(Vec::new());
        };
        let (body, at) = self.follow(body, &at.join("requestBody"))?;
        let at = at.join("content");
        let content = match body.get("content") {
            None => return Ok(Vec::new()),
            Some(Value::Object(content)) => content,
            Some(_) => {
                return Err(
                    Error::new(ErrorKind::Invalid, "`content` is not an object").at(at.as_str())
                );
            }
        };
        let mut media_types: Vec<&String> = content.keys().collect();
        media_types.sort_unstable_by_key(|name| (rank(name), *name));
        let required = body.get("required").is_some_and(|required| required == true);
        let description = body.get("description").and_then(Value::as_str).unwrap_or_default();
        let mut choices: Vec<BodyChoice> = Vec::new();
        let mut schemas: Vec<(BodyForm, Option<&Value>)> = Vec::new();
        for media_type in media_types {
            let at = at.join(media_type);
            if !is_media_type(media_type) {
                let message = format!("{} is not a media type", quoted(media_type));
                return Err(Error::new(ErrorKind::Invalid, message).at(at.as_str()));
            }
            let (described, at) = self.follow(&content[media_type], &at)?;
            let schema = described.get("schema");
            let structured = self.is_structured(schema, &at.join("schema"))?;
            // Where any media type is taken, what has a structure is JSON.
            let form = match form(media_type) {
                BodyForm::Bytes if essence(media_type) == "*/*" && structured => BodyForm::Json,
                form => form,
            };
            let xml = match schema.filter(|_| structured && is_xml(media_type)) {
                Some(schema) => self.xml_root(schema, &at.join("schema"), Way::Written).map(Some),
                None => Ok(None),
            };
            let (form, why) = match xml {
                Ok(Some(root)) => (BodyForm::Xml(root), None),
                Ok(None) => (form, None),
                Err(why) => (form, Some(why)),
            };
            lowered.degraded.extend(not_said(media_type, form, structured, why, described));
            // Another spelling of the same is no other way.
            if matches!(form, BodyForm::Json | BodyForm::Form) && schemas.contains(&(form, schema))
            {
                continue;
            }
            schemas.push((form, schema));
            let suffix = if choices.is_empty() { String::new() } else { suffix(media_type) };
            let hint = inside(hint, &format!("{suffix} body"));
            let (form, ty) = self.body_type(form, described, &at, &hint, lowered)?;
            let description = description.to_owned();
            choices.push((
                suffix,
                Body {
                    form,
                    ty,
                    media_type: media_type.clone(),
                    schema: schema.is_some().then(|| at.join("schema").to_string()),
                    optional: !required,
                    description,
                    styles: styles(described),
                },
            ));
        }
        Ok(choices)
    }

    fn body_type(
        &mut self,
        form: BodyForm,
        described: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<(BodyForm, Type), Error> {
        match (form, described.get("schema")) {
            (BodyForm::Text | BodyForm::Bytes, _) => Ok((form, Type::String)),
            (BodyForm::Multipart, Some(schema)) => {
                match self.multipart(schema, described, at, hint, &mut lowered.degraded)? {
                    Some(ty) => Ok((form, ty)),
                    None => {
                        lowered.degraded.insert(
                            "the multipart body, whose parts are not described, is bytes"
                                .to_owned(),
                        );
                        Ok((BodyForm::Bytes, Type::String))
                    }
                }
            }
            (BodyForm::Multipart, None) => Ok((BodyForm::Bytes, Type::String)),
            (_, Some(schema)) => Ok((form, self.shared(schema, &at.join("schema"), hint)?.sent())),
            (_, None) => Ok((form, self.untyped(at, "the request body has no schema"))),
        }
    }
}

fn form(media_type: &str) -> BodyForm {
    match rank(media_type) {
        0 | 1 => BodyForm::Json,
        2 => BodyForm::Form,
        3 => BodyForm::Multipart,
        4 => BodyForm::Text,
        _ => BodyForm::Bytes,
    }
}

/// What the document says of a body and the client does not.
fn not_said(
    media_type: &str,
    form: BodyForm,
    structured: bool,
    why: Option<String>,
    described: &Map<String, Value>,
) -> Vec<String> {
    let raw = matches!(form, BodyForm::Text | BodyForm::Bytes);
    let mut said = Vec::new();
    let items = described.contains_key("itemSchema")
        && (raw || (form == BodyForm::Multipart && !described.contains_key("schema")));
    if (raw && structured) || items {
        let why = why.map(|why| format!(" ({why})")).unwrap_or_default();
        said.push(format!("the body as {media_type} has no type: it is bytes{why}"));
    }
    let by_place = ["prefixEncoding", "itemEncoding"].into_iter();
    let by_place = by_place.filter(|key| described.contains_key(*key));
    said.extend(by_place.map(|key| format!("`{key}` of the body as {media_type} is not applied")));
    let encoding = described.get("encoding").and_then(Value::as_object).into_iter().flatten();
    for (name, encoding) in encoding {
        let headers = encoding.get("headers").and_then(Value::as_object);
        // Of parts that a schema describes, headers have setters.
        let parts = form == BodyForm::Multipart && described.contains_key("schema");
        if !parts && headers.is_some_and(|headers| headers.keys().any(|name| is_own(name))) {
            said.push(not_sent(name));
        }
        let styles = ["style", "explode", "allowReserved"].into_iter();
        let unused = |key: &&str| form == BodyForm::Multipart && encoding.get(*key).is_some();
        let named = |key| format!("`{key}` of the part {} is not applied", quoted(name));
        let unknown = |style: &Value| style.as_str().and_then(query_style).is_none();
        if form == BodyForm::Form && encoding.get("style").is_some_and(unknown) {
            said.push(format!("the member {} is sent by the style form", quoted(name)));
        }
        said.extend(styles.filter(unused).map(named));
    }
    said
}

/// Why an operation with headers of a part is not exact.
pub(super) fn not_sent(part: &str) -> String {
    format!("the headers of the part {} are not sent", quoted(part))
}

/// What the document says of how members of a form are written: name, style, `explode` and `allowReserved`.
fn styles(media_type: &Map<String, Value>) -> Vec<(String, &'static str, bool, bool)> {
    let encoding = media_type.get("encoding").and_then(Value::as_object);
    let style = |encoding: &Value| {
        let text = |key: &str| encoding.get(key).and_then(Value::as_str);
        if ["style", "explode", "allowReserved"].iter().all(|key| encoding.get(*key).is_none()) {
            return is_json(text("contentType")?).then_some(("Json", false));
        }
        let style = text("style").and_then(query_style).unwrap_or("Form");
        let explode = encoding.get("explode").and_then(Value::as_bool);
        Some((style, explode.unwrap_or(style == "Form")))
    };
    encoding
        .into_iter()
        .flatten()
        .filter_map(|(name, encoding)| {
            let (style, explode) = style(encoding)?;
            let reserved = encoding.get("allowReserved").is_some_and(|reserved| reserved == true);
            Some((name.clone(), style, explode, reserved))
        })
        .collect()
}

/// JSON before forms, text and bytes.
fn rank(media_type: &str) -> u8 {
    match essence(media_type).as_str() {
        "application/json" => 0,
        _ if is_json(media_type) => 1,
        "application/x-www-form-urlencoded" => 2,
        other if other.starts_with("multipart/") => 3,
        "text/plain" => 4,
        _ => 5,
    }
}

/// What tells a method with this media type from the first.
pub(super) fn suffix(media_type: &str) -> String {
    match essence(media_type).as_str() {
        "application/x-www-form-urlencoded" => "form".to_owned(),
        "text/event-stream" => "events".to_owned(),
        "*/*" => "any".to_owned(),
        "text/plain" => "text".to_owned(),
        other if other.starts_with("multipart/") => "multipart".to_owned(),
        other => snake(other.split_once('/').map_or(other, |(_, subtype)| subtype)),
    }
}

/// Whether the text can stand in a header, and has a slash.
pub(super) fn is_media_type(text: &str) -> bool {
    text.contains('/') && text.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}
