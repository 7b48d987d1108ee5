//! Why a mock could not start.

use std::fmt;
use std::net::SocketAddr;

/// Why a [`Mock`](crate::Mock) could not start.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    Bind(SocketAddr, std::io::Error),
    Document(String),
    Unread(oas_source::Error),
    Unlisted(oas_codegen::Error),
}

impl Error {
    pub(crate) fn bind(address: SocketAddr, cause: std::io::Error) -> Self {
        Self(Kind::Bind(address, cause))
    }

    pub(crate) fn document(what: impl Into<String>) -> Self {
        Self(Kind::Document(what.into()))
    }

    pub(crate) fn unread(cause: oas_source::Error) -> Self {
        Self(Kind::Unread(cause))
    }

    pub(crate) fn unlisted(cause: oas_codegen::Error) -> Self {
        Self(Kind::Unlisted(cause))
    }

    /// Whether the document was refused.
    pub fn is_document(&self) -> bool {
        matches!(self.0, Kind::Document(_) | Kind::Unread(_) | Kind::Unlisted(_))
    }

    /// Whether the address could not be listened on.
    pub fn is_bind(&self) -> bool {
        matches!(self.0, Kind::Bind(..))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::Bind(address, _) => write!(f, "the server cannot listen on {address}"),
            Kind::Unlisted(_) => f.write_str("the document cannot be served"),
            Kind::Unread(_) => f.write_str("the document cannot be read"),
            Kind::Document(what) => write!(f, "the document cannot be served: {what}"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::Bind(_, cause) => Some(cause),
            Kind::Unread(cause) => Some(cause),
            Kind::Unlisted(cause) => Some(cause),
            Kind::Document(_) => None,
        }
    }
}
