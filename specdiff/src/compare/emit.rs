//! Noting a change, once.

use oas_source::Node;

use super::Compare;
use crate::class::{Direction, Kind, Rust, Wire};
use crate::rules::{Pair, Rule};

#[derive(Clone)]
pub(crate) struct PendingChange<'d> {
    pub(crate) rule: &'static Rule,
    pub(crate) wire: Wire,
    pub(crate) rust: Rust,
    pub(crate) direction: Direction,
    pub(crate) old: Option<Node<'d>>,
    pub(crate) new: Option<Node<'d>>,
    pub(crate) message: String,
    pub(crate) details: Vec<String>,
}

impl PendingChange<'_> {
    pub(crate) fn is_docs(&self) -> bool {
        self.rule.kind == Kind::Docs
    }
}

/// An edit: what was done, where in both documents, and in which words: two scopes of one requirement are two edits.
pub(crate) type Key = (&'static str, Option<u32>, Option<u32>, String);

/// The name of an edit without its direction.
fn stem(rule: &'static Rule) -> &'static str {
    let id = rule.id;
    let id = id.strip_prefix("request-").or_else(|| id.strip_prefix("response-")).unwrap_or(id);
    let id = id.strip_prefix("optional-").unwrap_or(id);
    id.strip_suffix("-required")
        .or_else(|| id.strip_suffix("-optional"))
        .filter(|_| id.contains("added"))
        .unwrap_or(id)
}

impl<'d> Compare<'d, '_> {
    /// Notes a change of a rule that has one direction.
    pub(crate) fn emit(
        &mut self,
        rule: &'static Rule,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        message: impl Into<String>,
    ) {
        let (wire, rust) = self.classes(rule, new);
        let direction = rule.direction;
        self.push(PendingChange {
            rule,
            wire,
            rust,
            direction,
            old,
            new,
            message: message.into(),
            details: Vec::new(),
        });
    }

    /// The same, where the rule alone does not know what becomes of the crate.
    pub(crate) fn emit_with(
        &mut self,
        rule: &'static Rule,
        rust: Rust,
        (old, new): (Option<Node<'d>>, Option<Node<'d>>),
        message: impl Into<String>,
    ) {
        let (wire, _) = self.classes(rule, new);
        self.push(PendingChange {
            rule,
            wire,
            rust,
            direction: rule.direction,
            old,
            new,
            message: message.into(),
            details: Vec::new(),
        });
    }

    /// The same for a rule that is worded for what the client sends, of data that may come as well: `received` is what it
    /// does there, and then nothing in the crate reads it.
    pub(crate) fn emit_either(
        &mut self,
        (rule, rust): (&'static Rule, Option<Rust>),
        received: Wire,
        direction: Direction,
        (old, new): (Option<Node<'d>>, Option<Node<'d>>),
        message: impl Into<String>,
    ) {
        let (sent, known) = self.classes(rule, new);
        let rust = rust.unwrap_or(known);
        let (wire, rust) = match direction {
            Direction::Request => (sent, rust),
            Direction::Response => (received, Rust::None),
            Direction::Both => (sent.max(received), rust),
            Direction::None => (Wire::Safe, rust),
        };
        let (message, details) = (message.into(), Vec::new());
        self.push(PendingChange { rule, wire, rust, direction, old, new, message, details });
    }

    /// Notes a change by the rule of its direction; the worse one, where the data goes both ways.
    pub(crate) fn emit_pair(
        &mut self,
        pair: &Pair,
        direction: Direction,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        message: impl Into<String>,
    ) {
        let pending = self.pending_pair(pair, direction, old, new, message.into());
        self.push(pending);
    }

    pub(crate) fn pending_pair(
        &self,
        pair: &Pair,
        direction: Direction,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        message: String,
    ) -> PendingChange<'d> {
        let request = self.classes(pair.request, new);
        let response = self.classes(pair.response, new);
        let worst = (request.0.max(response.0), request.1.max(response.1));
        let worse_rule = if request > response { pair.request } else { pair.response };
        let (rule, (wire, rust)) = match direction {
            Direction::Request => (pair.request, request),
            Direction::Response => (pair.response, response),
            Direction::Both => (worse_rule, worst),
            // Nothing sends or receives it: it has a Rust type that nobody needs to construct.
            Direction::None => (pair.response, (Wire::Safe, response.1)),
        };
        PendingChange { rule, wire, rust, direction, old, new, message, details: Vec::new() }
    }

    /// Notes a pending change; an edit that was met before takes the worse of the two.
    pub(crate) fn push(&mut self, mut pending: PendingChange<'d>) {
        if self.of_errors && self.settings.one_error_type && self.asides == 0 {
            pending.wire = pending.wire.min(Wire::Risky);
        }
        let ids = (pending.old.map(Node::id), pending.new.map(Node::id));
        let key = (stem(pending.rule), ids.0, ids.1, pending.message.clone());
        match self.emitted.get(&key).and_then(|at| self.pending_changes.get_mut(*at)) {
            Some(known) => {
                let direction = known.direction.and_also(pending.direction);
                let wire = known.wire.max(pending.wire);
                // What it does to the crate is seen where it stands.
                let rust =
                    if self.by_reference { known.rust } else { known.rust.max(pending.rust) };
                let reached =
                    known.direction == Direction::None && pending.direction != Direction::None;
                if reached || (pending.wire, pending.rust) > (known.wire, known.rust) {
                    *known = pending;
                }
                known.wire = wire;
                known.rust = rust;
                known.direction = direction;
            }
            None => {
                self.emitted.insert(key, self.pending_changes.len());
                self.pending_changes.push(pending);
            }
        }
    }

    /// What a rule says for the client of the settings.
    fn classes(&self, rule: &'static Rule, new: Option<Node<'d>>) -> (Wire, Rust) {
        let settings = self.settings;
        match rule.id {
            "response-enum-value-added" | "response-union-variant-added"
                if !settings.open_enums =>
            {
                (Wire::Breaking, Rust::Major)
            }
            "response-enum-opened" | "response-discriminator-value-added"
                if !settings.open_enums =>
            {
                (Wire::Breaking, rule.rust)
            }
            "response-property-added"
                if !settings.accepts_unknown_fields && in_closed_object(new) =>
            {
                (Wire::Breaking, rule.rust)
            }
            "error-status-added" | "error-status-removed" if !settings.one_error_type => {
                (Wire::Risky, Rust::Major)
            }
            "operation-id-changed" if settings.names_from_operation_ids => (rule.wire, Rust::Major),
            "path-renamed" if settings.names_from_operation_ids => (rule.wire, Rust::None),
            _ => (rule.wire, rule.rust),
        }
    }
}

/// Whether a property stands in an object that takes no others.
fn in_closed_object(property: Option<Node<'_>>) -> bool {
    let object = property.and_then(Node::parent).and_then(Node::parent);
    let closed =
        |key| object.and_then(|object| object.get(key)).and_then(Node::as_bool) == Some(false);
    closed("additionalProperties") || closed("unevaluatedProperties")
}
