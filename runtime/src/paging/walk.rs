//! The way through a list: what the pages say, without the network.

use http::HeaderMap;
use reqwest::{Request, Url};
use serde_json::Value;

use super::by::{Next, PageBy, Said};
use super::course::Course;
use super::{address, link};
use crate::error::{Error, ErrorKind, Outcome, Result};

/// The way through a list.
pub(super) struct Walk {
    by: PageBy,
    /// For the page that comes next, or was asked for last.
    request: Request,
    /// The query parameters that credentials are sent in: a server that repeats its address in a page repeats them.
    keys: Vec<&'static str>,
    course: Course,
}

impl Walk {
    pub(super) fn new(by: PageBy, request: Request, keys: Vec<&'static str>) -> Self {
        let first = match &by.next {
            Next::Cursor(_, parameter) => address::value(request.url(), parameter),
            _ => Some(request.url().to_string()),
        };
        let course = Course::from(first.as_deref());
        Self { by, request, keys, course }
    }

    /// The request for the page; nothing where its body can be sent only once.
    pub(super) fn request(&self) -> Option<Request> {
        self.request.try_clone()
    }

    /// The items of a page. What is null is an empty list.
    pub(super) fn items<'p>(&self, page: &'p Value) -> Result<&'p [Value]> {
        match page.pointer(&self.by.items) {
            Some(Value::Array(items)) => Ok(items),
            Some(Value::Null) => Ok(&[]),
            None if self.by.may_lack && lacks(page, &self.by.items) => Ok(&[]),
            _ => Err(lost(format!("the page has no list at {:?}", self.by.items))),
        }
    }

    /// Goes on to the page after this one, if there is any.
    pub(super) fn next(&mut self, headers: &HeaderMap, page: &Value) -> Result<bool> {
        let items = self.items(page)?;
        let more = self.by.more.as_deref().and_then(|more| page.pointer(more)?.as_bool());
        if more == Some(false) {
            return Ok(false);
        }
        let empty = items.is_empty();
        let url = match &self.by.next {
            Next::Cursor(said, _) | Next::Address(said) => {
                let Some(said) = self.said(said, headers, page)? else {
                    return match more {
                        Some(true) => Err(lost("the list has more items, but does not say where")),
                        _ => Ok(false),
                    };
                };
                self.named(&said)?
            }
            Next::Number(..) | Next::Offset(_) if empty && more.is_none() => {
                return Ok(false);
            }
            Next::Number(name, first) => {
                let (name, first) = (name.clone(), *first);
                self.counted(&name, first, 1, page)?
            }
            Next::Offset(name) => {
                let (name, count) = (name.clone(), items.len() as u64);
                self.counted(&name, 0, count, page)?
            }
        };
        self.course.goes_on(empty).map_err(lost)?;
        *self.request.url_mut() = url;
        Ok(true)
    }

    /// The address of a page that the one before names by cursor or address.
    fn named(&mut self, said: &str) -> Result<Url> {
        let (url, mark) = match &self.by.next {
            Next::Cursor(_, parameter) => {
                let mut url = self.request.url().clone();
                address::set(&mut url, parameter, said);
                (url, said.to_owned())
            }
            _ => {
                let mut url = address::next(self.request.url(), said).map_err(lost)?;
                for key in &self.keys {
                    match address::value(self.request.url(), key) {
                        Some(own) => address::set(&mut url, key, &own),
                        None => address::remove(&mut url, key),
                    }
                }
                let mark = url.to_string();
                (url, mark)
            }
        };
        self.course.goes_by(&mark).map_err(lost)?;
        Ok(url)
    }

    /// The address of a page that is found by counting.
    fn counted(&mut self, name: &str, first: u64, by: u64, page: &Value) -> Result<Url> {
        if by == 0 {
            return Err(lost("the list says that it has more items, but the page is empty"));
        }
        self.course.counts(self.items(page)?).map_err(lost)?;
        let number = match address::value(self.request.url(), name) {
            Some(number) => number.parse().ok(),
            None => Some(first),
        };
        let Some(number) = number.and_then(|number: u64| number.checked_add(by)) else {
            return Err(lost(format!("there is no number {name} for the next page")));
        };
        let mut url = self.request.url().clone();
        address::set(&mut url, name, &number.to_string());
        Ok(url)
    }

    /// What a page says of the next; nothing where it says that there is none.
    fn said(&self, said: &Said, headers: &HeaderMap, page: &Value) -> Result<Option<String>> {
        let text = match said {
            Said::Link => link::next(headers),
            Said::Header(name) => match headers.get(name.as_str()).map(|value| value.to_str()) {
                Some(Ok(text)) => Some(text.to_owned()),
                Some(Err(_)) => return Err(lost(format!("the header {name} is no text"))),
                None => None,
            },
            Said::Body(at) => match page.pointer(at) {
                None | Some(Value::Null | Value::Bool(false)) => None,
                Some(Value::String(text)) => Some(text.clone()),
                Some(Value::Number(number)) => Some(number.to_string()),
                Some(_) => {
                    return Err(lost(format!(
                        "what the page has at {at:?} is no text: it cannot name the next page"
                    )));
                }
            },
        };
        Ok(text.filter(|text| !text.is_empty()))
    }
}

/// Whether there is nothing at a place because an object on the way to it has no such member.
fn lacks(page: &Value, pointer: &str) -> bool {
    let parent = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    match page.pointer(parent) {
        Some(parent) => parent.is_object() || parent.is_null(),
        None => lacks(page, parent),
    }
}

/// A list that cannot be read to its end. What was asked for so far was answered.
fn lost(message: impl Into<String>) -> Error {
    Error::new(ErrorKind::InvalidResponse, Outcome::Accepted, message)
}
