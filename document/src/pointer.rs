//! JSON pointers (RFC 6901), and the fragments of references that hold them.

use crate::node::Node;

/// A key as a segment of a JSON pointer.
#[must_use]
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

/// The key that a segment of a JSON pointer stands for.
#[must_use]
pub fn unescape(segment: &str) -> String {
    segment.replace("~1", "/").replace("~0", "~")
}

/// The node that a JSON pointer names from another.
#[must_use]
pub fn resolve<'d>(from: Node<'d>, pointer: &str) -> Option<Node<'d>> {
    if pointer.is_empty() {
        return Some(from);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(from, child)
}

/// The same, or of what does not exist the nearest node above it that does.
#[must_use]
pub fn nearest<'d>(from: Node<'d>, pointer: &str) -> Node<'d> {
    let segments = pointer.split('/').skip(1);
    let below = segments.scan(from, |node, segment| {
        *node = child(*node, segment)?;
        Some(*node)
    });
    below.last().unwrap_or(from)
}

fn child<'d>(node: Node<'d>, segment: &str) -> Option<Node<'d>> {
    let key = unescape(segment);
    node.get(&key).or_else(|| node.items().nth(key.parse().ok()?))
}

/// Undoes the percent-encoding of a fragment; what is not valid stays as it is.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(byte) = bytes.get(at) {
        let decoded = (*byte == b'%')
            .then(|| text.get(at + 1..at + 3))
            .flatten()
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match decoded {
            Some(value) => {
                out.push(value);
                at += 3;
            }
            None => {
                out.push(*byte);
                at += 1;
            }
        }
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}
