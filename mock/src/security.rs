//! Credentials: what an operation asks for, and which tokens are good.

use std::fmt;

use axum::http::{HeaderMap, header};
use serde_json::Value;

use crate::incoming::Incoming;

/// Schemes that have to be met together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Requirement(Vec<Scheme>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Scheme {
    Bearer,
    Basic,
    /// An API key in the header, query or cookie of this name.
    Header(String),
    Query(String),
    Cookie(String),
    /// Kinds of credential this server does not check.
    Unchecked,
}

/// What a request said in `Authorization`, without the secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub enum Authorization {
    /// There was no such header.
    Absent,
    /// A bearer token this server accepts.
    Right,
    /// Anything else.
    Wrong,
}

/// The credentials that are accepted; any where there is no list.
pub struct Tokens(Option<Vec<String>>);

impl Requirement {
    /// Reads a `security` list; empty when it is absent or lets a request through without a credential.
    pub(crate) fn read(security: Option<&Value>, root: &Value) -> Vec<Self> {
        let list = security.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let requirements: Vec<Self> = list
            .iter()
            .filter_map(Value::as_object)
            .map(|schemes| Self(schemes.keys().map(|name| Scheme::read(name, root)).collect()))
            .collect();
        if requirements.iter().any(|requirement| requirement.0.is_empty()) {
            return Vec::new();
        }
        requirements
    }

    fn met(&self, incoming: &Incoming, tokens: &Tokens) -> bool {
        let headers = &incoming.headers;
        self.0.iter().all(|scheme| match scheme {
            Scheme::Bearer => tokens.judge(headers) == Authorization::Right,
            // Who it is that asks is not looked at.
            Scheme::Basic => headers.get(header::AUTHORIZATION).is_some_and(|value| {
                value
                    .as_bytes()
                    .get(..6)
                    .is_some_and(|scheme| scheme.eq_ignore_ascii_case(b"basic "))
            }),
            Scheme::Query(name) => {
                incoming.query.iter().any(|(known, value)| known == name && tokens.contains(value))
            }
            Scheme::Cookie(name) => cookies(headers)
                .iter()
                .any(|(known, value)| known == name && tokens.contains(value)),
            Scheme::Header(name) => headers
                .get(name)
                .and_then(|value| value.to_str().ok())
                .is_some_and(|value| tokens.contains(value)),
            Scheme::Unchecked => true,
        })
    }
}

impl Scheme {
    fn read(name: &str, root: &Value) -> Self {
        let scheme =
            root.get("components").and_then(|c| c.get("securitySchemes")).and_then(|s| s.get(name));
        let text = |key: &str| scheme.and_then(|s| s.get(key)).and_then(Value::as_str);
        match text("type") {
            Some("http") if text("scheme").is_some_and(|s| s.eq_ignore_ascii_case("bearer")) => {
                Self::Bearer
            }
            Some("oauth2" | "openIdConnect") => Self::Bearer,
            Some("http") if text("scheme").is_some_and(|s| s.eq_ignore_ascii_case("basic")) => {
                Self::Basic
            }
            Some("apiKey") => match (text("in"), text("name")) {
                (Some("header"), Some(name)) => Self::Header(name.to_owned()),
                (Some("query"), Some(name)) => Self::Query(name.to_owned()),
                (Some("cookie"), Some(name)) => Self::Cookie(name.to_owned()),
                _ => Self::Unchecked,
            },
            _ => Self::Unchecked,
        }
    }
}

/// Whether one of `requirements` is met, or there is none.
pub fn allows(requirements: &[Requirement], incoming: &Incoming, tokens: &Tokens) -> bool {
    requirements.is_empty()
        || requirements.iter().any(|requirement| requirement.met(incoming, tokens))
}

/// The cookies of a request.
pub(crate) fn cookies(headers: &HeaderMap) -> Vec<(String, String)> {
    let all = headers.get_all(header::COOKIE).iter();
    all.flat_map(|value| {
        let text = String::from_utf8_lossy(value.as_bytes()).into_owned();
        let pairs = text.split(';').filter_map(|pair| pair.split_once('='));
        pairs
            .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
            .collect::<Vec<_>>()
    })
    .collect()
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let text = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, token) = text.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

impl Tokens {
    pub(crate) fn new(token: Option<String>) -> Self {
        Self(token.map(|token| vec![token]))
    }

    /// Accepts another.
    pub fn accept(&mut self, token: String) {
        if let (false, Some(known)) = (self.contains(&token), &mut self.0) {
            known.push(token);
        }
    }

    /// No longer accepts one.
    pub fn revoke(&mut self, token: &str) {
        if let Some(known) = &mut self.0 {
            known.retain(|known| known != token);
        }
    }

    fn contains(&self, token: &str) -> bool {
        self.0.as_ref().is_none_or(|known| known.iter().any(|known| known == token))
    }

    /// What the headers of a request say in `Authorization`.
    pub fn judge(&self, headers: &HeaderMap) -> Authorization {
        if !headers.contains_key(header::AUTHORIZATION) {
            return Authorization::Absent;
        }
        match bearer(headers) {
            Some(token) if self.contains(token) => Authorization::Right,
            _ => Authorization::Wrong,
        }
    }
}

/// How many there are, and no token.
impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tokens").field("accepted", &self.0.as_ref().map(Vec::len)).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::Requirement;
    use serde_json::json;

    #[test]
    fn an_empty_list_or_an_empty_requirement_asks_for_nothing() {
        let root = json!({});
        assert!(Requirement::read(None, &root).is_empty());
        assert!(Requirement::read(Some(&json!([])), &root).is_empty());
        assert!(Requirement::read(Some(&json!([{"bearerAuth": []}, {}])), &root).is_empty());
        assert_eq!(Requirement::read(Some(&json!([{"bearerAuth": []}])), &root).len(), 1);
    }
}
