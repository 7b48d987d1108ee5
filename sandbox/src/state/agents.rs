//! Agents and their versions.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::Now;

/// The agents every sandbox starts with.
pub(crate) mod seed {
    pub(crate) const SCHEDULED: u64 = 41;
    pub(crate) const TRIGGERED: u64 = 42;
    pub(crate) const CONVERSATIONAL: u64 = 43;
    pub(crate) const MANAGED: u64 = 44;
    /// The key by which the managed agent is addressed.
    pub(crate) const MANAGED_KEY: &str = "NEO_SUPPORT";
}

#[derive(Debug)]
pub(crate) struct Agents {
    by_id: BTreeMap<u64, Agent>,
}

#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) id: u64,
    pub(crate) managed_key: Option<String>,
    /// The configuration as it was, oldest first; the last is how it is. Never empty.
    versions: Vec<Version>,
}

#[derive(Debug, Clone)]
pub(crate) struct Version {
    pub(crate) at: Timestamp,
    pub(crate) members: Map<String, Value>,
}

impl Agents {
    pub(crate) fn seeded(now: Now) -> Self {
        let mut agents = Self { by_id: BTreeMap::new() };
        let mut add = |id, managed_key: Option<&str>, body: Value| {
            let agent = Agent::new(id, managed_key, as_object(body), now);
            agents.by_id.insert(id, agent);
        };
        add(
            seed::SCHEDULED,
            None,
            json!({
                "name": "Nightly ticket tidy-up", "autonomy_type": "CHAINED_ACTIONS", "trigger_type": "SCHEDULED",
                "entity_type": "ticket", "schedule": { "cron": "0 2 * * *" },
                "actions": [
                    { "id": "a1", "action_type": "SUMMARIZE", "input_as_dict": { "length": "short", "language": "en" } },
                    { "id": "a2", "action_type": "ADD_NOTE", "input_as_dict": { "internal": true } },
                ],
            }),
        );
        add(
            seed::TRIGGERED,
            None,
            json!({
                "name": "Ticket triage", "autonomy_type": "AGENTIC", "trigger_type": "TRIGGERED", "entity_type": "ticket",
                "agent_settings": { "custom_instructions": "Sort new tickets by urgency." },
                "toolbox": { "tool_settings_by_type": { "SEARCH_TICKETS": { "limit": 10 }, "UPDATE_TICKET": {} } },
            }),
        );
        add(
            seed::CONVERSATIONAL,
            None,
            json!({
                "name": "Help desk chat", "autonomy_type": "CONVERSATIONAL", "trigger_type": "NONE", "entity_type": "none",
                "audience": "MSP", "access": "ALL_USERS", "agent_settings": { "custom_instructions": "Be brief." },
            }),
        );
        add(
            seed::MANAGED,
            Some(seed::MANAGED_KEY),
            json!({
                "name": "Neo support", "autonomy_type": "CONVERSATIONAL", "trigger_type": "NONE", "entity_type": "none",
                "audience": "MSP", "access": "ALL_USERS",
            }),
        );
        agents
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Agent> {
        self.by_id.get(&id.parse().ok()?)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Agent> {
        self.by_id.get_mut(&id.parse().ok()?)
    }

    pub(crate) fn managed(&self, key: &str) -> Option<&Agent> {
        self.by_id.values().find(|agent| agent.managed_key.as_deref() == Some(key))
    }

    /// In the order of their ids, from the first after `after`.
    pub(crate) fn after(&self, after: Option<u64>) -> impl Iterator<Item = (u64, &Agent)> {
        self.by_id
            .range(after.map_or(0, |id| id.saturating_add(1))..)
            .map(|(id, agent)| (*id, agent))
    }

    pub(crate) fn create(&mut self, body: Map<String, Value>, now: Now) -> &Agent {
        let id = self.by_id.last_key_value().map_or(1, |(id, _)| id + 1);
        self.by_id.entry(id).or_insert_with(|| Agent::new(id, None, body, now))
    }
}

impl Agent {
    fn new(id: u64, managed_key: Option<&str>, mut members: Map<String, Value>, now: Now) -> Self {
        for (key, value) in
            [("trigger_type", "NONE"), ("entity_type", "ticket"), ("state", "ENABLED")]
        {
            members.entry(key).or_insert_with(|| Value::from(value));
        }
        members.insert("id".to_owned(), Value::from(id.to_string()));
        members.insert("created_at".to_owned(), Value::from(now.timestamp.to_string()));
        let mut agent =
            Self { id, managed_key: managed_key.map(str::to_owned), versions: Vec::new() };
        agent.save(members, now);
        agent
    }

    /// Ids are strings here and integers in what refers to an agent.
    pub(crate) fn number(&self) -> i64 {
        i64::try_from(self.id).unwrap_or(i64::MAX)
    }

    pub(crate) fn members(&self) -> Map<String, Value> {
        self.versions.last().map(|version| version.members.clone()).unwrap_or_default()
    }

    pub(crate) fn member(&self, name: &str) -> Option<&Value> {
        self.versions.last()?.members.get(name)
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.member(name).and_then(Value::as_str).unwrap_or_default()
    }

    pub(crate) fn save(&mut self, mut members: Map<String, Value>, now: Now) {
        members.insert("updated_at".to_owned(), Value::from(now.timestamp.to_string()));
        self.versions.push(Version { at: now.timestamp, members });
    }

    pub(crate) fn versions(&self) -> &[Version] {
        &self.versions
    }

    /// How it was at an instant; `None` before it was made.
    pub(crate) fn at(&self, instant: Timestamp) -> Option<&Version> {
        self.versions.iter().rev().find(|version| version.at <= instant)
    }

    /// What lists show of it.
    pub(crate) fn summary(&self) -> Value {
        const SHOWN: [&str; 8] = [
            "id",
            "name",
            "state",
            "autonomy_type",
            "trigger_type",
            "entity_type",
            "created_at",
            "updated_at",
        ];
        SHOWN
            .iter()
            .map(|name| ((*name).to_owned(), self.member(name).cloned().unwrap_or_default()))
            .collect()
    }
}

fn as_object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(members) => members,
        _ => Map::new(),
    }
}
