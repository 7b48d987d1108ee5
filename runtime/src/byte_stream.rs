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
use crate::recording::Taken;
use crate::secret::Secret;
use crate::transport::{BodyError, Response};

type Content = Pin<Box<dyn Stream<Item = Result<Bytes, BodyError>> + Send + Sync>>;

/// The bytes of an answer, each part as soon as it has come. What breaks it off is its last item: an error of the connection, or of kind
/// [`Timeout`](ErrorKind::Timeout) where nothing came for the client's idle timeout.
pub struct ByteStream {
    bytes: Content,
    /// How long nothing may come.
    idle: Duration,
    /// When that is over, once there is something to wait for.
    ends: Option<Pin<Box<Sleep>>>,
    ended: bool,
    /// What broke it off, behind bytes that were held back.
    broken: Option<Error>,
    /// What the request was sent with, to be kept out of what comes.
    secret: Option<Secret>,
    /// The beginning of the secret, or what looks like it until more has come.
    held: Vec<u8>,
    recorded: Option<Taken>,
}

impl ByteStream {
    /// The next bytes, as they come; `None` after the last ones, and after an error.
    ///
    /// # Errors
    ///
    /// The connection broke, or nothing came for the client's idle timeout.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe: dropping the future loses no bytes.
    pub async fn next(&mut self) -> Option<Result<Bytes>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    pub(crate) fn new(response: Response, idle: Duration, secret: Option<Secret>) -> Self {
        Self::of(Box::pin(response.bytes_stream()), idle, secret)
    }

    pub(crate) fn of(bytes: Content, idle: Duration, secret: Option<Secret>) -> Self {
        Self {
            bytes,
            idle,
            ends: None,
            ended: false,
            broken: None,
            secret,
            held: Vec::new(),
            recorded: None,
        }
    }

    /// The same, and what comes is recorded.
    pub(crate) fn recorded(self, recorded: Option<Taken>) -> Self {
        Self { recorded, ..self }
    }

    /// What has come, without the secret and without what may be its beginning.
    fn passed(&mut self, bytes: Bytes) -> Bytes {
        let Some(secret) = &self.secret else { return bytes };
        let mut data = std::mem::take(&mut self.held);
        data.extend_from_slice(&bytes);
        let mut data = secret.scrub_data(data);
        self.held = data.split_off(data.len() - secret.begins_in(&data));
        data.into()
    }

    /// The item after the last bytes that came: what was held back, before what broke the stream off.
    fn end(&mut self, broken: Option<Error>) -> Option<Result<Bytes>> {
        self.ended = true;
        self.broken = broken;
        let held = std::mem::take(&mut self.held);
        if held.is_empty() { self.broken.take().map(Err) } else { Some(Ok(held.into())) }
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
            return Poll::Ready(this.broken.take().map(Err));
        }
        while let Poll::Ready(next) = this.bytes.as_mut().poll_next(cx) {
            this.ends = None;
            match next {
                Some(Ok(bytes)) => {
                    if let Some(recorded) = &this.recorded {
                        recorded.goes_on(&bytes);
                    }
                    let passed = this.passed(bytes);
                    if !passed.is_empty() {
                        return Poll::Ready(Some(Ok(passed)));
                    }
                }
                over => {
                    let broken = over.and_then(Result::err).map(Error::from_body);
                    return Poll::Ready(this.end(broken));
                }
            }
        }
        let idle = this.idle;
        let ends = this
            .ends
            .get_or_insert_with(|| Box::pin(clock::sleep_until(clock::later(clock::now(), idle))));
        match ends.as_mut().poll(cx) {
            Poll::Pending => Poll::Pending,
            Poll::Ready(()) => {
                let message = format!("nothing came for {idle:?}");
                let broken = Error::new(ErrorKind::Timeout, Outcome::Accepted, message);
                Poll::Ready(this.end(Some(broken)))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use futures_util::{StreamExt as _, TryStreamExt as _, stream};

    use super::*;

    const KEY: &str = "neo_sk_test_Zk3yS3cr3tQ9";

    fn stream_of(
        parts: impl Stream<Item = std::io::Result<Vec<u8>>> + Send + 'static,
    ) -> ByteStream {
        let body = reqwest::Body::wrap_stream(parts);
        let response = http::Response::new(body).into();
        ByteStream::new(response, Duration::from_secs(60), Some(Secret::new(&[KEY])))
    }

    /// Cut in any two places, the bytes are the same without the key.
    #[tokio::test]
    async fn a_key_that_comes_in_parts_does_not_pass() {
        let whole = format!("a{KEY}{KEY}b neo_sk_test_Zk3 c{}", &KEY[..23]);
        for first in 0..whole.len() {
            for second in first..whole.len() {
                let parts = [&whole[..first], &whole[first..second], &whole[second..]];
                let parts = parts.map(|part| Ok(part.as_bytes().to_vec()));
                let all: Vec<Bytes> = stream_of(stream::iter(parts)).try_collect().await.unwrap();
                let expected = format!("a[redacted][redacted]b neo_sk_test_Zk3 c{}", &KEY[..23]);
                assert_eq!(all.concat(), expected.as_bytes(), "{first} {second}");
                assert!(all.iter().all(|part| !part.is_empty()));
            }
        }
    }

    #[tokio::test]
    async fn what_was_held_back_comes_before_what_breaks_the_stream_off() {
        let broken = std::io::Error::other("cut");
        let mut stream = stream_of(stream::iter([Ok(b"x neo_".to_vec()), Err(broken)]));
        assert_eq!(stream.next().await.unwrap().unwrap(), "x ");
        assert_eq!(stream.next().await.unwrap().unwrap(), "neo_");
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Transport);
        assert!(stream.next().await.is_none());
    }

    #[tokio::test(start_paused = true)]
    async fn what_was_held_back_comes_before_nothing_more_does() {
        let parts = stream::iter([Ok(b"x neo_".to_vec())]).chain(stream::pending());
        let mut stream = stream_of(parts);
        assert_eq!(stream.next().await.unwrap().unwrap(), "x ");
        assert_eq!(stream.next().await.unwrap().unwrap(), "neo_");
        assert_eq!(stream.next().await.unwrap().unwrap_err().kind(), ErrorKind::Timeout);
        assert!(stream.next().await.is_none());
    }
}
