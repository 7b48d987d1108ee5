//! What came of a turn.

use super::event::ChatEvent;
use super::part::ChatPart;

/// An agent's answer, put together from the events of its turn.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ChatReply {
    /// The id of the message.
    pub message_id: Option<String>,
    /// Its texts, one after another, with an empty line between two.
    pub text: String,
    /// What went wrong, if the turn told of an error: the last one.
    pub error: Option<String>,
    /// Why the model stopped, where it is said.
    pub finish_reason: Option<String>,
    /// Whether the turn was broken off.
    pub aborted: bool,
    /// The cursor after the turn.
    pub cursor: Option<String>,
}

impl ChatReply {
    /// Whether the turn ended without an error and was not broken off.
    #[must_use]
    pub fn is_success(&self) -> bool {
        self.error.is_none() && !self.aborted
    }

    pub(super) fn take(&mut self, event: &ChatEvent) {
        match &event.part {
            ChatPart::Start { message_id, .. } => self.message_id.clone_from(message_id),
            ChatPart::TextStart { .. } if !self.text.is_empty() => self.text.push_str("\n\n"),
            ChatPart::TextDelta { delta, .. } => self.text.push_str(delta),
            ChatPart::Error { error_text } => self.error = Some(error_text.clone()),
            ChatPart::Finish { finish_reason, .. } => self.finish_reason.clone_from(finish_reason),
            ChatPart::Abort { .. } => self.aborted = true,
            _ => {}
        }
        self.cursor = event.id.clone().or(self.cursor.take());
    }
}
