//! Choosing the variant of a union.

use serde::{Serialize, Serializer};
use serde_json::Value;

use super::decode::{DecodeError, Decoder, Json};
use super::node::Node;

/// The text of the member that tells which variant an object is.
pub fn tag<'a>(node: &'a Node<'_>, name: &str) -> Option<&'a str> {
    node.get(name)?.as_str()
}

/// The only value that a member of a variant can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Constant<'a> {
    /// Text.
    Text(&'a str),
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Integer(i64),
    /// `null`.
    Null,
}

impl Constant<'_> {
    fn is(self, node: &Node<'_>) -> bool {
        match (self, node) {
            (Self::Text(text), node) => node.as_str() == Some(text),
            (Self::Bool(value), Node::Bool(found)) => value == *found,
            // `1.0` is an integer too.
            (Self::Integer(value), Node::Number(found)) => found
                .as_i64()
                .map_or_else(|| found.as_f64() == Some(value as f64), |it| it == value),
            (Self::Null, Node::Null) => true,
            _ => false,
        }
    }
}

/// Decodes the variant that the tag names, where another may fit as well: nothing where it does not fit.
pub fn named<T: Json, U>(node: &Node<'_>, cx: &mut Decoder, make: fn(T) -> U) -> Option<U> {
    let mut own = Decoder::default();
    let decoded = node.clone().decode(&mut own).ok()?;
    cx.unknown += own.unknown;
    Some(make(decoded))
}

/// Writes a variant together with its tag, which its type need not have.
///
/// # Errors
///
/// The variant has no JSON form.
pub fn with_tag<T: Serialize, S: Serializer>(
    value: &T,
    name: &str,
    tag: &str,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut value = serde_json::to_value(value).map_err(serde::ser::Error::custom)?;
    if let Value::Object(members) = &mut value {
        members.entry(name).or_insert_with(|| tag.into());
    }
    value.serialize(serializer)
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
        constants: &[(&str, Constant<'_>)],
        decode: impl FnOnce(Node<'de>, &mut Decoder) -> Result<T, DecodeError>,
    ) {
        if self.best.as_ref().is_some_and(|(unknown, _)| *unknown == 0) {
            return;
        }
        let lacks = |name: &&str| self.node.get(name).is_none();
        let differs = |(name, constant): &(&str, Constant<'_>)| {
            self.node.get(name).is_some_and(|member| !constant.is(member))
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
