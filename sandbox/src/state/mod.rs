//! What the server remembers.

pub(crate) mod agents;
pub(crate) mod chat;
pub(crate) mod executions;
pub(crate) mod scheduled;
pub(crate) mod session_tokens;
pub(crate) mod til;
pub(crate) mod uploads;

use executions::{Execution, RunRequest};
pub(crate) use oas_mock::module::Now;
use serde_json::Value;

use crate::ids::Ids;
use crate::run::Outcome;
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct State {
    pub(crate) agents: agents::Agents,
    pub(crate) executions: executions::Executions,
    pub(crate) til: til::TilRequests,
    pub(crate) chat: chat::Sessions,
    pub(crate) session_tokens: session_tokens::SessionTokens,
    pub(crate) scheduled: scheduled::ScheduledWork,
    pub(crate) uploads: uploads::Uploads,
}

impl State {
    pub(crate) fn new(settings: &Settings, ids: &Ids, now: Now) -> Self {
        let agents = agents::Agents::seeded(now);
        let mut executions = executions::Executions::new(settings, ids.clone());
        for number in 0..settings.past_runs {
            executions.add_past(&agents, number, now);
        }
        Self {
            til: til::TilRequests::seeded(&agents, now),
            chat: chat::Sessions::new(ids.clone()),
            session_tokens: session_tokens::SessionTokens::default(),
            scheduled: scheduled::ScheduledWork::default(),
            uploads: uploads::Uploads::default(),
            agents,
            executions,
        }
    }

    /// Does what time has brought due since the last request.
    pub(crate) fn advance(&mut self, now: Now) {
        self.scheduled.advance(&self.agents, &mut self.executions, now);
    }

    /// Starts a run, which may ask a technician first.
    pub(crate) fn start(
        &mut self,
        agent_id: &str,
        run: RunRequest,
        now: Now,
    ) -> Option<&Execution> {
        let agent = self.agents.get(agent_id)?;
        let execution = self.executions.start(agent, run, now);
        if execution.awaits_decision() {
            let ask = til::Ask {
                agent_id: execution.agent_id,
                agent_name: agent.text("name").to_owned(),
                session_id: Some(execution.id.clone()),
                ticket_id: execution.entity_id.clone(),
                text: "Go on with this run".to_owned(),
                content: serde_json::Map::new(),
            };
            self.til.raise(ask, now);
        }
        Some(execution)
    }

    /// Decides a pending technician request, and lets the run that waits for it go on; `None` when it is not pending.
    pub(crate) fn decide(&mut self, id: u64, decision: til::Decision, now: Now) -> Option<Value> {
        let approve = decision.approve;
        let request = self.til.decide(id, decision, now)?;
        let view = request.view(id);
        if let Some(execution) = &request.session_id {
            let outcome = if approve {
                Outcome::Success
            } else {
                Outcome::Failure("a technician rejected it".to_owned())
            };
            self.executions.change(execution, now, executions::Change::Outcome(outcome));
        }
        Some(view)
    }
}
