//! Every list of the document, page by page, over a sandbox.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/spec.rs"]
mod spec;

use std::collections::BTreeSet;

use futures_util::{StreamExt as _, TryStreamExt as _};
use neoagent::api::support::{Envelope, Paged, Paging};
use neoagent::{Client, OperationExt as _, RetryPolicy};
use neoagent_sandbox::{Fault, Received, Sandbox};
use serde_json::{Value, json};

const EXECUTIONS: &str = "/public-api/executions";

fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::never())
        .build()
        .unwrap()
}

/// Reads a list as the sandbox has it, and then as a server has it that gives the same items on three pages, the second
/// of them empty.
async fn check<O>(sandbox: &Sandbox, call: O) -> (&'static str, Paging)
where
    O: Paged,
    O::Success: Envelope,
{
    let path = <O as neoagent::api::support::Operation>::SPEC.path;
    sandbox.fault_by(|_| None);
    let items: Vec<_> = call.clone().items().try_collect().await.unwrap();
    let data = serde_json::to_value(&items).unwrap();
    let count = items.len();

    let page = {
        let data = data.clone();
        move |received: &Received| {
            let at = |name: &str| {
                let pair = received.query.iter().find(|(known, _)| known == name);
                pair.map(|(_, value)| value.clone())
            };
            let cursor = ["cursor", "after", "next_cursor"].into_iter().find_map(at);
            let number = match (O::PAGING, cursor, at("page")) {
                (Paging::Cursor, cursor, None) => {
                    cursor.map_or(1, |text| text[1..].parse().unwrap())
                }
                (Paging::PageNumber, None, page) => page.map_or(1, |text| text.parse().unwrap()),
                (Paging::Whole, None, None) => 3,
                other => panic!("{other:?}"),
            };
            let next =
                (O::PAGING == Paging::Cursor && number < 3).then(|| format!("c{}", number + 1));
            let items = if number == 2 { json!([]) } else { data.clone() };
            // The last page of numbers differs from the first one, as pages do.
            let items =
                if number == 3 && O::PAGING == Paging::PageNumber { json!([]) } else { items };
            let body = json!({
                "data": items,
                "meta": {
                    "request_id": "11111111-2222-4333-8444-555555555555",
                    "timings_ms": {},
                    "pagination": {"next_cursor": next, "has_more": number < 3},
                },
            });
            Some(Fault::body(200, "application/json", body.to_string()))
        }
    };
    sandbox.fault_by(page);
    let before = sandbox.total();
    let pages: Vec<_> = call.clone().pages().try_collect().await.unwrap();
    let sizes: Vec<usize> = pages.iter().map(|page| page.data.len()).collect();
    let expected = match O::PAGING {
        Paging::Cursor => vec![count, 0, count],
        Paging::PageNumber => vec![count, 0, 0],
        _ => vec![count],
    };
    assert_eq!(sizes, expected, "{path}");
    assert_eq!(sandbox.total() - before, sizes.len() as u64, "{path}");
    assert!(pages.iter().all(|page| page.meta.request_id.is_some()));
    let total: usize = sizes.iter().sum();
    assert_eq!(call.items().prefetch().count().await, total, "{path}");
    (path, O::PAGING)
}

/// A call that may be a list: whether it is depends on the document.
struct Maybe<O>(O);

impl<O: Paged> Maybe<O>
where
    O::Success: Envelope,
{
    async fn check(self, sandbox: &Sandbox) -> Option<(&'static str, Paging)> {
        Some(check(sandbox, self.0).await)
    }
}

/// The same method for calls of which the document does not say that they are lists.
#[allow(dead_code, reason = "only where the document leaves a list open")]
trait NoList: Sized {
    async fn check(self, _: &Sandbox) -> Option<(&'static str, Paging)> {
        None
    }
}

impl<O> NoList for Maybe<O> {}

/// The paths of the document that answer a list: those that say so, and of those that leave it open those that take a cursor or a page.
fn lists() -> BTreeSet<String> {
    let document = spec::document();
    let is_list = |operation: &Value| match spec::payload(&document, operation) {
        Some(payload) => payload["type"] == "array",
        None => operation["parameters"].as_array().into_iter().flatten().any(|parameter| {
            ["cursor", "after", "next_cursor", "page"].iter().any(|word| parameter["name"] == *word)
        }),
    };
    let paths = document["paths"].as_object().unwrap();
    paths
        .iter()
        .filter(|(_, item)| item.get("get").is_some_and(is_list))
        .map(|(path, _)| path.clone())
        .collect()
}

#[tokio::test]
async fn every_list_of_the_document_can_be_read_to_its_end() {
    let sandbox = Sandbox::builder().past_runs(3).without_rate_limit().start().await.unwrap();
    let neo = client(&sandbox);
    let run = neo.run_agent("42").target_entity_id("T-1").start().await.unwrap();
    let id = run.id();
    let instant = "2026-01-02T03:04:05Z";
    macro_rules! check {
        ($($call:expr),* $(,)?) => {
            [$(Maybe($call).check(&sandbox).await),*]
        };
    }
    let checked = check![
        neo.list_agents(),
        neo.list_agent_versions().agent_id("42"),
        neo.list_callbacks().entity_number("1001"),
        neo.list_executions(),
        neo.get_field_update_audit().execution_id(id),
        neo.list_execution_steps().execution_id(id),
        neo.list_execution_til_requests().execution_id(id),
        neo.list_inbox_messages(),
        neo.get_chat_performance_by_user().from(instant).to(instant),
        neo.get_agent_performance().from(instant).to(instant),
        neo.list_phone_numbers(),
        neo.list_scheduled_work(),
        neo.list_til_requests(),
    ];
    let checked: Vec<_> = checked.into_iter().flatten().collect();
    let paths: BTreeSet<String> = checked.iter().map(|(path, _)| (*path).to_owned()).collect();
    assert_eq!(paths, lists());
    let styled = |style: Paging| checked.iter().filter(|(_, paging)| *paging == style).count();
    assert_eq!((styled(Paging::Cursor), styled(Paging::PageNumber)), (4, 1));
}

#[tokio::test]
async fn runs_are_read_page_by_page() {
    let sandbox = Sandbox::builder().past_runs(23).start().await.unwrap();
    let neo = client(&sandbox);
    let mut pages = neo.list_executions().page_size(5).pages();
    let mut sizes = Vec::new();
    let mut ids = BTreeSet::new();
    while let Some(page) = pages.next().await {
        let page = page.unwrap();
        sizes.push(page.data.len());
        ids.extend(page.data.iter().map(|run| json!(run)["execution_id"].to_string()));
    }
    assert_eq!(sizes, [5, 5, 5, 5, 3]);
    assert_eq!(ids.len(), 23);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 5);
    // The settings of the call go with every page.
    for received in sandbox.received() {
        assert!(received.query.contains(&("page_size".into(), "5".into())));
    }
}

#[tokio::test]
async fn scheduled_work_is_read_by_page_numbers() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    for hour in 10..17 {
        let body = json!({"workflow_id": 41, "scheduled_for": format!("2030-01-01T{hour}:00:00Z")});
        neo.schedule_work()
            .body(
                serde_json::from_value::<neoagent::api::types::ScheduleWorkRequest>(body).unwrap(),
            )
            .data()
            .await
            .unwrap();
    }
    let pages: Vec<_> = neo.list_scheduled_work().page_size(3).pages().try_collect().await.unwrap();
    let sizes: Vec<_> = pages.iter().map(|page| page.data.len()).collect();
    assert_eq!(sizes, [3, 3, 1]);
    // From the second page on.
    assert_eq!(neo.list_scheduled_work().page_size(3).page(2).items().count().await, 4);
}

#[tokio::test]
async fn an_error_in_the_middle_is_gone_on_from() {
    let sandbox = Sandbox::builder().past_runs(12).start().await.unwrap();
    let neo = client(&sandbox);
    sandbox.fault(Fault::reset().on("GET", EXECUTIONS).nth(2));
    sandbox.fault(Fault::status(500).on("GET", EXECUTIONS).nth(3));
    let mut items = neo.list_executions().page_size(5).items();
    let (mut ids, mut errors) = (Vec::new(), Vec::new());
    loop {
        match items.next().await {
            Some(Ok(run)) => ids.push(json!(run)["execution_id"].to_string()),
            Some(Err(error)) => {
                assert_eq!(error.position(), items.position());
                assert!(error.position().is_some());
                errors.push(error.kind());
                items.resume();
            }
            None => break,
        }
    }
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert_eq!(ids.len(), 12);
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), 12);

    // Another process goes on from what the error says.
    sandbox.fault(Fault::reset().on("GET", EXECUTIONS).nth(2));
    let first: Vec<_> = neo.list_executions().page_size(5).items().collect().await;
    let error = first.last().unwrap().as_ref().unwrap_err();
    let cursor = error.position().unwrap();
    let rest = neo.list_executions().page_size(5).cursor(cursor).items();
    assert_eq!(first.len() - 1 + rest.count().await, 12);
}

#[tokio::test]
async fn a_page_is_repeated_by_the_client_before_it_is_an_error() {
    let sandbox = Sandbox::builder().past_runs(12).start().await.unwrap();
    let neo = Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::default().first_backoff(std::time::Duration::from_millis(1)))
        .build()
        .unwrap();
    sandbox.fault(Fault::status(503).on("GET", EXECUTIONS).skip(1).times(2));
    let items: Vec<_> = neo.list_executions().page_size(5).items().try_collect().await.unwrap();
    assert_eq!(items.len(), 12);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 5);
}

/// Streams are used across threads.
#[test]
fn streams_are_send() {
    fn is_send<T: Send>(_: &T) {}
    let neo = Client::builder().build().unwrap();
    is_send(&neo.list_executions().items());
    is_send(&neo.list_executions().pages().prefetch());
    let text = format!("{:?}", neo.list_executions().cursor("c").items());
    assert!(text.contains("list_executions"), "{text}");
}
