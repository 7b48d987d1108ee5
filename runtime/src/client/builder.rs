//! Setting up a client: its other half, which makes it and which it hands out.

use std::sync::Arc;
use std::time::Duration;

use ::http::HeaderValue;
use tokio::sync::Semaphore;

use super::bases::{Address, Bases};
use super::{Client, Repeatable, Settings, http};
use crate::credential::{Chosen, Credential, Given, Kept, TokenProvider};
use crate::error::{Error, Result};
use crate::limit::Limiter;
use crate::recording::Recording;
use crate::retry::{Budget, RetryPolicy};
#[cfg(not(target_family = "wasm"))]
use crate::service::HttpService;
use crate::spec::{ApiSpec, Server};
use crate::stats::Counters;
use crate::transport::Transport;

const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const ATTEMPT_TIMEOUT: Duration = Duration::from_secs(60);
const IDLE_TIMEOUT: Duration = Duration::from_secs(300);
const MAX_BODY: usize = 64 * 1024 * 1024;
/// A quarter of the files that a process of Linux may have open where nobody raised the limit.
const CONCURRENCY: usize = 256;
const USER_AGENT: &str = concat!("oas-runtime/", env!("CARGO_PKG_VERSION"));

/// What puts a layer around a service.
#[cfg(not(target_family = "wasm"))]
pub(super) type Layering = Box<dyn FnOnce(HttpService) -> HttpService + Send>;
type Configure = Box<dyn FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send>;

/// Sets up a [`Client`]. Everything is checked in [`build`](ClientBuilder::build).
#[must_use]
pub struct ClientBuilder {
    api: &'static ApiSpec,
    address: Address,
    credentials: Vec<Given>,
    missing_allowed: bool,
    https_only: bool,
    redirects: bool,
    http: Option<reqwest::Client>,
    configure: Option<Configure>,
    connect_timeout: Duration,
    attempt_timeout: Duration,
    idle_timeout: Duration,
    max_body: usize,
    concurrency: usize,
    user_agent: Option<String>,
    retry: RetryPolicy,
    repeatable: Repeatable,
    pub(super) transport: Transport,
    #[cfg(not(target_family = "wasm"))]
    pub(super) layers: Vec<Layering>,
    pub(super) recording: Option<Recording>,
    pub(super) replayed: Option<Recording>,
}

impl ClientBuilder {
    pub(super) fn new(api: &'static ApiSpec) -> Self {
        Self {
            api,
            address: Address::default(),
            credentials: Vec::new(),
            missing_allowed: false,
            https_only: false,
            redirects: true,
            http: None,
            configure: None,
            connect_timeout: CONNECT_TIMEOUT,
            attempt_timeout: ATTEMPT_TIMEOUT,
            idle_timeout: IDLE_TIMEOUT,
            max_body: MAX_BODY,
            concurrency: CONCURRENCY,
            user_agent: None,
            retry: RetryPolicy::default(),
            repeatable: |_, _| false,
            transport: Transport::Network,
            #[cfg(not(target_family = "wasm"))]
            layers: Vec::new(),
            recording: None,
            replayed: None,
        }
    }

    /// Where the service is, in the place of what the builder was made with and of all servers of the document: operations that
    /// have servers of their own go there too.
    ///
    /// It is `https` or `http`, without user, query or fragment; a path is kept. A client with a credential takes `http` on this
    /// machine only (`localhost`, 127.0.0.0/8, `::1`).
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.address.url = Some(url.into());
        self
    }

    /// Refuses a base URL that is `http` and not on this machine without a credential too.
    pub fn https_only(mut self) -> Self {
        self.https_only = true;
        self
    }

    /// Follows no redirect, not even one of a safe call within the server: for a credential that is good for some paths only.
    pub fn no_redirects(mut self) -> Self {
        self.redirects = false;
        self
    }

    /// One of the document's servers, in the place of the first that has all variables that are set.
    pub fn server(mut self, server: &'static Server) -> Self {
        self.address.server = Some(server);
        self
    }

    /// A value for a variable that the document's servers have. The first server that has all that are set is called; one that would change
    /// no address is an error of `build`. With a [`base_url`](Self::base_url) they do nothing.
    pub fn server_variable(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.address.variables.push((name.into(), value.into()));
        self
    }

    fn give(mut self, scheme: Option<&str>, chosen: Chosen) -> Self {
        self.credentials.push((scheme.map(str::to_owned), chosen));
        self
    }

    /// A bearer token for the operations that ask for one.
    pub fn bearer(self, token: impl AsRef<str>) -> Self {
        self.give(None, Chosen::Fixed(Credential::bearer(token)))
    }

    /// A user and a password for the operations that ask for them (`Basic`).
    pub fn basic(self, user: impl AsRef<str>, password: impl AsRef<str>) -> Self {
        self.give(None, Chosen::Fixed(Credential::basic(user, password)))
    }

    /// An API key for the operations that ask for one, wherever it goes.
    pub fn api_key(self, key: impl AsRef<str>) -> Self {
        self.give(None, Chosen::Fixed(Credential::api_key(key)))
    }

    /// A credential made before, for the operations that ask for one of its kind. Where no operation of the document asks
    /// for any, it goes with every call, in the way of the first security scheme that it fits; where the document has no scheme, as a bearer
    /// token, or user and password.
    pub fn credential(self, credential: Credential) -> Self {
        self.give(None, Chosen::Fixed(Ok(credential)))
    }

    /// A credential for one security scheme of the document, by its name.
    pub fn credential_for(self, scheme: &str, credential: Result<Credential>) -> Self {
        self.give(Some(scheme), Chosen::Fixed(credential))
    }

    /// Access tokens that expire for one security scheme of the document, by its name; see
    /// [`token_provider`](ClientBuilder::token_provider).
    pub fn token_provider_for(self, scheme: &str, provider: impl TokenProvider) -> Self {
        self.give(Some(scheme), Chosen::Renewed(Box::new(provider)))
    }

    /// Sends an operation without a credential where it asks for one that the client does not have, in the place of an error:
    /// something else puts it on, such as default headers of the [`http_client`](ClientBuilder::http_client), or a proxy.
    pub fn allow_missing_credentials(mut self) -> Self {
        self.missing_allowed = true;
        self
    }

    /// Access tokens that expire, for the operations that ask for a bearer token.
    ///
    /// The provider is asked for the first call, some time before a token expires, and once when the server refuses one
    /// (401): the call is then made once more, whatever it does, because a refused call did nothing. All calls that wait
    /// for a token share one request. See [`TokenProvider`].
    pub fn token_provider(self, provider: impl TokenProvider) -> Self {
        self.give(None, Chosen::Renewed(Box::new(provider)))
    }

    /// How long connecting may take, TLS included. Defaults to 10 s. Not for a client given with
    /// [`http_client`](ClientBuilder::http_client).
    #[cfg(not(target_family = "wasm"))]
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

    /// How long nothing may come of an answer that is a stream, before it ends in an error. Defaults to 5 min. How long a stream takes as a
    /// whole is not limited.
    pub fn idle_timeout(mut self, timeout: Duration) -> Self {
        self.idle_timeout = timeout;
        self
    }

    /// The largest answer that is taken into memory, in bytes. Defaults to 64 MiB. Streams are not limited.
    ///
    /// Decoded, an answer takes more. The worst is an array of numbers of one digit: 17 times its size where the document gives it
    /// no type (a [`serde_json::Value`] has 32 bytes), 9 times as a list of [`Number`](crate::Number) or
    /// [`Integer`](crate::Integer), 5 times as one of `i64` (the setting `integers` of the generator).
    pub fn max_response_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How many requests of the client and its clones are under way at once, each with a connection of its own over HTTP/1.1. Defaults to
    /// 256. Further ones wait for their turn within the time that the attempt has, and are not sent if it does not come. A stream
    /// counts until it begins. As many connections again can be open for a while: a request that begins while another one's connection
    /// is being given back takes a new one.
    pub fn concurrency_limit(mut self, requests: usize) -> Self {
        self.concurrency = requests;
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

    /// The client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a credential, base URL, server variable or user agent
    /// that cannot be used, for a limit of zero, and when the HTTP client cannot be set up.
    pub fn build(self) -> Result<Client> {
        let counters = Arc::<Counters>::default();
        let credentials = Kept::new(self.credentials, self.api, &counters)?;
        let bases =
            Bases::new(&self.address, self.api, self.https_only || !credentials.is_empty())?;
        if [self.attempt_timeout, self.connect_timeout, self.idle_timeout].contains(&Duration::ZERO)
        {
            return Err(Error::configuration("a time limit is zero"));
        }
        if !(1..=Semaphore::MAX_PERMITS).contains(&self.concurrency) {
            return Err(Error::configuration(
                "the concurrency limit is zero, or larger than can be counted",
            ));
        }
        let user_agent = HeaderValue::try_from(self.user_agent.as_deref().unwrap_or(USER_AGENT))
            .map_err(|source| {
                Error::configuration("the user agent is no header value").with_source(source)
            })?;
        let http = match self.http {
            Some(client) => client,
            None => {
                let configure = self.configure.unwrap_or_else(|| Box::new(|builder| builder));
                http::build(&bases, self.connect_timeout, self.concurrency, configure)?
            }
        };
        #[cfg(target_family = "wasm")]
        let layered = None;
        #[cfg(not(target_family = "wasm"))]
        let layered = (!self.layers.is_empty()).then(|| {
            let innermost = HttpService::innermost(self.transport.clone(), http.clone());
            self.layers.into_iter().fold(innermost, |inner, layer| layer(inner))
        });
        Ok(Client(Arc::new(Settings {
            api: self.api,
            http,
            bases,
            credentials,
            missing_allowed: self.missing_allowed,
            user_agent,
            attempt_timeout: self.attempt_timeout,
            idle_timeout: self.idle_timeout,
            max_body: self.max_body,
            slots: Semaphore::new(self.concurrency),
            retry: self.retry,
            repeatable: self.repeatable,
            redirects: self.redirects,
            budget: Budget::default(),
            transport: self.transport,
            layered,
            recording: self.recording,
            replay: self.replayed.as_ref().map(Recording::to_replay),
            limiter: Limiter::default(),
            counters,
        })))
    }
}

impl std::fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // The base URL is not shown: unchecked, it may hold a password.
        f.debug_struct("ClientBuilder")
            .field("credentials", &format_args!("{} [redacted]", self.credentials.len()))
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
        assert!(refused(builder().idle_timeout(Duration::ZERO)));
        assert!(refused(builder().concurrency_limit(0)));
        assert!(refused(builder().concurrency_limit(usize::MAX)));
        assert!(refused(builder().user_agent("two\nlines")));
        assert!(refused(builder().bearer("")));
        assert!(refused(builder().base_url("nonsense")));
        let plain = || builder().base_url("http://api.example.test");
        assert!(refused(plain().bearer("token")) && refused(plain().api_key("key")));
        assert!(refused(plain().https_only()));
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
