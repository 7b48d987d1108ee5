//! Documents and settings, from files or standard input.

use std::fmt::Display;
use std::io;
use std::path::{Path, PathBuf};

use oas_codegen::{Limits, Settings};
use oas_source::input::{read, text};
use oas_source::{Document, Overlay};

use crate::failure::Failure;
use crate::print;

pub use oas_source::Source as Input;

/// Which files belong to a document.
#[derive(Clone, Debug, Default, clap::Args)]
pub struct Files {
    /// The folder that files named by a `$ref` are read from, and none outside of it [default: that of the document]
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// An overlay (OpenAPI Overlay 1.0 or 1.1) that is applied to the document before anything else; again for more, in their order
    #[arg(long = "overlay", value_name = "FILE")]
    overlays: Vec<PathBuf>,
}

impl Files {
    /// The document with the files that belong to it.
    ///
    /// # Errors
    /// There is no such folder, or the document is not in it; an overlay cannot be read or is none.
    pub fn of(&self, input: Input) -> Result<Input, Failure> {
        overlaid(within(input, self.root.as_deref())?, &self.overlays)
    }
}

/// A document with the overlays that are applied to it, in their order.
///
/// # Errors
/// An overlay cannot be read or is none.
pub fn overlaid(input: Input, overlays: &[PathBuf]) -> Result<Input, Failure> {
    overlays
        .iter()
        .try_fold(input, |input, path| Ok(input.overlaid(Overlay::open(path, &Limits::default())?)))
}

/// A document with the folder of its other files, where one is given.
///
/// # Errors
/// There is no such folder, or the document is not in it.
pub fn within(input: Input, root: Option<&Path>) -> Result<Input, Failure> {
    match root {
        Some(root) => Ok(input.within(root)?),
        None => Ok(input),
    }
}

/// Reads a document; `-` is standard input. No more than `limits` allow is taken into memory.
pub fn document(path: &Path, limits: &Limits) -> Result<Input, Failure> {
    if path != Path::new("-") {
        if path.to_string_lossy().contains("://") && !path.exists() {
            let message = format!(
                "{}: this command reads files; fetch the document first, or let `init` or `diff` do it",
                path.display()
            );
            return Err(Failure::usage(message));
        }
        return Ok(Input::open(path, limits)?);
    }
    let bytes = read(io::stdin().lock(), limits)
        .map_err(|error| Failure::usage(format!("cannot read standard input: {error}")))?;
    from_bytes("standard input".to_owned(), bytes, limits)
}

/// Bytes from elsewhere as the document that they have to be.
pub fn of(name: String, bytes: Vec<u8>) -> Result<Input, Failure> {
    from_bytes(name, bytes, &Limits::default())
}

fn from_bytes(name: String, bytes: Vec<u8>, limits: &Limits) -> Result<Input, Failure> {
    let text = text(&name, bytes, limits)?;
    Ok(Input::new(name, text))
}

/// Says on standard error which references to other files lead nowhere.
pub fn warn(faults: impl IntoIterator<Item = impl Display>) {
    for fault in faults {
        print::error(&format!("warning: {fault}"));
    }
}

/// Says on standard error what overlays did.
pub fn say_applied(document: &Document) {
    for applied in document.applied() {
        print::error(&applied.to_string());
    }
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
