//! What the verdict of a report rests on: the first change that is as bad as the worst.

use crate::change::{Change, Owner, Report};
use crate::class::{Rust, Wire};

/// What happens to published clients, and because of what.
pub(super) fn wire(report: &Report) -> String {
    let worst = report.summary.wire;
    let at_worst = |change: &&Change| worst != Wire::Safe && change.wire == worst;
    let because = because(report, report.changes.iter().filter(at_worst));
    format!("{}{because}", worst.name())
}

/// What the next release of the crate has to be, and because of what.
pub(super) fn rust(report: &Report) -> String {
    let worst = report.summary.rust;
    let at_worst = |change: &&Change| worst != Rust::None && change.rust_class() == worst;
    let mut because = because(report, report.changes.iter().filter(at_worst));
    if because.is_empty()
        && worst != Rust::None
        && let Some(item) = report.rust_items.iter().find(|item| item.class == worst)
    {
        because = format!(" because {item}");
    }
    format!("{}{because}", worst.name())
}

fn because<'r>(report: &Report, mut changes: impl Iterator<Item = &'r Change>) -> String {
    let Some(first) = changes.next() else {
        return String::new();
    };
    let line = match (&first.new, &first.old) {
        (Some(place), _) => format!(", line {}", place.line),
        (None, Some(place)) => format!(", line {} of {}", place.line, report.old.name),
        (None, None) => String::new(),
    };
    let more = match changes.count() {
        0 => String::new(),
        count => format!(", and {count} more"),
    };
    format!(" because {} {}{line}{more}", thing(first), first.message)
}

/// What a change is about, as short as it is clear: `` `Dog.name` ``, `` `GET /dogs` parameter limit: ``.
fn thing(change: &Change) -> String {
    let subject = change.subject.as_str();
    match &change.owner {
        Owner::Component { section, name } if section == "schemas" && subject.is_empty() => {
            format!("`{name}`")
        }
        Owner::Component { section, name } if section == "schemas" => format!("`{name}.{subject}`"),
        owner if subject.is_empty() => format!("`{owner}`:"),
        owner => format!("`{owner}` {subject}:"),
    }
}
