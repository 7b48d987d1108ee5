//! Runs: queued, running, ended.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use oas_mock::module::Instant;
use serde_json::{Value, json};

use super::Now;
use super::agents::{Agent, Agents, seed};
use crate::ids::{Ids, Kind};
use crate::run::{Outcome, Pace, StartedRun, StatusWords};
use crate::settings::Settings;

#[derive(Debug)]
pub(crate) struct Executions {
    by_number: BTreeMap<u64, Execution>,
    numbers: HashMap<String, u64>,
    ids: Ids,
    pace: Pace,
    words: StatusWords,
    /// Outcomes scripted for the runs to come, first for the next.
    scripted: VecDeque<Outcome>,
}

#[derive(Debug)]
pub(crate) struct Execution {
    pub(crate) id: String,
    pub(crate) agent_id: i64,
    agent_name: String,
    pub(crate) entity_id: Option<String>,
    instructions: Option<String>,
    request: Option<u64>,
    pub(crate) started: Instant,
    created_at: Timestamp,
    polls: u32,
    outcome: Outcome,
    /// A status set from outside, which is shown whatever the pace says.
    forced: Option<String>,
    running_since: Option<Instant>,
    ended: Option<Instant>,
    updated_at: Timestamp,
    /// When its outcome was last changed from outside: it has not ended before.
    changed: Option<Instant>,
    past: bool,
}

/// What a run is asked to do.
#[derive(Debug, Clone, Default)]
pub(crate) struct RunRequest {
    pub(crate) entity_id: Option<String>,
    pub(crate) instructions: Option<String>,
    pub(crate) request: Option<u64>,
}

impl Executions {
    pub(crate) fn new(settings: &Settings, ids: Ids) -> Self {
        Self {
            by_number: BTreeMap::new(),
            numbers: HashMap::new(),
            ids,
            pace: settings.pace,
            words: settings.words.clone(),
            scripted: VecDeque::new(),
        }
    }

    pub(crate) fn start(&mut self, agent: &Agent, run: RunRequest, now: Now) -> &Execution {
        let outcome = self.scripted.pop_front().unwrap_or_else(|| outcome_of(&run));
        self.insert(Execution {
            id: self.ids.own(Kind::Execution, self.next()),
            agent_id: agent.number(),
            agent_name: agent.text("name").to_owned(),
            entity_id: run.entity_id,
            instructions: run.instructions,
            request: run.request,
            started: now.instant,
            created_at: now.timestamp,
            polls: 0,
            outcome,
            forced: None,
            running_since: None,
            ended: None,
            updated_at: now.timestamp,
            changed: None,
            past: false,
        })
    }

    /// A run that ended before the sandbox started.
    pub(crate) fn add_past(&mut self, agents: &Agents, number: u64, now: Now) {
        let Some(agent) = agents.get(&seed::TRIGGERED.to_string()) else {
            return;
        };
        let run = RunRequest { entity_id: Some(format!("PAST-{number}")), ..RunRequest::default() };
        let created_at =
            now.timestamp.checked_sub(jiff::SignedDuration::from_hours(1)).unwrap_or(now.timestamp);
        self.insert(Execution {
            id: self.ids.own(Kind::Execution, self.next()),
            agent_id: agent.number(),
            agent_name: agent.text("name").to_owned(),
            entity_id: run.entity_id,
            instructions: None,
            request: None,
            started: now.instant,
            created_at,
            polls: 0,
            outcome: Outcome::Success,
            forced: None,
            running_since: Some(now.instant),
            ended: Some(now.instant),
            updated_at: created_at,
            changed: None,
            past: true,
        });
    }

    /// The number of the run that comes next.
    fn next(&self) -> u64 {
        self.by_number.last_key_value().map_or(1, |(number, _)| number + 1)
    }

    fn insert(&mut self, execution: Execution) -> &Execution {
        let number = self.next();
        self.numbers.insert(execution.id.clone(), number);
        self.by_number.entry(number).or_insert(execution)
    }

    /// A run, moved on to `now`.
    pub(crate) fn get(&mut self, id: &str, now: Now) -> Option<&Execution> {
        let execution = self.by_number.get_mut(self.numbers.get(id)?)?;
        execution.advance(self.pace, now);
        Some(execution)
    }

    /// A run whose state a client asks for, which is what counts as a poll.
    pub(crate) fn poll(&mut self, id: &str, now: Now) -> Option<&Execution> {
        let execution = self.by_number.get_mut(self.numbers.get(id)?)?;
        execution.polls = execution.polls.saturating_add(1);
        execution.advance(self.pace, now);
        Some(execution)
    }

    /// The newest first, from the first before `before`.
    pub(crate) fn newest(
        &mut self,
        before: Option<u64>,
        now: Now,
    ) -> impl Iterator<Item = (u64, &Execution)> {
        let pace = self.pace;
        let range = self.by_number.range_mut(..before.unwrap_or(u64::MAX)).rev();
        range.map(move |(number, execution)| {
            execution.advance(pace, now);
            (*number, &*execution)
        })
    }

    pub(crate) fn words(&self) -> &StatusWords {
        &self.words
    }

    pub(crate) fn script(&mut self, outcome: Outcome) {
        self.scripted.push_back(outcome);
    }

    /// Whether there is such a run.
    pub(crate) fn change(&mut self, id: &str, now: Now, change: Change) -> bool {
        let execution = self.numbers.get(id).and_then(|number| self.by_number.get_mut(number));
        let Some(execution) = execution else {
            return false;
        };
        match change {
            Change::Outcome(outcome) => {
                execution.outcome = outcome;
                execution.changed = Some(now.instant);
            }
            Change::Status(word) => execution.forced = Some(word),
        }
        execution.updated_at = now.timestamp;
        true
    }

    /// The runs that were started, oldest first.
    pub(crate) fn started(&mut self, now: Now) -> Vec<StartedRun> {
        let (pace, words) = (self.pace, &self.words);
        let started = self.by_number.values_mut().filter(|execution| !execution.past);
        started
            .map(|execution| {
                execution.advance(pace, now);
                StartedRun {
                    execution_id: execution.id.clone(),
                    agent_id: execution.agent_id,
                    entity_id: execution.entity_id.clone(),
                    instructions: execution.instructions.clone(),
                    request: execution.request,
                    status: execution.status(words),
                }
            })
            .collect()
    }
}

/// What is changed of a run from outside.
#[derive(Debug)]
pub(crate) enum Change {
    Outcome(Outcome),
    Status(String),
}

/// How a run ends when nothing else is scripted: what is asked of it decides.
fn outcome_of(run: &RunRequest) -> Outcome {
    let texts = [&run.entity_id, &run.instructions];
    let asked = |word: &str| {
        let mentions = |text: &String| text.to_ascii_lowercase().contains(word);
        texts.iter().any(|text| text.as_ref().is_some_and(mentions))
    };
    if asked("fail") {
        return Outcome::Failure("the sandbox was asked to let this run fail".to_owned());
    }
    if asked("approv") {
        return Outcome::Decision;
    }
    Outcome::Success
}

impl Execution {
    /// Moves the run on. Where time decides, it moves at the time set, however late this is noticed.
    fn advance(&mut self, pace: Pace, now: Now) {
        let (runs_at, ends_at) = match pace {
            Pace::Time { queued, running } => {
                let at =
                    |age: Duration| self.started.checked_add(age).filter(|at| *at <= now.instant);
                (at(queued), at(queued.saturating_add(running)))
            }
            Pace::Polls { queued, running } => {
                let after = |polls: u32| (self.polls > polls).then_some(now.instant);
                (after(queued), after(queued.saturating_add(running)))
            }
        };
        if let (Some(at), None) = (runs_at, self.running_since) {
            self.running_since = Some(at);
            self.updated_at = now.back_at(at);
        }
        let waits = matches!(self.outcome, Outcome::Never | Outcome::Decision);
        if let (Some(at), None, false) = (ends_at, self.ended, waits) {
            let at = self.changed.map_or(at, |changed| changed.max(at));
            self.ended = Some(at);
            self.updated_at = now.back_at(at);
        }
    }

    pub(crate) fn ended(&self) -> bool {
        self.ended.is_some()
    }

    /// Whether it goes on only when a technician has decided.
    pub(crate) fn awaits_decision(&self) -> bool {
        self.outcome == Outcome::Decision
    }

    pub(crate) fn succeeded(&self) -> bool {
        self.ended() && self.outcome == Outcome::Success
    }

    pub(crate) fn age(&self, now: Now) -> Duration {
        now.instant.saturating_duration_since(self.started)
    }

    pub(crate) fn is_past(&self) -> bool {
        self.past
    }

    pub(crate) fn status(&self, words: &StatusWords) -> String {
        if let Some(forced) = &self.forced {
            return forced.clone();
        }
        match &self.outcome {
            _ if self.ended.is_none() && self.running_since.is_none() => words.queued.clone(),
            _ if self.ended.is_none() => words.running.clone(),
            Outcome::Success => words.success.clone(),
            Outcome::Failure(_) => words.failure.clone(),
            Outcome::Word(word) => word.clone(),
            Outcome::Never | Outcome::Decision => words.running.clone(),
        }
    }

    /// The number people know the entity by; PSAs keep one beside the id.
    pub(crate) fn entity_number(&self) -> Option<&str> {
        self.entity_id.as_deref()
    }

    pub(crate) fn view(&self, words: &StatusWords, now: Now) -> Value {
        let failure = match &self.outcome {
            Outcome::Failure(text) if self.ended() => Some(text.as_str()),
            _ => None,
        };
        let until = self.ended.unwrap_or(now.instant);
        let seconds =
            self.running_since.map(|since| until.saturating_duration_since(since).as_secs_f64());
        json!({
            "execution_id": self.id,
            "agent_id": self.agent_id,
            "agent_name": self.agent_name,
            "entity_id": self.entity_id,
            "entity_number": self.entity_number(),
            "additional_custom_instructions": self.instructions,
            "status": self.status(words),
            "error": failure,
            "message_for_dashboard": self.succeeded().then_some("Done."),
            "seconds_spent": seconds,
            "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
        })
    }

    /// The trace so far.
    pub(crate) fn steps(&self) -> Vec<Value> {
        let subject = self.entity_id.as_deref().unwrap_or("the schedule");
        let mut steps = Vec::new();
        let mut add =
            |kind: &str, tool: Option<&str>, is_error: bool, message: String, data: Value| {
                steps.push(json!({
                    "step_id": format!("{}-{}", self.id, steps.len() + 1),
                    "type": kind,
                    "tool_type_name": tool,
                    "tool_call_id": tool.map(|_| format!("call-{}", self.id)),
                    "is_error": is_error,
                    "message": message,
                    "data": data,
                    "created_at": self.updated_at.to_string(),
                }));
            };
        let tool = Some("SEARCH_TICKETS");
        if self.running_since.is_some() {
            add("THOUGHT", None, false, format!("Look at {subject}."), json!({}));
            add(
                "TOOL_CALL",
                tool,
                false,
                format!("Search for {subject}."),
                json!({ "query": subject }),
            );
        }
        if self.ended() {
            match &self.outcome {
                Outcome::Failure(text) => {
                    add("TOOL_RESULT", tool, true, text.clone(), json!({ "error": text }));
                }
                _ => {
                    add(
                        "TOOL_RESULT",
                        tool,
                        false,
                        "1 ticket.".to_owned(),
                        json!({ "found": [subject] }),
                    );
                    add("FINAL_MESSAGE", None, false, "Done.".to_owned(), json!({}));
                }
            }
        }
        steps
    }
}
