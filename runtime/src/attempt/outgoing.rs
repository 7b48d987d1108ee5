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
        Self { request: Box::new(request), spent: false }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn outgoing(body: Option<Body>) -> Outgoing {
        let url = Url::parse("https://api.example.test/x?y=1").unwrap();
        let mut request = Request::new(http::Method::PUT, url);
        *request.body_mut() = body;
        let mut outgoing = Outgoing::new(request);
        let value = http::HeaderValue::from_static("v");
        outgoing.headers_mut().insert("x-name", value);
        outgoing
    }

    #[test]
    fn what_is_in_memory_goes_out_again_and_again() {
        for body in [None, Some("text")] {
            let mut outgoing = outgoing(body.map(Body::from));
            for _ in 0..3 {
                assert!(outgoing.can_repeat());
                let copy = outgoing.copy().unwrap();
                let sent = copy.body().and_then(Body::as_bytes);
                assert_eq!(sent, body.map(str::as_bytes));
                assert_eq!((copy.method(), copy.url()), (&http::Method::PUT, outgoing.url()));
                assert_eq!(copy.headers()["x-name"], "v");
            }
        }
    }

    #[test]
    fn a_stream_goes_along_once() {
        let stream = futures_util::stream::iter([std::io::Result::Ok("text")]);
        let mut outgoing = outgoing(Some(Body::wrap_stream(stream)));
        assert!(outgoing.can_repeat());
        let copy = outgoing.copy().unwrap();
        assert!(copy.body().is_some_and(|body| body.as_bytes().is_none()));
        assert_eq!(copy.headers()["x-name"], "v");
        assert!(!outgoing.can_repeat());
        assert!(outgoing.copy().is_err());
    }
}
