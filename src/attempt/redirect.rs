//! Redirects: followed where nothing can go wrong, and an error elsewhere.
//!
//! reqwest's own policy does not know the request's method, and turns a redirected POST into a GET. So it is off, and
//! this stands in its place.

use http::header::LOCATION;
use reqwest::{Request, Response, Url};

use super::send;
use crate::api::support::OperationSpec;
use crate::client::Settings;
use crate::clock::Instant;
use crate::error::{Error, ErrorKind, Outcome};

/// How many redirects are followed in one attempt.
const MOST_HOPS: usize = 5;

/// Sends a request; a safe one again to where the answer points, as long as that is on the same host.
pub(super) async fn follow(
    http: &reqwest::Client,
    settings: &Settings,
    spec: &OperationSpec,
    mut request: Request,
    ends: Instant,
) -> Result<Response, Error> {
    for _ in 0..MOST_HOPS {
        let asked = request.url().clone();
        let again = if spec.safe { request.try_clone() } else { None };
        let response = send(http, settings, request, ends).await?;
        if response.url() != &asked && !(spec.safe && settings.base.same_origin(response.url())) {
            // Only a client of the program's own follows by itself.
            return Err(Error::new(
                ErrorKind::Redirected,
                Outcome::Unknown,
                "the HTTP client followed a redirect that is not safe to follow",
            ));
        }
        let target = target(&response).filter(|url| settings.base.same_origin(url));
        let (Some(mut next), Some(url)) = (again, target) else {
            return Ok(response);
        };
        *next.url_mut() = url;
        request = next;
    }
    Err(Error::new(
        ErrorKind::Redirected,
        Outcome::Refused,
        "the server redirects in circles",
    ))
}

/// Where an answer points, if it says that the request should go there.
fn target(response: &Response) -> Option<Url> {
    if !matches!(response.status().as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers().get(LOCATION)?.to_str().ok()?;
    response.url().join(location).ok()
}
