//! A document that may take the place of the vendored one: obtained, and looked at before it is trusted.

use oas_command::changes::observe;
use oas_command::changes::report::{self, Basis};
use oas_command::failure::{Failure, Kind};
use oas_command::fetch::{Address, Answer};
use oas_command::input::{self, Input};
use oas_command::source::{Network, Source};
use oas_diff::{Document, Report, Version};
use oas_source::keywords;

use super::fit::{Adapt, Fit};
use crate::vendored::{Lock, Origin, Vendored, canonical};
use crate::workspace;

/// What was obtained.
pub(super) enum Obtained {
    /// The source says that its document is the vendored one.
    NotModified,
    Document(Box<Candidate>),
}

/// A document that is an OpenAPI 3.1 or 3.2 document, at least.
pub(super) struct Candidate {
    pub(super) name: String,
    pub(super) document: Document,
    pub(super) canonical: String,
    pub(super) lock: Lock,
}

/// Where a document is looked for.
#[derive(Clone, Debug, clap::Args)]
pub(super) struct From {
    /// Take the document from a file, an https URL, a git revision, or `-` [default: the source in openapi.lock]
    #[arg(long, value_name = "FILE|URL|-")]
    from: Option<String>,
    /// Use no network; needs --from with a file, a revision or `-`
    #[arg(long)]
    pub(super) offline: bool,
    #[command(flatten)]
    network: Network,
}

impl From {
    pub(super) fn obtain(&self, vendored: &Vendored) -> Result<Obtained, Failure> {
        let project = workspace::project();
        let known = vendored.entry();
        let home = Address::parse(&known.source);
        let source = match &self.from {
            Some(text) => Source::parse(text).map_err(Failure::usage)?,
            None if self.offline => {
                return Err(Failure::usage(
                    "--offline needs a document: give a file, a git revision or `-` to --from",
                ));
            }
            None => Source::Url(home.clone().map_err(|why| {
                Failure::usage(format!("the source in openapi.lock {why}; mend it there"))
            })?),
        };
        let Source::Url(address) = &source else {
            let input = source.read(&self.network, &project)?;
            let origin = match &source {
                Source::Stdin => "read from standard input, not fetched from the source".to_owned(),
                Source::Revision(revision) => format!("taken from git, {revision}"),
                _ => "read from a file, not fetched from the source".to_owned(),
            };
            return Candidate::read(&input, origin, None, known.source);
        };
        if self.offline {
            return Err(Failure::usage("--offline and an address in --from exclude each other"));
        }
        let is_home = home.is_ok_and(|home| home == *address);
        let etag = known.etag.as_deref().filter(|_| is_home);
        match self.network.fetch(address, etag, &project)? {
            Answer::NotModified => Ok(Obtained::NotModified),
            Answer::Document { bytes, etag } => {
                let input = input::of(address.to_string(), bytes)?;
                let origin = if is_home {
                    "fetched from the source".to_owned()
                } else {
                    format!("fetched from {address}")
                };
                Candidate::read(&input, origin, etag.filter(|_| is_home), known.source)
            }
        }
    }
}

impl Candidate {
    fn read(
        input: &Input,
        origin: String,
        etag: Option<String>,
        source: String,
    ) -> Result<Obtained, Failure> {
        let document = report::document(input)?;
        if document.version() == Version::V3_0 {
            return Err(Failure::new(
                Kind::Document,
                format!(
                    "{}: this is OpenAPI 3.0, and the vendored document is 3.1; is this the right document?",
                    input.name()
                ),
            ));
        }
        let canonical = canonical::text(&document);
        let origin =
            Origin { source, origin, etag, raw_sha256: Some(canonical::sha256(input.text())) };
        let lock = Lock::of(&document, &canonical, origin);
        Ok(Obtained::Document(Box::new(Self {
            name: input.name().to_owned(),
            document,
            canonical,
            lock,
        })))
    }

    /// Whether it is the vendored document.
    pub(super) fn is(&self, vendored: &Vendored) -> bool {
        self.canonical == vendored.canonical
    }

    /// Refuses what is not a document of this API.
    pub(super) fn check(&self) -> Result<(), Failure> {
        let fail = |message: String| {
            Err(Failure::new(Kind::Document, format!("{}: {message}", self.name)))
        };
        if self.lock.operations == 0 {
            return fail("the document has no operations; is this the right one?".to_owned());
        }
        if let Some((pointer, reference)) = foreign(&self.document) {
            return fail(format!(
                "the `$ref` at {pointer} leads out of the document, to {reference:?}; what is there could change unseen, so the document has to have it in itself"
            ));
        }
        Ok(())
    }

    /// What is wrong with a document that has lost more than a fifth of its operations: a server that fails can send half of one.
    pub(super) fn shrunk(&self, vendored: &Vendored) -> Option<Adapt> {
        let (old, new) = (vendored.entry().operations, self.lock.operations);
        // A fifth, in whole numbers.
        (new * 5 < old * 4).then(|| {
            let count = if new == 1 { "1 operation".to_owned() } else { format!("{new} operations") };
            Adapt::document(format!(
                "the document has {count} and the vendored one has {old}: more than a fifth is gone, which is rather a fault of the server than a change of the API (if it is true, give --accept-shrink)"
            ))
        })
    }

    /// How names, contract and code fit it.
    pub(super) fn fit(&self, vendored: &Vendored) -> Fit {
        Fit::of(vendored, &self.document)
    }

    /// What changes, with what it does to the crate.
    pub(super) fn compare(&self, vendored: &Vendored, basis: Basis, fit: &Fit) -> Report {
        let old = &vendored.document;
        let mut changes = oas_diff::diff(old, &self.document, &report::settings());
        if let (Basis::Proven, Some(old_client), Some(new_client)) = (basis, &fit.old, &fit.new) {
            observe::seen(&mut changes, (old, old_client), (&self.document, new_client));
        }
        changes
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
