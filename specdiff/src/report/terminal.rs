use std::fmt::Write;

use crate::change::{Change, Report, Source};
use crate::class::Class;

use super::group::{Group, groups, location};
use super::text::{counted, cut, rust_items, visible};

/// How the terminal report looks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Terminal {
    /// Whether to write colours.
    pub color: bool,
    /// Characters in a line; at least 40 are used.
    pub width: usize,
    /// Whether to list safe changes and changes of words, which are only counted otherwise.
    pub verbose: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { color: false, width: 100, verbose: false }
    }
}

impl Terminal {
    /// With or without colours.
    #[must_use]
    pub fn with_color(mut self, color: bool) -> Self {
        self.color = color;
        self
    }

    /// For lines of so many characters.
    #[must_use]
    pub fn with_width(mut self, width: usize) -> Self {
        self.width = width;
        self
    }

    /// With safe changes and changes of words listed.
    #[must_use]
    pub fn with_verbose(mut self, verbose: bool) -> Self {
        self.verbose = verbose;
        self
    }
}

/// How many other places of an equal edit are named.
const NAMED: usize = 3;
/// How many public items of the crate are named for a change.
const ITEMS: usize = 2;

/// The report for a person at a terminal: what is bad first, equal edits together, the rest counted.
#[must_use]
pub fn terminal(report: &Report, options: &Terminal) -> String {
    let style = Style { color: options.color };
    let width = options.width.max(40);
    let mut out = String::new();
    let _ = writeln!(out, "{}", cut(&format!("old  {}", source(&report.old)), width));
    let _ = writeln!(out, "{}", cut(&format!("new  {}", source(&report.new)), width));
    if report.is_empty() {
        out.push_str("\nno changes\n");
        not_compared(&mut out, report, width);
        return out;
    }
    for class in Class::ALL {
        let groups = groups(report, class);
        let count = report.changes.iter().filter(|change| change.class == class).count();
        if count == 0 {
            continue;
        }
        let listed = options.verbose || class >= Class::Risky;
        if !listed {
            continue;
        }
        let _ = writeln!(
            out,
            "\n{} {}",
            style.paint(class, &class.name().to_uppercase()),
            style.dim(&counted(count, "change"))
        );
        for group in groups {
            entry(&mut out, report, &group, &style, width);
        }
    }
    let summary = &report.summary;
    let counts: Vec<String> = [
        (Class::Security, summary.security),
        (Class::Breaking, summary.breaking),
        (Class::Risky, summary.risky),
        (Class::Safe, summary.safe),
        (Class::Docs, summary.docs),
    ]
    .into_iter()
    .filter(|(_, count)| *count > 0)
    .map(|(class, count)| style.paint(class, &format!("{count} {}", class.name())))
    .collect();
    let _ = writeln!(out, "\n{}", counts.join(", "));
    let _ = writeln!(
        out,
        "published clients: {}; next release of the crate: {}",
        summary.wire.name(),
        summary.rust.name()
    );
    let _ = writeln!(out, "{}", report.rust_basis.line());
    for item in rust_items(&report.rust_items, ITEMS) {
        let line = format!("crate, by none of the changes: {}", visible(&item));
        let _ = writeln!(out, "{}", cut(&line, width));
    }
    not_compared(&mut out, report, width);
    out
}

fn not_compared(out: &mut String, report: &Report, width: usize) {
    for name in report.not_compared.iter().take(NAMED) {
        let line = format!("not compared: what {} says, to which both refer", visible(name));
        let _ = writeln!(out, "{}", cut(&line, width));
    }
    let more = report.not_compared.len().saturating_sub(NAMED);
    if more > 0 {
        let _ = writeln!(out, "not compared: {more} more documents to which both refer");
    }
}

fn entry(out: &mut String, report: &Report, group: &Group<'_>, style: &Style, width: usize) {
    let change = group.first;
    let owner = visible(&change.heading());
    let mut head = cut(&owner, width.saturating_sub(4));
    if let Some(usage) = report.usage_of(change).filter(|usage| !usage.operations.is_empty()) {
        let _ = write!(
            head,
            " {}",
            style.dim(&format!("used by {}", counted(usage.operations.len(), "operation")))
        );
    }
    let _ = writeln!(out, "  {head}");
    let _ = writeln!(out, "    {}", cut(&visible(&change.message), width.saturating_sub(4)));
    for detail in &change.details {
        let _ =
            writeln!(out, "      {}", style.dim(&cut(&visible(detail), width.saturating_sub(6))));
    }
    for item in rust_items(&change.rust_items, ITEMS) {
        let line = format!("crate: {}", visible(&item));
        let _ = writeln!(out, "      {}", style.dim(&cut(&line, width.saturating_sub(6))));
    }
    let facts = format!(
        "{}  rust {}  {}",
        change.rule,
        change.rust_class().name(),
        visible(&location(report, change))
    );
    let _ = writeln!(out, "    {}", style.dim(&facts));
    if !group.others.is_empty() {
        let _ = writeln!(out, "    {}", cut(&others(&group.others), width.saturating_sub(4)));
    }
}

fn others(changes: &[&Change]) -> String {
    let mut homes: Vec<String> =
        changes.iter().map(|change| visible(&change.owner.to_string())).collect();
    homes.dedup();
    let mut told = format!(
        "and in {} more: {}",
        changes.len(),
        homes.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ")
    );
    if homes.len() > NAMED {
        told.push_str(", …");
    }
    told
}

fn source(source: &Source) -> String {
    let mut told = visible(&source.name);
    for part in [&source.title, &source.version] {
        if !part.is_empty() {
            let _ = write!(told, "  {}", visible(part));
        }
    }
    let _ = write!(
        told,
        "  ({}, {})",
        counted(source.operations, "operation"),
        counted(source.schemas, "schema")
    );
    told
}

struct Style {
    color: bool,
}

impl Style {
    fn paint(&self, class: Class, text: &str) -> String {
        let code = match class {
            Class::Security => "1;35",
            Class::Breaking => "1;31",
            Class::Risky => "33",
            Class::Safe => "32",
            Class::Docs => "36",
        };
        self.wrap(code, text)
    }

    fn dim(&self, text: &str) -> String {
        self.wrap("2", text)
    }

    fn wrap(&self, code: &str, text: &str) -> String {
        if self.color { format!("\u{1b}[{code}m{text}\u{1b}[0m") } else { text.to_owned() }
    }
}
