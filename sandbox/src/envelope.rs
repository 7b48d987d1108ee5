//! The shape of Neo's answers.

use axum::http::HeaderValue;
use oas_mock::module::{Refusal, Response, json_response};
use serde_json::{Value, json};
use uuid::Uuid;

/// What is known of a request while it is being answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange {
    pub(crate) request_id: Uuid,
    pub(crate) milliseconds: f64,
}

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pagination {
    pub(crate) next_cursor: Option<Value>,
    pub(crate) has_more: bool,
}

/// The answer to a request that is refused.
pub(crate) fn refused(refusal: &Refusal, exchange: &Exchange) -> Response {
    let mut error = json!({ "code": refusal.code, "message": refusal.message });
    if let Some(details) = &refusal.details {
        error["details"] = Value::Object(details.clone());
    }
    let body = json!({ "error": error, "meta": { "request_id": exchange.request_id.to_string() } });
    let mut response = json_response(refusal.status, &body);
    for (name, value) in &refusal.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// `{data, meta}`.
pub(crate) fn success(
    exchange: &Exchange,
    data: &Value,
    pagination: Option<&Pagination>,
    warnings: &[String],
) -> Value {
    json!({ "data": data, "meta": meta(exchange, pagination, warnings) })
}

pub(crate) fn meta(
    exchange: &Exchange,
    pagination: Option<&Pagination>,
    warnings: &[String],
) -> Value {
    let mut meta = json!({
        "request_id": exchange.request_id.to_string(),
        "timings_ms": { "total": (exchange.milliseconds * 1000.0).round() / 1000.0 },
    });
    if let Some(pagination) = pagination {
        meta["pagination"] =
            json!({ "next_cursor": pagination.next_cursor, "has_more": pagination.has_more });
    }
    if !warnings.is_empty() {
        meta["warnings"] = json!(warnings);
    }
    meta
}
