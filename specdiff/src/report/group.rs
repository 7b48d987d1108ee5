//! Equal edits of many places told as one line, and changes by class.

use std::collections::BTreeMap;

use crate::change::{Change, Report};
use crate::class::Class;

/// One edit and all the places where it was made.
pub(super) struct Group<'r> {
    pub(super) first: &'r Change,
    pub(super) others: Vec<&'r Change>,
}

/// The changes of one class, those with the same rule and the same words together.
pub(super) fn groups<'r>(report: &'r Report, class: Class) -> Vec<Group<'r>> {
    let mut out: Vec<Group<'r>> = Vec::new();
    let mut known: BTreeMap<(&str, &str, &str), usize> = BTreeMap::new();
    for change in report.changes.iter().filter(|change| change.class == class) {
        match known
            .get(&(change.rule, change.message.as_str(), change.subject.as_str()))
            .and_then(|at| out.get_mut(*at))
        {
            // Words are alike where their texts are not.
            Some(group) if class != Class::Security => group.others.push(change),
            _ => {
                known.insert((change.rule, &change.message, &change.subject), out.len());
                out.push(Group { first: change, others: Vec::new() });
            }
        }
    }
    out
}

/// Where the other changes of a group are: the owner and the line, at most `shown` of them.
pub(super) fn places(changes: &[&Change], shown: usize) -> String {
    let place = |change: &&Change| match (&change.new, &change.old) {
        (Some(place), _) => format!("{} (line {})", change.owner, place.line),
        (None, Some(place)) => format!("{} (old line {})", change.owner, place.line),
        (None, None) => change.owner.to_string(),
    };
    let mut told = changes.iter().take(shown).map(place).collect::<Vec<_>>().join(", ");
    if changes.len() > shown {
        told.push_str(&format!(", and {} more", changes.len() - shown));
    }
    told
}

/// `path/to/old.json:12:3`, the place in the newer document, or in the older one for what is gone.
pub(super) fn location(report: &Report, change: &Change) -> String {
    match (&change.new, &change.old) {
        (Some(place), _) => place.shown(&report.new.name),
        (None, Some(place)) => place.shown(&report.old.name),
        (None, None) => report.new.name.clone(),
    }
}
