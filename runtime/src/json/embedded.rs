//! JSON that stands in a text.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::decode::{DecodeError, Decoder, Json, deserialize};
use super::input::{self, Input};

/// A text that holds JSON of a type (`contentSchema`). The text is kept as it came, whether it holds such JSON or not, and is sent
/// so; [`decode`](Self::decode) reads it. Values are compared, ordered and hashed by their text.
pub struct JsonText<T, W = AsText> {
    text: String,
    of: PhantomData<fn() -> (T, W)>,
}

/// How JSON is written in a text.
pub trait Written {
    /// The JSON in a text.
    ///
    /// # Errors
    ///
    /// The text is not written so.
    fn json(text: &str) -> Result<Cow<'_, [u8]>, DecodeError>;

    /// The text of JSON.
    fn text(json: String) -> String;
}

/// As it is.
#[derive(Debug)]
pub enum AsText {}

impl Written for AsText {
    fn json(text: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
        Ok(Cow::Borrowed(text.as_bytes()))
    }

    fn text(json: String) -> String {
        json
    }
}

/// In base64 (`contentEncoding: base64`).
#[derive(Debug)]
pub enum AsBase64 {}

impl Written for AsBase64 {
    fn json(text: &str) -> Result<Cow<'_, [u8]>, DecodeError> {
        STANDARD
            .decode(text)
            .map(Cow::Owned)
            .map_err(|_| DecodeError::new("the text is not base64"))
    }

    fn text(json: String) -> String {
        STANDARD.encode(json)
    }
}

impl<T, W> JsonText<T, W> {
    /// A text as it is, which need not hold what it should.
    pub fn from_text(text: impl Into<String>) -> Self {
        Self { text: text.into(), of: PhantomData }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl<T: Serialize, W: Written> JsonText<T, W> {
    /// A text that holds a value.
    ///
    /// # Errors
    ///
    /// The value has no JSON form.
    pub fn new(value: &T) -> Result<Self, serde_json::Error> {
        serde_json::to_string(value).map(|json| Self::from_text(W::text(json)))
    }
}

impl<T: Json, W: Written> JsonText<T, W> {
    /// The value that the text holds.
    ///
    /// # Errors
    ///
    /// The text holds no JSON, or JSON of another type.
    pub fn decode(&self) -> Result<T, DecodeError> {
        let json = W::json(&self.text)?;
        let mut decoded = None;
        let mut reader = serde_json::Deserializer::from_slice(&json);
        // What serde_json says of a text may repeat of it what nobody should read.
        let broken = |_| DecodeError::new("the text is not JSON");
        let done = input::decode(&mut reader, &mut decoded).map_err(broken)?;
        reader.end().map_err(broken)?;
        done?;
        decoded.ok_or_else(input::read_before)
    }
}

/// Shows what the text holds, as its type does, or why it does not.
impl<T: Json + fmt::Debug, W: Written> fmt::Debug for JsonText<T, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.decode() {
            Ok(value) => f.debug_tuple("JsonText").field(&value).finish(),
            Err(error) => write!(f, "JsonText({error})"),
        }
    }
}

impl<T, W> Clone for JsonText<T, W> {
    fn clone(&self) -> Self {
        Self::from_text(self.text.clone())
    }
}

impl<T, W> PartialEq for JsonText<T, W> {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl<T, W> Eq for JsonText<T, W> {}

impl<T, W> PartialOrd for JsonText<T, W> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T, W> Ord for JsonText<T, W> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.text.cmp(&other.text)
    }
}

impl<T, W> Hash for JsonText<T, W> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl<T, W> Json for JsonText<T, W> {
    fn decode(input: Input<'_, '_>, cx: &mut Decoder) -> Result<Self, DecodeError> {
        String::decode(input, cx).map(Self::from_text)
    }
}

impl<T, W> Serialize for JsonText<T, W> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de, T, W> Deserialize<'de> for JsonText<T, W> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_kept_whatever_it_holds() {
        let text = |text: &str| JsonText::<Vec<i64>>::from_text(text);
        assert_eq!(text(" [1, 2]").decode(), Ok(vec![1, 2]));
        assert_eq!(serde_json::to_string(&text(" [1, 2]")).unwrap(), r#"" [1, 2]""#);
        for broken in ["", "[1", "[1] 2", "secret"] {
            let error = text(broken).decode().unwrap_err();
            assert_eq!(error.to_string(), "the text is not JSON", "{broken}");
            assert_eq!(text(broken).as_str(), broken);
        }
        assert_eq!(text(r#"["a"]"#).decode().unwrap_err().pointer(), "/0");
        assert_eq!(format!("{:?}", text("[1]")), "JsonText([1])");
        assert_eq!(format!("{:?}", text("secret")), "JsonText(the text is not JSON)");
        assert_eq!(JsonText::<Vec<i64>>::new(&vec![3]).unwrap().as_str(), "[3]");
    }

    #[test]
    fn json_may_be_in_base64() {
        let text = JsonText::<Vec<i64>, AsBase64>::new(&vec![1, 2]).unwrap();
        assert_eq!(text.as_str(), "WzEsMl0=");
        assert_eq!(text.decode(), Ok(vec![1, 2]));
        let other = JsonText::<Vec<i64>, AsBase64>::from_text("[1]");
        assert_eq!(other.decode().unwrap_err().to_string(), "the text is not base64");
    }
}
