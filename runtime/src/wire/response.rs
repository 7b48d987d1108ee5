//! Successes that differ by status, and empty ones.

use crate::json::{self, DecodeError, Decoder, Json, Node};

/// A success that is read by its status.
pub trait FromStatus: Sized {
    /// Reads a success.
    ///
    /// # Errors
    ///
    /// When the body does not decode to what the status promises.
    fn from_status(status: u16, body: &[u8]) -> Result<Self, serde_json::Error>;
}

/// Nothing where the body is empty.
impl<T: Json> FromStatus for Option<T> {
    fn from_status(_: u16, body: &[u8]) -> Result<Self, serde_json::Error> {
        if body.iter().all(u8::is_ascii_whitespace) { Ok(None) } else { json_body(body) }
    }
}

/// Decodes a JSON body.
pub fn json_body<T: Json>(body: &[u8]) -> Result<T, serde_json::Error> {
    // Looked through at once, and not string by string.
    let Ok(text) = std::str::from_utf8(body) else {
        let node = serde_json::from_slice::<Node<'_>>(body)?;
        return node.decode(&mut Decoder::default()).map_err(custom);
    };
    let mut decoded = None;
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let done = json::decode(&mut deserializer, &mut decoded)?;
    deserializer.end()?;
    done.map_err(custom)?;
    decoded.ok_or_else(|| custom(json::read_before()))
}

fn custom(error: DecodeError) -> serde_json::Error {
    serde::de::Error::custom(error)
}
