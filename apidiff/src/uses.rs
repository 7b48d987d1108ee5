//! Which components and operations name which components, in one document.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};

use oas_diff::{Document, Node};
use oas_source::keywords::visit;

/// References by unit: a component, an operation, or a path with what its operations share.
#[derive(Debug, Default)]
pub(crate) struct Uses {
    named: BTreeMap<String, BTreeSet<String>>,
    /// How many references away the units are that a unit reaches, for those that were asked for.
    distances: RefCell<BTreeMap<String, BTreeMap<String, usize>>>,
}

impl Uses {
    pub(crate) fn of(document: &Document) -> Self {
        let mut uses = Self::default();
        let root = document.root();
        for section in ["components", "paths"] {
            for (above, members) in root.get(section).into_iter().flat_map(Node::entries) {
                let shared = pointer(&[section, above]);
                for (name, node) in members.entries() {
                    let unit = match section {
                        "paths" if name == "parameters" => shared.clone(),
                        _ => pointer(&[section, above, name]),
                    };
                    let named = uses.named.entry(unit.clone()).or_default();
                    collect(document, node, named);
                    if section == "paths" && unit != shared {
                        named.insert(shared.clone());
                    }
                }
            }
        }
        uses
    }

    /// How many references one unit is away from another that it is reached from; `None` where it is not reached.
    pub(crate) fn distance(&self, from: &str, to: &str) -> Option<usize> {
        let mut known = self.distances.borrow_mut();
        if !known.contains_key(from) {
            known.insert(from.to_owned(), self.reach(from));
        }
        known.get(from)?.get(to).copied()
    }

    /// The operations of a path, where a pointer is one's.
    pub(crate) fn within<'u>(&'u self, pointer: &'u str) -> impl Iterator<Item = &'u str> {
        let is_path = pointer.starts_with("/paths/") && pointer.matches('/').count() == 2;
        let below = self.named.range(pointer.to_owned()..).map(|(unit, _)| unit.as_str());
        let inside = move |unit: &&str| is_path && unit.starts_with(pointer);
        below.take_while(inside).filter(move |unit| unit[pointer.len()..].starts_with('/'))
    }

    fn reach(&self, from: &str) -> BTreeMap<String, usize> {
        let mut found = BTreeMap::new();
        let mut front = vec![from];
        let mut distance = 0;
        while !front.is_empty() {
            let mut next = Vec::new();
            for unit in front {
                if !found.contains_key(unit) {
                    found.insert(unit.to_owned(), distance);
                    next.extend(self.named.get(unit).into_iter().flatten().map(String::as_str));
                }
            }
            front = next;
            distance += 1;
        }
        found
    }
}

/// The unit that a pointer leads into.
pub(crate) fn unit(pointer: &str) -> &str {
    let end = pointer.match_indices('/').nth(3).map_or(pointer.len(), |(at, _)| at);
    let unit = &pointer[..end];
    match unit.strip_suffix("/parameters") {
        Some(shared) if unit.starts_with("/paths/") => shared,
        _ => unit,
    }
}

fn pointer(segments: &[&str]) -> String {
    let escaped = segments.iter().map(|segment| oas_source::pointer::escape(segment));
    escaped.fold(String::new(), |path, segment| path + "/" + &segment)
}

fn collect(document: &Document, node: Node<'_>, found: &mut BTreeSet<String>) {
    visit(node, &mut |node| {
        let reference = node.get("$ref").and_then(Node::as_str);
        if let Some(target) = reference.and_then(|it| document.target_pointer(node, it)) {
            found.insert(unit(&target).to_owned());
        }
    });
}
