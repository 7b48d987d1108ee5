//! Connections: accepted, served one request at a time, ended in the ways that faults ask for.

use std::convert::Infallible;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::http::Request;
use axum::response::Response;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming as HyperBody;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::behavior::Module;
use crate::clock;
use crate::core::Core;
use crate::incoming::{self, Incoming};
use crate::pipeline::{self, End};

/// How long answers under way may take to finish when the server is shut down.
const GRACE: Duration = Duration::from_secs(1);

/// More of a body than this is not waited for.
const MOST_FORGOTTEN: usize = 64 << 20;

/// After a failed accept (no more file descriptors), so that the loop does not spin.
const ACCEPT_PAUSE: Duration = Duration::from_millis(20);

/// Accepts connections until the server stops.
pub(crate) async fn serve<M: Module>(listener: TcpListener, core: Arc<Core<M>>) {
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            () = core.stopped() => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    // Small answers go out at once.
                    let _ = stream.set_nodelay(true);
                    connections.spawn(connection(stream, Arc::clone(&core)));
                }
                Err(_) => clock::sleep(ACCEPT_PAUSE).await,
            },
            // Finished connections are taken out as they finish.
            Some(_) = connections.join_next() => {}
        }
    }
    drop(listener);
    let finished = async { while connections.join_next().await.is_some() {} };
    // What has not finished by then is aborted with the set.
    let _ = clock::timeout(GRACE, finished).await;
}

async fn connection<M: Module>(stream: TcpStream, core: Arc<Core<M>>) {
    let reset = Arc::new(AtomicBool::new(false));
    let wire = Wire { stream, reset: Arc::clone(&reset) };
    let service = service_fn(|request| respond(Arc::clone(&core), Arc::clone(&reset), request));
    let serving = http1::Builder::new().serve_connection(TokioIo::new(wire), service);
    tokio::pin!(serving);
    tokio::select! {
        // Ends with an error for every fault that breaks the connection; there is nobody to tell.
        _ = serving.as_mut() => {}
        () = core.stopped() => {
            serving.as_mut().graceful_shutdown();
            let _ = serving.await;
        }
    }
}

async fn respond<M: Module>(
    core: Arc<Core<M>>,
    reset: Arc<AtomicBool>,
    request: Request<HyperBody>,
) -> Result<Response<Body>, Broken> {
    let incoming = read(&core, request).await.map_err(|_| Broken)?;
    match pipeline::exchange(core, incoming).await {
        End::Answer(response) => Ok(response),
        End::Reset => {
            reset.store(true, Ordering::Release);
            Err(Broken)
        }
        End::Close => Err(Broken),
        End::Hang => {
            let never: Infallible = std::future::pending().await;
            match never {}
        }
    }
}

/// Reads a request to its end.
async fn read<M>(core: &Core<M>, request: Request<HyperBody>) -> Result<Incoming, hyper::Error> {
    let (parts, body) = request.into_parts();
    let body = read_body(body, core.settings.body_limit).await?;
    Ok(Incoming {
        method: parts.method,
        path: parts.uri.path().to_owned(),
        query: incoming::read_query(&parts.uri),
        headers: parts.headers,
        body,
    })
}

/// Reads a body; `None` when it is larger than `limit`. What is beyond the limit is read and forgotten: a client that is still
/// writing would see its connection reset rather than the refusal.
async fn read_body(mut body: HyperBody, limit: usize) -> Result<Option<Bytes>, hyper::Error> {
    let mut bytes = BytesMut::new();
    let mut size = 0_usize;
    while let Some(frame) = body.frame().await {
        let Ok(data) = frame?.into_data() else {
            continue;
        };
        size = size.saturating_add(data.len());
        if size > MOST_FORGOTTEN.max(limit) {
            break;
        }
        if size <= limit {
            bytes.extend_from_slice(&data);
        }
    }
    Ok((size <= limit).then(|| bytes.freeze()))
}

/// The connection is dropped without an answer.
#[derive(Debug)]
struct Broken;

impl fmt::Display for Broken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is broken on purpose")
    }
}

impl std::error::Error for Broken {}

/// A connection that can be reset: closed with a zero linger, so that the peer sees RST rather than an end.
struct Wire {
    stream: TcpStream,
    reset: Arc<AtomicBool>,
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.reset.load(Ordering::Acquire) {
            let _ = self.stream.set_zero_linger();
        }
    }
}

impl AsyncRead for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Wire {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, buf)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
