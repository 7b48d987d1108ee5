//! What became of the document: every operation, every name, every rule that was applied, every place that lost its type.

use std::collections::BTreeMap;
use std::fmt;

use oas_source::Applied;
use oas_source::text::quoted;
use serde::Serialize;

/// What became of the document.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct Report {
    /// The document itself.
    pub document: DocumentReport,
    /// Every operation, in the order of path and method.
    pub operations: Vec<OperationReport>,
    /// Every webhook and callback: what the server sends of its own accord.
    pub webhooks: Vec<WebhookReport>,
    /// The Rust type of every component schema, by its `$ref`.
    pub types: BTreeMap<String, String>,
    /// The Rust type of every schema that became one, by its JSON pointer, as a module beside `types` writes it. Too long
    /// for a report that is read, so it is not serialized.
    #[serde(skip)]
    pub places: BTreeMap<String, String>,
    /// Where in the document each type and each builder of a call comes from, as a JSON pointer, by its path in the
    /// generated module: `types::Pet`, `builder::ListPets`.
    pub items: BTreeMap<String, String>,
    /// Where a value is untyped, and why.
    pub untyped: Vec<Untyped>,
    /// How often each lowering rule was applied.
    pub rules: BTreeMap<String, usize>,
    /// Each place where something of the document is not in the client's types.
    pub lossy: Vec<Lossy>,
    /// Where the settings have several words for a parameter or a member: those that count, by the operation and what they
    /// are for. More than one where the document leaves open which it is.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<String, Vec<String>>,
    /// The crates beside the usual ones whose types the client has, each with what a manifest says of it.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub crates: BTreeMap<String, String>,
    /// Entries of the settings that do not fit the document, where that is no error.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub misfits: Vec<Misfit>,
    /// References to other files that lead nowhere: a sentence each, with file and line.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub faults: Vec<String>,
    /// What each action of the overlays did, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub overlays: Vec<OverlayReport>,
}

/// What an action of an overlay did.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct OverlayReport {
    /// The overlay's file.
    pub overlay: String,
    /// The line of the action.
    pub line: u32,
    /// Which of the overlay's actions, from 1.
    pub action: usize,
    /// The query that it selects with.
    pub target: String,
    /// What it did: `updated 3 objects`.
    pub did: String,
}

impl From<&Applied> for OverlayReport {
    fn from(applied: &Applied) -> Self {
        let Applied { overlay, line, action, target, did, .. } = applied.clone();
        Self { overlay, line, action, target, did }
    }
}

impl fmt::Display for OverlayReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { overlay, line, action, target, did } = self;
        write!(f, "{overlay}:{line}: action {action} {did} at {}", quoted(target))
    }
}

/// The document itself.
#[derive(Clone, Debug, Default, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct DocumentReport {
    /// The value of `openapi`.
    pub openapi: String,
    /// The value of `info.title`.
    pub title: String,
    /// Number of operations under `paths`.
    pub operations: usize,
    /// Number of component schemas.
    pub schemas: usize,
}

/// What became of one operation.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct OperationReport {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The path, as published.
    pub path: String,
    /// The operationId, as published.
    pub operation_id: Option<String>,
    /// The client's method.
    pub rust: String,
    /// The entry of the settings that its name is from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub named: Option<String>,
    /// How well it could be expressed.
    pub status: Status,
    /// Why it is not exact.
    pub reasons: Vec<String>,
    /// How its list is paged, where an entry of the settings' `lists` fits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paged: Option<String>,
}

/// An entry of the settings that does not fit the document.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct Misfit {
    /// The member of the settings that it is in.
    pub setting: Setting,
    /// Method and path of the operation that it is about, as the entry has them.
    pub operation: String,
    /// What does not fit, in a sentence.
    pub message: String,
    /// The place in the document, as a JSON pointer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pointer: Option<String>,
}

/// A member of the settings whose entries are about operations.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Setting {
    /// The name of an operation.
    Names,
    /// What the hand-written code relies on.
    Contract,
}

/// A webhook or a callback.
#[derive(Clone, Debug, Serialize, PartialEq, Eq)]
#[non_exhaustive]
pub struct WebhookReport {
    /// The HTTP method, in capitals.
    pub method: String,
    /// The webhook's name, or the expression that the callback goes to.
    pub to: String,
    /// Where the document has it, as a JSON pointer.
    pub pointer: String,
    /// The type of its JSON, where it has any.
    pub rust: Option<String>,
}

/// How well an operation could be expressed.
#[derive(Clone, Copy, Debug, Serialize, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// As the document says.
    Exact,
    /// In a form that carries all data, with less type.
    Degraded,
    /// Not at all.
    Skipped,
}

/// A place that has no type.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Untyped {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// Why.
    pub reason: String,
}

/// A place where something of the document is not in the client's types.
#[derive(Clone, Debug, Serialize, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Lossy {
    /// Where, as a JSON pointer.
    pub pointer: String,
    /// The rule that was applied.
    pub rule: String,
}

impl Report {
    /// Number of operations with this status.
    pub fn count(&self, status: Status) -> usize {
        self.operations.iter().filter(|operation| operation.status == status).count()
    }
}
