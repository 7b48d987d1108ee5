//! Chat sessions: messages, turns, and the events that tell of them.

use std::collections::HashMap;
use std::time::Duration;

use jiff::Timestamp;
use oas_mock::module::Instant;
use serde_json::{Value, json};
use uuid::Uuid;

use super::Now;
use super::agents::Agent;
use crate::ids::{Ids, Kind};

#[derive(Debug)]
pub(crate) struct Sessions {
    by_id: HashMap<String, Session>,
    ids: Ids,
}

#[derive(Debug)]
pub(crate) struct Session {
    id: String,
    agent_id: i64,
    title: Option<String>,
    created_at: Timestamp,
    updated_at: Timestamp,
    turns: Vec<Turn>,
    events: Vec<Event>,
}

#[derive(Debug)]
struct Turn {
    user_message_id: String,
    client_message_id: Option<String>,
    message: String,
    attachments: Value,
    answer: String,
    answer_id: String,
    asked_at: Timestamp,
    /// The number of events before this turn's first.
    first: usize,
}

#[derive(Debug)]
struct Event {
    due: Instant,
    payload: Value,
}

/// A user's message.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) text: String,
    pub(crate) attachments: Value,
    pub(crate) client_message_id: Option<String>,
}

/// What there is to send to one who follows a session's events.
#[derive(Debug)]
pub(crate) enum Next {
    /// An event: its id and payload; whether the stream ends with it.
    Event { id: String, payload: Value, last: bool },
    /// The next one is due then.
    At(Instant),
    /// There is none until somebody says something.
    Idle,
}

impl Sessions {
    pub(crate) fn new(ids: Ids) -> Self {
        Self { by_id: HashMap::new(), ids }
    }

    pub(crate) fn open(&mut self, agent: &Agent, title: Option<String>, now: Now) -> &Session {
        // None is ever closed.
        let number = u64::try_from(self.by_id.len()).unwrap_or(u64::MAX).saturating_add(1);
        let id = self.ids.own(Kind::Session, number);
        let session = Session {
            id: id.clone(),
            agent_id: agent.number(),
            title,
            created_at: now.timestamp,
            updated_at: now.timestamp,
            turns: Vec::new(),
            events: Vec::new(),
        };
        self.by_id.entry(id).or_insert(session)
    }

    pub(crate) fn get(&self, id: &str) -> Option<&Session> {
        self.by_id.get(id)
    }

    pub(crate) fn get_mut(&mut self, id: &str) -> Option<&mut Session> {
        self.by_id.get_mut(id)
    }
}

impl Session {
    pub(crate) fn view(&self) -> Value {
        json!({
            "id": self.id,
            "agent_id": self.agent_id,
            "title": self.title,
            "client_id": null,
            "channel": null,
            "archived_at": null,
            "show_agent_progress_steps": true,
            "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
        })
    }

    /// The id of the message that was sent with this client id.
    pub(crate) fn known(&self, client_message_id: &str) -> Option<&str> {
        let known = |turn: &&Turn| turn.client_message_id.as_deref() == Some(client_message_id);
        self.turns.iter().find(known).map(|turn| turn.user_message_id.as_str())
    }

    /// Takes a message in and plans the events of its turn, `pace` apart.
    pub(crate) fn say(&mut self, message: Message, pace: Duration, now: Now) -> Value {
        let turn_id = Uuid::new_v4().to_string();
        let answer_id = Uuid::new_v4().to_string();
        let answer = answer_to(&message.text);
        let first = self.events.len();
        let after = self.events.last().map_or(now.instant, |event| event.due.max(now.instant));
        let mut due = Some(after);
        for payload in payloads(&answer_id, &message.text, &answer) {
            due = due.and_then(|due| due.checked_add(pace));
            // A pace beyond what the clock can tell is no pace.
            self.events.push(Event { due: due.unwrap_or(after), payload });
        }
        let reply = json!({
            "chat_turn_id": turn_id,
            "user_message_id": Uuid::new_v4().to_string(),
            "since_cursor": event_id(first),
            "show_agent_progress_steps": true,
        });
        self.turns.push(Turn {
            user_message_id: reply["user_message_id"].as_str().unwrap_or_default().to_owned(),
            client_message_id: message.client_message_id,
            message: message.text,
            attachments: message.attachments,
            answer,
            answer_id,
            asked_at: now.timestamp,
            first,
        });
        self.updated_at = now.timestamp;
        reply
    }

    /// The number of events up to the cursor; `None` when it is not one of this session's.
    pub(crate) fn position(&self, cursor: &str) -> Option<usize> {
        let number: usize = cursor.strip_suffix("-0")?.parse().ok()?;
        (number <= self.events.len() && event_id(number) == cursor).then_some(number)
    }

    /// Where a stream without a cursor begins: at the end of the turn before, where there is one.
    pub(crate) fn position_without_cursor(&self) -> usize {
        let first = self.turns.last().map_or(0, |turn| turn.first);
        first.saturating_sub(2)
    }

    pub(crate) fn next(&self, position: usize, now: Now) -> Next {
        match self.events.get(position) {
            None => Next::Idle,
            Some(event) if event.due > now.instant => Next::At(event.due),
            Some(event) => Next::Event {
                id: event_id(position + 1),
                payload: event.payload.clone(),
                last: position + 1 == self.events.len(),
            },
        }
    }

    /// Both sides' messages so far.
    pub(crate) fn messages(&self, now: Now) -> Value {
        let mut messages = Vec::new();
        for (index, turn) in self.turns.iter().enumerate() {
            messages.push(json!({
                "id": turn.user_message_id,
                "role": "user",
                "content": turn.message,
                "attachments": turn.attachments,
                "client_message_id": turn.client_message_id,
                "created_at": turn.asked_at.to_string(),
            }));
            if self.finished(index, now) {
                messages.push(
                    json!({ "id": turn.answer_id, "role": "assistant", "content": turn.answer }),
                );
            }
        }
        Value::Array(messages)
    }

    /// The trace so far, as that of a run.
    pub(crate) fn steps(&self, now: Now) -> Vec<Value> {
        let finished =
            self.turns.iter().enumerate().filter(|(index, _)| self.finished(*index, now));
        finished
            .map(|(index, turn)| {
                json!({
                    "step_id": format!("{}-{}", self.id, index + 1),
                    "type": "FINAL_MESSAGE",
                    "tool_type_name": null,
                    "tool_call_id": null,
                    "is_error": false,
                    "message": turn.answer,
                    "data": {},
                    "created_at": turn.asked_at.to_string(),
                })
            })
            .collect()
    }

    fn finished(&self, turn: usize, now: Now) -> bool {
        let end = self.turns.get(turn + 1).map_or(self.events.len(), |next| next.first);
        let last = end.checked_sub(1).and_then(|last| self.events.get(last));
        last.is_some_and(|event| event.due <= now.instant)
    }
}

/// The id of the `number`th event; that of none is where a session begins.
fn event_id(number: usize) -> String {
    format!("{number}-0")
}

fn answer_to(message: &str) -> String {
    if message.trim().is_empty() {
        "I have looked at the attachment.".to_owned()
    } else {
        format!("You said: {message}")
    }
}

/// The stream parts of one turn, as the Vercel AI SDK's version 6 names them.
fn payloads(id: &str, message: &str, answer: &str) -> Vec<Value> {
    let asked = |word: &str| message.to_lowercase().contains(word);
    let mut payloads =
        vec![json!({ "type": "start", "messageId": id }), json!({ "type": "start-step" })];
    if asked("tool") {
        let call = json!({ "toolCallId": "call-1", "toolName": "SEARCH_TICKETS" });
        for (kind, key, value) in [
            ("tool-input-available", "input", json!({ "query": message })),
            ("tool-output-available", "output", json!({ "found": 1 })),
        ] {
            let mut payload = call.clone();
            payload["type"] = Value::from(kind);
            payload[key] = value;
            payloads.push(payload);
        }
    }
    if asked("fail") {
        payloads.push(
            json!({ "type": "error", "errorText": "the sandbox was asked to let this turn fail" }),
        );
    } else {
        payloads.push(json!({ "type": "text-start", "id": "0" }));
        payloads.extend(
            answer
                .split_inclusive(' ')
                .map(|part| json!({ "type": "text-delta", "id": "0", "delta": part })),
        );
        payloads.push(json!({ "type": "text-end", "id": "0" }));
    }
    payloads.push(json!({ "type": "finish-step" }));
    payloads.push(json!({ "type": "finish" }));
    payloads
}
