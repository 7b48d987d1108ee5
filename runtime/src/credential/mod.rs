//! The secrets that authenticate a call, kept out of every text.
//!
//! The files below make a [`Credential`], which is here, and are handed on by this one.

mod auth;
mod cache;
mod given;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::HeaderValue;

pub(crate) use self::auth::Used;
pub(crate) use self::given::{Chosen, Given, Kept};
pub use self::token::{AccessToken, TokenError, TokenFuture, TokenProvider, TokenRequest};
use crate::error::Error;
use crate::secret::Secret;
use crate::spec::SchemeKind;

/// The shortest password that is looked for in answers: shorter ones occur in texts by chance.
const SHORTEST: usize = 8;

/// A bearer token, a user with a password, or an API key.
///
/// It can be given away to a [`ClientBuilder`](crate::ClientBuilder) and not read back; `Debug` shows a placeholder.
#[derive(Clone)]
pub struct Credential(Arc<Inner>);

struct Inner {
    form: Form,
    secret: Secret,
}

enum Form {
    /// The value of `Authorization` for a bearer token.
    Bearer(HeaderValue),
    /// That for user and password.
    Basic(HeaderValue),
    /// That for any other scheme.
    Http(HeaderValue),
    /// A key, to be sent where the scheme says.
    Key(String),
}

impl Credential {
    fn new(form: Form, texts: &[&str]) -> Self {
        Self(Arc::new(Inner { form, secret: Secret::new(texts) }))
    }

    /// A credential from a bearer token's text. White space around it is ignored.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if it is empty or holds anything but visible
    /// ASCII characters. The error does not repeat the token.
    pub fn bearer(token: impl AsRef<str>) -> Result<Self, Error> {
        let token = visible(token.as_ref())?;
        Ok(Self::new(Form::Bearer(sensitive(&format!("Bearer {token}"))?), &[token]))
    }

    /// A user and a password, for HTTP's `Basic` (RFC 7617).
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the user has a colon, or one of both a control character.
    pub fn basic(user: impl AsRef<str>, password: impl AsRef<str>) -> Result<Self, Error> {
        let (user, password) = (user.as_ref(), password.as_ref());
        if user.contains(':') {
            return Err(Error::configuration("the user has a colon, which ends it"));
        }
        if user.chars().chain(password.chars()).any(char::is_control) {
            return Err(Error::configuration("user or password holds a control character"));
        }
        let encoded = BASE64_STANDARD.encode(format!("{user}:{password}"));
        let form = Form::Basic(sensitive(&format!("Basic {encoded}"))?);
        let texts = [&*encoded, password];
        Ok(Self::new(form, if password.len() < SHORTEST { &texts[..1] } else { &texts }))
    }

    /// An API key, which goes where the document says: a header, the query or a cookie. White space around it is ignored.
    ///
    /// # Errors
    ///
    /// As [`Credential::bearer`].
    pub fn api_key(key: impl AsRef<str>) -> Result<Self, Error> {
        let key = visible(key.as_ref())?;
        // In a query or a cookie it may be written so.
        let encoded = utf8_percent_encode(key, NON_ALPHANUMERIC).to_string();
        Ok(Self::new(Form::Key(key.to_owned()), &[key, &encoded]))
    }

    /// The whole value of `Authorization`, for a scheme that is neither bearer nor basic.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if a header cannot carry it.
    pub fn authorization(value: impl AsRef<str>) -> Result<Self, Error> {
        let value = value.as_ref().trim();
        let secret = value.split_once(' ').map_or(value, |(_, rest)| rest);
        if secret.is_empty() {
            return Err(Error::configuration("the credential is empty"));
        }
        Ok(Self::new(Form::Http(sensitive(value)?), &[value, secret]))
    }

    /// Whether a scheme takes it.
    pub(crate) fn fits(&self, kind: SchemeKind) -> bool {
        matches!(
            (&self.0.form, kind),
            (Form::Bearer(_), SchemeKind::Bearer)
                | (Form::Basic(_), SchemeKind::Basic)
                | (Form::Http(_), SchemeKind::Http(_) | SchemeKind::Bearer | SchemeKind::Basic)
                | (
                    Form::Key(_),
                    SchemeKind::Header(_) | SchemeKind::Query(_) | SchemeKind::Cookie(_)
                )
        )
    }

    /// The value of the `Authorization` header, marked as sensitive; nothing for a key.
    pub(crate) fn header(&self) -> Option<&HeaderValue> {
        match &self.0.form {
            Form::Bearer(value) | Form::Basic(value) | Form::Http(value) => Some(value),
            Form::Key(_) => None,
        }
    }

    /// The key; nothing for what goes into `Authorization`.
    pub(crate) fn key(&self) -> Option<&str> {
        match &self.0.form {
            Form::Key(key) => Some(key),
            _ => None,
        }
    }

    /// What to look for in answers.
    pub(crate) fn secret(&self) -> &Secret {
        &self.0.secret
    }
}

fn visible(text: &str) -> Result<&str, Error> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Error::configuration("the credential is empty"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Error::configuration(
            "the credential holds characters that a header cannot carry",
        ));
    }
    Ok(text)
}

/// A header's value that is not shown.
pub(crate) fn sensitive(text: &str) -> Result<HeaderValue, Error> {
    let mut value = HeaderValue::try_from(text)
        .map_err(|_| Error::configuration("the credential cannot be sent in a header"))?;
    value.set_sensitive(true);
    Ok(value)
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}
