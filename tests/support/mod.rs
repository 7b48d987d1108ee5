//! A server on a raw socket, for what a proper HTTP server would not do: cut, reset, hang, lie.
#![allow(dead_code, reason = "each test file uses its own part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::{Arc, Mutex};
use std::time::Duration;

use neoagent::{Client, ClientBuilder};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// The key every test client has; it must be seen in one header and nowhere else.
pub(crate) const KEY: &str = "neo_sk_test_0123456789abcdef";

/// What the server does with a request.
#[derive(Clone, Debug)]
pub(crate) enum Action {
    /// Writes these bytes and closes.
    Write(Vec<u8>),
    /// Writes these bytes and keeps the connection open without another word.
    WriteAndHang(Vec<u8>),
    /// Reads the request and closes without a word.
    Close,
    /// Closes without reading, which resets the connection.
    Reset,
    /// Reads the request and does nothing.
    Hang,
}

/// A request as it came over the wire.
#[derive(Clone, Debug)]
pub(crate) struct Received {
    /// `GET /path HTTP/1.1`
    pub(crate) line: String,
    /// Names in small letters.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A server that does what its script says, request by request; the last action is repeated.
pub(crate) struct Server {
    port: u16,
    received: Arc<Mutex<Vec<Received>>>,
}

impl Server {
    pub(crate) async fn start(script: impl IntoIterator<Item = Action>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let received = Arc::new(Mutex::new(Vec::new()));
        let script: Vec<Action> = script.into_iter().collect();
        let log = received.clone();
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let action = script[turn.min(script.len() - 1)].clone();
                turn += 1;
                tokio::spawn(serve(stream, action, log.clone()));
            }
        });
        Self { port, received }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub(crate) fn received(&self) -> Vec<Received> {
        self.received.lock().unwrap().clone()
    }

    /// How many POSTs it has received: looking for a lost run is a GET.
    pub(crate) fn posts(&self) -> usize {
        let received = self.received();
        let posts = received.iter().filter(|request| request.line.starts_with("POST "));
        posts.count()
    }

    /// A client of this server that repeats nothing, to be set up further.
    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder()
            .api_key(KEY)
            .base_url(self.url())
            .attempt_timeout(Duration::from_secs(20))
            .retry(neoagent::RetryPolicy::never())
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().build().unwrap()
    }
}

async fn serve(mut stream: TcpStream, action: Action, log: Arc<Mutex<Vec<Received>>>) {
    if let Action::Reset = action {
        // Bytes that were never read turn the close into a reset.
        let _ = stream.peek(&mut [0]).await;
        return;
    }
    let Some(request) = read(&mut stream).await else {
        return;
    };
    log.lock().unwrap().push(request);
    match action {
        Action::Write(bytes) => {
            let _ = stream.write_all(&bytes).await;
            let _ = stream.shutdown().await;
        }
        Action::WriteAndHang(bytes) => {
            let _ = stream.write_all(&bytes).await;
            std::future::pending::<()>().await;
        }
        Action::Close | Action::Reset => {}
        Action::Hang => std::future::pending().await,
    }
}

async fn read(stream: &mut TcpStream) -> Option<Received> {
    let mut bytes = Vec::new();
    let head = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        if stream.read_buf(&mut bytes).await.ok()? == 0 {
            return None;
        }
    };
    let text = String::from_utf8(bytes[..head].to_vec()).unwrap();
    let mut lines = text.split("\r\n");
    let line = lines.next()?.to_owned();
    let headers: Vec<_> = lines
        .filter_map(|line| line.split_once(": "))
        .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
        .collect();
    let mut request = Received { line, headers, body: bytes[head + 4..].to_vec() };
    let length = request.header("content-length").map_or(0, |length| length.parse().unwrap());
    while request.body.len() < length {
        if stream.read_buf(&mut request.body).await.ok()? == 0 {
            return None;
        }
    }
    Some(request)
}

/// A whole answer.
pub(crate) fn answer(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Action {
    Action::Write(raw(status, headers, body.as_ref().len(), body))
}

/// An answer that announces more than it sends.
pub(crate) fn cut(status: u16, body: impl AsRef<[u8]>) -> Action {
    Action::Write(raw(status, &[], body.as_ref().len() + 100, body))
}

/// The bytes of an answer.
pub(crate) fn raw(
    status: u16,
    headers: &[(&str, &str)],
    length: usize,
    body: impl AsRef<[u8]>,
) -> Vec<u8> {
    let mut text =
        format!("HTTP/1.1 {status} Status\r\ncontent-length: {length}\r\nconnection: close\r\n");
    for (name, value) in headers {
        text += &format!("{name}: {value}\r\n");
    }
    let mut bytes = (text + "\r\n").into_bytes();
    bytes.extend_from_slice(body.as_ref());
    bytes
}

/// A success of Neo's form.
pub(crate) fn enveloped(status: u16, data: &serde_json::Value) -> Action {
    let body = serde_json::json!({
        "data": data,
        "meta": {"request_id": "11111111-2222-4333-8444-555555555555", "timings_ms": {"total": 1.5}},
    });
    answer(status, &[("content-type", "application/json")], body.to_string())
}

/// An error of Neo's form.
pub(crate) fn refused(status: u16, code: &str) -> Action {
    let body = serde_json::json!({
        "error": {"code": code, "message": "Not today.", "details": [{"field": "agent_id"}]},
        "meta": {"request_id": "11111111-2222-4333-8444-555555555555"},
    });
    answer(status, &[("content-type", "application/json")], body.to_string())
}

/// Everything an error says: its text, its `Debug`, and those of its causes.
pub(crate) fn everything(error: &neoagent::Error) -> String {
    let mut text =
        format!("{error} {error:?} {error:#?} {:?} {}", error.details(), error.message());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    text
}
