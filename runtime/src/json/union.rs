//! Choosing the variant of a union.

use serde_json::Value;

use super::decode::{DecodeError, Decoder};
use super::node::Node;

/// The text of the member that tells which variant an object is.
pub fn tag<'a>(node: &'a Node<'_>, name: &str) -> Option<&'a str> {
    node.get(name)?.as_str()
}

/// Picks, among the variants that a value decodes to, the one that knows most of it: the first with no unknown member,
/// else the one with the fewest. The first that parses may be the one that knows least.
#[derive(Debug)]
pub struct Choice<'a, 'de, T> {
    node: &'a Node<'de>,
    best: Option<(usize, T)>,
}

impl<'a, 'de, T> Choice<'a, 'de, T> {
    /// Nothing tried yet.
    pub fn new(node: &'a Node<'de>) -> Self {
        Self { node, best: None }
    }

    /// Tries one variant. `required` and `constants` are what an object has to carry for the variant to come into
    /// question; they spare a decoding that cannot succeed, and a constant that differs rules the variant out.
    pub fn offer(
        &mut self,
        required: &[&str],
        constants: &[(&str, &str)],
        decode: impl FnOnce(Node<'de>, &mut Decoder) -> Result<T, DecodeError>,
    ) {
        if self.best.as_ref().is_some_and(|(unknown, _)| *unknown == 0) {
            return;
        }
        let lacks = |name: &&str| self.node.get(name).is_none();
        let differs = |(name, text): &(&str, &str)| {
            self.node.get(name).is_some_and(|member| member.as_str() != Some(text))
        };
        if matches!(self.node, Node::Object(_))
            && (required.iter().any(lacks) || constants.iter().any(differs))
        {
            return;
        }
        let mut cx = Decoder::default();
        let Ok(decoded) = decode(self.node.clone(), &mut cx) else {
            return;
        };
        if self.best.as_ref().is_none_or(|(unknown, _)| cx.unknown < *unknown) {
            self.best = Some((cx.unknown, decoded));
        }
    }

    /// The best variant, if any fits.
    pub fn take(self, cx: &mut Decoder) -> Option<T> {
        let (unknown, decoded) = self.best?;
        cx.unknown += unknown;
        Some(decoded)
    }
}

/// A value that no variant takes, kept as it came.
pub fn unrecognized<T>(node: Node<'_>, cx: &mut Decoder, keep: impl FnOnce(Value) -> T) -> T {
    cx.note_unknown();
    keep(node.into())
}
