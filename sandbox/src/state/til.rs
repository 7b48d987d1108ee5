//! Technician-in-the-loop requests: what an agent wants a person to allow.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Now;
use super::agents::{Agents, seed};

pub(crate) const PENDING: &str = "PENDING";
pub(crate) const APPROVED: &str = "APPROVED";
pub(crate) const REJECTED: &str = "REJECTED";

#[derive(Debug, Default)]
pub(crate) struct TilRequests {
    by_id: BTreeMap<u64, TilRequest>,
}

#[derive(Debug)]
pub(crate) struct TilRequest {
    pub(crate) agent_id: i64,
    agent_name: String,
    /// The run that waits for it.
    pub(crate) session_id: Option<String>,
    ticket_id: Option<String>,
    text: String,
    content: Map<String, Value>,
    approver: (String, String),
    pub(crate) status: &'static str,
    decided_by: Option<(String, Option<String>)>,
    comment: Option<String>,
    pub(crate) created_at: Timestamp,
    updated_at: Timestamp,
}

/// What an agent asks for.
#[derive(Debug)]
pub(crate) struct Ask {
    pub(crate) agent_id: i64,
    pub(crate) agent_name: String,
    pub(crate) session_id: Option<String>,
    pub(crate) ticket_id: Option<String>,
    pub(crate) text: String,
    /// Members that stand in place of those of the sandbox's own, or beside them.
    pub(crate) content: Map<String, Value>,
}

/// A person's answer to it.
#[derive(Debug, Default)]
pub(crate) struct Decision {
    pub(crate) approve: bool,
    pub(crate) note: Option<String>,
    pub(crate) by: Option<String>,
    pub(crate) by_name: Option<String>,
}

impl TilRequests {
    pub(crate) fn seeded(agents: &Agents, now: Now) -> Self {
        let mut requests = Self::default();
        let agent_name =
            agents.get(&seed::TRIGGERED.to_string()).map_or("", |agent| agent.text("name"));
        for (ticket, text) in
            [("T-2001", "Close the ticket as a duplicate"), ("T-2002", "Reset the user's password")]
        {
            requests.raise(
                Ask {
                    agent_id: i64::try_from(seed::TRIGGERED).unwrap_or_default(),
                    agent_name: agent_name.to_owned(),
                    session_id: None,
                    ticket_id: Some(ticket.to_owned()),
                    text: text.to_owned(),
                    content: Map::new(),
                },
                now,
            );
        }
        requests
    }

    pub(crate) fn raise(&mut self, ask: Ask, now: Now) -> u64 {
        let id = self.by_id.last_key_value().map_or(1, |(id, _)| id + 1);
        let request = TilRequest {
            agent_id: ask.agent_id,
            agent_name: ask.agent_name,
            session_id: ask.session_id,
            ticket_id: ask.ticket_id,
            text: ask.text,
            content: ask.content,
            approver: ("user-1".to_owned(), "Robin Technician".to_owned()),
            status: PENDING,
            decided_by: None,
            comment: None,
            created_at: now.timestamp,
            updated_at: now.timestamp,
        };
        self.by_id.insert(id, request);
        id
    }

    pub(crate) fn get(&self, id: &str) -> Option<(u64, &TilRequest)> {
        let id = id.parse().ok()?;
        self.by_id.get(&id).map(|request| (id, request))
    }

    /// The newest first, from the first before `before`.
    pub(crate) fn newest(&self, before: Option<u64>) -> impl Iterator<Item = (u64, &TilRequest)> {
        self.by_id.range(..before.unwrap_or(u64::MAX)).rev().map(|(id, request)| (*id, request))
    }

    /// Decides a pending request; `None` when it has been decided already or does not exist.
    pub(crate) fn decide(&mut self, id: u64, decision: Decision, now: Now) -> Option<&TilRequest> {
        let request = self.by_id.get_mut(&id).filter(|request| request.status == PENDING)?;
        request.status = if decision.approve { APPROVED } else { REJECTED };
        let approver = || (request.approver.0.clone(), Some(request.approver.1.clone()));
        request.decided_by = Some(decision.by.map_or_else(approver, |by| (by, decision.by_name)));
        request.comment = decision.note;
        request.updated_at = now.timestamp;
        Some(request)
    }
}

impl TilRequest {
    pub(crate) fn is_for(&self, approver: &str) -> bool {
        self.approver.0 == approver
    }

    /// Whether a text occurs in it, in any case.
    pub(crate) fn mentions(&self, text: &str) -> bool {
        let text = text.to_lowercase();
        let ticket = self.ticket_id.as_deref().unwrap_or_default();
        [ticket, &self.text].iter().any(|place| place.to_lowercase().contains(&text))
    }

    pub(crate) fn view(&self, id: u64) -> Value {
        let mut view = json!({
            "id": id,
            "status": self.status,
            "agent_id": self.agent_id,
            "agent_name": self.agent_name,
            "session_id": self.session_id,
            "ticket_id": self.ticket_id,
            "ticket_number": self.ticket_id,
            "requested_for": { "summary": self.text },
            "approvers": [{ "user_id": self.approver.0, "user_name": self.approver.1 }],
            "decided_by": self.decided_by.as_ref().map(|(id, name)| json!({ "id": id, "name": name })),
            "comment": self.comment,
            "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
        });
        for (name, value) in &self.content {
            // What was decided here is what counts.
            if name != "id" && (name != "status" || self.status == PENDING) {
                view[name] = value.clone();
            }
        }
        view
    }
}
