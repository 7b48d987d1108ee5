//! A generated client, as far as its users see it.

use std::collections::BTreeMap;
use std::fmt;

use oas_codegen::{Generated, Settings, generate};

use crate::surface::Surface;

/// The public items of a generated client, and where in the document each comes from.
#[derive(Debug, Clone)]
pub struct Client {
    pub(crate) surface: Surface,
    /// JSON pointers by path.
    pub(crate) origins: BTreeMap<String, String>,
}

/// Why the public items of a client are not known.
#[derive(Debug)]
#[non_exhaustive]
pub enum Error {
    /// No client can be generated from the document.
    Generate(oas_codegen::Error),
    /// The source is not Rust.
    Read(syn::Error),
}

impl Client {
    /// Reads a client that has been generated.
    ///
    /// # Errors
    ///
    /// [`Error::Read`] when its source is not Rust, which no source made by [`generate`] is.
    pub fn of(generated: &Generated) -> Result<Self, Error> {
        Ok(Self {
            surface: Surface::read(&generated.source).map_err(Error::Read)?,
            origins: origins(generated),
        })
    }

    /// Generates the client of a document and reads it. `name` stands for the document in errors.
    ///
    /// # Errors
    ///
    /// [`Error::Generate`] when no client can be generated from the document with these settings.
    pub fn generate(text: &str, name: &str, settings: &Settings) -> Result<Self, Error> {
        Self::of(&generate(text, name, settings).map_err(Error::Generate)?)
    }

    /// The paths of all public items.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.surface.items.keys().map(String::as_str)
    }
}

/// Where types, builders and webhooks come from; the list of all webhooks comes with the first.
fn origins(generated: &Generated) -> BTreeMap<String, String> {
    let mut origins = generated.report.items.clone();
    let webhooks = &generated.report.webhooks;
    origins.extend(webhooks.iter().filter_map(|it| Some((it.rust.clone()?, it.pointer.clone()))));
    let first = webhooks.first();
    origins.extend(first.map(|first| ("webhooks::ALL".to_owned(), first.pointer.clone())));
    origins
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Generate(error) => error.fmt(f),
            Self::Read(error) => write!(f, "the generated code does not parse: {error}"),
        }
    }
}

impl std::error::Error for Error {}
