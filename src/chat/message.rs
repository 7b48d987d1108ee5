//! Posting a message, which begins a turn.

use std::hash::{BuildHasher, RandomState};

use oas_runtime::Text;
use serde_json::{Map, Value};

use super::attachment::ChatAttachment;
use super::follow::FollowTurn;
use super::session::{ChatSession, body};
use crate::api::contract;
use crate::envelope::{Reply, json};
use crate::error::{Error, Result};
use crate::member::{pick, text};

/// The member that holds the id of the caller's.
const MEMBER: &str = "client_message_id";

/// How deep the details of an error are looked through.
const DEEPEST: u32 = 4;

/// A message to be posted: `POST /public-api/chat/sessions/{session_id}/messages`.
///
/// It always has a `client_message_id`, by which the server knows it again: posting it twice starts one turn. So it is
/// repeated like a call that changes nothing, and can be posted again in another process under the
/// same [`id`](PostMessage::id).
#[derive(Clone, Debug)]
#[must_use = "nothing is posted before `send`"]
pub struct PostMessage<'a> {
    session: &'a ChatSession,
    text: String,
    attachments: Vec<ChatAttachment>,
    model_tier: Option<String>,
    id: String,
}

impl<'a> PostMessage<'a> {
    pub(super) fn new(session: &'a ChatSession, text: String) -> Self {
        Self { session, text, attachments: Vec::new(), model_tier: None, id: made_up_id() }
    }

    /// The message's `client_message_id`: one is made up where none is given.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// An id of the caller's, to be unique within the session.
    pub fn client_message_id(mut self, id: impl Into<String>) -> Self {
        self.id = id.into();
        self
    }

    /// Adds an attachment that was uploaded to this session; the server takes six at most.
    pub fn attach(mut self, attachment: ChatAttachment) -> Self {
        self.attachments.push(attachment);
        self
    }

    /// The model to answer with: `FAST` or `SMART`. Defaults to `FAST`, by the server's choice.
    pub fn model_tier(mut self, tier: impl Into<String>) -> Self {
        self.model_tier = Some(tier.into());
        self
    }

    /// Posts the message. The answer comes in the events of the turn.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call. That the server has the message already (409 with its id) is none; see
    /// [`Turn::is_repeated`].
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, the message may have been posted. Posting it again with the same
    /// [`client_message_id`](PostMessage::client_message_id) is safe.
    pub async fn send(self) -> Result<Turn> {
        if self.id.trim().is_empty() {
            return Err(Error::invalid_request("the client_message_id is empty"));
        }
        let body: contract::ChatMessageBody = body(self.fields())?;
        let session = self.session;
        let call = session.client.as_generated().post_chat_message().session_id(Text(&session.id));
        match json(call.body(body)).await {
            Ok(Reply { data, .. }) => Ok(Turn {
                session: session.clone(),
                client_message_id: self.id,
                user_message_id: pick(&data, &["user_message_id"], text),
                chat_turn_id: pick(&data, &["chat_turn_id"], text),
                cursor: pick(&data, contract::SINCE_CURSOR, text),
                repeated: false,
            }),
            Err(error) => match repeats(&error, &self.id).then(|| first_message(&error)) {
                Some(first) => Ok(Turn {
                    session: session.clone(),
                    client_message_id: self.id,
                    user_message_id: first,
                    chat_turn_id: None,
                    cursor: None,
                    repeated: true,
                }),
                None => Err(error),
            },
        }
    }

    fn fields(&self) -> Map<String, Value> {
        let mut fields = Map::new();
        let mut set = |name: &str, value| fields.insert(name.to_owned(), value);
        set("message", self.text.clone().into());
        set(MEMBER, self.id.clone().into());
        if !self.attachments.is_empty() {
            set("attachments", serde_json::json!(self.attachments));
        }
        if let Some(tier) = &self.model_tier {
            set("model_tier", tier.clone().into());
        }
        fields
    }
}

/// A message that was posted, and the agent's answer to come.
///
/// It is a reference: dropping it does nothing to the turn.
#[derive(Clone, Debug)]
pub struct Turn {
    session: ChatSession,
    client_message_id: String,
    user_message_id: Option<String>,
    chat_turn_id: Option<String>,
    cursor: Option<String>,
    repeated: bool,
}

impl Turn {
    /// The message's `client_message_id`.
    #[must_use]
    pub fn client_message_id(&self) -> &str {
        &self.client_message_id
    }

    /// The server's id of the message.
    #[must_use]
    pub fn user_message_id(&self) -> Option<&str> {
        self.user_message_id.as_deref()
    }

    /// The server's id of the turn; not known where the message is a repeated one.
    #[must_use]
    pub fn chat_turn_id(&self) -> Option<&str> {
        self.chat_turn_id.as_deref()
    }

    /// The cursor before the turn's first event; not known where the message is a repeated one.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.cursor.as_deref()
    }

    /// Whether the server had the message already. It is answered once, and its answer is followed as any other, from the
    /// session's last turn: for a message that is not the last one, use
    /// [`FollowTurn::since`](crate::FollowTurn::since).
    #[must_use]
    pub fn is_repeated(&self) -> bool {
        self.repeated
    }

    /// Follows the turn to its end: to be set up, and awaited.
    pub fn follow<'a>(&self) -> FollowTurn<'a> {
        FollowTurn::new(self.session.source(), self.cursor.clone(), true)
    }
}

/// Whether a refusal says that the server has this very message, and not that it is busy with another: it names the message's
/// id, or the id's member, or it answers to more than the first attempt.
fn repeats(error: &Error, id: &str) -> bool {
    if !error.is_conflict() {
        return false;
    }
    let details = error.details().unwrap_or(&Value::Null);
    match named(details, 0) {
        Some(named) => named == id,
        None => {
            let says = |text: &str| text.contains(MEMBER) || text.contains(id);
            error.attempts() > 1 || error.code().is_some_and(says) || says(error.message())
        }
    }
}

/// The `client_message_id` in the details of an error.
fn named(json: &Value, depth: u32) -> Option<&str> {
    let members = json.as_object().filter(|_| depth < DEEPEST)?;
    let own = members.get(MEMBER).and_then(Value::as_str);
    own.or_else(|| members.values().find_map(|inner| named(inner, depth + 1)))
}

/// The id of the message that a refused one repeats. Where in the answer it stands is not documented.
fn first_message(error: &Error) -> Option<String> {
    find(error.details()?, false, 0)
}

/// A bare `id` counts only inside of a message: elsewhere it may be the id of anything.
fn find(json: &Value, in_message: bool, depth: u32) -> Option<String> {
    let members = json.as_object().filter(|_| depth < DEEPEST)?;
    let of_message = |name: &&String| name.ends_with("message_id") && *name != MEMBER;
    let name = members
        .keys()
        .find(|name| *name == "user_message_id")
        .or_else(|| members.keys().find(of_message))
        .map(String::as_str)
        .or(in_message.then_some("id"));
    name.and_then(|name| pick(json, &[name], text)).or_else(|| {
        let inner =
            |(name, inner): (&String, &Value)| find(inner, name.ends_with("message"), depth + 1);
        members.iter().find_map(inner)
    })
}

/// A random UUID (version 4). The hasher's keys come from the system's randomness, and are others with each one made.
fn made_up_id() -> String {
    let random = RandomState::new();
    let (high, low) = (random.hash_one(0_u8), random.hash_one(1_u8));
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        ((low >> 48) & 0x3fff) | 0x8000,
        low & 0xffff_ffff_ffff,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderMap, StatusCode};
    use serde_json::json;

    fn refused(status: StatusCode, body: &Value) -> Error {
        oas_runtime::Error::from_answer(status, &HeaderMap::new(), body.to_string().as_bytes())
            .into()
    }

    #[test]
    fn the_id_that_an_error_names_is_found_to_a_depth() {
        let nested = |depth: u32| {
            (0..depth).fold(json!({ MEMBER: "m-1" }), |inner, _| json!({ "a": 1, "in": inner }))
        };
        assert_eq!(named(&nested(0), 0), Some("m-1"));
        assert_eq!(named(&nested(DEEPEST - 1), 0), Some("m-1"));
        assert_eq!(named(&nested(DEEPEST), 0), None);
        assert_eq!(named(&json!({ "id": "m-1" }), 0), None);
    }

    #[test]
    fn a_made_up_id_is_a_uuid_and_another_each_time() {
        let ids: std::collections::HashSet<_> = (0..10_000).map(|_| made_up_id()).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids {
            let bytes = id.as_bytes();
            assert_eq!(bytes.len(), 36, "{id}");
            assert_eq!(bytes[14], b'4', "{id}");
            assert!(b"89ab".contains(&bytes[19]), "{id}");
            let dashes = [8, 13, 18, 23];
            let fits = |(at, byte): (usize, &u8)| match dashes.contains(&at) {
                true => *byte == b'-',
                false => byte.is_ascii_hexdigit(),
            };
            assert!(bytes.iter().enumerate().all(fits), "{id}");
        }
    }

    #[test]
    fn a_repeated_message_is_known_by_the_first_ones_id() {
        for details in [
            json!({"user_message_id": "m-1"}),
            json!({"client_message_id": "c-1", "user_message_id": "m-1"}),
            json!({"message_id": "x", "user_message_id": "m-1"}),
            json!({"original_message_id": "m-1", "client_message_id": "c-1"}),
            json!({"existing": {"message": {"id": "m-1", "client_message_id": "c-1"}}}),
        ] {
            let body = json!({"error": {"code": "duplicate_client_message_id", "message": "", "details": details}});
            let error = refused(StatusCode::CONFLICT, &body);
            assert!(repeats(&error, "c-1"));
            assert_eq!(first_message(&error).as_deref(), Some("m-1"), "{details}");
        }
        // Of an attempt after the first one, the server has had the message if it is in conflict.
        let body =
            json!({"error": {"code": "c", "message": "", "details": {"user_message_id": "m-1"}}});
        let again = || {
            oas_runtime::Error::from_answer(
                StatusCode::CONFLICT,
                &HeaderMap::new(),
                body.to_string().as_bytes(),
            )
        };
        assert!(repeats(&again().with_attempts(2).into(), "c-1"));
        assert!(!repeats(&again().into(), "c-1"));
        let body = json!({"error": {"code": "c", "message": "c-1 was sent", "details": null}});
        let error = refused(StatusCode::CONFLICT, &body);
        assert!(repeats(&error, "c-1") && first_message(&error).is_none());
    }

    #[test]
    fn another_conflict_stays_an_error() {
        for details in [
            json!(null),
            json!([]),
            json!({"client_message_id": "c-2", "user_message_id": "m-1"}),
            json!({"active": {"client_message_id": "c-2"}, "user_message_id": "m-1"}),
            json!({"user_message_id": null, "reason": "archived"}),
            json!({"active_message_id": "m-9", "reason": "a turn is under way"}),
            json!("archived"),
            json!({"id": "session-1", "reason": "archived"}),
        ] {
            let body = json!({"error": {"code": "c", "message": "", "details": details}});
            assert!(!repeats(&refused(StatusCode::CONFLICT, &body), "c-1"), "{details}");
        }
        let found =
            json!({"error": {"code": "c", "message": "", "details": {"message_id": "m-1"}}});
        assert!(!repeats(&refused(StatusCode::BAD_REQUEST, &found), "m-1"));
    }
}
