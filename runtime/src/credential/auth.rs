//! What a client authenticates its calls with.

use std::sync::Arc;

use super::Credential;
use super::cache::Tokens;
use super::token::TokenProvider;
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::spec::SchemeKind;
use crate::stats::Counters;

/// A credential that stays, or one that is renewed.
#[derive(Debug)]
pub(crate) enum Auth {
    Fixed(Credential),
    Renewed(Arc<Tokens>),
}

/// What one request was sent with.
#[derive(Debug)]
pub(crate) struct Used {
    pub(crate) credential: Credential,
    origin: Option<(Arc<Tokens>, u64)>,
}

impl Auth {
    /// Whether a scheme takes it.
    pub(super) fn fits(&self, kind: SchemeKind) -> bool {
        match self {
            Self::Fixed(credential) => credential.fits(kind),
            Self::Renewed(_) => kind == SchemeKind::Bearer,
        }
    }

    pub(crate) fn renewed(provider: Box<dyn TokenProvider>, counters: Arc<Counters>) -> Self {
        Self::Renewed(Arc::new(Tokens::new(provider, counters)))
    }

    /// The credential for a request, had before a point in time.
    pub(crate) async fn current(&self, ends: Instant) -> Result<Used> {
        match self {
            Self::Fixed(credential) => Ok(Used { credential: credential.clone(), origin: None }),
            Self::Renewed(tokens) => {
                let held = clock::timeout_at(ends, tokens.get()).await.unwrap_or_else(|_| {
                    Err(Error::new(
                        ErrorKind::Timeout,
                        Outcome::NotSent,
                        "the token provider gave no token in time",
                    ))
                })?;
                Ok(Used {
                    credential: held.credential,
                    origin: Some((Arc::clone(tokens), held.generation)),
                })
            }
        }
    }
}

impl Used {
    /// The server did not accept it (401). Whether another try with another credential makes sense.
    pub(crate) fn refused(&self) -> bool {
        match &self.origin {
            Some((tokens, generation)) => tokens.refused(*generation),
            None => false,
        }
    }
}
