//! The secret that authenticates a call, kept out of every text.
//!
//! The files below make a [`Credential`], which is here, and are handed on by this one.

mod auth;
mod cache;
#[cfg(test)]
mod tests;
mod token;

use std::fmt;
use std::sync::Arc;

use reqwest::header::HeaderValue;

pub(crate) use self::auth::{Auth, Used};
pub use self::token::{AccessToken, TokenError, TokenFuture, TokenProvider, TokenRequest};
use crate::error::Error;
use crate::secret::Secret;

/// A bearer token: an API key, or an access token.
///
/// It can be given away to a [`ClientBuilder`](crate::ClientBuilder) and not read back; `Debug` shows a placeholder.
#[derive(Clone)]
pub struct Credential(Arc<Bearer>);

struct Bearer {
    header: HeaderValue,
    secret: Secret,
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
        let secret = Secret::new(token);
        Ok(Self(Arc::new(Bearer { header, secret })))
    }

    /// The value of the `Authorization` header, marked as sensitive.
    pub(crate) fn header(&self) -> HeaderValue {
        self.0.header.clone()
    }

    /// What to look for in answers.
    pub(crate) fn secret(&self) -> &Secret {
        &self.0.secret
    }
}

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential([redacted])")
    }
}
