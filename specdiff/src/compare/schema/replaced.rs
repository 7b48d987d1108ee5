//! One schema in place of another: what the two differ in, told as one change where it is more than an edit or two.

use std::rc::Rc;

use oas_source::Node;

use super::view::View;
use super::{At, Slot};
use crate::class::{Direction, Rust, Wire};
use crate::compare::Compare;
use crate::compare::emit::PendingChange;
use crate::compare::index::Side;
use crate::compare::predict;
use crate::rules::{components as rules, pairs, security};

/// Two schemas and the direction: by what they refer to where they are references, else by their own nodes.
pub(crate) type ProbeKey = (Vec<u32>, Vec<u32>, Direction, bool);

/// More differences than this are one schema in place of another, not edits.
const EDITS: usize = 2;
/// How many differences a change lists.
const LISTED: usize = 8;

impl<'d> Compare<'d, '_> {
    pub(super) fn replaced(
        &mut self,
        old: View<'d>,
        new: View<'d>,
        direction: Direction,
        slot: Slot,
        at: At<'d>,
    ) {
        let (old_pure, new_pure) = (old.is_pure_reference(), new.is_pure_reference());
        let counts = (old.references.len(), new.references.len());
        let names = self.names(&old, &new);
        self.own_words(&old, &new);
        let Some(differences) = self.probe(old, new, direction, slot, at) else {
            return;
        };
        let telling: Vec<&PendingChange<'d>> =
            differences.iter().filter(|pending| !is_naming(pending)).collect();
        let name_rule = match counts {
            (0, _) => &rules::SCHEMA_EXTRACTED,
            (_, 0) => &rules::SCHEMA_INLINED,
            _ => &rules::SCHEMA_REFERENCE_CHANGED,
        };
        // What was moved into a component is looked at where that is; what was moved out of one is looked at here.
        if name_rule.id == rules::SCHEMA_INLINED.id {
            for pending in differences.iter().filter(|pending| is_warning(pending)) {
                self.push(pending.clone());
            }
        }
        let own = |side: &Side<'d>, node: Option<Node<'d>>| {
            node.is_some_and(|node| predict::has_own_type(side, node))
        };
        // What refers to one schema on neither side keeps the type that is named after its place.
        let refers = counts.0 == 1 && old_pure || counts.1 == 1 && new_pure;
        let named = refers && (own(self.old, at.old) || own(self.new, at.new));
        if telling.is_empty() {
            let rust = if named { Rust::Major } else { Rust::None };
            let message = name_message(name_rule.id, &names);
            self.emit_with(name_rule, rust, (at.old, at.new), message);
            return;
        }
        // An inline schema that was edited while it was moved: the edits say more than the move.
        if telling.len() <= EDITS && !(old_pure && new_pure) {
            for pending in telling {
                let mut pending = pending.clone();
                // Told where the schema stands, not inside of the component that it became.
                pending.old = pending.old.map(|node| within(node, at.old));
                pending.new = pending.new.map(|node| within(node, at.new));
                self.push(pending);
            }
            return;
        }
        let wire = telling.iter().map(|pending| pending.wire).max().unwrap_or(Wire::Safe);
        let s = if telling.len() == 1 { "" } else { "s" };
        let message = format!(
            "another schema: {} ({} difference{s})",
            name_message(name_rule.id, &names),
            telling.len()
        );
        let mut pending =
            self.pending_pair(&pairs::SCHEMA_REPLACED, direction, at.old, at.new, message);
        pending.wire = wire;
        let worst = telling.iter().map(|pending| pending.rust).max();
        pending.rust = if named { Rust::Major } else { worst.unwrap_or(Rust::None) };
        pending.details = telling
            .iter()
            .take(LISTED)
            .map(|pending| {
                let place = pending.new.or(pending.old).map(Node::pointer).unwrap_or_default();
                format!("{}: {} ({place})", pending.rule.id, pending.message)
            })
            .collect();
        if telling.len() > LISTED {
            pending.details.push(format!("and {} more", telling.len() - LISTED));
        }
        self.push(pending);
    }

    /// The names of the references that have no partner.
    fn names(&self, old: &View<'d>, new: &View<'d>) -> (String, String) {
        let (gone, come) = self.unmatched(old, new);
        let told = |view: &View<'d>, which: &[u32]| {
            let of = view.references.iter().filter(|found| which.contains(&found.target.id()));
            let names: Vec<String> = of.map(|found| format!("`{}`", found.name)).collect();
            names.join(" and ")
        };
        (told(old, &gone), told(new, &come))
    }

    /// Opens what has no partner until all has, and compares; `None` inside a circle, where it is being compared already.
    fn probe(
        &mut self,
        mut old: View<'d>,
        mut new: View<'d>,
        direction: Direction,
        slot: Slot,
        at: At<'d>,
    ) -> Option<Rc<Vec<PendingChange<'d>>>> {
        let key = (key(&old), key(&new), direction, slot == Slot::Optional);
        if let Some(known) = self.probes.get(&key) {
            return Some(Rc::clone(known));
        }
        if self.open_probes.contains(&key) {
            return None;
        }
        self.probe_budget = self.probe_budget.saturating_sub(1);
        if self.probe_budget == 0 || self.depth > super::DEPTH {
            let message = "compared no further: too many schemas refer to each other".to_owned();
            return Some(Rc::new(vec![self.pending_pair(
                &pairs::SCHEMA_REPLACED,
                direction,
                at.old,
                at.new,
                message,
            )]));
        }
        loop {
            let (gone, come) = self.unmatched(&old, &new);
            // What the new side wraps may match what the old side has, so one side is opened at a time.
            if !come.is_empty() {
                new.open(self.new, &come);
            } else if !gone.is_empty() {
                old.open(self.old, &gone);
            } else {
                break;
            }
        }
        self.open_probes.insert(key.clone());
        let differences = self.aside(|compare| compare.meaning(&old, &new, direction, slot, at));
        self.open_probes.remove(&key);
        let differences = Rc::new(differences);
        self.probes.insert(key, Rc::clone(&differences));
        Some(differences)
    }

    /// Whether two schemas mean the same, words aside.
    pub(super) fn alike(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) -> bool {
        if old.same(new) || self.same_component(old, new) {
            return true;
        }
        let key = (old.id(), new.id(), direction);
        if let Some(known) = self.alike.get(&key) {
            return *known;
        }
        self.alike_budget = self.alike_budget.saturating_sub(1);
        if self.alike_budget == 0 {
            return false;
        }
        self.alike.insert(key, true);
        let differences =
            self.aside(|compare| compare.schema(&[old], &[new], direction, Slot::Plain));
        let alike = differences.iter().all(is_naming);
        self.alike.insert(key, alike);
        alike
    }

    /// Whether two views mean the same, words aside.
    pub(super) fn views_alike(
        &mut self,
        old: View<'d>,
        new: View<'d>,
        direction: Direction,
        at: At<'d>,
    ) -> bool {
        let differences = self.aside(|compare| compare.views(old, new, direction, Slot::Plain, at));
        differences.iter().all(is_naming)
    }

    /// Runs a comparison without noting what it finds.
    fn aside(&mut self, compare: impl FnOnce(&mut Self)) -> Vec<PendingChange<'d>> {
        let pending_changes = std::mem::take(&mut self.pending_changes);
        let emitted = std::mem::take(&mut self.emitted);
        self.asides += 1;
        compare(self);
        self.asides -= 1;
        self.emitted = emitted;
        std::mem::replace(&mut self.pending_changes, pending_changes)
    }
}

/// A node that stands at or below a place; else the place.
fn within<'d>(node: Node<'d>, place: Option<Node<'d>>) -> Node<'d> {
    let Some(place) = place else { return node };
    let mut above = Some(node);
    while let Some(at) = above {
        if at.id() == place.id() {
            return node;
        }
        above = at.parent();
    }
    place
}

/// Differences in names and words alone, whatever the words hold.
fn is_naming(pending: &PendingChange<'_>) -> bool {
    let names =
        [&rules::SCHEMA_EXTRACTED, &rules::SCHEMA_INLINED, &rules::SCHEMA_REFERENCE_CHANGED];
    // That something is deprecated is told with the component that is.
    let deprecated = [&pairs::PROPERTY_DEPRECATED, &pairs::PROPERTY_REACTIVATED]
        .iter()
        .any(|pair| [pair.request.id, pair.response.id].contains(&pending.rule.id));
    pending.is_docs()
        || deprecated
        || is_warning(pending)
        || names.iter().any(|rule| rule.id == pending.rule.id)
}

/// Warnings of what new text holds.
fn is_warning(pending: &PendingChange<'_>) -> bool {
    let warnings = [
        &security::CODE_BLOCK_ADDED,
        &security::CONTROL_CHARACTERS_ADDED,
        &security::UNUSUAL_NAME_ADDED,
    ];
    warnings.iter().any(|rule| rule.id == pending.rule.id)
}

fn key(view: &View<'_>) -> Vec<u32> {
    let mut key: Vec<u32> = view.references.iter().map(|reference| reference.target.id()).collect();
    if !view.is_pure_reference() {
        key.extend(view.parts.iter().map(|part| part.id()));
    }
    key.sort_unstable();
    key.dedup();
    key
}

fn name_message(rule: &str, (old, new): &(String, String)) -> String {
    match (rule, old.as_str(), new.as_str()) {
        (_, "", "") => "reference changed".to_owned(),
        ("schema-extracted", _, new) => format!("inline schema became {new}"),
        ("schema-inlined", old, _) => format!("{old} became an inline schema"),
        (_, "", new) => format!("{new} added"),
        (_, old, "") => format!("{old} removed"),
        (_, old, new) if old == new => format!("{old} stands elsewhere"),
        (_, old, new) => format!("{old} became {new}"),
    }
}
