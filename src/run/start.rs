//! Starting a run, once.

use std::future::Future;
use std::time::SystemTime;

use oas_runtime::layer::line;
use oas_runtime::{CallOptions, Operation, OperationSpec, Outcome, Text};

use super::handle::Run;
use super::members;
use super::request::RunRequest;
use super::search::{self, Begun, Found, List, Named, Page, StartPolicy, listing};
use crate::client::Client;
use crate::clock::{self, Instant};
use crate::envelope::{Meta, json};
use crate::error::{Error, ErrorKind, Result};
use crate::ids::EntityId;
use crate::operation_ext::OperationExt as _;
use crate::run_state::{RunHandle, Searched, Status};

/// A run to be started: `POST /public-api/agents/{agent_id}/run-now`.
///
/// A triggered agent needs a [`target_entity_id`](StartRun::target_entity_id), a scheduled one nothing; a
/// conversational one is refused.
#[derive(Clone, Debug)]
#[must_use = "nothing is started before `start`"]
pub struct StartRun<'a> {
    client: &'a Client,
    request: RunRequest,
    policy: StartPolicy,
    options: CallOptions,
}

impl<'a> StartRun<'a> {
    pub(crate) fn new(client: &'a Client, request: RunRequest) -> Self {
        Self { client, request, policy: StartPolicy::default(), options: CallOptions::new() }
    }

    /// The entity to run on: the PSA's id of a ticket, for example.
    pub fn target_entity_id(mut self, id: impl Into<EntityId>) -> Self {
        self.request = self.request.target_entity_id(id);
        self
    }

    /// Instructions for this run, beside the agent's own.
    pub fn additional_instructions(mut self, text: impl Into<String>) -> Self {
        self.request = self.request.additional_instructions(text);
        self
    }

    /// What to do when nobody knows whether the run was started. Defaults to [`StartPolicy::reconcile`].
    pub fn policy(mut self, policy: StartPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Settings for the calls this makes.
    pub fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Starts the run.
    ///
    /// Neo's run-now is at least once, so the request is repeated by itself only where it is certain that no run was
    /// started: no connection could be made, or the rate limit was spent (429). When the answer is lost, the run is looked
    /// for, and taken up if it is found; see [`StartPolicy`], which also says what looking cannot see.
    ///
    /// # Errors
    ///
    /// [`Error::outcome`] tells whether the run may have started: `NotSent` and `Refused` mean that it has not,
    /// `Accepted` that it has but the answer with its id is lost, `Unknown` that nobody knows. For the last two,
    /// [`Error::candidates`] has the runs that it may be.
    ///
    /// # Cancel safety
    ///
    /// Not cancel safe: dropped half way, the run may have been started and its id is lost.
    /// [`Client::run_many`](crate::Client::run_many) with a journal is safe against that.
    pub async fn start(self) -> Result<Run> {
        let source =
            ClientStart { client: self.client, request: &self.request, options: &self.options };
        let started = Box::pin(start(&source, &self.policy, None)).await?;
        // Not before it is returned: of a start that is dropped, nobody has the run.
        if !self.client.recent_runs.add(&started.execution_id) {
            return Err(not_its_own(&started.execution_id));
        }
        Ok(started.into_run(self.client.clone(), &self.request))
    }
}

/// A run that is known to be there.
#[derive(Debug)]
pub(crate) struct Started {
    pub(crate) execution_id: Box<str>,
    status: Option<Status>,
    accepted: Instant,
    pub(crate) adopted: bool,
}

impl Started {
    pub(crate) fn into_run(self, client: Client, request: &RunRequest) -> Run {
        let handle = RunHandle { visible: self.adopted, ..request.handle(&self.execution_id) };
        Run::started(client, handle, self.status, self.accepted, self.adopted)
    }

    #[cfg(test)]
    pub(super) fn for_test(id: &str) -> Self {
        Self { execution_id: id.into(), status: None, accepted: clock::now(), adopted: false }
    }

    fn adopted(run: Named) -> Self {
        Self { execution_id: run.id, status: run.status, accepted: clock::now(), adopted: true }
    }
}

/// Where runs are started and listed: a seam, so that the rules can be tested without a network.
pub(crate) trait Start: List {
    /// Asks for the run, with all attempts that are certain to do nothing twice.
    fn post(&self) -> impl Future<Output = Result<Started>> + Send;

    /// Keeps an execution for this run; false if it is known to be another one.
    fn claim(&self, execution_id: &str) -> bool {
        !self.is_taken(execution_id)
    }
}

/// Starts a run, and looks for it when its answer is lost. `earlier` is a start of the same run that was not confirmed, which
/// is looked for first.
pub(crate) async fn start(
    source: &(impl Start + Sync),
    policy: &StartPolicy,
    earlier: Option<(Begun, Error)>,
) -> Result<Started> {
    let before = if policy.look_first && earlier.is_none() {
        Some(search::known(source).await.map_err(Error::not_sent)?)
    } else {
        None
    };
    let (begun, mut doubt) = match earlier {
        Some((begun, error)) => (begun, Some(error)),
        None => (Begun::now(source.server_time()), None),
    };
    let mut made = u32::from(doubt.is_some());
    let mut lost: Option<Error> = None;
    loop {
        if let Some(error) = doubt.take() {
            if !policy.looks {
                return Err(error);
            }
            let outcome = error.outcome();
            source.looking();
            let searched = match search::look(source, policy, begun, before.as_ref()).await {
                Found::One(run) if source.claim(&run.id) => return Ok(Started::adopted(run)),
                Found::One(run) => {
                    let why = "the only execution that may be the run is another one";
                    let candidate = RunHandle::new(String::from(run.id));
                    return Err(error.with_search(Searched::unsure(vec![candidate], why)));
                }
                Found::Unsure(searched) => return Err(error.with_search(searched)),
                Found::Nothing => Searched::nothing(policy.grace),
            };
            let error = error.with_search(searched);
            // A success whose body was lost means that there is a run, seen or not.
            if outcome != Outcome::Unknown || made >= policy.most_starts {
                return Err(error);
            }
            lost = Some(error);
        }
        made = made.saturating_add(1);
        match source.post().await {
            Ok(started) if source.claim(&started.execution_id) => return Ok(started),
            Ok(started) => doubt = Some(not_its_own(&started.execution_id)),
            Err(error) if error.is_in_doubt() => doubt = Some(error),
            // It says nothing of the start before it, which stays in doubt.
            Err(error) => {
                return Err(match lost {
                    Some(lost) => lost.with_source(error),
                    None => error,
                });
            }
        }
    }
}

/// The real one.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientStart<'a> {
    pub(crate) client: &'a Client,
    pub(crate) request: &'a RunRequest,
    pub(crate) options: &'a CallOptions,
}

impl List for ClientStart<'_> {
    async fn page(&self, cursor: Option<&str>) -> Result<Page> {
        // The search asks again by its own rules; one layer repeats, not two.
        listing::page(self.client, self.request, self.options.clone().once(), cursor).await
    }

    fn is_taken(&self, execution_id: &str) -> bool {
        self.client.recent_runs.contains(execution_id)
    }

    fn server_time(&self) -> Option<SystemTime> {
        self.client.server_clock.now()
    }

    fn looking(&self) {
        self.client.reconciliations.count();
    }
}

impl Start for ClientStart<'_> {
    async fn post(&self) -> Result<Started> {
        let call = self
            .client
            .as_generated()
            .run_agent()
            .agent_id(Text(self.request.agent()))
            .body(self.request.body()?);
        let spec = spec(&call);
        let reply = json(call.with(self.options.clone())).await?;
        self.client.server_clock.saw(reply.meta.date);
        let id = members::id(&reply.data);
        Ok(Started {
            execution_id: id.ok_or_else(|| no_id(&reply.meta, spec))?.into(),
            status: members::status(&reply.data),
            accepted: clock::now(),
            adopted: false,
        })
    }
}

/// The error of an answer that another start has had before: there is a run, and this is not its id.
fn not_its_own(execution_id: &str) -> Error {
    let id = line(execution_id);
    let message = format!("the run was accepted, but its execution_id {id} is another run's");
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}

fn no_id(meta: &Meta, spec: &'static OperationSpec) -> Error {
    let message = "the run was accepted, but the answer holds no execution_id";
    meta.lacking(message).with_operation(spec)
}

/// What the document says of a call.
fn spec<O: Operation>(_: &O) -> &'static OperationSpec {
    O::SPEC
}
