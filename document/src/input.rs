//! From bytes to text.

use std::io::{self, Read};

use crate::error::{Error, ErrorKind};
use crate::limits::Limits;
use crate::position::Position;

/// Reads the bytes of a document, and stops when there are more than may be.
///
/// # Errors
/// What the source has.
pub fn read(from: impl Read, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The text that the bytes of a document are.
///
/// # Errors
/// There are more bytes than `limits` allow, or they are not UTF-8: the error says from where on, with the column in bytes.
pub fn text(name: &str, bytes: Vec<u8>, limits: &Limits) -> Result<String, Error> {
    if bytes.len() > limits.bytes {
        return Err(limits.too_large(name));
    }
    String::from_utf8(bytes).map_err(|error| {
        let valid = error.utf8_error().valid_up_to();
        let valid = error.as_bytes().get(..valid).unwrap_or_default();
        let line = valid.split(|byte| *byte == b'\n').count();
        let column = valid.rsplit(|byte| *byte == b'\n').next().map_or(0, <[u8]>::len) + 1;
        let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
        Error::new(ErrorKind::Syntax, name, "the document is not UTF-8")
            .position(Position { line: count(line), column: count(column) })
            .advise("is it text at all, or in another encoding that has to be converted first?")
    })
}
