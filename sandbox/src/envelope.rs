//! The shape of Neo's answers.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::validate::Problem;

/// What is known of a request while it is being answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Exchange {
    pub(crate) request_id: Uuid,
    pub(crate) milliseconds: f64,
}

/// Why a request is refused.
#[derive(Debug, Clone)]
pub(crate) struct Refusal {
    pub(crate) status: StatusCode,
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) details: Option<Map<String, Value>>,
    /// Headers that go with it.
    pub(crate) headers: Vec<(HeaderName, String)>,
}

/// Where a list goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Pagination {
    pub(crate) next_cursor: Option<String>,
    pub(crate) has_more: bool,
}

impl Refusal {
    pub(crate) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            details: None,
            headers: Vec::new(),
        }
    }

    pub(crate) fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    pub(crate) fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("{what} does not exist"))
    }

    pub(crate) fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// The request is well-formed JSON that does not fit the document.
    pub(crate) fn invalid(problems: &[Problem]) -> Self {
        let errors: Vec<Value> = problems
            .iter()
            .map(|p| json!({ "location": p.location, "pointer": p.pointer, "message": p.message }))
            .collect();
        Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "validation_error",
            "the request does not fit the document",
        )
        .with("errors", errors)
    }

    pub(crate) fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.get_or_insert_default().insert(key.to_owned(), value.into());
        self
    }

    pub(crate) fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn response(&self, exchange: &Exchange) -> Response {
        let mut error = json!({ "code": self.code, "message": self.message });
        if let Some(details) = &self.details {
            error["details"] = Value::Object(details.clone());
        }
        let body =
            json!({ "error": error, "meta": { "request_id": exchange.request_id.to_string() } });
        let mut response = json_response(self.status, &body);
        for (name, value) in &self.headers {
            if let Ok(value) = HeaderValue::from_str(value) {
                response.headers_mut().insert(name, value);
            }
        }
        response
    }
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

pub(crate) fn json_response(status: StatusCode, body: &Value) -> Response {
    text_response(status, "application/json", body.to_string())
}

pub(crate) fn text_response(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Body>,
) -> Response {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
    response
}
