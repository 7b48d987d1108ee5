//! Other people's text, made fit for one line of an error.

use std::fmt;

/// How much of a text is shown.
const LONGEST: usize = 300;

/// Shows a text in one line: control characters become spaces, what is too long is cut.
#[must_use]
pub fn line(text: &str) -> Line<'_> {
    Line(text)
}

/// A text that is shown in one line; made by [`line()`].
#[derive(Clone, Copy, Debug)]
pub struct Line<'a>(&'a str);

impl fmt::Display for Line<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        for (count, mut character) in self.0.trim().chars().enumerate() {
            if count == LONGEST {
                return f.write_str("...");
            }
            if character.is_control() || is_bidi(character) {
                character = ' ';
            }
            f.write_char(character)?;
        }
        Ok(())
    }
}

/// Characters that reorder the text around them on a terminal.
fn is_bidi(character: char) -> bool {
    matches!(character, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{2028}' | '\u{2029}')
}

/// serde's account of a value that does not fit, without the value: it may be a secret.
///
/// serde quotes the value it found in `"..."` or, for numbers and the like, in backticks after their type.
pub(super) fn without_values(message: &str) -> String {
    let mut clean = String::with_capacity(message.len());
    let mut rest = message;
    while let Some(at) = rest.find(['"', '`']) {
        let (before, quoted) = rest.split_at(at);
        clean.push_str(before);
        let mark = if quoted.starts_with('"') { '"' } else { '`' };
        let (inside, after) = quotation(&quoted[1..], mark);
        // The names of fields and the words that were expected come from the document, not from the server.
        if mark == '`' && (before.ends_with("field ") || clean.contains("expected ")) {
            clean.push('`');
            clean.push_str(inside);
            clean.push('`');
        } else if clean.ends_with(' ') {
            clean.pop();
        }
        rest = after;
    }
    clean.push_str(rest);
    clean
}

/// What stands before the closing mark, and what follows it.
fn quotation(text: &str, mark: char) -> (&str, &str) {
    let mut escaped = false;
    for (at, character) in text.char_indices() {
        if escaped {
            escaped = false;
        } else if character == '\\' && mark == '"' {
            escaped = true;
        } else if character == mark {
            return (&text[..at], &text[at + mark.len_utf8()..]);
        }
    }
    (text, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decode<T: serde::de::DeserializeOwned>(json: &str) -> String {
        match serde_json::from_str::<T>(json) {
            Ok(_) => panic!("it decodes"),
            Err(error) => without_values(&error.to_string()),
        }
    }

    #[test]
    fn a_value_that_does_not_fit_is_not_repeated() {
        #[derive(Debug, serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        #[allow(dead_code)]
        struct Thing {
            size: u8,
        }
        #[derive(serde::Deserialize)]
        #[serde(rename_all = "lowercase")]
        #[allow(dead_code)]
        enum Word {
            One,
            Two,
        }
        assert_eq!(
            decode::<u8>(r#""s3\"cret""#),
            "invalid type: string, expected u8 at line 1 column 10"
        );
        assert_eq!(
            decode::<String>("12345"),
            "invalid type: integer, expected a string at line 1 column 5"
        );
        assert_eq!(decode::<u8>("-7"), "invalid value: integer, expected u8 at line 1 column 2");
        assert_eq!(decode::<Thing>("{}"), "missing field `size` at line 1 column 2");
        let word = decode::<Word>(r#""s3cret""#);
        assert!(!word.contains("s3cret") && word.contains("`one` or `two`"), "{word}");
    }

    proptest::proptest! {
        #[test]
        fn no_string_survives(value in "[a-z0-9\"\\\\`é\n]{4,20}") {
            let json = serde_json::to_string(&format!("secret{value}")).unwrap();
            let text = decode::<u8>(&json);
            proptest::prop_assert!(!text.contains("secret"), "{}", text);
        }

        #[test]
        fn any_text_is_one_short_line(text in ".*") {
            let shown = line(&text).to_string();
            proptest::prop_assert!(shown.chars().count() <= LONGEST + 3);
            proptest::prop_assert!(!shown.chars().any(char::is_control));
        }
    }
}
