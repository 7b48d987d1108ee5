//! Bodies of several parts (RFC 7578).

use std::sync::OnceLock;

use memchr::memmem;
use serde::Serialize;
use serde::ser::Error as _;
use serde_json::Value;

#[cfg(not(target_family = "wasm"))]
use super::pieces::Pieces;
use super::style::{self, Style};
#[cfg(not(target_family = "wasm"))]
use super::upload::Upload;
#[cfg(target_family = "wasm")]
use crate::web::{Pieces, Upload};

/// A file in a multipart body.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct File {
    /// The content, unless it is an upload.
    pub bytes: Vec<u8>,
    /// The name that the server sees.
    pub name: Option<String>,
    /// The media type; `application/octet-stream` where it is not set.
    pub media_type: Option<String>,
    /// The content that is read while it is sent.
    upload: Option<Upload>,
}

impl File {
    /// A file of this content.
    pub fn new(bytes: impl Into<Vec<u8>>) -> Self {
        Self { bytes: bytes.into(), name: None, media_type: None, upload: None }
    }

    /// A file that is read while it is sent.
    #[cfg(not(target_family = "wasm"))]
    pub fn upload(upload: Upload) -> Self {
        Self { upload: Some(upload), ..Self::new(Vec::new()) }
    }

    /// Sets the name that the server sees.
    #[must_use]
    pub fn name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl From<Vec<u8>> for File {
    fn from(bytes: Vec<u8>) -> Self {
        Self::new(bytes)
    }
}

#[cfg(not(target_family = "wasm"))]
impl From<Upload> for File {
    fn from(upload: Upload) -> Self {
        Self::upload(upload)
    }
}

impl From<&[u8]> for File {
    fn from(bytes: &[u8]) -> Self {
        Self::new(bytes)
    }
}

impl From<&str> for File {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

/// A header of a part, as a line that stands behind another; nothing where it has no value.
#[derive(Clone, Debug)]
pub struct PartHeader(String);

/// A header of a part, in the style `simple`.
///
/// # Errors
///
/// The value has no JSON form, or cannot stand in a header.
pub fn part_header<T: Serialize>(
    name: &str,
    explode: bool,
    value: &T,
) -> Result<PartHeader, serde_json::Error> {
    let Some(text) =
        style::header(Style::Simple, explode, value).map_err(serde_json::Error::custom)?
    else {
        return Ok(PartHeader(String::new()));
    };
    if text.chars().any(|c| c.is_control() && c != '\t') {
        return Err(serde_json::Error::custom(format!(
            "the header {name} of a part cannot have this value"
        )));
    }
    Ok(PartHeader(format!("\r\n{name}: {text}")))
}

fn joined(headers: &[PartHeader]) -> String {
    headers.iter().map(|header| header.0.as_str()).collect()
}

/// A multipart body under construction.
#[derive(Debug, Default)]
pub struct Multipart {
    /// Headers and content of each part.
    parts: Vec<(String, Content)>,
}

#[derive(Debug)]
enum Content {
    Bytes(Vec<u8>),
    Upload(Upload),
}

impl Multipart {
    /// An empty body.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file. `published` is the media type that the document gives it; the file's own comes before it.
    pub fn file(
        &mut self,
        name: &str,
        file: File,
        published: Option<&str>,
        headers: &[PartHeader],
    ) {
        let file_name = file.name.as_deref().unwrap_or("file");
        let media_type =
            file.media_type.as_deref().or(published).unwrap_or("application/octet-stream");
        let headers = format!(
            "Content-Disposition: form-data; name=\"{}\"; filename=\"{}\"{}{}",
            quoted(name),
            quoted(file_name),
            content_type(media_type),
            joined(headers)
        );
        let content = file.upload.map_or(Content::Bytes(file.bytes), Content::Upload);
        self.parts.push((headers, content));
    }

    /// Adds a value: lists as one part an element, objects as JSON, and text as it is, unless the document publishes it
    /// with JSON's media type.
    ///
    /// # Errors
    ///
    /// When the value has no JSON form.
    pub fn value<T: Serialize>(
        &mut self,
        name: &str,
        value: &T,
        published: Option<&str>,
        headers: &[PartHeader],
    ) -> Result<(), serde_json::Error> {
        self.json(name, serde_json::to_value(value)?, published, headers);
        Ok(())
    }

    fn json(&mut self, name: &str, value: Value, published: Option<&str>, headers: &[PartHeader]) {
        let (media_type, content) = match value {
            Value::Null => return,
            Value::Array(elements) => {
                return elements
                    .into_iter()
                    .for_each(|element| self.json(name, element, published, headers));
            }
            Value::String(text) if !published.is_some_and(is_json) => (published, text),
            object @ Value::Object(_) => {
                (published.or(Some("application/json")), object.to_string())
            }
            scalar => (published, scalar.to_string()),
        };
        let media_type = media_type.map(content_type).unwrap_or_default();
        let headers = format!(
            "Content-Disposition: form-data; name=\"{}\"{media_type}{}",
            quoted(name),
            joined(headers)
        );
        self.parts.push((headers, Content::Bytes(content.into_bytes())));
    }

    /// The body: in memory, unless a part is an upload. It begins with its boundary, which goes into the request's `Content-Type`.
    fn into_body(self) -> reqwest::Body {
        let whole = self.parts.iter().all(|(_, content)| matches!(content, Content::Bytes(_)));
        let boundary = if whole { self.boundary() } else { upload_boundary().to_owned() };
        // What is in memory between two uploads is one piece.
        let (mut pieces, mut bytes) = (Pieces::default(), Vec::new());
        for (headers, content) in self.parts {
            bytes.extend_from_slice(format!("--{boundary}\r\n{headers}\r\n\r\n").as_bytes());
            match content {
                Content::Bytes(content) => bytes.extend_from_slice(&content),
                Content::Upload(upload) => pieces.push(std::mem::take(&mut bytes), upload),
            }
            bytes.extend_from_slice(b"\r\n");
        }
        bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        if whole { bytes.into() } else { pieces.into_body(bytes) }
    }

    /// A line that no part contains.
    fn boundary(&self) -> String {
        let parts = || {
            self.parts.iter().map(|(headers, content)| match content {
                Content::Bytes(content) => (headers.as_bytes(), content.as_slice()),
                Content::Upload(_) => (headers.as_bytes(), &[][..]),
            })
        };
        let mut number: usize = parts().map(|(_, content)| content.len()).sum();
        loop {
            let boundary = format!("oas-part-{number:016x}");
            let within = |text: &[u8]| memmem::find(text, boundary.as_bytes()).is_some();
            if !parts().any(|(headers, content)| within(headers) || within(content)) {
                return boundary;
            }
            number = number.wrapping_add(1);
        }
    }
}

/// The boundary of bodies with uploads, which nobody can look through before they are sent. Nobody can know it either before the
/// first such body, and a part that has it is not sent to its end.
pub(super) fn upload_boundary() -> &'static str {
    static BOUNDARY: OnceLock<String> = OnceLock::new();
    BOUNDARY.get_or_init(|| format!("oas-part-{:032x}", fastrand::u128(..)))
}

impl From<Multipart> for reqwest::Body {
    fn from(multipart: Multipart) -> Self {
        multipart.into_body()
    }
}

/// A parameter of a header, escaped as browsers do.
fn quoted(text: &str) -> String {
    text.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

/// The header, to stand behind another.
fn content_type(media_type: &str) -> String {
    // A line break would begin one more.
    let media_type: String = media_type.chars().filter(|c| (' '..='~').contains(c)).collect();
    format!("\r\nContent-Type: {media_type}")
}

fn is_json(media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || essence.ends_with("+json")
}
