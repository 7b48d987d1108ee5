//! Successes.

use std::collections::BTreeMap;

use oas_source::media_type::{essence, is_json};
use oas_source::status::is_success;
use serde_json::{Map, Value};

use super::body::{is_media_type, suffix};
use super::place::inside;
use super::xml::{Way, is_xml};
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Content, Operation, Shape, StatusVariant, Success, Type};
use crate::pointer::Pointer;

/// One way to read a success: what its method is called beside the first, the success, and the media types to ask for.
pub(super) type SuccessChoice = (String, Success, Vec<String>);

/// What the document says of one success status.
struct Described {
    status: String,
    /// Types by JSON media type.
    json: BTreeMap<String, Type>,
    /// Other media types.
    other: BTreeMap<String, Other>,
}

impl Described {
    /// Media types of answers that are neither JSON nor a stream of values, where no JSON is.
    fn raw(&self) -> Vec<&String> {
        let raw = |(media_type, other)| {
            matches!(other, &Other::Bytes | &Other::Text).then_some(media_type)
        };
        match self.json.is_empty() {
            true => self.other.iter().filter_map(raw).collect(),
            false => Vec::new(),
        }
    }
}

/// An answer that is no JSON.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Other {
    /// The type of the data of events, or nothing where it is text.
    Events(Option<Type>),
    /// The type of each value.
    Lines(Type),
    Text,
    Bytes,
    /// With its element.
    Xml(Type, usize),
}

impl Other {
    fn success(&self) -> Success {
        match self {
            Self::Events(ty) => Success::Events(ty.clone()),
            Self::Lines(ty) => Success::Lines(ty.clone()),
            Self::Text => Success::Text,
            Self::Bytes => Success::Stream,
            Self::Xml(ty, root) => Success::Xml(ty.clone(), *root, false),
        }
    }

    /// Media types of one kind have one method.
    fn kind(&self) -> u8 {
        match self {
            Self::Events(_) => 0,
            Self::Lines(_) => 1,
            Self::Text => 2,
            Self::Bytes => 3,
            Self::Xml(..) => 4,
        }
    }
}

impl<'d> Lowering<'d> {
    /// The ways to read a success: JSON first, then one for each kind of stream.
    pub(super) fn successes(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<Vec<SuccessChoice>, Error> {
        let mut described = self.described(operation, at, hint, lowered)?;
        let mut choices = Vec::new();
        let mut json_types: Vec<&String> =
            described.iter().flat_map(|status| status.json.keys()).collect();
        json_types.sort_by_key(|name| (essence(name) != "application/json", name.as_str()));
        json_types.dedup();
        let has_json = !json_types.is_empty();
        let mut seen = Vec::new();
        for media_type in json_types {
            let by_status: Vec<Option<&Type>> = described
                .iter()
                .map(|status| status.json.get(media_type).or_else(|| status.json.values().next()))
                .collect();
            // Another spelling of the same is no other way.
            if seen.contains(&by_status) {
                if let Some((_, _, accept)) = choices.first_mut() {
                    let accept: &mut Vec<String> = accept;
                    accept.extend(accepted(media_type));
                }
                continue;
            }
            let success = self.json_success(
                &described,
                &by_status,
                at,
                &inside(hint, &name(&choices, media_type)),
            );
            let mut accept = accepted(media_type);
            accept.extend(described.iter().flat_map(Described::raw).cloned());
            choices.push((choice_suffix(&choices, media_type), success, accept));
            seen.push(by_status);
        }
        // What is read by its status with the JSON needs no method of its own.
        if has_json {
            described.retain(|status| status.raw().is_empty());
        }
        one_xml(&mut described, lowered);
        choices.extend(other_choices(&described, choices.is_empty()));
        if choices.is_empty() {
            choices.push((String::new(), Success::Empty, Vec::new()));
        }
        Ok(choices)
    }

    fn described(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<Vec<Described>, Error> {
        let at = at.join("responses");
        let responses = match operation.get("responses") {
            None => return Ok(Vec::new()),
            Some(Value::Object(responses)) => responses,
            Some(_) => {
                return Err(
                    Error::new(ErrorKind::Invalid, "`responses` is not an object").at(at.as_str())
                );
            }
        };
        let mut statuses: Vec<&String> = responses.keys().filter(|key| is_success(key)).collect();
        if statuses.is_empty() {
            statuses.extend(responses.keys().filter(|status| *status == "default"));
        }
        statuses.sort_unstable();
        let mut described = Vec::with_capacity(statuses.len());
        let mut met: Vec<(&Value, Type)> = Vec::new();
        for status in statuses {
            let (response, at) = self.follow(&responses[status], &at.join(status))?;
            let mut found =
                Described { status: status.clone(), json: BTreeMap::new(), other: BTreeMap::new() };
            let content = response.get("content").and_then(Value::as_object).into_iter().flatten();
            let content = content.filter(|(media_type, _)| is_media_type(media_type));
            // HTTP has none there, whatever the document says (RFC 9110, sections 9.3.2, 15.3.5 and 15.3.6).
            let none = lowered.method == "HEAD" || matches!(status.as_str(), "204" | "205");
            for (media_type, content) in content {
                let at = at.join("content").join(media_type);
                if none {
                    self.apply(Rule::ContentWithoutBody, &at);
                    continue;
                }
                let (content, at) = self.follow(content, &at)?;
                let schema = content.get("schema");
                if !is_json(media_type) && !self.any_is_json(media_type, schema, &at)? {
                    let other = self.other(media_type, content, &at, hint, lowered)?;
                    found.other.insert(media_type.clone(), other);
                    continue;
                }
                // One name for the success, whatever its status: the status may change without breaking anyone.
                let hint = inside(hint, "Response");
                // The same schema under another status, or another media type, is the same type.
                let same = met.iter().find(|(other, _)| schema == Some(*other));
                let ty = match (schema, same) {
                    (Some(_), Some((_, ty))) => {
                        let ty = ty.clone();
                        self.places.insert(at.join("schema").to_string(), ty.clone());
                        ty
                    }
                    (Some(schema), None) => {
                        let ty = self.shared(schema, &at.join("schema"), &hint)?;
                        met.push((schema, ty.clone()));
                        ty
                    }
                    (None, _) => self.untyped(&at, "the response has no schema"),
                };
                found.json.insert(media_type.clone(), ty);
            }
            described.push(found);
        }
        Ok(described)
    }

    /// Whether any media type stands for JSON: what has a structure is nothing else where a document does not say.
    pub(super) fn any_is_json(
        &mut self,
        media_type: &str,
        schema: Option<&Value>,
        at: &Pointer,
    ) -> Result<bool, Error> {
        Ok(essence(media_type) == "*/*" && self.is_structured(schema, at)?)
    }

    /// An answer that is not JSON.
    fn other(
        &mut self,
        media_type: &str,
        content: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<Other, Error> {
        let name = essence(media_type);
        if name == "text/event-stream" {
            return self.events(content, at, &inside(hint, "Event")).map(Other::Events);
        }
        let (key, schema) = match content.get("itemSchema") {
            Some(schema) => ("itemSchema", Some(schema)),
            None => ("schema", content.get("schema")),
        };
        if let (true, Some(schema)) = (is_lines(&name), schema) {
            // Of the content as a whole that is all there is to say; a line may be any value.
            if key == "schema" && self.is_plain_text(Some(schema), &at.join(key))? {
                let reason = "the schema is that of text, and says nothing of its lines";
                return Ok(Other::Lines(self.untyped(&at.join(key), reason)));
            }
            let ty = self.shared(schema, &at.join(key), &inside(hint, "Line"))?;
            // The schema of all of them, as OpenAPI 3.2 has it, or of one.
            return Ok(Other::Lines(match ty {
                Type::List(element) if key == "schema" => *element,
                ty => ty,
            }));
        }
        if self.is_structured(schema, &at.join(key))? {
            if let (true, "schema", Some(schema)) = (is_xml(media_type), key, schema) {
                match self.xml_root(schema, &at.join(key), Way::Read) {
                    Ok(root) => {
                        let ty = self.shared(schema, &at.join(key), &inside(hint, "Response"))?;
                        return Ok(Other::Xml(ty, root));
                    }
                    Err(why) => {
                        let reason =
                            format!("the answer as {media_type} has no type: it is bytes ({why})");
                        lowered.degraded.insert(reason);
                        return Ok(Other::Bytes);
                    }
                }
            }
            lowered.degraded.insert(format!("the answer as {media_type} has no type: it is bytes"));
            return Ok(Other::Bytes);
        }
        let text = name.starts_with("text/") && self.is_plain_text(schema, &at.join(key))?;
        Ok(if text { Other::Text } else { Other::Bytes })
    }

    fn json_success(
        &mut self,
        described: &[Described],
        by_status: &[Option<&Type>],
        at: &Pointer,
        hint: &Hint,
    ) -> Success {
        let mut distinct: Vec<&Type> = by_status.iter().flatten().copied().collect();
        distinct.sort_unstable();
        distinct.dedup();
        // A status with a stream alone is not an empty one.
        let empty = described
            .iter()
            .zip(by_status)
            .any(|(status, ty)| ty.is_none() && status.other.is_empty());
        let raw = described.iter().any(|status| !status.raw().is_empty());
        match distinct.as_slice() {
            [only] if !empty && !raw => Success::Json((*only).clone()),
            [only] if !raw => Success::Optional((*only).clone()),
            _ => {
                let variants = described
                    .iter()
                    .zip(by_status)
                    .map(|(described, ty)| StatusVariant {
                        ident: format!("Status{}", described.status.to_ascii_lowercase()),
                        status: described.status.parse().ok(),
                        content: match ty {
                            Some(ty) => Content::Json((*ty).clone()),
                            None if described.raw().is_empty() => Content::Empty,
                            None => Content::Bytes,
                        },
                    })
                    .collect();
                let named = self.item(hint, at, &Map::new(), Shape::ByStatus(variants));
                match named {
                    Type::Named(name) => Success::ByStatus(name),
                    other => Success::Json(other),
                }
            }
        }
    }
}

/// Keeps XML where all of it has one type: there is no reader by status for it.
fn one_xml(described: &mut [Described], lowered: &mut Operation) {
    let xml = |other: &Other| match other {
        Other::Xml(ty, _) => Some(ty.clone()),
        _ => None,
    };
    let mut types: Vec<Type> =
        described.iter().flat_map(|status| status.other.values()).filter_map(xml).collect();
    types.sort_unstable();
    types.dedup();
    if types.len() < 2 {
        return;
    }
    lowered
        .degraded
        .insert("the answers as XML differ, and have no type: they are bytes".to_owned());
    for other in described.iter_mut().flat_map(|status| status.other.values_mut()) {
        if xml(other).is_some() {
            *other = Other::Bytes;
        }
    }
}

/// A way for each kind of answer that is not JSON.
fn other_choices(described: &[Described], mut first: bool) -> Vec<SuccessChoice> {
    // Text where another answer is bytes would be read as what it is not.
    let all_text = described.iter().all(|status| {
        !status.other.values().any(|other| *other == Other::Bytes)
            || status.other.values().any(|other| *other == Other::Text)
    });
    let mut kinds: BTreeMap<u8, (Vec<String>, Other)> = BTreeMap::new();
    for (media_type, other) in described.iter().flat_map(|status| &status.other) {
        let other = match other {
            Other::Text if !all_text => &Other::Bytes,
            other => other,
        };
        let (accept, _) = kinds.entry(other.kind()).or_insert_with(|| (Vec::new(), other.clone()));
        if !accept.contains(media_type) {
            accept.push(media_type.clone());
        }
    }
    let mut choices = Vec::new();
    for (accept, other) in kinds.into_values() {
        let suffix = match (first, accept.as_slice(), &other) {
            (true, ..) => String::new(),
            (false, [only], _) => suffix(only),
            (false, _, Other::Bytes) => "stream".to_owned(),
            (false, _, Other::Text) => "text".to_owned(),
            (false, _, Other::Events(_)) => "events".to_owned(),
            (false, _, Other::Lines(_)) => "lines".to_owned(),
            (false, _, Other::Xml(..)) => "xml".to_owned(),
        };
        first = false;
        let mut success = other.success();
        if let Success::Xml(.., optional) = &mut success {
            let nothing = |status: &Described| status.json.is_empty() && status.other.is_empty();
            *optional = described.iter().any(nothing);
        }
        choices.push((suffix, success, accept));
    }
    choices
}

/// What to ask for where the document has this media type.
fn accepted(media_type: &str) -> Vec<String> {
    match essence(media_type).as_str() {
        // JSON is what can be read.
        "*/*" => vec!["application/json".to_owned(), media_type.to_owned()],
        _ => vec![media_type.to_owned()],
    }
}

/// Media types of JSON values one after the other.
fn is_lines(essence: &str) -> bool {
    let name = essence.trim_start_matches("application/").trim_start_matches("x-");
    matches!(name, "jsonl" | "ndjson" | "jsonlines" | "json-lines" | "json-seq" | "json-stream")
        || essence.ends_with("+json-seq")
        || essence.ends_with("+jsonl")
}

fn name(choices: &[SuccessChoice], media_type: &str) -> String {
    format!("{} success", choice_suffix(choices, media_type))
}

fn choice_suffix(choices: &[SuccessChoice], media_type: &str) -> String {
    if choices.is_empty() { String::new() } else { suffix(media_type) }
}
