//! One attempt of a call: the request goes out, the whole answer comes in, or an error says how far it got.
//!
//! The body is read here because what breaks while it is read belongs to the attempt.

mod body;
#[cfg(not(target_family = "wasm"))]
mod once;
mod outgoing;
mod redirect;

use std::pin::{Pin, pin};
use std::time::Duration;

use http::header::{HOST, USER_AGENT};
use smallvec::SmallVec;
use tokio::sync::SemaphorePermit;

pub(crate) use self::outgoing::Outgoing;
use crate::client::Settings;
use crate::client::base_url::BaseUrl;
use crate::clock::{self, Instant, Sleep};
use crate::credential::Used;
use crate::error::{Error, ErrorKind, Outcome};
use crate::received::Received;
use crate::recording::Asking;
use crate::secret::Secret;
use crate::spec::{OperationSpec, SecurityScheme};
#[cfg(target_family = "wasm")]
use crate::web::once;

/// What the attempts of a call share.
#[derive(Debug)]
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    /// Where the operation is served.
    pub(crate) base: &'a BaseUrl,
    pub(crate) spec: &'static OperationSpec,
    /// The sets of credentials that it can be called with.
    pub(crate) security: &'a [&'a [&'static SecurityScheme]],
    /// The largest answer that is taken into memory, in bytes.
    pub(crate) max_body: usize,
}

/// Makes one attempt, within a limit of time.
///
/// Success is a 2xx whose body has arrived, or whose body is a stream to be read by the caller. Everything else is a
/// failure. A token that is refused is renewed, and the request sent again with another: `renewed` says that this has
/// been done in this call.
pub(crate) async fn once(
    context: &Context<'_>,
    request: &mut Outgoing,
    renewed: &mut bool,
    limit: Duration,
) -> Result<Received, Error> {
    let ends = clock::later(clock::now(), limit);
    let mut end = pin!(clock::sleep_until(ends));
    loop {
        let used = set_headers(context, request, ends).await?;
        let secret = secret(&used);
        let result = exchange(context, request, secret.as_ref(), end.as_mut()).await;
        let Err(error) = &result else { return result };
        // 401 means that nothing was done, so that what cannot be repeated otherwise can be here.
        let again = !*renewed && request.can_repeat() && error.is_unauthorized();
        // Each is told that it was refused, and not the first alone.
        if !again || !used.iter().fold(false, |renewable, used| used.refused() | renewable) {
            return result;
        }
        *renewed = true;
    }
}

/// Sends a request and takes the answer in, without the credential, which a server may send back: what is in an answer
/// gets into errors and into what a program prints. A stream is given as it comes.
async fn exchange(
    context: &Context<'_>,
    request: &mut Outgoing,
    secret: Option<&Secret>,
    mut end: Pin<&mut Sleep>,
) -> Result<Received, Error> {
    // Kept until the answer is here whole, or until a stream begins: then its connection is the caller's.
    let _slot = slot(context, end.as_mut()).await?;
    let mut response = match &context.settings.replay {
        Some(replay) => replay.answer(asking(request, secret))?,
        None => redirect::follow(context, request, end.as_mut()).await?,
    };
    if let Some(secret) = secret {
        if response.status().is_success() {
            secret.scrub_data_headers(response.headers_mut());
        } else {
            secret.scrub_headers(response.headers_mut());
        }
    }
    let recording = context.settings.recording.as_ref();
    let recorded = recording.map(|recording| recording.begin(asking(request, secret), &response));
    let limiter = &context.settings.limiter;
    limiter.observe(response.status(), response.headers(), clock::now());
    if response.status().is_success() {
        if context.spec.streaming {
            return Ok(Received::streaming(
                response,
                context.settings.idle_timeout,
                secret.cloned(),
                recorded,
            ));
        }
        let body = body::buffer(&mut response, context.max_body, end).await?;
        if let Some(recorded) = recorded {
            recorded.goes_on(&body);
        }
        let body = match secret {
            Some(secret) => secret.scrub_data(body),
            None => body,
        };
        return Ok(Received::whole(response, body, secret.cloned()));
    }
    let body = body::buffer_error(&mut response, context.max_body, end).await;
    if let Some(recorded) = recorded {
        recorded.goes_on(&body);
    }
    let body = match secret {
        Some(secret) => secret.scrub(body),
        None => body,
    };
    let error = Error::from_answer(response.status(), response.headers(), &body);
    Err(match secret {
        // The body's text may have hidden it behind escapes.
        Some(secret) => error.without(secret),
        None => error,
    })
}

/// What a recording knows a request by: without its credential.
fn asking<'a>(request: &'a Outgoing, secret: Option<&'a Secret>) -> Asking<'a> {
    Asking { method: request.method(), url: request.url(), body: request.body(), secret }
}

/// A place among the requests that are under way at once, within the time that the attempt has.
async fn slot<'a>(
    context: &Context<'a>,
    end: Pin<&mut Sleep>,
) -> Result<Option<SemaphorePermit<'a>>, Error> {
    let free = pin!(context.settings.slots.acquire());
    match clock::before(end, free).await {
        // Nobody closes the semaphore.
        Some(slot) => Ok(slot.ok()),
        None => Err(Error::new(
            ErrorKind::Timeout,
            Outcome::NotSent,
            "as many requests are under way as the concurrency limit allows, and none ended in time",
        )),
    }
}

/// What a request was sent with, to be looked for in the answer.
fn secret(used: &[Used]) -> Option<Secret> {
    let mut secrets = used.iter().map(|used| used.credential.secret());
    let first = secrets.next()?.clone();
    Some(secrets.fold(first, |all, one| all.and(one)))
}

/// Puts on what every request carries; credentials only where the operation asks for them, and only to its base.
async fn set_headers(
    context: &Context<'_>,
    request: &mut Outgoing,
    ends: Instant,
) -> Result<SmallVec<[Used; 1]>, Error> {
    let settings = context.settings;
    if !context.base.same_origin(request.url()) {
        return Err(Error::invalid_request("the request would leave the configured host"));
    }
    let headers = request.headers_mut();
    headers.entry(USER_AGENT).or_insert_with(|| settings.user_agent.clone());
    // hyper would put it together for every request. HTTP/2 has it elsewhere, and a browser has its own.
    if cfg!(not(any(feature = "http2", target_family = "wasm"))) {
        headers.entry(HOST).or_insert_with(|| context.base.authority().clone());
    }
    request.clear_credentials();
    let wanted = match settings.credentials.wanted(context.security) {
        Err(_) if settings.missing_allowed => SmallVec::new(),
        wanted => wanted?,
    };
    let mut sent_with = SmallVec::new();
    for (scheme, auth) in wanted {
        let used = auth.current(ends).await?;
        request.authenticate(scheme, &used.credential)?;
        sent_with.push(used);
    }
    Ok(sent_with)
}
