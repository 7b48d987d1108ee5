//! The form in which the document is kept: one text for all orders and spacings of the same JSON.

use oas_diff::{Document, Node, NodeKind};
use serde_json::Value;
use sha2::{Digest, Sha256};

/// Keys sorted, arrays as they are, two blanks of indentation, a line feed at the end. Numbers stay as they are spelled:
/// a reader that takes them for floats would change them.
pub fn text(document: &Document) -> String {
    let mut out = String::new();
    write(document.root(), 0, &mut out);
    out.push('\n');
    out
}

fn write(node: Node<'_>, depth: usize, out: &mut String) {
    match node.kind() {
        NodeKind::Object => list(node.entries(), ['{', '}'], depth, out, |(key, value), out| {
            // One spelling for all escapes of the same character.
            out.push_str(&Value::from(key).to_string());
            out.push_str(": ");
            write(value, depth + 1, out);
        }),
        NodeKind::Array => list(node.items(), ['[', ']'], depth, out, |item, out| {
            write(item, depth + 1, out);
        }),
        _ => match node.number_text() {
            Some(number) => out.push_str(&number),
            None => out.push_str(&node.to_value().to_string()),
        },
    }
}

fn list<I: IntoIterator<IntoIter: ExactSizeIterator>>(
    items: I,
    [open, close]: [char; 2],
    depth: usize,
    out: &mut String,
    mut each: impl FnMut(I::Item, &mut String),
) {
    let items = items.into_iter();
    out.push(open);
    let empty = items.len() == 0;
    for (index, item) in items.enumerate() {
        if index > 0 {
            out.push(',');
        }
        line(depth + 1, out);
        each(item, out);
    }
    if !empty {
        line(depth, out);
    }
    out.push(close);
}

fn line(depth: usize, out: &mut String) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

/// The SHA-256 of bytes, in hexadecimal digits, as `sha256sum` shows it.
pub fn sha256(bytes: impl AsRef<[u8]>) -> String {
    Sha256::digest(bytes.as_ref()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The form of a document with this extension, the extension alone.
    fn text(extension: &str) -> String {
        let document = format!("{{\"x\": {extension}, \"openapi\": \"3.1.0\"}}");
        let whole = super::text(&Document::parse(&document, "openapi.json").unwrap());
        let inside = whole.strip_prefix("{\n  \"openapi\": \"3.1.0\",\n  \"x\": ").unwrap();
        inside.strip_suffix("}\n").unwrap().replace("\n  ", "\n")
    }

    #[test]
    fn keys_are_sorted_and_arrays_are_not() {
        let document = r#"{"b":{"z":1,"a":[3,1,2],"e":{},"f":[]},"a":"\u00e9"}"#;
        let expected = "{\n  \"a\": \"é\",\n  \"b\": {\n    \"a\": [\n      3,\n      1,\n      2\n    ],\n    \"e\": {},\n    \"f\": [],\n    \"z\": 1\n  }\n}\n";
        assert_eq!(text(document), expected);
    }

    #[test]
    fn numbers_are_not_changed() {
        let document =
            "[\n  1.0,\n  1e400,\n  123456789012345678901234567890,\n  -0,\n  0.1000\n]\n";
        assert_eq!(text(document), document);
    }

    #[test]
    fn the_form_is_that_of_serde_json() {
        let value = serde_json::json!({ "a": [{}, [], {"x": null, "b": [true, "\u{7f}\n\"\\/"]}], "c": -1.5 });
        let pretty = serde_json::to_string_pretty(&value).unwrap() + "\n";
        assert_eq!(text(&value.to_string()), pretty);
    }

    #[test]
    fn the_digest_is_that_of_the_standard() {
        assert_eq!(
            sha256("abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
    }
}
