//! 100,000 items through `.items()` against a loop by hand over the same calls, and against reqwest and serde alone.
//! `cargo bench --bench items`
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on ends")]

mod support;

use std::hint::black_box;

use neoagent::OperationExt as _;
use neoagent::api::support::{Envelope, Paged};
use serde::Deserialize;
use serde_json::json;
use support::{KEY, Times, bare, is_bench, neo, ok, runtime, serve};

const ITEMS: usize = 100_000;
const PAGE: usize = 200;
const ROUNDS: u32 = 10;

/// The items of a page, in the document's type or as JSON.
fn items_of<O: Paged>(_: &O, data: <O::Success as Envelope>::Data) -> Vec<O::Item> {
    O::items(data).unwrap_or_default()
}

#[derive(Deserialize)]
struct Page {
    data: Vec<Execution>,
    meta: Meta,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is decoded, not what is used")]
struct Execution {
    execution_id: Option<String>,
    agent_name: Option<String>,
    status: Option<String>,
    entity_id: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
}

#[derive(Deserialize)]
struct Meta {
    pagination: Pagination,
}

#[derive(Deserialize)]
struct Pagination {
    next_cursor: Option<String>,
}

/// The answers, each with the cursor of the next one, which is its number.
fn pages() -> Vec<Vec<u8>> {
    let execution = |id: usize| {
        json!({
            "execution_id": id.to_string(), "agent_name": "Ticket triage", "status": "success", "entity_id": "T-1001",
            "created_at": "2026-01-02T03:04:05.678Z", "updated_at": "2026-01-02T03:05:05.678Z",
        })
    };
    let page = |number: usize| {
        let next = (number + 1 < ITEMS / PAGE).then(|| (number + 1).to_string());
        let body = json!({
            "data": (number * PAGE..(number + 1) * PAGE).map(execution).collect::<Vec<_>>(),
            "meta": {
                "request_id": "11111111-2222-4333-8444-555555555555", "timings_ms": {"total": 1.5},
                "pagination": {"has_more": next.is_some(), "next_cursor": next},
            },
        });
        ok(&body.to_string())
    };
    (0..ITEMS / PAGE).map(page).collect()
}

fn main() {
    if !is_bench() {
        return;
    }
    let pages = pages();
    let url = serve(move |target| {
        // Whatever the document calls the parameter.
        let cursor = target.split_once('=').map_or("0", |(_, rest)| rest);
        pages[cursor.parse::<usize>().unwrap()].clone()
    });
    let (neo, bare, runtime) = (neo(&url), bare(), runtime());
    let target = format!("{url}/public-api/executions");

    let stream = || {
        runtime.block_on(async {
            let (mut seen, mut items) = (0, neo.list_executions().items());
            while let Some(execution) = items.next().await {
                black_box(execution.unwrap());
                seen += 1;
            }
            assert_eq!(seen, ITEMS);
        });
    };
    let by_hand = || {
        runtime.block_on(async {
            let (mut seen, mut cursor) = (0, None::<String>);
            loop {
                let mut call = neo.list_executions();
                if let Some(cursor) = cursor {
                    call = call.at(&cursor);
                }
                let page = call.reply().await.unwrap();
                for execution in items_of(&neo.list_executions(), page.data) {
                    black_box(execution);
                    seen += 1;
                }
                cursor = page.meta.pagination.and_then(|page| page.next_cursor);
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, ITEMS);
        });
    };
    let alone = || {
        runtime.block_on(async {
            let (mut seen, mut cursor) = (0, None::<String>);
            loop {
                let mut request = bare.get(&target).bearer_auth(KEY);
                if let Some(cursor) = &cursor {
                    request = request.query(&[("cursor", cursor)]);
                }
                let answer = request.send().await.unwrap().error_for_status().unwrap();
                let page: Page = answer.json().await.unwrap();
                for execution in page.data {
                    black_box(execution);
                    seen += 1;
                }
                cursor = page.meta.pagination.next_cursor;
                if cursor.is_none() {
                    break;
                }
            }
            assert_eq!(seen, ITEMS);
        });
    };

    println!("{ITEMS} items in pages of {PAGE}");
    let each = u32::try_from(ITEMS).unwrap();
    Times::take(ROUNDS, stream, by_hand).print("an item, .items() against a loop by hand", each);
    Times::take(ROUNDS, stream, alone).print("an item, .items() against reqwest and serde", each);
}
