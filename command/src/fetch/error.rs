//! What went wrong on the way, in a sentence. Nothing that a server wrote is repeated.

use std::error::Error as _;
use std::io;

use ureq::http::{Response, header};
use ureq::{Body, Error, Timeout};

use super::{Address, Request, failed};
use crate::failure::Failure;

/// No answer came.
pub(super) fn transport(address: &Address, error: &Error, request: &Request<'_>) -> Failure {
    let host = address.host();
    let message = match error {
        Error::Timeout(Timeout::Connect | Timeout::Resolve) => {
            format!(
                "cannot be reached: no connection to {host} in time; is the network there, or a proxy needed (HTTPS_PROXY)?"
            )
        }
        Error::Timeout(_) => slow(request),
        Error::HostNotFound => format!("cannot be reached: there is no host {host}, or no network"),
        Error::Io(error) => match error.kind() {
            io::ErrorKind::ConnectionRefused => {
                format!("cannot be reached: {host} refuses the connection")
            }
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset => {
                "closes the connection without an answer; try again later".to_owned()
            }
            _ => format!("cannot be reached: {}", reason(error)),
        },
        Error::LargeResponseHeader(..) => "answers with headers that are too large".to_owned(),
        Error::ConnectProxyFailed(_) | Error::InvalidProxyUrl => {
            "cannot be reached: the proxy of the environment (HTTPS_PROXY) does not work".to_owned()
        }
        Error::Rustls(error) => format!("is not to be trusted: {error}"),
        Error::Protocol(_) => "does not answer in HTTP that can be understood".to_owned(),
        other => format!("cannot be fetched: {other}"),
    };
    failed(address, message)
}

/// The body did not come whole.
pub(super) fn body(
    address: &Address,
    error: &io::Error,
    read: usize,
    request: &Request<'_>,
) -> Failure {
    let inner = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    let message = match inner {
        Some(Error::BodyExceedsLimit(_)) => return too_large(address, request.limit),
        Some(Error::Timeout(_)) => slow(request),
        Some(Error::Decompress(..)) => {
            format!("sends gzip that does not unpack, after {read} bytes; try again")
        }
        _ if error.kind() == io::ErrorKind::TimedOut => slow(request),
        _ if matches!(
            error.kind(),
            io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset
        ) =>
        {
            format!(
                "was cut off after {read} bytes: the connection ended before the body did; try again"
            )
        }
        _ => format!("was cut off after {read} bytes: {}; try again", reason(error)),
    };
    failed(address, message)
}

pub(super) fn too_large(address: &Address, limit: u64) -> Failure {
    failed(address, format!("sends more than {} MiB, which no OpenAPI document is", limit >> 20))
}

/// A status that is not 200.
pub(super) fn status(
    address: &Address,
    response: &Response<Body>,
    request: &Request<'_>,
) -> Failure {
    let status = response.status();
    let advice = match status.as_u16() {
        401 | 403 => match (request.variable, request.credential) {
            (Some(variable), Some(_)) => format!(
                "the credential of {variable} is refused: is it valid, and of the right account?"
            ),
            (Some(variable), None) => format!(
                "the document needs a credential: put an API key into the variable {variable}"
            ),
            (None, _) => "the document needs a credential, and none is sent but to the project's source; fetch it by other means, and give the file".to_owned(),
        },
        404 | 410 => "is the address right?".to_owned(),
        429 => match retry_after(response) {
            Some(seconds) => format!("too many requests: try again in {seconds} s"),
            None => "too many requests: try again in a minute".to_owned(),
        },
        500..=599 => "the fault is the server's: try again later".to_owned(),
        304 => "it was not asked whether the document changed".to_owned(),
        _ => "a document comes with 200".to_owned(),
    };
    failed(address, format!("answers {status}; {advice}"))
}

fn retry_after(response: &Response<Body>) -> Option<u32> {
    let value = response.headers().get(header::RETRY_AFTER)?;
    value.to_str().ok()?.trim().parse().ok()
}

fn slow(request: &Request<'_>) -> String {
    format!(
        "takes longer than {} s; give it more time with --timeout, or try again later",
        request.timeout.as_secs()
    )
}

/// The innermost cause says most.
fn reason(error: &io::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text = cause.to_string();
        source = cause.source();
    }
    text
}
