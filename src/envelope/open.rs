//! Taking the payload out of its envelope: typed, or as it came, since what hand-written code needs of an answer is read from
//! its JSON, whatever type the document gives it.

use oas_runtime::{Operation, Received, receive};
use serde_json::Value;

use super::lenient::{self, Lenient};
use super::{Data, Envelope, Meta, Reply};
use crate::error::{Error, Result};

/// Calls the operation, and gives the payload as JSON; null where the answer has none.
pub(crate) async fn json<O: Operation>(operation: O) -> Result<Reply<Value>> {
    read::<O>(&receive(operation).await?)
}

/// Calls the operation, and gives the payload.
pub(crate) async fn data<O: Operation>(operation: O) -> Result<Data<O>>
where
    O::Success: Envelope,
{
    let mut received = receive(operation).await?;
    Ok(lenient::decode::<O>(&mut received)?.success.into_data())
}

/// Calls the operation, and gives the payload with what came beside it.
pub(crate) async fn reply<O: Operation>(operation: O) -> Result<Reply<Data<O>>>
where
    O::Success: Envelope,
{
    let mut received = receive(operation).await?;
    let Lenient { success, unfit, meta } = lenient::decode::<O>(&mut received)?;
    let (data, mut beside) = success.into_parts();
    let meta = meta.or_else(|| beside.get_mut("meta").map(Value::take)).unwrap_or_default();
    let mut meta = Meta::read(received.status, &received.headers, meta);
    meta.note(unfit);
    Ok(Reply::new(data, meta))
}

/// The payload of an envelope and what is beside it; null for what is not there.
pub(crate) fn parts(mut body: Value) -> (Value, Value) {
    let mut take = |name| body.get_mut(name).map(Value::take).unwrap_or_default();
    (take("data"), take("meta"))
}

fn read<O: Operation>(received: &Received) -> Result<Reply<Value>> {
    let body = received
        .json()
        .map_err(|source| Error::from(received.undecoded(&source)).with_operation(O::SPEC))?;
    let (data, meta) = parts(body);
    Ok(Reply::new(data, Meta::read(received.status, &received.headers, meta)))
}
