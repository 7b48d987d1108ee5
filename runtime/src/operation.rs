//! What the document says of each operation, and the traits that let one piece of code serve all of them.

use reqwest::Request;

use crate::call::{CallOptions, Received};
use crate::client::Client;
use crate::error::Result;

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
    /// The request's media type as published, where the generated client would send another.
    pub request_media_type: Option<&'static str>,
    /// The media types of the success responses, for `Accept`.
    pub response_media_types: &'static [&'static str],
    /// The operation's own servers, where the document gives it any: another base URL than the client's may be right.
    pub servers: &'static [&'static str],
}

/// A call that is ready to be sent: implemented by every generated builder, and by [`Call`](crate::Call), which adds settings.
pub trait Operation: Sized + Send {
    /// What the document says of it.
    const SPEC: &'static OperationSpec;
    /// What a success decodes to.
    type Success: Send;

    /// The client that sends it.
    fn client(&self) -> &Client;

    /// The settings of this call. What is not set is the client's.
    fn options(&self) -> CallOptions {
        CallOptions::new()
    }

    /// The request, but for what every request of the client carries.
    ///
    /// # Errors
    ///
    /// A required value was not set, or a value does not convert.
    fn request(self) -> Result<Request>;

    /// Decodes a success.
    ///
    /// # Errors
    ///
    /// The body does not decode.
    fn decode(received: &mut Received) -> Result<Self::Success, serde_json::Error>;
}

/// A success of the form `{data, meta}`.
pub trait Envelope: Sized {
    /// The payload.
    type Data: Send;

    /// The payload alone.
    fn into_data(self) -> Self::Data;

    /// Takes the envelope apart: the payload, and everything beside it as JSON.
    fn into_parts(self) -> (Self::Data, serde_json::Value);
}

/// How a list is paged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paging {
    /// The response carries an opaque cursor, to be sent with the next request.
    Cursor,
    /// Pages are numbered from one.
    PageNumber,
    /// The document has no way to ask for a further page.
    Whole,
}

/// A list that comes in pages.
pub trait Paged: Operation<Success: Envelope> + Clone {
    /// How it is paged.
    const PAGING: Paging;
    /// One element of the list.
    type Item: serde::Serialize + Send;

    /// The page that was asked for: a cursor, or a page number in digits.
    fn position(&self) -> Option<String>;

    /// The same call, for the page at `position`. A list that comes whole has none but the first.
    fn at(self, position: &str) -> Self;

    /// The elements of one page.
    fn items(data: <Self::Success as Envelope>::Data) -> Vec<Self::Item>;
}
