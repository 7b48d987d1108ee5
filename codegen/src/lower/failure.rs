//! What an operation answers that is not a success.

use oas_source::media_type::is_json;
use serde_json::{Map, Value};

use super::place::inside;
use super::{Hint, Lowering};
use crate::error::Error;
use crate::model::{Failure, FailureVariant, Shape, Statuses, Type};
use crate::pointer::Pointer;

impl<'d> Lowering<'d> {
    /// The types of the errors that the document describes as JSON: one where they share it, and one for each status elsewhere.
    pub(super) fn failure(
        &mut self,
        operation: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<Failure>, Error> {
        let at = at.join("responses");
        let Some(responses) = operation.get("responses").and_then(Value::as_object) else {
            return Ok(None);
        };
        // Where no success is described, `default` is taken for one.
        let any_success = responses.keys().any(|status| status.starts_with('2'));
        let mut variants = Vec::new();
        for (key, response) in responses {
            let statuses = Statuses::read(key).filter(|statuses| match statuses {
                Statuses::One(status) => !(200..300).contains(status),
                Statuses::Class(class) => *class != 2,
                Statuses::Default => any_success,
            });
            let Some(statuses) = statuses else { continue };
            let (response, at) = self.follow(response, &at.join(key))?;
            let content = response.get("content").and_then(Value::as_object).into_iter().flatten();
            let Some((media_type, content)) =
                content.into_iter().find(|(media_type, _)| is_json(media_type))
            else {
                continue;
            };
            let (content, at) = self.follow(content, &at.join("content").join(media_type))?;
            let Some(schema) = content.get("schema") else { continue };
            let ty = self.schema(schema, &at.join("schema"), &inside(hint, "Error body"))?;
            variants.push(FailureVariant { statuses, ty });
        }
        variants.sort_unstable_by_key(|variant| variant.statuses);
        let Some(first) = variants.first().map(|variant| variant.ty.clone()) else {
            return Ok(None);
        };
        if variants.iter().all(|variant| variant.ty == first) {
            let statuses = variants.iter().map(|variant| variant.statuses).collect();
            return Ok(Some(Failure::One(first, statuses)));
        }
        let shape = Shape::Failure(variants.clone());
        Ok(match self.item(&inside(hint, "Error"), &at, &Map::new(), shape) {
            Type::Named(name) => Some(Failure::ByStatus(name, variants)),
            _ => None,
        })
    }
}
