//! Streams of events, and what a body is that is not JSON.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::place::inside;
use super::{Hint, Lowering};
use crate::error::Error;
use crate::model::{EventVariant, Shape, Struct, Type};
use crate::names::{Scope, pascal};
use crate::pointer::Pointer;

/// The members of an event of the `text/event-stream` format.
const MEMBERS: [&str; 4] = ["data", "event", "id", "retry"];

/// The data of an event: the type of its JSON, or text.
type Data = Option<Type>;

impl<'d> Lowering<'d> {
    /// The data of the events of a stream. `itemSchema` describes a whole event, and so does a `schema` with members of one and
    /// no other; any other `schema` describes the data.
    pub(super) fn events(
        &mut self,
        content: &'d Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Data, Error> {
        let (key, schema) = match (content.get("itemSchema"), content.get("schema")) {
            (Some(schema), _) => ("itemSchema", schema),
            (None, Some(schema)) => ("schema", schema),
            (None, None) => return Ok(Some(self.untyped(at, "the response has no schema"))),
        };
        let at = at.join(key);
        let ty = self.shared(schema, &at, hint)?;
        if let Some(data) = self.enveloped(&ty, key == "itemSchema", &at, hint)? {
            return Ok(data);
        }
        Ok((ty != Type::String).then_some(ty))
    }

    /// The data of events that a type describes as a whole.
    fn enveloped(
        &mut self,
        ty: &Type,
        item: bool,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<Data>, Error> {
        let Some(name) = self.item_name(ty) else { return Ok(None) };
        let kinds: Vec<String> = match self.model.items.get(&name).map(|found| &found.shape) {
            Some(Shape::Struct(shape)) if is_event(shape, item) => {
                return self.data(&name, hint).map(Some);
            }
            Some(Shape::Union(union)) => {
                union.variants.iter().filter_map(|variant| self.item_name(&variant.ty)).collect()
            }
            _ => return Ok(None),
        };
        let mut events = Vec::with_capacity(kinds.len());
        for kind in &kinds {
            let Some(Shape::Struct(shape)) = self.model.items.get(kind).map(|found| &found.shape)
            else {
                return Ok(None);
            };
            let event = shape.fields.iter().find(|field| field.name == "event");
            let event = event.and_then(|field| field.constant.as_ref()?.as_str());
            if !is_event(shape, item || event.is_some()) {
                return Ok(None);
            }
            events.push(event.map(str::to_owned));
        }
        let distinct: BTreeSet<&Option<String>> = events.iter().collect();
        if distinct.len() < events.len() {
            return Ok(Some(Some(self.untyped(at, "nothing tells the events apart"))));
        }
        let mut scope = Scope::with(&["Unrecognized"]);
        let mut variants = Vec::with_capacity(events.len());
        for (kind, event) in kinds.iter().zip(events) {
            let ty = self.data(kind, hint)?;
            let name = event.as_deref().map_or("Other".to_owned(), pascal);
            let ident = scope.unique(&name, event.as_deref().unwrap_or_default());
            variants.push(EventVariant { ident, event, ty });
        }
        let hint = inside(hint, "data");
        Ok(Some(Some(self.item(&hint, at, &Map::new(), Shape::Events(variants)))))
    }

    /// The data of the event that a struct describes.
    fn data(&mut self, name: &str, hint: &Hint) -> Result<Data, Error> {
        let Some(item) = self.model.items.get(name) else { return Ok(None) };
        let Shape::Struct(shape) = &item.shape else { return Ok(None) };
        let Some(field) = shape.fields.iter().find(|field| field.name == "data") else {
            return Ok(None);
        };
        let nullable = field.nullable;
        let ty = field.ty.clone();
        if let Type::JsonText { of, base64: false } = ty {
            return Ok(Some(*of));
        }
        if ty != Type::String {
            return Ok(Some(if nullable { ty.nullable() } else { ty }));
        }
        let at = Pointer::parse(&item.pointer).unwrap_or_default();
        let at = at.join("properties").join("data").join("contentSchema");
        match self.root.pointer(at.as_str()) {
            Some(schema) => self.schema(schema, &at, &inside(hint, "data")).map(Some),
            None => Ok(None),
        }
    }

    /// The item that a type is, other names apart.
    fn item_name(&self, ty: &Type) -> Option<String> {
        let Type::Named(name) = ty else { return None };
        match &self.model.items.get(name)?.shape {
            Shape::Alias(target) => self.item_name(target),
            _ => Some(name.clone()),
        }
    }

    /// Whether a schema says more of a value than that it is text or bytes.
    pub(super) fn is_structured(
        &mut self,
        schema: Option<&Value>,
        at: &Pointer,
    ) -> Result<bool, Error> {
        let Some(Value::Object(schema)) = schema else { return Ok(false) };
        let merged = self.merged(schema, at)?;
        let texts = |ty: &Value| ty == "string" || ty == "null" || ty.is_null();
        let typed = match merged.get("type") {
            Some(Value::Array(names)) => !names.iter().all(texts),
            Some(name) => !texts(name),
            None => false,
        };
        let keys = ["properties", "additionalProperties", "items", "prefixItems", "oneOf", "anyOf"];
        Ok(typed || keys.iter().any(|key| merged.contains_key(*key)))
    }

    /// Whether a schema is that of text.
    pub(super) fn is_plain_text(
        &mut self,
        schema: Option<&Value>,
        at: &Pointer,
    ) -> Result<bool, Error> {
        let Some(Value::Object(schema)) = schema else { return Ok(false) };
        let merged = self.merged(schema, at)?;
        let binary = merged.get("format").is_some_and(|format| format == "binary");
        Ok(merged.get("type").is_some_and(|ty| ty == "string") && !binary)
    }
}

/// Whether a struct has the members of an event and no other. `data` alone may as well be data that has such a member.
fn is_event(shape: &Struct, certainly: bool) -> bool {
    let has = |name: &str| shape.fields.iter().any(|field| field.name == name);
    shape.fields.iter().all(|field| MEMBERS.contains(&field.name.as_str()))
        && (certainly || (has("data") && shape.fields.len() > 1))
}
