use std::fmt::Write;

use crate::change::Report;
use crate::class::Class;
use crate::rules::ADDRESS;

use super::cause;
use super::group::{Group, groups, location, places};
use super::text::{counted, cut, not_compared, rust_items, segments, visible};

/// How long a comment on GitHub may be, in characters.
pub const GITHUB_COMMENT_LIMIT: usize = 65_536;

/// Room for what is said after the last entry that fits.
const RESERVE: usize = 400;
/// How many other places of an equal edit are named.
const NAMED: usize = 5;
/// How many public items of the crate are named for a change.
const ITEMS: usize = 3;
/// How long one text of a document may be.
const TEXT: usize = 300;

/// The report as Markdown for a comment, within `limit` characters: what is bad first, the harmless folded away. What
/// does not fit is counted.
#[must_use]
pub fn markdown(report: &Report, limit: usize) -> String {
    let mut out = report.preamble.markdown();
    let summary = &report.summary;
    let (old, new) = (&report.old, &report.new);
    let _ = writeln!(
        out,
        "### API changes: published clients {}, next release {}\n",
        summary.wire.name(),
        summary.rust.name()
    );
    let _ = writeln!(
        out,
        "{} {} → {} {}\n",
        escape(&old.name),
        escape(&old.version),
        escape(&new.name),
        escape(&new.version)
    );
    if !report.is_empty() {
        let _ = writeln!(out, "- Published clients: {}", spans(&cause::wire(report)));
        let _ = writeln!(out, "- Next release: {}\n", spans(&cause::rust(report)));
    }
    for line in not_compared(&report.not_compared, NAMED) {
        let _ = writeln!(out, "{}\n", escape(&line));
    }
    if report.is_empty() {
        out.push_str("No changes.\n");
        return out;
    }
    out.push_str(
        "| security | breaking | risky | safe | docs |\n| ---: | ---: | ---: | ---: | ---: |\n",
    );
    let _ = writeln!(
        out,
        "| {} | {} | {} | {} | {} |",
        summary.security, summary.breaking, summary.risky, summary.safe, summary.docs
    );
    let _ = writeln!(out, "\n<sub>{}</sub>", report.rust_basis.line());
    if !report.rust_items.is_empty() {
        let count = counted(report.rust_items.len(), "public item");
        let _ = writeln!(
            out,
            "\n{count} of the crate differ by none of these changes; the other reports have them."
        );
    }
    let mut length = out.chars().count();
    let mut left_out = 0;
    for class in Class::ALL {
        let groups = groups(report, class);
        if groups.is_empty() {
            continue;
        }
        let count: usize = groups.iter().map(|group| 1 + group.others.len()).sum();
        let title = format!("{} ({})", class.name(), counted(count, "change"));
        let folded = class < Class::Risky;
        let (head, tail) = if folded {
            (format!("\n<details><summary>{title}</summary>\n\n"), "\n</details>\n")
        } else {
            (format!("\n#### {title}\n\n"), "")
        };
        let frame = head.chars().count() + tail.chars().count();
        if length + frame + RESERVE > limit {
            left_out += count;
            continue;
        }
        out.push_str(&head);
        length += frame;
        for group in groups {
            let text = entry(report, &group);
            let size = text.chars().count();
            if length + size + RESERVE > limit {
                left_out += 1 + group.others.len();
                continue;
            }
            out.push_str(&text);
            length += size;
        }
        out.push_str(tail);
    }
    if left_out > 0 {
        let _ = writeln!(
            out,
            "\n{} did not fit here; the other reports have them.",
            counted(left_out, "change")
        );
    }
    out
}

fn entry(report: &Report, group: &Group<'_>) -> String {
    let change = group.first;
    let mut out = String::new();
    let _ = writeln!(out, "- **{}** {}", escape(&change.heading()), spans(&change.message));
    for detail in &change.details {
        let _ = writeln!(out, "  - {}", spans(detail));
    }
    for item in rust_items(&change.rust_items, ITEMS) {
        let _ = writeln!(out, "  - crate: {}", spans(&item));
    }
    let _ = write!(
        out,
        "  <br><sub><a href=\"{ADDRESS}{0}\">{0}</a> · rust {1} · {2}",
        change.rule,
        change.rust_class().name(),
        escape(&location(report, change))
    );
    if let Some(usage) = report.usage_of(change).filter(|usage| !usage.operations.is_empty()) {
        let _ = write!(out, " · used by {}", counted(usage.operations.len(), "operation"));
    }
    out.push_str("</sub>\n");
    // Whole: part of an entry accepts nothing.
    let entry = escape_whole(&change.accepted_entry());
    let _ = writeln!(out, "  <br><sub>accept: <code>{entry}</code></sub>");
    if !group.others.is_empty() {
        let _ = writeln!(out, "  <br><sub>also at {}</sub>", escape(&places(&group.others, NAMED)));
    }
    out
}

/// A message with what stands between backticks as code.
pub(super) fn spans(message: &str) -> String {
    let message = cut(message, TEXT);
    segments(&message)
        .map(|(is_code, text)| if is_code { code(text) } else { escape(text) })
        .collect()
}

fn code(text: &str) -> String {
    format!("<code>{}</code>", escape(text))
}

/// Text of a document in Markdown, not too much of it.
pub(super) fn escape(text: &str) -> String {
    escape_whole(&cut(text, TEXT))
}

/// Text of a document in Markdown: no markup, no HTML, no mention, no link, one line.
fn escape_whole(text: &str) -> String {
    let mut out = String::new();
    for c in visible(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // A backslash does not stop a mention, a reference to an issue or a bare link; a character reference does.
            '@' | '#' | '`' => {
                let _ = write!(out, "&#{};", u32::from(c));
            }
            '\\' | '*' | '_' | '{' | '}' | '[' | ']' | '(' | ')' | '!' | '|' | '~' | '$' => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    // A bare address is a link as well.
    out.replace("www.", "www&#46;").replace("://", "&#58;//")
}
