//! The comparison: every component once at its source, every operation on its own.

mod bodies;
mod components;
mod docs;
mod document;
mod emit;
mod encodings;
mod finish;
mod headers;
mod index;
mod methods;
mod nested_parameters;
mod new_types;
mod operations;
mod pairing;
mod parameters;
mod paths;
mod predict;
mod responses;
mod schema;
mod security;
mod servers;
mod stable;
mod subject;
mod unresolved_refs;
mod usage;

use std::collections::BTreeMap;

use emit::PendingChange;
use index::Side;
use oas_source::{Document, Node};
use rustc_hash::{FxHashMap, FxHashSet};

use crate::change::{Report, Summary};
use crate::class::{Basis, Direction};
use crate::settings::Settings;

/// Compares two documents.
///
/// Documents that are equal but for the order of keys are not compared any further. What other documents say that they refer
/// to is not compared; [`Report::not_compared`] names them. The result does not depend on anything but the two
/// documents and the settings.
#[must_use]
pub fn diff(old: &Document, new: &Document, settings: &Settings) -> Report {
    if old.root().same(new.root()) {
        let new_document = new;
        let (old, new) = (finish::source(old), finish::source(new));
        return Report {
            preamble: crate::report::Preamble::default(),
            old,
            new,
            summary: Summary::of(&[]),
            rust_basis: Basis::Rules,
            changes: Vec::new(),
            rust_items: Vec::new(),
            not_compared: unresolved_refs::other_documents(&Side::new(new_document)),
            usage: BTreeMap::new(),
            tags: BTreeMap::new(),
        };
    }
    let old_side = Side::new(old);
    let new_side = Side::new(new);
    let mut compare = Compare {
        pairs: FxHashMap::default(),
        old: &old_side,
        new: &new_side,
        settings,
        pending_changes: Vec::new(),
        emitted: FxHashMap::default(),
        visited: FxHashSet::default(),
        probes: FxHashMap::default(),
        open_probes: FxHashSet::default(),
        probe_budget: 50_000,
        alike_budget: 50_000,
        alike: FxHashMap::default(),
        depth: 0,
        updates: false,
        of_errors: false,
        by_reference: false,
        servers_moved: servers::only_moved(old, new),
        asides: 0,
    };
    compare.document();
    finish::finish(compare)
}

pub(crate) struct Compare<'d, 's> {
    pub(crate) old: &'s Side<'d>,
    pub(crate) new: &'s Side<'d>,
    pub(crate) settings: &'s Settings,
    /// Which component of the new document a component of the old one became.
    pairs: FxHashMap<u32, Node<'d>>,
    pending_changes: Vec<PendingChange<'d>>,
    /// Where the pending change of an edit is, so that an edit that is met twice is reported once.
    emitted: FxHashMap<emit::Key, usize>,
    /// Pairs of nodes that have been compared.
    visited: FxHashSet<(u32, u32)>,
    /// What two schemas differ in, where one took the place of the other.
    probes: FxHashMap<schema::ProbeKey, std::rc::Rc<Vec<PendingChange<'d>>>>,
    open_probes: FxHashSet<schema::ProbeKey>,
    /// How many schemas are still opened to see what they differ in; past that they count as different.
    probe_budget: usize,
    /// How many pairs are still compared to see whether they mean the same; past that they count as different.
    alike_budget: usize,
    /// Whether two schemas mean the same; true while it is being found out, so that circles end.
    alike: FxHashMap<(u32, u32, Direction), bool>,
    depth: usize,
    /// Whether what is compared is part of a body that updates, where null and missing are two things.
    updates: bool,
    /// Whether what is compared comes with errors alone, which are one type, whatever is said of their bodies.
    of_errors: bool,
    /// Whether what is compared is no component, but a schema that a reference names.
    by_reference: bool,
    /// Whether servers are the same for every operation, wherever they are written.
    servers_moved: bool,
    /// How many comparisons are under way whose findings are not noted.
    asides: usize,
}

impl<'d> Compare<'d, '_> {
    fn document(&mut self) {
        let (old, new) = (self.old.doc.root(), self.new.doc.root());
        self.pair_components();
        self.document_fields(old, new);
        self.unresolved_refs();
        self.compare_components();
        self.paths(old.get("paths"), new.get("paths"));
        self.webhooks(old.get("webhooks"), new.get("webhooks"));
        self.unused_path_items();
    }

    /// Whether an old component became a new one, by name or by likeness.
    pub(crate) fn paired(&self, old: Node<'d>, new: Node<'d>) -> bool {
        match self.pairs.get(&old.id()) {
            Some(partner) => partner.id() == new.id(),
            // What is no schema is compared where it stands: the same place of both documents.
            None => {
                self.old.component_of(old).is_none()
                    && self.new.component_of(new).is_none()
                    && old.path() == new.path()
            }
        }
    }

    /// Whether two nodes are references to components that are paired, so that they are compared at their source.
    pub(crate) fn same_component(&self, old: Node<'d>, new: Node<'d>) -> bool {
        let target = |side: &Side<'d>, node: Node<'d>| {
            node.get("$ref")
                .and_then(Node::as_str)
                .and_then(|reference| side.resolve(node, reference))
        };
        match (target(self.old, old), target(self.new, new)) {
            (Some(old), Some(new)) => self.paired(old, new),
            _ => false,
        }
    }

    /// Whether a pair of nodes is met for the first time.
    pub(crate) fn first_visit(&mut self, old: Node<'d>, new: Node<'d>) -> bool {
        self.visited.insert((old.id(), new.id()))
    }
}
