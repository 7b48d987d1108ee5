//! What a comparison gives back.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;
use serde_json::Value;

use crate::class::{Basis, Class, Direction, Kind, Rust, Wire};
use crate::report::Preamble;

/// Everything that differs between two documents.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// What stands above the changes; nothing, unless a program has something to say.
    #[serde(flatten)]
    pub preamble: Preamble,
    /// The older document.
    pub old: Source,
    /// The newer document.
    pub new: Source,
    /// How many changes there are of each kind.
    pub summary: Summary,
    /// What [`Change::rust_class`] rests on.
    pub rust_basis: Basis,
    /// The changes, in the order of the documents.
    pub changes: Vec<Change>,
    /// Public items of the generated client that differ and belong to none of the changes; see [`Report::observe_items`].
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rust_items: Vec<RustItem>,
    /// Other documents that references of the two lead to, and whose changes are not told: nobody read them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub not_compared: Vec<String>,
    /// Which operations a component reaches, for every component that has a change; keyed by the component's pointer.
    pub usage: BTreeMap<String, Usage>,
    /// The first tag of every operation that has one, by `METHOD /path`.
    #[serde(skip)]
    pub(crate) tags: BTreeMap<String, String>,
}

/// A document, as a reader would name it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Source {
    /// The name given when it was parsed.
    pub name: String,
    /// `openapi`.
    pub openapi: String,
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// How many operations it has.
    pub operations: usize,
    /// How many component schemas it has.
    pub schemas: usize,
}

/// Counts, and the worst of each class.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Summary {
    /// All changes.
    pub total: usize,
    /// Changes by [`Class`].
    pub security: usize,
    /// Changes that break a published client.
    pub breaking: usize,
    /// Changes that break some calls.
    pub risky: usize,
    /// Changes that break nothing.
    pub safe: usize,
    /// Changes of words.
    pub docs: usize,
    /// The worst that happens to a published client.
    pub wire: Wire,
    /// What the next release of the crate has to be.
    pub rust: Rust,
}

/// One difference, told once, where it was made.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Change {
    /// The rule; see `docs/rules.md`.
    pub rule: &'static str,
    /// One word, for sorting.
    pub class: Class,
    /// Contract, words or safety.
    pub kind: Kind,
    /// What it does to a published client.
    pub wire: Wire,
    /// What it does to the crate, as the rule predicts.
    pub rust: Rust,
    /// What it does to the crate, where the two generated clients have been compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rust_observed: Option<Rust>,
    /// The public items of the generated client that it made others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rust_items: Vec<RustItem>,
    /// The way the data goes.
    pub direction: Direction,
    /// Where it was made.
    pub owner: Owner,
    /// What it is about inside of that, for a reader: `weight`, `parameter limit`, `200 items[].name`; may be empty.
    pub subject: String,
    /// What it is, in one line.
    pub message: String,
    /// Where it was made, for a file of accepted changes: its pointer with names in the place of indices, so that it stays
    /// what it is when something is put into a list.
    pub accept: String,
    /// More lines, where one is not enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
    /// The place in the older document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<Place>,
    /// The place in the newer document.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<Place>,
}

/// A public item of the generated client that is new, gone, or another one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct RustItem {
    /// Its path in the client: `types::Pet::name`.
    pub path: String,
    /// What it does to code that uses the client.
    pub class: Rust,
    /// What it was: a type or a signature, which may be empty; missing for an item that is new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub old: Option<String>,
    /// What it is; missing for an item that is gone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub new: Option<String>,
}

impl RustItem {
    /// An item with all that is known of it.
    #[must_use]
    pub fn new(path: String, class: Rust, old: Option<String>, new: Option<String>) -> Self {
        Self { path, class, old, new }
    }
}

impl std::fmt::Display for RustItem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let path = &self.path;
        match (self.old.as_deref(), self.new.as_deref()) {
            (None, Some("") | None) => write!(f, "`{path}` added"),
            (Some(""), None) => write!(f, "`{path}` removed"),
            (None, Some(new)) => write!(f, "`{path}` added: `{new}`"),
            (Some(old), None) => write!(f, "`{path}` removed: `{old}`"),
            (Some(old), Some(new)) => write!(f, "`{path}`: `{old}` became `{new}`"),
        }
    }
}

/// The part of the document that a change belongs to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
#[non_exhaustive]
pub enum Owner {
    /// The document itself: `info`, `servers`, `tags`, the security that holds for all.
    Document,
    /// A path with all its operations, or a webhook.
    Path {
        /// The template, or the webhook's name.
        path: String,
    },
    /// One operation.
    Operation {
        /// Uppercase.
        method: String,
        /// The template, or the webhook's name.
        path: String,
    },
    /// A component.
    Component {
        /// `schemas`, `parameters`, ...
        section: String,
        /// Its name.
        name: String,
    },
}

impl std::fmt::Display for Owner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Document => f.write_str("document"),
            Self::Path { path } => f.write_str(path),
            Self::Operation { method, path } => write!(f, "{method} {path}"),
            Self::Component { section, name } => write!(f, "{section}/{name}"),
        }
    }
}

/// A place in a document, and what stands there.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Place {
    /// JSON pointer.
    pub pointer: String,
    /// The file that it stands in, where that is another than the document itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// What stands there, cut off with `"…"` where it is long; none where the text is not there, and the place is that of
    /// the object that would have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
}

impl Place {
    /// The file that it stands in, in a document of this name.
    #[must_use]
    pub fn file<'a>(&'a self, document: &'a str) -> &'a str {
        self.file.as_deref().unwrap_or(document)
    }

    /// `path/to/new.json:12:3`, in a document of this name.
    pub(crate) fn shown(&self, document: &str) -> String {
        format!("{}:{}:{}", self.file(document), self.line, self.column)
    }
}

/// What a component reaches.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct Usage {
    /// The way its data goes.
    pub direction: Direction,
    /// All operations that it reaches, `METHOD /path`, of the newer document and then those of the older one alone.
    pub operations: Vec<String>,
    /// How it reaches them: the components and operations that name it, and what names those.
    pub tree: Vec<UsageNode>,
}

/// An operation, or a component and what names it.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct UsageNode {
    /// `METHOD /path`, or `schemas/Name`.
    pub name: String,
    /// What names the component; empty for an operation, and for a component that is already told elsewhere in the tree.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub children: Vec<UsageNode>,
}

impl Change {
    /// Where it was made and what it is about, for a reader.
    #[must_use]
    pub fn heading(&self) -> String {
        if self.subject.is_empty() {
            self.owner.to_string()
        } else {
            format!("{}: {}", self.owner, self.subject)
        }
    }

    /// The JSON pointer that names the change, in the newer document where it has one.
    #[must_use]
    pub fn pointer(&self) -> &str {
        self.new.as_ref().or(self.old.as_ref()).map_or("", |place| place.pointer.as_str())
    }

    /// An entry for a file of accepted changes; the reason is left to whoever accepts it.
    #[must_use]
    pub fn accepted_entry(&self) -> String {
        let pointer = Value::from(self.accept.as_str());
        format!("{{\"rule\": \"{}\", \"pointer\": {pointer}, \"reason\": \"\"}}", self.rule)
    }

    /// What is known best about the crate: observed, else predicted.
    #[must_use]
    pub fn rust_class(&self) -> Rust {
        self.rust_observed.unwrap_or(self.rust)
    }
}

impl Report {
    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// Says what the generated code showed for a change, by its place in [`Report::changes`]; the summary follows.
    pub fn observe(&mut self, index: usize, rust: Rust) {
        if let Some(change) = self.changes.get_mut(index) {
            change.rust_observed = Some(rust);
            self.summarize();
        }
    }

    /// Leaves out changes, such as those that somebody has accepted; the summary and the usage follow.
    pub fn retain(&mut self, keep: impl FnMut(&Change) -> bool) {
        self.changes.retain(keep);
        let changed: BTreeSet<String> =
            self.changes.iter().map(|change| change.owner.to_string()).collect();
        self.usage.retain(|component, _| changed.contains(component));
        self.summarize();
    }

    /// Says what the two generated clients differ in: the items of each change, in the order of [`Report::changes`], and
    /// those that belong to none. Each change is observed by the worst of its items; the summary follows.
    pub fn observe_items(&mut self, items: Vec<Vec<RustItem>>, others: Vec<RustItem>) {
        let worst = |items: &[RustItem]| items.iter().map(|item| item.class).max();
        for (change, items) in self.changes.iter_mut().zip(items) {
            change.rust_observed = Some(worst(&items).unwrap_or(Rust::None));
            change.rust_items = items;
        }
        self.rust_items = others;
        self.rust_basis = Basis::Proven;
        self.summarize();
    }

    fn summarize(&mut self) {
        self.summary = Summary::of(&self.changes);
        let others = self.rust_items.iter().map(|item| item.class).max();
        self.summary.rust = self.summary.rust.max(others.unwrap_or(Rust::None));
    }

    /// The usage of the component that a change belongs to.
    #[must_use]
    pub fn usage_of(&self, change: &Change) -> Option<&Usage> {
        match &change.owner {
            Owner::Component { section, name } => self.usage.get(&format!("{section}/{name}")),
            _ => None,
        }
    }
}

impl Summary {
    pub(crate) fn of(changes: &[Change]) -> Self {
        let count = |class| changes.iter().filter(|change| change.class == class).count();
        Self {
            total: changes.len(),
            security: count(Class::Security),
            breaking: count(Class::Breaking),
            risky: count(Class::Risky),
            safe: count(Class::Safe),
            docs: count(Class::Docs),
            wire: changes.iter().map(|change| change.wire).max().unwrap_or(Wire::Safe),
            rust: changes.iter().map(Change::rust_class).max().unwrap_or(Rust::None),
        }
    }
}
