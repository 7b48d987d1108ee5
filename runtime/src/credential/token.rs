//! Access tokens that expire, and where they come from.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use super::Credential;
use crate::error::Result;

/// What a [`TokenProvider`] fails with. Its text gets into the error of the call, so no secret may be in it.
pub type TokenError = Box<dyn StdError + Send + Sync>;

/// A token under way.
pub type TokenFuture<'a> =
    Pin<Box<dyn Future<Output = Result<AccessToken, TokenError>> + Send + 'a>>;

/// A token with an end.
#[derive(Clone)]
pub struct AccessToken {
    pub(super) credential: Credential,
    pub(super) lifetime: Option<Duration>,
}

impl AccessToken {
    /// A token that ends nobody knows when: it is used until the server refuses it.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if it is empty or holds anything but visible
    /// ASCII characters. The error does not repeat the token.
    pub fn new(token: impl AsRef<str>) -> Result<Self> {
        Ok(Self { credential: Credential::bearer(token)?, lifetime: None })
    }

    /// How long the token is good for, from now: `expires_in` of a token endpoint's answer.
    #[must_use]
    pub fn expires_in(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("credential", &self.credential)
            .field("lifetime", &self.lifetime)
            .finish()
    }
}

/// What a token is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TokenRequest {
    /// Whether the server refused the last token (401): one from a cache will not do.
    pub refused: bool,
}

/// Something that gives access tokens, set with [`ClientBuilder::token_provider`](crate::ClientBuilder::token_provider).
///
/// A function that returns a future is one. It is asked when a token is needed, some time before the last one expires,
/// and once when the server refuses it (401); for all calls that wait for a token, it is asked once. The token is kept
/// by the client, so the provider need not keep it.
///
/// ```no_run
/// # use std::time::Duration;
/// use oas_runtime::{AccessToken, Client, TokenError, TokenRequest};
///
/// # async fn sign_in() -> Result<(String, u64), TokenError> { unimplemented!() }
/// # fn f() -> oas_runtime::Result<()> {
/// let client = Client::builder("https://api.example.com")
///     .token_provider(|_: TokenRequest| async {
///         let (token, seconds) = sign_in().await?;
///         Ok(AccessToken::new(token)?.expires_in(Duration::from_secs(seconds)))
///     })
///     .build()?;
/// # Ok(()) }
/// ```
pub trait TokenProvider: Send + Sync + 'static {
    /// Gets a token. It is driven in a task of its own, and given up after a minute.
    fn token(&self, request: TokenRequest) -> TokenFuture<'_>;
}

impl<P, F> TokenProvider for P
where
    P: Fn(TokenRequest) -> F + Send + Sync + 'static,
    F: Future<Output = Result<AccessToken, TokenError>> + Send + 'static,
{
    fn token(&self, request: TokenRequest) -> TokenFuture<'_> {
        Box::pin(self(request))
    }
}
