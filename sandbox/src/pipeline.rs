//! The way of a request that was received: counted, routed, authorised, validated, handled.

use std::sync::Arc;

use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use oas_mock::module::{
    self, Authorization, Incoming, Module, Now, Operation, Refusal, Response, allows, bearer,
    json_response,
};
use uuid::Uuid;

use crate::blob;
use crate::envelope::{Exchange, refused, success};
use crate::handlers::{Call, Reply};
use crate::ids::Kind;
use crate::neo::{Neo, Shared};
use crate::paging;
use crate::rate_limit::Quota;
use crate::state::session_tokens::Opens;
use crate::words;

impl Module for Neo {
    fn answer(shared: &Arc<Shared>, incoming: &Incoming, number: u64) -> Response {
        process(shared, incoming, number)
    }

    fn fault(shared: &Shared, _: &Incoming, status: StatusCode, code: Option<&str>) -> Response {
        let code = code.unwrap_or(usual_code(status));
        let exchange = Exchange { request_id: Uuid::new_v4(), milliseconds: 0.0 };
        let refusal = Refusal::new(status, code, "a fault that was asked for");
        let mut response = refused(&refusal, &exchange);
        current_rate_headers(shared, response.headers_mut());
        response
    }

    fn template(path: &str) -> Option<&'static str> {
        blob::template(path)
    }

    fn authorization(shared: &Shared, incoming: &Incoming) -> Authorization {
        match session_token(shared, incoming) {
            Some(Opens::It) => Authorization::Right,
            _ => shared.tokens().judge(&incoming.headers),
        }
    }
}

fn usual_code(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "FORBIDDEN",
        404 => "not_found",
        409 => "conflict",
        422 => "validation_error",
        429 => "rate_limited",
        503 => "service_unavailable",
        _ => "internal_error",
    }
}

/// The sandbox's own answer to a request.
fn process(shared: &Arc<Shared>, incoming: &Incoming, number: u64) -> Response {
    if let Some(response) = blob::answer(shared, incoming) {
        return response;
    }
    let now = shared.now();
    let quota = shared.module().rate_limit().as_mut().map(|limit| limit.admit(now.instant));
    let request_id = Uuid::new_v4();
    let elapsed =
        || Exchange { request_id, milliseconds: now.instant.elapsed().as_secs_f64() * 1000.0 };
    let answer = match quota {
        Some(quota) if !quota.admitted => Err(limited(&quota)),
        _ => admitted(shared, incoming, number, now),
    };
    let mut response = match answer {
        Ok((operation, Reply::Data { data, mut pagination, warnings })) => {
            let data = words::fitted(shared.document(), &shared.module().ids, operation, data);
            let status = StatusCode::from_u16(operation.success.status).unwrap_or(StatusCode::OK);
            let mut headers = HeaderMap::new();
            if let Some(pagination) = &mut pagination {
                paging::in_header(shared.document(), operation, pagination, &mut headers);
            }
            let whole = success(&elapsed(), &data, pagination.as_ref(), &warnings);
            let mut response = json_response(status, &whole);
            response.headers_mut().extend(headers);
            response
        }
        Ok((_, Reply::Whole(response))) => response,
        Err(refusal) => refused(&refusal, &elapsed()),
    };
    if let Some(quota) = quota {
        rate_headers(shared, &quota, response.headers_mut());
    }
    response
}

/// The rate limit as it stands, for an answer that is not the sandbox's own.
fn current_rate_headers(shared: &Shared, headers: &mut HeaderMap) {
    let now = shared.clock().instant();
    let quota = shared.module().rate_limit().as_mut().map(|limit| limit.quota(now));
    if let Some(quota) = quota {
        rate_headers(shared, &quota, headers);
    }
}

fn rate_headers(shared: &Shared, quota: &Quota, headers: &mut HeaderMap) {
    let reset = shared.clock().unix_after(quota.resets_in);
    headers.insert("x-ratelimit-limit", HeaderValue::from(quota.limit));
    headers.insert("x-ratelimit-remaining", HeaderValue::from(quota.remaining));
    headers.insert("x-ratelimit-reset", HeaderValue::from(reset));
}

/// The answer to a request, once it is admitted.
fn admitted<'s>(
    shared: &'s Arc<Shared>,
    incoming: &Incoming,
    number: u64,
    now: Now,
) -> Result<(&'s Operation, Reply), Refusal> {
    let (operation, path) = module::route(shared.document(), incoming)?;
    if !allows(shared.module().requirements(operation), incoming, &shared.tokens()) {
        match session_token(shared, incoming) {
            Some(Opens::It) => {}
            Some(Opens::Another) => return Err(of_another_session()),
            Some(Opens::Expired) | None => return Err(module::unauthorized()),
        }
    }
    let behavior = shared.module().behavior(operation);
    let kind = behavior.and_then(|one| Kind::of_path(one.path));
    let ids = &shared.module().ids;
    let asked = with_id(&path, kind, |kind, id| ids.given_out(kind, id));
    let body = module::body(shared.document(), operation, &asked, incoming)?;
    let path = with_id(&path, kind, |kind, id| ids.known(kind, id));
    let call = Call {
        shared,
        operation,
        behavior,
        path: &path,
        query: &incoming.query,
        headers: &incoming.headers,
        body,
        now,
        number,
    };
    let reply = match behavior {
        Some(behavior) => {
            let mut state = shared.module().state();
            state.advance(now);
            (behavior.handler)(&call, &mut state)?
        }
        None => call.sampled()?,
    };
    Ok((operation, reply))
}

/// The parameters of a path, whose first is an id of the sandbox's where there is a kind.
fn with_id(
    path: &[(String, String)],
    kind: Option<Kind>,
    id: impl Fn(Kind, &str) -> String,
) -> Vec<(String, String)> {
    let mut path = path.to_vec();
    if let (Some((_, value)), Some(kind)) = (path.first_mut(), kind) {
        *value = id(kind, value);
    }
    path
}

/// What the token of a chat session opens, where the request has one.
fn session_token(shared: &Shared, incoming: &Incoming) -> Option<Opens> {
    let bearer = bearer(&incoming.headers)
        .filter(|bearer| shared.module().state().session_tokens.knows(bearer))?;
    let (template, values) = match module::route(shared.document(), incoming) {
        Ok((operation, values)) => {
            let ids = &shared.module().ids;
            let values = with_id(&values, Some(Kind::Session), |kind, id| ids.known(kind, id));
            (operation.path.as_str(), values)
        }
        Err(_) => ("", Vec::new()),
    };
    let now = shared.clock().instant();
    shared.module().state().session_tokens.opens(bearer, template, &values, now)
}

fn of_another_session() -> Refusal {
    let message = "the token is for one chat session, and this is not of it";
    Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
}

fn limited(quota: &Quota) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests")
        .header(header::RETRY_AFTER, quota.retry_after().to_string())
}
