//! Why a request is not done; how it is spelled is for the API to say.

use axum::http::{HeaderName, StatusCode};
use serde_json::{Map, Value, json};

use crate::validate::Problem;

/// Why a request is refused.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Refusal {
    /// The status of the answer.
    pub status: StatusCode,
    /// A word for programs.
    pub code: String,
    /// A sentence for people.
    pub message: String,
    /// What else is known of it.
    pub details: Option<Map<String, Value>>,
    /// Headers that go with it.
    pub headers: Vec<(HeaderName, String)>,
}

impl Refusal {
    /// A refusal with this status, code and message.
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.to_owned(),
            message: message.into(),
            details: None,
            headers: Vec::new(),
        }
    }

    /// 400
    pub fn bad_request(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// 404
    pub fn not_found(what: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not_found", format!("{what} does not exist"))
    }

    /// 409
    pub fn conflict(code: &str, message: impl Into<String>) -> Self {
        Self::new(StatusCode::CONFLICT, code, message)
    }

    /// The request is well-formed JSON that does not fit the document.
    pub fn invalid(problems: &[Problem]) -> Self {
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

    /// With this among its details.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.details.get_or_insert_default().insert(key.to_owned(), value.into());
        self
    }

    /// With this header.
    #[must_use]
    pub fn header(mut self, name: HeaderName, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }
}
