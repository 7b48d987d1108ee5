//! The table of rules: its documentation, and that every rule has its opposite.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::disallowed_methods)]

use std::collections::BTreeSet;
use std::path::Path;

use oas_diff::{Direction, rules};

#[test]
fn the_documentation_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/rules.md");
    let written = rules::markdown();
    if std::env::var_os("UPDATE_RULES").is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, &written).unwrap();
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        found == written,
        "docs/rules.md is not the table: UPDATE_RULES=1 cargo test -p oas-diff --test rules"
    );
}

#[test]
fn ids_are_unique_and_kebab_case() {
    let mut ids = BTreeSet::new();
    for rule in rules::all() {
        assert!(ids.insert(rule.id), "{} stands twice", rule.id);
        assert!(rule.id.chars().all(|c| c.is_ascii_lowercase() || c == '-'), "{}", rule.id);
        for text in [rule.what, rule.why, rule.example] {
            assert!(!text.is_empty(), "{}", rule.id);
        }
    }
}

/// Rules whose opposite is not told by a rule of its own, and why.
const NO_WAY_BACK: &[(&str, &str)] = &[
    ("code-block-added", "a code block that goes is a change of words"),
    ("control-characters-added", "characters that go are a change of words"),
    ("unusual-name-added", "a name that goes is told as what it named"),
];

#[test]
fn every_rule_has_its_mirror() {
    for rule in rules::all() {
        let reversed = rules::find(rule.reversed)
            .unwrap_or_else(|| panic!("{}: no rule {}", rule.id, rule.reversed));
        if NO_WAY_BACK.iter().any(|(id, _)| *id == rule.id) {
            continue;
        }
        // Two rules that differ in whether something was required share the opposite of what they have in common.
        let back = rules::find(reversed.reversed).unwrap();
        let stem = |id: &str| {
            id.replace("-required", "").replace("-optional", "").replace("optional-", "")
        };
        assert_eq!(
            stem(back.id),
            stem(rule.id),
            "{} reversed is {}, and that reversed is {}",
            rule.id,
            reversed.id,
            back.id
        );
        assert_eq!(rule.direction, reversed.direction, "{}", rule.id);
    }
}

#[test]
fn every_rule_about_data_has_one_for_the_other_way() {
    for rule in rules::all() {
        let way = match rule.id.split('-').next() {
            Some("request") => Direction::Request,
            Some("response") => Direction::Response,
            _ => continue,
        };
        assert_eq!(rule.direction, way, "{}", rule.id);
        // A body is what a request has and a response has; parts that only one of them has need no other way.
        let one_way = [
            ("request-body-", "requests have one body, responses one for each status"),
            ("request-encoding-", "only forms are encoded by part"),
            ("response-body-", "requests have one body, responses one for each status"),
            ("response-header-", "headers of requests are parameters"),
            ("response-links-", "only responses have links"),
        ];
        match rule.other_way {
            Some(other) => {
                let other =
                    rules::find(other).unwrap_or_else(|| panic!("{}: no rule {other}", rule.id));
                assert_ne!(other.direction, rule.direction, "{}", rule.id);
            }
            None => assert!(
                one_way.iter().any(|(start, _)| rule.id.starts_with(start)),
                "{} has no other way",
                rule.id
            ),
        }
    }
}
