//! The API key that a document may need.

use std::fmt;

use ureq::http::HeaderValue;

use crate::failure::Failure;

/// A bearer token. Its `Debug` shows nothing of it, and it has no `Display`.
pub struct Credential(HeaderValue);

impl fmt::Debug for Credential {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credential(…)")
    }
}

impl Credential {
    /// From a variable of the environment; an empty one is none.
    ///
    /// # Errors
    /// It holds what a header cannot carry.
    pub fn from_env(variable: &str) -> Result<Option<Self>, Failure> {
        let Some(value) = std::env::var_os(variable) else {
            return Ok(None);
        };
        let unfit = || {
            Failure::usage(format!(
                "{variable} holds characters that a header cannot carry; it has to be the API key alone"
            ))
        };
        let token = value.to_str().ok_or_else(unfit)?.trim();
        if token.is_empty() {
            return Ok(None);
        }
        if !token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(unfit());
        }
        let mut header = HeaderValue::try_from(format!("Bearer {token}")).map_err(|_| unfit())?;
        header.set_sensitive(true);
        Ok(Some(Self(header)))
    }

    pub(super) fn header(&self) -> &HeaderValue {
        &self.0
    }
}
