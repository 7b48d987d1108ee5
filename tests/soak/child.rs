//! The process that is killed: many runs with a journal, as a program of a user's has them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use neoagent::{CallOptions, Client, ErrorKind, Journal, RetryPolicy, RunRequest, StartPolicy};
use serde::{Deserialize, Serialize};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Plan {
    pub(crate) base_url: String,
    pub(crate) key: String,
    pub(crate) journal: PathBuf,
    pub(crate) requests: Vec<RunRequest>,
    pub(crate) concurrency: usize,
    pub(crate) repeats: bool,
    pub(crate) grace: Duration,
    pub(crate) attempt_timeout: Duration,
}

pub(crate) async fn run(plan: &str) -> ExitCode {
    let plan: Plan = serde_json::from_str(plan).unwrap();
    let retry = RetryPolicy::default()
        .first_backoff(Duration::from_millis(10))
        .deadline(Duration::from_secs(20));
    let neo =
        Client::builder().api_key(&plan.key).base_url(&plan.base_url).retry(retry).build().unwrap();
    let policy = if plan.repeats {
        StartPolicy::reconcile_then_repeat().max_starts(4)
    } else {
        StartPolicy::reconcile()
    };
    let journal = Journal::open(&plan.journal).await.unwrap().job("soak");
    let mut results = neo
        .run_many(plan.requests)
        .concurrency(plan.concurrency)
        .journal(journal)
        .policy(policy.grace(plan.grace))
        .options(CallOptions::new().attempt_timeout(plan.attempt_timeout))
        .wait(|wait| {
            wait.first_interval(Duration::from_millis(20))
                .max_interval(Duration::from_millis(100))
                .deadline(Duration::from_secs(30))
        })
        .start()
        .await
        .unwrap();
    while let Some(run) = results.next().await {
        if let Err(error) = run.result {
            eprintln!("{}: {error}", run.request.key());
            if error.kind() == ErrorKind::Journal {
                return ExitCode::FAILURE;
            }
        }
    }
    ExitCode::SUCCESS
}
