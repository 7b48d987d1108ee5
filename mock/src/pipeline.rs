//! The way of one request: recorded, struck by a fault or not, answered by the module.

use std::sync::Arc;

use axum::http::{HeaderValue, header};
use axum::response::Response;

use crate::behavior::Module;
use crate::core::Core;
use crate::fault::{Effect, Fault, Moment};
use crate::faulty;
use crate::incoming::Incoming;
use crate::record::{Received, public_headers, public_query};
use crate::route;

/// How an exchange ends.
#[derive(Debug)]
pub(crate) enum End {
    Answer(Response),
    Reset,
    Close,
    Hang,
}

/// Answers one request.
pub(crate) async fn exchange<M: Module>(core: Arc<Core<M>>, incoming: Incoming) -> End {
    let mut received = describe(&core, &incoming);
    core.record().arrive(&mut received, core.clock().instant());
    core.changed();
    let number = received.number;
    let chooser = core.script().chooser();
    let chosen = chooser.and_then(|choose| choose(&received));
    let asked = M::asked_fault(&incoming.headers).map(|asked| {
        asked.unwrap_or_else(|problem| Fault::body(400, "text/plain", format!("{problem}\n")))
    });
    let fault = asked.or(chosen).or_else(|| core.script().due(&received));
    received.faulted = fault.is_some();
    let mut end = match fault {
        None => End::Answer(M::answer(&core, &incoming, number)),
        Some(fault) => {
            let work = inject(Arc::clone(&core), incoming, number, fault);
            // A client that gives up does not take the server's work with it: the work is a task of its own.
            tokio::spawn(work).await.unwrap_or(End::Close)
        }
    };
    if let End::Answer(response) = &mut end {
        // The server's own clock, which may be set off from this machine's, tells the date.
        let date = HeaderValue::from_str(&core.clock().http_date());
        if let (Ok(date), false) = (date, response.headers().contains_key(header::DATE)) {
            response.headers_mut().insert(header::DATE, date);
        }
        let status = response.status().as_u16();
        received.status = Some(status);
        core.record().update(number, |received| received.status = Some(status));
    }
    if let Some(observe) = core.observer() {
        observe(&received);
    }
    core.changed();
    end
}

fn describe<M: Module>(core: &Core<M>, incoming: &Incoming) -> Received {
    let route = route::find(core.document(), &incoming.method, &incoming.path);
    let body = incoming.body.as_deref().unwrap_or_default();
    Received {
        number: 0,
        at: std::time::Duration::ZERO,
        method: incoming.method.as_str().to_owned(),
        template: route.template().or_else(|| M::template(&incoming.path)).map(str::to_owned),
        path: incoming.path.clone(),
        query: public_query(&incoming.query, core.document()),
        headers: public_headers(&incoming.headers, core.document()),
        authorization: M::authorization(core, incoming),
        body: serde_json::from_slice(body).ok(),
        body_size: body.len(),
        status: None,
        faulted: false,
        prefix: Arc::clone(core.document().prefix()),
    }
}

/// Plays a fault on a request.
async fn inject<M: Module>(
    core: Arc<Core<M>>,
    incoming: Incoming,
    number: u64,
    fault: Fault,
) -> End {
    core.record().update(number, |received| received.faulted = true);
    let taken_effect = (fault.moment == Moment::After).then(|| M::answer(&core, &incoming, number));
    core.pause(fault.delay).await;
    let as_usual = || taken_effect.unwrap_or_else(|| M::answer(&core, &incoming, number));
    match fault.effect {
        Effect::None => End::Answer(as_usual()),
        Effect::Cut(cut) => End::Answer(faulty::cut(as_usual(), cut).await),
        Effect::Trickle { bytes, every } => End::Answer(faulty::trickle(as_usual(), bytes, every)),
        Effect::Answer(answer) => End::Answer(faulty::answer(&core, &incoming, &answer)),
        Effect::Reset => End::Reset,
        Effect::Close => End::Close,
        Effect::Hang => End::Hang,
    }
}
