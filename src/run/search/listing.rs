//! The executions of one agent and entity, as the server lists them.

use std::time::SystemTime;

use oas_runtime::{CallOptions, Paged, Paging, Text};
use serde_json::Value;

use crate::api::builder::ListExecutions;
use crate::client::Client;
use crate::envelope::{has_more, json, next_cursor};
use crate::error::{ErrorKind, Result};
use crate::member::text;
use crate::operation_ext::OperationExt as _;
use crate::run::members::{created, id, status};
use crate::run::request::RunRequest;
use crate::run_state::Status;

/// The largest page the service gives.
const PAGE_SIZE: &str = "200";

/// Fewer items than a page has by the service's documentation where nothing is asked for. A server may give fewer than it is
/// asked for.
const SHORTEST_PAGE: usize = 50;

/// An execution of the agent and the entity.
#[derive(Clone, Debug)]
pub(crate) struct Listed {
    /// `None` where the list does not name it.
    pub(crate) id: Option<Box<str>>,
    pub(crate) created: Option<SystemTime>,
    pub(crate) status: Option<Status>,
}

/// A page of them.
#[derive(Debug, Default)]
pub(crate) struct Page {
    pub(crate) runs: Vec<Listed>,
    /// When the page's executions were created, of any agent and entity: the order of the list.
    pub(crate) times: Vec<Option<SystemTime>>,
    /// The cursor of the next page.
    pub(crate) next: Option<String>,
    /// Whether it can be told that these are all, up to the next page.
    pub(crate) whole: bool,
    /// The server's time of the answer.
    pub(crate) date: Option<SystemTime>,
}

/// Asks for a page of the executions of a request's agent and entity.
pub(crate) async fn page(
    client: &Client,
    request: &RunRequest,
    options: CallOptions,
    cursor: Option<&str>,
) -> Result<Page> {
    let mut list = client.list_executions().page_size(Text(PAGE_SIZE));
    // An id that is no number is looked for among all, below.
    if i64::try_from(Text(request.agent())).is_ok() {
        list = list.agent_id(Text(request.agent()));
    }
    if let Some(cursor) = cursor {
        list = list.at(cursor);
    }
    let reply = match request.entity() {
        Some(entity) => {
            let of_entity = list.clone().entity_id(Text(entity)).with(options.clone());
            match json(of_entity).await {
                // The document's filter takes no such id, and nothing was sent: it is looked for among all, too.
                Err(error) if error.kind() == ErrorKind::InvalidRequest => {
                    json(list.with(options)).await?
                }
                reply => reply?,
            }
        }
        None => json(list.with(options)).await?,
    };
    client.server_clock.saw(reply.meta.date);
    if !reply.data.is_array() {
        return Err(reply.meta.lacking("the answer holds no list of executions"));
    }
    let mut said = reply.meta.json["pagination"].clone();
    if let Some(cursor) = reply.meta.pagination.and_then(|said| said.next_cursor)
        && next_cursor(&said).is_none_or(Value::is_null)
        && (said.is_object() || said.is_null())
    {
        // It came in a header.
        said["next_cursor"] = cursor.into();
    }
    let mut page = read(&reply.data, &said, request);
    if ListExecutions::PAGING != Paging::Cursor {
        // The document has no way to ask for the rest.
        page.whole &= page.next.take().is_none();
    }
    Ok(Page { date: reply.meta.date, ..page })
}

fn read(data: &Value, said: &Value, request: &RunRequest) -> Page {
    let Some(items) = data.as_array() else {
        return Page::default();
    };
    let has_more = said.get("has_more").and_then(has_more);
    let cursor = next_cursor(said);
    let next = cursor.and_then(text).filter(|_| has_more != Some(false));
    // A list that does not say where it ends has ended if it is shorter than any page.
    let ended = match has_more {
        Some(more) => !more,
        None if cursor.is_some_and(Value::is_null) => true,
        None => cursor.is_none() && items.len() < SHORTEST_PAGE,
    };
    Page {
        runs: items.iter().filter(|item| concerns(item, request)).map(listed).collect(),
        times: items.iter().map(created).collect(),
        whole: next.is_some() || ended,
        next,
        date: None,
    }
}

/// Whether an execution is of the request's agent and entity, as far as it says. The server filters too; this holds when it
/// does not know a filter.
fn concerns(item: &Value, request: &RunRequest) -> bool {
    let agent = item.get("agent_id").and_then(text);
    let entity = item.get("entity_id").and_then(text);
    let same_agent = agent.is_none_or(|agent| *agent == *request.agent_id);
    let same_entity = match request.entity() {
        Some(wanted) => entity.is_none_or(|entity| entity == wanted),
        // An agent without a target has runs without one, or Neo finds one for it: only the former can be told.
        None => entity.is_none(),
    };
    same_agent && same_entity
}

fn listed(item: &Value) -> Listed {
    Listed { id: id(item).map(Into::into), created: created(item), status: status(item) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn ids(data: &Value, request: &RunRequest) -> Vec<String> {
        let page = read(data, &json!({"has_more": false}), request);
        page.runs.into_iter().map(|run| run.id.unwrap_or_default().into()).collect()
    }

    #[test]
    fn only_what_is_of_the_agent_and_the_entity_counts() {
        let data = json!([
            {"execution_id": "a", "agent_id": 42, "entity_id": "T-1"},
            {"execution_id": "b", "agent_id": "42", "entity_id": "T-1"},
            {"execution_id": "c", "agent_id": 43, "entity_id": "T-1"},
            {"execution_id": "d", "agent_id": 42, "entity_id": "T-2"},
            {"execution_id": 7},
            {"execution_id": "e", "agent_id": 42, "entity_id": null},
            {"agent_id": 42, "entity_id": "T-1"},
        ]);
        let request = RunRequest::new(42).target_entity_id("T-1");
        assert_eq!(ids(&data, &request), ["a", "b", "7", "e", ""]);
        assert_eq!(
            ids(&data, &RunRequest::new(42)),
            ["7", "e"],
            "an agent without a target has runs without one"
        );
    }

    #[test]
    fn a_list_that_cannot_be_told_to_be_all_is_not_whole() {
        let request = RunRequest::new(42);
        let whole = |data: &Value, said: Value| read(data, &said, &request).whole;
        let (few, full) = (json!([{}]), Value::Array(vec![json!({"execution_id": "a"}); 50]));
        let nothing = || Value::Null;
        assert!(whole(&json!([]), nothing()) && whole(&few, nothing()));
        assert!(!whole(&full, nothing()) && !whole(&full, json!({})));
        assert!(!whole(&json!({"items": []}), json!({"has_more": false})));
        for ended in [
            json!({"has_more": false, "next_cursor": null}),
            json!({"has_more": "False"}),
            json!({"has_more": 0}),
            json!({"next_cursor": null}),
            json!({"next_cursor": null, "has_more": null}),
        ] {
            let page = read(&full, &ended, &request);
            assert!(page.whole && page.next.is_none(), "{ended}");
        }
        for lost in [
            json!({"has_more": true, "next_cursor": null}),
            json!({"has_more": "true", "next_cursor": ""}),
            json!({"has_more": 1}),
            json!({"has_more": true, "next_cursor": {}}),
            json!({"next_cursor": ["c"]}),
        ] {
            let page = read(&few, &lost, &request);
            assert!(!page.whole && page.next.is_none(), "{lost}");
        }
        for (cursor, next) in [(json!("c"), "c"), (json!(17), "17")] {
            let more = read(&few, &json!({"next_cursor": cursor}), &request);
            assert_eq!((more.whole, more.next.as_deref()), (true, Some(next)));
        }
    }
}
