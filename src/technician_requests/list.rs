//! Listing technician requests.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use oas_runtime::{Call, CallOptions, Text};

use super::request::TechnicianRequest;
use crate::api::builder::ListTilRequests;
use crate::client::Client;
use crate::error::Result;
use crate::ids::AgentId;
use crate::operation_ext::OperationExt as _;
use crate::pages::{Items, Open};

/// The technician requests of a tenant, to be narrowed down: `GET /public-api/til-requests`.
///
/// ```no_run
/// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
/// let mut pending = neo.technician_requests().agent_id(42).pending();
/// while let Some(request) = pending.next().await {
///     let request = request?;
///     println!("{}", request.json()["requested_for"]);
///     request.approve().note("Fine.").send().await?;
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "nothing is asked for before `pending` or `all`"]
pub struct TechnicianRequests<'a> {
    client: &'a Client,
    call: ListTilRequests<'a>,
    options: CallOptions,
}

impl<'a> TechnicianRequests<'a> {
    pub(crate) fn new(client: &'a Client) -> Self {
        let call = client.as_generated().list_til_requests();
        Self { client, call, options: CallOptions::new() }
    }

    /// Settings for the calls this makes.
    pub(super) fn options(mut self, options: CallOptions) -> Self {
        self.options = options;
        self
    }

    /// Only those of this agent.
    pub fn agent_id(mut self, id: impl Into<AgentId>) -> Self {
        self.call = self.call.agent_id(Text(id.into().as_str()));
        self
    }

    /// Only those that were sent to this user, by the stable id.
    pub fn approver(mut self, user_id: impl Into<String>) -> Self {
        self.call = self.call.approver(Text(&user_id.into()));
        self
    }

    /// Only those created at this instant or later, in ISO 8601: `2026-01-02T03:04:05Z`.
    pub fn created_after(mut self, instant: impl Into<String>) -> Self {
        self.call = self.call.created_after(Text(&instant.into()));
        self
    }

    /// Only those with one of these status words, comma-separated, as the server spells them. The words are not documented.
    pub fn status(mut self, words: impl Into<String>) -> Self {
        self.call = self.call.status(Text(&words.into()));
        self
    }

    /// How many are asked for at once, 1 to 200; the server's choice is 50.
    pub fn page_size(mut self, requests: i64) -> Self {
        self.call = self.call.page_size(Text(&requests.to_string()));
        self
    }

    /// Those that nobody has decided yet, as a stream.
    ///
    /// Which word the server has for them is not documented, so all are read and the others are left out here. Where there
    /// are many, narrow them down with [`created_after`](TechnicianRequests::created_after), or with
    /// [`status`](TechnicianRequests::status) if you know the word.
    pub fn pending(self) -> TechnicianRequestStream<'a> {
        TechnicianRequestStream { pending_only: true, ..self.all() }
    }

    /// All of them, as a stream.
    pub fn all(self) -> TechnicianRequestStream<'a> {
        TechnicianRequestStream {
            client: self.client,
            items: Open(self.call.with(self.options)).items(),
            pending_only: false,
        }
    }
}

/// Technician requests over all pages of their list.
///
/// # Errors
///
/// A page that cannot be had ends the stream with an error, after all requests before it;
/// [`resume`](TechnicianRequestStream::resume) goes on with that page.
///
/// # Cancel safety
///
/// [`next`](TechnicianRequestStream::next) can be dropped at any point: no request is lost.
#[must_use = "a stream does nothing unless it is polled"]
pub struct TechnicianRequestStream<'a> {
    client: &'a Client,
    items: Items<'a, Open<Call<ListTilRequests<'a>>>>,
    pending_only: bool,
}

impl TechnicianRequestStream<'_> {
    /// The next request; `None` after the last one, and after an error.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) when a page cannot be had.
    ///
    /// # Cancel safety
    ///
    /// Cancel safe; see [`TechnicianRequestStream`].
    pub async fn next(&mut self) -> Option<Result<TechnicianRequest>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Goes on after an error, with the page that could not be had.
    pub fn resume(&mut self) {
        self.items.resume();
    }
}

impl Stream for TechnicianRequestStream<'_> {
    type Item = Result<TechnicianRequest>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            let Some(item) = ready!(Pin::new(&mut self.items).poll_next(context)) else {
                return Poll::Ready(None);
            };
            let request = item.map(|json| TechnicianRequest::read(self.client, json));
            let left_out =
                self.pending_only && request.as_ref().is_ok_and(|request| !request.is_pending());
            if !left_out {
                return Poll::Ready(Some(request));
            }
        }
    }
}

impl fmt::Debug for TechnicianRequestStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TechnicianRequestStream")
            .field("items", &self.items)
            .field("pending_only", &self.pending_only)
            .finish_non_exhaustive()
    }
}
