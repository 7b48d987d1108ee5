//! A document as JSON text, with its keys in the order in which they are written.

use std::fmt::Write;

use crate::build::Entry;
use crate::node::{Kind, Node};

impl Node<'_> {
    /// The node as JSON, indented by two spaces, keys in the order in which they are written and numbers as they are spelled.
    #[must_use]
    pub fn to_json(self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out.push('\n');
        out
    }

    fn write(self, out: &mut String, depth: usize) {
        let line = |out: &mut String, depth: usize| {
            out.push('\n');
            out.extend(std::iter::repeat_n("  ", depth));
        };
        match self.kind() {
            Kind::Array if self.items().len() == 0 => out.push_str("[]"),
            Kind::Object if self.entries().len() == 0 => out.push_str("{}"),
            Kind::Array => {
                for (at, item) in self.items().enumerate() {
                    out.push(if at == 0 { '[' } else { ',' });
                    line(out, depth + 1);
                    item.write(out, depth + 1);
                }
                line(out, depth);
                out.push(']');
            }
            Kind::Object => {
                let mut entries: Vec<&Entry> = self.raw_entries().iter().collect();
                entries.sort_by_key(|entry| entry.order);
                for (at, entry) in entries.into_iter().enumerate() {
                    out.push(if at == 0 { '{' } else { ',' });
                    line(out, depth + 1);
                    string(self.doc.text(entry.key), out);
                    out.push_str(": ");
                    self.doc.node(entry.value).write(out, depth + 1);
                }
                line(out, depth);
                out.push('}');
            }
            Kind::Null => out.push_str("null"),
            Kind::Bool(value) => out.push_str(if value { "true" } else { "false" }),
            Kind::String(text) => string(text, out),
            Kind::Int(_) | Kind::Float(_) | Kind::Big(_) => {
                out.push_str(&self.number_text().unwrap_or_default());
            }
        }
    }
}

fn string(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            // Characters that a reader does not see are written so that they are seen.
            c if c.is_control() || crate::text::is_invisible(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    // Writing to a string cannot fail.
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::document::Document;

    #[test]
    fn keys_keep_their_order_and_numbers_their_spelling() {
        let text = "openapi: 3.1.0\nz: [1.0, 1e400, 007, {}]\na: {c: \"\\u202e\\\"\\n\", b: []}\nm: {<<: {y: 1}, x: null}\n";
        let document = Document::parse(text, "d.yaml").unwrap();
        let written = document.root().to_json();
        let expected = r#"{
  "openapi": "3.1.0",
  "z": [
    1.0,
    1e400,
    7,
    {}
  ],
  "a": {
    "c": "\u202e\"\n",
    "b": []
  },
  "m": {
    "x": null,
    "y": 1
  }
}
"#;
        assert_eq!(written, expected);
        assert!(Document::parse(&written, "d.json").unwrap().root().same(document.root()));
    }
}
