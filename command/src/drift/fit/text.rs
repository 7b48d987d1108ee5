//! What has to be adapted, and what became of names, in the formats of the reports.

use std::fmt::Write;

use oas_diff::report::{Preamble, fenced};
use serde_json::{Map, Value, json};

use super::{Adapt, Fit, Kind};
use crate::changes::harmless::harmless;

/// How many lines of code are named for one thing.
const CODE: usize = 8;
/// How many names that fit nothing are in a refusal; the report has all.
const NAMES: usize = 5;

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Document => "document",
            Self::Client => "client",
            Self::Contract => "contract",
            Self::Code => "code",
            Self::Name => "name",
        }
    }
}

impl Fit {
    /// What stands above the changes.
    pub(in crate::drift) fn above(&self) -> Preamble {
        Preamble {
            text: self.text(),
            members: self.members(),
            annotations: self.annotations(),
            failures: self.adapt.iter().map(|one| line(&one.what)).collect(),
        }
    }

    fn text(&self) -> String {
        let mut out = String::new();
        if !self.adapt.is_empty() {
            let _ = writeln!(out, "What has to be adapted ({})\n", self.adapt.len());
        }
        for Adapt { kind, what, document, code } in &self.adapt {
            let _ = writeln!(out, "- {}: {}", kind.name(), line(what));
            if let Some(document) = document {
                let _ = writeln!(out, "  document: {}", line(document));
            }
            if !code.is_empty() {
                let shown: Vec<String> = code.iter().take(CODE).map(ToString::to_string).collect();
                let more = code.len().saturating_sub(CODE);
                let more = if more > 0 { format!(" and {more} more") } else { String::new() };
                let _ = writeln!(out, "  code: {}{more}", line(&shown.join(", ")));
            }
        }
        out
    }

    /// The names of new operations, as text or as Markdown; they stand below the changes.
    pub(in crate::drift) fn new_operations(&self, as_markdown: bool) -> String {
        let new = &self.names.new;
        if new.is_empty() {
            return String::new();
        }
        let list: String = new
            .iter()
            .map(|(operation, name)| format!("- {} is `{name}`\n", line(operation)))
            .collect();
        let (heading, list) = match as_markdown {
            true => ("### ", fenced("text", &list)),
            false => ("", list),
        };
        format!(
            "\n{heading}New operations ({})\n\n{list}\nA better name goes under `names` in {}{}: now, since a release fixes it.\n",
            new.len(),
            self.settings,
            if self.names.plan.added.is_empty() { "" } else { ", where the refresh lists them" },
        )
    }

    fn members(&self) -> Map<String, Value> {
        let adapt = |one: &Adapt| {
            json!({
                "kind": one.kind.name(),
                "what": one.what,
                "document": one.document,
                "code": one.code.iter().map(ToString::to_string).collect::<Vec<_>>(),
            })
        };
        let names = json!({
            "removed": self.names.plan.removed,
            "moved": self.names.moved,
            "new": self.names.new.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        });
        let adapt: Value = self.adapt.iter().map(adapt).collect();
        Map::from_iter([("adapt".to_owned(), adapt), ("names".to_owned(), names)])
    }

    /// Workflow commands, each at the first line of the code that relies on it.
    fn annotations(&self) -> String {
        let data = |text: &str| line(text).replace('%', "%25");
        let property = |text: &str| data(text).replace(':', "%3A").replace(',', "%2C");
        let mut out = String::new();
        for Adapt { kind, what, code, .. } in &self.adapt {
            let level = if kind.is_in_the_way() { "error" } else { "warning" };
            let place = code.first().map_or(String::new(), |one| {
                format!("file={},line={},", property(&one.file), one.line)
            });
            let title = format!("To be adapted ({})", kind.name());
            let _ = writeln!(out, "::{level} {place}title={title}::{}", data(what));
        }
        for (operation, name) in &self.names.new {
            let _ = writeln!(
                out,
                "::notice title=New operation::{} is `{name}`; a better name goes under `names` in {}",
                data(operation),
                self.settings
            );
        }
        out
    }
}

/// In one paragraph, why the document cannot take the place of the other.
pub(super) fn refusal(adapt: &[Adapt], settings: &str) -> Option<String> {
    let mut parts: Vec<String> = adapt
        .iter()
        .filter(|one| one.kind.is_in_the_way())
        .map(|one| match (one.kind, one.code.first()) {
            (Kind::Code, Some(place)) => format!("{place}: {}", one.what),
            _ => one.what.clone(),
        })
        .collect();
    if parts.is_empty() {
        return None;
    }
    let names: Vec<&Adapt> = adapt.iter().filter(|one| one.kind == Kind::Name).collect();
    parts.extend(names.iter().take(NAMES).map(|one| one.what.clone()));
    if names.len() > NAMES {
        let more = names.len() - NAMES;
        parts.push(format!("and {more} names more that no operation has, which the report lists"));
    }
    let count = match adapt.len() {
        1 => String::new(),
        count => format!("{count} things do not fit: "),
    };
    let advice = match adapt.iter().any(|one| one.kind == Kind::Contract) {
        true => format!(
            "; the hand-written code has to change first, then the `contract` in {settings}"
        ),
        false => String::new(),
    };
    Some(format!("{count}{}{advice}", line(&parts.join("; "))))
}

/// On one line, without what a terminal or an editor would act on.
fn line(text: &str) -> String {
    harmless(text, usize::MAX)
}
