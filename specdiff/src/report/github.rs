use std::fmt::Write;

use crate::change::{Change, Report};
use crate::class::Class;
use crate::rules::ADDRESS;

use super::text::{not_compared, visible};

/// How many annotations of one level GitHub shows for a step.
const SHOWN: usize = 10;

/// Workflow commands for GitHub: security and breaking changes as errors, risky ones as warnings, at most ten of each,
/// because GitHub drops the rest; a notice counts what is not shown.
#[must_use]
pub fn github(report: &Report) -> String {
    let mut out = report.preamble.annotations.clone();
    let mut hidden = 0;
    for (level, classes) in
        [("error", &[Class::Security, Class::Breaking][..]), ("warning", &[Class::Risky][..])]
    {
        let of = |class: &Class| {
            report.changes.iter().filter(move |change| change.class == *class).collect::<Vec<_>>()
        };
        let changes: Vec<&Change> = classes.iter().flat_map(of).collect();
        for change in changes.iter().take(SHOWN) {
            annotation(&mut out, level, report, change);
        }
        hidden += changes.len().saturating_sub(SHOWN);
    }
    for line in not_compared(&report.not_compared, SHOWN) {
        let _ = writeln!(out, "::notice title=API changes::{}", data(&visible(&line)));
    }
    let quiet = report.summary.safe + report.summary.docs;
    if !report.is_empty() {
        let _ = writeln!(
            out,
            "::notice title=API changes::{hidden} more security, breaking or risky, and {quiet} others; see the report. {}",
            report.rust_basis.line()
        );
    }
    out
}

fn annotation(out: &mut String, level: &str, report: &Report, change: &Change) {
    let (file, place) = match (&change.new, &change.old) {
        (Some(place), _) => (&report.new.name, Some(place)),
        (None, old) => (&report.old.name, old.as_ref()),
    };
    let (line, column) = place.map_or((1, 1), |place| (place.line, place.column));
    let file = place.map_or(file.as_str(), |place| place.file(file));
    let message = format!(
        "{}: {} (wire {}, rust {}). {ADDRESS}{}. To accept it: {}",
        change.heading(),
        change.message,
        change.wire.name(),
        change.rust_class().name(),
        change.rule,
        change.accepted_entry(),
    );
    let _ = writeln!(
        out,
        "::{level} file={},line={line},col={column},title={}::{}",
        property(file),
        property(change.rule),
        data(&visible(&message)),
    );
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
