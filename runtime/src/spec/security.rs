//! Ways to authenticate.

use std::fmt;

/// A way to authenticate, as the document describes it (OpenAPI, "Security Scheme Object").
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SecurityScheme {
    /// Its name in the document.
    pub name: &'static str,
    /// What is sent, and where.
    pub kind: SchemeKind,
}

/// What is sent to authenticate, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SchemeKind {
    /// A bearer token in `Authorization`: `http` with `bearer`, `oauth2` and `openIdConnect`.
    Bearer,
    /// User and password in `Authorization`.
    Basic,
    /// Another scheme of `Authorization`, by its name.
    Http(&'static str),
    /// An API key in the header of this name.
    Header(&'static str),
    /// An API key in the query parameter of this name.
    Query(&'static str),
    /// An API key in the cookie of this name.
    Cookie(&'static str),
    /// A certificate of the client: a matter of the HTTP client under this one, which is taken to have it.
    MutualTls,
}

impl fmt::Display for SecurityScheme {
    /// The scheme as an error names it: ``"`key` (an API key in the header X-Key)"``.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` (", self.name)?;
        match self.kind {
            SchemeKind::Bearer => f.write_str("a bearer token"),
            SchemeKind::Basic => f.write_str("user and password"),
            SchemeKind::Http(scheme) => {
                write!(f, "the header Authorization of the scheme {scheme}")
            }
            SchemeKind::Header(name) => write!(f, "an API key in the header {name}"),
            SchemeKind::Query(name) => write!(f, "an API key in the query parameter {name}"),
            SchemeKind::Cookie(name) => write!(f, "an API key in the cookie {name}"),
            SchemeKind::MutualTls => f.write_str("a certificate of the client"),
        }?;
        f.write_str(")")
    }
}
