//! Successes that differ by status, and empty ones.

use super::input;
use super::json::{DecodeError, Decoder, Json};
use super::node::Node;

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
pub(crate) fn json_body<T: Json>(body: &[u8]) -> Result<T, serde_json::Error> {
    let decoded = match std::str::from_utf8(body) {
        // Looked through at once, and not string by string.
        Ok(text) => {
            let mut deserializer = serde_json::Deserializer::from_str(text);
            let decoded = input::decode(&mut deserializer)?;
            deserializer.end()?;
            decoded
        }
        Err(_) => serde_json::from_slice::<Node<'_>>(body)?.decode(&mut Decoder::default()),
    };
    decoded.map_err(custom)
}

fn custom(error: DecodeError) -> serde_json::Error {
    serde::de::Error::custom(error)
}
