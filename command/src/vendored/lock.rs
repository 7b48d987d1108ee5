//! The lock: which document the vendored one is, and where it came from.

use std::borrow::Cow;
use std::fmt;

use crate::failure::Failure;
use oas_diff::{Document, Node};
use oas_source::METHODS;
use oas_source::pointer::resolve;
use serde::{Deserialize, Serialize};

use super::canonical;

/// The content of a lock.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Lock {
    /// Where the live document is.
    pub source: String,
    /// How the vendored one came about.
    pub origin: String,
    /// The entity tag that the source gave with it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// Of the document as it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw_sha256: Option<String>,
    /// Of the document in its canonical form.
    pub sha256: String,
    /// The value of `openapi`.
    pub openapi: String,
    /// The value of `info.version`.
    pub version: String,
    /// How many there are under `paths`.
    pub operations: usize,
    /// How many there are under `components`.
    pub schemas: usize,
    /// The document that is about to take the place of this one: there while both files are being replaced, and after
    /// that was interrupted. The document fits the one entry or the other.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<Box<Lock>>,
}

/// Where a document came from, which it does not say itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Where the live document is; empty where nobody said so.
    pub source: String,
    /// How the vendored one came about.
    pub origin: String,
    /// The entity tag that the source gave with it.
    pub etag: Option<String>,
    /// Of the document as it was sent.
    pub raw_sha256: Option<String>,
}

impl Origin {
    /// Of a document that is in the project, and of which nothing else is known.
    pub fn here() -> Self {
        Self {
            source: String::new(),
            origin: "in the project, not fetched from a source".to_owned(),
            etag: None,
            raw_sha256: None,
        }
    }
}

impl Lock {
    /// A lock, or nothing when the text is none.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The entry of the document with this hash.
    pub fn fitting(&self, sha256: &str) -> Option<&Self> {
        let entries = [Some(self), self.next.as_deref()];
        entries.into_iter().flatten().find(|entry| entry.sha256 == sha256)
    }

    /// The lock as it is written.
    ///
    /// # Errors
    /// It cannot be written as JSON.
    pub fn text(&self) -> Result<String, Failure> {
        serde_json::to_string_pretty(self)
            .map(|text| text + "\n")
            .map_err(|error| Failure::usage(format!("the lock cannot be written: {error}")))
    }

    /// The lock of a document.
    pub fn of(document: &Document, canonical: &str, origin: Origin) -> Self {
        let root = document.root();
        let text = |pointer: &str| {
            let node = resolve(root, pointer);
            // `version: 1.0` without quotes is a number in YAML.
            let text = node.and_then(|it| it.as_str().map(Cow::from).or_else(|| it.number_text()));
            text.unwrap_or_default().into_owned()
        };
        Self {
            source: origin.source,
            origin: origin.origin,
            etag: origin.etag,
            raw_sha256: origin.raw_sha256,
            sha256: canonical::sha256(canonical),
            openapi: document.openapi().to_owned(),
            version: text("/info/version"),
            operations: operations(root),
            schemas: resolve(root, "/components/schemas").map_or(0, |it| it.entries().len()),
            next: None,
        }
    }

    /// Where the document came from.
    pub fn origin(&self) -> Origin {
        Origin {
            source: self.source.clone(),
            origin: self.origin.clone(),
            etag: self.etag.clone(),
            raw_sha256: self.raw_sha256.clone(),
        }
    }

    /// What this entry says and the document does not.
    pub fn differences(&self, document: &Self) -> String {
        let said = |name: &str, lock: &dyn std::fmt::Display, document: &dyn std::fmt::Display| {
            let (lock, document) = (lock.to_string(), document.to_string());
            (lock != document)
                .then(|| format!("{name} is {lock} in the lock and {document} in the document"))
        };
        let parts = [
            said("sha256", &self.sha256, &document.sha256),
            said("openapi", &self.openapi, &document.openapi),
            said("version", &self.version, &document.version),
            said("operations", &self.operations, &document.operations),
            said("schemas", &self.schemas, &document.schemas),
        ];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }
}

/// What is in the document.
impl fmt::Display for Lock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { operations, schemas, sha256, .. } = self;
        write!(f, "{operations} operations, {schemas} schemas, sha256 {sha256}")
    }
}

/// Number of operations under `paths`, also of those that no client is made for.
fn operations(root: Node<'_>) -> usize {
    let items = root.get("paths").into_iter().flat_map(Node::entries);
    let named = |item: Node<'_>| METHODS.iter().filter(|method| item.get(method).is_some()).count();
    let more =
        |item: Node<'_>| item.get("additionalOperations").map_or(0, |more| more.entries().len());
    items.map(|(_, item)| named(item) + more(item)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lock() -> Lock {
        let document = serde_json::json!({
            "openapi": "3.1.0", "info": { "version": "7" },
            "paths": { "/a": { "get": {}, "trace": {}, "summary": "x" } },
            "components": { "schemas": { "A": {}, "B": {} } }
        });
        let document = Document::parse(&document.to_string(), "openapi.json").unwrap();
        Lock::of(&document, "{}", Origin::here())
    }

    #[test]
    fn a_lock_is_read_off_the_document() {
        let lock = lock();
        assert_eq!((lock.operations, lock.schemas, lock.version.as_str()), (2, 2, "7"));
        let old = Lock { operations: 99, ..lock.clone() };
        assert_eq!(old.differences(&lock), "operations is 99 in the lock and 2 in the document");
    }

    #[test]
    fn a_lock_is_written_and_read_with_and_without_a_next_entry() {
        let mut both = lock();
        assert_eq!(Lock::parse(&both.text().unwrap()), Some(both.clone()));
        assert!(!both.text().unwrap().contains("null"));
        let next = Lock { sha256: "other".to_owned(), etag: Some("\"1\"".to_owned()), ..lock() };
        both.next = Some(Box::new(next.clone()));
        assert_eq!(Lock::parse(&both.text().unwrap()), Some(both.clone()));
        assert_eq!(both.fitting("other"), Some(&next));
        assert_eq!(both.fitting("none"), None);
        for no_lock in ["{}", "[]", "", &lock().text().unwrap().replace("origin", "orgin")] {
            assert_eq!(Lock::parse(no_lock), None);
        }
    }
}
