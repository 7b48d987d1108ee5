//! What the tests share.
#![allow(dead_code, unreachable_pub, clippy::unwrap_used, clippy::expect_used)]

pub mod edits;

use std::collections::BTreeSet;
use std::path::Path;

use oas_apidiff::{Client, observe};
use oas_codegen::Settings;
use oas_diff::{Document, Report, diff};

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A document and the client that is generated from it.
pub struct Side {
    pub settings: oas_diff::Settings,
    pub document: Document,
    pub client: Client,
}

impl Side {
    pub fn new(text: &str, name: &str, settings: &Settings) -> Self {
        let document = Document::parse(text, name).unwrap_or_else(|error| panic!("{error}"));
        let client =
            Client::generate(text, name, settings).unwrap_or_else(|error| panic!("{error}"));
        Self { settings: oas_apidiff::settings(settings), document, client }
    }

    pub fn load(path: &Path) -> Self {
        Self::new(&read(path), &path.to_string_lossy(), &Settings::default())
    }
}

/// The report of two documents, with what was observed of their clients.
pub fn observed(old: &Side, new: &Side) -> Report {
    let mut report = diff(&old.document, &new.document, &old.settings);
    observe(&mut report, (&old.document, &old.client), (&new.document, &new.client));
    report
}

/// What prediction cannot know: rule, pointer in the newer document, and why.
pub type Unknowable = (&'static str, &'static str, &'static str);

/// Where prediction and observation part, one line each, but for what cannot be known. What is listed and was predicted
/// all the same is noted in `used` by not being there.
pub fn unexpected(report: &Report, list: &[Unknowable], used: &mut BTreeSet<usize>) -> Vec<String> {
    let mut lines = disagreements(report);
    for (at, (rule, pointer, _)) in list.iter().enumerate() {
        let start = format!("{rule} {pointer} ");
        let before = lines.len();
        lines.retain(|line| !line.starts_with(&start));
        if lines.len() < before {
            used.insert(at);
        }
    }
    lines
}

/// Where prediction and observation part, one line each: none is what is wanted.
pub fn disagreements(report: &Report) -> Vec<String> {
    let mut found = Vec::new();
    for change in &report.changes {
        let seen = change.rust_observed.unwrap();
        if seen != change.rust {
            let items: Vec<String> =
                change.rust_items.iter().take(6).map(ToString::to_string).collect();
            found.push(format!(
                "{} {} predicted {}, observed {}: {} [{}]",
                change.rule,
                change.pointer(),
                change.rust.name(),
                seen.name(),
                change.message,
                items.join("; ")
            ));
        }
    }
    for item in &report.rust_items {
        found.push(format!("explained by no change: {item} ({})", item.class.name()));
    }
    found
}
