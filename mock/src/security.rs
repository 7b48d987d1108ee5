//! Credentials: what an operation asks for, and which tokens are good.

use std::collections::BTreeMap;
use std::fmt;

use axum::http::{HeaderMap, header};
use oas_codegen::{CredentialKind, TableCredential};

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
    /// The sets of credentials of an operation; none where one of them lets a request through without a credential.
    pub(crate) fn read(
        sets: &[Vec<String>],
        known: &BTreeMap<String, TableCredential>,
    ) -> Vec<Self> {
        if sets.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let scheme = |name: &String| Scheme::read(known.get(name));
        sets.iter().map(|set| Self(set.iter().map(scheme).collect())).collect()
    }

    /// Each security scheme of a document alone, or a bearer token where it has none.
    pub fn each(schemes: &BTreeMap<String, TableCredential>) -> Vec<Self> {
        let all = schemes.values().map(|scheme| Self(vec![Scheme::read(Some(scheme))]));
        let all: Vec<Self> = all.collect();
        if all.is_empty() { vec![Self(vec![Scheme::Bearer])] } else { all }
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
    fn read(credential: Option<&TableCredential>) -> Self {
        let Some(credential) = credential else { return Self::Unchecked };
        let name = credential.name.clone().unwrap_or_default();
        match credential.kind {
            CredentialKind::Bearer => Self::Bearer,
            CredentialKind::Basic => Self::Basic,
            CredentialKind::Header => Self::Header(name),
            CredentialKind::Query => Self::Query(name),
            CredentialKind::Cookie => Self::Cookie(name),
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
    use std::collections::BTreeMap;

    use super::Requirement;

    #[test]
    fn an_empty_list_or_an_empty_requirement_asks_for_nothing() {
        let known = BTreeMap::new();
        let bearer = || vec!["bearerAuth".to_owned()];
        assert!(Requirement::read(&[], &known).is_empty());
        assert!(Requirement::read(&[bearer(), Vec::new()], &known).is_empty());
        assert_eq!(Requirement::read(&[bearer()], &known).len(), 1);
    }
}
