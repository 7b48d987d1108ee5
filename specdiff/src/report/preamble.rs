//! What stands above the changes, in each of the formats.

use std::fmt::Write;

use serde::Serialize;
use serde_json::{Map, Value};

use super::text::markup;

/// More than this of it, in characters, is for the formats without a limit.
const MARKDOWN: usize = 24_000;

/// What a program has to say beside the changes: it stands above them in every report but the changelog, which is for those who
/// call the API.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Preamble {
    /// For people, in lines: terminal, Markdown and HTML.
    #[serde(skip)]
    pub text: String,
    /// Members of the JSON report.
    #[serde(flatten)]
    pub members: Map<String, Value>,
    /// Workflow commands for GitHub, a line each, escaped.
    #[serde(skip)]
    pub annotations: String,
    /// Sentences, each of which is a failure in JUnit.
    #[serde(skip)]
    pub failures: Vec<String>,
}

impl Preamble {
    /// Whether there is nothing to say to people.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    pub(super) fn terminal(&self) -> String {
        if self.is_empty() { String::new() } else { format!("{}\n", self.text) }
    }

    pub(super) fn markdown(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let mut text: String = self.text.chars().take(MARKDOWN).collect();
        if text.len() < self.text.len() {
            text.push_str("...\nThe rest did not fit here; the other formats have it.\n");
        }
        format!("{}\n", fenced("text", &text))
    }

    pub(super) fn html(&self) -> String {
        if self.is_empty() { String::new() } else { format!("<pre>{}</pre>\n", markup(&self.text)) }
    }

    /// A suite of its own.
    pub(super) fn junit(&self) -> String {
        let count = self.failures.len();
        let mut out = String::new();
        if count == 0 {
            return out;
        }
        let _ = writeln!(
            out,
            "  <testsuite name=\"to be adapted\" tests=\"{count}\" failures=\"{count}\">"
        );
        for failure in &self.failures {
            let name = markup(failure);
            let _ = writeln!(
                out,
                "    <testcase classname=\"adapt\" name=\"{name}\"><failure message=\"{name}\"/></testcase>"
            );
        }
        out.push_str("  </testsuite>\n");
        out
    }
}

/// A block of Markdown in which nothing is markup: its fence is longer than any in the text.
#[must_use]
pub fn fenced(language: &str, text: &str) -> String {
    let longest = text.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest.max(2) + 1);
    format!("{fence}{language}\n{text}{fence}\n")
}
