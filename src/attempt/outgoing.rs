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
        if self.spent {
            return Err(Error::invalid_request("the body cannot be sent again"));
        }
        if self.request.body().is_none() {
            return Ok(self.copy_head());
        }
        if let Some(copy) = self.request.try_clone() {
            return Ok(copy);
        }
        self.spent = true;
        let mut copy = self.copy_head();
        *copy.body_mut() = self.request.body_mut().take();
        Ok(copy)
    }

    /// All but the body. reqwest's own way to clone makes room for time limits and the like, which ours have none of.
    fn copy_head(&self) -> Request {
        let mut copy = Request::new(self.request.method().clone(), self.request.url().clone());
        *copy.headers_mut() = self.request.headers().clone();
        copy
    }
}
