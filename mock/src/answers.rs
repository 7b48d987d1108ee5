//! The answers that the document has for an operation, errors included.

use axum::http::StatusCode;
use oas_codegen::TableResponse;
use oas_source::media_type::is_json;
use oas_source::status::is_success;

/// An answer of an operation.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    /// `201`, `4XX`, `default`.
    pub(crate) key: String,
    /// Its media type, JSON before any other; `None` when it has no body.
    pub(crate) media_type: Option<String>,
    /// JSON pointer to what stands under the media type.
    pub(crate) content: Option<String>,
    /// JSON pointer to its schema, when there is one.
    pub(crate) schema: Option<String>,
    /// The names of its headers, and the pointers to their schemas.
    pub(crate) headers: Vec<(String, String)>,
}

impl Answer {
    pub(crate) fn read(response: &TableResponse) -> Self {
        // JSON is before any other.
        let content = response.content.first();
        let headers = response.headers.iter();
        Self {
            key: response.status.clone(),
            media_type: content.map(|content| content.media_type.clone()),
            content: content.map(|content| content.at.clone()),
            schema: content
                .filter(|content| content.schema.is_some())
                .map(|content| format!("{}/schema", content.at)),
            headers: headers
                .filter_map(|header| Some((header.name.clone(), header.at.clone()?)))
                .collect(),
        }
    }

    pub(crate) fn is_json(&self) -> bool {
        self.media_type.as_deref().is_some_and(is_json)
    }

    /// The schema of an answer in JSON.
    pub(crate) fn json_schema(&self) -> Option<&str> {
        self.schema.as_deref().filter(|_| self.is_json())
    }
}

/// The answer of a status: by itself, by its class, or the one of all others.
pub(crate) fn of_status(answers: &[Answer], status: StatusCode) -> Option<&Answer> {
    let class = format!("{}XX", status.as_u16() / 100);
    let is = |key: &str| answers.iter().find(|answer| answer.key.eq_ignore_ascii_case(key));
    is(status.as_str()).or_else(|| is(&class)).or_else(|| is("default"))
}

/// The first of these statuses that has an answer of its own, or else the first answer of a success.
pub(crate) fn success<'a>(answers: &'a [Answer], preferred: &[&str]) -> Option<&'a Answer> {
    let of = |key: &&str| answers.iter().find(|answer| answer.key == **key);
    preferred.iter().find_map(of).or_else(|| {
        let first = answers.iter().find(|answer| is_success(&answer.key));
        first.or_else(|| answers.iter().find(|answer| answer.key == "default"))
    })
}

/// The status that an answer goes out with.
pub(crate) fn status(answer: &Answer, usual: StatusCode) -> StatusCode {
    answer.key.parse().ok().and_then(|code| StatusCode::from_u16(code).ok()).unwrap_or(usual)
}
