//! Where the generated client hands a call over to this crate.

use std::pin::pin;
use std::time::Duration;

use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};
use reqwest::{Request, Response};

use crate::api::support::OperationSpec;
use crate::api::{self, operations, support};
use crate::attempt::{self, Outgoing};
use crate::client::Inner;
use crate::error::{Error, Failure};
use crate::retry::{self, Bounds, RetryPolicy, keyed};
use crate::{call, trace};

impl ClientHooks<Inner> for api::Client {
    fn exec(
        &self,
        mut request: Request,
        info: &OperationInfo,
    ) -> impl Future<Output = reqwest::Result<Response>> {
        let spec = operations::spec(info.operation_id);
        if let Some(spec) = spec {
            support::prepare(&mut request, spec);
        }
        let request = Outgoing::new(request);
        async move {
            let result = match spec {
                Some(spec) => observed(self, request, spec).await,
                None => Err(unknown().into()),
            };
            Ok(result.unwrap_or_else(Failure::into_response))
        }
    }
}

fn unknown() -> Error {
    Error::invalid_request("the operation is not in this client's table")
}

/// One call, counted and in its span.
async fn observed(
    client: &api::Client,
    request: Outgoing,
    spec: &'static OperationSpec,
) -> Result<Response, Failure> {
    let counters = &client.inner().counters;
    counters.called();
    let span = trace::call(spec);
    let call = pin!(exec(client, request, spec));
    let result = trace::within(&span, call).await;
    trace::ended(&span, &result);
    if result.is_err() {
        counters.failed();
    }
    result
}

/// All attempts of one call.
async fn exec(
    client: &api::Client,
    request: Outgoing,
    spec: &'static OperationSpec,
) -> Result<Response, Failure> {
    let settings = &**client.inner();
    // A body that can be read only once can be sent only once.
    let whole = |body: &reqwest::Body| body.as_bytes().is_some();
    let repeat = call::may_repeat() && request.body().is_none_or(whole);
    let options = call::options();
    let mut policy = match (repeat, options.retry) {
        (false, _) => RetryPolicy::never(),
        (true, Some(own)) => own,
        (true, None) => settings.retry.clone(),
    };
    if let Some(deadline) = options.deadline {
        policy = policy.deadline(deadline);
    }
    let body = request.body().and_then(reqwest::Body::as_bytes);
    let bounds = Bounds {
        policy: &policy,
        budget: &settings.budget,
        attempt: options.attempt_timeout.unwrap_or(settings.attempt_timeout),
        safe: spec.safe || options.repeatable || keyed::has_key(spec, body),
        pace: options.paced.then_some(&settings.limiter),
        counters: &settings.counters,
    };
    let mut attempts = Attempts {
        context: attempt::Context {
            http: client.client(),
            settings,
            spec,
            max_body: options.max_body.unwrap_or(settings.max_body),
        },
        request,
        renewed: false,
        made: 0,
    };
    retry::attempts(&bounds, &mut attempts)
        .await
        .map_err(|failure| failure.map(|error| error.with_operation(spec)))
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
    type Success = Response;

    async fn attempt(&mut self, limit: Duration) -> Result<Response, Failure> {
        let span = trace::attempt(self.context.spec, self.context.settings, self.made);
        self.made += 1;
        let attempt = attempt::once(&self.context, &mut self.request, &mut self.renewed, limit);
        let result = trace::within(&span, pin!(attempt)).await;
        trace::ended(&span, &result);
        result
    }
}
