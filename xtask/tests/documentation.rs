//! What is written about settings and commands, against what there is.

mod support;

use std::collections::BTreeSet;
use std::fs;

use support::{root, xtask};

/// A message about an unknown member lists those that are known.
#[test]
fn every_setting_is_documented() {
    let readme = fs::read_to_string(root().join("codegen/README.md")).unwrap();
    let mut documented = 0;
    for settings in [
        r#"{ "?": 0 }"#,
        r#"{ "envelope": { "?": 0 } }"#,
        r#"{ "paging": { "?": 0 } }"#,
        r#"{ "contract": [{ "?": 0 }] }"#,
        r#"{ "contract": [{ "operation": "", "by": "", "part": "?" }] }"#,
        r#"{ "foreign_refs": "?" }"#,
        r#"{ "without_type": "?" }"#,
        r#"{ "integers": "?" }"#,
    ] {
        let error = oas_codegen::Settings::from_json(settings).expect_err("unknown").to_string();
        let (_, known) = error.split_once(", expected ").expect("a list");
        for name in known.split('`').skip(1).step_by(2) {
            let spelled = [format!("`{name}`"), format!("\"{name}\"")];
            assert!(
                spelled.iter().any(|name| readme.contains(name)),
                "{name} is not in codegen/README.md"
            );
            documented += 1;
        }
    }
    assert!(documented >= 20, "{documented}");
}

#[test]
fn every_example_is_in_the_readme_and_there() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let named = readme.split("cargo run --example ").skip(1);
    let named: BTreeSet<&str> =
        named.filter_map(|rest| rest.split([' ', '`', '\n']).next()).collect();
    let files = fs::read_dir(root().join("examples")).unwrap();
    let files: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    let there: BTreeSet<&str> = files
        .iter()
        .filter(|file| file.is_file())
        .filter_map(|file| file.file_stem()?.to_str())
        .collect();
    assert_eq!(named, there);
}

#[test]
fn every_command_has_help_with_exit_codes() {
    let commands: [&[&str]; 13] = [
        &["corpus"],
        &["generate"],
        &["ci"],
        &["completions"],
        &["rehearse"],
        &["spec", "bundle"],
        &["spec", "check"],
        &["spec", "diff"],
        &["spec", "inspect"],
        &["spec", "lock"],
        &["spec", "overlay"],
        &["spec", "refresh"],
        &["wire-suite"],
    ];
    for command in commands {
        let run = support::finish(support::command(&root()).args(command).arg("--help").output())
            .exits(0);
        assert!(run.stdout.contains("Exit codes:"), "{command:?}");
        assert!(run.stdout.lines().all(|line| line.chars().count() <= 100), "{}", run.stdout);
    }
    xtask(&root(), []).exits(2);
    xtask(&root(), ["specs"]).exits(2);
}

#[test]
fn ci_lists_its_steps() {
    let run = xtask(&root(), ["ci", "--list"]).exits(0);
    let steps: Vec<&str> =
        run.stdout.lines().filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(
        steps,
        [
            "fmt",
            "lock",
            "clippy",
            "browser",
            "test",
            "alone",
            "soak",
            "schemathesis",
            "doc",
            "corpus",
            "workflows",
            "package",
            "first-use"
        ]
    );
}

/// What it is, how to get it, an example, what holds, and where to read on: in this order in every crate that is published.
#[test]
fn readmes_have_one_shape() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, members) = manifest.split_once("members = [").unwrap();
    let members = members.split(']').next().unwrap().split(", ").map(|it| it.trim_matches('"'));
    let mut looked_at = 0;
    for place in members.chain(["."]) {
        let manifest = fs::read_to_string(root().join(place).join("Cargo.toml")).unwrap();
        if manifest.contains("publish = false") {
            continue;
        }
        let readme = fs::read_to_string(root().join(place).join("README.md")).unwrap();
        let wanted = ["## Install", "## Example", "## What holds", "## Read on", "## Licence"];
        let headings = readme.lines().filter(|line| wanted.contains(line));
        assert_eq!(headings.collect::<Vec<_>>(), wanted, "{place}");
        let (what, rest) = readme.split_once("## Install").unwrap();
        assert!(what.starts_with("# ") && what.trim().lines().count() > 2, "{place}: what it is");
        let (install, rest) = rest.split_once("## Example").unwrap();
        assert!(install.contains("```"), "{place}: how to get it");
        let (example, _) = rest.split_once("\n## ").unwrap();
        let code = example.split("```").nth(1).unwrap_or_default().trim().lines().skip(1);
        assert!((3..=20).contains(&code.count()), "{place}: a short example");
        looked_at += 1;
    }
    assert_eq!(looked_at, 11);
}
