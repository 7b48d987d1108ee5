//! Agents: list, create, update, versions.

use axum::http::Method;
use jiff::Timestamp;
use oas_mock::module::Refusal;
use serde_json::{Map, Value, json};

use super::{Call, Handled, Reply};
use crate::merge;
use crate::state::State;
use crate::state::agents::Agent;
use crate::words;

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Handled {
    const LIST: &str = "agents";
    let after = call.cursor(LIST)?;
    let found = state
        .agents
        .after(after)
        .filter(|(_, agent)| call.wants("state", Some(agent.text("state"))));
    Reply::page(call.page(LIST, found, Agent::summary))
}

pub(crate) fn create(call: &Call<'_>, state: &mut State) -> Handled {
    let mut body = call.members();
    // The one kind whose body may leave its own name out.
    body.entry("autonomy_type").or_insert_with(|| Value::from("CHAINED_ACTIONS"));
    check_kind(text(&body, "autonomy_type"), &body)?;
    Reply::data(state.agents.create(body, call.now).summary())
}

pub(crate) fn get(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = state.agents.get(call.path("agent_id")).ok_or_else(missing)?;
    Reply::data(Value::Object(agent.members()))
}

pub(crate) fn update(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = state.agents.get_mut(call.path("agent_id")).ok_or_else(missing)?;
    if agent.managed_key.is_some() {
        let refusal = Refusal::new(
            axum::http::StatusCode::FORBIDDEN,
            "agent_managed_by_neo",
            "Neo manages this agent",
        );
        return Err(refusal);
    }
    let body = call.members();
    for fixed in ["autonomy_type", "entity_type"] {
        if body.get(fixed).is_some_and(|value| Some(value) != agent.member(fixed)) {
            return Err(Refusal::bad_request("validation_error", format!("{fixed} cannot change")));
        }
    }
    check_kind(agent.text("autonomy_type"), &body)?;
    let mut members = agent.members();
    merge::agent(&mut members, body)
        .map_err(|what| Refusal::bad_request("validation_error", what))?;
    check_readable(call, &members)?;
    agent.save(members, call.now);
    Reply::data(agent.summary())
}

pub(crate) fn versions(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = state.agents.get(call.path("agent_id")).ok_or_else(missing)?;
    let rows = agent.versions().iter().enumerate().rev().map(|(index, version)| {
        json!({ "version": index + 1, "created_at": version.at.to_string(), "name": version.members.get("name") })
    });
    Reply::data(rows.collect())
}

pub(crate) fn version_at(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = state.agents.get(call.path("agent_id")).ok_or_else(missing)?;
    let instant: Timestamp =
        call.query("timestamp").and_then(|text| text.parse().ok()).ok_or_else(|| {
            Refusal::bad_request("validation_error", "timestamp is not an ISO-8601 instant")
        })?;
    let version = agent.at(instant).ok_or_else(|| Refusal::not_found("a version of that time"))?;
    Reply::data(Value::Object(version.members.clone()))
}

/// An update leaves open what the agent that is read has a type for: what could not be answered then is not taken.
fn check_readable(call: &Call<'_>, members: &Map<String, Value>) -> Result<(), Refusal> {
    let document = call.shared.document();
    let Some(read) = document.operation(&Method::GET, call.operation.path.as_str()) else {
        return Ok(());
    };
    let Some(data) = words::payload(document, read) else { return Ok(()) };
    // As it would be answered: with ids in the document's form.
    let ids = &call.shared.module().ids;
    let agent = words::fitted(document, ids, read, Value::Object(members.clone()));
    let problems = document.validators().check(&data, "body", &agent);
    if problems.is_empty() { Ok(()) } else { Err(Refusal::invalid(&problems)) }
}

/// What the service refuses of one kind of agent and accepts of another.
fn check_kind(kind: &str, body: &Map<String, Value>) -> Result<(), Refusal> {
    let refuse = |message: &str| Err(Refusal::bad_request("validation_error", message));
    let given = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    if kind == "AGENTIC" && given("actions") {
        return refuse("an AGENTIC agent has no actions");
    }
    if kind == "CONVERSATIONAL" && (given("ticket_conditions") || given("time_entry_conditions")) {
        return refuse("a CONVERSATIONAL agent has no conditions");
    }
    let actions =
        body.get("actions").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    if actions.iter().any(|action| action["action_type"] == "FIND_ENTITIES") {
        return refuse("FIND_ENTITIES cannot be an action");
    }
    Ok(())
}

fn text<'b>(body: &'b Map<String, Value>, name: &str) -> &'b str {
    body.get(name).and_then(Value::as_str).unwrap_or_default()
}

fn missing() -> Refusal {
    Refusal::not_found("the agent")
}
