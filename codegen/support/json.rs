//! Decoding from JSON: lenient where a server may differ, exact about where it went wrong.
//!
//! Everything decodes from a [`serde_json::Value`]. One tree serves all: a union can look before it chooses, an unknown
//! field has a place to go, and an error can say at which JSON pointer it happened. No error repeats a value.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

/// A type that decodes from JSON.
pub trait Json: Sized {
    /// Decodes `value`.
    ///
    /// # Errors
    ///
    /// Says what was expected, what was found and where.
    fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError>;
}

/// What a decoding has met so far.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Object members and enum values that the document does not know. A union picks the variant with the fewest.
    pub(crate) unknown: usize,
}

/// Why a value did not decode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError {
    /// From the innermost place outwards.
    path: Vec<String>,
    message: String,
}

impl DecodeError {
    /// An error at this very place.
    pub fn new(message: impl Into<String>) -> Self {
        Self { path: Vec::new(), message: message.into() }
    }

    /// `expected`, and the kind of value that was found instead.
    pub fn expected(expected: &str, found: &Value) -> Self {
        let found = match found {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// The same error, one level further out.
    #[must_use]
    pub fn inside(mut self, segment: impl fmt::Display) -> Self {
        self.path.push(segment.to_string().replace('~', "~0").replace('/', "~1"));
        self
    }

    /// Where it happened, as a JSON pointer (RFC 6901) from the decoded value.
    pub fn pointer(&self) -> String {
        self.path.iter().rev().fold(String::new(), |pointer, segment| pointer + "/" + segment)
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_empty() {
            write!(f, "{}", self.message)
        } else {
            write!(f, "at {}: {}", self.pointer(), self.message)
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes any [`Json`] type through serde.
pub(crate) fn deserialize<'de, T: Json, D: serde::Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let value = <Value as serde::Deserialize>::deserialize(deserializer)?;
    T::decode(value, &mut Decoder::default()).map_err(serde::de::Error::custom)
}

impl Json for Value {
    fn decode(value: Value, _: &mut Decoder) -> Result<Self, DecodeError> {
        Ok(value)
    }
}

impl Json for bool {
    fn decode(value: Value, _: &mut Decoder) -> Result<Self, DecodeError> {
        value.as_bool().ok_or_else(|| DecodeError::expected("a boolean", &value))
    }
}

impl Json for String {
    fn decode(value: Value, _: &mut Decoder) -> Result<Self, DecodeError> {
        match value {
            Value::String(text) => Ok(text),
            other => Err(DecodeError::expected("a string", &other)),
        }
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Json for $integer {
            // JSON Schema counts 1.0 as an integer.
            fn decode(value: Value, _: &mut Decoder) -> Result<Self, DecodeError> {
                let Value::Number(number) = &value else {
                    return Err(DecodeError::expected("an integer", &value));
                };
                let exact = number.as_i64().map(i128::from).or_else(|| number.as_u64().map(i128::from));
                exact
                    .or_else(|| number.as_f64().filter(|float| float.fract() == 0.0 && float.abs() < 1e18).map(|float| float as i128))
                    .and_then(|integer| <$integer>::try_from(integer).ok())
                    .ok_or_else(|| DecodeError::new(concat!("expected an integer within ", stringify!($integer))))
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl<T: Json> Json for Box<T> {
    fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError> {
        T::decode(value, cx).map(Box::new)
    }
}

impl<T: Json> Json for Option<T> {
    fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError> {
        if value.is_null() { Ok(None) } else { T::decode(value, cx).map(Some) }
    }
}

impl<T: Json> Json for Vec<T> {
    fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let Value::Array(elements) = value else {
            return Err(DecodeError::expected("an array", &value));
        };
        let decode = |(index, element)| T::decode(element, cx).map_err(|error| error.inside(index));
        elements.into_iter().enumerate().map(decode).collect()
    }
}

macro_rules! tuples {
    ($($count:literal: $($element:ident)+;)*) => {$(
        impl<$($element: Json),+> Json for ($($element,)+) {
            fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError> {
                let mut elements = match value {
                    Value::Array(elements) if elements.len() == $count => elements.into_iter().enumerate(),
                    Value::Array(elements) => {
                        let found = elements.len();
                        return Err(DecodeError::new(format!(concat!("expected ", $count, " elements, found {}"), found)));
                    }
                    other => return Err(DecodeError::expected("an array", &other)),
                };
                Ok(($(match elements.next() {
                    Some((index, element)) => $element::decode(element, cx).map_err(|error| error.inside(index))?,
                    None => return Err(DecodeError::new("an element is missing")),
                },)+))
            }
        }
    )*};
}
tuples! {
    1: A;
    2: A B;
    3: A B C;
    4: A B C D;
    5: A B C D E;
    6: A B C D E F;
    7: A B C D E F G;
    8: A B C D E F G H;
    9: A B C D E F G H I;
    10: A B C D E F G H I J;
    11: A B C D E F G H I J K;
    12: A B C D E F G H I J K L;
}

impl Json for Map<String, Value> {
    fn decode(value: Value, _: &mut Decoder) -> Result<Self, DecodeError> {
        match value {
            Value::Object(members) => Ok(members),
            other => Err(DecodeError::expected("an object", &other)),
        }
    }
}

impl<T: Json> Json for BTreeMap<String, T> {
    fn decode(value: Value, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let Value::Object(members) = value else {
            return Err(DecodeError::expected("an object", &value));
        };
        let decode = |(name, member)| match T::decode(member, cx) {
            Ok(member) => Ok((name, member)),
            Err(error) => Err(error.inside(name)),
        };
        members.into_iter().map(decode).collect()
    }
}
