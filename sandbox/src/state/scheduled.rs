//! Runs that are to start later.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::Now;
use super::agents::Agents;
use super::executions::{Executions, RunRequest};

#[derive(Debug, Default)]
pub(crate) struct ScheduledWork {
    items: Vec<Item>,
}

#[derive(Debug)]
pub(crate) struct Item {
    pub(crate) workflow_id: i64,
    workflow_name: String,
    pub(crate) ticket_id: Option<String>,
    instructions: Option<String>,
    scheduled_for: Timestamp,
    pub(crate) status: &'static str,
    execution_id: Option<String>,
    executed_at: Option<Timestamp>,
    created_at: Timestamp,
    updated_at: Timestamp,
}

/// What is to be done when.
#[derive(Debug)]
pub(crate) struct Order {
    pub(crate) workflow_id: i64,
    pub(crate) workflow_name: String,
    pub(crate) ticket_id: Option<String>,
    pub(crate) instructions: Option<String>,
    pub(crate) scheduled_for: Timestamp,
}

impl ScheduledWork {
    pub(crate) fn add(&mut self, order: Order, now: Now) -> Value {
        let item = Item {
            workflow_id: order.workflow_id,
            workflow_name: order.workflow_name,
            ticket_id: order.ticket_id,
            instructions: order.instructions,
            scheduled_for: order.scheduled_for,
            status: "PENDING",
            execution_id: None,
            executed_at: None,
            created_at: now.timestamp,
            updated_at: now.timestamp,
        };
        let view = item.view(self.items.len() + 1);
        self.items.push(item);
        view
    }

    /// With their ids, the newest first.
    pub(crate) fn newest(&self) -> impl Iterator<Item = (usize, &Item)> {
        self.items.iter().enumerate().rev().map(|(index, item)| (index + 1, item))
    }

    /// Starts what is due, and notes what has ended.
    pub(crate) fn advance(&mut self, agents: &Agents, executions: &mut Executions, now: Now) {
        for item in &mut self.items {
            if item.status == "PENDING" && item.scheduled_for <= now.timestamp {
                item.start(agents, executions, now);
            }
            let Some(execution) = item.execution_id.as_ref().and_then(|id| executions.get(id, now))
            else {
                continue;
            };
            if item.status == "PROCESSING" && execution.ended() {
                item.status = if execution.succeeded() { "COMPLETED" } else { "FAILED" };
                item.updated_at = now.timestamp;
            }
        }
    }
}

impl Item {
    fn start(&mut self, agents: &Agents, executions: &mut Executions, now: Now) {
        self.updated_at = now.timestamp;
        let Some(agent) = agents.get(&self.workflow_id.to_string()) else {
            self.status = "FAILED";
            return;
        };
        let run = RunRequest {
            entity_id: self.ticket_id.clone(),
            instructions: self.instructions.clone(),
            request: None,
        };
        self.execution_id = Some(executions.start(agent, run, now).id.clone());
        self.executed_at = Some(now.timestamp);
        self.status = "PROCESSING";
    }

    pub(crate) fn view(&self, id: usize) -> Value {
        json!({
            "id": id,
            "status": self.status,
            "workflow_id": self.workflow_id,
            "workflow_name": self.workflow_name,
            "ticket_id": self.ticket_id,
            "ticket_number": self.ticket_id,
            "additional_custom_instructions": self.instructions,
            "scheduled_for": self.scheduled_for.to_string(),
            "executed_at": self.executed_at.map(|at| at.to_string()),
            "execution_temporal_run_id": self.execution_id,
            "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
        })
    }
}
