//! Chat sessions.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::attachment::UploadAttachment;
use super::follow::FollowTurn;
use super::message::PostMessage;
use super::source::ClientSource;
use crate::api::contract;
use crate::client::Client;
use crate::envelope::json;
use crate::error::{Error, Result};
use crate::member::{pick, text};

/// A chat session to be opened: `POST /public-api/chat/sessions`.
#[derive(Clone, Debug)]
#[must_use = "nothing is opened before `open`"]
pub struct OpenChat<'a> {
    client: &'a Client,
    body: Map<String, Value>,
}

impl<'a> OpenChat<'a> {
    pub(crate) fn with_agent(client: &'a Client, agent_id: &str) -> Self {
        // Documents have a number here or a text, and the server's own agents show theirs as text.
        let number = agent_id.trim().parse::<i64>().ok().map(Value::from);
        let fits = |id: &Value| {
            let members = Map::from_iter([("agent_id".to_owned(), id.clone())]);
            body::<contract::ChatSessionBody>(members).is_ok()
        };
        let id = number.filter(fits).unwrap_or_else(|| agent_id.into());
        Self::new(client, "agent_id", id)
    }

    pub(crate) fn with_managed(client: &'a Client, key: String) -> Self {
        Self::new(client, "managed_agent_key", key.into())
    }

    fn new(client: &'a Client, member: &str, value: Value) -> Self {
        let body = Map::from_iter([(member.to_owned(), value)]);
        Self { client, body }
    }

    /// The session's title.
    pub fn title(mut self, title: impl Into<String>) -> Self {
        self.body.insert("title".to_owned(), Value::String(title.into()));
        self
    }

    /// Opens the session.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call: 409 `end_company_not_mapped` for a white-label tenant that is not linked to exactly one
    /// company. After [`Outcome::Unknown`](crate::Outcome::Unknown) a session may be open that nobody knows of.
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, a session may have been opened whose id is lost.
    pub async fn open(self) -> Result<ChatSession> {
        let body: contract::ChatSessionBody = body(self.body)?;
        let call = self.client.as_generated().create_chat_session();
        let reply = json(call.body(body)).await?;
        let Some(id) = pick(&reply.data, contract::CHAT_SESSION_ID, text) else {
            let message = "the session was opened, but the answer holds no id";
            return Err(reply.meta.lacking(message));
        };
        Ok(ChatSession::new(self.client.clone(), id))
    }
}

/// A chat with an agent. Its [`id`](ChatSession::id) is all there is to store, to go on with it by
/// [`Client::chat`](crate::Client::chat).
#[derive(Clone, Debug)]
pub struct ChatSession {
    pub(super) client: Client,
    pub(super) id: Arc<str>,
}

impl ChatSession {
    pub(crate) fn new(client: Client, id: impl Into<Arc<str>>) -> Self {
        Self { client, id: id.into() }
    }

    /// The session's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// A message to the agent, to be set up and sent. It may be empty where there is an attachment.
    pub fn message(&self, text: impl Into<String>) -> PostMessage<'_> {
        PostMessage::new(self, text.into())
    }

    /// An image or a document to go with a message: see [`UploadAttachment`].
    ///
    /// The content type is a media type, such as `image/png` or `application/pdf`.
    pub fn upload(
        &self,
        content_type: impl Into<String>,
        bytes: impl Into<bytes::Bytes>,
    ) -> UploadAttachment<'_> {
        UploadAttachment::new(self, content_type.into(), bytes.into())
    }

    /// The turn that is under way, or the last one: to go on with it in another process, with
    /// [`since`](FollowTurn::since). Without a cursor the server begins where it likes, and replays the end of the turn
    /// before.
    pub fn follow<'a>(&self) -> FollowTurn<'a> {
        FollowTurn::new(self.source(), None, false)
    }

    pub(super) fn source(&self) -> ClientSource {
        ClientSource::new(self.client.clone(), self.id.clone())
    }
}

/// A body made from JSON: the generated type's name and form may change with the document.
pub(super) fn body<T: serde::de::DeserializeOwned>(fields: Map<String, Value>) -> Result<T> {
    serde_json::from_value(Value::Object(fields)).map_err(|source| {
        Error::invalid_request("the body does not fit the document").with_source(source)
    })
}
