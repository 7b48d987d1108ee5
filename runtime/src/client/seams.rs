//! What may stand between a client and the network: a function, layers, recordings.

use std::future::Future;

use bytes::Bytes;
#[cfg(not(target_family = "wasm"))]
use reqwest::Body;
#[cfg(not(target_family = "wasm"))]
use tower_layer::Layer;
#[cfg(not(target_family = "wasm"))]
use tower_service::Service;

use super::builder::ClientBuilder;
use crate::recording::Recording;
#[cfg(not(target_family = "wasm"))]
use crate::service::HttpService;
use crate::transport::{BoxError, Function, Transport};

impl ClientBuilder {
    /// A function that carries the requests in the place of HTTP over a network: for a program's tests.
    ///
    /// It takes an [`http::Request`](::http::Request) and answers with an [`http::Response`](::http::Response) of any body.
    /// Nothing goes through a socket then, so that tokio's clock can be paused. The body is given whole; one that is not in memory before,
    /// such as an `Upload`, may have 64 MiB.
    ///
    /// An error of the function is a broken connection: whether the server got the request is unknown. An
    /// [`io::Error`](std::io::Error) of kind [`ConnectionRefused`](std::io::ErrorKind::ConnectionRefused) is a connection
    /// that was never made: nothing was sent. What the function returns is polled within the time that an attempt has,
    /// and dropped when that is over.
    pub fn transport<S, F, B, E>(mut self, send: S) -> Self
    where
        S: Fn(::http::Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<::http::Response<B>, E>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
        E: Into<BoxError>,
    {
        self.transport = Transport::Function(Function::new(send));
        self
    }

    /// The same as [`transport`](ClientBuilder::transport), for a function that reads the body of the request while it is sent: an
    /// [`Upload`](crate::Upload) is asked for no more than the function has read.
    #[cfg(not(target_family = "wasm"))]
    pub fn streaming_transport<S, F, B, E>(mut self, send: S) -> Self
    where
        S: Fn(::http::Request<Body>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<::http::Response<B>, E>> + Send + 'static,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
        E: Into<BoxError>,
    {
        self.transport = Transport::Function(Function::streaming(send));
        self
    }

    /// Middleware: a layer of tower around what carries the requests, the network or the function of
    /// [`transport`](ClientBuilder::transport). The layer that is added last is outermost.
    ///
    /// Every attempt goes through it, with its credential; calls are repeated, and their outcome is told, outside of it. So a layer should not
    /// repeat requests itself, nor send them elsewhere. An error of a layer is a broken connection: whether the server got the
    /// request is unknown. One that comes from inside is known for what it was.
    ///
    /// ```
    /// # use http::{HeaderValue, Request, Response};
    /// # use oas_runtime::{Client, HttpService, Method};
    /// use tower_layer::layer_fn;
    /// use tower_service::Service;
    ///
    /// /// Marks every request; `tower::ServiceBuilder::new().map_request(..)` does the same.
    /// #[derive(Clone)]
    /// struct Marked(HttpService);
    ///
    /// impl Service<Request<reqwest::Body>> for Marked {
    ///     type Response = Response<reqwest::Body>;
    ///     type Error = <HttpService as Service<Request<reqwest::Body>>>::Error;
    ///     type Future = <HttpService as Service<Request<reqwest::Body>>>::Future;
    ///
    ///     fn poll_ready(&mut self, cx: &mut std::task::Context<'_>) -> std::task::Poll<Result<(), Self::Error>> {
    ///         self.0.poll_ready(cx)
    ///     }
    ///
    ///     fn call(&mut self, mut request: Request<reqwest::Body>) -> Self::Future {
    ///         request.headers_mut().insert("x-tenant", HeaderValue::from_static("acme"));
    ///         self.0.call(request)
    ///     }
    /// }
    ///
    /// # #[tokio::main(flavor = "current_thread")]
    /// # async fn main() -> oas_runtime::Result<()> {
    /// # let echo = |request: Request<bytes::Bytes>| async move {
    /// #     let tenant = request.headers()["x-tenant"].to_str().map(|tenant| format!("{tenant:?}"))?;
    /// #     Ok::<_, Box<dyn std::error::Error + Send + Sync>>(Response::new(reqwest::Body::from(tenant)))
    /// # };
    /// let client = Client::builder("https://api.example.test")
    /// #   .transport(echo)
    ///     .layer(layer_fn(Marked))
    ///     .build()?;
    /// assert_eq!(*client.request(Method::GET, "/tenant").send::<String>().await?, "acme");
    /// # Ok(()) }
    /// ```
    #[cfg(not(target_family = "wasm"))]
    pub fn layer<L, B>(mut self, layer: L) -> Self
    where
        L: Layer<HttpService> + Send + 'static,
        L::Service: Service<::http::Request<Body>, Response = ::http::Response<B>>
            + Clone
            + Send
            + Sync
            + 'static,
        <L::Service as Service<::http::Request<Body>>>::Error: Into<BoxError>,
        <L::Service as Service<::http::Request<Body>>>::Future: Send,
        B: http_body::Body<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
    {
        self.layers.push(Box::new(move |inner| inner.wrapped(&layer)));
        self
    }

    /// Keeps what the client asks and what is answered: for tests that replay it. Presigned addresses are not kept.
    pub fn record(mut self, recording: &Recording) -> Self {
        self.recording = Some(recording.clone());
        self
    }

    /// Answers from a recording as it is when the client is built, and sends nothing. A request is known again by its method, path, query and
    /// body; each answer is given once, in the order of the recording. A request that has none left is an error that says so.
    pub fn replay(mut self, recording: &Recording) -> Self {
        self.replayed = Some(recording.clone());
        self
    }
}
