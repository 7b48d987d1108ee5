//! The `rust` class that the rule table predicts is what the generated clients show, for one edit at a time.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use support::{Side, disagreements, observed};

#[test]
fn each_mutation_is_predicted() {
    let Some(folder) = oas_corpus::find("diff-cases/mutations") else {
        return;
    };
    let base = Side::load(&folder.join("base.json"));
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let report = observed(&base, &Side::load(&path));
        wrong.extend(disagreements(&report).into_iter().map(|line| format!("{name}: {line}")));
    }
    wrong.sort();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
