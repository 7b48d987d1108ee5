//! A body as it comes.

use std::fmt;
use std::future::Future as _;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use futures_core::Stream;

use crate::clock::{self, Sleep};
use crate::error::{Error, ErrorKind, Outcome, Result};

/// The bytes of an answer, each part as soon as it has come. What breaks it off is its last item: an error of the connection, or of kind
/// [`Timeout`](ErrorKind::Timeout) where nothing came for the client's idle timeout.
pub struct ByteStream {
    bytes: Pin<Box<dyn Stream<Item = reqwest::Result<Bytes>> + Send + Sync>>,
    /// How long nothing may come.
    idle: Duration,
    /// When that is over, once there is something to wait for.
    ends: Option<Pin<Box<Sleep>>>,
    ended: bool,
}

impl ByteStream {
    pub(crate) fn new(response: reqwest::Response, idle: Duration) -> Self {
        Self { bytes: Box::pin(response.bytes_stream()), idle, ends: None, ended: false }
    }
}

impl fmt::Debug for ByteStream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByteStream").finish_non_exhaustive()
    }
}

impl Stream for ByteStream {
    type Item = Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        if this.ended {
            return Poll::Ready(None);
        }
        if let Poll::Ready(next) = this.bytes.as_mut().poll_next(cx) {
            this.ends = None;
            this.ended = !matches!(next, Some(Ok(_)));
            return Poll::Ready(next.map(|next| next.map_err(Error::from_body)));
        }
        let idle = this.idle;
        let ends = this
            .ends
            .get_or_insert_with(|| Box::pin(clock::sleep_until(clock::later(clock::now(), idle))));
        match ends.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                this.ended = true;
                let message = format!("nothing came for {idle:?}");
                Poll::Ready(Some(Err(Error::new(ErrorKind::Timeout, Outcome::Accepted, message))))
            }
        }
    }
}
