//! A success, decoded.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::error::retry_after;
use crate::wire::Headers;

/// A success: its status, its headers, and its body in the form that the document gives it. `H` are the headers that the document
/// describes.
pub struct Response<T, H = ()> {
    status: StatusCode,
    headers: HeaderMap,
    body: T,
    described: PhantomData<fn() -> H>,
}

impl<T, H> Response<T, H> {
    /// A response of these parts.
    pub fn new(status: StatusCode, headers: HeaderMap, body: T) -> Self {
        Self { status, headers, body, described: PhantomData }
    }

    /// The status of the answer.
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// All headers of the answer.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers that the document describes for a success of the operation, each decoded or the reason why it is not: what does not
    /// fit costs nothing but itself.
    pub fn typed_headers(&self) -> H
    where
        H: Headers,
    {
        H::read(&self.headers)
    }

    /// How long the server asks to wait (`Retry-After`), as a 202 may before it is asked again; nothing for a wait that is over or cannot be
    /// read.
    pub fn retry_after(&self) -> Option<Duration> {
        retry_after::from_headers(&self.headers)
    }

    /// The body.
    pub fn into_inner(self) -> T {
        self.body
    }

    /// Status, headers and body.
    pub fn into_parts(self) -> (StatusCode, HeaderMap, T) {
        (self.status, self.headers, self.body)
    }

    /// The same response with its body changed.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U, H> {
        Response::new(self.status, self.headers, change(self.body))
    }
}

impl<T: Clone, H> Clone for Response<T, H> {
    fn clone(&self) -> Self {
        Self::new(self.status, self.headers.clone(), self.body.clone())
    }
}

impl<T: fmt::Debug, H> fmt::Debug for Response<T, H> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .field("headers", &self.headers)
            .field("body", &self.body)
            .finish()
    }
}

impl<T, H> std::ops::Deref for Response<T, H> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.body
    }
}

#[cfg(test)]
mod tests {
    use http::header::{DATE, RETRY_AFTER};

    use super::*;

    #[test]
    fn a_success_says_how_long_to_wait() {
        let wait = |fields: &[(http::HeaderName, &'static str)]| {
            let headers = fields
                .iter()
                .map(|(name, value)| (name.clone(), http::HeaderValue::from_static(value)));
            Response::<()>::new(StatusCode::ACCEPTED, headers.collect(), ()).retry_after()
        };
        assert_eq!(wait(&[(RETRY_AFTER, "7")]), Some(Duration::from_secs(7)));
        let (now, later) = ("Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:50:37 GMT");
        assert_eq!(wait(&[(DATE, now), (RETRY_AFTER, later)]), Some(Duration::from_secs(60)));
        assert_eq!(wait(&[(DATE, later), (RETRY_AFTER, now)]), None);
        assert_eq!(wait(&[(RETRY_AFTER, "soon")]), None);
        assert_eq!(wait(&[]), None);
    }
}
