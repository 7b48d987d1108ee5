//! The trait that every generated builder implements.

use reqwest::Request;

use super::options::CallOptions;
use crate::client::Client;
use crate::error::Result;
use crate::received::Received;
use crate::spec::OperationSpec;
use crate::wire::Headers;

/// A call that is ready to be sent: implemented by every generated builder, and by [`Call`](crate::Call), which adds settings.
pub trait Operation: Sized + Send {
    /// What the document says of it.
    const SPEC: &'static OperationSpec;
    /// What a success decodes to.
    type Success: Send;
    /// The headers that the document describes for a success; `()` where it describes none.
    type Headers: Headers;
    /// What the errors decode to that the document describes; [`Infallible`](std::convert::Infallible) where it describes none.
    type Failure: Send;
    /// The headers that the document describes for errors.
    type FailureHeaders: Headers;

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

    /// Decodes the body of an answer that is not a success; nothing where the document describes none for its status.
    fn decode_failure(status: u16, body: &[u8])
    -> Option<Result<Self::Failure, serde_json::Error>>;
}
