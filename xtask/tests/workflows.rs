//! The workflows of GitHub: nothing unpinned, no secret, no text of a document in a script.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::fs;

use support::{listing, root};

fn workflows() -> Vec<(String, String)> {
    let folder = root().join(".github/workflows");
    listing(&folder)
        .into_iter()
        .map(|name| {
            let text = fs::read_to_string(folder.join(&name)).unwrap();
            (name, text)
        })
        .collect()
}

/// The workflows, and the action.
fn all() -> Vec<(String, String)> {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    workflows().into_iter().chain([("action.yml".to_owned(), action)]).collect()
}

#[test]
fn there_are_three_workflows() {
    let names: Vec<String> = workflows().into_iter().map(|(name, _)| name).collect();
    assert_eq!(names, ["ci.yml", "release.yml", "spec-drift.yml"]);
}

#[test]
fn actions_are_pinned_to_a_commit() {
    let mut count = 0;
    for (name, text) in all() {
        for line in text.lines().filter(|line| line.contains("uses:") && !line.contains("uses: ./"))
        {
            let (_, action) = line.split_once('@').unwrap_or_default();
            let (commit, version) = action.split_once(" # v").unwrap_or_default();
            let pinned = commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit());
            assert!(pinned && !version.is_empty(), "{name}: {line}");
            count += 1;
        }
    }
    assert!(count > 8, "{count}");
}

#[test]
fn no_secret_is_needed_but_to_publish_and_permissions_are_named() {
    for (name, text) in workflows() {
        let secrets = text.matches("secrets.").count();
        if name == "release.yml" {
            // In a job that somebody has to let.
            let (_, publish) = text.split_once("  publish:\n").unwrap();
            assert!(publish.contains("environment: release"), "{name}");
            assert!(secrets == 1 && publish.contains("secrets.CARGO_REGISTRY_TOKEN"), "{name}");
        } else {
            assert_eq!(secrets, 0, "{name}");
        }
        assert!(text.lines().any(|line| line.starts_with("permissions:")), "{name}");
        assert!(!text.contains("write-all") && !text.contains("pull_request_target"), "{name}");
    }
}

/// Lines of scripts, by their indentation below `run:`.
fn scripts(text: &str) -> Vec<&str> {
    let indentation = |line: &str| line.len() - line.trim_start().len();
    let mut inside = None;
    let mut lines = Vec::new();
    for line in text.lines() {
        if let Some(outside) = inside {
            if line.trim().is_empty() || indentation(line) > outside {
                lines.push(line);
                continue;
            }
            inside = None;
        }
        if let Some((key, script)) = line.split_once("run:")
            && (key.trim().is_empty() || key.trim() == "-")
        {
            inside = Some(key.len());
            lines.push(script);
        }
    }
    lines
}

#[test]
fn scripts_get_values_from_the_environment_only() {
    for (name, text) in all() {
        let scripts = scripts(&text);
        assert!(scripts.len() > 3, "{name}: {scripts:?}");
        for line in scripts {
            assert!(!line.contains("${{"), "{name}: {line}");
        }
    }
}

/// A drift becomes a pull request or, where code has to be adapted first, an issue; never a red job without a word.
#[test]
fn a_drift_is_told_in_any_case() {
    let read = |name: &str| fs::read_to_string(root().join(name)).unwrap();
    let workflow = read(".github/workflows/spec-drift.yml");
    for part in [
        "if: needs.refresh.outputs.refreshed == 'true'",
        "if: needs.refresh.outputs.refreshed == 'false'",
        "gh issue create",
    ] {
        assert!(workflow.contains(part), "{part}");
    }
    let script = read(".github/action/documents.sh");
    for part in [
        "1 | 3) echo \"drift=true\"",
        "0) echo \"refreshed=true\"",
        "test -s \"$REPORT\"",
        "echo \"refreshed=false\"",
    ] {
        assert!(script.contains(part), "{part}");
    }
    // The workflow is the first user of the action, and has it commit these.
    assert_eq!(workflow.matches("uses: ./\n").count(), 2);
    let (_, paths) = workflow.split_once("paths: |\n").unwrap();
    let paths: Vec<&str> = paths.lines().take(4).map(str::trim).collect();
    assert_eq!(paths, ["openapi.json", "openapi.lock", "generate.json", "sandbox/openapi.json"]);
}

/// actionlint does not look into an action of the repository itself.
#[test]
fn what_the_action_is_given_are_its_inputs() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    let (_, inputs) = action.split_once("\ninputs:\n").unwrap();
    let (inputs, _) = inputs.split_once("\n\n").unwrap();
    let keys = |text: &str, indentation: &str| -> Vec<String> {
        let keys = text.lines().filter_map(|line| line.strip_prefix(indentation)?.split_once(':'));
        keys.filter(|(key, _)| !key.starts_with(' ')).map(|(key, _)| key.to_owned()).collect()
    };
    let inputs = keys(inputs, "  ");
    let mut given = 0;
    for (name, text) in workflows() {
        for with in text.split("uses: ./\n        with:\n").skip(1) {
            let end = with.lines().take_while(|line| line.starts_with("          "));
            for key in keys(&end.collect::<Vec<_>>().join("\n"), "          ") {
                assert!(inputs.contains(&key), "{name}: {key}");
                given += 1;
            }
        }
    }
    assert_eq!(given, 8);
}

/// The scripts of the action run in tests of cargo-oas, with these values.
#[test]
fn the_action_gives_its_scripts_what_they_read() {
    let action = fs::read_to_string(root().join("action.yml")).unwrap();
    for script in ["documents", "pull-request"] {
        let file = format!(".github/action/{script}.sh");
        let (step, _) = action.split_once(&file).unwrap();
        let (_, given) = step.rsplit_once("env:\n").unwrap();
        let text = fs::read_to_string(root().join(&file)).unwrap();
        let names: Vec<&str> = given
            .lines()
            .filter_map(|line| line.trim().split_once(": ${{"))
            .map(|it| it.0)
            .collect();
        assert!(names.len() > 3, "{names:?}");
        for name in names {
            assert!(text.contains(name), "{file} does not know {name}");
        }
    }
}

#[test]
fn steps_of_ci_are_steps_of_the_command() {
    let steps = support::xtask(&root(), ["ci", "--list"]).exits(0).stdout;
    let known: Vec<&str> =
        steps.lines().filter_map(|line| line.split_whitespace().next()).collect();
    let text = fs::read_to_string(root().join(".github/workflows/ci.yml")).unwrap();
    let mut run: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split_once("steps: ")?.1.strip_suffix(" }"))
        .flat_map(str::split_whitespace)
        .collect();
    run.sort_unstable();
    let mut sorted = known;
    sorted.sort_unstable();
    assert_eq!(run, sorted, "each step is run once");
}

/// The page of a release says what the changelog says of its version.
#[test]
fn release_notes_are_those_of_the_changelog() {
    let workflow = fs::read_to_string(root().join(".github/workflows/release.yml")).unwrap();
    assert!(workflow.contains("bash .github/release/notes.sh \"$version\"\n"));
    assert!(workflow.contains("--notes-file \"$RUNNER_TEMP/notes.md\""));
    let script = fs::read_to_string(root().join(".github/release/notes.sh")).unwrap();
    let changelog = "# Changelog\n\n## [Unreleased]\n\n- Later.\n\n## [0.2.0] - 2027-01-31\n\n### Added\n\n- New.\n\n## [0.1.1] - not yet published\n\n- Soon.\n\n## [0.1.0] - 2026-12-01\n\n## [0.0.1] - 2026-11-01\n\n- Old.\n";
    let folder =
        support::folder(&[(".github/release/notes.sh", &script), ("CHANGELOG.md", changelog)]);
    let notes = |version: &str| {
        let mut bash = std::process::Command::new("bash");
        bash.current_dir(folder.path()).args([".github/release/notes.sh", version]);
        support::finish(bash.output())
    };
    assert_eq!(notes("0.2.0").exits(0).stdout, "### Added\n\n- New.\n");
    assert_eq!(notes("0.0.1").exits(0).stdout, "- Old.\n");
    // No day, no words, no version, and nothing that only looks like it.
    for (version, says) in
        [("0.1.1", "has no day for"), ("0.1.0", "says nothing of"), ("9.9.9", ""), ("0.2", "")]
    {
        let run = notes(version).exits(1);
        assert!(run.stderr.contains(says), "{version}: {}", run.stderr);
        assert_eq!(run.stdout, "");
    }
}

/// The version that the crates have is the newest of the changelog, below what is not released.
#[test]
fn the_changelog_has_the_version_of_the_crates() {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let (_, version) = manifest.split_once("\nversion = \"").unwrap();
    let (version, _) = version.split_once('"').unwrap();
    let changelog = fs::read_to_string(root().join("CHANGELOG.md")).unwrap();
    let headings: Vec<&str> = changelog.lines().filter(|line| line.starts_with("## ")).collect();
    assert_eq!(headings[0], "## [Unreleased]");
    assert!(headings[1].starts_with(&format!("## [{version}] - ")), "{}", headings[1]);
}
