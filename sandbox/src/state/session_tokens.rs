//! Tokens that open one chat session.

use std::time::Duration;

use oas_mock::module::{Instant, structure};
use uuid::Uuid;

use super::Now;
use crate::neo::PREFIX;

/// How long a token is good for where nothing else is asked. The service's own time is not known.
const LIFETIME: Duration = Duration::from_secs(900);

/// What all operations of a session begin with.
const SESSION: &str = "chat/sessions/{}/";

#[derive(Debug, Default)]
pub(crate) struct SessionTokens(Vec<SessionToken>);

struct SessionToken {
    token: String,
    session_id: String,
    /// Beyond what the clock can tell, never.
    expires: Option<Instant>,
}

/// What a token is good for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Opens {
    /// The operation.
    It,
    /// Another session, or something else of this one.
    Another,
    /// Nothing any more.
    Expired,
}

impl SessionTokens {
    /// A token for a session, its id and how long it is good for.
    pub(crate) fn mint(
        &mut self,
        session_id: &str,
        lifetime: Option<Duration>,
        now: Now,
    ) -> (String, String, Duration) {
        let lifetime = lifetime.unwrap_or(LIFETIME);
        let part = || Uuid::new_v4().simple().to_string();
        // Three parts with dots, as a JWT has; nothing can be read from it.
        let token = format!("sandbox.{}.{}", part(), part());
        self.0.push(SessionToken {
            token: token.clone(),
            session_id: session_id.to_owned(),
            expires: now.instant.checked_add(lifetime),
        });
        (token, Uuid::new_v4().to_string(), lifetime)
    }

    /// Whether a bearer token was minted here.
    pub(crate) fn knows(&self, bearer: &str) -> bool {
        self.0.iter().any(|known| known.token == bearer)
    }

    /// What a bearer token opens, of a call with this path template and its parameters; `None` when it was never minted.
    pub(crate) fn opens(
        &self,
        bearer: &str,
        template: &str,
        values: &[(String, String)],
        now: Instant,
    ) -> Option<Opens> {
        let token = self.0.iter().find(|known| known.token == bearer)?;
        if token.expires.is_some_and(|expires| expires <= now) {
            return Some(Opens::Expired);
        }
        let session = values.first().map(|(_, value)| value.as_str());
        let is_its = structure(template, PREFIX).starts_with(SESSION)
            && session == Some(token.session_id.as_str());
        Some(if is_its { Opens::It } else { Opens::Another })
    }
}

/// Without the token.
impl std::fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SessionToken").field("session_id", &self.session_id).finish_non_exhaustive()
    }
}
