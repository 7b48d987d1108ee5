//! Making text of a document harmless.

use oas_source::text::is_invisible;

use crate::change::RustItem;

/// Control and bidirectional characters as `\u{..}`, so that a terminal or an editor shows what is there.
pub(super) fn visible(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\r' | '\t' => out.push(' '),
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// Text for HTML and XML, between tags or in a quoted attribute.
#[must_use]
pub fn markup(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\n' | '\t' => out.push(c),
            // XML has no way to write most control characters, and the noncharacters neither.
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c if c.is_control() || is_invisible(c) => out.extend(c.escape_unicode()),
            c => out.push(c),
        }
    }
    out
}

/// The first of the public items that a change made others, a line each, and how many there are beside.
pub(super) fn rust_items(items: &[RustItem], shown: usize) -> Vec<String> {
    let mut told: Vec<String> = items.iter().take(shown).map(ToString::to_string).collect();
    if items.len() > shown {
        let more = counted(items.len() - shown, "more public item");
        told.push(format!("and {more}"));
    }
    told
}

/// A line for each of the first documents that were not compared, and one for the rest.
pub(super) fn not_compared(names: &[String], shown: usize) -> Vec<String> {
    let told = |name: &String| format!("not compared: what {name} says, to which both refer");
    let mut lines: Vec<String> = names.iter().take(shown).map(told).collect();
    if names.len() > shown {
        let more = counted(names.len() - shown, "more document");
        lines.push(format!("not compared: {more} to which both refer"));
    }
    lines
}

/// `1 change`, `2 changes`.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

/// At most `width` characters, the last of them `…` where something was cut off.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut out: String = text.chars().take(width.saturating_sub(1)).collect();
    out.push('…');
    out
}

/// The parts of a message, each with whether it stands between backticks. Text of a document may have backticks of its
/// own; then the wrong part is set as code, and nothing else happens.
pub(super) fn segments(message: &str) -> impl Iterator<Item = (bool, &str)> {
    message
        .split('`')
        .enumerate()
        .map(|(at, text)| (at % 2 == 1, text))
        .filter(|(_, text)| !text.is_empty())
}
