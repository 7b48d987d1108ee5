//! What a document may cost.

use crate::error::{Error, ErrorKind};

/// What a document may cost before it is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Size of the text in bytes; 64 MiB.
    pub bytes: usize,
    /// How deep objects and lists nest; 127, as deep as serde_json reads. Above 1,000 it is 1,000.
    pub depth: usize,
    /// How many values there are, with YAML aliases expanded; 8 million.
    pub nodes: usize,
    /// Number of files of a document that refers to others; 10,000. The other limits are for all of them together.
    pub files: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, depth: 127, nodes: 8_000_000, files: 10_000 }
    }
}

impl Limits {
    pub(crate) fn too_large(&self, name: &str) -> Error {
        let allowed = match self.bytes {
            bytes if bytes >= 1 << 20 => format!("{} MiB", bytes >> 20),
            bytes => format!("{bytes} bytes"),
        };
        let message = format!("the document is larger than {allowed}, the limit");
        Error::new(ErrorKind::Limit, name, message).advise("is this the right file?")
    }
}
