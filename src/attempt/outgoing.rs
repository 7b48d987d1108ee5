//! A request that may have to go out more often than once.

use http::HeaderMap;
use reqwest::{Body, Request, Url};

use crate::error::Error;

/// A request of which copies are sent: one for every attempt, redirect and renewed credential.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// In a box: a request is large, and the future of every layer that it is handed to holds a place for it.
    request: Box<Request>,
    /// Its body was a stream, and is gone.
    spent: bool,
}

impl Outgoing {
    pub(crate) fn new(request: Request) -> Self {
        Self {
            request: Box::new(request),
            spent: false,
        }
    }

    /// Whether it can go out once more.
    pub(super) fn can_repeat(&self) -> bool {
        !self.spent
    }

    pub(crate) fn body(&self) -> Option<&Body> {
        self.request.body()
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    /// The headers of all copies to come.
    pub(super) fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }

    /// A copy to be sent. A body that can be read only once goes along with the first.
    pub(super) fn copy(&mut self) -> Result<Request, Error> {
        let again = || Error::invalid_request("the body cannot be sent again");
        if self.spent {
            return Err(again());
        }
        if let Some(copy) = self.request.try_clone() {
            return Ok(copy);
        }
        self.spent = true;
        let body = self.request.body_mut().take();
        let mut copy = self.request.try_clone().ok_or_else(again)?;
        *copy.body_mut() = body;
        Ok(copy)
    }
}
