//! What carries a request to the server: reqwest, or a function in its place.

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::Body as HttpBody;
use reqwest::Request;

use crate::error::{Error, ErrorKind, Outcome};

#[cfg(not(target_family = "wasm"))]
mod network;
#[cfg(not(target_family = "wasm"))]
use self::network::whole;
#[cfg(not(target_family = "wasm"))]
pub(crate) use self::network::{BodyError, Response, answered, execute, held};
#[cfg(target_family = "wasm")]
use crate::web::whole;
#[cfg(target_family = "wasm")]
pub(crate) use crate::web::{BodyError, Response, execute, held};

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;
pub(crate) type Answer = Pin<Box<dyn Future<Output = Result<Response, Error>> + Send>>;

/// A function that carries requests; see [`ClientBuilder::transport`](crate::ClientBuilder::transport).
#[derive(Clone)]
pub(crate) struct Function(Arc<dyn Fn(Request) -> Carried + Send + Sync>);

/// The body of an answer, as a stream of bytes.
pub(crate) type Content = Pin<Box<dyn Stream<Item = Result<Bytes, BoxError>> + Send>>;
type Carried = Pin<Box<dyn Future<Output = Result<http::Response<Content>, BoxError>> + Send>>;

impl Function {
    /// One that is given the body whole.
    pub(crate) fn new<S, F, B, E>(send: S) -> Self
    where
        S: Fn(http::Request<Bytes>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<http::Response<B>, E>> + Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
        E: Into<BoxError>,
    {
        let send = Arc::new(send);
        Self(Arc::new(move |request| {
            let send = Arc::clone(&send);
            Box::pin(async move { content(send(whole(request).await?).await) })
        }))
    }

    /// One that reads the body while it is sent.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn streaming<S, F, B, E>(send: S) -> Self
    where
        S: Fn(http::Request<reqwest::Body>) -> F + Send + Sync + 'static,
        F: Future<Output = Result<http::Response<B>, E>> + Send + 'static,
        B: HttpBody<Data = Bytes> + Send + 'static,
        B::Error: Into<BoxError>,
        E: Into<BoxError>,
    {
        Self(Arc::new(move |request| {
            let sent = request.try_into().map(&send);
            Box::pin(async move { content(sent.map_err(Error::from_send)?.await) })
        }))
    }

    fn send(&self, request: Request) -> Answer {
        let url = request.url().clone();
        let sent = (self.0)(request);
        Box::pin(async move {
            let (parts, body) = sent.await.map_err(broken)?.into_parts();
            held(parts, url, Held::Stream(body)).map_err(|source| broken(source.into()))
        })
    }
}

fn content<B, E>(answer: Result<http::Response<B>, E>) -> Result<http::Response<Content>, BoxError>
where
    B: HttpBody<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
    E: Into<BoxError>,
{
    Ok(answer.map_err(Into::into)?.map(|body| Box::pin(Frames::new(body)) as Content))
}

impl fmt::Debug for Function {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Function")
    }
}

/// Where the requests of a client go.
#[derive(Clone, Debug)]
pub(crate) enum Transport {
    /// Over the network, with the client that the call brings along.
    Network,
    Function(Function),
}

impl Transport {
    /// Sends a request, and waits for the head of the answer.
    ///
    /// No `async fn`: its future would have a place for the request, which has left it.
    pub(crate) fn send(
        &self,
        http: &reqwest::Client,
        request: Request,
    ) -> impl Future<Output = Result<Response, Error>> + use<> {
        let sent = match self {
            Self::Network => Ok(execute(http, request)),
            Self::Function(function) => Err(function.send(request)),
        };
        async {
            match sent {
                Ok(network) => network.await.map_err(Error::from_send),
                Err(answer) => answer.await,
            }
        }
    }
}

/// What became of a request, by an error that is not reqwest's. One of this crate comes through a layer as it is.
pub(crate) fn broken(source: BoxError) -> Error {
    let source = match source.downcast::<Error>() {
        Ok(error) => return *error,
        Err(source) => source,
    };
    let refused = source
        .downcast_ref::<io::Error>()
        .is_some_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    let error = if refused {
        Error::new(ErrorKind::Connect, Outcome::NotSent, "")
    } else {
        Error::new(ErrorKind::Transport, Outcome::Unknown, "no answer came back")
    };
    error.with_source(Source(source))
}

/// An error of the program's own, which is boxed and not an error itself.
#[derive(Debug)]
pub(crate) struct Source(pub(crate) BoxError);

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl StdError for Source {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source()
    }
}

/// The body of an answer that does not come over the network.
pub(crate) enum Held {
    Bytes(Vec<u8>),
    Stream(Content),
}

/// A body that is here.
pub(crate) struct Whole(Option<Bytes>);

impl Whole {
    pub(crate) fn new(bytes: Vec<u8>) -> Self {
        Self(Some(bytes.into()))
    }
}

impl Stream for Whole {
    type Item = Result<Bytes, BodyError>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(self.0.take().map(Ok))
    }
}

/// The data of a body; trailers are left out.
pub(crate) struct Frames<B>(Pin<Box<B>>);

impl<B> Frames<B> {
    pub(crate) fn new(body: B) -> Self {
        Self(Box::pin(body))
    }
}

impl<B> Stream for Frames<B>
where
    B: HttpBody<Data = Bytes>,
    B::Error: Into<BoxError>,
{
    type Item = Result<Bytes, BoxError>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            match ready!(self.0.as_mut().poll_frame(context)) {
                None => return Poll::Ready(None),
                Some(Err(source)) => return Poll::Ready(Some(Err(source.into()))),
                Some(Ok(frame)) => {
                    if let Ok(data) = frame.into_data() {
                        return Poll::Ready(Some(Ok(data)));
                    }
                }
            }
        }
    }
}
