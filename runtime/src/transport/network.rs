//! What the transport is made of where there are sockets.

use std::future::{Future, poll_fn};
use std::pin::Pin;

use bytes::Bytes;
use http_body::Body as _;
use reqwest::{Body, Request, ResponseBuilderExt as _, Url};

pub(crate) use reqwest::{Error as BodyError, Response};

use super::Held;
use crate::error::Error;

/// The largest body that is read whole, in bytes, where it is not in memory before.
const LARGEST: usize = 64 * 1024 * 1024;

/// Sends a request.
pub(crate) fn execute(
    http: &reqwest::Client,
    request: Request,
) -> impl Future<Output = reqwest::Result<Response>> + use<> {
    http.execute(request)
}

/// An answer that did not come over the network.
pub(crate) fn held(
    parts: http::response::Parts,
    url: Url,
    body: Held,
) -> Result<Response, http::Error> {
    let body = match body {
        Held::Bytes(bytes) => bytes.into(),
        Held::Stream(stream) => Body::wrap_stream(stream),
    };
    answered(parts, url, body)
}

pub(crate) fn answered(
    parts: http::response::Parts,
    url: Url,
    body: Body,
) -> Result<Response, http::Error> {
    // The address is how reqwest's responses say where they came from.
    let mut response = http::Response::builder().url(url).body(body)?;
    *response.status_mut() = parts.status;
    *response.version_mut() = parts.version;
    *response.headers_mut() = parts.headers;
    Ok(response.into())
}

/// The request with its body in memory.
pub(super) async fn whole(request: Request) -> Result<http::Request<Bytes>, Error> {
    let request = http::Request::<Body>::try_from(request).map_err(Error::from_send)?;
    let (parts, mut body) = request.into_parts();
    if let Some(bytes) = body.as_bytes() {
        return Ok(http::Request::from_parts(parts, Bytes::copy_from_slice(bytes)));
    }
    let mut bytes = Vec::new();
    while let Some(frame) = poll_fn(|cx| Pin::new(&mut body).poll_frame(cx)).await {
        if let Ok(data) = frame.map_err(Error::from_send)?.into_data() {
            if bytes.len() + data.len() > LARGEST {
                return Err(Error::invalid_request(
                    "the body is longer than 64 MiB, which is the most that a transport is given whole: \
                     `streaming_transport` reads it while it is sent",
                ));
            }
            bytes.extend_from_slice(&data);
        }
    }
    Ok(http::Request::from_parts(parts, bytes.into()))
}
