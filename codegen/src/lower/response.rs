//! Successes.

use std::collections::BTreeMap;

use oas_source::media_type::{essence, is_json};
use serde_json::{Map, Value};

use super::body::{is_media_type, suffix};
use super::place::inside;
use super::{Hint, Lowering};
use crate::error::{Error, ErrorKind};
use crate::model::{Shape, StatusVariant, Success, Type};
use crate::pointer::Pointer;

/// One way to read a success: what its method is called beside the first, the success, and the media types to ask for.
pub(super) type SuccessChoice = (String, Success, Vec<String>);

/// What the document says of one success status.
struct Described {
    status: String,
    /// Types by JSON media type.
    json: BTreeMap<String, Type>,
    /// Types of events, and other media types.
    other: BTreeMap<String, Option<Type>>,
}

impl<'d> Lowering<'d> {
    /// The ways to read a success: JSON first, then one for each kind of stream.
    pub(super) fn successes(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Vec<SuccessChoice>, Error> {
        let described = self.described(operation, at, hint)?;
        let mut choices = Vec::new();
        let mut json_types: Vec<&String> =
            described.iter().flat_map(|status| status.json.keys()).collect();
        json_types.sort_by_key(|name| (essence(name) != "application/json", name.as_str()));
        json_types.dedup();
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
                    accept.push(media_type.clone());
                }
                continue;
            }
            let success = self.json_success(
                &described,
                &by_status,
                at,
                &inside(hint, &name(&choices, media_type)),
            );
            choices.push((choice_suffix(&choices, media_type), success, vec![media_type.clone()]));
            seen.push(by_status);
        }
        let mut streams: BTreeMap<bool, (Vec<String>, Option<Type>)> = BTreeMap::new();
        for (media_type, ty) in described.iter().flat_map(|status| &status.other) {
            let (accept, events) =
                streams.entry(essence(media_type) != "text/event-stream").or_default();
            if !accept.contains(media_type) {
                accept.push(media_type.clone());
            }
            *events = events.take().or_else(|| ty.clone());
        }
        for (other, (accept, events)) in streams {
            let success =
                if other { Success::Stream } else { Success::Events(events.unwrap_or(Type::Any)) };
            let first = accept.first().cloned().unwrap_or_default();
            let suffix = match choices.is_empty() {
                true => String::new(),
                false if other && accept.len() > 1 => "stream".to_owned(),
                false => suffix(&first),
            };
            choices.push((suffix, success, accept));
        }
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
        let mut statuses: Vec<&String> =
            responses.keys().filter(|status| status.starts_with('2')).collect();
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
            for (media_type, content) in content.filter(|(media_type, _)| is_media_type(media_type))
            {
                let at = at.join("content").join(media_type);
                let (content, at) = self.follow(content, &at)?;
                let events = essence(media_type) == "text/event-stream";
                if !is_json(media_type) && !events {
                    found.other.insert(media_type.clone(), None);
                    continue;
                }
                // One name for the success, whatever its status: the status may change without breaking anyone.
                let hint = inside(hint, if events { "Event" } else { "Response" });
                let schema = content.get("itemSchema").or_else(|| content.get("schema"));
                // The same schema under another status, or another media type, is the same type.
                let same = met.iter().find(|(other, _)| schema == Some(*other));
                let ty = match (schema, same) {
                    (Some(_), Some((_, ty))) => {
                        let ty = ty.clone();
                        self.places.insert(at.join("schema").to_string(), ty.clone());
                        ty
                    }
                    (Some(schema), None) => {
                        let ty = self.schema(schema, &at.join("schema"), &hint)?;
                        met.push((schema, ty.clone()));
                        ty
                    }
                    (None, _) => self.untyped(&at, "the response has no schema"),
                };
                if events {
                    found.other.insert(media_type.clone(), Some(ty));
                } else {
                    found.json.insert(media_type.clone(), ty);
                }
            }
            described.push(found);
        }
        Ok(described)
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
        match distinct.as_slice() {
            [only] if !empty => Success::Json((*only).clone()),
            [only] => Success::Optional((*only).clone()),
            _ => {
                let variants = described
                    .iter()
                    .zip(by_status)
                    .map(|(described, ty)| StatusVariant {
                        ident: format!("Status{}", described.status.to_ascii_lowercase()),
                        status: described.status.parse().ok(),
                        ty: ty.map(|ty| (*ty).clone()),
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

fn name(choices: &[SuccessChoice], media_type: &str) -> String {
    format!("{} success", choice_suffix(choices, media_type))
}

fn choice_suffix(choices: &[SuccessChoice], media_type: &str) -> String {
    if choices.is_empty() { String::new() } else { suffix(media_type) }
}
