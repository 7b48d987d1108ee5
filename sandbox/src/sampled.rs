//! Answers of operations without behaviour of their own: a sample of what the document says they answer.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use oas_mock::module::{Refusal, Response, json_response, sample};
use oas_source::media_type::is_json;
use serde_json::Value;
use uuid::Uuid;

use crate::envelope::{Exchange, Pagination, meta};
use crate::handlers::{Call, Handled, Reply};
use crate::paging;
use crate::words::payload;

impl Call<'_> {
    /// Whether the document allows this as the `data` of the operation's answer.
    pub(crate) fn takes_data(&self, data: &Value) -> bool {
        let document = self.shared.document();
        payload(document, self.operation)
            .is_none_or(|schema| document.validators().fits(&schema, data))
    }

    /// The `data` of a sample of the operation's answer; null when it has none.
    pub(crate) fn sample_data(&self) -> Value {
        let schema = self.operation.success.schema.as_deref();
        let mut whole =
            schema.map(|schema| sample(self.shared.document().root(), schema)).unwrap_or_default();
        whole.get_mut("data").map(Value::take).unwrap_or_default()
    }

    /// A sample of the operation's whole answer.
    pub(crate) fn sampled(&self) -> Handled {
        // Whatever is asked for exists here, but for this: a client can see what it makes of a 404.
        if self.path.iter().any(|(_, value)| value.starts_with("unknown")) {
            return Err(Refusal::not_found("it"));
        }
        let success = &self.operation.success;
        let status = StatusCode::from_u16(success.status).unwrap_or(StatusCode::OK);
        let Some(media_type) = &success.media_type else {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = status;
            return Ok(Reply::Whole(response));
        };
        let mut value = success
            .schema
            .as_deref()
            .map_or(Value::Null, |schema| sample(self.shared.document().root(), schema));
        self.own_meta(&mut value);
        self.check(&value)?;
        if is_json(media_type) {
            return Ok(Reply::Whole(json_response(status, &value)));
        }
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let mut response = Response::new(Body::from(text));
        *response.status_mut() = status;
        if let Ok(content_type) = HeaderValue::from_str(media_type) {
            response.headers_mut().insert(header::CONTENT_TYPE, content_type);
        }
        Ok(Reply::Whole(response))
    }

    /// In an envelope, the request's own id and timings take the place of the sample's.
    fn own_meta(&self, value: &mut Value) {
        if value.pointer("/meta/request_id").is_none() || value.get("data").is_none() {
            return;
        }
        let exchange = Exchange {
            request_id: Uuid::new_v4(),
            milliseconds: self.now.instant.elapsed().as_secs_f64() * 1000.0,
        };
        let paged = paging::parameter(self.operation).is_some();
        let last_page = paged.then_some(Pagination { next_cursor: None, has_more: false });
        value["meta"] = meta(&exchange, last_page.as_ref(), &[]);
        if paged && !value["data"].is_array() {
            // What the document leaves open is a list all the same.
            let mut list = value.clone();
            list["data"] = Value::Array(Vec::new());
            if self.check(&list).is_ok() {
                *value = list;
            }
        }
    }

    /// A sample that does not fit is not passed off as an answer.
    fn check(&self, value: &Value) -> Result<(), Refusal> {
        let Some(schema) = &self.operation.success.schema else {
            return Ok(());
        };
        let problems = self.shared.document().validators().check(schema, "answer", value);
        if problems.is_empty() {
            return Ok(());
        }
        let message = "the sandbox cannot make a sample of this operation's answer";
        let mut refusal = Refusal::invalid(&problems);
        refusal.status = StatusCode::NOT_IMPLEMENTED;
        refusal.code = "no_sample".to_owned();
        refusal.message = message.to_owned();
        Err(refusal)
    }
}
