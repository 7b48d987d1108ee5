//! Following a turn: connect, read, and connect again where it breaks.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures_core::Stream;
use oas_runtime::Outcome;

use super::event::ChatEvent;
use super::part::ChatPart;
use super::position::{Position, Taken};
use super::source::{ClientSource, Connecting, Connection, EventSource, RawEvent};
use crate::clock::{self, Instant, Sleep};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::{Polling, Schedule};

/// The events of a turn, as a stream. Made by [`FollowTurn::events`](crate::FollowTurn::events).
///
/// Each event is given once, in order, however often the connection breaks and wherever the server goes on. Where that cannot
/// be told, because events have no id of their own and the server does not begin where it was asked to, or after some 260,000
/// events, the stream ends with an error ([`ErrorKind::InvalidResponse`]) instead. It ends after the event that ends the turn,
/// or after an error.
///
/// # Cancel safety
///
/// [`next`](ChatEvents::next) can be dropped at any point, in a `select!` for instance: no event is lost.
#[must_use = "a stream does nothing unless it is polled"]
pub struct ChatEvents {
    follower: Follower<ClientSource>,
}

impl ChatEvents {
    pub(super) fn new(source: ClientSource, plan: Plan) -> Self {
        Self { follower: Follower::new(source, plan, fastrand::Rng::new()) }
    }

    /// The next event; `None` after the last one.
    ///
    /// # Errors
    ///
    /// An [`Error`] when the turn cannot be followed to its end: at the deadline, or when the server refuses. The stream ends with
    /// it; [`cursor`](ChatEvents::cursor) is where to go on.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`ChatEvents`].
    pub async fn next(&mut self) -> Option<Result<ChatEvent>> {
        std::future::poll_fn(|context| self.follower.poll_next(context)).await
    }

    /// The cursor after the last event given: what [`FollowTurn::since`](crate::FollowTurn::since) goes on from, in another
    /// process if need be. `None` before the first one, where none was given. After the event that
    /// [ends the turn](crate::ChatPart::ends_turn) there is nothing to go on with, and following would wait for another turn.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.follower.position().cursor()
    }

    /// How often a connection was made, or tried.
    #[must_use]
    pub fn connections(&self) -> u64 {
        self.follower.connections
    }
}

impl Stream for ChatEvents {
    type Item = Result<ChatEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.follower.poll_next(context)
    }
}

impl fmt::Debug for ChatEvents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChatEvents")
            .field("plan", &self.follower.plan)
            .field("cursor", &self.cursor())
            .finish_non_exhaustive()
    }
}

/// What a stream was told by its caller.
#[derive(Clone, Debug)]
pub(super) struct Plan {
    /// Where it begins; `None` for wherever the server does.
    pub(super) since: Option<String>,
    pub(super) polling: Polling,
    /// How long a connection may be silent before it is taken for dead.
    pub(super) silence: Duration,
    /// Whether it begins with the turn: without a cursor, what comes before the first `start` is then the end of another one.
    pub(super) whole: bool,
}

/// What a follower is doing.
enum Phase {
    Waiting(Instant),
    Connecting(Connecting),
    Reading(Connection),
    Over,
}

/// The stream, over any source.
pub(super) struct Follower<S> {
    source: S,
    plan: Plan,
    random: fastrand::Rng,
    schedule: Schedule,
    position: Position,
    phase: Phase,
    /// The timer of the phase; made when it is first polled, because making one takes a runtime.
    timer: Option<Pin<Box<Sleep>>>,
    ends: Option<Instant>,
    end: Option<Pin<Box<Sleep>>>,
    /// When the connection was last heard of.
    heard: Instant,
    /// The wait that the server asked for before a reconnection.
    retry: Option<Duration>,
    before_start: bool,
    /// Whether the turn has told of an error: then a connection that is closed in good order has said all.
    failed: bool,
    connections: u64,
}

impl<S: EventSource> Follower<S> {
    pub(super) fn new(source: S, plan: Plan, mut random: fastrand::Rng) -> Self {
        let now = clock::now();
        Self {
            source,
            schedule: plan.polling.schedule(random.fork()),
            random,
            position: Position::after(plan.since.as_deref(), plan.whole),
            phase: Phase::Waiting(now),
            timer: None,
            ends: plan.polling.ends(now),
            end: None,
            heard: now,
            retry: None,
            before_start: plan.whole && plan.since.is_none(),
            failed: false,
            connections: 0,
            plan,
        }
    }

    pub(super) fn position(&self) -> &Position {
        &self.position
    }

    pub(super) fn poll_next(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<ChatEvent>>> {
        loop {
            if !matches!(self.phase, Phase::Over) && self.is_late(context) {
                return Poll::Ready(Some(Err(self.end(late()))));
            }
            match &mut self.phase {
                Phase::Waiting(at) => {
                    let at = *at;
                    ready!(self.poll_timer(at, context));
                    self.connections += 1;
                    let connecting = self.source.connect(self.position.cursor());
                    self.set(Phase::Connecting(connecting));
                }
                Phase::Connecting(connecting) => match ready!(connecting.as_mut().poll(context)) {
                    Ok(connection) => {
                        self.position.connected();
                        self.heard = clock::now();
                        self.set(Phase::Reading(connection));
                    }
                    Err(error) => {
                        if let Some(error) = self.broke(Some(error)) {
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                },
                Phase::Reading(connection) => match connection.as_mut().poll_next(context) {
                    Poll::Ready(Some(Ok(raw))) => {
                        if let Some(event) = self.take(&raw) {
                            return Poll::Ready(Some(event));
                        }
                    }
                    Poll::Ready(None) if self.failed => self.set(Phase::Over),
                    Poll::Ready(end) => {
                        let error = end.and_then(Result::err);
                        if let Some(error) = self.broke(error) {
                            return Poll::Ready(Some(Err(error)));
                        }
                    }
                    Poll::Pending => {
                        let silent = clock::later(self.heard, self.plan.silence);
                        ready!(self.poll_timer(silent, context));
                        // Asking again after the last event does no harm, whatever the connection still held.
                        self.broke(None);
                    }
                },
                Phase::Over => return Poll::Ready(None),
            }
        }
    }

    /// Takes an event in; gives it if it is one for the caller, and an error where that cannot be known.
    fn take(&mut self, raw: &RawEvent) -> Option<Result<ChatEvent>> {
        self.heard = clock::now();
        self.timer = None;
        self.retry = raw.retry.or(self.retry);
        if raw.is_hint {
            return None;
        }
        let event = ChatEvent::read(raw);
        let part = event.as_ref().map(|event| &event.part);
        let starts = matches!(part, Some(ChatPart::Start { .. }));
        match self.position.take(raw.id.as_deref(), &raw.data, starts) {
            Taken::New => {}
            Taken::Known => return None,
            Taken::Unknowable => return Some(Err(self.end(torn()))),
        }
        // What came in is progress: the next break is the first one.
        self.schedule = self.plan.polling.schedule(self.random.fork());
        let Some(event) = event else {
            self.set(Phase::Over);
            return None;
        };
        if self.before_start && !matches!(event.part, ChatPart::Start { .. }) {
            return None;
        }
        self.before_start = false;
        self.failed |= matches!(event.part, ChatPart::Error { .. });
        if event.part.ends_turn() {
            self.set(Phase::Over);
        }
        Some(Ok(event))
    }

    /// Makes up for a connection that came to nothing; an error is given back if it is one for the caller.
    fn broke(&mut self, error: Option<Error>) -> Option<Error> {
        let hint = match error {
            Some(error) if !error.is_transient() => return Some(self.end(error)),
            Some(error) => error.retry_after().or(self.retry),
            None => self.retry,
        };
        let wait = self.schedule.before_next(hint);
        self.set(Phase::Waiting(clock::later(clock::now(), wait)));
        None
    }

    fn end(&mut self, error: Error) -> Error {
        self.set(Phase::Over);
        error.with_position(self.position.cursor())
    }

    fn set(&mut self, phase: Phase) {
        self.phase = phase;
        self.timer = None;
    }

    fn poll_timer(&mut self, at: Instant, context: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(clock::sleep_until(at)));
        timer.as_mut().poll(context)
    }

    fn is_late(&mut self, context: &mut Context<'_>) -> bool {
        let Some(ends) = self.ends else {
            return false;
        };
        let end = self.end.get_or_insert_with(|| Box::pin(clock::sleep_until(ends)));
        end.as_mut().poll(context).is_ready()
    }
}

/// The error of a stream that may lack events, or has some twice, if it went on.
fn torn() -> Error {
    let message = "the connection broke, and of the events after it nobody can tell which were given before; \
                   the messages of the session have the whole";
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

fn late() -> Error {
    let message = "the turn did not end in the time given; it goes on";
    Error::new(ErrorKind::Deadline, Outcome::Accepted, message)
}
