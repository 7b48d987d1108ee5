//! Numbers and instants that come back as they went in.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode::{DecodeError, Decoder, Json, deserialize};
use super::input::Input;
use super::node::Node;

/// A JSON number, kept as it was written: `1` stays apart from `1.0`, and integers are exact up to 64 bits. With serde_json's
/// feature `arbitrary_precision` all digits are kept, and written by [`Display`](fmt::Display).
#[derive(Clone, PartialEq)]
pub struct Number(Repr);

#[derive(Clone, PartialEq)]
enum Repr {
    Json(serde_json::Number),
    /// JSON has no spelling for it: sending it is an error.
    NotFinite(f64),
}

impl Number {
    /// The nearest `f64`.
    pub fn as_f64(&self) -> f64 {
        match &self.0 {
            Repr::Json(number) => number.as_f64().unwrap_or(f64::NAN),
            Repr::NotFinite(number) => *number,
        }
    }

    /// The value as `i64`, where it is an integer in its range.
    pub fn as_i64(&self) -> Option<i64> {
        match &self.0 {
            Repr::Json(number) => number.as_i64(),
            Repr::NotFinite(_) => None,
        }
    }

    /// The value as `u64`, where it is an integer in its range.
    pub fn as_u64(&self) -> Option<u64> {
        match &self.0 {
            Repr::Json(number) => number.as_u64(),
            Repr::NotFinite(_) => None,
        }
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Repr::Json(number) => number.fmt(f),
            Repr::NotFinite(number) => number.fmt(f),
        }
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl PartialEq<f64> for Number {
    fn eq(&self, other: &f64) -> bool {
        self.as_f64() == *other
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        match (self.as_i64(), other.as_i64()) {
            (Some(this), Some(other)) => this.partial_cmp(&other),
            _ => self.as_f64().partial_cmp(&other.as_f64()),
        }
    }
}

impl From<f64> for Number {
    fn from(number: f64) -> Self {
        Self(serde_json::Number::from_f64(number).map_or(Repr::NotFinite(number), Repr::Json))
    }
}

/// From its digits, as JSON writes them.
impl std::str::FromStr for Number {
    type Err = serde_json::Error;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(|number| Self(Repr::Json(number)))
    }
}

impl From<serde_json::Number> for Number {
    fn from(number: serde_json::Number) -> Self {
        Self(Repr::Json(number))
    }
}

macro_rules! from_integers {
    ($($integer:ty),*) => {$(
        impl From<$integer> for Number {
            fn from(number: $integer) -> Self {
                Self(Repr::Json(number.into()))
            }
        }
    )*};
}
from_integers!(i8, i16, i32, i64, u8, u16, u32, u64);

impl Json for Number {
    fn decode(input: Input<'_, '_>, _: &mut Decoder) -> Result<Self, DecodeError> {
        match input.node()? {
            Node::Number(number) => Ok(number.into()),
            other => Err(DecodeError::expected("a number", &other)),
        }
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match &self.0 {
            Repr::Json(number) => number.serialize(serializer),
            Repr::NotFinite(number) => {
                Err(serde::ser::Error::custom(format!("{number} has no JSON form")))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// An instant as the server spelled it (`format: date-time`), so that nothing is lost: an offset, a leap second, or a
/// text without an offset, which RFC 3339 does not allow and servers send all the same.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(String);

impl Timestamp {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The instant, with the offset it was given in.
    ///
    /// # Errors
    ///
    /// When the text is not RFC 3339.
    pub fn to_datetime(&self) -> Result<chrono::DateTime<chrono::FixedOffset>, chrono::ParseError> {
        chrono::DateTime::parse_from_rfc3339(&self.0)
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<Zone: chrono::TimeZone> From<chrono::DateTime<Zone>> for Timestamp {
    fn from(instant: chrono::DateTime<Zone>) -> Self {
        Self(instant.to_utc().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

impl From<&str> for Timestamp {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl From<String> for Timestamp {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl Json for Timestamp {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        String::decode(input, cx).map(Self)
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}
