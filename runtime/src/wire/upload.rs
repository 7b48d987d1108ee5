//! Bodies that are sent while they are read, and not held in memory.

use std::error::Error as StdError;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use futures_core::Stream;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::Body;
use serde::Serialize;
use tokio::io::{AsyncRead, ReadBuf};

/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// Where an upload is read from.
pub(super) type Source = Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>;

/// A body, or a file in a multipart body, that is sent while it is read: from a stream or from anything that can be read, such as an
/// open `tokio::fs::File`. It is read as fast as the server takes it.
///
/// ```
/// # use oas_runtime::Upload;
/// # async fn f(read: impl tokio::io::AsyncRead + Send + 'static) {
/// let body = Upload::reader(read).length(1_000_000);
/// # let _: reqwest::Body = body.into(); }
/// ```
///
/// It can be read only once, so that a call with it is never sent twice: it is repeated only where it failed before anything of the upload was
/// read, whatever the operation is. An upload that fails to be read breaks the request off.
///
/// Clones are the same upload. Sent a second time it is an error.
#[derive(Clone)]
pub struct Upload {
    /// Nothing once it was sent.
    source: Arc<Mutex<Option<Source>>>,
    length: Option<u64>,
}

impl Upload {
    /// The parts of a stream.
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        let part = |part: Result<B, E>| part.map(Into::into).map_err(io::Error::other);
        Self::of(Box::pin(Mapped { stream: Box::pin(stream), map: part }))
    }

    /// What can be read, to its end.
    pub fn reader(reader: impl AsyncRead + Send + 'static) -> Self {
        Self::of(Box::pin(Reading { reader: Box::pin(reader), buffer: vec![0; CHUNK] }))
    }

    /// JSON values, one a line (JSON Lines, NDJSON).
    pub fn json_lines<T: Serialize>(values: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::of(Box::pin(Mapped { stream: Box::pin(values), map: |value| written(b"", &value) }))
    }

    /// JSON values as a JSON text sequence (RFC 7464): each between a record separator and a line feed.
    pub fn json_sequence<T: Serialize>(values: impl Stream<Item = T> + Send + 'static) -> Self {
        Self::of(Box::pin(Mapped {
            stream: Box::pin(values),
            map: |value| written(b"\x1e", &value),
        }))
    }

    pub(super) fn of(source: Source) -> Self {
        Self { source: Arc::new(Mutex::new(Some(source))), length: None }
    }

    /// How many bytes there are, which is sent as `Content-Length`; without it, the body is sent in chunks. More or fewer than that break the
    /// request off.
    #[must_use]
    pub fn length(mut self, bytes: u64) -> Self {
        self.length = Some(bytes);
        self
    }

    pub(super) fn known_length(&self) -> Option<u64> {
        self.length
    }

    /// What is sent, which is checked against the length.
    pub(super) fn into_source(self) -> Source {
        let source = self.source.lock().unwrap_or_else(PoisonError::into_inner).take();
        Box::pin(Measured { source, left: self.length })
    }
}

impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upload").field("length", &self.length).finish_non_exhaustive()
    }
}

/// Whether both are the same upload.
impl PartialEq for Upload {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.source, &other.source) && self.length == other.length
    }
}

impl Eq for Upload {}

impl From<Upload> for Body {
    fn from(upload: Upload) -> Self {
        let length = upload.length;
        Body::wrap(Sent { source: Mutex::new(upload.into_source()), left: length })
    }
}

fn written<T: Serialize>(before: &[u8], value: &T) -> io::Result<Bytes> {
    let mut text = before.to_vec();
    serde_json::to_writer(&mut text, value)?;
    text.push(b'\n');
    Ok(text.into())
}

struct Mapped<S, F> {
    stream: Pin<Box<S>>,
    map: F,
}

impl<S: Stream, F: FnMut(S::Item) -> io::Result<Bytes> + Unpin> Stream for Mapped<S, F> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        this.stream.as_mut().poll_next(cx).map(|next| next.map(&mut this.map))
    }
}

struct Reading<R> {
    reader: Pin<Box<R>>,
    buffer: Vec<u8>,
}

impl<R: AsyncRead> Stream for Reading<R> {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let mut buffer = ReadBuf::new(&mut this.buffer);
        Poll::Ready(match ready!(this.reader.as_mut().poll_read(cx, &mut buffer)) {
            Ok(()) if buffer.filled().is_empty() => None,
            Ok(()) => Some(Ok(Bytes::copy_from_slice(buffer.filled()))),
            Err(error) => Some(Err(error)),
        })
    }
}

/// A source that has the length that it should have.
struct Measured {
    source: Option<Source>,
    left: Option<u64>,
}

impl Stream for Measured {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let Some(source) = &mut self.source else {
            let message = "the upload was sent before, and can be read only once";
            return Poll::Ready(Some(Err(io::Error::other(message))));
        };
        let next = ready!(source.as_mut().poll_next(cx));
        let Some(left) = &mut self.left else { return Poll::Ready(next) };
        Poll::Ready(match next {
            Some(Ok(bytes)) => match left.checked_sub(bytes.len() as u64) {
                Some(rest) => {
                    *left = rest;
                    Some(Ok(bytes))
                }
                None => Some(Err(io::Error::other("the upload is longer than its length"))),
            },
            None if *left > 0 => {
                Some(Err(io::Error::other("the upload is shorter than its length")))
            }
            over => over,
        })
    }
}

/// A source as the body of a request.
struct Sent {
    source: Mutex<Source>,
    left: Option<u64>,
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        let source = this.source.get_mut().unwrap_or_else(PoisonError::into_inner);
        let next = ready!(source.as_mut().poll_next(cx));
        if let (Some(left), Some(Ok(bytes))) = (&mut this.left, &next) {
            *left = left.saturating_sub(bytes.len() as u64);
        }
        Poll::Ready(next.map(|part| part.map(Frame::data)))
    }

    fn size_hint(&self) -> SizeHint {
        self.left.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}
