//! The request of a generated builder.

use std::fmt;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Method};
use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use reqwest::{Body, Request, Url};
use serde::Serialize;

use super::multipart;
use super::path::PathSegment;
use super::style::{self, Style};
use crate::client::Client;
use crate::error::{Error, Result};
use crate::spec::OperationSpec;

/// What a template cannot keep as it is: it would end the path, or is no part of an address.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'|');

/// A value of a generated builder: what was set, or why there is nothing.
type Set<T> = Result<T, String>;

/// Makes the request of an operation from the values of its builder. The first value that is missing or cannot be written is the
/// error of [`RequestBuilder::finish`].
pub struct RequestBuilder {
    spec: &'static OperationSpec,
    /// The address without its query, up to the next placeholder of the template.
    address: String,
    /// What is left of the template.
    template: &'static str,
    /// Encoded.
    query: Vec<String>,
    cookies: Vec<String>,
    headers: HeaderMap,
    media_type: Option<String>,
    body: Option<Body>,
    refused: Option<String>,
}

impl fmt::Debug for RequestBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Values may be secrets.
        f.debug_struct("RequestBuilder").field("operation", &self.spec.name).finish_non_exhaustive()
    }
}

impl RequestBuilder {
    /// A request with nothing in it. Its path parameters have to be given in the order of the template.
    #[must_use]
    pub fn new(client: &Client, spec: &'static OperationSpec) -> Self {
        let base = client.base_url_of(spec);
        // With room for what comes in the place of placeholders: it is grown for long values only.
        let mut address = String::with_capacity(base.len() + spec.path.len() + 32);
        address.push_str(base);
        if !spec.path.starts_with('/') {
            address.push('/');
        }
        Self {
            spec,
            address,
            template: without_fragment(spec.path),
            query: Vec::new(),
            cookies: Vec::new(),
            headers: HeaderMap::new(),
            media_type: None,
            body: None,
            refused: None,
        }
    }

    /// Takes what was set; what was not is the reason to refuse, unless it says nothing: that may be left out.
    fn take<T>(&mut self, value: Set<T>) -> Option<T> {
        match value {
            Ok(value) => Some(value),
            Err(reason) => {
                if !reason.is_empty() {
                    self.refused.get_or_insert(reason);
                }
                None
            }
        }
    }

    fn written<T>(
        &mut self,
        value: Set<T>,
        write: impl FnOnce(&T) -> Set<String>,
    ) -> Option<String> {
        let value = self.take(value)?;
        self.take(write(&value))
    }

    /// Goes on to the next placeholder of the template and puts a text that is already encoded in its place.
    fn fill(&mut self, text: &str) {
        if let Some((before, (_, after))) = self
            .template
            .split_once('{')
            .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
        {
            self.address.extend(utf8_percent_encode(before, LITERAL));
            self.address.push_str(text);
            self.template = after;
        }
    }

    /// A path parameter that is one segment.
    pub fn segment(&mut self, value: Set<PathSegment>) {
        if let Some(segment) = self.take(value) {
            self.fill(&style::encode_path(segment.as_str()));
        }
    }

    /// A path parameter of another style.
    pub fn path<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: Set<T>) {
        if let Some(text) = self.written(value, |value| style::path(name, style, explode, value)) {
            self.fill(&text);
        }
    }

    /// A query parameter; null is none.
    pub fn query<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: Set<T>) {
        self.pairs(value, |value| style::query(name, style, explode, false, value));
    }

    /// A query parameter whose reserved characters are sent as they are; null is none.
    pub fn query_reserved<T: Serialize>(
        &mut self,
        name: &str,
        style: Style,
        explode: bool,
        value: Set<T>,
    ) {
        self.pairs(value, |value| style::query(name, style, explode, true, value));
    }

    /// The whole query in one value: a form, JSON, or (any other style) text.
    pub fn querystring<T: Serialize>(&mut self, style: Style, value: Set<T>) {
        self.pairs(value, |value| {
            let text = style::querystring(style, value)?;
            Ok((!text.is_empty() && text != "null").then_some(text).into_iter().collect())
        });
    }

    fn pairs<T>(&mut self, value: Set<T>, write: impl FnOnce(&T) -> Set<Vec<String>>) {
        if let Some(value) = self.take(value)
            && let Some(pairs) = self.take(write(&value))
        {
            self.query.extend(pairs);
        }
    }

    /// A header; null is none.
    pub fn header<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: Set<T>) {
        let Some(value) = self.take(value) else { return };
        let text = self.take(style::header(style, explode, &value)).flatten();
        let Some(text) = text else { return };
        let header =
            HeaderName::from_bytes(name.as_bytes()).ok().zip(HeaderValue::try_from(text).ok());
        let Some((name, value)) =
            self.take(header.ok_or_else(|| format!("the header {name} cannot have this value")))
        else {
            return;
        };
        self.headers.append(name, value);
    }

    /// A cookie; null is none.
    pub fn cookie<T: Serialize>(&mut self, name: &str, style: Style, explode: bool, value: Set<T>) {
        if let Some(text) = self.written(value, |value| style::cookie(name, style, explode, value))
            && !text.is_empty()
        {
            self.cookies.push(text);
        }
    }

    /// A body of JSON. Where the body is optional, null is none.
    pub fn json<T: Serialize>(&mut self, value: Set<T>) {
        let text = |value: &T| serde_json::to_string(value).map_err(|error| error.to_string());
        if let Some(text) = self.written(value, text)
            && !(self.spec.optional_body && text == "null")
        {
            self.body(Body::from(text), "application/json");
        }
    }

    /// A body of XML. Where the body is optional, null is none.
    #[cfg(feature = "xml")]
    pub fn xml<T: Serialize>(&mut self, root: &crate::xml::XmlRoot, value: Set<T>) {
        let Some(value) = self.take(value) else { return };
        if self.spec.optional_body
            && serde_json::to_value(&value).is_ok_and(|value| value.is_null())
        {
            return;
        }
        if let Some(text) = self.take(crate::xml::xml_text(&value, root)) {
            self.body(Body::from(text), "application/xml");
        }
    }

    /// A body of form fields; the styles are those that the document gives members of these names.
    pub fn form<T: Serialize>(&mut self, styles: &[(&str, Style, bool, bool)], value: Set<T>) {
        if let Some(text) = self.written(value, |value| style::form(value, styles)) {
            self.body(Body::from(text), "application/x-www-form-urlencoded");
        }
    }

    /// A body of bytes.
    pub fn bytes(&mut self, value: Set<Body>) {
        if let Some(body) = self.take(value) {
            self.body(body, "application/octet-stream");
        }
    }

    fn body(&mut self, body: Body, media_type: &str) {
        let media_type = self.spec.request_media_type.unwrap_or(media_type);
        self.media_type = Some(with_boundary(media_type, body.as_bytes()));
        self.body = Some(body);
    }

    /// The request.
    ///
    /// # Errors
    ///
    /// A value is missing or cannot be written, or base URL and path are no address together.
    pub fn finish(mut self) -> Result<Request> {
        if let Some(reason) = self.refused {
            return Err(Error::invalid_request(reason));
        }
        self.address.extend(utf8_percent_encode(self.template, LITERAL));
        let mut url = Url::parse(&self.address).map_err(|error| {
            Error::invalid_request(format!("the request has no address: {error}"))
        })?;
        if !self.query.is_empty() {
            // A path may have a part of the query in it.
            let before = url.query().filter(|query| !query.is_empty()).map(str::to_owned);
            let all: Vec<String> = before.into_iter().chain(self.query).collect();
            url.set_query(Some(&all.join("&")));
        }
        let method = Method::from_bytes(self.spec.method.as_bytes())
            .map_err(|error| Error::invalid_request(error.to_string()))?;
        let mut request = Request::new(method, url);
        *request.body_mut() = self.body;
        let cookies = self.headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        let cookies: Vec<&str> = cookies.chain(self.cookies.iter().map(String::as_str)).collect();
        let accepted = match self.spec.response_media_types {
            // As it is in the program: nearly every operation has one.
            [only] => Bytes::from_static(only.as_bytes()),
            several => several.join(", ").into(),
        };
        let fields = [
            (COOKIE, cookies.join("; ").into()),
            (CONTENT_TYPE, self.media_type.unwrap_or_default().into()),
            (ACCEPT, accepted),
        ];
        // A media type that the caller chose stays.
        let chosen = |name: &HeaderName| *name != COOKIE && self.headers.contains_key(name);
        let fields = fields
            .map(|(name, text)| if chosen(&name) { (name, Bytes::new()) } else { (name, text) });
        for (name, text) in fields.into_iter().filter(|(_, text)| !text.is_empty()) {
            let value = HeaderValue::from_maybe_shared(text).map_err(|_| {
                Error::invalid_request(format!("the header {name} cannot have this value"))
            })?;
            self.headers.insert(name, value);
        }
        *request.headers_mut() = self.headers;
        Ok(request)
    }
}

/// A path template without its fragment, which tells operations of one path apart and is not sent. A placeholder may have the sign in
/// its name.
fn without_fragment(path: &'static str) -> &'static str {
    let mut inside = false;
    let end = path.find(|c| {
        inside = (inside || c == '{') && c != '}';
        c == '#' && !inside
    });
    path.get(..end.unwrap_or(path.len())).unwrap_or(path)
}

/// A multipart body begins with its boundary; one that is not in memory has that of all such bodies.
fn with_boundary(media_type: &str, body: Option<&[u8]>) -> String {
    let boundary = || {
        let Some(body) = body else { return Some(multipart::upload_boundary()) };
        let line = body.strip_prefix(b"--")?.split(|byte| *byte == b'\r').next()?;
        std::str::from_utf8(line)
            .ok()
            .filter(|boundary| !boundary.is_empty() && boundary.len() <= 70)
    };
    match boundary() {
        Some(boundary) if media_type.starts_with("multipart/") => {
            format!("{media_type}; boundary={boundary}")
        }
        _ => media_type.to_owned(),
    }
}
