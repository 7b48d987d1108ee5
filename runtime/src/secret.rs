//! A secret, to be kept out of what a server sends back.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};
use memchr::memmem::Finder;
use serde_json::Value;

/// What replaces the secret wherever it would be seen.
const REDACTED: &[u8] = b"[redacted]";

/// The texts of a secret. They are looked for in every answer, so what finds them is made once.
#[derive(Clone)]
pub(crate) struct Secret(Arc<[Finder<'static>]>);

impl Secret {
    /// A secret that shows as any of these texts.
    pub(crate) fn new(texts: &[&str]) -> Self {
        Self(texts.iter().map(|text| Finder::new(*text).into_owned()).collect())
    }

    /// Two secrets, to be looked for together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self(self.0.iter().chain(other.0.iter()).cloned().collect())
    }

    /// The same text without the secret: for a body that a server sends back with what it was given.
    pub(crate) fn scrub(&self, text: Vec<u8>) -> Vec<u8> {
        self.0.iter().fold(text, |text, finder| scrub(finder, text))
    }

    /// [`scrub`](Secret::scrub) for the values of headers.
    pub(crate) fn scrub_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            if self.is_in(value.as_bytes()) {
                *value = HeaderValue::from_static("[redacted]");
            }
        }
    }

    /// [`scrub`](Secret::scrub) for all texts in a JSON value, the names of members included.
    pub(crate) fn scrub_json(&self, value: &mut Value) {
        match value {
            Value::String(text) if self.is_in(text.as_bytes()) => *text = self.scrub_text(text),
            Value::Array(items) => items.iter_mut().for_each(|item| self.scrub_json(item)),
            Value::Object(members) => {
                if members.keys().any(|name| self.is_in(name.as_bytes())) {
                    let clean = std::mem::take(members).into_iter();
                    members.extend(clean.map(|(name, value)| (self.scrub_text(&name), value)));
                }
                members.values_mut().for_each(|value| self.scrub_json(value));
            }
            _ => {}
        }
    }

    fn is_in(&self, text: &[u8]) -> bool {
        self.0.iter().any(|finder| finder.find(text).is_some())
    }

    /// [`scrub`](Secret::scrub) for a text.
    pub(crate) fn scrub_text(&self, text: &str) -> String {
        let clean = self.scrub(text.into());
        String::from_utf8_lossy(&clean).into_owned()
    }
}

fn scrub(finder: &Finder<'_>, text: Vec<u8>) -> Vec<u8> {
    let length = finder.needle().len();
    let mut clean = Vec::new();
    let mut rest = &text[..];
    while let Some(at) = finder.find(rest) {
        clean.extend_from_slice(&rest[..at]);
        clean.extend_from_slice(REDACTED);
        rest = &rest[at + length..];
    }
    if clean.is_empty() {
        return text;
    }
    clean.extend_from_slice(rest);
    clean
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([redacted])")
    }
}
