//! The way of one request: recorded, struck by a fault or not, counted, routed, authorised, validated, handled.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use bytes::Bytes;
use uuid::Uuid;

use crate::admit;
use crate::blob;
use crate::envelope::{Exchange, json_response, success};
use crate::fault::{Effect, Fault, Moment};
use crate::faulty;
use crate::handlers::Reply;
use crate::rate_limit::Quota;
use crate::record::{Received, public_headers};
use crate::routes;
use crate::security::Authorization;
use crate::shared::Shared;
use crate::state::session_tokens::Opens;
use crate::words;

/// A request, read to its end.
#[derive(Debug)]
pub(crate) struct Incoming {
    pub(crate) method: Method,
    pub(crate) path: String,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: HeaderMap,
    /// `None` when it was larger than the sandbox takes.
    pub(crate) body: Option<Bytes>,
}

/// How an exchange ends.
#[derive(Debug)]
pub(crate) enum End {
    Answer(Response),
    Reset,
    Close,
    Hang,
}

/// The query of a request, decoded.
pub(crate) fn read_query(uri: &Uri) -> Vec<(String, String)> {
    form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect()
}

/// Answers one request.
pub(crate) async fn exchange(shared: Arc<Shared>, incoming: Incoming) -> End {
    let mut received = describe(&shared, &incoming);
    shared.record().arrive(&mut received, shared.clock.instant());
    shared.changed();
    let number = received.number;
    let chooser = shared.script().chooser();
    let chosen = chooser.and_then(|choose| choose(&received));
    let fault = chosen.or_else(|| shared.script().due(&received));
    let mut end = match fault {
        None => End::Answer(process(&shared, &incoming, number)),
        Some(fault) => {
            let work = inject(Arc::clone(&shared), incoming, number, fault);
            // A client that gives up does not take the server's work with it: the work is a task of its own.
            tokio::spawn(work).await.unwrap_or(End::Close)
        }
    };
    if let End::Answer(response) = &mut end {
        // The server's own clock, which may be set off from this machine's, tells the date.
        let date = HeaderValue::from_str(&shared.clock.http_date());
        if let (Ok(date), false) = (date, response.headers().contains_key(header::DATE)) {
            response.headers_mut().insert(header::DATE, date);
        }
        let status = response.status().as_u16();
        shared.record().update(number, |received| received.status = Some(status));
    }
    shared.changed();
    end
}

fn describe(shared: &Shared, incoming: &Incoming) -> Received {
    let route = routes::find(&shared.document, &incoming.method, &incoming.path);
    let body = incoming.body.as_deref().unwrap_or_default();
    Received {
        number: 0,
        at: std::time::Duration::ZERO,
        method: incoming.method.as_str().to_owned(),
        template: route.template().or_else(|| blob::template(&incoming.path)).map(str::to_owned),
        path: incoming.path.clone(),
        query: incoming.query.clone(),
        headers: public_headers(&incoming.headers),
        authorization: match admit::session_token(shared, incoming) {
            Some(Opens::It) => Authorization::Right,
            _ => shared.tokens().judge(&incoming.headers),
        },
        body: serde_json::from_slice(body).ok(),
        body_size: body.len(),
        status: None,
        faulted: false,
    }
}

/// Plays a fault on a request.
async fn inject(shared: Arc<Shared>, incoming: Incoming, number: u64, fault: Fault) -> End {
    shared.record().update(number, |received| received.faulted = true);
    let taken_effect = (fault.moment == Moment::After).then(|| process(&shared, &incoming, number));
    shared.pause(fault.delay).await;
    let as_usual = || taken_effect.unwrap_or_else(|| process(&shared, &incoming, number));
    match fault.effect {
        Effect::None => End::Answer(as_usual()),
        Effect::Cut(cut) => End::Answer(faulty::cut(as_usual(), cut).await),
        Effect::Trickle { bytes, every } => End::Answer(faulty::trickle(as_usual(), bytes, every)),
        Effect::Answer(answer) => End::Answer(faulty::answer(&shared, &answer)),
        Effect::Reset => End::Reset,
        Effect::Close => End::Close,
        Effect::Hang => End::Hang,
    }
}

/// The sandbox's own answer to a request.
fn process(shared: &Arc<Shared>, incoming: &Incoming, number: u64) -> Response {
    if let Some(response) = blob::answer(shared, incoming) {
        return response;
    }
    let now = shared.now();
    let quota = shared.rate_limit().as_mut().map(|limit| limit.admit(now.instant));
    let request_id = Uuid::new_v4();
    let elapsed =
        || Exchange { request_id, milliseconds: now.instant.elapsed().as_secs_f64() * 1000.0 };
    let answer = match quota {
        Some(quota) if !quota.admitted => Err(admit::limited(&quota)),
        _ => admit::answer(shared, incoming, number, now),
    };
    let mut response = match answer {
        Ok((operation, Reply::Data { data, pagination, warnings })) => {
            let data = words::fitted(&shared.document, operation, data);
            let status = StatusCode::from_u16(operation.success.status).unwrap_or(StatusCode::OK);
            json_response(status, &success(&elapsed(), &data, pagination.as_ref(), &warnings))
        }
        Ok((_, Reply::Whole(response))) => response,
        Err(refused) => refused.response(&elapsed()),
    };
    if let Some(quota) = quota {
        rate_headers(shared, &quota, response.headers_mut());
    }
    response
}

/// The rate limit as it stands, for an answer that is not the sandbox's own.
pub(crate) fn current_rate_headers(shared: &Shared, headers: &mut HeaderMap) {
    let now = shared.clock.instant();
    let quota = shared.rate_limit().as_mut().map(|limit| limit.quota(now));
    if let Some(quota) = quota {
        rate_headers(shared, &quota, headers);
    }
}

fn rate_headers(shared: &Shared, quota: &Quota, headers: &mut HeaderMap) {
    let reset = shared.clock.unix_after(quota.resets_in);
    headers.insert("x-ratelimit-limit", HeaderValue::from(quota.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(quota.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
}
