//! What the document says of an operation.

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
    /// Whether the document asks for a credential and offers no way without one.
    pub credential: bool,
    /// Whether the method is safe (RFC 9110, section 9.2.1): repeating the call changes nothing.
    pub safe: bool,
    /// Whether the method is idempotent (RFC 9110, section 9.2.2): a second call changes nothing more.
    pub idempotent: bool,
    /// Whether the response body is handed over as a stream instead of being decoded.
    pub streaming: bool,
    /// Whether the request may go without its body; a body of `null` is then not sent.
    pub optional_body: bool,
    /// The request's media type as published; nothing where there is no body, or a range of media types.
    pub request_media_type: Option<&'static str>,
    /// The media types of the success responses, for `Accept`.
    pub response_media_types: &'static [&'static str],
    /// The operation's own servers, where the document gives it any: another base URL than the client's may be right.
    pub servers: &'static [&'static str],
}
