//! Sending a request and reading its answer: once for all operations, so that each costs little to compile.

use std::future::Future;
use std::pin::{Pin, pin};

use progenitor_client::{ByteStream, ClientHooks, Error, OperationInfo, ResponseValue};
use reqwest::header::HeaderMap;
use reqwest::{Request, Response, StatusCode};

use super::super::Client;
use super::{EventStream, FromStatus, Json, events, json_body};

/// A call on its way: `.await` it. Nothing is sent before.
pub type Call<'a, T> = Pending<'a, ResponseValue<T>>;

type Pending<'a, T> = Pin<Box<dyn Future<Output = Result<T, Error<()>>> + Send + 'a>>;
type Prepared = Result<Request, Error<()>>;
type Answer = (StatusCode, HeaderMap, Vec<u8>);

/// The body of a response, where `ClientHooks::exec` has read it: as an extension of the response it stands in for what is
/// left to read, which is nothing.
#[derive(Clone)]
pub struct ReadBody(pub Vec<u8>);

impl std::fmt::Debug for ReadBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ReadBody({} bytes)", self.0.len())
    }
}

/// The response, if it is a success. In a box, so that the futures of the operations are small.
fn exchange<'a>(client: &'a Client, name: &'static str, mut request: Prepared) -> Pending<'a, Response> {
    Box::pin(async move {
        let info = OperationInfo { operation_id: name };
        if let Ok(request) = &mut request {
            client.pre::<()>(request, &info).await?;
        }
        let request = request?;
        // Pinned where it is made: what is awaited otherwise is moved first, and this is large.
        let result = pin!(client.exec(request, &info)).await;
        client.post::<()>(&result, &info).await?;
        let response = result?;
        if response.status().is_success() { Ok(response) } else { Err(Error::UnexpectedResponse(response)) }
    })
}

/// The whole of it.
async fn answer(exchange: Pending<'_, Response>) -> Result<Answer, Error<()>> {
    let mut response = exchange.await?;
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let body = match response.extensions_mut().remove::<ReadBody>() {
        Some(ReadBody(body)) => body,
        // In a box of its own, for what is seldom needed takes room in every future all the same.
        None => Box::pin(response.bytes()).await.map_err(Error::ResponseBodyError)?.into(),
    };
    Ok((status, headers, body))
}

fn decoded<T>(
    (status, headers, body): Answer,
    decode: impl FnOnce(u16, &[u8]) -> Result<T, serde_json::Error>,
) -> Result<ResponseValue<T>, Error<()>> {
    match decode(status.as_u16(), &body) {
        Ok(inner) => Ok(ResponseValue::new(inner, status, headers)),
        Err(error) => Err(Error::InvalidResponsePayload(body.into(), error)),
    }
}

/// A success whose body does not matter.
pub(crate) fn send_empty<'a>(client: &'a Client, name: &'static str, request: Prepared) -> Call<'a, ()> {
    Box::pin(async move { Ok(ResponseValue::empty(exchange(client, name, request).await?)) })
}

/// A success in JSON.
pub(crate) fn send_json<'a, T: Json + 'a>(client: &'a Client, name: &'static str, request: Prepared) -> Call<'a, T> {
    let exchange = exchange(client, name, request);
    Box::pin(async move { decoded(answer(exchange).await?, |_, body| json_body(body)) })
}

/// A success that is read by its status.
pub(crate) fn send_by_status<'a, T: FromStatus + 'a>(
    client: &'a Client,
    name: &'static str,
    request: Prepared,
) -> Call<'a, T> {
    let exchange = exchange(client, name, request);
    Box::pin(async move { decoded(answer(exchange).await?, T::from_status) })
}

/// A success in bytes, as they come.
pub(crate) fn send_stream<'a>(client: &'a Client, name: &'static str, request: Prepared) -> Call<'a, ByteStream> {
    Box::pin(async move { Ok(ResponseValue::stream(exchange(client, name, request).await?)) })
}

/// A success in events, as they come.
pub(crate) fn send_events<'a, T: 'a>(
    client: &'a Client,
    name: &'static str,
    request: Prepared,
) -> Call<'a, EventStream<T>> {
    Box::pin(async move { Ok(events(exchange(client, name, request).await?)) })
}
