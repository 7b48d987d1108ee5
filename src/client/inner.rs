//! What the clones of a client share.

use std::sync::Arc;
use std::time::Duration;

use http::HeaderValue;

use super::base_url::BaseUrl;
use crate::credential::Auth;
use crate::limit::Limiter;
use crate::retry::{Budget, RetryPolicy};
use crate::stats::Counters;
use crate::transport::Carrier;

/// The part of the generated client that is ours.
#[derive(Clone, Debug)]
pub(crate) struct Inner(Arc<Settings>);

/// What every attempt goes by.
#[derive(Debug)]
pub(crate) struct Settings {
    pub(crate) base: BaseUrl,
    pub(crate) credential: Option<Auth>,
    pub(crate) user_agent: HeaderValue,
    /// From sending a request to the end of its answer; for a stream, to the answer's head.
    pub(crate) attempt_timeout: Duration,
    /// The largest body that is taken into memory, in bytes.
    pub(crate) max_body: usize,
    pub(crate) retry: RetryPolicy,
    /// Shared by all clones.
    pub(crate) budget: Budget,
    pub(crate) carrier: Carrier,
    /// Shared by all clones.
    pub(crate) limiter: Limiter,
    /// Shared by all clones.
    pub(crate) counters: Arc<Counters>,
}

impl Inner {
    pub(super) fn new(settings: Settings) -> Self {
        Self(Arc::new(settings))
    }
}

impl std::ops::Deref for Inner {
    type Target = Settings;

    fn deref(&self) -> &Settings {
        &self.0
    }
}
