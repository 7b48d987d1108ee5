//! A document as it is kept, and as a client is made of it.

use oas_codegen::Limits;
use oas_diff::Document;
use oas_source::keywords;

use super::{Input, Lock, Origin, Place, canonical, input};
use crate::changes::report;
use crate::failure::Failure;

/// A document that was read.
#[derive(Debug)]
pub struct Kept {
    /// What a client is made of: with the files that belong to it, and the project's overlays.
    pub document: Document,
    /// The one form of all orders and spacings of the document, without overlays.
    pub canonical: String,
    /// The SHA-256 of that.
    pub sha256: String,
    /// The text that is kept of it.
    pub text: String,
    facts: Lock,
    foreign: Option<(String, String)>,
}

impl Kept {
    /// The project's document. What reports call it does not depend on the folder that the command runs in.
    pub(super) fn vendored(place: &Place, input: Input) -> Result<Self, Failure> {
        let plain = Document::parse(input.text(), &place.name())?;
        let input = match foreign(&plain) {
            // Other files belong to it.
            Some(_) => {
                let files = place.project.files.as_ref().map(|it| place.project.root.join(it));
                input::within(input, files.as_deref())?
            }
            None => Input::new(place.name(), input.text()),
        };
        Self::of(place, input)
    }

    /// A document that may take the place of the project's.
    ///
    /// # Errors
    /// It is not valid, or an overlay of the project cannot be applied to it.
    pub fn of(place: &Place, input: Input) -> Result<Self, Failure> {
        let text = input.text().to_owned();
        let plain = report::document(&input)?;
        let canonical = canonical::text(&plain);
        let is_one_file = plain.files().len() < 2;
        let as_written = !place.is_canonical() && is_one_file && !plain.is_json();
        let text = if as_written { text } else { canonical.clone() };
        let facts = Lock::of(&plain, &canonical, Origin::here());
        let foreign = foreign(&plain);
        let document = match place.project.overlays.is_empty() {
            true => plain,
            false => report::document(&place.project.complete(input, false)?)?,
        };
        let sha256 = facts.sha256.clone();
        Ok(Self { document, canonical, sha256, text, facts, foreign })
    }

    /// The document as it would be read from its place.
    ///
    /// # Errors
    /// As [`of`](Self::of).
    pub fn in_place(&self, place: &Place) -> Result<Document, Failure> {
        let input = place.project.complete(Input::new(place.name(), self.text.as_str()), false)?;
        Ok(input.read(&Limits::default())?)
    }

    /// The lock of it.
    pub fn lock(&self, origin: Origin) -> Lock {
        Lock {
            source: origin.source,
            origin: origin.origin,
            etag: origin.etag,
            raw_sha256: origin.raw_sha256,
            ..self.facts.clone()
        }
    }

    /// The first `$ref` that leads out of the document, with its pointer.
    pub fn foreign(&self) -> Option<&(String, String)> {
        self.foreign.as_ref()
    }
}

/// The first `$ref` that leads out of the document, with its pointer. What stands in examples is data.
fn foreign(document: &Document) -> Option<(String, String)> {
    let mut found = None;
    keywords::visit(document.root(), &mut |node| {
        if found.is_none()
            && let Some(written) = node.get("$ref")
            && let Some(reference) = written.as_str()
            && !reference.starts_with('#')
            && document.target(node, reference).is_none()
        {
            found = Some((written.pointer(), reference.chars().take(100).collect()));
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn found(schemas: &Value) -> Option<String> {
        let document =
            serde_json::json!({ "openapi": "3.1.0", "components": { "schemas": schemas } });
        let document = Document::parse(&document.to_string(), "openapi.json").unwrap();
        foreign(&document).map(|(pointer, _)| pointer)
    }

    #[test]
    fn references_that_lead_out_are_found_where_they_mean_something() {
        for reference in ["other.json", "https://example.com/a", "./a#/b", "../a"] {
            let schema = serde_json::json!({ "$ref": reference });
            let schemas =
                serde_json::json!({ "A": { "properties": { "a/b": { "items": schema } } } });
            assert_eq!(
                found(&schemas).as_deref(),
                Some("/components/schemas/A/properties/a~1b/items/$ref"),
            );
        }
        for harmless in [
            serde_json::json!({ "A": { "$ref": "#/components/schemas/A" } }),
            serde_json::json!({ "A": { "example": { "$ref": "other.json" } } }),
            serde_json::json!({ "A": { "properties": { "$ref": { "type": "string" }, "example": { "$ref": "#/a" } } } }),
            serde_json::json!({ "A": { "$ref": "b.json" }, "B": { "$id": "b.json" } }),
        ] {
            assert_eq!(found(&harmless), None, "{harmless}");
        }
        let named =
            serde_json::json!({ "A": { "properties": { "example": { "$ref": "other.json" } } } });
        assert_eq!(found(&named).as_deref(), Some("/components/schemas/A/properties/example/$ref"));
    }
}
