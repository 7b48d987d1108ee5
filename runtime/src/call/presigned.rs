//! Putting bytes to an address that is not the API's: a signed one, which is its own credential.

use std::time::Duration;

use reqwest::{Request, Url};

use crate::attempt::Outgoing;
use crate::client::{Client, Settings, base_url, http};
use crate::clock;
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::retry::{self, Bounds};

/// The largest part of a refusal that is read.
const LARGEST_REFUSAL: usize = 64 * 1024;

impl Client {
    /// Sends a request to an address that is its own credential, such as a presigned upload: through an HTTP client that has no
    /// credential and no setting of the program's, and follows no redirect. It is repeated as if it were safe.
    ///
    /// # Errors
    ///
    /// Everything that is not a success, and an address that is neither https nor on this machine.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the request. Whether the server has done what was asked is then not known.
    pub async fn send_presigned(&self, request: Request) -> Result<()> {
        send(self.settings(), request).await
    }
}

async fn send(settings: &Settings, request: Request) -> Result<()> {
    check(request.url(), settings.bases.service().is_loopback())?;
    let http = http::plain(request.url())?;
    let bounds = Bounds {
        policy: &settings.retry,
        budget: &settings.budget,
        attempt: settings.attempt_timeout,
        harmless: false,
        repeatable: true,
        pace: None,
        counters: &settings.counters,
    };
    settings.counters.called();
    let mut put = Put { settings, http, request: Outgoing::new(request) };
    retry::attempts(&bounds, &mut put).await
}

/// The attempts of one request.
struct Put<'a> {
    settings: &'a Settings,
    http: reqwest::Client,
    request: Outgoing,
}

impl retry::Attempt for Put<'_> {
    type Success = ();

    fn can_repeat(&self) -> bool {
        self.request.can_repeat()
    }

    async fn attempt(&mut self, limit: Duration) -> Result<()> {
        let request = self.request.copy_to(None)?;
        let ends = clock::later(clock::now(), limit);
        let sent = once(self.settings, &self.http, request);
        clock::timeout_at(ends, sent).await.unwrap_or_else(|_| Err(timed_out()))
    }
}

async fn once(settings: &Settings, http: &reqwest::Client, request: Request) -> Result<()> {
    let mut response = settings.transport.send(http, request).await?;
    let status = response.status();
    if status.is_success() {
        return Ok(());
    }
    let headers = response.headers().clone();
    let mut body = Vec::new();
    while body.len() < LARGEST_REFUSAL {
        // The status is what matters, and it is known.
        let Ok(Some(chunk)) = response.chunk().await else {
            break;
        };
        body.extend_from_slice(&chunk);
    }
    Err(Error::from_answer(status, &headers, &body))
}

/// Bytes go over https, or over http on this machine where the service is on it too.
fn check(url: &Url, local: bool) -> Result<()> {
    let plain = url.scheme() == "http" && local && base_url::is_loopback(url);
    if url.scheme() == "https" || plain {
        return Ok(());
    }
    let message = "the address to upload to does not start with https";
    Err(Error::new(ErrorKind::InvalidResponse, Outcome::NotSent, message))
}

fn timed_out() -> Error {
    Error::new(ErrorKind::Timeout, Outcome::Unknown, "no answer in time")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_go_over_https_or_stay_on_this_machine() {
        for (url, local, allowed) in [
            ("https://store.test/b?sig=s", false, true),
            ("https://store.test/b?sig=s", true, true),
            ("http://127.0.0.1:1/b", true, true),
            ("http://127.0.0.1:1/b", false, false),
            ("http://store.test/b?sig=hunter2", true, false),
            ("ftp://store.test/b", true, false),
            ("data:,x", true, false),
        ] {
            let checked = check(&Url::parse(url).unwrap(), local);
            assert_eq!(checked.is_ok(), allowed, "{url}");
            let told =
                checked.map_or_else(|error| format!("{error} {error:?}"), |()| String::new());
            assert!(!told.contains("hunter2"));
        }
    }
}
