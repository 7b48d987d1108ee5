//! The client: what the generated one holds, and all calls go through.

pub(crate) mod base_url;
mod bases;
mod builder;
#[cfg(not(target_family = "wasm"))]
pub(crate) mod http;
mod newtype;
mod seams;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use ::http::HeaderValue;
use tokio::sync::Semaphore;

pub(crate) use self::bases::Bases;
pub use self::builder::ClientBuilder;
use crate::credential::Kept;
use crate::limit::Limiter;
use crate::recording::{Recording, Replay};
use crate::retry::{Budget, RetryPolicy};
#[cfg(not(target_family = "wasm"))]
use crate::service::HttpService;
use crate::spec::{ApiSpec, OperationSpec};
use crate::stats::{Counters, Stats};
use crate::transport::Transport;
#[cfg(target_family = "wasm")]
pub(crate) use crate::web::{HttpService, http};

/// Connections, credentials and settings for the calls of one service. A clone shares all of it, and is cheap.
#[derive(Clone, Debug)]
pub struct Client(Arc<Settings>);

/// Whether a request may be repeated though its operation is not safe: the body carries a key by which the server knows it.
pub type Repeatable = fn(&OperationSpec, Option<&[u8]>) -> bool;

/// What every attempt goes by.
pub(crate) struct Settings {
    pub(crate) api: &'static ApiSpec,
    pub(crate) http: reqwest::Client,
    pub(crate) bases: Bases,
    pub(crate) credentials: Kept,
    /// An operation whose credential is not here is sent without.
    pub(crate) missing_allowed: bool,
    pub(crate) user_agent: HeaderValue,
    /// From sending a request to the end of its answer; for a stream, to the answer's head.
    pub(crate) attempt_timeout: Duration,
    /// How long nothing may come of a stream.
    pub(crate) idle_timeout: Duration,
    /// The largest body that is taken into memory, in bytes.
    pub(crate) max_body: usize,
    /// How many more requests may be under way. Shared by all clones.
    pub(crate) slots: Semaphore,
    pub(crate) retry: RetryPolicy,
    pub(crate) repeatable: Repeatable,
    /// Whether a safe call goes where an answer points, on the same host.
    pub(crate) redirects: bool,
    /// Shared by all clones.
    pub(crate) budget: Budget,
    pub(crate) transport: Transport,
    /// The same with the layers of the program around it.
    pub(crate) layered: Option<HttpService>,
    pub(crate) recording: Option<Recording>,
    /// What answers in the place of a service.
    pub(crate) replay: Option<Replay>,
    /// Shared by all clones.
    pub(crate) limiter: Limiter,
    /// Shared by all clones.
    pub(crate) counters: Arc<Counters>,
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // The HTTP client would show its default headers, and a credential may be among them.
        f.debug_struct("Settings")
            .field("base_url", &self.bases.service().prefix())
            .field("credentials", &self.credentials)
            .field("attempt_timeout", &self.attempt_timeout)
            .field("retry", &self.retry)
            .finish_non_exhaustive()
    }
}

impl Client {
    /// A client of the service at this base URL, to be set up.
    pub fn builder(base_url: impl Into<String>) -> ClientBuilder {
        Self::builder_of(ApiSpec::NOTHING).base_url(base_url)
    }

    /// A client of the service that a document describes, to be set up. The document says where it is, and what it asks for.
    pub fn builder_of(api: &'static ApiSpec) -> ClientBuilder {
        ClientBuilder::new(api)
    }

    /// The text that the document's paths are appended to: without a slash at its end.
    #[must_use]
    pub fn base_url(&self) -> &str {
        self.0.bases.service().prefix()
    }

    /// The text that the path of an operation is appended to: that of its own servers, where the document gives it any and no base
    /// URL was set.
    #[must_use]
    pub fn base_url_of(&self, spec: &OperationSpec) -> &str {
        self.0.bases.of(spec).prefix()
    }

    /// The HTTP client that requests are built with.
    #[must_use]
    pub fn http(&self) -> &reqwest::Client {
        &self.0.http
    }

    /// What this client and its clones have done so far, in numbers.
    #[must_use]
    pub fn stats(&self) -> Stats {
        self.0.counters.read()
    }

    pub(crate) fn settings(&self) -> &Settings {
        &self.0
    }
}
