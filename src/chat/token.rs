//! Tokens for one chat session, for programs of end users.

use std::fmt;
use std::time::Duration;

use chrono::{DateTime, Utc};
use oas_runtime::generated::Redacted;
use serde_json::{Map, Value};

use super::session::body;
use crate::api::contract;
use crate::client::Client;
use crate::envelope::json;
use crate::error::{Error, Result};
use crate::member::{pick, text};
use crate::time::Time;

/// A token to be minted: `POST /public-api/sessions`.
///
/// What the server allows wins: of a session that belongs to an end company, the company is taken from the session.
#[derive(Clone, Debug)]
#[must_use = "nothing is minted before `mint`"]
pub struct MintSessionToken<'a> {
    client: &'a Client,
    session_id: String,
    fields: Map<String, Value>,
}

impl<'a> MintSessionToken<'a> {
    pub(super) fn new(client: &'a Client, session_id: String) -> Self {
        Self { client, session_id, fields: Map::new() }
    }

    fn set(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.fields.insert(name.to_owned(), value.into());
        self
    }

    /// How long the token is good for, in whole seconds. The server has a time of its own where none is given.
    pub fn lifetime(self, lifetime: Duration) -> Self {
        self.set("ttl_seconds", lifetime.as_secs())
    }

    /// The agents that the session may talk to. All that the session allows where none are given.
    pub fn allowed_agents(self, ids: impl IntoIterator<Item = i64>) -> Self {
        self.set("allowed_agent_ids", ids.into_iter().collect::<Vec<_>>())
    }

    /// Who the end user is, by the caller's own word for them.
    pub fn end_user(self, end_user: impl Into<String>) -> Self {
        self.set("end_user", end_user.into())
    }

    /// The end user's address.
    pub fn end_user_email(self, email: impl Into<String>) -> Self {
        self.set("end_user_email", email.into())
    }

    /// The company that the end user belongs to.
    pub fn end_company_id(self, id: impl Into<String>) -> Self {
        self.set("end_company_id", id.into())
    }

    /// Another tenant's session: for platform service accounts, and that tenant's Neo Support session only. Others get 403.
    pub fn client_id(self, id: impl Into<String>) -> Self {
        self.set("client_id", id.into())
    }

    /// Mints the token.
    ///
    /// # Errors
    ///
    /// An [`Error`] as for any call: 404 for a session that is not the caller's, 403 for a `client_id` without platform rights.
    ///
    /// # Cancel safety
    ///
    /// Dropped half way, a token may have been minted that nobody has; it expires.
    pub async fn mint(mut self) -> Result<SessionToken> {
        self.fields.insert("session_id".to_owned(), self.session_id.clone().into());
        let body: contract::SessionTokenBody = body(self.fields)?;
        let reply = json(self.client.as_generated().mint_session_token().body(body)).await?;
        let data = &reply.data;
        // The answer itself is not shown: it is the secret.
        let Some(token) = pick(data, &["token"], text) else {
            return Err(reply.meta.lacking("the answer holds no token"));
        };
        let said = pick(data, &["session_id"], text);
        if said.is_some_and(|said| said != self.session_id) {
            return Err(reply.meta.lacking("the token is for another session"));
        }
        let expires_at = pick(data, &["expires_at"], Value::as_str);
        Ok(SessionToken {
            session_id: self.session_id,
            token,
            jti: pick(data, &["jti"], text),
            expires_at: expires_at.and_then(|at| at.parse::<DateTime<Utc>>().ok()).map(Time::from),
        })
    }
}

/// A token for one chat session. `Debug` does not show the token itself.
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken {
    session_id: String,
    token: String,
    jti: Option<String>,
    expires_at: Option<Time>,
}

impl SessionToken {
    /// A token that was minted elsewhere, and the session that it is for.
    pub fn new(session_id: impl Into<String>, token: impl Into<String>) -> Self {
        let (session_id, token) = (session_id.into(), token.into());
        Self { session_id, token, jti: None, expires_at: None }
    }

    /// The session that it is for.
    #[must_use]
    pub fn session_id(&self) -> &str {
        &self.session_id
    }

    /// The secret itself, to hand it to the end user's program.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.token
    }

    /// The token's own id, which is no secret: for logs. Not known of a token that was minted elsewhere.
    #[must_use]
    pub fn jti(&self) -> Option<&str> {
        self.jti.as_deref()
    }

    /// When it expires, by the server's clock. Not known of a token that was minted elsewhere.
    #[must_use]
    pub fn expires_at(&self) -> Option<Time> {
        self.expires_at
    }

    pub(super) fn check(&self) -> Result<()> {
        match self.session_id.trim() {
            "" | "." | ".." => {
                Err(Error::configuration("the token is for no session: its id is empty"))
            }
            _ => Ok(()),
        }
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionToken")
            .field("session_id", &self.session_id)
            .field("token", &Redacted)
            .field("jti", &self.jti)
            .field("expires_at", &self.expires_at)
            .finish()
    }
}
