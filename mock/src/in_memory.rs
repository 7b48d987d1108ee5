//! Calls without a socket, for tests under a paused clock.

use std::fmt;
use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use axum::BoxError;
use axum::body::Body;
use axum::http::{Request, Response};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use http_body_util::BodyExt;

use crate::behavior::Module;
use crate::core::Core;
use crate::incoming::{self, Incoming};
use crate::pipeline::{self, End};

/// How an exchange ended that did not end with a whole answer.
#[derive(Debug)]
#[non_exhaustive]
pub enum Interrupted {
    /// The connection was reset without an answer.
    Reset,
    /// The connection was closed without an answer.
    Closed,
    /// The answer broke off; this much of it came.
    Cut(Response<Vec<u8>>),
}

impl fmt::Display for Interrupted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Reset => "the connection was reset",
            Self::Closed => "the connection was closed without an answer",
            Self::Cut(_) => "the answer broke off",
        })
    }
}

impl std::error::Error for Interrupted {}

/// A call that does not go over a connection; see [`Mock::transport`](crate::Mock::transport).
pub type InMemoryCall =
    Pin<Box<dyn Future<Output = io::Result<Response<InMemoryBody>>> + Send + 'static>>;

/// The body of an answer that did not come over a connection, as it is made.
pub struct InMemoryBody(Body);

impl HttpBody for InMemoryBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        Pin::new(&mut self.0).poll_frame(cx).map_err(axum::Error::into_inner)
    }

    fn is_end_stream(&self) -> bool {
        self.0.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.0.size_hint()
    }
}

impl fmt::Debug for InMemoryBody {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InMemoryBody").finish_non_exhaustive()
    }
}

/// Answers a request as a connection would: what breaks is an I/O error, a stream is given as it is made.
pub(crate) fn call<M: Module>(core: Arc<Core<M>>, request: Request<Bytes>) -> InMemoryCall {
    Box::pin(async move {
        if *core.stopping.borrow() {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        let incoming = incoming(&core, request);
        match pipeline::exchange(core, incoming).await {
            End::Answer(response) => Ok(response.map(InMemoryBody)),
            End::Reset => Err(io::ErrorKind::ConnectionReset.into()),
            End::Close => Err(io::ErrorKind::UnexpectedEof.into()),
            End::Hang => std::future::pending().await,
        }
    })
}

fn incoming<M>(core: &Core<M>, request: Request<Bytes>) -> Incoming {
    let (parts, body) = request.into_parts();
    Incoming {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: incoming::read_query(&parts.uri),
        headers: parts.headers,
        body: (body.len() <= core.settings.body_limit).then_some(body),
    }
}

/// Answers a request that did not come over a connection.
pub(crate) async fn respond<M: Module>(
    core: Arc<Core<M>>,
    request: Request<Vec<u8>>,
) -> Result<Response<Vec<u8>>, Interrupted> {
    let incoming = incoming(&core, request.map(Bytes::from));
    match pipeline::exchange(core, incoming).await {
        End::Answer(response) => collect(response).await,
        End::Reset => Err(Interrupted::Reset),
        End::Close => Err(Interrupted::Closed),
        End::Hang => std::future::pending().await,
    }
}

/// Reads an answer to its end, or to its break.
async fn collect(response: Response<Body>) -> Result<Response<Vec<u8>>, Interrupted> {
    let (parts, mut body) = response.into_parts();
    let mut bytes = Vec::new();
    while let Some(frame) = body.frame().await {
        match frame.map(http_body::Frame::into_data) {
            Ok(Ok(data)) => bytes.extend_from_slice(&data),
            Ok(Err(_)) => {}
            Err(_) => return Err(Interrupted::Cut(Response::from_parts(parts, bytes))),
        }
    }
    Ok(Response::from_parts(parts, bytes))
}
