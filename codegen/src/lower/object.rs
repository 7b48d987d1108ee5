//! Objects: structs, and maps where no member has a name.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::constraints::described;
use super::keywords::texts;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::{Extra, Field, Shape, Struct, Type};
use crate::names::{Scope, snake};
use crate::pointer::Pointer;

/// Names of inherent methods and fields that every struct has.
const TAKEN: &[&str] = &["new", "extra"];

impl Lowering<'_> {
    pub(super) fn object(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        let properties = match schema.get("properties") {
            None => None,
            Some(Value::Object(properties)) => {
                Some(properties).filter(|properties| !properties.is_empty())
            }
            Some(_) => {
                return Err(Error::new(ErrorKind::Invalid, "`properties` is not an object")
                    .at(at.join("properties").as_str()));
            }
        };
        let Some(properties) = properties else {
            let element = Box::new(self.map_element(schema, at, hint)?);
            let names = self.member_names(schema, at, hint)?;
            return Ok(match names {
                Some(names) => Type::Keyed(names, element),
                None => Type::Map(element),
            });
        };
        let name = self.claim(hint, at);
        if let Hint::Inline(_) = hint {
            self.apply(Rule::InlineHoisted, at);
        }
        let hint = Hint::Reserved(name.clone());
        let extra = self.extra(schema, at, &hint)?;
        let required: BTreeSet<&str> = texts(schema, "required").collect();
        let listed = self.listed_names(schema, properties, at);
        let idents = Scope::with(TAKEN).idents(properties.keys().chain(&listed), snake);
        let mut sorted: Vec<(&String, &Value)> = properties.iter().collect();
        sorted.sort_unstable_by_key(|(name, _)| *name);
        let mut fields = Vec::with_capacity(sorted.len());
        for (name, property) in sorted {
            let at = at.join("properties").join(name);
            let ident = idents[name.as_str()].clone();
            fields.push(self.field(
                name,
                ident,
                property,
                required.contains(name.as_str()),
                &at,
                &hint,
            )?);
        }
        let extra_ident = "extra".to_owned();
        if !listed.is_empty() {
            let ty = match &extra {
                Extra::Of(ty) => ty.clone(),
                Extra::Any | Extra::Unknown => Type::Any,
            };
            let field = |name: &String| {
                let required = required.contains(name.as_str());
                listed_field(name, idents[name.as_str()].clone(), required, ty.clone())
            };
            fields.extend(listed.iter().map(field));
            fields.sort_unstable_by(|one, other| one.name.cmp(&other.name));
        }
        Ok(self.insert(name, at, schema, Shape::Struct(Struct { fields, extra, extra_ident })))
    }

    fn field(
        &mut self,
        name: &str,
        ident: String,
        schema: &Value,
        required: bool,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Field, Error> {
        let (ty, nullable) = self.schema(schema, at, &hint.inside(name))?.split_null();
        let flag = |key: &str| schema.get(key).is_some_and(|flag| flag == true);
        let constant = schema.get("const").cloned().or_else(|| {
            match schema.get("enum")?.as_array()?.as_slice() {
                [only] => Some(only.clone()),
                _ => None,
            }
        });
        let textual = matches!(ty, Type::String | Type::Parsed(_) | Type::JsonText { .. });
        let secret = textual
            && (flag("writeOnly")
                || schema.get("format").is_some_and(|format| format == "password")
                || self.settings.secrets.iter().any(|secret| secret == name));
        Ok(Field {
            name: name.to_owned(),
            ident,
            ty,
            required,
            nullable,
            constant,
            tag: None,
            description: described(schema.get("description"), schema),
            deprecated: flag("deprecated"),
            secret,
            read_only: flag("readOnly"),
            write_only: flag("writeOnly"),
            boxed: false,
        })
    }

    /// What a struct does with members that have no field.
    fn extra(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Extra, Error> {
        if let Some(ty) = self.by_pattern(schema, at, hint, false)? {
            return Ok(if ty == Type::Any { Extra::Any } else { Extra::Of(ty) });
        }
        let (key, others) = others(schema);
        Ok(match others {
            None => Extra::Unknown,
            Some(Value::Bool(false)) => {
                self.apply(Rule::ClosedObjectOpened, at);
                Extra::Unknown
            }
            Some(Value::Bool(true)) => Extra::Any,
            Some(element) => match self.schema(element, &at.join(key), &hint.inside("Value"))? {
                Type::Any => Extra::Any,
                element => Extra::Of(element),
            },
        })
    }

    /// The values of an object without named members.
    fn map_element(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if let Some(ty) = self.by_pattern(schema, at, hint, true)? {
            return Ok(ty);
        }
        let hint = hint.inside("Value");
        match others(schema) {
            (key, Some(element @ Value::Object(_))) => self.schema(element, &at.join(key), &hint),
            _ => Ok(self.untyped(at, "the object does not say what its members are")),
        }
    }
}

/// A member of which nothing but its name and its type is said.
fn listed_field(name: &str, ident: String, required: bool, ty: Type) -> Field {
    let (ty, nullable) = ty.split_null();
    Field {
        name: name.to_owned(),
        ident,
        ty,
        required,
        nullable,
        constant: None,
        tag: None,
        description: String::new(),
        deprecated: false,
        secret: false,
        read_only: false,
        write_only: false,
        boxed: false,
    }
}

/// What members without a name of their own have to be: one keyword says it beside the schemas that are merged, the other of what
/// is left of them.
pub(super) fn others(schema: &Map<String, Value>) -> (&'static str, Option<&Value>) {
    let keys = ["additionalProperties", "unevaluatedProperties"];
    let found = keys.into_iter().find_map(|key| Some((key, schema.get(key)?)));
    found.map_or((keys[0], None), |(key, value)| (key, Some(value)))
}
