//! What the reports say of each document, as checked in, so that a change shows.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use oas_codegen::{Report, Status};
use serde::{Deserialize, Serialize};

use oas_command::atomic;
use oas_command::failure::{Failure, Kind};

/// The numbers of one document.
#[derive(Clone, Debug, Deserialize, PartialEq, Eq, Serialize)]
pub(super) struct Counts {
    pub(super) exact: usize,
    pub(super) degraded: usize,
    pub(super) skipped: usize,
    pub(super) schemas: usize,
    /// How often each reason for a place without a type was given.
    pub(super) untyped: BTreeMap<String, usize>,
    pub(super) rules: BTreeMap<String, usize>,
}

impl Counts {
    pub(super) fn of(report: &Report) -> Self {
        let mut untyped = BTreeMap::new();
        for place in &report.untyped {
            *untyped.entry(place.reason.clone()).or_default() += 1;
        }
        Self {
            exact: report.count(Status::Exact),
            degraded: report.count(Status::Degraded),
            skipped: report.count(Status::Skipped),
            schemas: report.document.schemas,
            untyped,
            rules: report.rules.clone(),
        }
    }

    pub(super) fn untyped(&self) -> usize {
        self.untyped.values().sum()
    }
}

/// The counts of every document, or why no client could be generated from it.
pub(super) type Known = BTreeMap<String, Result<Counts, String>>;

fn path(root: &Path) -> PathBuf {
    root.join("codegen/tests/corpus.json")
}

/// The counts as checked in.
pub(super) fn read(root: &Path) -> Result<Known, Failure> {
    let path = path(root);
    let text =
        std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, "read", error))?;
    serde_json::from_str(&text).map_err(|error| Failure::file(&path, "understand", error))
}

/// Replaces the counts of the documents that were read; the others stay.
pub(super) fn accept(root: &Path, found: &Known) -> Result<(), Failure> {
    let path = path(root);
    let mut known = if path.exists() { read(root)? } else { Known::new() };
    known.extend(found.clone());
    let mut text = serde_json::to_string_pretty(&known)
        .map_err(|error| Failure::file(&path, "write", error))?;
    text.push('\n');
    atomic::write(&path, &text).map_err(|error| Failure::file(&path, "write", error))
}

/// One line for each number that is another.
pub(super) fn differences(known: &Known, found: &Known) -> Vec<String> {
    let mut lines = Vec::new();
    for (name, found) in found {
        match (known.get(name), found) {
            (None, _) => lines.push(format!("{name}: not there before")),
            (Some(Ok(known)), Ok(found)) => {
                let (known, found) = (flat(known), flat(found));
                let names: std::collections::BTreeSet<&String> =
                    known.keys().chain(found.keys()).collect();
                for what in names {
                    let number = |counts: &BTreeMap<String, usize>| {
                        counts.get(what).copied().unwrap_or_default()
                    };
                    if number(&known) != number(&found) {
                        lines.push(format!(
                            "{name}: {what}: {} was {}",
                            number(&found),
                            number(&known)
                        ));
                    }
                }
            }
            (Some(Err(known)), Err(found)) if known == found => {}
            (Some(Err(known)), Ok(_)) => {
                lines.push(format!("{name}: generated, and was refused: {known}"));
            }
            (Some(_), Err(found)) => lines.push(format!("{name}: refused: {found}")),
        }
    }
    lines
}

fn flat(counts: &Counts) -> BTreeMap<String, usize> {
    let named = |(name, count): (&str, usize)| (name.to_owned(), count);
    let mut all: BTreeMap<String, usize> = [
        ("exact operations", counts.exact),
        ("degraded operations", counts.degraded),
        ("skipped operations", counts.skipped),
        ("schemas", counts.schemas),
    ]
    .map(named)
    .into();
    all.extend(counts.untyped.iter().map(|(reason, count)| (format!("untyped, {reason}"), *count)));
    all.extend(counts.rules.iter().map(|(rule, count)| (format!("rule {rule}"), *count)));
    all
}

/// Whether a failure is what is known of the document, and so no failure of the corpus.
pub(super) fn failed(message: &str) -> Failure {
    Failure::new(Kind::Negative, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_changed_is_named() {
        let counts = |exact, rule: &str, count| Counts {
            exact,
            degraded: 0,
            skipped: 0,
            schemas: 1,
            untyped: [("why".to_owned(), 1)].into(),
            rules: [(rule.to_owned(), count)].into(),
        };
        let known: Known = [
            ("a".to_owned(), Ok(counts(1, "tuple", 2))),
            ("b".to_owned(), Err("broken".to_owned())),
        ]
        .into();
        assert!(differences(&known, &known).is_empty());
        let found: Known = [
            ("a".to_owned(), Ok(counts(2, "type-array", 2))),
            ("b".to_owned(), Ok(counts(1, "tuple", 1))),
            ("c".to_owned(), Err("new".to_owned())),
        ]
        .into();
        assert_eq!(
            differences(&known, &found),
            [
                "a: exact operations: 2 was 1",
                "a: rule tuple: 0 was 2",
                "a: rule type-array: 2 was 0",
                "b: generated, and was refused: broken",
                "c: not there before",
            ]
        );
    }
}
