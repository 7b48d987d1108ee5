//! Redirects: followed where nothing can go wrong, and an error elsewhere.
//!
//! reqwest's own policy does not know the request's method, and turns a redirected POST into a GET. So it is off, and
//! this stands in its place.

use std::pin::{Pin, pin};

use http::header::LOCATION;
use reqwest::Url;

use super::{Context, Outgoing};
use crate::clock::{self, Sleep};
use crate::error::{Error, ErrorKind, Outcome};
use crate::transport::Response;

/// How many redirects are followed in one attempt.
const MOST_HOPS: usize = 5;

/// Sends a request; a safe one again to where the answer points, as long as that is on the same host.
pub(super) async fn follow(
    context: &Context<'_>,
    request: &mut Outgoing,
    mut end: Pin<&mut Sleep>,
) -> Result<Response, Error> {
    let (base, safe) = (context.base, context.spec.safe && context.settings.redirects);
    let mut pointed = None;
    for _ in 0..MOST_HOPS {
        let copy = request.copy_to(pointed.as_ref())?;
        let with_key = request.has_key_in_address().then(|| copy.url().clone());
        let settings = context.settings;
        let sent = match &settings.layered {
            Some(layered) => clock::before(end.as_mut(), pin!(layered.send(copy))).await,
            None => {
                let sent = pin!(settings.transport.send(&settings.http, copy));
                clock::before(end.as_mut(), sent).await
            }
        };
        let response = sent.unwrap_or_else(|| Err(timed_out()))?;
        let asked = with_key.as_ref().or(pointed.as_ref()).unwrap_or(request.url());
        if response.url() != asked && !(safe && base.same_origin(response.url())) {
            // Only a client of the program's own follows by itself.
            return Err(Error::new(
                ErrorKind::Redirected,
                Outcome::Unknown,
                "the HTTP client followed a redirect that is not safe to follow",
            ));
        }
        let target = target(&response).filter(|url| base.same_origin(url));
        match target {
            Some(url) if safe && request.can_repeat() => pointed = Some(url),
            _ => return Ok(response),
        }
    }
    Err(Error::new(ErrorKind::Redirected, Outcome::Refused, "the server redirects in circles"))
}

fn timed_out() -> Error {
    Error::new(ErrorKind::Timeout, Outcome::Unknown, "no answer in time")
}

/// Where an answer points, if it says that the request should go there.
fn target(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    response.url().join(location).ok()
}
