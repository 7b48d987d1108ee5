//! Middleware: layers of tower around what carries the requests.

use std::fmt;
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::Body as HttpBody;
use reqwest::{Body, Request, Url};
use tower_layer::Layer;
use tower_service::Service;

use crate::error::Error;
use crate::transport::{Answer, BoxError, Frames, Transport, answered, broken};

type Carried = Pin<Box<dyn Future<Output = Result<http::Response<Body>, BoxError>> + Send>>;

/// What carries the requests of a client, as a service of tower: the innermost one of [`ClientBuilder::layer`](crate::ClientBuilder::layer).
///
/// A request comes to it once an attempt, with all its headers and its credential; what it gives has only its head read.
#[derive(Clone)]
pub struct HttpService(Arc<dyn Fn(http::Request<Body>) -> Carried + Send + Sync>);

impl fmt::Debug for HttpService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("HttpService")
    }
}

impl Service<http::Request<Body>> for HttpService {
    type Response = http::Response<Body>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<http::Response<Body>, BoxError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        (self.0)(request)
    }
}

/// Where an answer came from, which is not always where the request went.
#[derive(Clone)]
struct From(Url);

impl HttpService {
    /// The service around nothing.
    pub(crate) fn innermost(transport: Transport, http: reqwest::Client) -> Self {
        Self(Arc::new(move |request| {
            let sent = Request::try_from(request)
                .map_err(Error::from_send)
                .map(|request| transport.send(&http, request));
            Box::pin(async move {
                let response = sent?.await?;
                let url = response.url().clone();
                let mut response: http::Response<Body> = response.into();
                response.extensions_mut().insert(From(url));
                Ok(response)
            })
        }))
    }

    /// The service with a layer around it.
    pub(crate) fn wrapped<L, B>(self, layer: &L) -> Self
    where
        L: Layer<Self>,
        L::Service: Service<http::Request<Body>, Response = http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<http::Request<Body>>>::Error: Into<BoxError>,
        <L::Service as Service<http::Request<Body>>>::Future: Send,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        let service = layer.layer(self);
        Self(Arc::new(move |request| {
            let mut service = service.clone();
            Box::pin(async move {
                poll_fn(|cx| service.poll_ready(cx)).await.map_err(Into::into)?;
                let response = service.call(request).await.map_err(Into::into)?;
                Ok(response.map(|body| Body::wrap_stream(Frames::new(body))))
            })
        }))
    }

    /// Sends a request, and waits for the head of the answer.
    pub(crate) fn send(&self, request: Request) -> Answer {
        let url = request.url().clone();
        let sent = http::Request::<Body>::try_from(request).map(|request| (self.0)(request));
        Box::pin(async move {
            let answer = sent.map_err(Error::from_send)?.await;
            let (mut parts, body) = answer.map_err(broken)?.into_parts();
            let url = parts.extensions.remove::<From>().map_or(url, |from| from.0);
            answered(parts, url, body).map_err(|source| broken(source.into()))
        })
    }
}
