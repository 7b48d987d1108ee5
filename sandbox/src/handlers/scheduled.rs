//! Scheduled work: the one list that is paged by number.

use oas_mock::module::Refusal;
use serde_json::Value;

use super::{Call, Handled, Reply};
use crate::envelope::Pagination;
use crate::ids::Kind;
use crate::state::State;
use crate::state::scheduled::Order;

pub(crate) fn list(call: &Call<'_>, state: &mut State) -> Handled {
    let size = call.page_size();
    let number: usize = match call.query("page").map(str::parse) {
        None => 1,
        Some(Ok(number)) if number >= 1 => number,
        Some(_) => {
            return Err(Refusal::bad_request("validation_error", "page counts from 1"));
        }
    };
    let found = state.scheduled.newest().filter(|(_, item)| {
        call.lists("status", item.status) && call.wants("ticket_id", item.ticket_id.as_deref())
    });
    let mut found = found.skip((number - 1).saturating_mul(size));
    let data: Vec<Value> = found.by_ref().take(size).map(|(id, item)| item.view(id)).collect();
    let pagination = Pagination { next_cursor: None, has_more: found.next().is_some() };
    Reply::page((Value::Array(data), pagination))
}

pub(crate) fn create(call: &Call<'_>, state: &mut State) -> Handled {
    let agent = call
        .id(Kind::Agent, "workflow_id")
        .and_then(|id| state.agents.get(&id))
        .ok_or_else(|| Refusal::not_found("the agent"))?;
    if agent.text("autonomy_type") == "CONVERSATIONAL" {
        return Err(Refusal::bad_request(
            "invalid_for_conversational",
            "a conversational agent has no runs",
        ));
    }
    let scheduled_for =
        call.text("scheduled_for").and_then(|text| text.parse().ok()).ok_or_else(|| {
            Refusal::bad_request("validation_error", "scheduled_for is not an ISO-8601 instant")
        })?;
    let order = Order {
        workflow_id: agent.number(),
        workflow_name: agent.text("name").to_owned(),
        ticket_id: call.text("ticket_id").map(str::to_owned),
        instructions: call.text("additional_custom_instructions").map(str::to_owned),
        scheduled_for,
    };
    Reply::data(state.scheduled.add(order, call.now))
}
