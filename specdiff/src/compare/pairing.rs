//! Which component became which: by name, and where a name went and another came, by likeness.

use std::collections::BTreeMap;
use std::hash::Hasher;

use oas_source::Node;
use oas_source::pointer::resolve;
use rustc_hash::{FxHashMap, FxHashSet, FxHasher};

use super::Compare;
use super::index::{Component, Reference, Side};

/// A feature that more schemas than this share says nothing.
const COMMON: usize = 40;
/// What two schemas must have in common of all that they have, to be one that was renamed.
const ALIKE: f64 = 0.6;

impl<'d> Compare<'d, '_> {
    pub(crate) fn pair_components(&mut self) {
        let mut by_name: FxHashMap<(&str, &str), Node<'d>> = FxHashMap::default();
        let named = |component: &&Component<'d>| !component.section.is_empty();
        for component in self.new.components.iter().filter(named) {
            by_name.insert((component.section, component.name), component.node);
        }
        let mut gone: Vec<&Component<'d>> = Vec::new();
        let mut old_names = FxHashSet::default();
        for component in self.old.components.iter().filter(named) {
            old_names.insert((component.section, component.name));
            match by_name.get(&(component.section, component.name)) {
                Some(partner) => {
                    self.pairs.insert(component.node.id(), *partner);
                }
                None => gone.push(component),
            }
        }
        self.pair_moved_schemas();
        gone.retain(|old| !self.pairs.contains_key(&old.node.id()));
        let taken: FxHashSet<u32> = self.pairs.values().map(|node| node.id()).collect();
        let come: Vec<&Component<'d>> = self
            .new
            .components
            .iter()
            .filter(|c| named(c) && !old_names.contains(&(c.section, c.name)))
            .filter(|c| !taken.contains(&c.node.id()))
            .collect();
        for (old, new) in renamed(&gone, &come) {
            self.pairs.insert(old.id(), new);
        }
        self.pair_named_schemas();
    }

    /// Schemas that went into a `$defs`, out of one or to another: the only ones of their name on either side. Their type has that name
    /// wherever they stand.
    fn pair_moved_schemas(&mut self) {
        let (old_keys, new_keys) = (by_key(self.old), by_key(self.new));
        let taken: FxHashSet<u32> = self.pairs.values().map(|node| node.id()).collect();
        for (key, old) in &old_keys {
            let ([old], Some([new])) = (old.as_slice(), new_keys.get(key).map(Vec::as_slice))
            else {
                continue;
            };
            let moves = old.section.is_empty() || new.section.is_empty();
            if moves && !taken.contains(&new.node.id()) {
                self.pairs.entry(old.node.id()).or_insert(new.node);
            }
        }
    }

    /// Schemas that are no components: those at the same place, and those that go by the same words.
    fn pair_named_schemas(&mut self) {
        let (old_words, new_words) =
            (by_words(&self.old.references), by_words(&self.new.references));
        let mut taken: FxHashSet<u32> = self.pairs.values().map(|node| node.id()).collect();
        let mut pair = |pairs: &mut FxHashMap<u32, Node<'d>>, old: Node<'d>, new: Node<'d>| {
            if !pairs.contains_key(&old.id()) && taken.insert(new.id()) {
                pairs.insert(old.id(), new);
            }
        };
        let unnamed = self.old.components.iter().filter(|component| component.section.is_empty());
        for old in unnamed {
            let new = resolve(self.new.doc.root(), &old.node.pointer());
            if let Some(new) = new.filter(|new| self.new.component_of(*new).is_some()) {
                pair(&mut self.pairs, old.node, new);
            }
        }
        for (words, targets) in old_words {
            let others = new_words.get(words).map_or(&[][..], Vec::as_slice);
            // Words that name several places, by `$id`, name them in the same order.
            for (old, new) in targets.iter().zip(others).filter(|_| targets.len() == others.len()) {
                let known = |side: &Side<'d>, node: Node<'d>| side.component_of(node).is_some();
                if known(self.old, *old) && known(self.new, *new) {
                    pair(&mut self.pairs, *old, *new);
                }
            }
        }
    }
}

/// Component schemas, and those in a `$defs` that a reference names, by their names.
fn by_key<'a, 'd>(side: &'a Side<'d>) -> BTreeMap<String, Vec<&'a Component<'d>>> {
    let mut out: BTreeMap<String, Vec<&Component<'d>>> = BTreeMap::new();
    for component in &side.components {
        let key = match component.section {
            "schemas" => component.name.to_owned(),
            "" => match component.node.path().as_slice() {
                [.., keyword, key] if ["$defs", "definitions"].contains(&keyword.as_str()) => {
                    key.clone()
                }
                _ => continue,
            },
            _ => continue,
        };
        out.entry(key).or_default().push(component);
    }
    out
}

/// What references lead to, by what they say, in the order of the document.
fn by_words<'d>(references: &[Reference<'d>]) -> BTreeMap<&'d str, Vec<Node<'d>>> {
    let mut out: BTreeMap<&'d str, Vec<Node<'d>>> = BTreeMap::new();
    for reference in references {
        if let Some(target) = reference.target {
            let targets = out.entry(reference.written).or_default();
            if !targets.iter().any(|known| known.id() == target.id()) {
                targets.push(target);
            }
        }
    }
    out
}

/// Pairs of what went and what came, the most alike first, each used once.
fn renamed<'d>(gone: &[&Component<'d>], come: &[&Component<'d>]) -> Vec<(Node<'d>, Node<'d>)> {
    let come_features: Vec<Vec<u64>> = come.iter().map(|component| features(component)).collect();
    let mut holders: FxHashMap<u64, Vec<usize>> = FxHashMap::default();
    for (at, features) in come_features.iter().enumerate() {
        for feature in features {
            holders.entry(*feature).or_default().push(at);
        }
    }
    let mut found: Vec<(f64, usize, usize)> = Vec::new();
    for (old_at, old) in gone.iter().enumerate() {
        let own = features(old);
        let mut shared: FxHashMap<usize, usize> = FxHashMap::default();
        for feature in &own {
            let Some(holders) = holders.get(feature).filter(|holders| holders.len() <= COMMON)
            else {
                continue;
            };
            for holder in holders {
                *shared.entry(*holder).or_default() += 1;
            }
        }
        for (new_at, _) in shared {
            let (Some(new), Some(other)) = (come.get(new_at), come_features.get(new_at)) else {
                continue;
            };
            if old.section != new.section {
                continue;
            }
            let equal = old.node.same(new.node);
            // Schemas other than by value are too varied to be called alike.
            let score = if equal {
                1.0
            } else if old.section == "schemas" {
                likeness(&own, other)
            } else {
                0.0
            };
            let strong = own.len() >= 4 && score >= ALIKE;
            if equal || strong {
                found.push((score + name_likeness(old.name, new.name), old_at, new_at));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)).then(a.2.cmp(&b.2)));
    let (mut used_old, mut used_new) = (FxHashSet::default(), FxHashSet::default());
    let mut pairs = Vec::new();
    for (_, old_at, new_at) in found {
        if used_old.contains(&old_at) || used_new.contains(&new_at) {
            continue;
        }
        if let (Some(old), Some(new)) = (gone.get(old_at), come.get(new_at)) {
            used_old.insert(old_at);
            used_new.insert(new_at);
            pairs.push((old.node, new.node));
        }
    }
    pairs
}

/// What a schema is made of, as sorted hashes: properties with their types, enum values, variants.
fn features(component: &Component<'_>) -> Vec<u64> {
    let mut out = vec![component.node.hash()];
    let mut add = |kind: &str, name: &str, node: Option<Node<'_>>| {
        let mut hasher = FxHasher::default();
        hasher.write(kind.as_bytes());
        hasher.write(name.as_bytes());
        hasher.write_u64(node.map_or(0, Node::hash));
        out.push(hasher.finish());
    };
    for (name, property) in component.node.get("properties").into_iter().flat_map(Node::entries) {
        add("property", name, None);
        add(
            "typed",
            name,
            property.get("type").or_else(|| property.get("$ref")).or_else(|| property.get("anyOf")),
        );
    }
    for key in ["enum", "oneOf", "anyOf", "allOf", "required"] {
        for item in component.node.get(key).into_iter().flat_map(Node::items) {
            add(key, "", Some(item));
        }
    }
    out.sort_unstable();
    out.dedup();
    out
}

fn likeness(a: &[u64], b: &[u64]) -> f64 {
    let b: FxHashSet<u64> = b.iter().copied().collect();
    let shared = a.iter().filter(|feature| b.contains(feature)).count();
    // The hash of the whole is among the features, and differs.
    let all = (a.len() + b.len()).saturating_sub(shared + 2).max(1);
    shared as f64 / all as f64
}

/// A tie breaker under 0.1: the part of the longer name that the two share at either end.
fn name_likeness(a: &str, b: &str) -> f64 {
    let prefix = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let suffix = a.bytes().rev().zip(b.bytes().rev()).take_while(|(x, y)| x == y).count();
    let longest = a.len().max(b.len()).max(1);
    0.1 * (prefix + suffix).min(longest) as f64 / (longest + 1) as f64
}
