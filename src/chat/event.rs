//! An event of a chat.

use serde_json::Value;

use super::part::ChatPart;
use super::source::RawEvent;

/// What ends a stream of the AI SDK where it is sent as server-sent events: no part, and no JSON.
const DONE: &str = "[DONE]";

/// One event of a chat, as it came in.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ChatEvent {
    /// The event's id: the cursor to go on from after it. `None` where the server gave none.
    pub id: Option<String>,
    /// What it says.
    pub part: ChatPart,
    /// The same as it came: all of it, whatever [`part`](ChatEvent::part) knows. A text for what is no JSON.
    pub json: Value,
}

impl ChatEvent {
    /// The event; `None` if it only says that there are no more.
    pub(super) fn read(raw: &RawEvent) -> Option<Self> {
        if raw.data.trim() == DONE {
            return None;
        }
        let json = serde_json::from_str(&raw.data).unwrap_or_else(|_| Value::from(&*raw.data));
        Some(Self { id: raw.id.clone(), part: ChatPart::read(&json), json })
    }

    /// What is to be appended to the agent's answer, if this is more of it.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match &self.part {
            ChatPart::TextDelta { delta, .. } => Some(delta),
            _ => None,
        }
    }
}
