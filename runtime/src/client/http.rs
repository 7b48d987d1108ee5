//! The HTTP client under ours.

use std::time::Duration;

use reqwest::Url;

use super::base_url::{self, BaseUrl};
use super::bases::Bases;
use crate::error::{Error, Result};

/// How long an idle connection is kept. Servers close theirs after a minute or more; a request that meets a
/// connection being closed fails without anyone knowing whether it was read.
const IDLE: Duration = Duration::from_secs(30);

/// How long connecting to an address may take that is not the API's, TLS included.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// reqwest's client without what this crate decides itself: redirects, repetition, and time limits other than the one
/// for connecting.
pub(super) fn build(
    bases: &Bases,
    connect_timeout: Duration,
    concurrency_limit: usize,
    configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder()
        .pool_idle_timeout(IDLE)
        // A connection that is not given back yet when the next request begins is one more: no more of them are kept than can be used.
        .pool_max_idle_per_host(concurrency_limit);
    if bases.all(BaseUrl::is_loopback) {
        // A proxy has no business between a program and its own machine, least of all over http.
        builder = builder.no_proxy();
    }
    if bases.all(BaseUrl::is_plain) {
        builder = without_certificates(builder);
    }
    finish(configure(builder).connect_timeout(connect_timeout))
}

/// A client for one address, with nothing of the program's: for addresses that are not the API's.
pub(crate) fn plain(url: &Url) -> Result<reqwest::Client> {
    let mut builder = reqwest::Client::builder();
    if base_url::is_loopback(url) {
        builder = builder.no_proxy();
    }
    if url.scheme() == "http" {
        builder = without_certificates(builder);
    }
    finish(builder.connect_timeout(CONNECT_TIMEOUT))
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder
        // It would write the credential to the log.
        .connection_verbose(false)
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .build()
        .map_err(|source| {
            Error::configuration("the HTTP client cannot be set up")
                .with_source(source.without_url())
        })
}

/// Where nothing will be encrypted, the system's certificates, which it may lack, need not be read.
fn without_certificates(builder: reqwest::ClientBuilder) -> reqwest::ClientBuilder {
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = builder.tls_certs_only([]);
    builder
}
