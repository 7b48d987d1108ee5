//! A success as it came.

use std::time::Duration;

use http::{HeaderMap, StatusCode};

use crate::byte_stream::ByteStream;
use crate::error::{Error, Result, header_request_id};
use crate::events::EventStream;
use crate::json::Json;
use crate::lines::LineStream;
use crate::recording::Taken;
use crate::secret::Secret;
use crate::transport::{Response, Whole};
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
    secret: Option<Secret>,
}

enum Body {
    Whole(Vec<u8>),
    /// With how long nothing may come, and where it is recorded.
    Stream(Response, Duration, Option<Taken>),
    /// It was handed on.
    Gone,
}

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Whole(bytes) => write!(f, "{} bytes", bytes.len()),
            Self::Stream(..) => f.write_str("a stream"),
            Self::Gone => f.write_str("handed on"),
        }
    }
}

impl Received {
    pub(crate) fn whole(mut response: Response, body: Vec<u8>, secret: Option<Secret>) -> Self {
        let headers = std::mem::take(response.headers_mut());
        Self { status: response.status(), headers, body: Body::Whole(body), secret }
    }

    pub(crate) fn streaming(
        mut response: Response,
        idle: Duration,
        secret: Option<Secret>,
        recorded: Option<Taken>,
    ) -> Self {
        let headers = std::mem::take(response.headers_mut());
        let status = response.status();
        Self { status, headers, body: Body::Stream(response, idle, recorded), secret }
    }

    /// The body; nothing of one that is a stream.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match &self.body {
            Body::Whole(bytes) => bytes,
            Body::Stream(..) | Body::Gone => &[],
        }
    }

    /// Puts another body in its place: for a layer over the runtime that mends what a server sends.
    pub fn replace_body(&mut self, body: Vec<u8>) {
        self.body = Body::Whole(body);
    }

    /// Decodes the body from JSON.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not of this type. [`Received::undecoded`] makes an [`Error`] of it.
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
            Body::Stream(response, idle, recorded) => {
                ByteStream::new(response, idle, self.secret.clone()).recorded(recorded)
            }
            Body::Whole(bytes) => whole_stream(bytes),
            Body::Gone => whole_stream(Vec::new()),
        }
    }

    /// The body as text.
    ///
    /// # Errors
    ///
    /// It is not UTF-8.
    pub fn text(&self) -> Result<String, serde_json::Error> {
        String::from_utf8(self.bytes().to_vec()).map_err(serde::de::Error::custom)
    }

    /// Decodes the body from XML.
    ///
    /// # Errors
    ///
    /// The body is not XML that is taken, or not of this type.
    #[cfg(feature = "xml")]
    pub fn xml<T: Json>(&self, root: &crate::xml::XmlRoot) -> Result<T, serde_json::Error> {
        crate::xml::xml_body(self.bytes(), root)
    }

    /// Decodes the body from XML, where there is one.
    ///
    /// # Errors
    ///
    /// As [`Received::xml`].
    #[cfg(feature = "xml")]
    pub fn optional_xml<T: Json>(
        &self,
        root: &crate::xml::XmlRoot,
    ) -> Result<Option<T>, serde_json::Error> {
        let empty = self.bytes().iter().all(u8::is_ascii_whitespace);
        if empty { Ok(None) } else { self.xml(root).map(Some) }
    }

    /// The body as JSON values, as they come.
    pub fn lines<T>(&mut self) -> LineStream<T> {
        LineStream::new(self.stream())
    }

    /// The body as events, as they come, without the credential.
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
        match &self.secret {
            Some(secret) => error.without(secret),
            None => error,
        }
    }
}

fn whole_stream(bytes: Vec<u8>) -> ByteStream {
    ByteStream::of(Box::pin(Whole::new(bytes)), Duration::MAX, None)
}
