//! References that leave the document, or name nothing in it.

use std::collections::BTreeMap;

use oas_source::Node;

use super::Compare;
use super::index::Side;
use crate::rules::security as rules;

/// The keyword and where a reference stands first, and how often it stands in the document.
type UnresolvedRefs<'d> = BTreeMap<&'d str, (&'d str, Node<'d>, usize)>;

impl<'d> Compare<'d, '_> {
    pub(crate) fn unresolved_refs(&mut self) {
        let (old, new) = (unresolved_refs(self.old), unresolved_refs(self.new));
        for (reference, (keyword, node, count)) in &old {
            if !new.contains_key(reference) {
                let rule = if is_local(reference) {
                    &rules::BROKEN_REFERENCE_REMOVED
                } else {
                    &rules::FOREIGN_REFERENCE_REMOVED
                };
                self.emit(rule, Some(*node), None, told(keyword, reference, "removed", *count));
            }
        }
        for (reference, (keyword, node, count)) in &new {
            if !old.contains_key(reference) {
                let rule = if is_local(reference) {
                    &rules::BROKEN_REFERENCE_ADDED
                } else {
                    &rules::FOREIGN_REFERENCE_ADDED
                };
                self.emit(rule, None, Some(*node), told(keyword, reference, "added", *count));
            }
        }
    }
}

fn told(keyword: &str, reference: &str, verb: &str, count: usize) -> String {
    let places = if count > 1 { format!(", in {count} places") } else { String::new() };
    format!("`{keyword}` to `{reference}` {verb}{places}")
}

fn is_local(reference: &str) -> bool {
    reference.starts_with('#')
}

fn unresolved_refs<'d>(side: &Side<'d>) -> UnresolvedRefs<'d> {
    let mut found = UnresolvedRefs::new();
    for reference in side.references.iter().filter(|reference| reference.target.is_none()) {
        found.entry(reference.written).or_insert((reference.keyword, reference.holder, 0)).2 += 1;
    }
    found
}

/// The documents that references lead to, without what they name there, sorted.
pub(super) fn other_documents(side: &Side<'_>) -> Vec<String> {
    let foreign = side.references.iter().filter(|reference| reference.target.is_none());
    let names = foreign.filter(|reference| !is_local(reference.written));
    let mut names: Vec<String> = names
        .map(|reference| reference.written.split('#').next().unwrap_or_default().to_owned())
        .collect();
    names.sort_unstable();
    names.dedup();
    names
}
