//! Formats of text that the settings give a type.

use serde_json::{Map, Value};

use super::Lowering;
use crate::error::{Error, ErrorKind};
use crate::model::Type;

/// What the settings call bytes in base64.
const BASE64: &str = "base64";

/// What is known of the crates whose types are asked for, as a manifest has it. Of another any version is asked for.
const CRATES: &[(&str, &str)] = &[
    ("chrono", r#"{ version = "0.4.42", default-features = false, features = ["std"] }"#),
    ("jiff", r#"{ version = "1.0.1", default-features = false, features = ["std"] }"#),
    ("uuid", r#"{ version = "1", default-features = false, features = ["std"] }"#),
];

impl Lowering<'_> {
    /// Checks the types that the settings give formats.
    pub(super) fn formats(&self) -> Result<(), Error> {
        let wrong = self.settings.formats.iter().find(|(_, ty)| *ty != BASE64 && !is_path(ty));
        match wrong {
            None => Ok(()),
            Some((format, ty)) => {
                let message = format!("`formats` has {ty:?} for the format {format:?}");
                Err(Error::new(ErrorKind::Settings, message)
                    .advise("give the path of a type that reads and writes the format as text, such as `uuid::Uuid`, or `base64`"))
            }
        }
    }

    /// The type of a text whose format has one. What is encoded in base64 has the format `byte`, as OpenAPI 3.0 calls it.
    pub(super) fn format(&mut self, schema: &Map<String, Value>) -> Option<Type> {
        let text = |key: &str| schema.get(key).and_then(Value::as_str);
        let encoded = text("contentEncoding").filter(|name| name.eq_ignore_ascii_case(BASE64));
        let ty = self.settings.formats.get(text("format").or(encoded.map(|_| "byte"))?)?;
        if ty == BASE64 {
            return Some(Type::Parsed("support::Base64".to_owned()));
        }
        Some(Type::Parsed(self.crate_path(ty, None)))
    }

    /// The path of a type as generated code has it. Its crate is noted, with the name that the document gives it, and the version if it does.
    pub(super) fn crate_path(&mut self, path: &str, named: Option<(&str, Option<&str>)>) -> String {
        let path = path.trim_start_matches("::");
        let first = path.split("::").next().unwrap_or_default();
        if ["crate", "self", "super"].contains(&first) {
            return path.to_owned();
        }
        if ["std", "core", "alloc"].contains(&first) {
            return format!("::{path}");
        }
        let known = CRATES.iter().find(|(name, _)| *name == first);
        let requirement = known.map_or("\"*\"", |(_, requirement)| *requirement);
        if let Some((name, Some(version))) = named {
            self.crates.insert(name.to_owned(), format!("{version:?}"));
        } else {
            let name = named.map_or(first, |(name, _)| name).to_owned();
            self.crates.entry(name).or_insert_with(|| requirement.to_owned());
        }
        format!("::{path}")
    }
}

/// Whether a text is the path of a type in a crate, and nothing else.
pub(super) fn is_path(text: &str) -> bool {
    let path = syn::parse_str::<syn::Path>(text);
    path.is_ok_and(|path| {
        path.segments.len() > 1 && path.segments.iter().all(|segment| segment.arguments.is_none())
    })
}
