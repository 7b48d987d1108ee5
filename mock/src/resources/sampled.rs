//! Answers by example, or made of what the document says of them.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::Value;

use crate::answers::Answer;
use crate::document::Document;
use crate::samples::Samples;
use crate::xml;

/// A sample of an answer.
///
/// # Errors
/// There is none: a sentence that says why.
pub(crate) fn sampled(
    document: &Document,
    samples: &Samples,
    answer: &Answer,
    status: StatusCode,
) -> Result<Response, String> {
    let mut response = match (&answer.media_type, &answer.content) {
        (Some(media_type), Some(content)) => {
            let schema = answer.schema.as_deref();
            let is_xml = media_type.to_ascii_lowercase().contains("xml");
            if is_xml && schema.is_none() && !has_example(document, content) {
                return Err(format!(
                    "{content} is XML, for which a schema or an example is needed"
                ));
            }
            let value = match schema {
                None if !answer.is_json() && !has_example(document, content) => {
                    Arc::new(Value::from("sample"))
                }
                _ => samples.of_content(document, content, schema)?,
            };
            let text = match value.as_str() {
                Some(text)
                    if !answer.is_json() && (!is_xml || text.trim_start().starts_with('<')) =>
                {
                    text.to_owned()
                }
                _ if is_xml => match schema {
                    Some(schema) => xml::written(document.root(), schema, &value)?,
                    None => {
                        return Err(format!(
                            "the example of {content} is no text of XML, and there is no schema to write it by"
                        ));
                    }
                },
                _ => value.to_string(),
            };
            Response::new(Body::from(text))
        }
        _ => Response::new(Body::empty()),
    };
    *response.status_mut() = status;
    set_type(&mut response, answer);
    headers(document, samples, answer, response.headers_mut());
    Ok(response)
}

fn has_example(document: &Document, content: &str) -> bool {
    let content = document.root().pointer(content);
    content.is_some_and(|content| {
        content.get("example").is_some() || content.get("examples").is_some()
    })
}

pub(crate) fn set_type(response: &mut Response, answer: &Answer) {
    // A range of media types is none.
    let text = answer
        .media_type
        .as_deref()
        .map(|text| text.replace("*/*", "application/octet-stream").replace("/*", "/plain"));
    if let Some(value) = text.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
}

/// Samples of the headers that an answer has.
pub(crate) fn headers(
    document: &Document,
    samples: &Samples,
    answer: &Answer,
    headers: &mut HeaderMap,
) {
    for (name, schema) in &answer.headers {
        let Ok(value) = samples.of(document, schema, false) else { continue };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_str(&text)) {
            headers.insert(name, value);
        }
    }
}
