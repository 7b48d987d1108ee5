//! The same on what real projects did to their documents.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use std::collections::BTreeSet;

use support::{Side, Unknowable, observed, unexpected};

const ICEBERG: &[Unknowable] = &[(
    "response-union-variant-added",
    "/components/schemas/Type/oneOf/0",
    "the new variant is text like another one, and the generator makes one variant of all text",
)];

const MARIMO: &[Unknowable] = &[(
    "request-property-added-required",
    "/components/schemas/ModelUpdateMessage/properties/method",
    "the component was renamed as well: the old type is gone and the new one is new, with all their fields",
)];

fn check(name: &str, unknowable: &[Unknowable]) {
    let files = [
        format!("specs/history/{name}/old.yaml"),
        format!("specs/history/{name}/new.yaml"),
        format!("specs/{name}.yaml"),
    ];
    let Some(paths) = files.iter().map(|file| oas_corpus::find(file)).collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let sides: Vec<Side> = paths.iter().map(|path| Side::load(path)).collect();
    let mut wrong = Vec::new();
    let mut used = BTreeSet::new();
    for (old, new) in [(0, 1), (1, 2), (0, 2)] {
        let report = observed(&sides[old], &sides[new]);
        let found = unexpected(&report, unknowable, &mut used);
        println!(
            "{name} {old}→{new}: {} changes, {} disagreements",
            report.changes.len(),
            found.len()
        );
        wrong.extend(found.into_iter().map(|line| format!("{old}→{new}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(used.len(), unknowable.len(), "predicted by now: take it off the list");
}

#[test]
fn airflow() {
    check("airflow", &[]);
}

#[test]
fn iceberg() {
    check("iceberg", ICEBERG);
}

#[test]
fn marimo() {
    check("marimo", MARIMO);
}
