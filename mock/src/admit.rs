//! What a request has to be before it is handled: documented, small enough, valid.

use axum::http::{HeaderMap, Method, StatusCode, header};
use bytes::Bytes;
use oas_source::media_type::is_json;
use serde_json::Value;

use crate::document::Document;
use crate::incoming::Incoming;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::route::{self, Route};
use crate::routes::Values;
use crate::validate::{self, Given, Problem};

/// The operation that a request is for, and the parameters of its path with their values.
///
/// # Errors
/// The document has no such path, or the path no such method.
pub fn route<'d>(
    document: &'d Document,
    incoming: &Incoming,
) -> Result<(&'d Operation, Values), Refusal> {
    match route::find(document, &incoming.method, &incoming.path) {
        Route::Operation(operation, path) => Ok((operation, path)),
        Route::OtherMethod(_, allowed) => Err(other_method(&allowed)),
        Route::Unknown => Err(Refusal::not_found("the path")),
    }
}

/// The JSON of a request's body, once parameters and body fit the document; `None` when there is none or the operation takes another
/// kind.
///
/// # Errors
/// They do not fit, or the body is too large, no JSON, or said to be something else.
pub fn body(
    document: &Document,
    operation: &Operation,
    path: &[(String, String)],
    incoming: &Incoming,
) -> Result<Option<Value>, Refusal> {
    let bytes = incoming.body.as_ref().ok_or_else(too_large)?;
    let given = Given { path, query: &incoming.query, headers: &incoming.headers };
    let mut problems = validate::parameters(document.validators(), operation, &given);
    let body = read_body(operation, &incoming.headers, bytes)?;
    problems.extend(body_problems(document, operation, body.as_ref(), bytes));
    if problems.is_empty() { Ok(body) } else { Err(Refusal::invalid(&problems)) }
}

/// The credential is missing or wrong.
pub fn unauthorized() -> Refusal {
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
    document: &Document,
    operation: &Operation,
    body: Option<&Value>,
    bytes: &Bytes,
) -> Vec<Problem> {
    let Some(expected) = &operation.body else {
        return Vec::new();
    };
    match (body, &expected.schema) {
        (Some(body), Some(schema)) => {
            let problems = document.validators().check(schema, "body", body);
            match document.variant(schema, body) {
                Some(variant) if !problems.is_empty() => {
                    let of_variant = document.validators().check(&variant, "body", body);
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
