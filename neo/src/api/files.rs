//! Files: a body as a whole, or a part of one.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use oas_runtime::generated::{File, Multipart};
use oas_runtime::reqwest;
use serde_json::{Map, Value};

use crate::failure::Failure;

/// The largest file that is read, in bytes.
const LARGEST: u64 = 64 << 20;

/// A file in a body of parts.
#[derive(Clone, Debug)]
pub(super) struct FilePart {
    /// The field that it is in.
    pub(super) field: String,
    /// What it is called there.
    pub(super) name: String,
    bytes: Vec<u8>,
}

impl FilePart {
    pub(super) fn read(field: &str, path: &str) -> Result<Self, Failure> {
        let bytes = read(path, &format!("the field {field}"))?;
        let name = Path::new(path).file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Self { field: field.to_owned(), name: name.unwrap_or_default(), bytes })
    }
}

/// What a file has, or standard input where it is called `-`.
pub(crate) fn read(source: &str, what: &str) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let (name, read) = match source {
        "-" => ("standard input", io::stdin().take(LARGEST + 1).read_to_end(&mut bytes)),
        path => {
            let opened = fs::File::open(path);
            (path, opened.and_then(|file| file.take(LARGEST + 1).read_to_end(&mut bytes)))
        }
    };
    read.map_err(|error| Failure::usage(format!("{what} cannot be read from {name}: {error}")))?;
    if bytes.len() as u64 > LARGEST {
        return Err(Failure::usage(format!("{what} in {name} has more than {LARGEST} bytes")));
    }
    Ok(bytes)
}

/// Whether a field of a body of parts is a file, or a list of files.
pub(super) fn is_file(schema: &Value) -> bool {
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    let own = text("format") == Some("binary")
        || (text("contentMediaType").is_some() && text("contentEncoding").is_none());
    own || schema.get("items").is_some_and(is_file)
}

/// The body that has these parts.
pub(super) fn parts(
    fields: &Map<String, Value>,
    files: &[FilePart],
) -> Result<reqwest::Body, String> {
    let mut multipart = Multipart::new();
    for (name, value) in fields {
        multipart.value(name, value, None, &[]).map_err(|error| format!("{name}: {error}"))?;
    }
    for file in files {
        let own = File::new(file.bytes.clone()).name(file.name.as_str());
        multipart.file(&file.field, own, None, &[]);
    }
    Ok(multipart.into())
}
