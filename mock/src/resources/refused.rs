//! Errors as the document has them.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

use crate::answer::json_response;
use crate::answers::{Answer, of_status, status};
use crate::document::Document;
use crate::operation::Operation;
use crate::refusal::Refusal;
use crate::resources::sampled::{headers, sampled};
use crate::samples::Samples;

/// Members of errors that are for people.
const SENTENCES: [&str; 11] = [
    "message",
    "detail",
    "error",
    "title",
    "msg",
    "description",
    "reason",
    "error_message",
    "errorMessage",
    "error_description",
    "exceptionMessage",
];

/// The answer to a request that is refused: with the body that the document has for its status, or for another that means the same; where
/// it has none, as problem details (RFC 9457).
pub(crate) fn response(
    document: &Document,
    samples: &Samples,
    operation: Option<&Operation>,
    refusal: &Refusal,
) -> Response {
    let documented = operation.and_then(|operation| {
        alike(refusal)
            .into_iter()
            .find_map(|status| Some((status, of_status(&operation.answers, status)?)))
    });
    let known = documented.and_then(|(usual, answer)| {
        let status = status(answer, usual);
        let mut response = match answer.json_schema() {
            Some(schema) => {
                json_response(status, &body(document, samples, schema, refusal, status)?)
            }
            None if answer.media_type.is_some() => {
                sampled(document, samples, answer, status).ok()?
            }
            None => {
                let mut response = Response::default();
                *response.status_mut() = status;
                response
            }
        };
        media_type(&mut response, answer);
        headers(document, samples, answer, response.headers_mut());
        Some(response)
    });
    let mut response = known.unwrap_or_else(|| problem(refusal));
    for (name, value) in &refusal.headers {
        if let Ok(value) = HeaderValue::from_str(value) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

fn media_type(response: &mut Response, answer: &Answer) {
    let value = answer.media_type.as_deref().and_then(|text| HeaderValue::from_str(text).ok());
    if let Some(value) = value.filter(|_| answer.is_json()) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
}

/// The status, and those that say the same where the document does not have it.
fn alike(refusal: &Refusal) -> Vec<StatusCode> {
    let status = refusal.status;
    // What cannot be an id is none that there is.
    let path = sentence(refusal).starts_with("path.");
    let missing = Some(StatusCode::NOT_FOUND).filter(|_| path);
    let others: &[StatusCode] = match status.as_u16() {
        400 => &[StatusCode::UNPROCESSABLE_ENTITY],
        413 | 415 | 422 => &[StatusCode::UNPROCESSABLE_ENTITY, StatusCode::BAD_REQUEST],
        401 => &[StatusCode::FORBIDDEN],
        _ => &[],
    };
    [status].into_iter().chain(others.iter().copied()).chain(missing).collect()
}

/// The body of an error: a sample, with what was wrong where there is a member for it.
fn body(
    document: &Document,
    samples: &Samples,
    schema: &str,
    refusal: &Refusal,
    status: StatusCode,
) -> Option<Value> {
    let sample =
        samples.of(document, schema, true).or_else(|_| samples.of(document, schema, false));
    let sample = sample.ok()?;
    let mut told = (*sample).clone();
    // A sentence has to stand somewhere, also where it is not required.
    if let Some(object) = told.as_object_mut()
        && !SENTENCES.iter().any(|name| object.contains_key(*name))
        && let Some(name) = SENTENCES.iter().find(|name| {
            crate::schema::member(document.root(), schema, name).is_some_and(|own| {
                document.validators().fits(&own, &Value::from(sentence(refusal)))
            })
        })
    {
        object.insert((*name).to_owned(), Value::from(sentence(refusal)));
    }
    tell(&mut told, refusal, status, 0);
    let fits = document.validators().fits(schema, &told);
    Some(if fits { told } else { (*sample).clone() })
}

fn tell(value: &mut Value, refusal: &Refusal, status: StatusCode, depth: usize) {
    if depth > 3 {
        return;
    }
    match value {
        Value::Object(members) => {
            for (name, member) in members {
                match member {
                    Value::String(text) if SENTENCES.contains(&name.as_str()) => {
                        *text = sentence(refusal);
                    }
                    Value::String(text) if name == "code" => *text = refusal.code.clone(),
                    Value::Number(_)
                        if matches!(name.as_str(), "code" | "status" | "statusCode") =>
                    {
                        *member = Value::from(status.as_u16());
                    }
                    inner => tell(inner, refusal, status, depth + 1),
                }
            }
        }
        Value::Array(items) => {
            items.iter_mut().for_each(|item| tell(item, refusal, status, depth + 1));
        }
        _ => {}
    }
}

/// One sentence with where and what.
fn sentence(refusal: &Refusal) -> String {
    let errors = refusal.details.as_ref().and_then(|details| details.get("errors"));
    let Some(first) = errors.and_then(|errors| errors.get(0)) else {
        return refusal.message.clone();
    };
    let text = |name: &str| first.get(name).and_then(Value::as_str).unwrap_or_default();
    format!("{}{}: {}", text("location"), text("pointer"), text("message"))
}

/// Problem details.
fn problem(refusal: &Refusal) -> Response {
    let title = refusal.status.canonical_reason().unwrap_or("Error");
    let mut body = json!({
        "title": title, "status": refusal.status.as_u16(), "code": refusal.code,
        "detail": sentence(refusal),
    });
    for (name, value) in refusal.details.iter().flatten() {
        body[name] = value.clone();
    }
    let mut response = json_response(refusal.status, &body);
    let problem = HeaderValue::from_static("application/problem+json");
    response.headers_mut().insert(header::CONTENT_TYPE, problem);
    response
}
