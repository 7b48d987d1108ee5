//! Properties, maps, lists.

use std::collections::BTreeMap;

use oas_source::Node;

use super::types::Types;
use super::view::View;
use super::{At, Slot};
use crate::class::{Direction, Rust, Wire};
use crate::compare::Compare;
use crate::compare::index::Side;
use crate::compare::predict::has_own_type;
use crate::rules::{Pair, pairs as rules, schemas};

/// The properties of a schema; a property that several parts speak of has several nodes.
type Properties<'d> = BTreeMap<&'d str, Vec<Node<'d>>>;

/// How many levels of `allOf` are looked through for what is required.
const INHERITED: usize = 8;

impl<'d> Compare<'d, '_> {
    pub(super) fn objects(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
    ) {
        let (a, b) = (properties(old), properties(new));
        let (mut old_required, mut new_required) = (required(old), required(new));
        // What a reference asks for already is not asked for anew.
        inherit(self.old, old, &mut old_required, &new_required);
        inherit(self.new, new, &mut new_required, &old_required);
        for (name, nodes) in &a {
            let was_required = old_required.contains_key(name);
            match b.get(name) {
                Some(others) => {
                    let is_required = new_required.contains_key(name);
                    let one_way = one_way(direction, nodes) && one_way(direction, others);
                    let slot = match (was_required, is_required) {
                        _ if one_way => Slot::Optional,
                        (false, false) => Slot::Optional,
                        (true, true) => Slot::Required,
                        _ => Slot::Plain,
                    };
                    let direction = narrowed(direction, nodes, others);
                    let around = (nodes.first().copied(), others.first().copied());
                    if let (Some(x), Some(y)) = around {
                        self.schema_at(nodes, others, direction, slot, (x, y));
                    }
                }
                None => {
                    let rule = if was_required {
                        &schemas::RESPONSE_PROPERTY_REMOVED
                    } else {
                        &schemas::RESPONSE_OPTIONAL_PROPERTY_REMOVED
                    };
                    let pair = crate::rules::Pair {
                        request: &schemas::REQUEST_PROPERTY_REMOVED,
                        response: rule,
                    };
                    let direction = narrowed(direction, nodes, &[]);
                    self.emit_pair(
                        &pair,
                        direction,
                        nodes.first().copied(),
                        None,
                        format!("property `{name}` removed"),
                    );
                }
            }
        }
        for (name, nodes) in b.iter().filter(|(name, _)| !a.contains_key(*name)) {
            let is_required = new_required.contains_key(name);
            let rule = if is_required {
                &schemas::REQUEST_PROPERTY_ADDED_REQUIRED
            } else {
                &schemas::REQUEST_PROPERTY_ADDED_OPTIONAL
            };
            let pair =
                crate::rules::Pair { request: rule, response: &schemas::RESPONSE_PROPERTY_ADDED };
            let word = if is_required { "required" } else { "optional" };
            let direction = narrowed(direction, &[], nodes);
            self.emit_pair(
                &pair,
                direction,
                None,
                nodes.first().copied(),
                format!("{word} property `{name}` added"),
            );
            if let Some(node) = nodes.first() {
                self.inspect_name("property", name, *node);
                self.inspect(*node);
            }
        }
        self.requirements_of(&a, &b, (&old_required, &new_required), direction, at);
        self.additional(old, new, direction, at);
    }

    /// Properties that became required or optional. A name that is required without being a property counts as one.
    fn requirements_of(
        &mut self,
        old: &Properties<'d>,
        new: &Properties<'d>,
        required: (&BTreeMap<&'d str, Node<'d>>, &BTreeMap<&'d str, Node<'d>>),
        direction: Direction,
        at: At<'d>,
    ) {
        let node_of = |properties: &Properties<'d>, name: &str| {
            properties.get(name).and_then(|nodes| nodes.first().copied())
        };
        for (set, other, rule, word) in [
            (required.1, required.0, &rules::PROPERTY_BECAME_REQUIRED, "required"),
            (required.0, required.1, &rules::PROPERTY_BECAME_OPTIONAL, "optional"),
        ] {
            for name in set.keys().filter(|name| !other.contains_key(*name)) {
                // A property that came or went is told as that.
                if old.contains_key(name) != new.contains_key(name) {
                    continue;
                }
                let (a, b) = (
                    old.get(name).map_or(&[][..], Vec::as_slice),
                    new.get(name).map_or(&[][..], Vec::as_slice),
                );
                // What goes one way only may be missing on the other, whatever is said of it.
                let mut fixed = one_way(direction, a) && one_way(direction, b);
                let direction = narrowed(direction, a, b);
                // An `Option` stays one; only who makes one has to give it, and who looks for an envelope that is none any more.
                let option =
                    |side: &Side<'d>, nodes: &[Node<'d>]| View::new(side, nodes).is_option();
                let is_envelope = self.settings.envelope.as_ref().is_some_and(|(data, meta)| {
                    let both = set.contains_key(data.as_str()) && set.contains_key(meta.as_str());
                    both && (*name == data || *name == meta)
                });
                fixed |= !is_envelope
                    && !direction.request()
                    && option(self.old, a)
                    && option(self.new, b);
                // A name that is no property has no field.
                let unnamed = a.is_empty() && b.is_empty();
                fixed |= unnamed;
                let (x, y) = (node_of(old, name).or(at.old), node_of(new, name).or(at.new));
                let message = format!("property `{name}` became {word}");
                let mut pending = self.pending_pair(rule, direction, x, y, message);
                if fixed {
                    pending.rust = Rust::None;
                }
                if unnamed && word == "optional" {
                    pending.wire = pending.wire.min(Wire::Risky);
                }
                self.push(pending);
            }
        }
    }

    fn additional(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction, at: At<'d>) {
        let before = self.pending_changes.len();
        self.pattern_properties(old, new, direction);
        self.others("unevaluatedProperties", old, new, direction, at);
        self.others("additionalProperties", old, new, direction, at);
        if untyped_members(self.old, old) && untyped_members(self.new, new) {
            // Such members have no type, whatever is said of each.
            for pending in self.pending_changes.iter_mut().skip(before) {
                pending.rust = Rust::None;
            }
        }
    }

    /// What a keyword says of the members that no other names.
    fn others(
        &mut self,
        key: &str,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
    ) {
        let (a, b) = (old.all(key), new.all(key));
        if a.is_empty() && b.is_empty() {
            return;
        }
        let closed = |nodes: &[Node<'d>]| nodes.iter().any(|node| node.as_bool() == Some(false));
        let shut = |nodes: &[Node<'d>], around: Option<Node<'d>>| {
            let found = nodes.iter().find(|node| node.as_bool() == Some(false));
            found.or(nodes.first()).copied().or(around)
        };
        let around = (shut(&a, at.old), shut(&b, at.new));
        match (closed(&a), closed(&b)) {
            (false, true) => self.emit_pair(
                &rules::OBJECT_CLOSED,
                direction,
                around.0,
                around.1,
                "object takes no other properties",
            ),
            (true, false) => self.emit_pair(
                &rules::OBJECT_OPENED,
                direction,
                around.0,
                around.1,
                "object takes other properties",
            ),
            (true, true) => {}
            (false, false) => {
                if let (Some(x), Some(y)) = around {
                    let nodes = |nodes: Vec<Node<'d>>| {
                        nodes.into_iter().filter(|node| node.is_object()).collect::<Vec<_>>()
                    };
                    self.schema_at(&nodes(a), &nodes(b), direction, Slot::Plain, (x, y));
                }
            }
        }
    }

    /// The members that a pattern names; one that comes or goes is a limit.
    fn pattern_properties(&mut self, old: &View<'d>, new: &View<'d>, direction: Direction) {
        let named = |view: &View<'d>| -> Properties<'d> {
            let mut found = Properties::new();
            for map in view.all("patternProperties") {
                for (pattern, node) in map.entries().filter(|(_, node)| !is_open(*node)) {
                    found.entry(pattern).or_default().push(node);
                }
            }
            found
        };
        let (a, b) = (named(old), named(new));
        let around =
            |view: &View<'d>| view.find("patternProperties").or(view.parts.first().copied());
        for (pattern, nodes) in &a {
            match b.get(pattern) {
                Some(others) => self.schema(nodes, others, direction, Slot::Plain),
                None => {
                    let message = format!("`patternProperties` of `{pattern}` removed");
                    let place = nodes.first().copied();
                    self.pattern_changed(
                        &rules::CONSTRAINT_LOOSENED,
                        direction,
                        place,
                        around(new),
                        message,
                    );
                }
            }
        }
        for (pattern, nodes) in b.iter().filter(|(pattern, _)| !a.contains_key(*pattern)) {
            let message = format!("`patternProperties` of `{pattern}` added");
            let place = nodes.first().copied();
            self.pattern_changed(
                &rules::CONSTRAINT_TIGHTENED,
                direction,
                around(old),
                place,
                message,
            );
        }
    }

    /// The members of an object that go by patterns have their type in Rust.
    fn pattern_changed(
        &mut self,
        rule: &Pair,
        direction: Direction,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        message: String,
    ) {
        let mut pending = self.pending_pair(rule, direction, old, new, message);
        pending.rust = Rust::Major;
        self.push(pending);
    }

    pub(super) fn lists(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
    ) {
        let places = |view: &View<'d>| -> Vec<Node<'d>> {
            let lists = view.all("prefixItems").into_iter();
            let longest = lists.max_by_key(|list| list.items().len());
            longest.into_iter().flat_map(Node::items).collect()
        };
        let (a, b) = (places(old), places(new));
        if a.len() != b.len() {
            let around = (old.find("prefixItems").or(at.old), new.find("prefixItems").or(at.new));
            let message = format!("tuple of {} became one of {}", a.len(), b.len());
            self.emit_pair(&rules::TUPLE_CHANGED, direction, around.0, around.1, message);
        }
        for (x, y) in a.iter().zip(&b) {
            self.schema(&[*x], &[*y], direction, Slot::Plain);
        }
        let array = |view: &View<'d>| view.types().is_some_and(|types| types.hold(Types::ARRAY));
        for key in ["items", "unevaluatedItems"] {
            let (a, b) = (old.all(key), new.all(key));
            if !(array(old) && array(new)) && (a.is_empty() || b.is_empty()) {
                continue;
            }
            let nodes = |nodes: &[Node<'d>]| -> Vec<Node<'d>> {
                let says = |node: &Node<'d>| node.is_object() || node.as_bool() == Some(false);
                nodes.iter().copied().filter(says).collect()
            };
            let around = (a.first().copied().or(at.old), b.first().copied().or(at.new));
            if let (Some(x), Some(y)) = around {
                self.schema_at(&nodes(&a), &nodes(&b), direction, Slot::Plain, (x, y));
            }
        }
    }
}

/// Whether the members of an object differ by the pattern of their names, so that they have no type; what stands inside of one
/// may have a type all the same.
fn untyped_members(side: &Side<'_>, view: &View<'_>) -> bool {
    let patterns = view.all("patternProperties").into_iter().flat_map(Node::entries);
    let mut schemas: Vec<Node<'_>> = patterns.map(|(_, schema)| schema).collect();
    if !schemas.is_empty() {
        schemas.extend(view.all("additionalProperties"));
    }
    let kind = |schema: &Node<'_>| schema.get("$ref").or(schema.get("type")).map(Node::to_value);
    let kinds: Vec<_> = schemas.iter().filter_map(kind).collect();
    let named = |schema: &Node<'_>| schema.get("$ref").is_some();
    kinds.windows(2).any(|pair| pair[0] != pair[1])
        && schemas.iter().all(|schema| named(schema) || !has_own_type(side, *schema))
}

fn is_open(schema: Node<'_>) -> bool {
    schema.as_bool() == Some(true) || (schema.is_object() && schema.entries().len() == 0)
}

fn properties<'d>(view: &View<'d>) -> Properties<'d> {
    let mut out: Properties<'d> = BTreeMap::new();
    for part in &view.parts {
        for (name, node) in part.get("properties").into_iter().flat_map(Node::entries) {
            out.entry(name).or_default().push(node);
        }
    }
    out
}

fn required<'d>(view: &View<'d>) -> BTreeMap<&'d str, Node<'d>> {
    let lists = view.parts.iter().filter_map(|part| part.get("required"));
    let names = lists.flat_map(Node::items).filter_map(|item| Some((item.as_str()?, item)));
    names.filter(|(name, _)| !name.is_empty()).collect()
}

/// Adds what the references of a schema require, as far as the other side requires it itself.
fn inherit<'d>(
    side: &Side<'d>,
    view: &View<'d>,
    required: &mut BTreeMap<&'d str, Node<'d>>,
    other: &BTreeMap<&'d str, Node<'d>>,
) {
    if view.references.is_empty() || other.keys().all(|name| required.contains_key(name)) {
        return;
    }
    let mut open = view.clone();
    for _ in 0..INHERITED {
        let closed: Vec<u32> =
            open.references.iter().map(|reference| reference.target.id()).collect();
        if closed.is_empty() {
            break;
        }
        open.open(side, &closed);
    }
    for (name, node) in self::required(&open) {
        if other.contains_key(name) {
            required.entry(name).or_insert(node);
        }
    }
}

/// Whether a property goes one way only, in an object that goes both or the other.
fn one_way(direction: Direction, nodes: &[Node<'_>]) -> bool {
    let is =
        |key: &str| nodes.iter().any(|node| node.get(key).and_then(Node::as_bool) == Some(true));
    (is("readOnly") && direction.request()) || (is("writeOnly") && direction.response())
}

/// A read-only property is not sent, a write-only one does not come.
fn narrowed(direction: Direction, old: &[Node<'_>], new: &[Node<'_>]) -> Direction {
    let all = |key: &str| {
        let set = |nodes: &[Node<'_>]| {
            nodes.iter().any(|node| node.get(key).and_then(Node::as_bool) == Some(true))
        };
        // A name without a property goes the way of the object.
        (!old.is_empty() || !new.is_empty())
            && (old.is_empty() || set(old))
            && (new.is_empty() || set(new))
    };
    let direction = if all("readOnly") { direction.without_request() } else { direction };
    if all("writeOnly") { direction.without_response() } else { direction }
}
