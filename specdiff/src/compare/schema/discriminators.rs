//! The property that tells the variants of a union apart.

use std::collections::BTreeMap;

use oas_source::Node;

use super::At;
use super::view::View;
use crate::class::{Direction, Rust};
use crate::compare::Compare;
use crate::compare::index::Side;
use crate::rules::{docs, pairs as rules};

impl<'d> Compare<'d, '_> {
    pub(super) fn discriminators(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
        by_tag: &[(u32, u32)],
    ) {
        let (a, b) = match (old.find("discriminator"), new.find("discriminator")) {
            (Some(a), Some(b)) => (a, b),
            (None, Some(b)) => {
                let rule = &rules::DISCRIMINATOR_ADDED;
                let message = "discriminator added".to_owned();
                let mut pending = self.pending_pair(rule, direction, at.old, Some(b), message);
                pending.rust = naming(new);
                return self.push(pending);
            }
            (Some(a), None) => {
                let rule = &rules::DISCRIMINATOR_REMOVED;
                let message = "discriminator removed".to_owned();
                let mut pending = self.pending_pair(rule, direction, Some(a), at.new, message);
                pending.rust = naming(old);
                return self.push(pending);
            }
            (None, None) => return,
        };
        let property =
            |node: Node<'d>| node.get("propertyName").and_then(Node::as_str).unwrap_or("");
        if property(a) != property(b) {
            let message = format!("discriminator `{}` became `{}`", property(a), property(b));
            self.emit_pair(
                &rules::DISCRIMINATOR_CHANGED,
                direction,
                a.get("propertyName").or(Some(a)),
                b.get("propertyName").or(Some(b)),
                message,
            );
        }
        self.extensions(a, b);
        self.other_keys(
            (&docs::EXTENSION_CHANGED, "of the discriminator"),
            a,
            b,
            &["propertyName", "mapping", "defaultMapping"],
        );
        self.default_mapping(a, b, direction);
        let (old_map, new_map) = (mapping(self.old, old, a), mapping(self.new, new, b));
        // What maps to nothing is compared as it is written.
        let written = |node: Node<'d>, value: &str| {
            node.get("mapping").and_then(|mapping| mapping.get(value)).and_then(Node::as_str)
        };
        let (mut told, mut gone, mut come) = (Vec::new(), Vec::new(), Vec::new());
        for (value, target) in &old_map {
            match new_map.get(value) {
                Some(other)
                    if target.zip(*other).is_some_and(|(x, y)| self.paired(x, y))
                        || target.is_none()
                            && other.is_none()
                            && written(a, value) == written(b, value) => {}
                // The variants are told, which are one in place of the other.
                Some(other)
                    if target
                        .zip(*other)
                        .is_some_and(|(x, y)| by_tag.contains(&(x.id(), y.id()))) => {}
                Some(_) => told.push(format!("`{value}` maps to another schema")),
                // A value that goes with its variant is told with the variant.
                None if target
                    .is_some_and(|x| new_map.values().flatten().any(|y| self.paired(x, *y))) =>
                {
                    gone.push(format!("value `{value}` removed"));
                }
                None => {}
            }
        }
        for (value, target) in &new_map {
            let known =
                target.is_some_and(|y| old_map.values().flatten().any(|x| self.paired(*x, y)));
            if !old_map.contains_key(value) && known {
                come.push(format!("value `{value}` added"));
            }
        }
        if old.unions.is_empty() && new.unions.is_empty() {
            self.subtypes((a, &old_map), (b, &new_map), direction);
        }
        let rule = match (told.is_empty(), gone.is_empty(), come.is_empty()) {
            (true, true, true) => return,
            (true, true, false) => &rules::DISCRIMINATOR_VALUE_ADDED,
            (true, false, true) => &rules::DISCRIMINATOR_VALUE_REMOVED,
            _ => &rules::DISCRIMINATOR_CHANGED,
        };
        told.extend(gone);
        told.extend(come);
        let place = |node: Node<'d>| node.get("mapping").or(Some(node));
        let message = format!("discriminator: {}", told.join(", "));
        self.emit_pair(rule, direction, place(a), place(b), message);
    }

    /// `defaultMapping` of OpenAPI 3.2: what a value without a mapping means.
    fn default_mapping(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        let (a, b) = (old.get("defaultMapping"), new.get("defaultMapping"));
        let target = |side: &Side<'d>, node: Option<Node<'d>>| side.mapping_target(node?);
        let paired =
            target(self.old, a).zip(target(self.new, b)).is_some_and(|(x, y)| self.paired(x, y));
        let same = a.and_then(Node::as_str) == b.and_then(Node::as_str);
        if same || paired {
            return;
        }
        let told = |node: Option<Node<'d>>| match node.and_then(Node::as_str) {
            Some(target) => format!("`{}`", target.rsplit('/').next().unwrap_or(target)),
            None => "none".to_owned(),
        };
        let message = format!("default of the discriminator: {} became {}", told(a), told(b));
        let places = (a.or(Some(old)), b.or(Some(new)));
        self.emit_pair(&rules::DISCRIMINATOR_CHANGED, direction, places.0, places.1, message);
    }

    /// A discriminator without a union, on the base of what `allOf` derives from it: its mapping lists the variants.
    fn subtypes(
        &mut self,
        (a, old): (Node<'d>, &Mapping<'d>),
        (b, new): (Node<'d>, &Mapping<'d>),
        direction: Direction,
    ) {
        let place = |node: Node<'d>| node.get("mapping").or(Some(node));
        let told = |values: Vec<&&str>| {
            values.into_iter().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ")
        };
        let known = |target: Option<Node<'d>>| {
            target.is_some_and(|y| old.values().flatten().any(|x| self.paired(*x, y)))
        };
        let come: Vec<&&str> = new
            .iter()
            .filter(|(value, target)| !old.contains_key(*value) && !known(**target))
            .map(|(value, _)| value)
            .collect();
        let kept = |target: Option<Node<'d>>| {
            target.is_some_and(|x| new.values().flatten().any(|y| self.paired(x, *y)))
        };
        let gone: Vec<&&str> = old
            .iter()
            .filter(|(value, target)| !new.contains_key(*value) && !kept(**target))
            .map(|(value, _)| value)
            .collect();
        let told_as = [
            (&rules::UNION_VARIANT_ADDED, come, "added"),
            (&rules::UNION_VARIANT_REMOVED, gone, "removed"),
        ];
        for (rule, names, word) in told_as {
            if !names.is_empty() {
                let message = format!("subtype {} {word}", told(names));
                let mut pending = self.pending_pair(rule, direction, place(a), place(b), message);
                // The base is an enum of what derives from it.
                pending.rust = if word == "added" { Rust::Minor } else { Rust::Major };
                self.push(pending);
            }
        }
    }
}

/// Variants that are references are named after what they name; inline ones after the values of the property.
fn naming(view: &View<'_>) -> Rust {
    let mut variants = view.unions.iter().flat_map(|union| &union.variants);
    if variants.any(|variant| variant.get("$ref").is_none()) { Rust::Major } else { Rust::None }
}

pub(super) type Mapping<'d> = BTreeMap<&'d str, Option<Node<'d>>>;

/// The values of a discriminator and what they mean; a component that is not mapped goes by its name.
pub(super) fn mapping<'d>(
    side: &Side<'d>,
    view: &View<'d>,
    discriminator: Node<'d>,
) -> Mapping<'d> {
    let mut out = Mapping::new();
    for (value, target) in discriminator.get("mapping").into_iter().flat_map(Node::entries) {
        out.insert(value, side.mapping_target(target));
    }
    let mapped: Vec<u32> = out.values().flatten().map(|node| node.id()).collect();
    for variant in view.unions.iter().flat_map(|union| &union.variants) {
        let Some(reference) = variant.get("$ref").and_then(Node::as_str) else {
            continue;
        };
        let Some(target) = side.resolve(*variant, reference) else {
            continue;
        };
        if !mapped.contains(&target.id()) {
            out.insert(reference.rsplit('/').next().unwrap_or(reference), Some(target));
        }
    }
    out
}
