//! What a request has to be before it is handled: documented, allowed, small enough, valid.

use std::sync::Arc;

use axum::http::{HeaderMap, Method, StatusCode, header};
use bytes::Bytes;
use oas_source::media_type::is_json;
use serde_json::Value;

use crate::document::Operation;
use crate::envelope::Refusal;
use crate::handlers::{Call, Reply};
use crate::pipeline::Incoming;
use crate::rate_limit::Quota;
use crate::routes::{self, Route};
use crate::security;
use crate::shared::Shared;
use crate::state::Now;
use crate::state::session_tokens::Opens;
use crate::validate::{self, Given, Problem};

/// The answer to a request, once it is admitted.
pub(crate) fn answer<'s>(
    shared: &'s Arc<Shared>,
    incoming: &Incoming,
    number: u64,
    now: Now,
) -> Result<(&'s Operation, Reply), Refusal> {
    let (operation, path) = match routes::find(&shared.document, &incoming.method, &incoming.path) {
        Route::Operation(operation, path) => (operation, path),
        Route::OtherMethod(_, allowed) => return Err(other_method(&allowed)),
        Route::Unknown => return Err(Refusal::not_found("the path")),
    };
    if !security::allows(&operation.security, &incoming.headers, &shared.tokens()) {
        match session_token(shared, incoming) {
            Some(Opens::It) => {}
            Some(Opens::Another) => return Err(of_another_session()),
            Some(Opens::Expired) | None => return Err(unauthorized()),
        }
    }
    let bytes = incoming.body.as_ref().ok_or_else(too_large)?;
    let given = Given { path: &path, query: &incoming.query, headers: &incoming.headers };
    let mut problems = validate::parameters(shared.document.validators(), operation, &given);
    let body = read_body(operation, &incoming.headers, bytes)?;
    problems.extend(body_problems(shared, operation, body.as_ref(), bytes));
    if !problems.is_empty() {
        return Err(Refusal::invalid(&problems));
    }
    let call = Call {
        shared,
        operation,
        path: &path,
        query: &incoming.query,
        headers: &incoming.headers,
        body,
        now,
        number,
    };
    let reply = match operation.behavior {
        Some(behavior) => {
            let mut state = shared.state();
            state.advance(now);
            (behavior.handler)(&call, &mut state)?
        }
        None => call.sampled()?,
    };
    Ok((operation, reply))
}

/// What the token of a chat session opens, where the request has one.
pub(crate) fn session_token(shared: &Shared, incoming: &Incoming) -> Option<Opens> {
    let bearer = security::bearer(&incoming.headers)
        .filter(|bearer| shared.state().session_tokens.knows(bearer))?;
    let (template, values) = match routes::find(&shared.document, &incoming.method, &incoming.path)
    {
        Route::Operation(operation, values) => (operation.path.as_str(), values),
        _ => ("", Vec::new()),
    };
    shared.state().session_tokens.opens(bearer, template, &values, shared.clock.instant())
}

fn of_another_session() -> Refusal {
    let message = "the token is for one chat session, and this is not of it";
    Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message)
}

pub(crate) fn limited(quota: &Quota) -> Refusal {
    Refusal::new(StatusCode::TOO_MANY_REQUESTS, "rate_limited", "too many requests")
        .header(header::RETRY_AFTER, quota.retry_after().to_string())
}

fn unauthorized() -> Refusal {
    let message = "the credential is missing or not accepted";
    Refusal::new(StatusCode::UNAUTHORIZED, "unauthorized", message)
        .header(header::WWW_AUTHENTICATE, "Bearer")
}

fn too_large() -> Refusal {
    Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "payload_too_large", "the body is too large")
}

fn other_method(allowed: &[Method]) -> Refusal {
    let names: Vec<&str> = allowed.iter().map(Method::as_str).collect();
    let message = "the path has no such method";
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "method_not_allowed", message)
        .header(header::ALLOW, names.join(", "))
}

fn body_problems(
    shared: &Shared,
    operation: &Operation,
    body: Option<&Value>,
    bytes: &Bytes,
) -> Vec<Problem> {
    let Some(expected) = &operation.body else {
        return Vec::new();
    };
    match (body, &expected.schema) {
        (Some(body), Some(schema)) => {
            let problems = shared.document.validators().check(schema, "body", body);
            match shared.document.variant(schema, body) {
                Some(variant) if !problems.is_empty() => {
                    let of_variant = shared.document.validators().check(&variant, "body", body);
                    if of_variant.is_empty() { problems } else { of_variant }
                }
                _ => problems,
            }
        }
        (None, _) if expected.required && bytes.is_empty() => vec![validate::missing("body")],
        _ => Vec::new(),
    }
}

/// The JSON of a body; `None` when there is none or the operation takes another kind.
fn read_body(
    operation: &Operation,
    headers: &HeaderMap,
    bytes: &Bytes,
) -> Result<Option<Value>, Refusal> {
    let takes_json = operation.body.as_ref().is_some_and(|body| body.schema.is_some());
    if !takes_json || bytes.is_empty() {
        return Ok(None);
    }
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !is_json(content_type.unwrap_or_default()) {
        let message = "the body has to be application/json";
        return Err(Refusal::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "unsupported_media_type",
            message,
        ));
    }
    match serde_json::from_slice(bytes) {
        Ok(value) => Ok(Some(value)),
        Err(e) => Err(Refusal::bad_request("invalid_json", format!("the body is not JSON: {e}"))),
    }
}
