//! What the document says of an operation, and of the service.

mod security;
mod server;

pub use security::{SchemeKind, SecurityScheme};
pub use server::{Server, ServerVariable};

/// What the document says of the service as a whole.
#[derive(Debug)]
pub struct ApiSpec {
    /// Where the service is; the first is used where nothing else is said.
    pub servers: &'static [Server],
    /// The ways to authenticate.
    pub security_schemes: &'static [SecurityScheme],
    /// The credentials that the document asks for where an operation says nothing else.
    pub security: &'static [&'static [&'static SecurityScheme]],
    /// Every operation.
    pub operations: &'static [OperationSpec],
}

impl ApiSpec {
    /// A service of which nothing is known.
    pub(crate) const NOTHING: &Self =
        &Self { servers: &[], security_schemes: &[], security: &[], operations: &[] };
}

/// What the document says of one operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OperationSpec {
    /// The operation's name in Rust: the method of the generated client.
    pub name: &'static str,
    /// `operationId` as the document spells it.
    pub operation_id: Option<&'static str>,
    /// The HTTP method, in capitals.
    pub method: &'static str,
    /// The path template, as published.
    pub path: &'static str,
    /// The credentials that the document asks for: all of one of these sets. With none, or with an empty set among them, the
    /// operation can be called without.
    pub security: &'static [&'static [&'static SecurityScheme]],
    /// Whether the method is safe (RFC 9110, section 9.2.1): repeating the call changes nothing.
    pub safe: bool,
    /// Whether a second call changes nothing more: by the method (RFC 9110, section 9.2.2), or as the document's `x-idempotent` says.
    pub idempotent: bool,
    /// The header by which the server knows a call again, where the operation has one: `Idempotency-Key` or
    /// `Repeatability-Request-ID`.
    pub idempotency_key: Option<&'static str>,
    /// Whether the response body is handed over as a stream instead of being decoded.
    pub streaming: bool,
    /// Whether the request may go without its body; a body of `null` is then not sent.
    pub optional_body: bool,
    /// The request's media type as published; nothing where there is no body, or a range of media types.
    pub request_media_type: Option<&'static str>,
    /// The media types of the success responses, for `Accept`.
    pub response_media_types: &'static [&'static str],
    /// The operation's own servers, where the document gives it any; the first is used in the place of the service's.
    pub servers: &'static [Server],
}

impl OperationSpec {
    /// Whether the document asks for a credential and offers no way without one.
    #[must_use]
    pub fn needs_credential(&self) -> bool {
        needs(self.security)
    }
}

/// Whether these sets of credentials leave no way without one.
pub(crate) fn needs(security: &[&[&SecurityScheme]]) -> bool {
    !security.is_empty() && !security.iter().any(|set| set.is_empty())
}
