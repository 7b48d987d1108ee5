//! Decoding from JSON: lenient where a server may differ, exact about where it went wrong.
//!
//! Objects and arrays are decoded part by part while their text is read; a union takes a [`Node`], so that it can look
//! before it chooses. An error says at which JSON pointer it happened, and repeats no value.
//!
//! A type decodes from an input, which is text or a tree, and both call back for what is inside: these three files know each other.

use std::collections::BTreeMap;
use std::fmt;

use serde_json::{Map, Value};

use super::input::{self, Input};
use super::node::{Node, object};
use super::same::exact;

/// A type that decodes from JSON.
pub trait Json: Sized {
    /// Decodes a value.
    ///
    /// # Errors
    ///
    /// Says what was expected, what was found and where.
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError>;
}

/// What a decoding has met so far.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Object members and enum values that the document does not know. A union picks the variant with the fewest.
    pub(crate) unknown: usize,
}

impl Decoder {
    /// Notes a member or a value that the document does not know.
    pub fn note_unknown(&mut self) {
        self.unknown += 1;
    }
}

/// Why a value did not decode.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DecodeError(Why);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Why {
    /// A null, where null is as good as nothing: the way out of a type that would be decoded otherwise.
    Null,
    Reason(Box<Reason>),
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Reason {
    /// From the innermost place outwards.
    path: Vec<String>,
    message: String,
}

impl DecodeError {
    /// An error at this very place.
    #[cold]
    pub fn new(message: impl Into<String>) -> Self {
        Self(Why::Reason(Box::new(Reason { path: Vec::new(), message: message.into() })))
    }

    /// See [`Input::or_null`].
    pub(super) const NULL: Self = Self(Why::Null);

    /// `expected`, and the kind of value that was found instead.
    #[cold]
    pub fn expected(expected: &str, found: &Node<'_>) -> Self {
        let found = match found {
            Node::Null => "null",
            Node::Bool(_) => "a boolean",
            Node::Number(_) => "a number",
            Node::String(_) => "a string",
            Node::Array(_) => "an array",
            Node::Object(_) => "an object",
        };
        Self::new(format!("expected {expected}, found {found}"))
    }

    /// The same error, one level further out.
    #[must_use]
    #[cold]
    pub fn inside(mut self, segment: impl fmt::Display) -> Self {
        if let Why::Reason(reason) = &mut self.0 {
            reason.path.push(segment.to_string().replace('~', "~0").replace('/', "~1"));
        }
        self
    }

    /// Where it happened, as a JSON pointer (RFC 6901) from the decoded value.
    pub fn pointer(&self) -> String {
        match &self.0 {
            Why::Null => String::new(),
            Why::Reason(reason) => reason
                .path
                .iter()
                .rev()
                .fold(String::new(), |pointer, segment| pointer + "/" + segment),
        }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Null => f.write_str("null"),
            Why::Reason(reason) if reason.path.is_empty() => f.write_str(&reason.message),
            Why::Reason(reason) => write!(f, "at {}: {}", self.pointer(), reason.message),
        }
    }
}

impl std::error::Error for DecodeError {}

/// Decodes any [`Json`] type through serde.
pub fn deserialize<'de, T: Json, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    let mut decoded = None;
    input::decode(deserializer, &mut decoded)?.map_err(serde::de::Error::custom)?;
    decoded.ok_or_else(|| serde::de::Error::custom(input::read_before()))
}

impl Json for Value {
    fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
        Ok(input.node()?.into())
    }
}

impl Json for bool {
    fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
        match input.node()? {
            Node::Bool(value) => Ok(value),
            other => Err(DecodeError::expected("a boolean", &other)),
        }
    }
}

impl Json for String {
    fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
        match input.node()? {
            Node::String(text) => Ok(text.into_owned()),
            other => Err(DecodeError::expected("a string", &other)),
        }
    }
}

macro_rules! integers {
    ($($integer:ty),*) => {$(
        impl Json for $integer {
            fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
                let node = input.node()?;
                let Node::Number(number) = &node else {
                    return Err(DecodeError::expected("an integer", &node));
                };
                exact(number)
                    .and_then(|integer| <$integer>::try_from(integer).ok())
                    .ok_or_else(|| DecodeError::new(concat!("expected an integer within ", stringify!($integer))))
            }
        }
    )*};
}
integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl<T: Json> Json for Box<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        T::decode(input, cx).map(Box::new)
    }
}

impl<T: Json> Json for Option<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        match T::decode(input.or_null(), cx) {
            Ok(value) => Ok(Some(value)),
            Err(DecodeError::NULL) => Ok(None),
            Err(error) => Err(error),
        }
    }
}

impl<T: Json> Json for Vec<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let mut decoded = Self::new();
        input.elements(&mut |input| {
            let element = T::decode(input, cx).map_err(|error| error.inside(decoded.len()))?;
            decoded.push(element);
            Ok(())
        })?;
        Ok(decoded)
    }
}

macro_rules! tuples {
    ($($count:literal: $($element:ident)+;)*) => {$(
        impl<$($element: Json),+> Json for ($($element,)+) {
            fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
                let mut elements = match input.node()? {
                    Node::Array(elements) if elements.len() == $count => elements.into_iter().enumerate(),
                    Node::Array(elements) => {
                        let found = elements.len();
                        return Err(DecodeError::new(format!(concat!("expected ", $count, " elements, found {}"), found)));
                    }
                    other => return Err(DecodeError::expected("an array", &other)),
                };
                Ok(($(match elements.next() {
                    Some((index, element)) => element.decode::<$element>(cx).map_err(|error| error.inside(index))?,
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
    fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
        match input.node()? {
            Node::Object(members) => Ok(object(members)),
            other => Err(DecodeError::expected("an object", &other)),
        }
    }
}

/// The names of members are text, or the values of an open enum.
impl<K: From<String> + Ord, T: Json> Json for BTreeMap<K, T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let mut decoded = Self::new();
        input.members(&mut |name, input| match T::decode(input, cx) {
            Ok(member) => {
                decoded.insert(K::from(name.to_owned()), member);
                Ok(())
            }
            Err(error) => Err(error.inside(name)),
        })?;
        Ok(decoded)
    }
}
