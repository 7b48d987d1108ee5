//! Starting runs and following them.

use oas_mock::module::Refusal;
use serde_json::{Value, json};

use super::{Call, Handled, Reply, chat};
use crate::state::State;
use crate::state::executions::{Execution, RunRequest};

pub(crate) fn run_now(call: &Call<'_>, state: &mut State) -> Handled {
    let agent =
        state.agents.get(call.path("agent_id")).ok_or_else(|| Refusal::not_found("the agent"))?;
    if agent.text("autonomy_type") == "CONVERSATIONAL" {
        let message = "a conversational agent is reached through chat sessions";
        return Err(Refusal::bad_request("invalid_for_conversational", message));
    }
    let entity_id = call.text("target_entity_id").filter(|id| !id.is_empty());
    if agent.text("trigger_type") == "TRIGGERED" && entity_id.is_none() {
        let message = "a triggered agent needs target_entity_id";
        return Err(Refusal::bad_request("target_entity_required", message));
    }
    let run = RunRequest {
        entity_id: entity_id.map(str::to_owned),
        instructions: call.text("additional_custom_instructions").map(str::to_owned),
        request: Some(call.number),
    };
    let queued = state.executions.words().queued.clone();
    let execution = state
        .start(call.path("agent_id"), run, call.now)
        .ok_or_else(|| Refusal::not_found("the agent"))?;
    Reply::data(json!({ "execution_id": execution.id, "status": queued }))
}

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Handled {
    const LIST: &str = "executions";
    let before = call.cursor(LIST)?;
    let lag = call.shared.module().settings.list_lag;
    let words = state.executions.words().clone();
    let found = state.executions.newest(before, call.now).filter(|(_, execution)| {
        (execution.is_past() || execution.age(call.now) >= lag)
            && call.wants_agent(execution.agent_id)
            && call.wants("entity_id", execution.entity_id.as_deref())
            && call.wants("entity_number", execution.entity_number())
            && call.lists("status", &execution.status(&words))
    });
    Reply::page(call.page(LIST, found, |execution| execution.view(&words, call.now)))
}

pub(crate) fn get(call: &Call<'_>, state: &mut State) -> Handled {
    let words = state.executions.words().clone();
    let settings = &call.shared.module().settings;
    let execution = state
        .executions
        .poll(call.path("execution_id"), call.now)
        .filter(|execution| {
            execution.is_past() || execution.age(call.now) >= settings.not_found_for
        })
        .ok_or_else(missing)?;
    Reply::data(execution.view(&words, call.now))
}

pub(crate) fn steps(call: &Call<'_>, state: &mut State) -> Handled {
    let id = call.path("execution_id");
    let of_run = state.executions.get(id, call.now).map(Execution::steps);
    let steps = of_run.or_else(|| chat::steps(call, state));
    let text = |step: &Value, name: &str| step[name].as_str().unwrap_or_default().to_owned();
    let mut steps: Vec<Value> = steps
        .ok_or_else(missing)?
        .into_iter()
        .filter(|step| {
            call.lists("type", &text(step, "type"))
                && call.lists("tool_type_name", &text(step, "tool_type_name"))
                && call.wants("step_id", step["step_id"].as_str())
        })
        .collect();
    if call.query("include_data") == Some("false") && call.query("step_id").is_none() {
        for step in &mut steps {
            step["data"] = Value::Null;
        }
    }
    Reply::data(Value::Array(steps))
}

pub(crate) fn callback(call: &Call<'_>, state: &mut State) -> Handled {
    let execution =
        state.executions.get(call.path("execution_id"), call.now).ok_or_else(missing)?;
    let mut data = call.sample_data();
    if let Some(members) = data.as_object_mut() {
        members.insert("entity_id".to_owned(), Value::from(execution.entity_id.clone()));
        members.insert("started_workflow_ids".to_owned(), Value::from(vec![execution.agent_id]));
    }
    Reply::data(data)
}

pub(crate) fn field_update_audit(call: &Call<'_>, state: &mut State) -> Handled {
    state.executions.get(call.path("execution_id"), call.now).ok_or_else(missing)?;
    Reply::data(call.sample_data())
}

fn missing() -> Refusal {
    Refusal::not_found("the execution")
}
