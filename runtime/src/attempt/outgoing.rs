//! A request that may have to go out more often than once.

use std::fmt;

use http::header::{AUTHORIZATION, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Request, Url};
use smallvec::SmallVec;

use super::once::Once;
use crate::credential::{Credential, sensitive};
use crate::error::Error;
use crate::spec::{SchemeKind, SecurityScheme};
use crate::wire::cookie_text;

/// A request of which copies are sent: one for every attempt, redirect and renewed credential.
#[derive(Debug)]
pub(crate) struct Outgoing {
    /// In a box: a request is large, and the future of every layer that it is handed to holds a place for it.
    request: Box<Request>,
    /// Its body, where that is a stream.
    once: Option<Once>,
    /// What every copy is authenticated with.
    marks: SmallVec<[Mark; 1]>,
}

/// A credential, and where it goes.
enum Mark {
    Header(HeaderName, HeaderValue),
    Query(&'static str, String),
    Cookie(HeaderValue),
}

impl fmt::Debug for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[redacted]")
    }
}

impl Outgoing {
    pub(crate) fn new(request: Request) -> Self {
        let mut request = Box::new(request);
        let body = request.body_mut();
        let once = body.take_if(|body| body.as_bytes().is_none()).map(Once::new);
        Self { request, once, marks: SmallVec::new() }
    }

    /// Whether it can go out once more: nothing of a body was read that can be read only once.
    pub(crate) fn can_repeat(&self) -> bool {
        self.once.as_ref().is_none_or(|once| !once.is_spent())
    }

    /// Its body, where that is in memory.
    pub(crate) fn body(&self) -> Option<&Body> {
        self.request.body()
    }

    pub(super) fn method(&self) -> &http::Method {
        self.request.method()
    }

    pub(super) fn url(&self) -> &Url {
        self.request.url()
    }

    pub(crate) fn headers(&self) -> &HeaderMap {
        self.request.headers()
    }

    /// The headers of all copies to come.
    pub(crate) fn headers_mut(&mut self) -> &mut HeaderMap {
        self.request.headers_mut()
    }

    /// Whether copies go to another address than the request has: with a key in the query.
    pub(super) fn has_key_in_address(&self) -> bool {
        self.marks.iter().any(|mark| matches!(mark, Mark::Query(..)))
    }

    /// Forgets the credentials that copies were sent with before.
    pub(super) fn clear_credentials(&mut self) {
        self.marks.clear();
    }

    /// Sends all copies to come with a credential, where the scheme says.
    pub(super) fn authenticate(
        &mut self,
        scheme: &SecurityScheme,
        credential: &Credential,
    ) -> Result<(), Error> {
        let key =
            || credential.key().ok_or_else(|| Error::configuration("the credential is no API key"));
        let mark = match scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic | SchemeKind::Http(_) => {
                let value = credential.header();
                let value =
                    value.ok_or_else(|| Error::configuration("the credential is an API key"))?;
                Mark::Header(AUTHORIZATION, value.clone())
            }
            SchemeKind::Header(name) => {
                let name = HeaderName::from_bytes(name.as_bytes())
                    .map_err(|_| Error::configuration(format!("{name:?} is no header's name")))?;
                Mark::Header(name, sensitive(key()?)?)
            }
            SchemeKind::Query(name) => Mark::Query(name, key()?.to_owned()),
            SchemeKind::Cookie(name) => {
                Mark::Cookie(sensitive(&format!("{name}={}", cookie_text(key()?)))?)
            }
            SchemeKind::MutualTls => return Ok(()),
        };
        self.marks.push(mark);
        Ok(())
    }

    /// A copy to be sent, to another address where an answer pointed there. A body that can be read only once goes along
    /// until something of it was read.
    pub(crate) fn copy_to(&self, address: Option<&Url>) -> Result<Request, Error> {
        let mut copy = self.copy()?;
        if let Some(address) = address {
            *copy.url_mut() = address.clone();
        }
        for mark in &self.marks {
            match mark {
                Mark::Header(name, value) => {
                    copy.headers_mut().insert(name, value.clone());
                }
                Mark::Query(name, key) => {
                    let there = copy.url().query_pairs().any(|(known, _)| known == *name);
                    // An answer that points somewhere may have kept it.
                    if !(there && address.is_some()) {
                        copy.url_mut().query_pairs_mut().append_pair(name, key);
                    }
                }
                Mark::Cookie(pair) => {
                    let cookies = copy.headers().get(COOKIE).map(HeaderValue::as_bytes);
                    let value = match cookies {
                        Some(cookies) => [cookies, b"; ", pair.as_bytes()].concat(),
                        None => pair.as_bytes().to_owned(),
                    };
                    let mut value = HeaderValue::try_from(value).map_err(|_| {
                        Error::configuration("the credential cannot be sent in a cookie")
                    })?;
                    value.set_sensitive(true);
                    copy.headers_mut().insert(COOKIE, value);
                }
            }
        }
        Ok(copy)
    }

    fn copy(&self) -> Result<Request, Error> {
        if !self.can_repeat() {
            return Err(Error::invalid_request("the body cannot be sent again"));
        }
        if self.request.body().is_some()
            && let Some(copy) = self.request.try_clone()
        {
            return Ok(copy);
        }
        let mut copy = self.copy_head();
        *copy.body_mut() = self.once.as_ref().map(Once::to_body);
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
    use std::pin::Pin;

    use http_body::Body as _;

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
            let outgoing = outgoing(body.map(Body::from));
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
    fn a_credential_is_in_no_debug_text() {
        for mark in [
            Mark::Header(http::header::AUTHORIZATION, http::HeaderValue::from_static("s3cret")),
            Mark::Query("key", "s3cret".to_owned()),
            Mark::Cookie(http::HeaderValue::from_static("s3cret")),
        ] {
            let mut outgoing = outgoing(None);
            outgoing.marks.push(mark);
            let shown = format!("{outgoing:?}");
            assert!(shown.contains("marks: [[redacted]]") && !shown.contains("s3cret"), "{shown}");
        }
    }

    #[tokio::test]
    async fn a_stream_goes_along_until_it_was_read() {
        let stream = futures_util::stream::iter([std::io::Result::Ok("text")]);
        let outgoing = outgoing(Some(Body::wrap_stream(stream)));
        let mut read = Vec::new();
        for _ in 0..2 {
            assert!(outgoing.can_repeat());
            let copy = outgoing.copy().unwrap();
            assert_eq!(copy.headers()["x-name"], "v");
            read.push(http::Request::<Body>::try_from(copy).unwrap().into_body());
        }
        let mut last = read.pop().unwrap();
        let next = async |body: &mut Body| {
            let frame = std::future::poll_fn(|cx| Pin::new(&mut *body).poll_frame(cx)).await;
            frame.unwrap().map(|frame| frame.into_data().unwrap())
        };
        // What an attempt before the last one left somewhere gets nothing of it.
        assert!(next(&mut read[0]).await.is_err());
        assert!(outgoing.can_repeat());
        assert_eq!(next(&mut last).await.unwrap(), "text");
        assert!(!outgoing.can_repeat());
        assert!(outgoing.copy().is_err());
    }
}
