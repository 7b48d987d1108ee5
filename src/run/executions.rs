//! The executions of a tenant: by how they ended and when they were created.

use std::collections::VecDeque;
use std::fmt;
use std::ops::{Bound, RangeBounds};
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use oas_runtime::{Call, CallOptions, Text};

use super::execution::Execution;
use super::members::created as created_at;
use crate::api::builder::ListExecutions;
use crate::client::Client;
use crate::error::Result;
use crate::ids::{AgentId, EntityId};
use crate::operation_ext::OperationExt as _;
use crate::pages::{Open, Pages};
use crate::run_state::Conclusion;
use crate::time::Time;

/// The executions of a tenant, to be narrowed down and read: `GET /public-api/executions`.
///
/// ```
/// # use std::time::Duration;
/// use std::time::SystemTime;
///
/// use neoagent::{Client, Conclusion};
/// use neoagent_sandbox::{Outcome, Sandbox};
///
/// # #[tokio::main(flavor = "current_thread", start_paused = true)]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let sandbox = Sandbox::builder().in_memory()?;
/// # let neo = Client::builder().api_key(sandbox.key()).base_url(sandbox.base_url()).transport(sandbox.transport()).build()?;
/// sandbox.next_outcome(Outcome::Failure("No such ticket.".to_owned()));
/// let run = neo.run_agent(42).target_entity_id("T-1").start().await?;
/// run.wait().await?;
///
/// let yesterday = SystemTime::now() - Duration::from_secs(86_400);
/// let mut failed = neo.executions().concluded(Conclusion::Failure).created(yesterday..).all();
/// let execution = failed.next().await.ok_or("none has failed")??;
/// assert_eq!(execution.id(), Some(run.id()));
/// assert_eq!(execution.conclusion(), Some(Conclusion::Failure));
/// assert_eq!(execution.error(), Some("No such ticket."));
/// # Ok(()) }
/// ```
///
/// Neo documents neither the words that a status may be nor a filter by time, so conclusions and times are looked at here, and
/// pages are read as far as need be: to the end of the list or, where the list has shown by two pages or more that the
/// newest come first, to the first page that is older than what is asked for.
#[derive(Clone, Debug)]
#[must_use = "nothing is asked for before `all`"]
pub struct Executions<'a> {
    call: ListExecutions<'a>,
    options: CallOptions,
    wanted: Wanted,
}

/// What is looked at here.
#[derive(Clone, Debug, Default)]
struct Wanted {
    conclusions: Vec<Conclusion>,
    from: Option<Time>,
    /// With the time itself, if that is `true`.
    to: Option<(Time, bool)>,
}

impl Wanted {
    fn fits(&self, execution: &Execution, created: Option<Time>) -> bool {
        let concluded =
            execution.conclusion().is_some_and(|conclusion| self.conclusions.contains(&conclusion));
        let timed = match created {
            Some(at) => {
                let late = self.to.is_some_and(|(to, with)| at > to || (at == to && !with));
                !late && self.from.is_none_or(|from| at >= from)
            }
            // What shows no time is not known to be of it.
            None => self.from.is_none() && self.to.is_none(),
        };
        timed && (self.conclusions.is_empty() || concluded)
    }
}

impl<'a> Executions<'a> {
    pub(super) fn new(client: &'a Client) -> Self {
        let call = client.as_generated().list_executions();
        Self { call, options: CallOptions::new(), wanted: Wanted::default() }
    }

    /// Only those of this agent.
    pub fn agent_id(mut self, id: impl Into<AgentId>) -> Self {
        self.call = self.call.agent_id(Text(id.into().as_str()));
        self
    }

    /// Only those on this entity.
    pub fn entity_id(mut self, id: impl Into<EntityId>) -> Self {
        self.call = self.call.entity_id(Text(id.into().as_str()));
        self
    }

    /// Only those that ended so; called again, those that ended in either way.
    pub fn concluded(mut self, conclusion: Conclusion) -> Self {
        self.wanted.conclusions.push(conclusion);
        self
    }

    /// Only those created in this time: a range of `SystemTime`, chrono's `DateTime`, jiff's `Timestamp` or [`Time`].
    pub fn created<T: Into<Time> + Clone>(mut self, time: impl RangeBounds<T>) -> Self {
        let at = |bound: Bound<&T>| match bound {
            Bound::Included(at) => Some((at.clone().into(), true)),
            Bound::Excluded(at) => Some((at.clone().into(), false)),
            Bound::Unbounded => None,
        };
        self.wanted.from = at(time.start_bound()).map(|(from, _)| from);
        self.wanted.to = at(time.end_bound());
        self
    }

    /// How many are asked for at once, 1 to 200; the server's choice is 50.
    pub fn page_size(mut self, executions: i64) -> Self {
        self.call = self.call.page_size(Text(&executions.to_string()));
        self
    }

    /// Settings for the calls this makes.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// All that fit, as a stream, in the order of the list.
    pub fn all(self) -> ExecutionStream<'a> {
        ExecutionStream {
            pages: Open(self.call.with(self.options)).pages(),
            wanted: self.wanted,
            ready: VecDeque::new(),
            last: None,
            falling: true,
            read: 0,
            over: false,
        }
    }
}

/// Executions over all pages of their list. Made by [`Executions::all`].
///
/// # Errors
///
/// A page that cannot be had ends the stream with an error, after all executions before it; [`resume`](ExecutionStream::resume)
/// goes on with that page.
///
/// # Cancel safety
///
/// [`next`](ExecutionStream::next) can be dropped at any point: no execution is lost.
#[must_use = "a stream does nothing unless it is polled"]
pub struct ExecutionStream<'a> {
    pages: Pages<'a, Open<Call<ListExecutions<'a>>>>,
    wanted: Wanted,
    ready: VecDeque<Execution>,
    /// When the last one was created, for the order of the list.
    last: Option<Time>,
    falling: bool,
    read: usize,
    over: bool,
}

impl ExecutionStream<'_> {
    /// The next execution; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) when a page cannot be had.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`ExecutionStream`].
    pub async fn next(&mut self) -> Option<Result<Execution>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Goes on after an error, with the page that could not be had.
    pub fn resume(&mut self) {
        self.pages.resume();
    }

    /// Takes in when an execution of the list was created.
    fn follow_order(&mut self, created: Option<Time>) {
        self.falling &= created.is_some() && self.last.is_none_or(|last| created <= Some(last));
        self.last = created;
    }
}

impl Stream for ExecutionStream<'_> {
    type Item = Result<Execution>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(execution) = this.ready.pop_front() {
                return Poll::Ready(Some(Ok(execution)));
            }
            if this.over {
                return Poll::Ready(None);
            }
            let page = match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => page,
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            };
            this.read += 1;
            let mut all_old = !page.data.is_empty();
            for (index, json) in page.data.into_iter().enumerate() {
                let created = created_at(&json).map(Time::from);
                this.follow_order(created);
                all_old &= created.zip(this.wanted.from).is_some_and(|(at, from)| at < from);
                let execution = Execution::read(json, &format!("/data/{index}"), page.meta.clone());
                if this.wanted.fits(&execution, created) {
                    this.ready.push_back(execution);
                }
            }
            this.over = all_old && this.falling && this.read > 1;
        }
    }
}

impl fmt::Debug for ExecutionStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecutionStream")
            .field("pages", &self.pages)
            .field("wanted", &self.wanted)
            .finish_non_exhaustive()
    }
}
