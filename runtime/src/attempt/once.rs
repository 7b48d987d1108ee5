//! A body that can be read only once, to be sent until something of it was read.

use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};

use bytes::Bytes;
use http_body::{Body as HttpBody, Frame, SizeHint};
use reqwest::Body;

type BoxError = Box<dyn StdError + Send + Sync>;

pub(super) struct Once(Arc<Mutex<State>>);

struct State {
    body: Body,
    /// Something of it was read.
    spent: bool,
    /// How many requests it was given to. The last one has it.
    given: u64,
}

impl Once {
    pub(super) fn new(body: Body) -> Self {
        Self(Arc::new(Mutex::new(State { body, spent: false, given: 0 })))
    }

    /// Whether it is gone, in whole or in part.
    pub(super) fn is_spent(&self) -> bool {
        lock(&self.0).spent
    }

    /// What the next request is sent with. A request before it that is still somewhere gets nothing of it any more.
    pub(super) fn to_body(&self) -> Body {
        let mut state = lock(&self.0);
        state.given += 1;
        Body::wrap(Given { state: Arc::clone(&self.0), number: state.given })
    }
}

impl fmt::Debug for Once {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once")
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Given {
    state: Arc<Mutex<State>>,
    number: u64,
}

impl HttpBody for Given {
    type Data = Bytes;
    type Error = BoxError;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BoxError>>> {
        let mut state = lock(&self.state);
        if state.given != self.number {
            return Poll::Ready(Some(Err("another attempt sends the body".into())));
        }
        let next = ready!(Pin::new(&mut state.body).poll_frame(cx));
        state.spent = true;
        Poll::Ready(next.map(|frame| frame.map_err(Into::into)))
    }

    fn is_end_stream(&self) -> bool {
        lock(&self.state).body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        lock(&self.state).body.size_hint()
    }
}
