//! The HTTP client under ours: the browser's. It connects, keeps connections and follows redirects as it does everywhere.

use std::time::Duration;

use reqwest::Url;

use crate::client::Bases;
use crate::error::{Error, Result};

pub(crate) fn build(
    _: &Bases,
    _: Duration,
    _: usize,
    configure: impl FnOnce(reqwest::ClientBuilder) -> reqwest::ClientBuilder,
) -> Result<reqwest::Client> {
    finish(configure(reqwest::Client::builder()))
}

/// A client with nothing of the program's: for addresses that are not the API's.
pub(crate) fn plain(_: &Url) -> Result<reqwest::Client> {
    finish(reqwest::Client::builder())
}

fn finish(builder: reqwest::ClientBuilder) -> Result<reqwest::Client> {
    builder.build().map_err(|source| {
        Error::configuration("the HTTP client cannot be set up").with_source(source.without_url())
    })
}
