//! Types of others in the place of those that a schema would have: by the settings, or by `x-rust-type` where they allow it.

use std::collections::BTreeSet;

use oas_source::text::quoted;
use serde_json::{Map, Value};

use super::formats::is_path;
use super::{Hint, Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::model::Type;
use crate::pointer::Pointer;

/// What names a type of Rust in a schema, as typify reads it.
pub(super) const RUST_TYPE: &str = "x-rust-type";

impl Lowering<'_> {
    /// Checks that the settings replace schemas that there are by what can be a type, and allow crates that the document names.
    pub(super) fn replacements(&self) -> Result<(), Error> {
        let error = |message: String, advice: &str| {
            Err(Error::new(ErrorKind::Settings, message).advise(advice.to_owned()))
        };
        for (schema, path) in &self.settings.replace {
            if !is_path(path) {
                let message = format!("`replace` has {} for {}", quoted(path), quoted(schema));
                return error(message, "give the path of a type, such as `crate::Pet`");
            }
            let name = schema.strip_prefix("#/components/schemas/");
            let is_schema =
                name.is_some_and(|name| !name.contains('/')) && self.target_of(schema).is_some();
            if !is_schema {
                let message =
                    format!("`replace` has {}, which no component schema is", quoted(schema));
                return error(
                    message,
                    "remove the entry, or correct it: `#/components/schemas/NAME`",
                );
            }
        }
        let mut named = BTreeSet::new();
        if !self.settings.rust_types.is_empty() {
            named_crates(self.root, &mut named);
        }
        match self.settings.rust_types.iter().find(|name| !named.contains(name.as_str())) {
            None => Ok(()),
            Some(name) => error(
                format!("`rust_types` has {}, which no `x-rust-type` names", quoted(name)),
                "remove the entry, or write the crate as the document does",
            ),
        }
    }

    /// The type that takes the place of what a schema would be.
    pub(super) fn replaced(
        &mut self,
        schema: &Map<String, Value>,
        at: &Pointer,
        hint: &Hint,
    ) -> Result<Option<Type>, Error> {
        if let Some(path) = self.settings.replace.get(&format!("#{}", at.as_str())) {
            self.apply(Rule::TypeReplaced, at);
            let path = self.crate_path(path, None);
            return Ok(Some(Type::Replaced(path, Vec::new())));
        }
        let Some(named) = schema.get(RUST_TYPE) else { return Ok(None) };
        let text = |key: &str| named.get(key).and_then(Value::as_str).unwrap_or_default();
        let (krate, path) = (text("crate"), text("path"));
        let own = path.strip_prefix(&krate.replace('-', "_"));
        let understood = is_path(path)
            && own.is_some_and(|rest| rest.starts_with("::"))
            && (named.get("version").is_none() || is_requirement(text("version")));
        if !self.settings.rust_types.contains(krate) || !understood {
            self.apply(Rule::RustTypeUnused, &at.join(RUST_TYPE));
            return Ok(None);
        }
        let parameters = named.get("parameters").and_then(Value::as_array).into_iter().flatten();
        let mut types = Vec::new();
        for (index, parameter) in parameters.enumerate() {
            let at = at.join(RUST_TYPE).join("parameters").join(index);
            types.push(self.schema(parameter, &at, &hint.inside("Parameter"))?);
        }
        self.apply(Rule::TypeReplaced, at);
        let version = Some(text("version")).filter(|version| !version.is_empty());
        Ok(Some(Type::Replaced(self.crate_path(path, Some((krate, version))), types)))
    }
}

/// The crates that an `x-rust-type` names anywhere.
fn named_crates<'v>(value: &'v Value, found: &mut BTreeSet<&'v str>) {
    match value {
        Value::Object(members) => {
            let named = members.get(RUST_TYPE).and_then(|named| named.get("crate"));
            found.extend(named.and_then(Value::as_str));
            members.values().for_each(|member| named_crates(member, found));
        }
        Value::Array(elements) => elements.iter().for_each(|element| named_crates(element, found)),
        _ => {}
    }
}

/// Whether a text can be the version that a manifest asks for.
fn is_requirement(text: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || " .,*^~=<>+-".contains(c);
    !text.is_empty() && text.len() <= 100 && text.chars().all(fits)
}
