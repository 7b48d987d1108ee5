//! JSON, with duplicate keys refused and the nodes counted.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use super::{Limits, Position};
use crate::error::{Error, ErrorKind, quoted};

pub(super) fn parse(text: &str, limits: &Limits) -> Result<Value, Error> {
    let nodes = Cell::new(0);
    let builder = Builder { depth: 0, limits, nodes: &nodes };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let parsed =
        builder.deserialize(&mut deserializer).and_then(|value| deserializer.end().map(|()| value));
    parsed.map_err(|error| {
        // serde_json appends the place to its message; it is shown in front instead.
        let message = error.to_string();
        let message =
            message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message);
        let position = Position { line: error.line(), column: error.column().max(1) };
        let recursion = message.contains("recursion limit");
        let kind = if recursion || message.starts_with(TOO_LARGE) {
            ErrorKind::TooLarge
        } else {
            ErrorKind::Syntax
        };
        let message = match kind {
            _ if recursion => "the document is nested deeper than 127 levels".to_owned(),
            ErrorKind::TooLarge => message.to_owned(),
            _ if error.is_eof() => format!("the document ends too early: {message}"),
            _ => format!("the document is not valid JSON: {message}"),
        };
        Error::new(kind, message).position(position)
    })
}

const TOO_LARGE: &str = "the document is too large";

/// How serde_json hands over a number where some other crate has turned on its `arbitrary_precision`.
const NUMBER: &str = "$serde_json::private::Number";

/// The number of these digits, which is the same with that feature and without it.
fn as_number(digits: &Value) -> Option<Value> {
    let number: Number = digits.as_str()?.parse().ok()?;
    let integer = number.as_i64().map(Value::from).or_else(|| number.as_u64().map(Value::from));
    integer.or_else(|| Number::from_f64(number.as_f64()?).map(Value::Number))
}

#[derive(Clone, Copy)]
struct Builder<'a> {
    depth: usize,
    limits: &'a Limits,
    nodes: &'a Cell<usize>,
}

impl Builder<'_> {
    fn count<E: serde::de::Error>(&self) -> Result<(), E> {
        self.nodes.set(self.nodes.get() + 1);
        if self.nodes.get() > self.limits.nodes {
            return Err(E::custom(format_args!(
                "{TOO_LARGE}: more than {} nodes",
                self.limits.nodes
            )));
        }
        if self.depth > self.limits.depth {
            return Err(E::custom(format_args!(
                "{TOO_LARGE}: nested deeper than {} levels",
                self.limits.depth
            )));
        }
        Ok(())
    }

    fn inside(self) -> Self {
        Self { depth: self.depth + 1, ..self }
    }
}

impl<'de> DeserializeSeed<'de> for Builder<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.count()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Builder<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let mut elements = Vec::new();
        while let Some(element) = seq.next_element_seed(self.inside())? {
            elements.push(element);
        }
        Ok(Value::Array(elements))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut members = Map::new();
        while let Some(name) = map.next_key::<String>()? {
            let value = map.next_value_seed(self.inside())?;
            if name == NUMBER
                && members.is_empty()
                && let Some(number) = as_number(&value)
            {
                return Ok(number);
            }
            if members.contains_key(&name) {
                return Err(A::Error::custom(format_args!("duplicate key {}", quoted(&name))));
            }
            members.insert(name, value);
        }
        Ok(Value::Object(members))
    }
}
