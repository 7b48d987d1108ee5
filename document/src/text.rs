//! Characters that a reader does not see as what they are.

/// Characters that reorder the text around them (Unicode's bidirectional controls and marks).
#[must_use]
pub fn is_bidi(c: char) -> bool {
    matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Characters that show as nothing, as a line break that is none to most programs, or by what they do to others: zero widths,
/// separators of lines and paragraphs, invisible operators, the byte order mark, and those of [`is_bidi`].
#[must_use]
pub fn is_invisible(c: char) -> bool {
    is_bidi(c)
        || matches!(c, '\u{200b}'..='\u{200d}' | '\u{2028}' | '\u{2029}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}

/// A text from a document in quotes, escaped and cut after 80 characters, for a message.
#[must_use]
pub fn quoted(text: &str) -> String {
    const LONGEST: usize = 80;
    let mut shown: String = text.chars().take(LONGEST).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    format!("{shown:?}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_reorders_text_is_invisible_too() {
        for c in ['\u{61c}', '\u{200e}', '\u{202e}', '\u{2066}', '\u{2069}'] {
            assert!(is_bidi(c) && is_invisible(c), "{:x}", u32::from(c));
        }
        for c in
            ['\u{200b}', '\u{200d}', '\u{2028}', '\u{2029}', '\u{2060}', '\u{206f}', '\u{feff}']
        {
            assert!(!is_bidi(c) && is_invisible(c), "{:x}", u32::from(c));
        }
        for c in ['a', ' ', '\n', 'é', '中', '\u{a0}'] {
            assert!(!is_invisible(c), "{:x}", u32::from(c));
        }
    }
}
