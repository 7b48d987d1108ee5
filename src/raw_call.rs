//! Calls that the document does not have.

use std::any::type_name;

use oas_runtime::{CallOptions, Operation as _, Received};
use reqwest::{Body, Method};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::api::builder::ListExecutions;
use crate::client::{Client, PREFIX};
use crate::envelope::{Meta, Reply, parts};
use crate::error::{Error, Result};

/// A call of any method and path, with the client's address, credential, retries and errors. Made by [`Client::request`].
#[derive(Debug)]
#[must_use = "a call does nothing before it is sent"]
pub struct RawCall(oas_runtime::RawCall);

impl Client {
    /// A call that the document does not have, or has otherwise: a method and a path as the reference shows it, with `/public-api` or
    /// without, encoded as it is to be sent. It is repeated as its method allows: a POST only where it is certain that the server has
    /// not done it.
    ///
    /// ```
    /// use neoagent::reqwest::Method;
    /// # use neoagent::Client;
    /// # use neoagent_sandbox::Sandbox;
    ///
    /// # #[tokio::main(flavor = "current_thread", start_paused = true)]
    /// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
    /// # let sandbox = Sandbox::builder().in_memory()?;
    /// # let neo = Client::builder().api_key(sandbox.key()).base_url(sandbox.base_url()).transport(sandbox.transport()).build()?;
    /// # // A refresh may have brought another path.
    /// # if !neoagent::api::operations::ALL.iter().any(|one| one.path.ends_with("/executions")) { return Ok(()) }
    /// let run = neo.run_agent(42).target_entity_id("T-1").start().await?;
    ///
    /// let call = neo.request(Method::GET, "/executions").query("agent_id", "42");
    /// let found: Vec<serde_json::Value> = call.data().await?;
    /// assert_eq!(found.len(), 1);
    /// # // A number in some documents.
    /// # assert!(found[0]["execution_id"].to_string().contains(run.id()));
    ///
    /// // The service can cancel a run; the page that says how was not found, so this path is a guess. It is no operation here.
    /// let cancel = format!("/executions/{}/cancel", run.id());
    /// let error = neo.request(Method::POST, &cancel).data::<serde_json::Value>().await.unwrap_err();
    /// assert_eq!(error.kind(), neoagent::ErrorKind::NotFound);
    /// # Ok(()) }
    /// ```
    pub fn request(&self, method: Method, path: &str) -> RawCall {
        let own = path
            .strip_prefix(PREFIX)
            .filter(|rest| rest.is_empty() || rest.starts_with(['/', '?']));
        let base = self.runtime().base_url();
        let path = match own {
            // The document has it in the address of its server.
            Some(rest) if base.ends_with(PREFIX) => rest.to_owned(),
            None if path.starts_with('/') && !base.ends_with(PREFIX) => format!("{PREFIX}{path}"),
            _ => path.to_owned(),
        };
        // The document names the credential on its operations, and none for all.
        RawCall(self.runtime().request(method, &path).security_of(ListExecutions::SPEC))
    }
}

impl RawCall {
    /// Adds a query parameter.
    pub fn query(self, name: &str, value: &str) -> Self {
        Self(self.0.query(name, value))
    }

    /// Adds a header.
    pub fn header(self, name: &str, value: &str) -> Self {
        Self(self.0.header(name, value))
    }

    /// Sets a body of JSON.
    pub fn json(self, body: &impl Serialize) -> Self {
        Self(self.0.json(body))
    }

    /// Sets a body of any media type.
    pub fn body(self, media_type: &str, body: impl Into<Body>) -> Self {
        Self(self.0.body(media_type, body))
    }

    /// The settings of this call. [`CallOptions::repeatable`] says that nothing happens twice if it is sent twice.
    pub fn options(self, options: CallOptions) -> Self {
        Self(self.0.options(options))
    }

    /// Sends it, and gives the payload out of its envelope. A success without a body has null for a payload.
    ///
    /// # Errors
    ///
    /// Everything that is not a success in an envelope with a payload of this type.
    ///
    /// # Cancel safety
    ///
    /// Dropping the future drops the request. Whether the server has done what was asked is then not known.
    pub async fn data<T: DeserializeOwned>(self) -> Result<T> {
        Ok(self.reply().await?.data)
    }

    /// Sends it, and gives the payload with what came beside it.
    ///
    /// # Errors
    ///
    /// As [`RawCall::data`].
    ///
    /// # Cancel safety
    ///
    /// As [`RawCall::data`].
    pub async fn reply<T: DeserializeOwned>(self) -> Result<Reply<T>> {
        let received = self.receive().await?;
        let body = match received.bytes() {
            [] => Value::Null,
            _ => received.json().map_err(|source| Error::from(received.undecoded(&source)))?,
        };
        let (data, meta) = parts(body);
        let meta = Meta::read(received.status, &received.headers, meta);
        // serde repeats what it found, and an error repeats no body.
        let data = serde_json::from_value(data).map_err(|_| {
            meta.lacking(format!("`data` of the answer is no {}", type_name::<T>()))
        })?;
        Ok(Reply::new(data, meta))
    }

    /// Sends it, and gives the success as it came: for what is in no envelope.
    ///
    /// # Errors
    ///
    /// Everything that is not a success.
    ///
    /// # Cancel safety
    ///
    /// As [`RawCall::data`].
    pub async fn receive(self) -> Result<Received> {
        Ok(self.0.receive().await?)
    }
}
