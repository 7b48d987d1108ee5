//! Answers with something wrong with them.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::Response;
use bytes::{Buf, Bytes};
use http_body::{Body as HttpBody, Frame};
use http_body_util::BodyExt;

use crate::behavior::Module;
use crate::clock::{Sleep, sleep};
use crate::core::Core;
use crate::fault::{Answer, Content, Cut};
use crate::incoming::Incoming;

/// The answer of a fault, in place of the server's own.
pub(crate) fn answer<M: Module>(core: &Core<M>, incoming: &Incoming, answer: &Answer) -> Response {
    let status = StatusCode::from_u16(answer.status)
        // An informational status is no answer, and hyper would not send it as one.
        .ok()
        .filter(|status| !status.is_informational())
        .unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = match &answer.content {
        Content::Error(code) => M::fault(core, incoming, status, code.as_deref()),
        Content::Body { content_type, bytes } => {
            let mut response = Response::new(Body::from(bytes.clone()));
            *response.status_mut() = status;
            if let Some(value) = header_value(content_type) {
                response.headers_mut().insert(header::CONTENT_TYPE, value);
            }
            response
        }
    };
    for (name, value) in &answer.headers {
        if let (Ok(name), Some(value)) = (name.parse::<HeaderName>(), header_value(value)) {
            response.headers_mut().insert(name, value);
        }
    }
    response
}

/// What of a text can stand in a header.
fn header_value(text: &str) -> Option<HeaderValue> {
    let kept: String = text.chars().filter(|c| !c.is_control()).collect();
    HeaderValue::from_str(&kept).or_else(|_| HeaderValue::from_bytes(kept.as_bytes())).ok()
}

/// The answer, broken off on the way.
pub(crate) async fn cut(response: Response, cut: Cut) -> Response {
    let (mut parts, body) = response.into_parts();
    let body = match cut {
        Cut::Events(_) => body,
        Cut::Bytes(_) if body.size_hint().exact().is_none() => body,
        Cut::Bytes(limit) => {
            // The length is promised in full, and one more where nothing would be missing otherwise.
            let bytes =
                body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            let promised = bytes.len().max(limit.saturating_add(1));
            parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(promised));
            Body::from(bytes)
        }
    };
    Response::from_parts(parts, Body::new(CutBody { body, left: Left::new(cut), pauses: 1 }))
}

/// The answer, a little at a time.
pub(crate) fn trickle(response: Response, bytes: usize, every: Duration) -> Response {
    let (mut parts, body) = response.into_parts();
    if let Some(length) = body.size_hint().exact() {
        parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    }
    let body =
        TrickleBody { body, pending: Bytes::new(), bytes, every, wait: Box::pin(sleep(every)) };
    Response::from_parts(parts, Body::new(body))
}

/// What still goes out before the break.
#[derive(Debug)]
enum Left {
    Bytes(usize),
    /// Events, and whether the last byte was a newline: an empty line ends an event.
    Events(usize, bool),
}

impl Left {
    fn new(cut: Cut) -> Self {
        match cut {
            Cut::Bytes(bytes) => Self::Bytes(bytes),
            Cut::Events(events) => Self::Events(events, false),
        }
    }

    fn is_nothing(&self) -> bool {
        matches!(self, Self::Bytes(0) | Self::Events(0, _))
    }

    /// How much of `data` still goes out.
    fn take(&mut self, data: &[u8]) -> usize {
        match self {
            Self::Bytes(left) => {
                let taken = data.len().min(*left);
                *left -= taken;
                taken
            }
            Self::Events(left, newline) => {
                for (index, byte) in data.iter().enumerate() {
                    let ends = *byte == b'\n' && *newline;
                    *newline = *byte == b'\n' && !ends;
                    if ends {
                        *left -= 1;
                        if *left == 0 {
                            return index + 1;
                        }
                    }
                }
                data.len()
            }
        }
    }
}

/// A body that ends in an error, on which the connection is dropped.
struct CutBody {
    body: Body,
    left: Left,
    pauses: u8,
}

impl HttpBody for CutBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        if !self.left.is_nothing()
            && let Some(frame) = ready!(Pin::new(&mut self.body).poll_frame(cx))
        {
            let Ok(mut data) = frame?.into_data() else {
                return Poll::Ready(Some(Ok(Frame::data(Bytes::new()))));
            };
            data.truncate(self.left.take(&data));
            return Poll::Ready(Some(Ok(Frame::data(data))));
        }
        // What went out so far has to reach the socket before the connection goes: hyper flushes while the body is pending.
        if self.pauses > 0 {
            self.pauses -= 1;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        Poll::Ready(Some(Err("the answer is cut here".into())))
    }
}

struct TrickleBody {
    body: Body,
    pending: Bytes,
    bytes: usize,
    every: Duration,
    wait: Pin<Box<Sleep>>,
}

impl HttpBody for TrickleBody {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        while !self.pending.has_remaining() {
            match ready!(Pin::new(&mut self.body).poll_frame(cx)) {
                Some(frame) => self.pending = frame?.into_data().unwrap_or_default(),
                None => return Poll::Ready(None),
            }
        }
        ready!(self.wait.as_mut().poll(cx));
        self.wait = Box::pin(sleep(self.every));
        let part = self.bytes.min(self.pending.len());
        Poll::Ready(Some(Ok(Frame::data(self.pending.split_to(part)))))
    }
}
