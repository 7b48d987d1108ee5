//! The forms in which a server sends back a text that it was given.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use percent_encoding::{NON_ALPHANUMERIC, percent_encode};

/// The text in small and in large letters, in hexadecimal, percent-encoded, and in base64 wherever it begins in what was encoded;
/// without the text itself.
pub(super) fn of(text: &[u8]) -> BTreeSet<Vec<u8>> {
    let hexadecimal = |before: &str| -> Vec<u8> {
        text.iter().flat_map(|byte| format!("{before}{byte:02x}").into_bytes()).collect()
    };
    let mut forms = BTreeSet::from([
        text.to_ascii_lowercase(),
        text.to_ascii_uppercase(),
        hexadecimal(""),
        hexadecimal("").to_ascii_uppercase(),
        hexadecimal("%"),
        hexadecimal("%").to_ascii_uppercase(),
        percent_encode(text, NON_ALPHANUMERIC).to_string().into_bytes(),
    ]);
    forms.extend((0..3).flat_map(|offset| base64_at(text, offset)));
    forms.remove(text);
    forms.retain(|form| !form.is_empty());
    forms
}

/// What base64 makes of the text after `offset` other bytes, without the characters that depend on what stands around it.
fn base64_at(text: &[u8], offset: usize) -> [Vec<u8>; 2] {
    let bytes = [&[0; 3][..offset], text].concat();
    // Of 8 bits before it, the second character has a part; of 16, the third.
    let first = if offset == 0 { 0 } else { offset + 1 };
    // The last character has bits of what follows, unless the text fills it.
    let whole = bytes.len() * 8 / 6;
    [STANDARD_NO_PAD.encode(&bytes), URL_SAFE_NO_PAD.encode(&bytes)]
        .map(|encoded| encoded.as_bytes().get(first..whole).unwrap_or_default().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_is_found_in_base64_wherever_it_begins_and_ends() {
        let text = b"neo_sk_\xff\xfe?>0123456789";
        let forms = of(text);
        for before in ["", "a", "ab", "abc", "user:"] {
            for after in ["", "z", "zy", "zyx"] {
                let around = [before.as_bytes(), text, after.as_bytes()].concat();
                for encoded in [STANDARD_NO_PAD.encode(&around), URL_SAFE_NO_PAD.encode(&around)] {
                    let found = forms.iter().any(|form| {
                        encoded.as_bytes().windows(form.len()).any(|window| window == form)
                    });
                    assert!(found, "{before:?} {after:?} {encoded}");
                }
            }
        }
    }

    #[test]
    fn the_text_itself_and_nothing_are_no_forms() {
        assert!(!of(b"abc").contains(&b"abc"[..]));
        assert!(of(b"a").iter().all(|form| !form.is_empty()));
        assert!(of(b"Ab c").contains(&b"Ab%20c"[..]) && of(b"Ab").contains(&b"4162"[..]));
    }
}
