//! A list whose items are read as they came, whatever type the document gives them.

use oas_runtime::{
    CallOptions, Client, Envelope, Operation, OperationSpec, Paged, Paging, Received,
};
use reqwest::Request;
use serde_json::{Value, json};

use crate::envelope::parts;

/// The same call with JSON values for its items.
#[derive(Clone, Debug)]
pub(crate) struct Open<O>(pub(crate) O);

/// An envelope as it came.
#[derive(Debug)]
pub(crate) struct Enveloped {
    data: Value,
    meta: Value,
}

impl Envelope for Enveloped {
    type Data = Value;

    fn into_data(self) -> Value {
        self.data
    }

    fn into_parts(self) -> (Value, Value) {
        (self.data, json!({ "meta": self.meta }))
    }
}

impl<O: Operation> Operation for Open<O> {
    const SPEC: &'static OperationSpec = O::SPEC;
    type Success = Enveloped;
    type Headers = O::Headers;
    type Failure = O::Failure;
    type FailureHeaders = O::FailureHeaders;

    fn client(&self) -> &Client {
        self.0.client()
    }

    fn options(&self) -> CallOptions {
        self.0.options()
    }

    fn request(self) -> oas_runtime::Result<Request> {
        self.0.request()
    }

    fn decode(received: &mut Received) -> Result<Enveloped, serde_json::Error> {
        let (data, meta) = parts(received.json()?);
        Ok(Enveloped { data, meta })
    }

    fn decode_failure(
        status: u16,
        body: &[u8],
    ) -> Option<Result<Self::Failure, serde_json::Error>> {
        O::decode_failure(status, body)
    }
}

impl<O: Paged> Paged for Open<O> {
    const PAGING: Paging = O::PAGING;
    type Item = Value;

    fn position(&self) -> Option<String> {
        self.0.position()
    }

    fn at(self, position: &str) -> Self {
        Self(self.0.at(position))
    }

    fn items(data: Value) -> Option<Vec<Value>> {
        oas_runtime::generated::items(data)
    }
}
