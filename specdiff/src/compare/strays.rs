//! References that leave the document, or name nothing in it.

use std::collections::BTreeMap;

use oas_source::Node;

use super::Compare;
use super::index::Side;
use crate::rules::security as rules;

/// Where a reference stands first, and how often it stands in the document.
type Strays<'d> = BTreeMap<&'d str, (Node<'d>, usize)>;

impl<'d> Compare<'d, '_> {
    pub(crate) fn strays(&mut self) {
        let (old, new) = (strays(self.old), strays(self.new));
        for (reference, (node, count)) in &old {
            if !new.contains_key(reference) {
                let rule = if is_local(reference) {
                    &rules::BROKEN_REFERENCE_REMOVED
                } else {
                    &rules::FOREIGN_REFERENCE_REMOVED
                };
                self.emit(rule, Some(*node), None, told(reference, "removed", *count));
            }
        }
        for (reference, (node, count)) in &new {
            if !old.contains_key(reference) {
                let rule = if is_local(reference) {
                    &rules::BROKEN_REFERENCE_ADDED
                } else {
                    &rules::FOREIGN_REFERENCE_ADDED
                };
                self.emit(rule, None, Some(*node), told(reference, "added", *count));
            }
        }
    }
}

fn told(reference: &str, verb: &str, count: usize) -> String {
    let places = if count > 1 { format!(", in {count} places") } else { String::new() };
    format!("`$ref` to `{reference}` {verb}{places}")
}

fn is_local(reference: &str) -> bool {
    reference.starts_with('#')
}

fn strays<'d>(side: &Side<'d>) -> Strays<'d> {
    let mut found = Strays::new();
    walk(side, side.doc.root(), false, &mut found);
    found
}

fn walk<'d>(side: &Side<'d>, node: Node<'d>, names: bool, found: &mut Strays<'d>) {
    for (key, child) in node.entries() {
        match (key, child.as_str()) {
            ("$ref", Some(reference)) if !names => {
                if !is_local(reference) || side.resolve(reference).is_none() {
                    found.entry(reference).or_insert((node, 0)).1 += 1;
                }
            }
            // Values, not schemas; unless they are the names of properties.
            ("example" | "examples" | "default" | "enum" | "const", _) if !names => {}
            _ => walk(
                side,
                child,
                matches!(key, "properties" | "patternProperties" | "schemas") && !names,
                found,
            ),
        }
    }
    for item in node.items() {
        walk(side, item, false, found);
    }
}
