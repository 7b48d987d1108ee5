//! The secret that authenticates a call, kept out of every text.

mod auth;
mod cache;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;

use memchr::memmem::Finder;
use reqwest::header::{HeaderMap, HeaderValue};
use serde_json::Value;

pub(crate) use self::auth::{Auth, Used};
pub use self::token::{AccessToken, TokenError, TokenFuture, TokenProvider, TokenRequest};
use crate::error::Error;

/// What replaces the secret wherever it would be seen.
const REDACTED: &[u8] = b"[redacted]";

/// A bearer token: an API key, or an access token.
///
/// It can be given away to a [`ClientBuilder`](crate::ClientBuilder) and not read back; `Debug` shows a placeholder.
#[derive(Clone)]
pub struct Credential(Arc<Secret>);

struct Secret {
    header: HeaderValue,
    /// Finds it in what a server sends back: made once, since every answer is searched.
    finder: Finder<'static>,
}

impl Credential {
    /// A credential from the token's text. White space around it is ignored.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if it is empty or holds anything but visible
    /// ASCII characters. The error does not repeat the token.
    pub fn bearer(token: impl AsRef<str>) -> Result<Self, Error> {
        let token = token.as_ref().trim();
        if token.is_empty() {
            return Err(Error::configuration("the credential is empty"));
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(Error::configuration(
                "the credential holds characters that a header cannot carry",
            ));
        }
        let mut header = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| Error::configuration("the credential cannot be sent in a header"))?;
        header.set_sensitive(true);
        let finder = Finder::new(token).into_owned();
        Ok(Self(Arc::new(Secret { header, finder })))
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.header.clone()
    }

    /// The same text without the secret: for a body that a server sends back with what it was given.
    pub(crate) fn scrub(&self, text: Vec<u8>) -> Vec<u8> {
        let finder = &self.0.finder;
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

    /// [`scrub`](Credential::scrub) for the values of headers.
    pub(crate) fn scrub_headers(&self, headers: &mut HeaderMap) {
        for value in headers.values_mut() {
            if self.is_in(value.as_bytes()) {
                *value = HeaderValue::from_static("[redacted]");
            }
        }
    }

    /// [`scrub`](Credential::scrub) for all texts in a JSON value, the names of members included.
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
        self.0.finder.find(text).is_some()
    }

    /// [`scrub`](Credential::scrub) for a text.
    pub(crate) fn scrub_text(&self, text: &str) -> String {
        let clean = self.scrub(text.into());
        String::from_utf8_lossy(&clean).into_owned()
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}
