//! Spans of calls and attempts, with the names of OpenTelemetry's conventions for HTTP clients.
//!
//! No field holds an address with its parameters, a header, a body or a credential: paths are the document's templates.
//! A program that listens to nothing pays for looking whether somebody does.

use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::time::Duration;

use tracing::field::Empty;
use tracing::{Span, debug, info_span};

use crate::client::base_url::BaseUrl;
use crate::error::{Error, header_request_id};
use crate::received::Received;
use crate::spec::OperationSpec;

/// The span of a call with all its attempts.
pub(crate) fn call(spec: &OperationSpec) -> Span {
    info_span!(
        target: "oas_runtime",
        "call",
        "otel.name" = spec.name,
        "otel.kind" = "internal",
        "http.request.method" = spec.method,
        "url.template" = spec.path,
        "http.response.status_code" = Empty,
        "error.type" = Empty,
        "call.outcome" = Empty,
        "call.attempts" = Empty,
        "call.request_id" = Empty,
    )
}

/// The span of an attempt; `before` is how many there were before it.
pub(crate) fn attempt(spec: &OperationSpec, base: &BaseUrl, before: u32) -> Span {
    let span = info_span!(
        target: "oas_runtime",
        "attempt",
        "otel.name" = %format_args!("{} {}", spec.method, spec.path),
        "otel.kind" = "client",
        "http.request.method" = spec.method,
        "url.template" = spec.path,
        "server.address" = base.host(),
        "server.port" = base.port(),
        "http.request.resend_count" = Empty,
        "http.response.status_code" = Empty,
        "error.type" = Empty,
        "call.request_id" = Empty,
    );
    if before > 0 {
        span.record("http.request.resend_count", before);
    }
    span
}

/// The same future, in a span. It is pinned by the caller: `Instrument` would move it, and what it has in it.
pub(crate) fn within<'a, F: Future>(
    span: &'a Span,
    mut future: Pin<&'a mut F>,
) -> impl Future<Output = F::Output> + use<'a, F> {
    poll_fn(move |cx| span.in_scope(|| future.as_mut().poll(cx)))
}

/// Writes down how a call or an attempt ended.
pub(crate) fn ended(span: &Span, result: &Result<Received, Error>) {
    if span.is_disabled() {
        return;
    }
    match result {
        Ok(received) => {
            span.record("http.response.status_code", received.status.as_u16());
            if let Some(id) = header_request_id(&received.headers) {
                span.record("call.request_id", id);
            }
        }
        Err(error) => failed(span, error),
    }
}

fn failed(span: &Span, error: &Error) {
    if let Some(status) = error.status() {
        span.record("http.response.status_code", status.as_u16());
    }
    // The status where it is the error, and a word where there was none or it was a success.
    match error.status().filter(|status| !status.is_success()) {
        Some(status) => span.record("error.type", status.as_str()),
        None => span.record("error.type", error.kind().to_string().replace(' ', "_")),
    };
    span.record("call.outcome", tracing::field::display(error.outcome()));
    span.record("call.attempts", error.attempts());
    if let Some(id) = error.request_id() {
        span.record("call.request_id", id);
    }
}

/// Tells of a wait before the next attempt.
pub(crate) fn waiting(error: &Error, wait: Duration) {
    debug!(
        target: "oas_runtime",
        wait_ms = u64::try_from(wait.as_millis()).unwrap_or(u64::MAX),
        "error.type" = %error.kind(),
        "waiting before the next attempt",
    );
}
