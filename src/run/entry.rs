//! Where a program begins: the methods of the client.

use super::executions::Executions;
use super::handle::Run;
use super::request::RunRequest;
use super::start::StartRun;
use crate::client::Client;
use crate::ids::AgentId;
use crate::run_state::RunHandle;

impl Client {
    /// Starts a run of an agent, to be followed to its end.
    ///
    /// The id is taken as text or as a number: Neo uses both.
    pub fn run_agent(&self, agent_id: impl Into<AgentId>) -> StartRun<'_> {
        self.run(RunRequest::new(agent_id))
    }

    /// The same, for a request made before.
    pub fn run(&self, request: RunRequest) -> StartRun<'_> {
        StartRun::new(self, request)
    }

    /// The executions of the tenant: to be narrowed down by agent, entity, conclusion and time, and read.
    pub fn executions(&self) -> Executions<'_> {
        Executions::new(self)
    }

    /// Takes a run up again that was started elsewhere: from a stored [`RunHandle`], or from an execution's id.
    ///
    /// Nothing is sent.
    #[must_use]
    pub fn resume(&self, handle: impl Into<RunHandle>) -> Run {
        Run::resumed(self.clone(), handle.into())
    }
}
