//! How the parts of a body are written: `encoding`, and `prefixEncoding` and `itemEncoding` of OpenAPI 3.2.

use oas_source::Node;

use super::Compare;
use super::docs::verb;
use super::document::both;
use crate::class::{Direction, Wire};
use crate::rules::bodies as rules;

impl<'d> Compare<'d, '_> {
    /// The encodings of two media types, or those inside of two encodings.
    pub(super) fn encodings(&mut self, old: Node<'d>, new: Node<'d>, direction: Direction) {
        let map = |node: Node<'d>| node.get("encoding").filter(|node| node.is_object());
        let (a, b) = (map(old), map(new));
        for (part, _) in a.into_iter().chain(b).flat_map(Node::entries) {
            let of = |map: Option<Node<'d>>| map.and_then(|map| map.get(part));
            self.encoding(&format!("`{part}`"), of(a), of(b), direction);
        }
        let list = |node: Node<'d>| -> Vec<Node<'d>> {
            node.get("prefixEncoding").into_iter().flat_map(Node::items).collect()
        };
        let (a, b) = (list(old), list(new));
        for at in 0..a.len().max(b.len()) {
            let part = format!("part {}", at + 1);
            self.encoding(&part, a.get(at).copied(), b.get(at).copied(), direction);
        }
        let items = (old.get("itemEncoding"), new.get("itemEncoding"));
        self.encoding("the items", items.0, items.1, direction);
    }

    fn encoding(
        &mut self,
        part: &str,
        old: Option<Node<'d>>,
        new: Option<Node<'d>>,
        direction: Direction,
    ) {
        let (Some(a), Some(b)) = (old, new) else {
            if old.is_some() || new.is_some() {
                self.encoding_changed(part, (old, new), direction);
            }
            return;
        };
        if a.same(b) || !self.first_visit(a, b) {
            return;
        }
        self.words(a, b);
        for (key, x, y) in both(a, b) {
            let equal = x.zip(y).is_some_and(|(x, y)| x.same(y)) || usual(key, x) && usual(key, y);
            match key {
                _ if equal || key.starts_with("x-") => {}
                "encoding" | "prefixEncoding" | "itemEncoding" | "description" => {}
                "headers" => {
                    let (Some(x), Some(y)) = (x, y) else {
                        self.encoding_changed(part, (x, y), direction);
                        continue;
                    };
                    for (_, x, y) in both(x, y) {
                        if !x.zip(y).is_some_and(|(x, y)| x.same(y)) {
                            self.encoding_changed(part, (x, y), direction);
                        }
                    }
                }
                _ => self.encoding_changed(part, (x, y), direction),
            }
        }
        self.encodings(a, b, direction);
    }

    fn encoding_changed(
        &mut self,
        part: &str,
        (old, new): (Option<Node<'d>>, Option<Node<'d>>),
        direction: Direction,
    ) {
        let message = format!("encoding of {part} {}", verb(old, new));
        let rule = (&rules::REQUEST_ENCODING_CHANGED, None);
        self.emit_either(rule, Wire::Risky, direction, (old, new), message);
    }
}

/// Whether a flag says what leaving it out says.
fn usual(key: &str, value: Option<Node<'_>>) -> bool {
    let value = value.and_then(Node::as_bool);
    key == "allowReserved" && value.is_none_or(|value| !value)
}
