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

/// A changelog in Markdown: what a caller can notice, grouped by resource, which is the first tag of an operation, or the
/// first part of its path that is no version; within each what breaks comes first. Words and names that are never sent are left out.
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

/// The first tag of the operations that it concerns, or else the first part of their paths that names something.
fn resource(report: &Report, change: &Change) -> String {
    let of_operation = |operation: &str| {
        let tag = report.tags.get(operation).map(|tag| heading(tag));
        tag.or_else(|| of_path(operation.split_once(' ')?.1))
    };
    let names: BTreeSet<String> = match &change.owner {
        Owner::Document => BTreeSet::new(),
        Owner::Operation { .. } => of_operation(&change.owner.to_string()).into_iter().collect(),
        Owner::Path { path } => {
            let of_it = report.tags.iter().filter(|(operation, _)| {
                operation.split_once(' ').is_some_and(|(_, other)| other == path)
            });
            let tags: BTreeSet<String> = of_it.map(|(_, tag)| heading(tag)).collect();
            if tags.is_empty() { of_path(path).into_iter().collect() } else { tags }
        }
        Owner::Component { .. } => {
            let operations = report.usage_of(change).into_iter().flat_map(|it| &it.operations);
            operations.filter_map(|operation| of_operation(operation)).collect()
        }
    };
    let mut names = names.into_iter();
    match (names.next(), names.next()) {
        (None, _) => SERVICE.to_owned(),
        (Some(only), None) => only,
        (Some(_), Some(_)) => SHARED.to_owned(),
    }
}

fn of_path(path: &str) -> Option<String> {
    let mut parts = path.split('/').filter(|part| !part.is_empty());
    let name = parts.find(|part| !is_prefix(part)).unwrap_or(path);
    Some(heading(&name.replace(['-', '_'], " "))).filter(|name| !name.is_empty())
}

fn heading(words: &str) -> String {
    let mut letters = words.trim().chars();
    let first = letters.next().into_iter().flat_map(char::to_uppercase);
    first.chain(letters).collect()
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
