//! The storage that attachments are uploaded to. It is no part of the API: it knows no bearer, only the signature in its URLs.

use std::sync::Arc;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use oas_mock::module::{Incoming, Response, text_response};

use crate::neo::Shared;
use crate::state::uploads::PREFIX;

/// The largest attachment in bytes, unless the sandbox takes no bodies of that size.
const MAX_BYTES: usize = 2 << 20;

pub(crate) fn max_bytes(shared: &Shared) -> usize {
    MAX_BYTES.min(shared.body_limit())
}

/// What requests of the storage are recorded under.
pub(crate) fn template(path: &str) -> Option<&'static str> {
    path.starts_with(PREFIX).then_some("/uploads/{blob_path}")
}

/// The answer to a request that is for the storage; `None` when it is not.
pub(crate) fn answer(shared: &Arc<Shared>, incoming: &Incoming) -> Option<Response> {
    let path = incoming.path.strip_prefix(PREFIX)?;
    Some(match put(shared, incoming, path) {
        Ok(()) => {
            let mut response = Response::new(Body::empty());
            *response.status_mut() = StatusCode::CREATED;
            response.headers_mut().insert(header::ETAG, HeaderValue::from_static("\"0x1\""));
            response
        }
        Err((status, code, message)) => {
            let body = format!(
                "<?xml version=\"1.0\" encoding=\"utf-8\"?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
            );
            text_response(status, "application/xml", body)
        }
    })
}

type Problem = (StatusCode, &'static str, &'static str);

fn put(shared: &Arc<Shared>, incoming: &Incoming, path: &str) -> Result<(), Problem> {
    let now = shared.now();
    if incoming.method != Method::PUT {
        return Err((
            StatusCode::METHOD_NOT_ALLOWED,
            "UnsupportedHttpVerb",
            "Attachments are PUT.",
        ));
    }
    if incoming.headers.contains_key(header::AUTHORIZATION) {
        let message = "The signature in the URL is the credential; Authorization must not be sent.";
        return Err((StatusCode::FORBIDDEN, "AuthenticationFailed", message));
    }
    let signature =
        incoming.query.iter().find(|(name, _)| name == "sig").map(|(_, value)| value.as_str());
    if !signature
        .is_some_and(|signature| shared.module().state().uploads.opens(path, signature, now))
    {
        return Err((
            StatusCode::FORBIDDEN,
            "AuthenticationFailed",
            "The signature is wrong or has expired.",
        ));
    }
    if text(&incoming.headers, "x-ms-blob-type").as_deref() != Some("BlockBlob") {
        return Err((
            StatusCode::BAD_REQUEST,
            "MissingRequiredHeader",
            "x-ms-blob-type has to be BlockBlob.",
        ));
    }
    let too_large =
        (StatusCode::PAYLOAD_TOO_LARGE, "RequestBodyTooLarge", "The attachment is too large.");
    let bytes =
        incoming.body.as_ref().filter(|bytes| bytes.len() <= max_bytes(shared)).ok_or(too_large)?;
    shared.module().state().uploads.put(
        path,
        text(&incoming.headers, "x-ms-blob-content-type"),
        bytes,
    );
    Ok(())
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned)
}
