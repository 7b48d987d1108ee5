//! What an operation answers that is not a success.

use oas_source::media_type::is_json;
use oas_source::status::is_success;
use serde_json::{Map, Value};

use super::place::inside;
use super::xml::{Way, is_xml};
use super::{Hint, Lowering};
use crate::error::Error;
use crate::model::{Failure, FailureVariant, Operation, Shape, Statuses, Type};
use crate::pointer::Pointer;

/// The schema of an error, where it stands, and its element where it is XML.
type Described<'d> = (&'d Value, Pointer, Option<usize>);

impl<'d> Lowering<'d> {
    /// The types of the errors that the document describes as JSON: one where they share it, and one for each status elsewhere.
    pub(super) fn failure(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
        lowered: &mut Operation,
    ) -> Result<Option<Failure>, Error> {
        let at = at.join("responses");
        let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
            return Ok(None);
        };
        // Where no success is described, `default` is taken for one.
        let any_success = responses.keys().any(|key| is_success(key));
        let mut variants = Vec::new();
        for (key, response) in responses {
            let Some(statuses) = Statuses::read(key) else {
                if !key.starts_with("x-") {
                    let key = oas_source::text::quoted(key);
                    lowered.degraded.insert(format!("an answer has {key} for its status"));
                }
                continue;
            };
            if is_success(key) || statuses == Statuses::Default && !any_success {
                continue;
            }
            let found = self.follow(response, &at.join(key));
            // It is bytes, as any error that is not described.
            let Some((response, at)) = self.if_found(found, &at.join(key))? else { continue };
            let content = self.error_content(key, response, &at, lowered)?;
            let Some((schema, at, xml)) = content else { continue };
            let ty = self.shared(schema, &at, &inside(hint, "Error body"))?;
            variants.push(FailureVariant { statuses, ty, xml });
        }
        variants.sort_unstable_by_key(|variant| variant.statuses);
        let Some(first) = variants.first().map(|variant| variant.ty.clone()) else {
            return Ok(None);
        };
        if variants.iter().all(|variant| variant.ty == first) {
            let statuses = variants.iter().map(|variant| (variant.statuses, variant.xml)).collect();
            return Ok(Some(Failure::One(first, statuses)));
        }
        let shape = Shape::Failure(variants.clone());
        Ok(match self.item(&inside(hint, "Error"), &at, &Map::new(), shape) {
            Type::Named(name) => Some(Failure::ByStatus(name, variants)),
            _ => None,
        })
    }

    /// The schema of an error's JSON, or else of its XML with its element, and where it stands. What the error has beside that is said.
    fn error_content(
        &mut self,
        status: &str,
        response: &'d Map<String, Value>,
        at: &Pointer,
        lowered: &mut Operation,
    ) -> Result<Option<Described<'d>>, Error> {
        let mut found: Option<(&str, &Value, Pointer)> = None;
        let mut xml: Option<Described<'_>> = None;
        let content = response.get("content").and_then(Value::as_object).into_iter().flatten();
        for (media_type, content) in content {
            let (content, at) = self.follow(content, &at.join("content").join(media_type))?;
            let (schema, at) = (content.get("schema"), at.join("schema"));
            let error = format!("the error {status} as {media_type}");
            if !is_json(media_type) && !self.any_is_json(media_type, schema, &at)? {
                let structured = self.is_structured(schema, &at)?;
                if let (true, true, Some(schema)) = (is_xml(media_type), structured, schema) {
                    match (&xml, self.xml_root(schema, &at, Way::Read)) {
                        (None, Ok(root)) => xml = Some((schema, at, Some(root))),
                        (Some((known, ..)), Ok(_)) if *known == schema => {}
                        (Some(_), Ok(_)) => {
                            lowered.degraded.insert(format!("{error} has no type: it is bytes"));
                        }
                        (_, Err(why)) => {
                            let reason = format!("{error} has no type: it is bytes ({why})");
                            lowered.degraded.insert(reason);
                        }
                    }
                    continue;
                }
                let typed = structured || self.is_plain_text(schema, &at)?;
                if typed || content.contains_key("itemSchema") {
                    lowered.degraded.insert(format!("{error} has no type: it is bytes"));
                }
                continue;
            }
            match (&found, schema) {
                (_, None) => {}
                (None, Some(schema)) => found = Some((media_type, schema, at)),
                (Some((first, other, _)), Some(schema)) if schema != *other => {
                    lowered.degraded.insert(format!("{error} is read as {first}"));
                }
                _ => {}
            }
        }
        if let (Some((media_type, json, _)), Some((schema, ..))) = (&found, &xml)
            && schema != json
        {
            lowered.degraded.insert(format!("the error {status} as XML is read as {media_type}"));
        }
        Ok(found.map(|(_, schema, at)| (schema, at, None)).or(xml))
    }
}
