//! Technician-in-the-loop requests: list and decide.

use axum::http::StatusCode;
use jiff::Timestamp;
use oas_mock::module::Refusal;
use serde_json::Value;

use super::{Call, Handled, Reply};
use crate::state::State;
use crate::state::til::Decision;

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Handled {
    const LIST: &str = "til-requests";
    let before = call.cursor(LIST)?;
    let (after, until) = (instant(call, "created_after")?, instant(call, "created_before")?);
    let found = state.til.newest(before).filter(|(_, request)| {
        call.lists("status", request.status)
            && call.wants_agent(request.agent_id)
            && call.query("approver").is_none_or(|user| request.is_for(user))
            && call.query("q").is_none_or(|text| request.mentions(text))
            && after.is_none_or(|bound| request.created_at >= bound)
            && until.is_none_or(|bound| request.created_at <= bound)
    });
    let found = found.map(|(id, request)| (id, (id, request)));
    Reply::page(call.page(LIST, found, |(id, request)| request.view(id)))
}

pub(crate) fn of_execution(call: &Call<'_>, state: &mut State) -> Handled {
    let id = call.path("execution_id");
    if state.executions.get(id, call.now).is_none() {
        return Err(Refusal::not_found("the execution"));
    }
    let raised =
        state.til.newest(None).filter(|(_, request)| request.session_id.as_deref() == Some(id));
    Reply::data(raised.map(|(id, request)| request.view(id)).collect())
}

pub(crate) fn decide(call: &Call<'_>, state: &mut State) -> Handled {
    let id = match state.til.get(call.path("request_id")) {
        Some((id, _)) => id,
        None => return Err(Refusal::not_found("the request")),
    };
    if call.text("client_id").is_some() {
        let message = "client_id is for platform service accounts";
        return Err(Refusal::new(StatusCode::FORBIDDEN, "FORBIDDEN", message));
    }
    let decision = Decision {
        approve: call.text("action") == Some("approve"),
        note: call.text("note").map(str::to_owned),
        // Who acted is believed only of platform callers, which this sandbox's key is not.
        ..Decision::default()
    };
    match state.decide(id, decision, call.now) {
        Some(request) => Reply::data(request),
        None => {
            let status = state.til.get(call.path("request_id")).map(|(_, request)| request.status);
            let refusal =
                Refusal::conflict("til_request_already_decided", "the request has been decided");
            Err(refusal.with("status", Value::from(status)))
        }
    }
}

fn instant(call: &Call<'_>, name: &str) -> Result<Option<Timestamp>, Refusal> {
    let Some(text) = call.query(name) else {
        return Ok(None);
    };
    match text.parse() {
        Ok(instant) => Ok(Some(instant)),
        Err(_) => Err(Refusal::bad_request(
            "validation_error",
            format!("{name} is not an ISO-8601 instant"),
        )),
    }
}
