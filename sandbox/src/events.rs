//! Event streams: the events of a chat session as they fall due.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::BoxError;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use bytes::Bytes;
use http_body::{Body as HttpBody, Frame};
use oas_mock::module::{Response, sleep, text_response};
use tokio::sync::mpsc;

use crate::neo::Shared;
use crate::state::chat::Next;

/// A comment is sent after so long without an event, so that whoever is between does not take the connection for dead.
const KEEP_ALIVE: Duration = Duration::from_secs(15);

/// The events of a session after the first `position`.
pub(crate) fn stream(shared: &Arc<Shared>, session: String, position: usize) -> Response {
    // One event of look-ahead: a client that does not read is not written for.
    let (sender, receiver) = mpsc::channel(1);
    tokio::spawn(send(Arc::clone(shared), session, position, sender));
    let mut response =
        text_response(StatusCode::OK, "text/event-stream", Body::new(Parts(receiver)));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

async fn send(
    shared: Arc<Shared>,
    session: String,
    mut position: usize,
    sender: mpsc::Sender<Bytes>,
) {
    let mut changes = shared.changes();
    loop {
        let now = shared.now();
        let next = match shared.module().state().chat.get(&session) {
            Some(session) => session.next(position, now),
            None => return,
        };
        let wait = match next {
            Next::Event { id, payload, last } => {
                let text = format!("id: {id}\ndata: {payload}\n\n");
                if sender.send(Bytes::from(text)).await.is_err() || last {
                    return;
                }
                position += 1;
                continue;
            }
            Next::At(due) => due.saturating_duration_since(now.instant),
            Next::Idle => KEEP_ALIVE,
        };
        tokio::select! {
            () = sender.closed() => return,
            () = shared.stopped() => return,
            changed = changes.changed() => if changed.is_err() { return },
            () = sleep(wait.min(KEEP_ALIVE)) => {
                let idle = wait >= KEEP_ALIVE;
                if idle && sender.send(Bytes::from_static(b": keep-alive\n\n")).await.is_err() {
                    return;
                }
            }
        }
    }
}

/// A body made of the parts that arrive.
struct Parts(mpsc::Receiver<Bytes>);

impl HttpBody for Parts {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        self.0.poll_recv(cx).map(|part| part.map(|bytes| Ok(Frame::data(bytes))))
    }
}
