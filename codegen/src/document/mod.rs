//! The document as published: parsed, within limits, of a version that is understood.

mod json;
mod locate;
mod pointer;
mod resources;
mod yaml;

use serde_json::Value;

pub(crate) use locate::locate;
pub(crate) use pointer::Pointer;

use crate::error::{Error, ErrorKind, quoted};

/// A place in the document's text, both counted from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Position {
    pub(crate) line: usize,
    pub(crate) column: usize,
}

/// What a document may cost before it is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Length of the text, in bytes.
    pub bytes: usize,
    /// Levels of nesting.
    pub depth: usize,
    /// Scalars, arrays and objects, after YAML aliases are expanded.
    pub nodes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 64 << 20, depth: 128, nodes: 8_000_000 }
    }
}

/// A parsed document.
#[derive(Debug)]
pub(crate) struct Document {
    root: Value,
}

impl Document {
    /// Parses JSON, or YAML where the text does not begin with a brace.
    pub(crate) fn parse(text: &str, limits: &Limits) -> Result<Self, Error> {
        if text.len() > limits.bytes {
            let message = format!(
                "the document has {} bytes, more than the {} allowed",
                text.len(),
                limits.bytes
            );
            return Err(Error::new(ErrorKind::TooLarge, message)
                .advise("raise `limits.bytes` in the settings if it is really that large"));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err(Error::new(ErrorKind::Syntax, "the document is empty"));
        }
        let root = if text.trim_start().starts_with('{') {
            json::parse(text, limits)?
        } else {
            yaml::parse(text, limits)?
        };
        let mut document = Self { root };
        document.quote_version();
        document.check_version()?;
        Ok(document)
    }

    /// The document with every reference by `$id` or anchor made one by JSON pointer.
    #[must_use]
    pub(crate) fn with_plain_references(mut self) -> Self {
        resources::resolve(&mut self.root);
        self
    }

    pub(crate) fn root(&self) -> &Value {
        &self.root
    }

    pub(crate) fn into_root(self) -> Value {
        self.root
    }

    /// The value of `openapi`, as published.
    pub(crate) fn version(&self) -> &str {
        self.root.get("openapi").and_then(Value::as_str).unwrap_or_default()
    }

    /// `openapi: 3.1` without quotes is a number in YAML.
    fn quote_version(&mut self) {
        if let Some(version) = self.root.get_mut("openapi")
            && let Some(number) = version.as_f64()
        {
            *version = Value::String(format!("{number:?}"));
        }
    }

    fn check_version(&self) -> Result<(), Error> {
        const SUPPORTED: &str = "OpenAPI 3.0, 3.1 and 3.2 are supported";
        let Some(root) = self.root.as_object() else {
            return Err(Error::new(
                ErrorKind::Version,
                "the document is not an object, so it is not OpenAPI",
            )
            .advise("is this the right file?"));
        };
        if root.contains_key("swagger") {
            return Err(Error::new(ErrorKind::Version, "this is a Swagger 2.0 document")
                .at("/swagger")
                .advise("convert it to OpenAPI 3 first; ".to_owned() + SUPPORTED));
        }
        match root.get("openapi") {
            Some(Value::String(version))
                if ["3.0", "3.1", "3.2"].iter().any(|known| {
                    version
                        .strip_prefix(known)
                        .is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
                }) =>
            {
                Ok(())
            }
            Some(Value::String(version)) => Err(Error::new(
                ErrorKind::Version,
                format!("the version {} is not known", quoted(version)),
            )
            .at("/openapi")
            .advise(SUPPORTED)),
            Some(_) => Err(Error::new(ErrorKind::Version, "`openapi` is not a string")
                .at("/openapi")
                .advise(SUPPORTED)),
            None => Err(Error::new(
                ErrorKind::Version,
                "the document has no `openapi` member, so it is not OpenAPI",
            )
            .advise("is this the right file?")),
        }
    }
}
