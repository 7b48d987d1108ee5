//! An answer, from the browser or held in memory. It has what is used of reqwest's, which cannot be made by hand there.

use std::error::Error as StdError;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;
use http::header::CONTENT_LENGTH;
use http::{HeaderMap, StatusCode};
use reqwest::{Request, Url};
use send_wrapper::SendWrapper;

use crate::error::Error;
use crate::transport::{Held, Whole};

/// What breaks a body off.
pub(crate) type BodyError = Box<dyn StdError + Send + Sync>;

type Bodies = dyn Stream<Item = Result<Bytes, BodyError>>;

#[derive(Debug)]
pub(crate) struct Response {
    status: StatusCode,
    headers: HeaderMap,
    url: Url,
    body: Body,
}

struct Body(SendWrapper<Pin<Box<Bodies>>>);

impl std::fmt::Debug for Body {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Body")
    }
}

/// Sends a request by the browser's `fetch`.
pub(crate) fn execute(
    http: &reqwest::Client,
    request: Request,
) -> impl Future<Output = reqwest::Result<Response>> + Send + use<> {
    let sent = http.execute(request);
    SendWrapper::new(async {
        let mut response = sent.await?;
        let (status, url) = (response.status(), response.url().clone());
        let headers = std::mem::take(response.headers_mut());
        let body = Mapped(Box::pin(response.bytes_stream()));
        Ok(Response { status, headers, url, body: Body(SendWrapper::new(Box::pin(body))) })
    })
}

/// An answer that did not come over the network.
pub(crate) fn held(
    parts: http::response::Parts,
    url: Url,
    body: Held,
) -> Result<Response, http::Error> {
    let body: Pin<Box<Bodies>> = match body {
        Held::Bytes(bytes) => Box::pin(Whole::new(bytes)),
        Held::Stream(stream) => stream,
    };
    let body = Body(SendWrapper::new(body));
    Ok(Response { status: parts.status, headers: parts.headers, url, body })
}

impl Response {
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }

    /// What the server announces.
    pub(crate) fn content_length(&self) -> Option<u64> {
        self.headers.get(CONTENT_LENGTH)?.to_str().ok()?.parse().ok()
    }

    pub(crate) async fn chunk(&mut self) -> Result<Option<Bytes>, BodyError> {
        poll_fn(|cx| self.body.0.as_mut().poll_next(cx)).await.transpose()
    }

    pub(crate) fn bytes_stream(self) -> impl Stream<Item = Result<Bytes, BodyError>> + Send + Sync {
        self.body.0
    }
}

/// The body as it comes. reqwest's errors show the address, which can hold a secret.
struct Mapped<S>(Pin<Box<S>>);

impl<S: Stream<Item = reqwest::Result<Bytes>>> Stream for Mapped<S> {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let next = self.0.as_mut().poll_next(cx);
        next.map(|next| next.map(|part| part.map_err(|error| error.without_url().into())))
    }
}

/// The request with its body, which is in memory.
pub(crate) async fn whole(request: Request) -> Result<http::Request<Bytes>, Error> {
    let bytes = match request.body() {
        Some(body) => body.as_bytes().ok_or_else(|| {
            Error::invalid_request("a form of reqwest's cannot be given to a transport in memory")
        })?,
        None => &[],
    };
    let mut whole = http::Request::new(Bytes::copy_from_slice(bytes));
    *whole.method_mut() = request.method().clone();
    *whole.uri_mut() =
        request.url().as_str().parse().map_err(|source: http::uri::InvalidUri| {
            Error::invalid_request("the request has no address").with_source(source)
        })?;
    *whole.headers_mut() = request.headers().clone();
    Ok(whole)
}
