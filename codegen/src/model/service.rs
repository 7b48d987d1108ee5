//! Where the service is, and how calls are authenticated.

/// Where a service is.
#[derive(Clone, Debug)]
pub(crate) struct Server {
    pub(crate) url: String,
    pub(crate) description: String,
    pub(crate) variables: Vec<ServerVariable>,
}

#[derive(Clone, Debug)]
pub(crate) struct ServerVariable {
    pub(crate) name: String,
    pub(crate) default: Option<String>,
    /// What it can be; anything, where there is nothing.
    pub(crate) values: Vec<String>,
    pub(crate) description: String,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub(crate) name: String,
    /// The builder's method.
    pub(crate) ident: String,
    /// Its method for tokens that expire.
    pub(crate) provider: String,
    pub(crate) kind: SchemeKind,
    pub(crate) description: String,
}

#[derive(Clone, Debug)]
pub(crate) enum SchemeKind {
    Bearer,
    Basic,
    Http(String),
    Header(String),
    Query(String),
    Cookie(String),
    MutualTls,
}

impl SchemeKind {
    /// Whether the credential goes into `Authorization`.
    pub(crate) fn is_authorization(&self) -> bool {
        matches!(self, Self::Bearer | Self::Basic | Self::Http(_))
    }
}
