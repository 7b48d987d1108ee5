//! Answers of a service, recorded from one program and given again to another, such as a test.

mod exchange;

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use reqwest::{Body, Method, Url};

use self::exchange::{Asked, Exchange};
use crate::error::{Error, ErrorKind, Outcome, Result};
use crate::secret::Secret;
use crate::transport::{Held, Response, held};

/// Requests and their answers, in memory. Clones are the same recording.
///
/// [`ClientBuilder::record`](crate::ClientBuilder::record) fills one while calls are made, each attempt that was answered and each
/// stream as far as it was read; [`ClientBuilder::replay`](crate::ClientBuilder::replay) answers from one. As text it is a
/// line of JSON an exchange:
///
/// ```text
/// {"answer":"{\"id\":7}","body":null,"headers":[["content-type","application/json"]],"method":"GET","path":"/v1/things","query":"page=2","status":200}
/// ```
///
/// The credential of the client is in none of it: it is not there in what is kept of a request, and taken out of what the server sent back of it.
/// Neither headers of requests nor cookies that were set are kept. What else a body or an address holds is as it was sent: whoever puts a
/// recording beside a test should look at it. Bytes that are not UTF-8 are `{"base64": "…"}`.
///
/// ```
/// # use oas_runtime::{Client, Method, Recording};
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> oas_runtime::Result<()> {
/// let line = r#"{"method":"GET","path":"/v1/things","query":"page=2","body":null,"status":200,"headers":[],"answer":"[1, 2]"}"#;
/// let recording = Recording::from_json_lines(line)?;
/// let client = Client::builder("https://api.example.test/v1").replay(&recording).build()?;
/// let page = client.request(Method::GET, "/things").query("page", "2").send::<Vec<i64>>().await?;
/// assert_eq!(*page, [1, 2]);
/// // Every answer is given as often as it was recorded.
/// assert!(client.request(Method::GET, "/things").query("page", "2").receive().await.is_err());
/// # Ok(()) }
/// ```
#[derive(Clone, Default)]
pub struct Recording(Arc<Mutex<Vec<Exchange>>>);

impl Recording {
    /// With nothing in it.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads what [`to_json_lines`](Recording::to_json_lines) wrote. Empty lines mean nothing.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Configuration`] for a line that is no exchange.
    pub fn from_json_lines(text: &str) -> Result<Self> {
        let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
        let exchanges = lines.map(|(number, line)| {
            Exchange::read(line).map_err(|why| {
                Error::configuration(format!("line {} of the recording: {why}", number + 1))
            })
        });
        Ok(Self(Arc::new(Mutex::new(exchanges.collect::<Result<_>>()?))))
    }

    /// A line of JSON for each exchange, in the order in which their answers began.
    pub fn to_json_lines(&self) -> String {
        self.exchanges().iter().map(|exchange| exchange.line() + "\n").collect()
    }

    /// How many exchanges there are.
    pub fn len(&self) -> usize {
        self.exchanges().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn exchanges(&self) -> MutexGuard<'_, Vec<Exchange>> {
        // What is in it is whole whenever the lock is free.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds an exchange; its answer comes with [`Taken::goes_on`].
    pub(crate) fn begin(&self, request: Asking<'_>, response: &Response) -> Taken {
        let mut exchanges = self.exchanges();
        exchanges.push(Exchange {
            asked: request.asked(),
            status: response.status(),
            headers: response.headers().clone(),
            answer: Vec::new(),
            secret: request.secret.cloned(),
        });
        Taken { recording: self.clone(), index: exchanges.len() - 1 }
    }

    /// A copy whose answers can be given once each.
    pub(crate) fn to_replay(&self) -> Replay {
        let exchanges = self.exchanges().iter().map(|exchange| (exchange.clone(), false)).collect();
        Replay(Mutex::new(exchanges))
    }
}

impl fmt::Debug for Recording {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recording({} exchanges)", self.len())
    }
}

/// A request on its way, without its credential.
#[derive(Clone, Copy)]
pub(crate) struct Asking<'a> {
    pub(crate) method: &'a Method,
    pub(crate) url: &'a Url,
    pub(crate) body: Option<&'a Body>,
    pub(crate) secret: Option<&'a Secret>,
}

impl Asking<'_> {
    fn asked(&self) -> Asked {
        let clean = |text: Vec<u8>| match self.secret {
            Some(secret) => secret.scrub_body(text),
            None => text,
        };
        let text = |text: &str| String::from_utf8_lossy(&clean(text.into())).into_owned();
        Asked {
            method: self.method.to_string(),
            path: text(self.url.path()),
            query: self.url.query().map(text),
            body: self.body.and_then(Body::as_bytes).map(|body| clean(body.to_vec())),
        }
    }
}

/// An exchange whose answer is on its way.
#[derive(Debug)]
pub(crate) struct Taken {
    recording: Recording,
    index: usize,
}

impl Taken {
    /// Adds what has come of the answer.
    pub(crate) fn goes_on(&self, bytes: &[u8]) {
        if let Some(exchange) = self.recording.exchanges().get_mut(self.index) {
            exchange.answer.extend_from_slice(bytes);
        }
    }
}

/// Answers to be given in the place of a service, each with whether it was given.
pub(crate) struct Replay(Mutex<Vec<(Exchange, bool)>>);

impl Replay {
    /// The first answer to this request that was not given yet.
    pub(crate) fn answer(&self, request: Asking<'_>) -> Result<Response> {
        let asked = request.asked();
        let mut exchanges = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = exchanges.iter_mut().find(|(known, given)| !given && known.asked == asked);
        let Some((exchange, given)) = found else {
            return Err(unmatched(&asked, &exchanges));
        };
        *given = true;
        let (mut parts, ()) = http::Response::new(()).into_parts();
        (parts.status, parts.headers) = (exchange.status, exchange.headers.clone());
        held(parts, request.url.clone(), Held::Bytes(exchange.answer.clone()))
            .map_err(|source| Error::configuration("a recorded answer is none").with_source(source))
    }
}

/// Neither a query nor a body is shown: it may hold a secret.
#[cold]
fn unmatched(asked: &Asked, exchanges: &[(Exchange, bool)]) -> Error {
    let Asked { method, path, .. } = asked;
    let same = exchanges.iter().filter(|(known, _)| known.asked == *asked).count();
    let near = exchanges
        .iter()
        .filter(|(known, _)| (&known.asked.method, &known.asked.path) == (method, path))
        .count();
    let why = match (same, near) {
        (0, 0) => "there is none of this method and path".to_owned(),
        (0, near) => format!("the {near} of this method and path have another query or body"),
        (same, _) => format!("all {same} have been given"),
    };
    let message = format!("the recording has no answer left for {method} {path}: {why}");
    Error::new(ErrorKind::InvalidRequest, Outcome::NotSent, message)
}
