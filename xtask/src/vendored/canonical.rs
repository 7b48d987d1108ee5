//! The form in which the document is kept: one text for all orders and spacings of the same JSON.

use std::collections::BTreeMap;

use serde_json::value::RawValue;
use sha2::{Digest, Sha256};

/// Keys sorted, arrays as they are, two blanks of indentation, a line feed at the end. Numbers stay as they are spelled:
/// a reader that takes them for floats would change them.
///
/// The text has been parsed before: what nests too deep or has a key twice is not for here.
pub(crate) fn text(document: &str) -> serde_json::Result<String> {
    let mut out = String::with_capacity(document.len() * 2);
    write(serde_json::from_str(document)?, 0, &mut out)?;
    out.push('\n');
    Ok(out)
}

fn write(value: &RawValue, depth: usize, out: &mut String) -> serde_json::Result<()> {
    let text = value.get();
    match text.as_bytes().first() {
        Some(b'{') => {
            let members: BTreeMap<String, &RawValue> = serde_json::from_str(text)?;
            list(members, ['{', '}'], depth, out, |(key, value), out| {
                out.push_str(&serde_json::to_string(&key)?);
                out.push_str(": ");
                write(value, depth + 1, out)
            })
        }
        Some(b'[') => {
            let items: Vec<&RawValue> = serde_json::from_str(text)?;
            list(items, ['[', ']'], depth, out, |item, out| write(item, depth + 1, out))
        }
        Some(b'"') => {
            // One spelling for all escapes of the same character.
            let string: String = serde_json::from_str(text)?;
            out.push_str(&serde_json::to_string(&string)?);
            Ok(())
        }
        _ => {
            out.push_str(text);
            Ok(())
        }
    }
}

fn list<I: IntoIterator<IntoIter: ExactSizeIterator>>(
    items: I,
    [open, close]: [char; 2],
    depth: usize,
    out: &mut String,
    mut each: impl FnMut(I::Item, &mut String) -> serde_json::Result<()>,
) -> serde_json::Result<()> {
    let items = items.into_iter();
    out.push(open);
    let empty = items.len() == 0;
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        line(depth + 1, out);
        each(item, out)?;
    }
    if !empty {
        line(depth, out);
    }
    out.push(close);
    Ok(())
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The SHA-256 of bytes, in hexadecimal digits, as `sha256sum` shows it.
pub(crate) fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_sorted_and_arrays_are_not() {
        let document = r#"{"b":{"z":1,"a":[3,1,2],"e":{},"f":[]},"a":"\u00e9"}"#;
        let expected = "{\n  \"a\": \"é\",\n  \"b\": {\n    \"a\": [\n      3,\n      1,\n      2\n    ],\n    \"e\": {},\n    \"f\": [],\n    \"z\": 1\n  }\n}\n";
        assert_eq!(text(document).unwrap(), expected);
    }

    #[test]
    fn numbers_are_not_changed() {
        let document =
            "[\n  1.0,\n  1e400,\n  123456789012345678901234567890,\n  -0,\n  0.1000\n]\n";
        assert_eq!(text(document).unwrap(), document);
    }

    #[test]
    fn the_form_is_that_of_serde_json() {
        let value = serde_json::json!({ "a": [{}, [], {"x": null, "b": [true, "\u{7f}\n\"\\/"]}], "c": -1.5 });
        let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
        assert_eq!(text(&value.to_string()).unwrap(), pretty);
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
