//! A call from the request to the answer: all attempts, within its deadline, counted and in a span.

mod list;
mod operation;
mod options;
mod presigned;
pub(crate) mod raw;
mod with_options;

use std::future::Future;
use std::pin::{Pin, pin};
use std::time::Duration;

use reqwest::Request;

pub use self::list::{Envelope, Paged, Paging, items};
pub use self::operation::Operation;
pub use self::options::CallOptions;
pub use self::raw::RawCall;
pub use self::with_options::Call;
use crate::attempt::{self, Outgoing};
use crate::client::Client;
use crate::error::{Error, OperationError, Result};
use crate::received::Received;
use crate::response::Response;
use crate::retry::{self, Bounds, RetryPolicy};
use crate::spec::{OperationSpec, SecurityScheme};
use crate::trace;

/// A call on its way: `.await` it. Nothing is sent before.
pub type Sending<'a, T, E = Error> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 'a>>;

/// The error of an operation.
pub type OperationErrorOf<O> =
    OperationError<<O as Operation>::Failure, <O as Operation>::FailureHeaders>;

/// Sends an operation and decodes what comes back, success or error. One box holds all of it, so that what awaits it stays small.
pub fn send<'a, O: Operation + 'a>(
    operation: O,
) -> Sending<'a, Response<O::Success, O::Headers>, OperationErrorOf<O>> {
    let (client, options, request) = taken_apart(operation);
    Box::pin(async move {
        let sent = async {
            let mut received = execute(&client, O::SPEC, request?, &options).await?;
            let body = decode::<O>(&mut received)?;
            Ok(Response::new(received.status, received.headers, body))
        };
        sent.await.map_err(|error| OperationError::new(error, O::decode_failure))
    })
}

/// Sends an operation and gives its success as it came, not decoded: for who needs a part of it.
pub fn receive<'a, O: Operation + 'a>(operation: O) -> Sending<'a, Received> {
    let (client, options, request) = taken_apart(operation);
    Box::pin(async move { execute(&client, O::SPEC, request?, &options).await })
}

fn taken_apart<O: Operation>(operation: O) -> (Client, CallOptions, Result<Request>) {
    let (client, options) = (operation.client().clone(), operation.options());
    let request = operation.request().map_err(|error| error.with_operation(O::SPEC));
    (client, options, request)
}

/// Decodes a success of an operation.
///
/// # Errors
///
/// The body does not decode: the server has accepted the request, and what it answered is lost.
pub fn decode<O: Operation>(received: &mut Received) -> Result<O::Success> {
    O::decode(received).map_err(|source| received.undecoded(&source).with_operation(O::SPEC))
}

/// Sends the request of an operation, as often as is right, and gives the success: the one way out for all calls.
///
/// # Errors
///
/// Everything that is not a success; [`Error::outcome`] says whether the request may have reached the server.
///
/// # Cancel safety
///
/// Dropping the future drops the request. Whether the server has done what was asked is then not known.
pub async fn execute(
    client: &Client,
    spec: &'static OperationSpec,
    request: Request,
    options: &CallOptions,
) -> Result<Received> {
    let outgoing = Outgoing::new(request);
    // Pinned where it is made: what is awaited otherwise is moved first, and this is large.
    pin!(authorized(client, spec, spec.security, outgoing, options)).await
}

/// The same, with other credentials than those of the operation.
async fn authorized(
    client: &Client,
    spec: &'static OperationSpec,
    security: &[&[&'static SecurityScheme]],
    request: Outgoing,
    options: &CallOptions,
) -> Result<Received> {
    let span = trace::call(spec);
    let attempts = pin!(attempts(client, spec, security, request, options));
    let result = trace::within(&span, attempts).await;
    trace::ended(&span, &result);
    if result.is_err() {
        client.settings().counters.failed();
    }
    result
}

async fn attempts(
    client: &Client,
    spec: &'static OperationSpec,
    security: &[&[&'static SecurityScheme]],
    mut request: Outgoing,
    options: &CallOptions,
) -> Result<Received> {
    let settings = client.settings();
    settings.counters.called();
    request.headers_mut().extend(options.headers.clone());
    let mut policy = match (options.once, &options.retry) {
        (true, _) => RetryPolicy::never(),
        (false, Some(own)) => own.clone(),
        (false, None) => settings.retry.clone(),
    };
    if let Some(deadline) = options.deadline {
        policy = policy.deadline(deadline);
    }
    let body = request.body().and_then(reqwest::Body::as_bytes);
    let bounds = Bounds {
        policy: &policy,
        budget: &settings.budget,
        attempt: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
        harmless: spec.safe,
        repeatable: spec.safe
            || options.repeatable
            || (spec.idempotent && policy.repeats_idempotent())
            || spec.idempotency_key.is_some_and(|name| request.headers().contains_key(name))
            || (settings.repeatable)(spec, body),
        pace: options.paced.then_some(&settings.limiter),
        counters: &settings.counters,
    };
    let mut attempts = Attempts {
        context: attempt::Context {
            settings,
            base: settings.bases.of(spec),
            spec,
            security,
            max_body: options.max_body.unwrap_or(settings.max_body),
        },
        request,
        renewed: false,
        made: 0,
    };
    retry::attempts(&bounds, &mut attempts).await.map_err(|error| error.with_operation(spec))
}

/// The attempts of one call.
struct Attempts<'a> {
    context: attempt::Context<'a>,
    request: Outgoing,
    /// A credential that is refused is renewed once in a call, whichever attempt it is.
    renewed: bool,
    made: u32,
}

impl retry::Attempt for Attempts<'_> {
    type Success = Received;

    fn can_repeat(&self) -> bool {
        self.request.can_repeat()
    }

    async fn attempt(&mut self, limit: Duration) -> Result<Received, Error> {
        let span = trace::attempt(self.context.spec, self.context.base, self.made);
        self.made += 1;
        let attempt = attempt::once(&self.context, &mut self.request, &mut self.renewed, limit);
        let result = trace::within(&span, pin!(attempt)).await;
        trace::ended(&span, &result);
        result
    }
}
