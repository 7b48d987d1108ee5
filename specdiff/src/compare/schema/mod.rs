//! Two schemas, compared by meaning.

mod constraints;
mod discriminators;
mod objects;
mod parts;
mod replaced;
mod types;
mod unions;
mod values;
mod view;
mod words;

use crate::class::{Direction, Rust};
use crate::rules::pairs as rules;
use oas_source::Node;

use super::Compare;
pub(crate) use replaced::ProbeKey;
use types::Types;
use view::View;

/// What a schema is to the object around it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Slot {
    /// A property that may be missing, in both documents.
    Optional,
    /// A property that is required, in both documents.
    Required,
    /// The value of a parameter, which is never null.
    Parameter,
    /// Anything else.
    Plain,
}

/// How deep inline schemas are followed; a document cannot nest deeper than its own limit, but opened references can.
const DEPTH: usize = 120;

/// The place of both schemas: what stands there, or what is around it where nothing does.
#[derive(Clone, Copy)]
pub(crate) struct At<'d> {
    pub(crate) old: Option<Node<'d>>,
    pub(crate) new: Option<Node<'d>>,
}

impl<'d> Compare<'d, '_> {
    /// Compares two schemas, each given as the nodes that hold together (`allOf`); no node stands for anything at all.
    pub(crate) fn schema(
        &mut self,
        old: &[Node<'d>],
        new: &[Node<'d>],
        direction: Direction,
        slot: Slot,
    ) {
        if let (Some(a), Some(b)) = (old.first(), new.first()) {
            self.schema_at(old, new, direction, slot, (*a, *b));
        }
    }

    /// The same, with the nodes around them, to which a change points where a schema is missing.
    pub(crate) fn schema_at(
        &mut self,
        old: &[Node<'d>],
        new: &[Node<'d>],
        direction: Direction,
        slot: Slot,
        around: (Node<'d>, Node<'d>),
    ) {
        let equal = old.len() == new.len() && old.iter().zip(new).all(|(a, b)| a.same(*b));
        if equal {
            return;
        }
        self.depth += 1;
        let at = At {
            old: old.first().copied().or(Some(around.0)),
            new: new.first().copied().or(Some(around.1)),
        };
        let old_view = View::new(self.old, old);
        let new_view = View::new(self.new, new);
        if self.depth > DEPTH || old_view.cut_off() || new_view.cut_off() {
            let message = "compared no further: schemas nest or merge too deep";
            self.emit_pair(&rules::SCHEMA_REPLACED, direction, at.old, at.new, message);
        } else {
            self.views(old_view, new_view, direction, slot, at);
        }
        self.depth -= 1;
    }

    /// Matches the references of both sides; where one has no partner, both are opened.
    fn views(
        &mut self,
        old: View<'d>,
        new: View<'d>,
        direction: Direction,
        slot: Slot,
        at: At<'d>,
    ) {
        let (gone, come) = self.unmatched(&old, &new);
        if gone.is_empty() && come.is_empty() {
            self.own_words(&old, &new);
            self.meaning(&old, &new, direction, slot, at);
        } else {
            self.replaced(old, new, direction, slot, at);
        }
    }

    /// The targets of references that have no partner on the other side.
    fn unmatched(&self, old: &View<'d>, new: &View<'d>) -> (Vec<u32>, Vec<u32>) {
        let mut come: Vec<Node<'d>> =
            new.references.iter().map(|reference| reference.target).collect();
        let mut gone = Vec::new();
        for reference in &old.references {
            match come.iter().position(|target| self.paired(reference.target, *target)) {
                Some(at) => {
                    come.remove(at);
                }
                None => gone.push(reference.target.id()),
            }
        }
        (gone, come.into_iter().map(Node::id).collect())
    }

    /// Everything but references and words.
    fn meaning(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        slot: Slot,
        at: At<'d>,
    ) {
        if old.never != new.never {
            self.emit_pair(
                &rules::TYPE_CHANGED,
                direction,
                at.old,
                at.new,
                "schema that takes nothing changed",
            );
            return;
        }
        let (old_types, new_types) = (old.types(), new.types());
        self.nullability(old, new, direction, slot, at);
        if !self.shapes(old, new, (old_types, new_types), direction, at) {
            // Types that came or went leave the values and the format of those that stayed.
            let stayed = old_types.zip(new_types).is_some_and(|(a, b)| a.hold(b) || b.hold(a));
            let both = |key: &str| old.find(key).is_some() && new.find(key).is_some();
            if stayed && both("format") {
                self.formats(old, new, old_types, direction);
            }
            if stayed && both("enum") {
                self.enumerations(old, new, direction, at);
            }
            return;
        }
        self.formats(old, new, old_types, direction);
        self.enumerations(old, new, direction, at);
        self.constraints(old, new, direction);
        self.flags(old, new, direction, slot);
        self.defaults(old, new, direction);
        self.objects(old, new, direction, at);
        self.lists(old, new, direction, at);
        let by_tag = self.unions(old, new, direction, at);
        self.discriminators(old, new, direction, at, &by_tag);
        self.xml(old, new, direction);
    }

    fn nullability(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        slot: Slot,
        at: At<'d>,
    ) {
        // Anything includes null; that it became something is a matter of type.
        let anything = |view: &View<'d>| {
            view.types().is_none() && view.unions.is_empty() && !view.is_closed() && !view.null
        };
        if anything(old) || anything(new) {
            return;
        }
        let (rule, optional, message) = match (old.nullable(), new.nullable()) {
            (false, true) => (
                &rules::BECAME_NULLABLE,
                &crate::rules::schemas::RESPONSE_OPTIONAL_BECAME_NULLABLE,
                "became nullable",
            ),
            (true, false) => (
                &rules::NO_LONGER_NULLABLE,
                &crate::rules::schemas::RESPONSE_OPTIONAL_NO_LONGER_NULLABLE,
                "no longer nullable",
            ),
            _ => return,
        };
        let optional_pair = crate::rules::Pair { request: rule.request, response: optional };
        let rule = if slot == Slot::Optional { &optional_pair } else { rule };
        let mut pending = self.pending_pair(rule, direction, at.old, at.new, message.to_owned());
        match slot {
            Slot::Optional if self.updates => pending.rust = Rust::Major,
            // It is an `Option` already, or none whatever the schema says.
            Slot::Optional | Slot::Parameter => pending.rust = Rust::None,
            Slot::Required | Slot::Plain => {}
        }
        self.push(pending);
    }

    /// Whether both are of the same JSON types; tells it where they are not.
    fn shapes(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        types: (Option<Types>, Option<Types>),
        direction: Direction,
        at: At<'d>,
    ) -> bool {
        match (old.unions.is_empty(), new.unions.is_empty()) {
            (false, false) => return true,
            (true, false) => return self.plain_and_union(old, new, true, direction, at),
            (false, true) => return self.plain_and_union(new, old, false, direction, at),
            (true, true) => {}
        }
        let (a, b) = types;
        // What is only implied by the values is told with the values.
        let listed = |view: &View<'d>| view.enumeration().is_some() && view.find("type").is_none();
        if listed(old) && listed(new) {
            return true;
        }
        if a == b || ((old.is_closed() || new.is_closed()) && (a.is_none() || b.is_none())) {
            return true;
        }
        let rule = match (a, b) {
            (Some(a), Some(b)) if b.hold(a) => &rules::TYPE_WIDENED,
            (Some(a), Some(b)) if a.hold(b) => &rules::TYPE_NARROWED,
            (Some(_), None) => &rules::TYPE_WIDENED,
            (None, Some(_)) => &rules::TYPE_NARROWED,
            _ => &rules::TYPE_CHANGED,
        };
        let node = |view: &View<'d>, around: Option<Node<'d>>| view.find("type").or(around);
        let told = |types: Option<Types>, view: &View<'d>| match types {
            Some(Types::NONE) if view.nullable() => "null".to_owned(),
            types => Types::told(types),
        };
        let message = format!("type {} became {}", told(a, old), told(b, new));
        let places = (node(old, at.old), node(new, at.new));
        let mut pending = self.pending_pair(rule, direction, places.0, places.1, message);
        // Null alone is any value to the crate, as is anything.
        let untyped = |types: Option<Types>| types.is_none_or(|types| types == Types::NONE);
        if untyped(a) && untyped(b) {
            pending.rust = Rust::None;
        }
        self.push(pending);
        false
    }
}
