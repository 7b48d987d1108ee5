//! Choosing the variant of a union.

use serde_json::Value;

use super::json::{DecodeError, Decoder};

/// The text of the member that tells which variant an object is.
pub(crate) fn tag<'a>(value: &'a Value, name: &str) -> Option<&'a str> {
    value.get(name)?.as_str()
}

/// Picks, among the variants that a value decodes to, the one that knows most of it: the first with no unknown member,
/// else the one with the fewest. The first that parses may be the one that knows least.
#[derive(Debug)]
pub(crate) struct Choice<'a, T> {
    value: &'a Value,
    best: Option<(usize, T)>,
}

impl<'a, T> Choice<'a, T> {
    pub(crate) fn new(value: &'a Value) -> Self {
        Self { value, best: None }
    }

    /// Tries one variant. `required` and `constants` are what an object has to carry for the variant to come into
    /// question; they spare a decoding that cannot succeed, and a constant that differs rules the variant out.
    pub(crate) fn offer(
        &mut self,
        required: &[&str],
        constants: &[(&str, &str)],
        decode: impl FnOnce(Value, &mut Decoder) -> Result<T, DecodeError>,
    ) {
        if self.best.as_ref().is_some_and(|(unknown, _)| *unknown == 0) {
            return;
        }
        let lacks = |name: &&str| self.value.get(name).is_none();
        let differs = |(name, text): &(&str, &str)| self.value.get(name).is_some_and(|value| value != text);
        if self.value.is_object() && (required.iter().any(lacks) || constants.iter().any(differs)) {
            return;
        }
        let mut cx = Decoder::default();
        let Ok(decoded) = decode(self.value.clone(), &mut cx) else {
            return;
        };
        if self.best.as_ref().is_none_or(|(unknown, _)| cx.unknown < *unknown) {
            self.best = Some((cx.unknown, decoded));
        }
    }

    /// The best variant, if any fits.
    pub(crate) fn take(self, cx: &mut Decoder) -> Option<T> {
        let (unknown, decoded) = self.best?;
        cx.unknown += unknown;
        Some(decoded)
    }
}

/// A value that no variant takes, kept as it came.
pub(crate) fn unrecognized<T>(value: Value, cx: &mut Decoder, keep: impl FnOnce(Value) -> T) -> T {
    cx.unknown += 1;
    keep(value)
}
