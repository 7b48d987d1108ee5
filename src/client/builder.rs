//! Setting up a client: its other half, which makes it and which it hands out.

use std::env::{self, VarError};
use std::error::Error as StdError;
use std::future::Future;
use std::time::Duration;

use bytes::Bytes;
use oas_runtime::{Credential, RetryPolicy, Server, TokenProvider};

use super::Client;
use crate::api::{self, operations::SERVERS};
use crate::error::{Error, Result};
use crate::idempotency;

/// The service's address where the document names none that can be used as it is.
const DEFAULT: &str = "https://api.neoagent.io";

/// What every path of the API starts with: in the document's paths or in the address of its server. A base URL may end with it or not.
pub(crate) const PREFIX: &str = "/public-api";

const KEY_VARIABLE: &str = "NEO_API_KEY";
const BASE_VARIABLE: &str = "NEO_BASE_URL";

const USER_AGENT: &str = concat!("neoagent/", env!("CARGO_PKG_VERSION"));

/// Sets up a [`Client`]. Everything is checked in [`build`](ClientBuilder::build).
///
/// ```
/// # use std::time::Duration;
/// # fn f() -> neoagent::Result<()> {
/// let neo = neoagent::Client::builder()
///     .api_key("neo_sk_prod_...")
///     .attempt_timeout(Duration::from_secs(20))
///     .user_agent("ticket-sorter/1.4")
///     .build()?;
/// # Ok(()) }
/// # f().unwrap();
/// ```
#[must_use]
#[derive(Debug)]
pub struct ClientBuilder(oas_runtime::ClientBuilder);

impl Default for ClientBuilder {
    fn default() -> Self {
        let runtime = oas_runtime::Client::builder(whole(default_base(SERVERS), SERVERS));
        let runtime = runtime.https_only().repeatable(idempotency::has_key);
        Self(runtime.user_agent(USER_AGENT))
    }
}

impl ClientBuilder {
    /// The settings in `NEO_API_KEY` (required) and `NEO_BASE_URL`, to be completed.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) if the key is missing, or one of the variables
    /// is not Unicode.
    pub fn from_env() -> Result<Self> {
        Self::from_variables(|name| env::var(name))
    }

    fn from_variables(variable: impl Fn(&str) -> Result<String, VarError>) -> Result<Self> {
        let read = |name: &str| match variable(name) {
            Ok(text) => Ok(Some(text).filter(|text| !text.trim().is_empty())),
            Err(VarError::NotPresent) => Ok(None),
            Err(VarError::NotUnicode(_)) => {
                Err(Error::configuration(format!("{name} is not Unicode")))
            }
        };
        let key = read(KEY_VARIABLE)?
            .ok_or_else(|| Error::configuration(format!("{KEY_VARIABLE} is not set")))?;
        let builder = Self::default().api_key(key);
        Ok(match read(BASE_VARIABLE)? {
            Some(url) => builder.base_url(url),
            None => builder,
        })
    }

    /// The API key, or a Microsoft Entra ID access token.
    ///
    /// Without one, only the operations that need none can be called.
    pub fn api_key(self, key: impl AsRef<str>) -> Self {
        Self(self.0.bearer(key))
    }

    /// A credential made before.
    pub fn credential(self, credential: Credential) -> Self {
        Self(self.0.credential(credential))
    }

    /// Access tokens that expire, in the place of a key: those of a user who signed in with Microsoft Entra ID.
    ///
    /// The provider is asked for the first call, some time before a token expires, and once when the server refuses one
    /// (401): the call is then made once more, whatever it does, because a refused call did nothing. All calls that wait
    /// for a token share one request. See [`TokenProvider`].
    pub fn token_provider(self, provider: impl TokenProvider) -> Self {
        Self(self.0.token_provider(provider))
    }

    /// Access tokens from any credential of the Azure SDK (`azure_identity`), for certain scopes.
    ///
    /// Which scope Neo wants is not published: it is that of the dashboard's application, and its administrator knows
    /// it. Renewal is as with [`token_provider`](ClientBuilder::token_provider).
    ///
    /// ```no_run
    /// # use std::sync::Arc;
    /// # fn f(credential: Arc<dyn azure_core::credentials::TokenCredential>) -> neoagent::Result<()> {
    /// // azure_identity::DeveloperToolsCredential::new(None)?, for one who has signed in with `az login`.
    /// let neo = neoagent::Client::builder()
    ///     .azure_credential(credential, ["api://00000000-0000-0000-0000-000000000000/.default"])
    ///     .build()?;
    /// # Ok(()) }
    /// ```
    #[cfg(feature = "azure")]
    pub fn azure_credential<T: Into<String>>(
        self,
        credential: std::sync::Arc<dyn azure_core::credentials::TokenCredential>,
        scopes: impl IntoIterator<Item = T>,
    ) -> Self {
        let scopes = scopes.into_iter().map(Into::into).collect();
        self.token_provider(crate::azure::AzureTokens::new(credential, scopes))
    }

    /// Where the service is. Defaults to the server of the document, `https://api.neoagent.io`.
    ///
    /// It is `https`, or `http` on this machine (`localhost`, 127.0.0.0/8, `::1`), without user, query or fragment.
    /// Every path of the API starts with `/public-api`: the base URL may end with it or not, with a slash or
    /// not. A path before it is kept.
    pub fn base_url(self, url: impl Into<String>) -> Self {
        Self(self.0.base_url(whole(&url.into(), SERVERS)))
    }

    /// How long connecting may take, TLS included. Defaults to 10 s. Not for a client given with
    /// [`http_client`](ClientBuilder::http_client).
    #[cfg(not(target_family = "wasm"))]
    pub fn connect_timeout(self, timeout: Duration) -> Self {
        Self(self.0.connect_timeout(timeout))
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. Defaults to 60 s.
    /// For an event stream: to the head of the answer.
    pub fn attempt_timeout(self, timeout: Duration) -> Self {
        Self(self.0.attempt_timeout(timeout))
    }

    /// The largest answer that is taken into memory, in bytes. Defaults to 64 MiB. Streams are not limited.
    pub fn max_response_body(self, bytes: usize) -> Self {
        Self(self.0.max_response_body(bytes))
    }

    /// How many requests of the client and its clones are under way at once, each with a connection of its own over HTTP/1.1. Defaults to
    /// 256. Further ones wait for their turn within the time that the attempt has, and are not sent if it does not come. A stream
    /// counts until it begins. As many connections again can be open for a while: a request that begins while another one's connection
    /// is being given back takes a new one.
    pub fn concurrency_limit(self, requests: usize) -> Self {
        Self(self.0.concurrency_limit(requests))
    }

    /// How calls that fail are repeated. Whatever it says, nothing is repeated that could be done twice by it.
    pub fn retry(self, policy: RetryPolicy) -> Self {
        Self(self.0.retry(policy))
    }

    /// The `User-Agent` header. Defaults to `neoagent/` and the version.
    pub fn user_agent(self, user_agent: impl Into<String>) -> Self {
        Self(self.0.user_agent(user_agent))
    }

    /// Further settings of the HTTP client: proxies, certificates, addresses.
    ///
    /// Redirects, repetition and the time for connecting are set after it, because the safety of calls rests
    /// on them.
    pub fn configure_http(
        self,
        configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + 'static,
    ) -> Self {
        Self(self.0.configure_http(configure))
    }

    /// An HTTP client of the program's own, instead of one made here.
    ///
    /// It should follow no redirects (`redirect::Policy::none()`) and repeat nothing (`retry::never()`): what it does by
    /// itself cannot be seen from here, so that [`Error::outcome`] could be wrong. Where that does not matter to
    /// the program, and to have both, use [`configure_http`](ClientBuilder::configure_http).
    pub fn http_client(self, client: reqwest::Client) -> Self {
        Self(self.0.http_client(client))
    }

    /// A function that carries the requests in the place of HTTP over a network: for a program's tests.
    ///
    /// It takes an [`http::Request`] and answers with an [`http::Response`] of any body; `neoagent-sandbox` has such a
    /// function. Nothing goes through a socket then, so that tokio's clock can be paused and a run of ten minutes takes
    /// milliseconds:
    ///
    /// ```
    /// # use std::time::Duration;
    /// use neoagent::{Client, Conclusion};
    /// use neoagent_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// // In a test: #[tokio::test(start_paused = true)]
    /// let sandbox = Sandbox::builder().run_duration(Duration::from_secs(600)).in_memory()?;
    /// let neo = Client::builder()
    ///     .api_key(sandbox.key())
    ///     .base_url(sandbox.base_url())
    ///     .transport(sandbox.transport())
    ///     .build()?;
    ///
    /// let run = neo.run_agent("42").target_entity_id("T-1001").start().await?;
    /// let done = run.wait().await?;
    /// assert_eq!(done.conclusion(), Some(Conclusion::Success));
    /// # Ok(()) }
    /// ```
    ///
    /// An error of the function is a broken connection: whether the server got the request is unknown. An
    /// [`io::Error`](std::io::Error) of kind [`ConnectionRefused`](std::io::ErrorKind::ConnectionRefused) is a connection
    /// that was never made: nothing was sent. What the function returns is polled within the time that an attempt has,
    /// and dropped when that is over.
    pub fn transport<S, F, B, E>(self, send: S) -> Self
    where
        S: Fn(http::Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<http::Response<B>, E>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<Box<dyn StdError + Send + Sync>>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self(self.0.transport(send))
    }

    /// A token in the place of all credentials, for an answer that points nowhere else.
    pub(crate) fn only(self, token: &str) -> Self {
        Self(self.0.bearer(token).no_redirects())
    }

    /// The client. Nothing is sent.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`](crate::ErrorKind::Configuration) for a credential, base URL or user agent that
    /// cannot be used, for a time limit of zero, and when the HTTP client cannot be set up.
    pub fn build(self) -> Result<Client> {
        Ok(Client::new(api::Client::with_runtime(self.0.build()?)))
    }
}

/// The first of the document's servers, where it is an address that can be used as it is.
fn default_base(servers: &'static [Server]) -> &'static str {
    let first = servers.first().map(|server| server.url);
    first.filter(|url| url.starts_with("https://") && !url.contains('{')).unwrap_or(DEFAULT)
}

/// A base URL that ends with what the paths of the API begin with if the servers of the document do, and only then.
fn whole(url: &str, servers: &[Server]) -> String {
    let without = |url: &str| {
        let url = url.trim().trim_end_matches('/');
        url.strip_suffix(PREFIX).map(str::to_owned)
    };
    let in_servers = servers.first().is_some_and(|server| without(server.url).is_some());
    let base = without(url).unwrap_or_else(|| url.trim().trim_end_matches('/').to_owned());
    if in_servers { base + PREFIX } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;

    fn from(variables: &[(&str, &str)]) -> Result<Client> {
        ClientBuilder::from_variables(|name| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, text)| (*text).to_owned()).ok_or(VarError::NotPresent)
        })?
        .build()
    }

    #[test]
    fn the_environment_sets_a_client_up() {
        let client =
            from(&[(KEY_VARIABLE, "k\n"), (BASE_VARIABLE, "http://127.0.0.1:9/public-api/")])
                .unwrap();
        assert_eq!(client.runtime().base_url(), whole("http://127.0.0.1:9", SERVERS));
        let unset = from(&[(KEY_VARIABLE, "k"), (BASE_VARIABLE, " ")]).unwrap();
        assert_eq!(unset.runtime().base_url(), whole(default_base(SERVERS), SERVERS));
    }

    #[test]
    fn a_base_url_may_end_with_what_all_paths_begin_with() {
        for (text, base) in [
            ("https://api.neoagent.io/public-api", DEFAULT),
            ("https://api.neoagent.io/public-api/", DEFAULT),
            (" HTTPS://API.NeoAgent.io:443/public-api \n", DEFAULT),
            ("https://gateway.test/neo/public-api", "https://gateway.test/neo"),
            ("https://gateway.test/neo/", "https://gateway.test/neo"),
            ("https://gateway.test/not-public-api", "https://gateway.test/not-public-api"),
        ] {
            let client = Client::builder().base_url(text).build().unwrap();
            assert_eq!(client.runtime().base_url(), whole(base, SERVERS), "{text}");
        }
    }

    #[test]
    fn the_base_url_follows_the_document() {
        const fn server(url: &'static str) -> [Server; 1] {
            [Server { url, description: "", variables: &[] }]
        }
        const PLAIN: &[Server] = &server("https://api.neoagent.io/");
        const PREFIXED: &[Server] = &server("https://eu.neoagent.io/public-api/");
        const OTHER: &[Server] = &server("https://gateway.test/v1");
        const RELATIVE: &[Server] = &server("/public-api");
        const VARIABLE: &[Server] = &server("https://{region}.neoagent.io");
        for (servers, default, given) in [
            (&[][..], DEFAULT, "http://127.0.0.1:9"),
            (PLAIN, DEFAULT, "http://127.0.0.1:9"),
            (PREFIXED, "https://eu.neoagent.io/public-api", "http://127.0.0.1:9/public-api"),
            (OTHER, "https://gateway.test/v1", "http://127.0.0.1:9"),
            (RELATIVE, "https://api.neoagent.io/public-api", "http://127.0.0.1:9/public-api"),
            (VARIABLE, DEFAULT, "http://127.0.0.1:9"),
        ] {
            assert_eq!(whole(default_base(servers), servers), default, "{servers:?}");
            for url in
                ["http://127.0.0.1:9", "http://127.0.0.1:9/", " http://127.0.0.1:9/public-api/"]
            {
                assert_eq!(whole(url, servers), given, "{servers:?} {url}");
            }
        }
    }

    #[test]
    fn what_is_missing_or_unusable_is_named() {
        for (variables, name) in [
            (&[][..], KEY_VARIABLE),
            (&[(KEY_VARIABLE, "")], KEY_VARIABLE),
            (&[(KEY_VARIABLE, "a b")], "credential"),
            (&[(KEY_VARIABLE, "k"), (BASE_VARIABLE, "nonsense")], "base URL"),
        ] {
            let error = from(variables).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Configuration);
            assert!(error.to_string().contains(name), "{error}");
        }
        let not_unicode = ClientBuilder::from_variables(|_| Err(VarError::NotUnicode("x".into())));
        assert!(not_unicode.unwrap_err().to_string().contains("not Unicode"));
    }

    #[test]
    fn settings_that_cannot_work_are_refused() {
        let refused = |builder: ClientBuilder| {
            builder.build().unwrap_err().kind() == ErrorKind::Configuration
        };
        assert!(refused(Client::builder().attempt_timeout(Duration::ZERO)));
        assert!(refused(Client::builder().connect_timeout(Duration::ZERO)));
        assert!(refused(Client::builder().user_agent("two\nlines")));
        assert!(refused(Client::builder().api_key("")));
    }

    #[test]
    fn no_debug_text_holds_the_key() {
        let builder = || Client::builder().api_key("s3cret").base_url("https://a:hunter2@b.test");
        assert!(!format!("{:?}", builder()).contains("s3cret"));
        assert!(!format!("{:?}", builder()).contains("hunter2"));
        assert!(!format!("{:?}", builder().build()).contains("hunter2"));
        let client = Client::builder().api_key("s3cret").build().unwrap();
        assert!(!format!("{client:?} {client:#?}").contains("s3cret"));
        assert!(!format!("{:?}", client.run_agent("42")).contains("s3cret"));
        assert!(!format!("{:?}", client.get_execution()).contains("s3cret"));
        assert!(!format!("{:?}", client.resume("run-1").wait()).contains("s3cret"));
    }
}
