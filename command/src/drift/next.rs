//! What to do after a refresh: the version, and lines for the changelog.

use std::collections::BTreeSet;
use std::io::ErrorKind;
use std::path::Path;

use crate::failure::Failure;
use oas_diff::{Change, Class, Report, Rust, Wire};
use toml::Table;

use oas_diff::report::fenced;

use crate::changes::harmless::harmless;
use crate::vendored::Place;

/// More lines than this are for the report.
const LINES: usize = 60;
const WIDTH: usize = 200;

/// The headings of Keep a Changelog, in its order.
const HEADINGS: [&str; 5] = ["Added", "Changed", "Deprecated", "Removed", "Security"];

/// The steps, as text or as Markdown.
pub(super) fn steps(place: &Place, report: &Report, markdown: bool) -> Result<String, Failure> {
    let mut steps = Vec::new();
    // Where there is no version, nothing is released.
    if let Some(version) = version(&place.project.root)? {
        steps.push(format!("{}\n", release(&version, report.summary.rust)));
        let changelog = changelog(report);
        steps.push(match (changelog.is_empty(), markdown) {
            (true, _) => "Nothing for CHANGELOG.md: no user of the crate notices.\n".to_owned(),
            (false, true) => format!("{UNRELEASED}\n\n{}\n", fenced("markdown", &changelog)),
            (false, false) => format!("{UNRELEASED}\n\n{changelog}\n"),
        });
    }
    steps.extend(place.steps.iter().map(|step| format!("{step}\n")));
    if place.accepted().exists() {
        steps.push(format!(
            "Remove from {} what is no drift any more; `{} check` names it.\n",
            place.accepted_name(),
            place.command
        ));
    }
    let steps = steps.iter().zip(1..).map(|(step, number)| format!("{number}. {step}"));
    let heading = if markdown { "\n### What to do next\n" } else { "\nWhat to do next\n" };
    Ok(format!("{heading}\n{}", steps.collect::<String>()))
}

const UNRELEASED: &str =
    "Under `[Unreleased]` in CHANGELOG.md, in better words where there are any:";

fn release(version: &str, rust: Rust) -> String {
    let why = match rust {
        Rust::Major => "code that compiled no longer does",
        Rust::Minor => "there are new items in the crate",
        Rust::None => "nothing of the crate's public items changes",
    };
    match bumped(version, rust) {
        Some(next) => {
            format!("The next release is {next}, after {version}: {why} ({}).", rust.name())
        }
        None => format!("The next release after {version} is a {} one: {why}.", rust.name()),
    }
}

/// The version in the manifest at the root, if there is one.
fn version(root: &Path) -> Result<Option<String>, Failure> {
    let path = root.join("Cargo.toml");
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Failure::file(&path, "read", error)),
    };
    let manifest: Table =
        text.parse().map_err(|error: toml::de::Error| Failure::file(&path, "use", error))?;
    let version = |value: Option<&toml::Value>| Some(value?.get("version")?.as_str()?.to_owned());
    let shared = manifest.get("workspace").and_then(|workspace| workspace.get("package"));
    Ok(version(shared).or_else(|| version(manifest.get("package"))))
}

/// The next version by Semantic Versioning as cargo reads it: the first part that is not zero stands for `major`.
fn bumped(version: &str, rust: Rust) -> Option<String> {
    let parts: Vec<u64> = version.split('.').map(str::parse).collect::<Result<_, _>>().ok()?;
    let &[major, minor, patch] = parts.as_slice() else {
        return None;
    };
    Some(match (rust, major, minor) {
        (Rust::Major, 0, 0) => format!("0.0.{}", patch + 1),
        (Rust::Major, 0, _) => format!("0.{}.0", minor + 1),
        (Rust::Major, ..) => format!("{}.0.0", major + 1),
        (Rust::Minor, 1.., _) => format!("{major}.{}.0", minor + 1),
        _ => format!("{major}.{minor}.{}", patch + 1),
    })
}

/// A line a change that a user of the crate can notice.
fn changelog(report: &Report) -> String {
    let mut seen = BTreeSet::new();
    let mut out = String::new();
    let (mut count, mut left_out) = (0, 0);
    for heading in HEADINGS {
        let mut lines = String::new();
        for change in report.changes.iter().filter(|change| section(change) == Some(heading)) {
            let line = line(change);
            if !seen.insert(line.clone()) {
                continue;
            }
            if count == LINES {
                left_out += 1;
                continue;
            }
            count += 1;
            lines.push_str(&line);
        }
        if !lines.is_empty() {
            out.push_str(&format!("### {heading}\n\n{lines}\n"));
        }
    }
    if left_out > 0 {
        out.push_str(&format!("And {left_out} more, which are in the report.\n\n"));
    }
    out.truncate(out.trim_end().len());
    if !out.is_empty() {
        out.push('\n');
    }
    out
}

fn section(change: &Change) -> Option<&'static str> {
    let noticed = change.rust_class() != Rust::None
        || change.wire != Wire::Safe
        || change.class == Class::Security;
    if !noticed {
        return None;
    }
    Some(if change.class == Class::Security {
        "Security"
    } else if change.rule.contains("deprecated") {
        "Deprecated"
    } else if change.rule.ends_with("-removed") {
        "Removed"
    } else if change.rust_class() == Rust::Minor && change.wire == Wire::Safe {
        "Added"
    } else {
        "Changed"
    })
}

fn line(change: &Change) -> String {
    let breaking = if change.rust_class() == Rust::Major { "**Breaking:** " } else { "" };
    let (heading, message) = (change.heading(), &change.message);
    let place = if message.contains(&heading) {
        String::new()
    } else {
        format!("{}: ", harmless(&heading, WIDTH))
    };
    format!("- {breaking}{place}{}\n", harmless(message, WIDTH))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_go_up_as_cargo_reads_them() {
        for (version, rust, next) in [
            ("1.2.3", Rust::Major, "2.0.0"),
            ("1.2.3", Rust::Minor, "1.3.0"),
            ("1.2.3", Rust::None, "1.2.4"),
            ("0.1.2", Rust::Major, "0.2.0"),
            ("0.1.2", Rust::Minor, "0.1.3"),
            ("0.0.2", Rust::Major, "0.0.3"),
        ] {
            assert_eq!(bumped(version, rust).as_deref(), Some(next));
        }
        assert_eq!(bumped("1.0.0-rc.1", Rust::Minor), None);
    }
}
