//! Texts of a format that a type of Rust has.

use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

use base64::alphabet;
use base64::display::Base64Display;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, Engine};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode::{DecodeError, Decoder, Json, deserialize};
use super::input::Input;
use super::text::Text;
use crate::wire::{InvalidPathSegment, PathSegment};

/// A text of a format, with its value where it has one: a text that does not fit its format is kept as it came, and so is how one that
/// fits is spelled. Values are compared, ordered and hashed by their text.
#[derive(Clone)]
pub struct Parsed<T> {
    text: String,
    value: Option<T>,
}

impl<T> Parsed<T> {
    /// The text, as it came or is sent.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// The value; nothing where the text is not of the format.
    pub fn value(&self) -> Option<&T> {
        self.value.as_ref()
    }

    /// The value; nothing where the text is not of the format.
    pub fn into_value(self) -> Option<T> {
        self.value
    }
}

impl<T: FromStr> Parsed<T> {
    /// A text, which need not be of the format.
    pub fn from_text(text: impl Into<String>) -> Self {
        let text = text.into();
        Self { value: text.parse().ok(), text }
    }
}

/// The text is what [`Display`](fmt::Display) writes.
impl<T: fmt::Display> From<T> for Parsed<T> {
    fn from(value: T) -> Self {
        Self { text: value.to_string(), value: Some(value) }
    }
}

impl<T: FromStr> From<Text<'_>> for Parsed<T> {
    fn from(text: Text<'_>) -> Self {
        Self::from_text(text.0)
    }
}

impl<T> fmt::Display for Parsed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl<T> fmt::Debug for Parsed<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Parsed").field(&self.text).finish()
    }
}

impl<T> PartialEq for Parsed<T> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T> Eq for Parsed<T> {}

impl<T> PartialOrd for Parsed<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Parsed<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T> Hash for Parsed<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T> TryFrom<Parsed<T>> for PathSegment {
    type Error = InvalidPathSegment;

    fn try_from(value: Parsed<T>) -> Result<Self, Self::Error> {
        value.text.try_into()
    }
}

impl<T: FromStr> Json for Parsed<T> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        let parsed = Self::from_text(String::decode(input, cx)?);
        if parsed.value.is_none() {
            cx.note_unknown();
        }
        Ok(parsed)
    }
}

impl<T> Serialize for Parsed<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T: FromStr> Deserialize<'de> for Parsed<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

/// Bytes that are base64 in a text. They are written in the standard alphabet with padding, and read in that for URLs and without
/// padding as well.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Base64(pub Vec<u8>);

/// Both alphabets, with padding or without.
const LENIENT: GeneralPurposeConfig =
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent);
const PLAIN: GeneralPurpose = GeneralPurpose::new(&alphabet::STANDARD, LENIENT);
const FOR_URLS: GeneralPurpose = GeneralPurpose::new(&alphabet::URL_SAFE, LENIENT);

impl FromStr for Base64 {
    type Err = base64::DecodeError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        PLAIN.decode(text).or_else(|_| FOR_URLS.decode(text)).map(Self)
    }
}

impl fmt::Display for Base64 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Base64Display::new(&self.0, &STANDARD).fmt(f)
    }
}

impl From<Vec<u8>> for Parsed<Base64> {
    fn from(bytes: Vec<u8>) -> Self {
        Base64(bytes).into()
    }
}

impl From<&[u8]> for Parsed<Base64> {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

#[cfg(test)]
mod tests {
    use std::net::Ipv6Addr;

    use super::*;

    #[test]
    fn a_text_stays_as_it_is_spelled() {
        let read = |text: &str| serde_json::from_str::<Parsed<Ipv6Addr>>(text).unwrap();
        let spelled = read(r#""0:0::1""#);
        assert_eq!(spelled.value(), Some(&Ipv6Addr::LOCALHOST));
        assert_eq!(serde_json::to_string(&spelled).unwrap(), r#""0:0::1""#);
        let other = read(r#""none""#);
        assert_eq!((other.value(), other.as_str()), (None, "none"));
        assert_eq!(Parsed::from(Ipv6Addr::LOCALHOST).as_str(), "::1");
        assert_eq!(format!("{other:?} {other}"), r#"Parsed("none") none"#);
        assert!(serde_json::from_str::<Parsed<Ipv6Addr>>("1").is_err());
        // One value spelled in two ways is two texts, in the order of texts.
        let short = read(r#""::1""#);
        assert!(spelled == spelled.clone() && short != spelled && spelled < short);
        assert_eq!(short.value(), spelled.value());
    }

    #[test]
    fn bytes_are_read_however_they_are_written() {
        for text in ["+/8=", "+/8", "-_8=", "-_8"] {
            let parsed = Parsed::<Base64>::from_text(text);
            assert_eq!(parsed.into_value(), Some(Base64(vec![0xfb, 0xff])), "{text}");
        }
        assert_eq!(Parsed::from([0xfb_u8, 0xff].as_slice()).as_str(), "+/8=");
        assert_eq!(Parsed::<Base64>::from_text("+_8=").value(), None, "of two alphabets");
    }
}
