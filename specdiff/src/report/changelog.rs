//! What changed, for those who call the API: by resource, in words that need no OpenAPI.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use crate::change::{Change, Owner, Report};
use crate::class::{Class, Kind, Rust, Wire};
use crate::rules::{components, operations};

use super::markdown::{escape, spans};

/// What belongs to no resource alone.
const SHARED: &str = "Shared by several resources";
const SERVICE: &str = "The service as a whole";

/// A changelog in Markdown: what a caller can notice, grouped by resource, which is the first part of a path that is no
/// version; within each what breaks comes first. Words and names that are never sent are left out.
#[must_use]
pub fn changelog(report: &Report) -> String {
    let (old, new) = (&report.old, &report.new);
    let title = if new.title.is_empty() { "Changes" } else { new.title.as_str() };
    let mut out = format!("# {}", escape(title));
    if old.version == new.version {
        let _ = writeln!(out, " {}", escape(&new.version));
    } else {
        let _ = writeln!(out, " {} → {}", escape(&old.version), escape(&new.version));
    }
    let mut resources: BTreeMap<String, BTreeSet<(Label, String)>> = BTreeMap::new();
    for change in report.changes.iter().filter(|change| is_noticed(report, change)) {
        let line = (Label::of(change), sentence(change));
        resources.entry(resource(report, change)).or_default().insert(line);
    }
    if resources.is_empty() {
        out.push_str("\nNothing that a caller can notice.\n");
    }
    for (name, lines) in &resources {
        let _ = writeln!(out, "\n## {}\n", escape(name));
        for (label, line) in lines {
            let _ = writeln!(out, "- {}{}.", label.text(), spans(line));
        }
    }
    out
}

/// What a line begins with, in the order of the lines.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Label {
    Breaking,
    Security,
    Risky,
    Deprecated,
    New,
    Changed,
}

impl Label {
    fn of(change: &Change) -> Self {
        match change.class {
            Class::Breaking => Self::Breaking,
            Class::Security => Self::Security,
            _ if change.rule.ends_with("-deprecated") => Self::Deprecated,
            Class::Risky => Self::Risky,
            _ if change.rust == Rust::Minor && change.old.is_none() => Self::New,
            _ => Self::Changed,
        }
    }

    fn text(self) -> &'static str {
        match self {
            Self::Breaking => "**Breaking:** ",
            Self::Security => "**Security:** ",
            Self::Risky => "**May need a change:** ",
            Self::Deprecated => "**Deprecated:** ",
            Self::New => "**New:** ",
            Self::Changed => "",
        }
    }
}

/// Whether a caller can notice it: not words, not names of schemas, not what no operation has.
fn is_noticed(report: &Report, change: &Change) -> bool {
    let naming = components::ALL.iter().any(|rule| rule.id == change.rule)
        || change.rule == operations::OPERATION_ID_CHANGED.id;
    let reached = match &change.owner {
        Owner::Component { section, .. } if section != "securitySchemes" => {
            report.usage_of(change).is_some_and(|usage| !usage.operations.is_empty())
        }
        _ => true,
    };
    let words = change.kind == Kind::Docs
        || change.kind == Kind::Security
            && change.wire == Wire::Safe
            && change.rule.ends_with("-added");
    !words && !naming && reached
}

fn resource(report: &Report, change: &Change) -> String {
    let of_path = |path: &str| {
        let mut parts = path.split('/').filter(|part| !part.is_empty());
        let name = parts.find(|part| !is_prefix(part)).unwrap_or(path);
        let words = name.replace(['-', '_'], " ");
        let mut letters = words.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect::<String>())
    };
    let found = match &change.owner {
        Owner::Document => None,
        Owner::Path { path } | Owner::Operation { path, .. } => of_path(path),
        Owner::Component { .. } => {
            let operations = report.usage_of(change).into_iter().flat_map(|it| &it.operations);
            let paths = operations.filter_map(|operation| Some(operation.split_once(' ')?.1));
            let names: BTreeSet<String> = paths.filter_map(of_path).collect();
            match names.len() {
                0 => None,
                1 => names.into_iter().next(),
                _ => Some(SHARED.to_owned()),
            }
        }
    };
    found.unwrap_or_else(|| SERVICE.to_owned())
}

/// A part of a path that names no resource: a version, an `api`, a parameter.
fn is_prefix(part: &str) -> bool {
    let version =
        part.strip_prefix('v').is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    version || part.starts_with('{') || part.split('-').any(|word| word == "api")
}

/// The change as a sentence, without its full stop.
fn sentence(change: &Change) -> String {
    let subject = change.subject.as_str();
    let (owner, message) = (change.owner.to_string(), change.message.as_str());
    let thing = match &change.owner {
        Owner::Document => String::new(),
        Owner::Component { name, .. } if subject.is_empty() => format!("`{name}`: "),
        Owner::Component { name, .. } => format!("`{name}.{subject}` "),
        _ if message.contains(&owner) && subject.is_empty() => String::new(),
        _ if subject.is_empty() => format!("`{owner}`: "),
        _ => format!("`{owner}`, {subject}: "),
    };
    let words = match message {
        "became nullable" => "can be null now",
        "no longer nullable" => "is never null any more",
        other => other,
    };
    format!("{thing}{words}")
}
