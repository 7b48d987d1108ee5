//! `oneOf` and `anyOf`.

use oas_source::Node;
use rustc_hash::FxHashMap;

use super::discriminators::mapping;
use super::types::Types;
use super::view::{Union, View};
use super::{At, Slot};
use crate::class::{Direction, Rust};
use crate::compare::Compare;
use crate::compare::index::Side;
use crate::rules::pairs as rules;

/// Types, and the properties that have one value only.
type Look<'d> = (Option<Types>, Vec<(&'d str, String)>);

/// Unions of more variants than this are not checked for whether their order means anything.
const COMPARED: usize = 300;

impl<'d> Compare<'d, '_> {
    pub(super) fn unions(
        &mut self,
        old: &View<'d>,
        new: &View<'d>,
        direction: Direction,
        at: At<'d>,
    ) -> Vec<(u32, u32)> {
        let mut by_tag = Vec::new();
        for (a, b) in old.unions.iter().zip(&new.unions) {
            if a.kind != b.kind {
                let message = format!("`{}` became `{}`", a.kind, b.kind);
                self.emit_pair(
                    &rules::UNION_KIND_CHANGED,
                    direction,
                    Some(a.node),
                    Some(b.node),
                    message,
                );
            }
            let tagged = old.find("discriminator").is_some() && new.find("discriminator").is_some();
            let tags = if tagged { self.tagged_pairs(old, new) } else { Vec::new() };
            by_tag.extend(self.variants(a, b, (tagged, &tags), direction));
        }
        // Several unions in one `allOf` are rare; one more or less is a limit that came or went.
        for extra in old.unions.iter().skip(new.unions.len()) {
            self.emit_pair(
                &rules::CONSTRAINT_LOOSENED,
                direction,
                Some(extra.node),
                at.new,
                format!("`{}` removed", extra.kind),
            );
        }
        for extra in new.unions.iter().skip(old.unions.len()) {
            self.emit_pair(
                &rules::CONSTRAINT_TIGHTENED,
                direction,
                at.old,
                Some(extra.node),
                format!("`{}` added", extra.kind),
            );
        }
        by_tag
    }

    /// What the values that both discriminators know name.
    fn tagged_pairs(&self, old: &View<'d>, new: &View<'d>) -> Vec<(Node<'d>, Node<'d>)> {
        let map = |side: &Side<'d>, view: &View<'d>| {
            view.find("discriminator").map(|found| mapping(side, view, found)).unwrap_or_default()
        };
        let (a, b) = (map(self.old, old), map(self.new, new));
        let both = a.iter().filter_map(|(value, target)| target.zip(*b.get(value)?));
        both.collect()
    }

    /// The variants of two unions; gives back the targets of those that took each other's place.
    fn variants(
        &mut self,
        old: &Union<'d>,
        new: &Union<'d>,
        (tagged, tags): (bool, &[(Node<'d>, Node<'d>)]),
        direction: Direction,
    ) -> Vec<(u32, u32)> {
        let mut matched: Vec<(usize, usize)> = Vec::new();
        let mut come: Vec<usize> = (0..new.variants.len()).collect();
        let mut gone: Vec<usize> = (0..old.variants.len()).collect();
        // The surest evidence first: the same component or the same words, the same meaning, the same tag or kind.
        for pass in 0..3 {
            if gone.is_empty() || come.is_empty() {
                break;
            }
            let looks = |side: &Side<'d>,
                         variants: &[Node<'d>],
                         at: &[usize]|
             -> FxHashMap<usize, Look<'d>> {
                let needed = if pass == 0 { &[][..] } else { at };
                needed
                    .iter()
                    .filter_map(|at| Some((*at, self.look(side, *variants.get(*at)?))))
                    .collect()
            };
            let old_looks = looks(self.old, &old.variants, &gone);
            let new_looks = looks(self.new, &new.variants, &come);
            gone.retain(|at| {
                let Some(a) = old.variants.get(*at).copied() else {
                    return true;
                };
                let found = come.iter().position(|other| {
                    let Some(b) = new.variants.get(*other).copied() else {
                        return false;
                    };
                    // A cheap look before a costly comparison.
                    let same_look = old_looks.get(at) == new_looks.get(other);
                    match pass {
                        0 => a.same(b) || self.same_component(a, b),
                        1 => same_look && self.alike(a, b, direction),
                        _ => is_inline(a) && is_inline(b) && same_look,
                    }
                });
                let Some(found) = found else { return true };
                matched.push((*at, come.remove(found)));
                false
            });
        }
        // Last, what one value of the discriminator means.
        let mut by_tag = Vec::new();
        gone.retain(|at| {
            let target = |side: &Side<'d>, list: &[Node<'d>], at: usize| {
                let variant = *list.get(at)?;
                side.resolve(variant, variant.get("$ref")?.as_str()?)
            };
            let Some(x) = target(self.old, &old.variants, *at) else { return true };
            let found = come.iter().position(|other| {
                target(self.new, &new.variants, *other)
                    .is_some_and(|y| tags.iter().any(|(a, b)| a.id() == x.id() && b.id() == y.id()))
            });
            let Some(found) = found else { return true };
            let other = come.remove(found);
            if let Some(y) = target(self.new, &new.variants, other) {
                by_tag.push((x.id(), y.id()));
            }
            matched.push((*at, other));
            false
        });
        let pairs: Vec<(Node<'d>, Node<'d>)> = matched
            .iter()
            .filter_map(|(a, b)| Some((*old.variants.get(*a)?, *new.variants.get(*b)?)))
            .collect();
        for (a, b) in pairs {
            self.schema(&[a], &[b], direction, Slot::Plain);
        }
        let (was, is) = (made(self.old, &old.variants), made(self.new, &new.variants));
        for at in gone {
            if let Some(a) = old.variants.get(at) {
                let rule = &rules::UNION_VARIANT_REMOVED;
                let message = format!("variant {} removed", told(*a));
                let mut pending = self.pending_pair(rule, direction, Some(*a), None, message);
                if was == Made::Text && is == Made::Text {
                    pending.rust = Rust::None;
                }
                self.push(pending);
            }
        }
        for at in come {
            if let Some(b) = new.variants.get(at) {
                let rule = &rules::UNION_VARIANT_ADDED;
                let message = format!("variant {} added", told(*b));
                let mut pending = self.pending_pair(rule, direction, None, Some(*b), message);
                match (was, is) {
                    (Made::Text, Made::Text) => pending.rust = Rust::None,
                    (Made::Text | Made::Enum, _) if was != is => pending.rust = Rust::Major,
                    _ => {}
                }
                self.push(pending);
                self.inspect(*b);
            }
        }
        matched.sort_unstable();
        let reordered = matched.windows(2).any(|pair| matches!(pair, [a, b] if a.1 > b.1));
        if reordered && !tagged && !self.told_apart(&old.variants) {
            self.emit_pair(
                &rules::UNION_REORDERED,
                direction,
                Some(old.node),
                Some(new.node),
                "variants without a tag reordered",
            );
        }
        by_tag
    }

    /// What a variant looks like from outside: its types, and the constants that tell it from others.
    fn look(&self, side: &Side<'d>, variant: Node<'d>) -> Look<'d> {
        let node = side.follow(variant).unwrap_or(variant);
        let mut view = View::new(side, &[node]);
        let open: Vec<u32> =
            view.references.iter().map(|reference| reference.target.id()).collect();
        view.open(side, &open);
        let mut constants: Vec<(&'d str, String)> = Vec::new();
        for part in &view.parts {
            for (name, property) in part.get("properties").into_iter().flat_map(Node::entries) {
                let only = |list: Node<'d>| list.items().next().filter(|_| list.items().len() == 1);
                let constant =
                    property.get("const").or_else(|| property.get("enum").and_then(only));
                constants
                    .extend(constant.map(|value| (name, value.to_value_within(4).to_string())));
            }
        }
        constants.sort();
        (view.types(), constants)
    }

    /// Whether no two variants can take the same value: they are of different types, or a constant tells them apart.
    fn told_apart(&self, variants: &[Node<'d>]) -> bool {
        if variants.len() > COMPARED {
            return false;
        }
        let looks: Vec<_> = variants.iter().map(|variant| self.look(self.old, *variant)).collect();
        looks.iter().enumerate().all(|(at, (types, constants))| {
            looks.iter().skip(at + 1).all(|(other_types, other_constants)| {
                let types_differ =
                    types.zip(*other_types).is_some_and(|(a, b)| a.and(b) == Types::NONE);
                let constants_differ = constants.iter().any(|(name, value)| {
                    other_constants
                        .iter()
                        .any(|(other, other_value)| name == other && value != other_value)
                });
                types_differ || constants_differ
            })
        })
    }

    /// A schema that became a union, or the other way round. A union that has the schema among its variants is wider.
    pub(super) fn plain_and_union(
        &mut self,
        plain: &View<'d>,
        union: &View<'d>,
        plain_is_old: bool,
        direction: Direction,
        at: At<'d>,
    ) -> bool {
        let anything = plain.types().is_none() && !plain.is_closed();
        let node = if plain_is_old { at.old } else { at.new };
        let variants: Vec<Node<'d>> =
            union.unions.iter().flat_map(|union| union.variants.iter().copied()).collect();
        let among = node.is_some_and(|node| {
            variants.iter().any(|variant| {
                // Null was told already, so the plain schema's own null must not count again.
                if plain_is_old {
                    self.alike_but_null(node, *variant, direction)
                } else {
                    self.alike_but_null(*variant, node, direction)
                }
            })
        });
        let rule = match (anything, among, plain_is_old) {
            (true, _, true) | (false, true, false) => &rules::TYPE_NARROWED,
            (true, _, false) | (false, true, true) => &rules::TYPE_WIDENED,
            _ => &rules::TYPE_CHANGED,
        };
        let plain_told = Types::told(plain.types());
        let union_told = format!(
            "a union of {}",
            variants.iter().map(|variant| told(*variant)).collect::<Vec<_>>().join(", ")
        );
        let message = if plain_is_old {
            format!("type {plain_told} became {union_told}")
        } else {
            format!("{union_told} became type {plain_told}")
        };
        self.emit_pair(rule, direction, at.old, at.new, message);
        false
    }

    fn alike_but_null(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) -> bool {
        let mut views = (View::new(self.old, &[old]), View::new(self.new, &[new]));
        if views.0.unions.len() != views.1.unions.len() {
            return false;
        }
        views.0.null = true;
        views.1.null = true;
        let at = At { old: Some(old), new: Some(new) };
        self.views_alike(views.0, views.1, direction, at)
    }
}

/// What the crate has for a union.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Made {
    /// An enum of its variants.
    Union,
    /// One enum of all the values, text among them or not.
    Enum,
    /// Text.
    Text,
}

fn made<'d>(side: &Side<'d>, variants: &[Node<'d>]) -> Made {
    let kinds = variants.iter().map(|variant| {
        let node = side.follow(*variant).unwrap_or(*variant);
        let values = node.get("enum").into_iter().flat_map(Node::items);
        let mut values = values.chain(node.get("const")).peekable();
        let listed = values.peek().is_some();
        match node.get("type").and_then(Node::as_str) {
            _ if listed && values.all(|value| value.as_str().is_some()) => Made::Enum,
            Some("string") => Made::Text,
            _ => Made::Union,
        }
    });
    let kinds: Vec<Made> = kinds.collect();
    if kinds.is_empty() || kinds.contains(&Made::Union) {
        Made::Union
    } else if kinds.contains(&Made::Enum) {
        Made::Enum
    } else {
        Made::Text
    }
}

fn is_inline(node: Node<'_>) -> bool {
    node.get("$ref").is_none()
}

/// A variant for a message: the name of its component, its title, its type.
fn told(variant: Node<'_>) -> String {
    let name = variant
        .get("$ref")
        .and_then(Node::as_str)
        .map(|reference| reference.rsplit('/').next().unwrap_or(reference));
    match name.or_else(|| variant.get("title").and_then(Node::as_str)) {
        Some(name) => format!("`{name}`"),
        None => variant.get("type").map_or("(inline)".to_owned(), |written| {
            format!("({})", Types::told(Some(Types::read(written))))
        }),
    }
}
