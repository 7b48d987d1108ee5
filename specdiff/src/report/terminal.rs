use std::fmt::Write;

use crate::change::{Report, Source};
use crate::class::{Class, Kind};

use crate::rules::ADDRESS;

use super::cause;
use super::group::{Group, groups, location, places};
use super::text::{counted, cut, not_compared, rust_items, visible};

/// How the terminal report looks.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Terminal {
    /// Whether to write colours.
    pub color: bool,
    /// Characters in a line, at least 40; nothing is cut by default.
    pub width: usize,
    /// Whether to list safe changes and changes of words, which are only counted otherwise.
    pub verbose: bool,
}

impl Default for Terminal {
    fn default() -> Self {
        Self { color: false, width: usize::MAX, verbose: false }
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
    let mut out = report.preamble.terminal();
    let _ = writeln!(out, "{}", cut(&format!("old  {}", source(&report.old)), width));
    let _ = writeln!(out, "{}\n", cut(&format!("new  {}", source(&report.new)), width));
    if report.is_empty() {
        out.push_str("no changes\n");
        unread(&mut out, report, width);
        return out;
    }
    verdict(&mut out, report, &style);
    let mut quiet = 0;
    for class in Class::ALL {
        let (listed, counted_only): (Vec<_>, Vec<_>) = groups(report, class)
            .into_iter()
            .partition(|group| options.verbose || class >= Class::Risky || is_notice(group));
        let size =
            |groups: &[Group<'_>]| groups.iter().map(|it| 1 + it.others.len()).sum::<usize>();
        quiet += size(&counted_only);
        if listed.is_empty() {
            continue;
        }
        let _ = writeln!(
            out,
            "\n{} {}",
            style.paint(class, &class.name().to_uppercase()),
            style.dim(&counted(size(&listed), "change"))
        );
        for group in listed {
            entry(&mut out, report, &group, &style, (width, options.verbose));
        }
    }
    if quiet > 0 {
        let _ =
            writeln!(out, "\n{} not listed; --verbose lists all", counted(quiet, "safe change"));
    }
    let _ = writeln!(out, "\nwhy: {ADDRESS}RULE");
    for item in rust_items(&report.rust_items, ITEMS) {
        let line = format!("crate, by none of the changes: {}", visible(&item));
        let _ = writeln!(out, "{}", cut(&line, width));
    }
    unread(&mut out, report, width);
    out
}

/// What a reader wants to know first: both verdicts, each with its cause, and how much there is of what.
fn verdict(out: &mut String, report: &Report, style: &Style) {
    for (question, answer) in [
        ("published clients", cause::wire(report)),
        ("next release of the crate", cause::rust(report)),
    ] {
        // Never cut: it is what the rest of the report is for.
        let _ = writeln!(out, "{question}: {}", visible(&answer));
    }
    let counts: Vec<String> = Class::ALL
        .into_iter()
        .map(|class| (class, report.changes.iter().filter(|it| it.class == class).count()))
        .filter(|(_, count)| *count > 0)
        .map(|(class, count)| style.paint(class, &format!("{count} {}", class.name())))
        .collect();
    let _ = writeln!(out, "{}", counts.join(", "));
    let _ = writeln!(out, "{}", report.rust_basis.line());
}

fn unread(out: &mut String, report: &Report, width: usize) {
    for line in not_compared(&report.not_compared, NAMED) {
        let _ = writeln!(out, "{}", cut(&visible(&line), width));
    }
}

fn is_notice(group: &Group<'_>) -> bool {
    group.first.kind == Kind::Notice
}

fn entry(
    out: &mut String,
    report: &Report,
    group: &Group<'_>,
    style: &Style,
    (width, verbose): (usize, bool),
) {
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
    let entry = visible(&change.accepted_entry());
    let _ = writeln!(out, "    {}", style.dim(&format!("accept: {entry}")));
    if !group.others.is_empty() {
        let shown = if verbose { usize::MAX } else { NAMED };
        let also = format!("also at {}", visible(&places(&group.others, shown)));
        let _ = writeln!(out, "    {}", cut(&also, width.saturating_sub(4)));
    }
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
