//! `meta`, read leniently: a field that is missing or of another type is left out, and stays in the raw JSON.

use std::collections::BTreeMap;
use std::time::{Duration, SystemTime};

use http::header::DATE;
use http::{HeaderMap, StatusCode};
use oas_runtime::layer::{request_id, retry_after};
use oas_runtime::{Outcome, RateLimit};
use serde_json::Value;

use crate::error::{Error, ErrorKind};

/// What comes beside the payload of a success.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Meta {
    /// The status of the answer: 200, 201, 202.
    pub status: StatusCode,
    /// The request's id at the server, to be quoted to support.
    pub request_id: Option<String>,
    /// How long the server's steps took, in milliseconds.
    pub timings_ms: BTreeMap<String, f64>,
    /// Problems that did not keep the call from succeeding.
    pub warnings: Vec<String>,
    /// Where a list goes on.
    pub pagination: Option<Pagination>,
    /// What is left of the tenant's rate limit.
    pub rate_limit: Option<RateLimit>,
    /// How long the server asks to wait before the next call, counted from its answer.
    pub retry_after: Option<Duration>,
    /// When the answer was given, by the server's clock, to the second.
    pub date: Option<SystemTime>,
    /// `meta` as it came.
    pub json: Value,
    /// What does not fit the document, as it came, by its JSON pointer from the answer's root: `/data/seconds_spent`. In the
    /// payload it is converted where its text says the same in the document's type, and left out where not.
    pub unfit: BTreeMap<String, Value>,
}

/// Where a list goes on.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Pagination {
    /// The cursor of the next page.
    pub next_cursor: Option<String>,
    /// Whether there is a next page, if the server says so.
    pub has_more: Option<bool>,
}

impl Pagination {
    /// Reads what an answer says of the next page: `pagination` in the `meta` of its envelope (`next_cursor`, `next` or `end_cursor`, and
    /// `has_more`), or a header with a cursor (`X-Next-Cursor`, `Next-Cursor` or `X-Cursor`). What the envelope says stands above the
    /// header. Nothing where there is neither.
    #[must_use]
    pub fn read(headers: &HeaderMap, meta: &Value) -> Option<Self> {
        let said = meta.get("pagination").filter(|said| said.is_object());
        let in_header =
            NEXT_CURSOR_HEADERS.iter().find_map(|name| headers.get(*name)?.to_str().ok());
        let in_header = in_header.filter(|cursor| !cursor.is_empty()).map(str::to_owned);
        if said.is_none() && in_header.is_none() {
            return None;
        }
        Some(Self {
            next_cursor: said.and_then(next_cursor).and_then(text).or(in_header),
            has_more: said.and_then(|said| said.get("has_more")).and_then(has_more),
        })
    }
}

impl Meta {
    /// The error for an answer that was a success and lacks what the call was made for.
    pub(crate) fn lacking(&self, message: impl Into<String>) -> Error {
        Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
            .with_status(self.status)
            .with_request_id(self.harmless_request_id())
    }

    /// The request id for an error. The text of a success is not searched for a credential behind escapes: of what it says only
    /// what has the form of a UUID, and so is none, is repeated.
    pub(crate) fn harmless_request_id(&self) -> Option<String> {
        let said = self.json.get("request_id").and_then(text);
        let is_id = |id: &String| id.bytes().all(|byte| byte.is_ascii_hexdigit() || byte == b'-');
        self.request_id.clone().filter(|id| said.is_none() || is_id(id))
    }

    pub(crate) fn read(status: StatusCode, headers: &HeaderMap, json: Value) -> Self {
        Self {
            status,
            request_id: json.get("request_id").and_then(text).or_else(|| request_id(headers)),
            timings_ms: json.get("timings_ms").map(numbers).unwrap_or_default(),
            warnings: json.get("warnings").map(texts).unwrap_or_default(),
            pagination: Pagination::read(headers, &json),
            rate_limit: RateLimit::read(headers),
            retry_after: retry_after(headers),
            date: headers
                .get(DATE)
                .and_then(|date| httpdate::parse_http_date(date.to_str().ok()?).ok()),
            json,
            unfit: BTreeMap::new(),
        }
    }

    /// Keeps what did not fit, and warns of it.
    pub(crate) fn note(&mut self, unfit: BTreeMap<String, Value>) {
        let warning = |place| format!("{place} is not of the form the document promises");
        self.warnings.extend(unfit.keys().map(warning));
        self.unfit = unfit;
    }
}

/// Where services put the cursor of the next page that is not in the body.
const NEXT_CURSOR_HEADERS: [&str; 3] = ["x-next-cursor", "next-cursor", "x-cursor"];

/// Where a list goes on, by the names that services have for it.
pub(crate) fn next_cursor(said: &Value) -> Option<&Value> {
    ["next_cursor", "next", "end_cursor"].iter().find_map(|name| said.get(name))
}

/// Whether a list goes on, in whatever form that is said.
pub(crate) fn has_more(said: &Value) -> Option<bool> {
    match said {
        Value::Bool(more) => Some(*more),
        Value::String(text) => text.trim().to_ascii_lowercase().parse().ok(),
        Value::Number(number) => Some(number.as_f64() != Some(0.0)),
        _ => None,
    }
}

/// A text that is not empty, or a number's digits.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

fn numbers(value: &Value) -> BTreeMap<String, f64> {
    let fields = value.as_object().into_iter().flatten();
    fields.filter_map(|(name, value)| Some((name.clone(), value.as_f64()?))).collect()
}

fn texts(value: &Value) -> Vec<String> {
    let items = value.as_array().into_iter().flatten();
    // A warning that is no text is still a warning.
    items.map(|item| item.as_str().map_or_else(|| item.to_string(), str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(json: Value) -> Meta {
        Meta::read(StatusCode::OK, &HeaderMap::new(), json)
    }

    #[test]
    fn every_field_is_read() {
        let meta = read(json!({
            "request_id": "r-1",
            "timings_ms": {"db": 1.5, "total": 3},
            "warnings": ["old field"],
            "pagination": {"next_cursor": "c", "has_more": true, "page_size": 50},
        }));
        assert_eq!(meta.request_id.as_deref(), Some("r-1"));
        assert_eq!(meta.timings_ms, BTreeMap::from([("db".into(), 1.5), ("total".into(), 3.0)]));
        assert_eq!(meta.warnings, ["old field"]);
        assert_eq!(
            meta.pagination,
            Some(Pagination { next_cursor: Some("c".into()), has_more: Some(true) })
        );
        assert_eq!(meta.json["pagination"]["page_size"], 50);
    }

    #[test]
    fn a_cursor_may_be_a_number_or_in_a_header() {
        let headers =
            HeaderMap::from_iter([("x-next-cursor".parse().unwrap(), "h".parse().unwrap())]);
        let next = |headers: &HeaderMap, json: Value| {
            let meta = Meta::read(StatusCode::OK, headers, json);
            meta.pagination.map(|said| (said.next_cursor, said.has_more))
        };
        let said = |cursor: Value| json!({"pagination": {"next_cursor": cursor, "has_more": true}});
        let some = |cursor: &str| Some(cursor.to_owned());
        let none = HeaderMap::new();
        assert_eq!(next(&none, said(json!(17))), Some((some("17"), Some(true))));
        assert_eq!(next(&none, json!({})), None);
        assert_eq!(next(&headers, json!({})), Some((some("h"), None)));
        assert_eq!(next(&headers, said(json!(null))), Some((some("h"), Some(true))));
        assert_eq!(next(&headers, said(json!("b"))), Some((some("b"), Some(true))));
    }

    #[test]
    fn what_is_missing_or_of_another_type_does_no_harm() {
        for json in [
            json!(null),
            json!([1]),
            json!({}),
            json!({"request_id": null, "timings_ms": null, "warnings": null, "pagination": null}),
            json!({"request_id": {}, "timings_ms": [1], "warnings": "w", "pagination": "p"}),
        ] {
            let meta = read(json.clone());
            assert!(meta.request_id.is_none() && meta.timings_ms.is_empty(), "{json}");
            assert!(meta.warnings.is_empty() && meta.pagination.is_none(), "{json}");
            assert_eq!(meta.json, json);
        }
        let meta = read(
            json!({"warnings": ["a", {"code": 1}], "pagination": {"next_cursor": null, "has_more": "yes"}}),
        );
        assert_eq!(meta.warnings, ["a", r#"{"code":1}"#]);
        assert_eq!(meta.pagination, Some(Pagination { next_cursor: None, has_more: None }));
    }

    #[test]
    fn an_error_repeats_no_text_of_a_success_that_could_be_a_credential() {
        let id = |id: &str| {
            read(json!({ "request_id": id })).lacking("x").request_id().map(str::to_owned)
        };
        let uuid = "11111111-2222-4333-8444-555555555555";
        assert_eq!(id(uuid).as_deref(), Some(uuid));
        assert_eq!(id("neo_sk_prod_0123456789"), None);
    }

    #[test]
    fn the_request_id_may_come_in_a_header() {
        let headers =
            HeaderMap::from_iter([("x-request-id".parse().unwrap(), "h-1".parse().unwrap())]);
        assert_eq!(
            Meta::read(StatusCode::OK, &headers, json!({})).request_id.as_deref(),
            Some("h-1")
        );
        let both = Meta::read(StatusCode::OK, &headers, json!({"request_id": "r-1"}));
        assert_eq!(both.request_id.as_deref(), Some("r-1"));
    }
}
