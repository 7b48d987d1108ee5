//! What is printed: a line a document, then each loss.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::time::Duration;

use super::counts::{Counts, Known};
use super::document::Document;
use super::measure::Taken;
use super::roundtrip::Outcome;

/// A line of the table.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) name: String,
    operations: [usize; 3],
    schemas: usize,
    untyped: usize,
    /// How many values the document has.
    instances: usize,
    pub(super) outcome: Option<Outcome>,
    lines: usize,
    generated: Duration,
}

impl Row {
    pub(super) fn new(
        document: &Document,
        counts: &Counts,
        source: &str,
        generated: Duration,
    ) -> Self {
        Self {
            name: document.name.clone(),
            operations: [counts.exact, counts.degraded, counts.skipped],
            schemas: counts.schemas,
            untyped: counts.untyped(),
            instances: document.instances.len(),
            outcome: None,
            lines: source.lines().count(),
            generated,
        }
    }
}

/// At most this many losses of one document are shown.
const SHOWN: usize = 20;

/// The table, and what was lost or refused.
pub(super) fn text(rows: &[Row], known: &Known, checks: &BTreeMap<String, Taken>) -> String {
    let mut text = format!(
        "\n{:<30} {:>11} {:>7} {:>7} {:>13} {:>7} {:>8}\n",
        "document", "operations", "schemas", "untyped", "instances", "lines", "generate"
    );
    text.push_str(&format!(
        "{:<30} {:>11} {:>7} {:>7} {:>13} {:>7} {:>8}\n",
        "", "exa/deg/skp", "", "", "exact/ref/lost", "", "seconds"
    ));
    let mut total = [0; 9];
    for row in rows {
        let [exact, degraded, skipped] = row.operations;
        let instances = row
            .outcome
            .as_ref()
            .map(|outcome| (outcome.exact, outcome.refused.len(), outcome.lost.len()));
        let shown = instances.map_or_else(
            || format!("({})", row.instances),
            |(exact, refused, lost)| format!("{exact}/{refused}/{lost}"),
        );
        writeln!(
            text,
            "{:<30} {:>11} {:>7} {:>7} {:>13} {:>7} {:>8.1}",
            shortened(&row.name),
            format!("{exact}/{degraded}/{skipped}"),
            row.schemas,
            row.untyped,
            shown,
            row.lines,
            row.generated.as_secs_f64()
        )
        .ok();
        let (took, refused, lost) = instances.unwrap_or_default();
        let numbers =
            [exact, degraded, skipped, row.schemas, row.untyped, took, refused, lost, row.lines];
        total.iter_mut().zip(numbers).for_each(|(total, number)| *total += number);
    }
    let [exact, degraded, skipped, schemas, untyped, took, refused, lost, lines] = total;
    writeln!(
        text,
        "{:<30} {:>11} {schemas:>7} {untyped:>7} {:>13} {lines:>7} {:>8.1}",
        format!("{} documents", rows.len()),
        format!("{exact}/{degraded}/{skipped}"),
        format!("{took}/{refused}/{lost}"),
        rows.iter().map(|row| row.generated.as_secs_f64()).sum::<f64>()
    )
    .ok();
    if !checks.is_empty() {
        writeln!(text, "\n{:<30} {:>7} {:>15} {:>10}", "crate", "check", "processor s", "peak MiB")
            .ok();
        for (krate, taken) in checks {
            let passed = if taken.passed { "passed" } else { "FAILED" };
            writeln!(
                text,
                "{krate:<30} {passed:>7} {:>15.1} {:>10}",
                taken.seconds,
                taken.peak >> 10
            )
            .ok();
        }
    }
    let refused: Vec<(&String, &String)> =
        known.iter().filter_map(|(name, known)| Some((name, known.as_ref().err()?))).collect();
    if !refused.is_empty() {
        writeln!(text, "\nNo client is generated from:").ok();
        for (name, reason) in refused {
            writeln!(text, "  {name}: {reason}").ok();
        }
    }
    let untested: usize =
        rows.iter().filter_map(|row| row.outcome.as_ref()).map(|outcome| outcome.untested).sum();
    if untested > 0 {
        writeln!(text, "\n{untested} examples stand where no value of its own is: in parts of an allOf, and the like.").ok();
    }
    for row in rows {
        let Some(outcome) = &row.outcome else {
            continue;
        };
        for (what, lines) in [("refused", &outcome.refused), ("lost", &outcome.lost)] {
            if lines.is_empty() {
                continue;
            }
            writeln!(text, "\n{}: {} {what}", row.name, lines.len()).ok();
            lines.iter().take(SHOWN).for_each(|line| {
                writeln!(text, "  {line}").ok();
            });
            if lines.len() > SHOWN {
                writeln!(text, "  and {} more", lines.len() - SHOWN).ok();
            }
        }
    }
    text
}

/// What must not be, a sentence each.
pub(super) fn failures(
    rows: &[Row],
    checks: &BTreeMap<String, Taken>,
    compiled: bool,
) -> Vec<String> {
    let mut failures = Vec::new();
    for row in rows {
        // Operations that are skipped are among the counts, which are compared with those that were accepted.
        if let Some(outcome) = &row.outcome {
            let (refused, lost) = (outcome.refused.len(), outcome.lost.len());
            if refused + lost > 0 {
                failures.push(format!(
                    "{}: {refused} values are refused and {lost} lose something",
                    row.name
                ));
            }
        } else if row.instances > 0 && compiled {
            failures.push(format!("the program for {} did not run", row.name));
        }
    }
    for (krate, _) in checks.iter().filter(|(_, taken)| !taken.passed) {
        failures.push(format!("{krate} does not compile without a warning"));
    }
    failures
}

fn shortened(name: &str) -> String {
    const WIDEST: usize = 30;
    if name.chars().count() <= WIDEST {
        return name.to_owned();
    }
    let tail: Vec<char> = name.chars().rev().take(WIDEST - 1).collect();
    std::iter::once('…').chain(tail.into_iter().rev()).collect()
}
