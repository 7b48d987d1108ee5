//! One attempt of a call: the request goes out, the whole answer comes in, or an error says how far it got.
//!
//! The body is read here, and not by the generated code, because what breaks while it is read belongs to the attempt.

mod body;
mod redirect;

use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, USER_AGENT};
use reqwest::{Request, Response};

use crate::api::support::{OperationSpec, ReadBody};
use crate::call;
use crate::client::Settings;
use crate::clock::{self, Instant};
use crate::credential::{Auth, Credential, Used};
use crate::error::{Error, ErrorKind, Failure, Outcome};

/// Makes one attempt, within a limit of time.
///
/// Success is a 2xx whose body has arrived, or whose body is a stream to be read by the caller. Everything else is a
/// failure. A token that is refused is renewed, and the request sent again with another: `renewed` says that this has
/// been done in this call.
pub(crate) async fn once(
    http: &reqwest::Client,
    settings: &Settings,
    spec: &OperationSpec,
    mut request: Request,
    renewed: &AtomicBool,
    max_body: usize,
    limit: Duration,
) -> Result<Response, Failure> {
    let ends = clock::later(clock::now(), limit);
    let renewable = spec.credential && settings.credential.as_ref().is_some_and(Auth::is_renewed);
    let again = if renewable && !renewed.load(Ordering::Relaxed) {
        request.try_clone()
    } else {
        None
    };
    let used = dress(&mut request, settings, spec, ends).await?;
    let result = exchange(http, settings, spec, request, used.as_ref(), max_body, ends).await;
    let (Err(failure), Some(used), Some(mut request)) = (&result, used, again) else {
        return result;
    };
    // 401 means that nothing was done, so that what cannot be repeated otherwise can be here.
    if !failure.error.is_unauthorized() || !used.refused() {
        return result;
    }
    renewed.store(true, Ordering::Relaxed);
    let used = dress(&mut request, settings, spec, ends).await?;
    exchange(http, settings, spec, request, used.as_ref(), max_body, ends).await
}

/// Sends a request and takes the answer in, without the credential, which a server may send back: what is in an answer
/// gets into errors and into what a program prints. A stream is given as it comes.
async fn exchange(
    http: &reqwest::Client,
    settings: &Settings,
    spec: &OperationSpec,
    request: Request,
    used: Option<&Used>,
    max_body: usize,
    ends: Instant,
) -> Result<Response, Failure> {
    let credential = used.map(|used| &used.credential);
    let mut response = redirect::follow(http, settings, spec, request, ends).await?;
    if let Some(credential) = credential {
        credential.scrub_headers(response.headers_mut());
    }
    call::answered(response.status(), response.headers(), credential);
    settings
        .limiter
        .observe(response.status(), response.headers(), clock::now());
    if response.status().is_success() {
        if spec.streaming {
            return Ok(response);
        }
        let body = body::buffer(&mut response, max_body, ends).await?;
        let body = ReadBody(scrubbed(body, credential).into());
        response.extensions_mut().insert(body);
        return Ok(response);
    }
    let answer = body::buffer_error(response, max_body, ends).await;
    let answer = answer.map(|body| scrubbed(body, credential));
    let failure = Failure::answered(answer);
    Err(match credential {
        // The body's text may have hidden it behind escapes.
        Some(credential) => failure.map(|error| error.without(credential)),
        None => failure,
    })
}

fn scrubbed(body: Bytes, credential: Option<&Credential>) -> Bytes {
    match credential {
        Some(credential) => credential.scrub(body),
        None => body,
    }
}

/// Puts on what every request carries; the credential only where the operation asks for it, and only to the base.
async fn dress(
    request: &mut Request,
    settings: &Settings,
    spec: &OperationSpec,
    ends: Instant,
) -> Result<Option<Used>, Error> {
    if !settings.base.same_origin(request.url()) {
        return Err(Error::invalid_request(
            "the request would leave the configured host",
        ));
    }
    request
        .headers_mut()
        .entry(USER_AGENT)
        .or_insert_with(|| settings.user_agent.clone());
    if !spec.credential {
        return Ok(None);
    }
    let auth = settings.credential.as_ref().ok_or_else(|| {
        Error::configuration("this operation needs a credential, and the client has none")
    })?;
    let used = auth.current(ends).await?;
    request
        .headers_mut()
        .insert(AUTHORIZATION, used.credential.header());
    Ok(Some(used))
}

/// Sends a request and waits for the head of the answer.
async fn send(
    http: &reqwest::Client,
    settings: &Settings,
    request: Request,
    ends: Instant,
) -> Result<Response, Error> {
    match clock::timeout_at(ends, settings.carrier.send(http, request)).await {
        Some(sent) => sent,
        None => Err(Error::new(
            ErrorKind::Timeout,
            Outcome::Unknown,
            "no answer in time",
        )),
    }
}
