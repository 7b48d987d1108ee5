//! Chat: sessions, messages, attachments.

use std::time::Duration;

use axum::http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use oas_mock::module::Refusal;
use serde_json::{Value, json};

use super::{Call, Handled, Reply};
use crate::blob;
use crate::events;
use crate::ids::Kind;
use crate::state::State;
use crate::state::chat::Message;
use crate::state::uploads::PREFIX;
use crate::words;

/// Kinds of attachment that are taken beside images.
const DOCUMENTS: [&str; 4] = ["application/pdf", "text/plain", "text/csv", "text/markdown"];

pub(crate) fn open(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = match (call.id(Kind::Agent, "agent_id"), call.text("managed_agent_key")) {
        (Some(id), None) => state.agents.get(&id),
        (None, Some(key)) => state.agents.managed(key),
        _ => {
            return Err(unprocessable("exactly one of agent_id and managed_agent_key is needed"));
        }
    };
    if call.text("client_id").is_some() {
        let message = "client_id is for platform service accounts";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    let agent = agent.ok_or_else(|| Refusal::not_found("the agent"))?;
    if agent.text("autonomy_type") != "CONVERSATIONAL" {
        return Err(Refusal::bad_request(
            "invalid_for_non_conversational",
            "this agent is started with run-now",
        ));
    }
    let title = call.text("title").map(str::to_owned);
    Reply::data(state.chat.open(agent, title, call.now).view())
}

pub(crate) fn mint(call: &Call<'_>, state: &mut State) -> Handled {
    let session_id = &call.id(Kind::Session, "session_id").unwrap_or_default();
    if call.text("client_id").is_some() {
        let message = "client_id is for platform service accounts";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    state.chat.get(session_id).ok_or_else(missing)?;
    let lifetime = match call.body.as_ref().map(|body| &body["ttl_seconds"]) {
        None | Some(Value::Null) => None,
        Some(seconds) => match seconds.as_u64().filter(|seconds| *seconds > 0) {
            Some(seconds) => Some(Duration::from_secs(seconds)),
            None => return Err(unprocessable("ttl_seconds has to be 1 at least")),
        },
    };
    let (token, jti, lifetime) = state.session_tokens.mint(session_id, lifetime, call.now);
    let expires_at = SignedDuration::try_from(lifetime)
        .ok()
        .and_then(|lifetime| call.now.timestamp.checked_add(lifetime).ok())
        .unwrap_or(Timestamp::MAX);
    Reply::data(json!({
        "expires_at": expires_at.to_string(),
        "jti": jti,
        "session_id": session_id,
        "token": token,
    }))
}

pub(crate) fn post_message(call: &Call<'_>, state: &mut State) -> Handled {
    let session = state.chat.get_mut(call.path("session_id")).ok_or_else(missing)?;
    let attachments =
        call.body.as_ref().map_or_else(|| json!([]), |body| body["attachments"].clone());
    let listed = attachments.as_array().map(Vec::as_slice).unwrap_or_default();
    let text = call.text("message").unwrap_or_default();
    if text.trim().is_empty() && listed.is_empty() {
        return Err(unprocessable("a message needs text or an attachment"));
    }
    for attachment in listed {
        if !state.uploads.has(attachment["blob_path"].as_str().unwrap_or_default()) {
            return Err(Refusal::bad_request(
                "attachment_not_found",
                "nothing was uploaded to that blob_path",
            ));
        }
    }
    let client_message_id = call.text("client_message_id");
    if let Some(original) = client_message_id.and_then(|id| session.known(id)) {
        let refusal =
            Refusal::conflict("duplicate_client_message_id", "this message has been sent");
        let name = "user_message_id";
        return Err(refusal.with(name, words::fitted_id(call, name, original)));
    }
    let message = Message {
        text: text.to_owned(),
        client_message_id: client_message_id.map(str::to_owned),
        attachments,
    };
    Reply::data(session.say(message, call.shared.module().settings.chat_pace, call.now))
}

pub(crate) fn messages(call: &Call<'_>, state: &mut State) -> Handled {
    let session = state.chat.get(call.path("session_id")).ok_or_else(missing)?;
    let list = session.messages(call.now);
    // Whether the list stands by itself or in an object is nowhere said of Neo; a document may say it.
    let object = json!({ "messages": list });
    let said = [list, object].into_iter().find(|data| call.takes_data(data));
    Reply::data(said.unwrap_or_else(|| call.sample_data()))
}

pub(crate) fn upload_url(call: &Call<'_>, state: &mut State) -> Handled {
    let session = call.path("session_id");
    state.chat.get(session).ok_or_else(missing)?;
    let mime = call.text("content_type").unwrap_or_default();
    if !mime.starts_with("image/") && !DOCUMENTS.contains(&mime) {
        return Err(Refusal::bad_request(
            "unsupported_attachment_type",
            format!("{mime} is not taken"),
        ));
    }
    let filename = call.text("filename").unwrap_or("attachment");
    let (blob_path, signature) = state.uploads.give_out(session, filename, call.now);
    Reply::data(json!({
        "upload_url": format!("{}{PREFIX}{blob_path}?sig={signature}", call.shared.origin()),
        "blob_path": blob_path,
        "mime": mime,
        "max_image_bytes": blob::max_bytes(call.shared),
    }))
}

pub(crate) fn follow(call: &Call<'_>, state: &mut State) -> Handled {
    let id = call.path("session_id");
    let session = state.chat.get(id).ok_or_else(missing)?;
    let header = call.headers.get("last-event-id").and_then(|value| value.to_str().ok());
    // A client that reconnects by itself repeats its query and adds the header, so the header is the later word.
    let position = match header.or(call.query("since")).filter(|cursor| !cursor.is_empty()) {
        None => session.position_without_cursor(),
        Some(cursor) => session.position(cursor).ok_or_else(|| {
            Refusal::bad_request("invalid_cursor", "the cursor is not one of this session")
        })?,
    };
    Ok(Reply::Whole(events::stream(call.shared, id.to_owned(), position)))
}

fn unprocessable(message: &str) -> Refusal {
    Refusal::new(StatusCode::UNPROCESSABLE_ENTITY, "validation_error", message)
}

fn missing() -> Refusal {
    Refusal::not_found("the session")
}

/// The trace of a session, whose id may stand for that of a run.
pub(crate) fn steps(call: &Call<'_>, state: &State) -> Option<Vec<Value>> {
    state.chat.get(call.path("execution_id")).map(|session| session.steps(call.now))
}
