//! Which place a `$ref` names.

use oas_source::pointer::percent_decoded;
use oas_source::text::quoted;
use serde_json::Value;

use super::{Lowering, Rule};
use crate::error::{Error, ErrorKind};
use crate::pointer::Pointer;
use crate::settings::ForeignRefs;

impl Lowering<'_> {
    /// The place that a `$ref` names.
    pub(super) fn target(&self, reference: &Value, at: &Pointer) -> Result<Pointer, Error> {
        let text = reference.as_str().ok_or_else(|| {
            Error::new(ErrorKind::Reference, "a `$ref` is not a string")
                .at(at.join("$ref").as_str())
        })?;
        self.target_of(text).ok_or_else(|| {
            let (where_to, advice) = if text.starts_with('#') {
                ("to nothing", "correct it, or add what is missing")
            } else {
                ("out of the document", "bundle the documents into one first")
            };
            Error::new(
                ErrorKind::Reference,
                format!("the `$ref` {} leads {where_to}", quoted(text)),
            )
            .at(at.join("$ref").as_str())
            .advise(advice)
        })
    }

    /// The same for a schema, where the settings may allow a reference that leads nowhere.
    pub(super) fn schema_target(
        &mut self,
        reference: &Value,
        at: &Pointer,
    ) -> Result<Option<Pointer>, Error> {
        match self.target(reference, at) {
            Err(_) if self.settings.foreign_refs == ForeignRefs::Untyped => {
                self.apply(Rule::ForeignReference, at);
                Ok(None)
            }
            found => found.map(Some),
        }
    }

    pub(super) fn target_of(&self, text: &str) -> Option<Pointer> {
        target_of(self.root, text)
    }
}

/// The place of a document that a reference names.
pub(crate) fn target_of(root: &Value, text: &str) -> Option<Pointer> {
    // OpenAPI 3.2's name of the document.
    let own = root.get("$self").and_then(Value::as_str).unwrap_or_default();
    let fragment = text.strip_prefix(own).unwrap_or(text).strip_prefix('#')?;
    let pointer = Pointer::parse(&percent_decoded(fragment))?;
    root.pointer(pointer.as_str())?;
    Some(pointer)
}
