//! Following a turn to its end: to be set up, and awaited.

use std::fmt;
use std::future::{Future, IntoFuture};
use std::pin::Pin;
use std::time::Duration;

use super::event::ChatEvent;
use super::reply::ChatReply;
use super::source::ClientSource;
use super::stream::{ChatEvents, Plan};
use crate::error::Result;
use crate::polling::{Polling, polling_options};

const POLLING: Polling = Polling {
    deadline: Some(Duration::from_secs(600)),
    first_interval: Duration::from_millis(500),
    longest_interval: Duration::from_secs(15),
};
const SILENCE: Duration = Duration::from_secs(60);

type OnEvent<'a> = Box<dyn FnMut(&ChatEvent) + Send + 'a>;

/// A turn to be followed: awaited for the whole answer, or turned into a stream of [`events`](FollowTurn::events).
///
/// ```no_run
/// # async fn f(turn: neoagent::Turn) -> neoagent::Result<()> {
/// let reply = turn.follow().on_event(|event| print!("{}", event.text().unwrap_or_default())).await?;
/// println!("\n{:?}", reply.finish_reason);
/// # Ok(()) }
/// ```
///
/// Where the connection breaks, or is silent for too long, another one is made that goes on after the last event, at growing
/// intervals with some chance in them, which begin anew after each event. Each event is given once. Failures that may pass are waited out until the
/// deadline; refusals (401, 403, 404, 400) end it.
///
/// # Cancel safety
///
/// Dropping it stops the reading, and nothing else: the turn goes on.
#[must_use = "nothing is followed unless it is awaited"]
pub struct FollowTurn<'a> {
    source: ClientSource,
    plan: Plan,
    on_event: Option<OnEvent<'a>>,
}

impl<'a> FollowTurn<'a> {
    pub(super) fn new(source: ClientSource, since: Option<String>, whole: bool) -> Self {
        let plan = Plan { since, polling: POLLING, silence: SILENCE, whole };
        Self { source, plan, on_event: None }
    }

    /// Goes on after this cursor: the id of an event, or what [`ChatEvents::cursor`] gave.
    pub fn since(mut self, cursor: impl Into<String>) -> Self {
        self.plan.since = Some(cursor.into());
        self.plan.whole = false;
        self
    }

    polling_options!(plan.polling, deadline "10 min", first "500 ms", longest "15 s");

    /// How long a connection may go without an event before another one takes its place. Defaults to 60 s.
    pub fn silence(mut self, longest: Duration) -> Self {
        self.plan.silence = longest;
        self
    }

    /// Calls a function with each event, as soon as it is known.
    pub fn on_event(mut self, tell: impl FnMut(&ChatEvent) + Send + 'a) -> Self {
        self.on_event = Some(Box::new(tell));
        self
    }

    /// The events as a stream. A function given to [`on_event`](FollowTurn::on_event) is not called.
    pub fn events(self) -> ChatEvents {
        ChatEvents::new(self.source, self.plan)
    }

    async fn reply(mut self) -> Result<ChatReply> {
        let mut on_event = self.on_event.take();
        let mut events = self.events();
        let mut reply = ChatReply::default();
        while let Some(event) = events.next().await {
            let event = event?;
            if let Some(tell) = &mut on_event {
                tell(&event);
            }
            reply.take(&event);
        }
        Ok(reply)
    }
}

/// Awaiting gives the answer at the end of the turn. A turn that told of an error is no `Err`: see
/// [`ChatReply::error`](crate::ChatReply::error).
///
/// # Errors
///
/// An [`Error`](crate::Error) when the turn cannot be followed to its end:
/// [`ErrorKind::Deadline`](crate::ErrorKind::Deadline) when the time is up, and what the server said when it refuses.
impl<'a> IntoFuture for FollowTurn<'a> {
    type Output = Result<ChatReply>;
    type IntoFuture = Pin<Box<dyn Future<Output = Result<ChatReply>> + Send + 'a>>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(self.reply())
    }
}

impl fmt::Debug for FollowTurn<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FollowTurn").field("plan", &self.plan).finish_non_exhaustive()
    }
}
