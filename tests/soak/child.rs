//! The process that is killed: many runs with a journal, as a program of a user's has them.

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use neoagent::{
    AccessToken, CallOptions, Client, ErrorKind, Journal, RetryPolicy, RunRequest, StartPolicy,
    TokenRequest,
};
use serde::{Deserialize, Serialize};

/// How long a token is good for: it is renewed many times in a seed.
const LIFETIME: Duration = Duration::from_secs(2);

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
    /// How many of a hundred tokens cannot be had.
    pub(crate) tokens_fail: u32,
}

pub(crate) async fn run(plan: &str) -> ExitCode {
    let plan: Plan = serde_json::from_str(plan).unwrap();
    let retry = RetryPolicy::default()
        .first_backoff(Duration::from_millis(10))
        .deadline(Duration::from_secs(20));
    let (key, tokens_fail) = (plan.key.clone(), plan.tokens_fail);
    let tokens = move |_: TokenRequest| {
        let token = if fastrand::u32(0..100) < tokens_fail {
            Err("the sign-in is down".into())
        } else {
            AccessToken::new(&key).map(|token| token.expires_in(LIFETIME)).map_err(Into::into)
        };
        async move { token }
    };
    let builder = Client::builder().base_url(&plan.base_url).retry(retry);
    let neo = builder.token_provider(tokens).build().unwrap();
    let policy = if plan.repeats {
        StartPolicy::reconcile_then_repeat().max_starts(4)
    } else {
        StartPolicy::reconcile()
    };
    let journal = match Journal::open(&plan.journal).await {
        Ok(journal) => journal.job("soak"),
        Err(error) => {
            eprintln!("{error}");
            return ExitCode::FAILURE;
        }
    };
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
