//! The patterns of `match` and `search`: I-Regexp (RFC 9485).

use regex::{Regex, RegexBuilder};

/// How large a compiled pattern may be, in bytes.
const LARGEST: usize = 1 << 20;

/// `None` for what is no pattern: it matches nothing.
pub(super) fn compiled(pattern: &str, whole: bool) -> Option<Regex> {
    let pattern = without_line_ends(pattern);
    let pattern = if whole { format!(r"\A(?:{pattern})\z") } else { pattern };
    RegexBuilder::new(&pattern)
        .size_limit(LARGEST)
        .dfa_size_limit(LARGEST)
        .nest_limit(64)
        .build()
        .ok()
}

/// A dot is no end of a line, of which I-Regexp has two characters.
fn without_line_ends(pattern: &str) -> String {
    let mut out = String::new();
    let (mut escaped, mut in_class) = (false, false);
    for c in pattern.chars() {
        match c {
            '.' if !escaped && !in_class => out.push_str(r"[^\n\r]"),
            _ => out.push(c),
        }
        match c {
            _ if escaped => {}
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        escaped = c == '\\' && !escaped;
    }
    out
}
