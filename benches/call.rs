//! One call through neoagent against the same with reqwest and serde alone, on loopback. `cargo bench --bench call`
//!
//! Once with a server that answers from memory and costs next to nothing, so that what is compared is the clients; and once with
//! the sandbox, which reads a request and makes an answer as a service has to. The bare client does what a program has to do
//! at the least: the credential, the envelope, a typed payload, a check of the status.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on ends")]

mod support;

use std::collections::BTreeMap;
use std::hint::black_box;

use allocation_counter::{AllocationInfo, measure};
use neoagent::api::support::Text;
use neoagent::{Client, OperationExt as _};
use neoagent_sandbox::Sandbox;
use reqwest::header::{ACCEPT, USER_AGENT};
use serde::Deserialize;
use serde_json::json;
use support::{KEY, Times, bare, is_bench, neo, ok, runtime, serve};

/// As long as the client's own, so that both send the same request.
const AGENT: &str = concat!("neoagent/", env!("CARGO_PKG_VERSION"));

const ROUNDS: u32 = 300;
const CALLS: u32 = 50;

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is decoded, not what is used")]
struct Enveloped {
    data: Execution,
    meta: Meta,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is decoded, not what is used")]
struct Execution {
    execution_id: Option<String>,
    agent_id: Option<i64>,
    agent_name: Option<String>,
    additional_custom_instructions: Option<String>,
    created_at: Option<String>,
    updated_at: Option<String>,
    entity_id: Option<String>,
    entity_number: Option<String>,
    error: Option<String>,
    message_for_dashboard: Option<String>,
    seconds_spent: Option<f64>,
    status: Option<String>,
}

#[derive(Deserialize)]
#[allow(dead_code, reason = "what is decoded, not what is used")]
struct Meta {
    request_id: String,
    timings_ms: BTreeMap<String, f64>,
}

fn main() {
    if !is_bench() {
        return;
    }
    let body = json!({
        "data": {
            "execution_id": "7c9e6679-7425-40de-944b-e07fc1f90ae7",
            "agent_id": 42,
            "agent_name": "Ticket triage",
            "additional_custom_instructions": "Be brief.",
            "created_at": "2026-01-02T03:04:05.678Z",
            "updated_at": "2026-01-02T03:05:05.678Z",
            "entity_id": "T-1001",
            "entity_number": "1001",
            "error": null,
            "message_for_dashboard": "The ticket was sorted into the queue for printers.",
            "seconds_spent": 60.5,
            "status": "Success",
        },
        "meta": {"request_id": "11111111-2222-4333-8444-555555555555", "timings_ms": {"total": 1.5}},
    });
    let answer = ok(&body.to_string());
    let url = serve(move |_| answer.clone());
    println!("one call, {} bytes, neoagent against reqwest and serde", body.to_string().len());
    compare("a server that costs nothing", &neo(&url), &format!("{url}{EXECUTIONS}/1"), "1");

    let (url, id) = sandbox();
    compare("the sandbox", &neo(&url), &format!("{url}{EXECUTIONS}/{id}"), &id);
}

const EXECUTIONS: &str = "/public-api/executions";

/// The sandbox in a thread of its own, with a run.
fn sandbox() -> (String, String) {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        runtime().block_on(async {
            let builder = Sandbox::builder().key(KEY).without_rate_limit().record_limit(100);
            let sandbox = builder.start().await.unwrap();
            let client = neo(sandbox.base_url());
            let start = client.run_agent(42).target_entity_id("T-1001");
            let id = start.start().await.unwrap().handle().execution_id().to_owned();
            sender.send((sandbox.base_url().to_owned(), id)).unwrap();
            std::future::pending::<()>().await;
        });
    });
    receiver.recv().unwrap()
}

fn compare(server: &str, neo: &Client, target: &str, id: &str) {
    let (bare, runtime) = (bare(), runtime());
    let through_neoagent = |calls: u32| {
        runtime.block_on(async {
            for _ in 0..calls {
                let call = neo.get_execution().execution_id(Text(id));
                black_box(call.data().await.unwrap());
            }
        });
    };
    let through_reqwest = |calls: u32| {
        runtime.block_on(async {
            for _ in 0..calls {
                let request = bare.get(target).bearer_auth(KEY);
                let request = request.header(ACCEPT, "application/json");
                let sent = request.header(USER_AGENT, AGENT).send().await.unwrap();
                let answer = sent.error_for_status().unwrap();
                black_box(answer.json::<Enveloped>().await.unwrap().data);
            }
        });
    };
    let times = Times::take(ROUNDS, || through_neoagent(CALLS), || through_reqwest(CALLS));
    println!("{server}:");
    times.print("  time of a call", CALLS);
    print("neoagent", measure(|| through_neoagent(CALLS)));
    print("reqwest and serde", measure(|| through_reqwest(CALLS)));
}

fn print(name: &str, allocations: AllocationInfo) {
    let calls = u64::from(CALLS);
    println!(
        "  allocations of a call, {name}: {} with {} bytes",
        allocations.count_total / calls,
        allocations.bytes_total / calls
    );
}
