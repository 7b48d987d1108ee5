//! Documents from the network. A server is not trusted: it can be slow, wrong, hostile, or somebody else.

mod address;
mod credential;
mod error;
mod progress;

use std::io::Read;
use std::time::{Duration, Instant};

use ureq::http::{HeaderMap, Response, StatusCode, header};
use ureq::{Agent, Body};

pub use address::Address;
pub use credential::Credential;

use crate::failure::{Failure, Kind};
use progress::Progress;

/// How a document is fetched.
#[derive(Debug)]
pub struct Request<'r> {
    /// What to fetch.
    pub address: &'r Address,
    /// Sent to the host of the address and to nobody else.
    pub credential: Option<&'r Credential>,
    /// The environment variable that the credential is or would be taken from; nothing where none is sent to that host.
    pub variable: Option<&'r str>,
    /// Of the document that is here already.
    pub etag: Option<&'r str>,
    /// For all of it: name, connection, redirects, body.
    pub timeout: Duration,
    /// The largest body in bytes, after decompression.
    pub limit: u64,
}

/// What a server sent.
#[derive(Debug)]
pub enum Answer {
    /// The document that `etag` belongs to.
    NotModified,
    /// It, as it was sent and decompressed.
    Document {
        /// The body.
        bytes: Vec<u8>,
        /// The entity tag.
        etag: Option<String>,
    },
}

/// A document is moved once, or the address is made canonical; more is a loop or a trick.
const REDIRECTS: usize = 3;

const CONNECT: Duration = Duration::from_secs(15);

/// An entity tag is a hash or a number; what is longer is not kept.
const LONGEST_ETAG: usize = 200;

/// Fetches a document. Redirects are followed on the same scheme, host and port only.
pub fn fetch(request: &Request<'_>) -> Result<Answer, Failure> {
    let start = Instant::now();
    let mut address = request.address.clone();
    for _ in 0..=REDIRECTS {
        let left = request.timeout.saturating_sub(start.elapsed());
        let response = send(&agent(request, left), request, &address)
            .map_err(|error| error::transport(&address, &error, request))?;
        if !is_redirect(response.status()) {
            return answer(&address, response, request);
        }
        let next = target(&address, response.headers())?;
        if !next.same_origin(request.address) {
            return Err(failed(
                &address,
                format!(
                    "redirects to {next}, which is another scheme, host or port; nothing was sent there. If the document has moved, give its address to --from"
                ),
            ));
        }
        address = next;
    }
    Err(failed(
        request.address,
        format!("redirects more than {REDIRECTS} times; give the final address to --from"),
    ))
}

fn agent(request: &Request<'_>, left: Duration) -> Agent {
    let mut config = Agent::config_builder()
        .http_status_as_error(false)
        // Each redirect is looked at before it is followed.
        .max_redirects(0)
        .max_redirects_will_error(false)
        .timeout_global(Some(left))
        .timeout_connect(Some(CONNECT.min(left)))
        .user_agent(concat!("cargo-oas/", env!("CARGO_PKG_VERSION")))
        .tls_config(
            ureq::tls::TlsConfig::builder()
                .root_certs(ureq::tls::RootCerts::PlatformVerifier)
                .build(),
        );
    if request.address.is_loopback() {
        // A proxy is somebody else.
        config = config.proxy(None);
    }
    config.build().new_agent()
}

fn send(
    agent: &Agent,
    request: &Request<'_>,
    address: &Address,
) -> Result<Response<Body>, ureq::Error> {
    let mut call = agent
        .get(address.uri())
        .header(header::ACCEPT, "application/json, application/yaml;q=0.9, */*;q=0.1");
    if let Some(credential) = request.credential.filter(|_| address.same_origin(request.address)) {
        call = call.header(header::AUTHORIZATION, credential.header());
    }
    if let Some(etag) = request.etag {
        call = call.header(header::IF_NONE_MATCH, etag);
    }
    call.call()
}

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn target(address: &Address, headers: &HeaderMap) -> Result<Address, Failure> {
    let location = headers
        .get(header::LOCATION)
        .and_then(|location| location.to_str().ok())
        .ok_or_else(|| failed(address, "redirects to nowhere"))?;
    address.join(location).map_err(|why| {
        failed(address, format!("redirects to an address that {why}; nothing was sent there"))
    })
}

fn answer(
    address: &Address,
    mut response: Response<Body>,
    request: &Request<'_>,
) -> Result<Answer, Failure> {
    match response.status() {
        StatusCode::OK => {}
        StatusCode::NOT_MODIFIED if request.etag.is_some() => return Ok(Answer::NotModified),
        _ => {
            return Err(error::status(address, &response, request));
        }
    }
    let headers = response.headers();
    check_type(address, headers)?;
    let encoded = check_encoding(address, headers)?;
    let etag = headers
        .get(header::ETAG)
        .and_then(|etag| etag.to_str().ok())
        .filter(|etag| etag.len() <= LONGEST_ETAG)
        .map(str::to_owned);
    let length = response.body().content_length().filter(|_| !encoded);
    if length.is_some_and(|length| length > request.limit) {
        return Err(error::too_large(address, request.limit));
    }
    let bytes = read(response.body_mut(), length, request)
        .map_err(|(error, read)| error::body(address, &error, read, request))?;
    Ok(Answer::Document { bytes, etag })
}

/// Reads the body; an error comes with how much there was.
fn read(
    body: &mut Body,
    length: Option<u64>,
    request: &Request<'_>,
) -> Result<Vec<u8>, (std::io::Error, usize)> {
    let mut progress = Progress::new(length);
    let mut reader = body.with_config().limit(request.limit).reader();
    let mut bytes = Vec::new();
    let mut buffer = vec![0; 64 << 10];
    loop {
        match reader.read(&mut buffer) {
            Ok(0) => return Ok(bytes),
            Ok(count) => bytes.extend_from_slice(buffer.get(..count).unwrap_or_default()),
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err((error, bytes.len())),
        }
        progress.at(bytes.len() as u64);
    }
}

/// A login page or a picture is not taken for a document.
fn check_type(address: &Address, headers: &HeaderMap) -> Result<(), Failure> {
    let Some(value) = headers.get(header::CONTENT_TYPE) else {
        return Ok(());
    };
    let value = value.to_str().unwrap_or("something that is not text");
    let media = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let fits = ["json", "yaml", "x-yaml"]
        .iter()
        .any(|end| media.ends_with(&format!("/{end}")) || media.ends_with(&format!("+{end}")))
        || matches!(media.as_str(), "text/plain" | "application/octet-stream");
    if fits {
        return Ok(());
    }
    let shown: String = media.chars().take(60).collect();
    let hint = if media == "text/html" {
        "a web page (a login, an error page, or the documentation), not the document"
    } else {
        "neither JSON nor YAML"
    };
    Err(failed(
        address,
        format!("sends `{shown}`, {hint}; is the address that of the document itself?"),
    ))
}

/// Says whether the body is compressed.
fn check_encoding(address: &Address, headers: &HeaderMap) -> Result<bool, Failure> {
    let Some(value) = headers.get(header::CONTENT_ENCODING) else {
        return Ok(false);
    };
    match value.to_str().unwrap_or_default().trim().to_ascii_lowercase().as_str() {
        "" | "identity" => Ok(false),
        "gzip" => Ok(true),
        other => {
            let shown: String = other.chars().take(40).collect();
            Err(failed(
                address,
                format!("sends the body in the encoding `{shown}`, which was not asked for"),
            ))
        }
    }
}

fn failed(address: &Address, message: impl std::fmt::Display) -> Failure {
    Failure::new(Kind::Fetch, format!("{address} {message}"))
}
