//! The results of many runs, as they finish.

use std::collections::{HashSet, VecDeque};
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_core::Stream;
use tokio::task::JoinSet;

use super::item;
use super::job::Job;
use super::result::RunResult;
use crate::error::{Error, ErrorKind};
use crate::run::RunRequest;

/// The results of many runs, each as soon as it is known. Made by [`RunMany::start`](crate::RunMany::start).
///
/// The next request is taken when fewer runs are under way than may be; a result that is not fetched counts as one under
/// way. After an error of the journal no further request is taken, and the stream ends when the runs under way have.
///
/// # Cancel safety
///
/// [`next`](RunResults::next) is cancel safe. Dropping the stream stops following the runs, and does nothing to them;
/// with a journal, the next process goes on with them.
#[must_use = "results are to be fetched"]
pub struct RunResults<'a> {
    job: Arc<Job>,
    requests: Pin<Box<dyn Stream<Item = RunRequest> + Send + 'a>>,
    concurrency: usize,
    /// The keys of the requests so far.
    seen: HashSet<String>,
    running: JoinSet<RunResult>,
    /// Results that took no run.
    ready: VecDeque<RunResult>,
    /// Whether there are no further requests, or none to be taken.
    closed: bool,
}

impl<'a> RunResults<'a> {
    pub(super) fn new(
        job: Job,
        requests: Pin<Box<dyn Stream<Item = RunRequest> + Send + 'a>>,
        concurrency: usize,
    ) -> Self {
        Self {
            job: Arc::new(job),
            requests,
            concurrency,
            seen: HashSet::new(),
            running: JoinSet::new(),
            ready: VecDeque::new(),
            closed: false,
        }
    }

    /// The next result; `None` after the last one.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`RunResults`].
    pub async fn next(&mut self) -> Option<RunResult> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    fn take(&mut self, request: RunRequest) {
        let key = request.key();
        if self.seen.contains(&key) {
            let message = format!("the key {key:?} occurs twice; give each request its own");
            self.ready
                .push_back(RunResult { request, result: Err(Error::invalid_request(message)) });
            return;
        }
        self.seen.insert(key);
        if let Some(finished) = item::recorded(&self.job, &request) {
            self.ready.push_back(RunResult { request, result: Ok(finished) });
            return;
        }
        self.running.spawn(item::drive(Arc::clone(&self.job), request));
    }
}

impl Stream for RunResults<'_> {
    type Item = RunResult;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<RunResult>> {
        let this = &mut *self;
        loop {
            while !this.closed && this.ready.is_empty() && this.running.len() < this.concurrency {
                match this.requests.as_mut().poll_next(context) {
                    Poll::Ready(Some(request)) => this.take(request),
                    Poll::Ready(None) => this.closed = true,
                    Poll::Pending => break,
                }
            }
            if let Some(result) = this.ready.pop_front() {
                return Poll::Ready(Some(result));
            }
            match this.running.poll_join_next(context) {
                Poll::Ready(Some(Ok(result))) => {
                    let failed = result.result.as_ref().err();
                    // A key of another job is one request's matter; a disk that is full is everyone's.
                    this.closed |= failed.is_some_and(|error| error.kind() == ErrorKind::Journal)
                        && this.job.journal.has_failed();
                    return Poll::Ready(Some(result));
                }
                Poll::Ready(Some(Err(error))) => {
                    // A function of the program's panicked, in its wait for instance. Otherwise it was cancelled, with the
                    // runtime.
                    if let Ok(panic) = error.try_into_panic() {
                        std::panic::resume_unwind(panic);
                    }
                }
                Poll::Ready(None) if this.closed => return Poll::Ready(None),
                Poll::Ready(None) | Poll::Pending => return Poll::Pending,
            }
        }
    }
}

impl fmt::Debug for RunResults<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunResults")
            .field("running", &self.running.len())
            .field("seen", &self.seen.len())
            .finish_non_exhaustive()
    }
}
