//! Documents and settings, from files or standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use oas_codegen::{Limits, Settings};

use crate::failure::{Failure, Kind};

/// A document as text, and what to call it in messages.
#[derive(Debug)]
pub(crate) struct Input {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// Reads a document; `-` is standard input. No more than `limits` allow is taken into memory.
pub(crate) fn document(path: &Path, limits: &Limits) -> Result<Input, Failure> {
    let (name, bytes) = if path == Path::new("-") {
        ("standard input".to_owned(), read(io::stdin().lock(), limits))
    } else {
        let bytes = File::open(path).and_then(|file| {
            if file.metadata()?.is_dir() {
                return Err(io::Error::from(io::ErrorKind::IsADirectory));
            }
            Ok(file)
        });
        (path.display().to_string(), bytes.and_then(|file| read(file, limits)))
    };
    let bytes = bytes.map_err(|error| Failure::usage(format!("cannot read {name}: {error}")))?;
    if bytes.len() > limits.bytes {
        let message = format!(
            "{name}: the document is larger than {} MiB, which no OpenAPI document is; is this the right file?",
            limits.bytes >> 20
        );
        return Err(Failure::new(Kind::Document, message));
    }
    text(name, bytes)
}

/// Bytes as the document that they have to be.
pub(crate) fn text(name: String, bytes: Vec<u8>) -> Result<Input, Failure> {
    match String::from_utf8(bytes) {
        Ok(text) => Ok(Input { name, text }),
        Err(error) => Err(not_text(&name, &error)),
    }
}

/// Reads settings, or gives those that take any document.
pub(crate) fn settings(path: Option<&Path>) -> Result<Settings, Failure> {
    let Some(path) = path else {
        return Ok(Settings::default());
    };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))?;
    Settings::from_json(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

fn read(from: impl Read, limits: &Limits) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let most = u64::try_from(limits.bytes).unwrap_or(u64::MAX).saturating_add(1);
    from.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn not_text(name: &str, error: &std::string::FromUtf8Error) -> Failure {
    let valid = &error.as_bytes()[..error.utf8_error().valid_up_to()];
    let line = valid.iter().filter(|byte| **byte == b'\n').count() + 1;
    let column =
        valid.len() - valid.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1) + 1;
    let message = format!(
        "{name}:{line}:{column}: the document is not UTF-8; is it text at all, or in another encoding that has to be converted first?"
    );
    Failure::new(Kind::Document, message)
}
