//! References that leave the document, or name nothing in it.

use std::collections::BTreeMap;

use oas_source::Node;
use oas_source::keywords::visit;

use super::Compare;
use super::index::Side;
use crate::rules::security as rules;

/// Where a reference stands first, and how often it stands in the document.
type UnresolvedRefs<'d> = BTreeMap<&'d str, (Node<'d>, usize)>;

impl<'d> Compare<'d, '_> {
    pub(crate) fn unresolved_refs(&mut self) {
        let (old, new) = (unresolved_refs(self.old), unresolved_refs(self.new));
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

fn unresolved_refs<'d>(side: &Side<'d>) -> UnresolvedRefs<'d> {
    let mut found = UnresolvedRefs::new();
    visit(side.doc.root(), &mut |node| {
        if let Some(reference) = node.get("$ref").and_then(Node::as_str)
            && side.resolve(node, reference).is_none()
        {
            found.entry(reference).or_insert((node, 0)).1 += 1;
        }
    });
    found
}
