//! A secret, to be kept out of what a server sends back.
//!
//! Errors are texts that people see: nothing of it may be in them, in whatever form. A success is data that has to stay what
//! it is: a secret is looked for as it was sent, and only if it is so long that it is not in there by chance.

mod encodings;

use std::fmt;
use std::sync::{Arc, OnceLock};

use http::{HeaderMap, HeaderValue};
use memchr::memmem::Finder;
use serde_json::Value;

/// What replaces the secret wherever it would be seen.
const REDACTED: &[u8] = b"[redacted]";

/// The shortest secret that is looked for in data, in bytes: a shorter one can be in there by chance.
const SHORTEST_IN_DATA: usize = 16;

/// The texts of a secret. They are looked for in every answer, so what finds them is made once.
#[derive(Clone)]
pub(crate) struct Secret(Arc<Texts>);

struct Texts {
    /// As they are sent, the longest first: one may be a part of another.
    sent: Vec<Finder<'static>>,
    /// Their other forms, made when the first error needs them.
    encoded: OnceLock<Vec<Finder<'static>>>,
}

impl Secret {
    /// A secret that shows as any of these texts.
    pub(crate) fn new(texts: &[&str]) -> Self {
        Self::of(texts.iter().map(|text| Finder::new(*text).into_owned()))
    }

    fn of(sent: impl Iterator<Item = Finder<'static>>) -> Self {
        let mut sent: Vec<_> = sent.filter(|text| !text.needle().is_empty()).collect();
        sent.sort_by_key(|text| std::cmp::Reverse(text.needle().len()));
        Self(Arc::new(Texts { sent, encoded: OnceLock::new() }))
    }

    /// Two secrets, to be looked for together.
    pub(crate) fn and(&self, other: &Self) -> Self {
        Self::of(self.0.sent.iter().chain(&other.0.sent).cloned())
    }

    /// Every form of it.
    fn forms(&self) -> impl Iterator<Item = &Finder<'static>> {
        let encoded = self.0.encoded.get_or_init(|| {
            let all = self.0.sent.iter().flat_map(|text| encodings::of(text.needle()));
            all.map(|form| Finder::new(&form).into_owned()).collect()
        });
        self.0.sent.iter().chain(encoded)
    }

    /// What is looked for in data.
    fn in_data(&self) -> impl Iterator<Item = &Finder<'static>> {
        self.0.sent.iter().filter(|text| text.needle().len() >= SHORTEST_IN_DATA)
    }

    /// The same text without the secret in any form: for the body of a refusal, which a server fills with what it was given.
    pub(crate) fn scrub(&self, text: Vec<u8>) -> Vec<u8> {
        self.forms().fold(text, |text, finder| scrub(finder, text))
    }

    /// [`scrub`](Secret::scrub) for a body, which may be JSON that hides the secret behind escapes.
    pub(crate) fn scrub_body(&self, body: Vec<u8>) -> Vec<u8> {
        let body = self.scrub(body);
        let Ok(as_it_came) = serde_json::from_slice::<Value>(&body) else { return body };
        let mut clean = as_it_came.clone();
        self.scrub_json(&mut clean);
        if clean == as_it_came { body } else { clean.to_string().into_bytes() }
    }

    /// The same data without the secret, as far as it is not in there by chance.
    pub(crate) fn scrub_data(&self, data: Vec<u8>) -> Vec<u8> {
        self.in_data().fold(data, |data, finder| scrub(finder, data))
    }

    /// How many bytes at the end of data may be the beginning of the secret, which goes on with what comes next.
    pub(crate) fn begins_in(&self, data: &[u8]) -> usize {
        let longest = |needle: &[u8]| {
            let most = data.len().min(needle.len() - 1);
            (1..=most).rev().find(|length| data.ends_with(&needle[..*length])).unwrap_or(0)
        };
        self.in_data().map(|finder| longest(finder.needle())).max().unwrap_or(0)
    }

    /// [`scrub`](Secret::scrub) for the values of a refusal's headers.
    pub(crate) fn scrub_headers(&self, headers: &mut HeaderMap) {
        redact(headers, |value| self.is_in(value));
    }

    /// [`scrub_data`](Secret::scrub_data) for the values of headers.
    pub(crate) fn scrub_data_headers(&self, headers: &mut HeaderMap) {
        redact(headers, |value| self.in_data().any(|finder| finder.find(value).is_some()));
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
        self.forms().any(|finder| finder.find(text).is_some())
    }

    /// [`scrub`](Secret::scrub) for a text.
    pub(crate) fn scrub_text(&self, text: &str) -> String {
        let clean = self.scrub(text.into());
        String::from_utf8_lossy(&clean).into_owned()
    }
}

fn redact(headers: &mut HeaderMap, is_in: impl Fn(&[u8]) -> bool) {
    for value in headers.values_mut() {
        if is_in(value.as_bytes()) {
            *value = HeaderValue::from_static("[redacted]");
        }
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

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "neo_sk_test_Zk3yS3cr3tQ9";

    #[test]
    fn a_refusal_holds_it_in_no_form() {
        let secret = Secret::new(&[KEY]);
        for form in [
            KEY.to_owned(),
            KEY.to_uppercase(),
            KEY.to_lowercase(),
            KEY.bytes().map(|byte| format!("{byte:02x}")).collect(),
            KEY.bytes().map(|byte| format!("%{byte:02X}")).collect(),
            KEY.replace('_', "%5F"),
            // "Bearer " and the key, in base64.
            "QmVhcmVyIG5lb19za190ZXN0X1prM3lTM2NyM3RROQ==".to_owned(),
        ] {
            let clean = secret.scrub_text(&format!("you sent <{form}>."));
            assert!(clean.contains("[redacted]"), "{form}: {clean}");
            let left = clean.replace("[redacted]", "");
            // At most what the beginning of a base64 text shares with what stands before it.
            assert!(
                left.len() <= "you sent <>.".len() + "QmVhcmVyIG5=".len() + 1,
                "{form}: {clean}"
            );
        }
    }

    #[test]
    fn data_stays_what_it_is_where_a_short_key_is_in_it_by_chance() {
        let data = br#"{"status":"success","id":5}"#.to_vec();
        assert_eq!(Secret::new(&["success", "5"]).scrub_data(data.clone()), data);
        let long = Secret::new(&["success", KEY]);
        assert_eq!(long.scrub_data(format!("success {KEY}").into()), b"success [redacted]");
        assert_eq!(Secret::new(&[]).scrub_data(data.clone()), data);
        assert_eq!(Secret::new(&[""]).scrub(data.clone()), data);
    }

    #[test]
    fn the_longer_of_two_texts_is_taken_out_whole() {
        let secret = Secret::new(&["hunter2hunter2hunter2"])
            .and(&Secret::new(&["Basic hunter2hunter2hunter2"]));
        assert_eq!(secret.scrub_text("<Basic hunter2hunter2hunter2>"), "<[redacted]>");
    }

    #[test]
    fn it_is_in_no_text_of_json() {
        let mut value = serde_json::json!([
            { "token": KEY, "other": ["kept", 1, null, { KEY: format!("x{KEY}") }] },
            KEY
        ]);
        Secret::new(&[KEY]).scrub_json(&mut value);
        let clean = serde_json::json!([
            { "token": "[redacted]", "other": ["kept", 1, null, { "[redacted]": "x[redacted]" }] },
            "[redacted]"
        ]);
        assert_eq!(value, clean);
    }

    #[test]
    fn what_may_be_its_beginning_is_told() {
        let secret = Secret::new(&[KEY]);
        assert_eq!(secret.begins_in(b"data"), 0);
        assert_eq!(secret.begins_in(b"data neo_sk"), 6);
        assert_eq!(secret.begins_in(KEY.as_bytes()), 0);
        assert_eq!(secret.begins_in(&KEY.as_bytes()[..23]), 23);
        assert_eq!(Secret::new(&["short"]).begins_in(b"shor"), 0);
    }
}
