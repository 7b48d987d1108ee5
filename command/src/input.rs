//! Documents and settings, from files or standard input.

use std::fs::File;
use std::io;
use std::path::Path;

use oas_codegen::{Limits, Settings};
use oas_source::input::{read, text};

use crate::failure::Failure;

/// A document as text, and what to call it in messages.
#[derive(Debug)]
pub struct Input {
    /// What to call it in messages.
    pub name: String,
    /// The text, as it was read.
    pub text: String,
}

/// Reads a document; `-` is standard input. No more than `limits` allow is taken into memory.
pub fn document(path: &Path, limits: &Limits) -> Result<Input, Failure> {
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
    let text = text(&name, bytes, limits)?;
    Ok(Input { name, text })
}

/// Bytes from elsewhere as the document that they have to be.
pub fn of(name: String, bytes: Vec<u8>) -> Result<Input, Failure> {
    let text = text(&name, bytes, &Limits::default())?;
    Ok(Input { name, text })
}

/// Reads settings, or gives those that take any document.
pub fn settings(path: Option<&Path>) -> Result<Settings, Failure> {
    let Some(path) = path else {
        return Ok(Settings::default());
    };
    let text = std::fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))?;
    Settings::from_json(&text)
        .map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}
