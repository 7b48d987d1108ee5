//! Setting up a client: its other half, which makes it and which it hands out.

use std::error::Error as StdError;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use ::http::HeaderValue;
use bytes::Bytes;

use super::base_url::BaseUrl;
use super::{Client, Repeatable, Settings, http};
use crate::credential::{Auth, Credential, TokenProvider};
use crate::error::{Error, Result};
use crate::limit::Limiter;
use crate::retry::{Budget, RetryPolicy};
use crate::stats::Counters;
use crate::transport::{Function, Transport};

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const MAX_BODY: usize = 64 * 1024 * 1024;
const USER_AGENT: &str = concat!("oas-runtime/", env!("CARGO_PKG_VERSION"));

/// What calls are authenticated with.
enum Chosen {
    Fixed(Result<Credential>),
    Renewed(Box<dyn TokenProvider>),
}

type Configure = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Sets up a [`Client`]. Everything is checked in [`build`](ClientBuilder::build).
#[must_use]
pub struct ClientBuilder {
    base_url: String,
    credential: Option<Chosen>,
    http: Option<reqwest::Client>,
    configure: Option<Configure>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    max_body: usize,
    user_agent: Option<String>,
    retry: RetryPolicy,
    repeatable: Repeatable,
    credential_required: bool,
    transport: Transport,
}

impl ClientBuilder {
    pub(super) fn new(base_url: String) -> Self {
        Self {
            base_url,
            credential: None,
            http: None,
            configure: None,
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            max_body: MAX_BODY,
            user_agent: None,
            retry: RetryPolicy::default(),
            repeatable: |_, _| false,
            credential_required: false,
            transport: Transport::Network,
        }
    }

    /// Where the service is, in the place of what the builder was made with.
    ///
    /// It is `https` or `http`, without user, query or fragment; a path is kept. A client with a credential takes `http` on this
    /// machine only (`localhost`, 127.0.0.0/8, `::1`).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = url.into();
        self
    }

    /// A bearer token for the operations that ask for a credential.
    pub fn bearer(mut self, token: impl AsRef<str>) -> Self {
        self.credential = Some(Chosen::Fixed(Credential::bearer(token)));
        self
    }

    /// A credential made before.
    pub fn credential(mut self, credential: Credential) -> Self {
        self.credential = Some(Chosen::Fixed(Ok(credential)));
        self
    }

    /// Access tokens that expire.
    ///
    /// The provider is asked for the first call, some time before a token expires, and once when the server refuses one
    /// (401): the call is then made once more, whatever it does, because a refused call did nothing. All calls that wait
    /// for a token share one request. See [`TokenProvider`].
    pub fn token_provider(mut self, provider: impl TokenProvider) -> Self {
        self.credential = Some(Chosen::Renewed(Box::new(provider)));
        self
    }

    /// How long connecting may take, TLS included. Defaults to 10 s. Not for a client given with
    /// [`http_client`](ClientBuilder::http_client).
    pub fn connect_timeout(mut self, timeout: Duration) -> Self {
        self.connect_timeout = timeout;
        self
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. Defaults to 60 s. For a stream: to the
    /// head of the answer.
    pub fn attempt_timeout(mut self, timeout: Duration) -> Self {
        self.attempt_timeout = timeout;
        self
    }

    /// The largest answer that is taken into memory, in bytes. Defaults to 64 MiB. Streams are not limited.
    ///
    /// Decoded, an answer takes more. The worst is an array of numbers of one digit: 17 times its size where the document gives it
    /// no type (a [`serde_json::Value`] has 32 bytes), 9 times as a list of [`Number`](crate::generated::Number), 5 times as one
    /// of integers.
    pub fn max_response_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How calls that fail are repeated. Whatever it says, nothing is repeated that could be done twice by it.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// Which requests may be repeated though their operation is not safe, by the operation and the body: those that carry a
    /// key by which the server knows them again. Defaults to none.
    pub fn repeatable(mut self, repeatable: Repeatable) -> Self {
        self.repeatable = repeatable;
        self
    }

    /// Refuses to send a call without a credential where its operation asks for one. Defaults to sending it: the credential may
    /// be among the default headers of the [`http_client`](ClientBuilder::http_client).
    pub fn credential_required(mut self) -> Self {
        self.credential_required = true;
        self
    }

    /// The `User-Agent` header. Defaults to `oas-runtime/` and the version.
    pub fn user_agent(mut self, user_agent: impl Into<String>) -> Self {
        self.user_agent = Some(user_agent.into());
        self
    }

    /// Further settings of the HTTP client: proxies, certificates, addresses.
    ///
    /// Redirects, repetition and the time for connecting are set after it, because the safety of calls rests
    /// on them.
    pub fn configure_http(
        mut self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        self.configure = Some(Box::new(configure));
        self
    }

    /// An HTTP client of the program's own, instead of one made here.
    ///
    /// It should follow no redirects (`redirect::Policy::none()`) and repeat nothing (`retry::never()`): what it does by
    /// itself cannot be seen from here, so that [`Error::outcome`] could be wrong. Where that does not matter to
    /// the program, and to have both, use [`configure_http`](ClientBuilder::configure_http).
    pub fn http_client(mut self, client: reqwest::Client) -> Self {
        self.http = Some(client);
        self
    }

    /// A function that carries the requests in the place of HTTP over a network: for a program's tests.
    ///
    /// It takes an [`http::Request`](::http::Request) and answers with an [`http::Response`](::http::Response) of any body.
    /// Nothing goes through a socket then, so that tokio's clock can be paused.
    ///
    /// An error of the function is a broken connection: whether the server got the request is unknown. An
    /// [`io::Error`](std::io::Error) of kind [`ConnectionRefused`](std::io::ErrorKind::ConnectionRefused) is a connection
    /// that was never made: nothing was sent. What the function returns is polled within the time that an attempt has,
    /// and dropped when that is over.
    pub fn transport<S, F, B, E>(mut self, send: S) -> Self
    where
        S: Fn(::http::Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<::http::Response<B>, E>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        self.transport = Transport::Function(Function::new(send));
        self
    }

    /// The client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a credential, base URL or user agent that
    /// cannot be used, for a time limit of zero, and when the HTTP client cannot be set up.
    pub fn build(self) -> Result<Client> {
        let secret = self.credential.is_some() || self.credential_required;
        let base = BaseUrl::parse(&self.base_url, secret)?;
        if self.attempt_timeout.is_zero() || self.connect_timeout.is_zero() {
            return Err(Error::configuration("a time limit is zero"));
        }
        let user_agent = HeaderValue::try_from(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .map_err(|source| {
                Error::configuration("the user agent is no header value").with_source(source)
            })?;
        let http = match self.http {
            Some(client) => client,
            None => {
                let configure = self.configure.unwrap_or_else(|| Box::new(|builder| builder));
                http::build(&base, self.connect_timeout, configure)?
            }
        };
        let counters = Arc::<Counters>::default();
        let credential = match self.credential {
            None => None,
            Some(Chosen::Fixed(credential)) => Some(Auth::Fixed(credential?)),
            Some(Chosen::Renewed(provider)) => Some(Auth::renewed(provider, counters.clone())),
        };
        Ok(Client(Arc::new(Settings {
            http,
            base,
            credential,
            user_agent,
            attempt_timeout: self.attempt_timeout,
            max_body: self.max_body,
            retry: self.retry,
            repeatable: self.repeatable,
            credential_required: self.credential_required,
            budget: Budget::default(),
            transport: self.transport,
            limiter: Limiter::default(),
            counters,
        })))
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The base URL is not shown: unchecked, it may hold a password.
        f.debug_struct("ClientBuilder")
            .field("credential", &self.credential.as_ref().map(|_| "[redacted]"))
            .field("connect_timeout", &self.connect_timeout)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("max_response_body", &self.max_body)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn builder() -> ClientBuilder {
        Client::builder("https://api.example.test")
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let refused = |builder: ClientBuilder| {
            builder.build().unwrap_err().kind() == ErrorKind::Configuration
        };
        assert!(refused(builder().attempt_timeout(Duration::ZERO)));
        assert!(refused(builder().connect_timeout(Duration::ZERO)));
        assert!(refused(builder().user_agent("two\nlines")));
        assert!(refused(builder().bearer("")));
        assert!(refused(builder().base_url("nonsense")));
        let plain = || builder().base_url("http://api.example.test");
        assert!(refused(plain().bearer("token")) && refused(plain().credential_required()));
        assert_eq!(plain().build().unwrap().base_url(), "http://api.example.test");
    }

    #[test]
    fn no_debug_text_holds_a_secret() {
        let secrets = || builder().bearer("s3cret").base_url("https://a:hunter2@b.test");
        assert!(!format!("{:?}", secrets()).contains("s3cret"));
        assert!(!format!("{:?}", secrets()).contains("hunter2"));
        assert!(!format!("{:?}", secrets().build()).contains("hunter2"));
        let client = builder().bearer("s3cret").build().unwrap();
        assert!(!format!("{client:?} {client:#?}").contains("s3cret"));
    }
}
