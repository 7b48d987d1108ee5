//! Text, numbers and lists.

use oas_source::media_type::is_json;
use serde_json::{Map, Value};

use super::{Hint, Lowering, Met, Rule};
use crate::error::Error;
use crate::model::Type;
use crate::pointer::Pointer;
use crate::settings::Integers;

/// The traits of Rust's tuples end here.
const LONGEST_TUPLE: usize = 12;

impl Lowering<'_> {
    pub(super) fn string(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        if let (Some(content), true) = (schema.get("contentSchema"), holds_json(schema)) {
            let of = self.schema(content, &at.join("contentSchema"), &hint.inside("Content"))?;
            let base64 = schema.contains_key("contentEncoding");
            return Ok(Type::JsonText { of: Box::new(of), base64 });
        }
        if let Some(ty) = self.format(schema) {
            return Ok(ty);
        }
        Ok(match schema.get("format").and_then(Value::as_str) {
            Some("date-time") => Type::Timestamp,
            _ => Type::String,
        })
    }

    /// An integer that says nothing of its size has 64 bits, since that is what JSON implementations carry. Its type keeps one that
    /// has more, and it is noted where the document says that there will be some.
    pub(super) fn integer(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Type {
        let bound = |key: &str| schema.get(key).and_then(Bound::of);
        let (least, most) = (bound("minimum"), bound("maximum"));
        let name = match schema.get("format").and_then(Value::as_str) {
            Some("int8") => "i8",
            Some("int16") => "i16",
            Some("int32") => "i32",
            Some("int64") => "i64",
            Some("uint8") => "u8",
            Some("uint16") => "u16",
            Some("uint32") => "u32",
            Some("uint64" | "uint") => "u64",
            Some("int128" | "uint128") => {
                self.apply(Rule::Decimal, at);
                "i64"
            }
            _ => match (least, most) {
                (Some(Bound::Natural), Some(Bound::Unsigned)) => "u64",
                (Some(Bound::Large), _) | (_, Some(Bound::Large)) => {
                    self.apply(Rule::Decimal, at);
                    "i64"
                }
                _ => "i64",
            },
        };
        match self.settings.integers {
            Integers::Open => Type::Integer(name),
            Integers::Primitive => Type::Primitive(name),
        }
    }

    pub(super) fn number(&mut self, schema: &Map<String, Value>, at: &Pointer) -> Type {
        let format = schema.get("format").and_then(Value::as_str);
        if let Some("decimal" | "decimal128") = format {
            self.apply(Rule::Decimal, at);
        }
        Type::Number
    }

    pub(super) fn array(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Type, Error> {
        // Drafts before 2020-12 had the elements of a tuple under `items`.
        let tuple = ["prefixItems", "items"]
            .into_iter()
            .find_map(|key| Some((key, schema.get(key)?.as_array()?)));
        let element = if let Some((key, elements)) = tuple {
            if let Some(tuple) = self.tuple(elements, schema, &at.join(key), hint)? {
                return Ok(tuple);
            }
            self.apply(Rule::Tuple, at);
            self.untyped(at, "the elements of a tuple differ, and so may their number")
        } else {
            match schema.get("items") {
                Some(items) => self.schema(items, &at.join("items"), &hint.inside("Item"))?,
                None => self.untyped(at, "the array does not say what its elements are"),
            }
        };
        Ok(Type::List(Box::new(element)))
    }

    /// The type of an array that always has as many elements as it has schemas.
    fn tuple(
        &mut self,
        elements: &[Value],
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<Type>, Error> {
        let number = |key: &str| schema.get(key).and_then(Value::as_u64);
        let count = elements.len() as u64;
        let closed = ["items", "additionalItems"]
            .iter()
            .any(|key| schema.get(*key).is_some_and(|others| *others == false));
        let exact =
            number("minItems") == Some(count) && (closed || number("maxItems") == Some(count));
        if !exact || elements.len() > LONGEST_TUPLE {
            return Ok(None);
        }
        let mut types = Vec::with_capacity(elements.len());
        for (index, element) in elements.iter().enumerate() {
            let hint = hint.inside(&format!("Item{index}"));
            let ty = self.schema(element, &at.join(index), &hint)?;
            // A tuple has no name by which it could contain itself.
            if self.is_in_progress(&ty) {
                return Ok(None);
            }
            types.push(ty);
        }
        Ok(Some(Type::Tuple(types)))
    }

    /// Whether a value of this type is, or directly has, one whose schema is still being lowered and will be no struct. A
    /// struct has fields that can be boxed.
    fn is_in_progress(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(name) => self.met.iter().any(|(at, met)| match met {
                Met::InProgress { name: known, .. } if known == name => {
                    let schema = self.root.pointer(at);
                    schema.is_none_or(|schema| schema.get("properties").is_none())
                }
                _ => false,
            }),
            Type::Nullable(inner) => self.is_in_progress(inner),
            Type::Tuple(elements) => elements.iter().any(|element| self.is_in_progress(element)),
            _ => false,
        }
    }
}

/// Whether a text is JSON that its schema describes, as it is or in base64.
pub(super) fn holds_json(schema: &Map<String, Value>) -> bool {
    let text = |key: &str| schema.get(key).map(|value| value.as_str().unwrap_or_default());
    let described = schema.contains_key("contentSchema");
    let readable = text("contentEncoding").is_none_or(|name| name.eq_ignore_ascii_case("base64"));
    described && readable && text("contentMediaType").is_some_and(is_json)
}

/// What holds a bound of an integer.
#[derive(Clone, Copy)]
enum Bound {
    Negative,
    /// From zero to the largest `i64`.
    Natural,
    /// Above that, within `u64`.
    Unsigned,
    /// No integer of 64 bits, nor one that a double rounded.
    Large,
}

impl Bound {
    fn of(bound: &Value) -> Option<Self> {
        if let Some(exact) = bound.as_i64() {
            return Some(if exact < 0 { Self::Negative } else { Self::Natural });
        }
        if bound.as_u64().is_some() {
            return Some(Self::Unsigned);
        }
        // `1.0` is an integer too.
        Some(match bound.as_f64()? {
            float if float.abs() > 2_f64.powi(64) => Self::Large,
            float if float >= 2_f64.powi(63) => Self::Unsigned,
            float if float < 0.0 => Self::Negative,
            _ => Self::Natural,
        })
    }
}
