//! A success as it came.

use http::{HeaderMap, StatusCode};
use progenitor_client::ByteStream;

use super::Response;
use crate::credential::Credential;
use crate::error::{Error, Result, header_request_id};
use crate::events::EventStream;
use crate::json::Json;
use crate::operation::Operation;
use crate::wire::{FromStatus, json_body};

/// A success, not decoded. The credential of the request is in none of it.
#[derive(Debug)]
pub struct Received {
    /// The status of the answer.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    body: Body,
    /// What the request was sent with, to be kept out of errors.
    credential: Option<Credential>,
}

enum Body {
    Whole(Vec<u8>),
    Stream(reqwest::Response),
    /// It was handed on.
    Gone,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(_) => f.write_str("a stream"),
            Self::Gone => f.write_str("handed on"),
        }
    }
}

impl Received {
    pub(crate) fn whole(
        mut response: reqwest::Response,
        body: Vec<u8>,
        credential: Option<Credential>,
    ) -> Self {
        let headers = std::mem::take(response.headers_mut());
        Self { status: response.status(), headers, body: Body::Whole(body), credential }
    }

    pub(crate) fn streaming(mut response: reqwest::Response) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let status = response.status();
        Self { status, headers, body: Body::Stream(response), credential: None }
    }

    /// The body; nothing of one that is a stream.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            Body::Whole(bytes) => bytes,
            Body::Stream(_) | Body::Gone => &[],
        }
    }

    /// Decodes the body from JSON.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not of this type. The error has neither status nor operation: see [`Received::undecoded`].
    pub fn json<T: Json>(&self) -> Result<T, serde_json::Error> {
        json_body(self.bytes())
    }

    /// Decodes the body by the status.
    ///
    /// # Errors
    ///
    /// As [`Received::json`].
    pub fn by_status<T: FromStatus>(&self) -> Result<T, serde_json::Error> {
        T::from_status(self.status.as_u16(), self.bytes())
    }

    /// The body as it comes.
    pub fn stream(&mut self) -> ByteStream {
        match std::mem::replace(&mut self.body, Body::Gone) {
            Body::Stream(response) => ByteStream::new(Box::pin(response.bytes_stream())),
            Body::Whole(bytes) => reqwest_stream(bytes),
            Body::Gone => reqwest_stream(Vec::new()),
        }
    }

    /// The body as events, as they come.
    pub fn events<T>(&mut self) -> EventStream<T> {
        EventStream::new(self.stream())
    }

    /// The error of a success whose body does not decode: accepted by the server, and lost.
    #[cold]
    #[must_use]
    pub fn undecoded(&self, source: &serde_json::Error) -> Error {
        let error = Error::from_undecodable(self.bytes(), source).with_status(self.status);
        let known = error.request_id().is_some();
        let error =
            if known { error } else { error.with_request_id(header_request_id(&self.headers)) };
        match &self.credential {
            Some(credential) => error.without(credential),
            None => error,
        }
    }

    /// Decodes the body as a success of an operation.
    ///
    /// # Errors
    ///
    /// The body does not decode: the server has accepted the request, and what it answered is lost.
    pub fn decode<O: Operation>(&mut self) -> Result<O::Success> {
        O::decode(self).map_err(|source| self.undecoded(&source).with_operation(O::SPEC))
    }

    pub(super) fn decoded<O: Operation>(mut self) -> Result<Response<O::Success>> {
        let body = self.decode::<O>()?;
        Ok(Response::new(self.status, self.headers, body))
    }
}

fn reqwest_stream(bytes: Vec<u8>) -> ByteStream {
    let response = reqwest::Response::from(http::Response::new(bytes));
    ByteStream::new(Box::pin(response.bytes_stream()))
}
