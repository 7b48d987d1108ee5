//! Tokens that expire: had once for all calls, renewed before they end, and once when they are refused.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "the clock is tokio's, paused and moved by the test")]

#[path = "support/spec.rs"]
mod spec;

use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::future::join_all;
use neoagent::{
    AccessToken, Client, ClientBuilder, ErrorKind, OperationExt as _, Outcome, RetryPolicy,
    TokenError, TokenRequest,
};
use neoagent_sandbox::{Fault, Sandbox};
use spec::path;
use tokio::time::{Instant, sleep};

const EXECUTIONS: &str = "/public-api/executions";
const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
const SECOND: Duration = Duration::from_secs(1);

/// What a provider does when it is asked.
#[derive(Clone)]
enum Turn {
    Gives(&'static str, u64),
    Fails(&'static str),
    Hangs,
    Panics,
}

/// A provider with a script, whose last turn is repeated. Each takes a second.
#[derive(Clone)]
struct Provider {
    turns: Arc<Vec<Turn>>,
    asked: Arc<Mutex<Vec<(Instant, bool)>>>,
}

impl Provider {
    fn new(turns: impl IntoIterator<Item = Turn>) -> Self {
        Self { turns: Arc::new(turns.into_iter().collect()), asked: Arc::default() }
    }

    /// How often it was asked.
    fn asked(&self) -> usize {
        self.asked.lock().unwrap().len()
    }

    /// Whether it was told that the last token was refused.
    fn refused(&self) -> Vec<bool> {
        self.asked.lock().unwrap().iter().map(|(_, refused)| *refused).collect()
    }

    async fn turn(self, request: TokenRequest) -> Result<AccessToken, TokenError> {
        let turn = {
            let mut asked = self.asked.lock().unwrap();
            asked.push((Instant::now(), request.refused));
            self.turns[(asked.len() - 1).min(self.turns.len() - 1)].clone()
        };
        sleep(SECOND).await;
        match turn {
            Turn::Gives(token, lifetime) => {
                Ok(AccessToken::new(token)?.expires_in(Duration::from_secs(lifetime)))
            }
            Turn::Fails(why) => Err(why.into()),
            Turn::Hangs => std::future::pending().await,
            Turn::Panics => panic!("the provider is broken"),
        }
    }
}

fn builder(sandbox: &Sandbox, provider: &Provider) -> ClientBuilder {
    let provider = provider.clone();
    Client::builder()
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
        .retry(RetryPolicy::never())
        .token_provider(move |request| provider.clone().turn(request))
}

fn client(sandbox: &Sandbox, provider: &Provider) -> Client {
    builder(sandbox, provider).build().unwrap()
}

fn sandbox(tokens: &[&str]) -> Sandbox {
    let sandbox = Sandbox::builder().without_rate_limit().in_memory().unwrap();
    for token in tokens {
        sandbox.accept_token(*token);
    }
    sandbox
}

#[tokio::test(start_paused = true)]
async fn all_calls_that_wait_share_one_token() {
    let sandbox = sandbox(&["t1"]);
    let provider = Provider::new([Turn::Gives("t1", 3600)]);
    let neo = client(&sandbox, &provider);
    assert_eq!(provider.asked(), 0, "nothing is asked for before a call");
    let calls = (0..50).map(|_| neo.list_executions().data());
    assert!(join_all(calls).await.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(provider.asked(), 1);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 50);
    assert_eq!(neo.clone().stats().token_renewals, 1);
}

#[tokio::test(start_paused = true)]
async fn a_token_is_renewed_before_it_ends_and_calls_do_not_wait_for_it() {
    let sandbox = sandbox(&["t1", "t2"]);
    let provider = Provider::new([Turn::Gives("t1", 3600), Turn::Gives("t2", 3600)]);
    let neo = client(&sandbox, &provider);
    neo.list_executions().data().await.unwrap();
    sleep(Duration::from_secs(3200)).await;
    neo.list_executions().data().await.unwrap();
    assert_eq!(provider.asked(), 1);
    // Five minutes before the end.
    sleep(Duration::from_secs(101)).await;
    let began = Instant::now();
    neo.list_executions().data().await.unwrap();
    assert_eq!(began.elapsed(), Duration::ZERO);
    sleep(2 * SECOND).await;
    assert_eq!(provider.asked(), 2);
    sandbox.revoke_token("t1");
    neo.list_executions().data().await.unwrap();
    assert_eq!(provider.refused(), [false, false]);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_has_ended_is_not_sent() {
    let sandbox = sandbox(&["t1", "t2"]);
    let provider = Provider::new([Turn::Gives("t1", 60), Turn::Gives("t2", 60)]);
    let neo = client(&sandbox, &provider);
    neo.list_executions().data().await.unwrap();
    sandbox.revoke_token("t1");
    sleep(Duration::from_secs(58)).await;
    let calls = (0..10).map(|_| neo.list_executions().data());
    assert!(join_all(calls).await.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(provider.asked(), 2);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 11, "none was refused");
}

#[tokio::test(start_paused = true)]
async fn a_refused_token_is_renewed_once_and_the_call_made_once_more() {
    let sandbox = sandbox(&["t2"]);
    let provider = Provider::new([Turn::Gives("t1", 3600), Turn::Gives("t2", 3600)]);
    let neo = client(&sandbox, &provider);
    // A call that starts something: what was refused did nothing.
    let run = neo.run_agent("42").target_entity_id("T-1").start().await.unwrap();
    assert!(!run.id().is_empty());
    assert_eq!(provider.refused(), [false, true]);
    assert_eq!(sandbox.count("POST", RUN_NOW), 2);
    assert_eq!(sandbox.executions().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn many_refused_calls_share_one_renewal() {
    let sandbox = sandbox(&["t1", "t2"]);
    let provider = Provider::new([Turn::Gives("t1", 3600), Turn::Gives("t2", 3600)]);
    let neo = client(&sandbox, &provider);
    neo.list_executions().data().await.unwrap();
    sandbox.revoke_token("t1");
    // All of them are under way when the first is refused.
    sandbox.fault(Fault::delay(SECOND).on("GET", EXECUTIONS).times(30));
    let calls = (0..30).map(|_| neo.list_executions().data());
    assert!(join_all(calls).await.into_iter().all(|answer| answer.is_ok()));
    assert_eq!(provider.refused(), [false, true]);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 61);
}

#[tokio::test(start_paused = true)]
async fn a_token_that_is_refused_again_ends_the_call() {
    let sandbox = sandbox(&[]);
    let provider = Provider::new([Turn::Gives("t1", 3600)]);
    let neo = builder(&sandbox, &provider).retry(RetryPolicy::default()).build().unwrap();
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Unauthorized, Outcome::Refused));
    assert_eq!((provider.asked(), sandbox.count("GET", EXECUTIONS)), (2, 2));
    // One who is locked out does not become a flood of renewals.
    for _ in 0..20 {
        assert!(neo.list_executions().data().await.unwrap_err().is_unauthorized());
    }
    assert_eq!(provider.asked(), 2);
    sleep(11 * SECOND).await;
    assert!(neo.list_executions().data().await.unwrap_err().is_unauthorized());
    assert_eq!(provider.asked(), 3);
}

#[tokio::test(start_paused = true)]
async fn one_renewal_is_made_in_a_call_whatever_its_attempts() {
    let sandbox = sandbox(&["t1", "t2"]);
    let provider = Provider::new([Turn::Gives("t1", 3600), Turn::Gives("t2", 3600)]);
    let neo = builder(&sandbox, &provider).retry(RetryPolicy::default()).build().unwrap();
    sandbox.fault(Fault::status(401).on("GET", EXECUTIONS).nth(1));
    sandbox.fault(Fault::status(503).on("GET", EXECUTIONS).nth(1));
    sandbox.fault(Fault::status(401).on("GET", EXECUTIONS).nth(1));
    assert!(neo.list_executions().data().await.unwrap_err().is_unauthorized());
    assert_eq!(provider.asked(), 2);
    assert_eq!(sandbox.count("GET", EXECUTIONS), 3);
}

#[tokio::test(start_paused = true)]
async fn a_key_is_not_renewed() {
    let sandbox = sandbox(&[]);
    let neo = Client::builder()
        .api_key("neo_sk_test_other")
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
        .build()
        .unwrap();
    assert!(neo.list_executions().data().await.unwrap_err().is_unauthorized());
    assert_eq!(sandbox.total(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_fails_is_an_error_and_nothing_is_sent() {
    for (turn, said) in [
        (Turn::Fails("the tenant\nis closed"), "the tenant is closed"),
        (Turn::Gives("", 1), "empty"),
        (Turn::Panics, "did not come to an end"),
    ] {
        let sandbox = sandbox(&["t2"]);
        let provider = Provider::new([turn, Turn::Gives("t2", 3600)]);
        let neo = client(&sandbox, &provider);
        for answer in join_all((0..5).map(|_| neo.list_executions().data())).await {
            let error = answer.unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::Credential, Outcome::NotSent));
            assert!(
                error.to_string().contains(&format!("GET {}", path("list_executions"))),
                "{error}"
            );
            let source = std::error::Error::source(&error).map(ToString::to_string);
            let text = format!("{error} {}", source.unwrap_or_default());
            assert!(text.contains(said), "{text}");
        }
        assert_eq!(provider.asked(), 1, "all of them waited for the same failure");
        assert_eq!(sandbox.total(), 0);
        // It is asked anew for the next call.
        assert!(neo.list_executions().data().await.is_ok());
        assert_eq!((provider.asked(), sandbox.total()), (2, 1));
    }
}

/// What a wait is for is the run: a provider that fails for a while is waited for like a server that does.
#[tokio::test(start_paused = true)]
async fn a_provider_that_fails_for_a_while_does_not_end_a_wait() {
    let sandbox = sandbox(&["t1", "t2"]);
    let fails = || Turn::Fails("no network");
    let provider =
        Provider::new([Turn::Gives("t1", 1), fails(), fails(), fails(), Turn::Gives("t2", 3600)]);
    let neo = client(&sandbox, &provider);
    let run = neo.run_agent(42).target_entity_id("T-1").start().await.unwrap();
    sleep(2 * SECOND).await;
    let mut told = Vec::new();
    let wait = run.wait().deadline(60 * SECOND).on_event(|event| told.push(event.to_string()));
    assert!(wait.await.unwrap().is_success());
    assert!(told[0].contains("asking again in") && told[0].contains("token provider"), "{told:?}");
    assert_eq!(provider.asked(), 5);

    let provider = Provider::new([Turn::Gives("t1", 1), fails()]);
    let neo = client(&sandbox, &provider);
    let run = neo.run_agent(42).target_entity_id("T-2").start().await.unwrap();
    sleep(2 * SECOND).await;
    let error = run.wait().deadline(30 * SECOND).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::Accepted));
    assert_eq!(error.run().unwrap().handle().execution_id(), run.id());
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_hangs_is_given_up() {
    let sandbox = sandbox(&["t2"]);
    let provider = Provider::new([Turn::Hangs, Turn::Gives("t2", 3600)]);
    let neo = builder(&sandbox, &provider).attempt_timeout(5 * SECOND).build().unwrap();
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Timeout, Outcome::NotSent));
    // The request for a token is under way, and not made again.
    assert!(neo.list_executions().data().await.unwrap_err().is_timeout());
    assert_eq!(provider.asked(), 1);
    sleep(Duration::from_secs(60)).await;
    assert!(neo.list_executions().data().await.is_ok());
    assert_eq!((provider.asked(), sandbox.total()), (2, 1));
}

#[tokio::test(start_paused = true)]
async fn a_caller_that_gives_up_does_not_take_the_token_from_the_others() {
    let sandbox = sandbox(&["t1"]);
    let provider = Provider::new([Turn::Gives("t1", 3600)]);
    let neo = client(&sandbox, &provider);
    let first = tokio::time::timeout(SECOND / 2, neo.list_executions().data());
    let (first, second) = tokio::join!(first, neo.list_executions().data());
    assert!(first.is_err() && second.is_ok());
    assert_eq!(provider.asked(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_early_renewal_that_fails_keeps_the_token_and_is_not_tried_at_each_call() {
    let sandbox = sandbox(&["t1"]);
    let provider = Provider::new([Turn::Gives("t1", 3600), Turn::Fails("busy")]);
    let neo = client(&sandbox, &provider);
    neo.list_executions().data().await.unwrap();
    sleep(Duration::from_secs(3400)).await;
    for _ in 0..50 {
        neo.list_executions().data().await.unwrap();
        sleep(SECOND / 10).await;
    }
    assert_eq!(provider.asked(), 2);
    sleep(11 * SECOND).await;
    neo.list_executions().data().await.unwrap();
    sleep(2 * SECOND).await;
    assert_eq!(provider.asked(), 3);
}

/// The last token does not get into a text by way of the provider's own error.
#[tokio::test(start_paused = true)]
async fn no_token_is_in_a_provider_s_error() {
    let sandbox = sandbox(&[]);
    let provider = Provider::new([
        Turn::Gives("s3cret-token", 3600),
        Turn::Fails("cannot exchange s3cret-token for another"),
    ]);
    let neo = client(&sandbox, &provider);
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Credential);
    let source = std::error::Error::source(&error).unwrap();
    let text = format!("{error} {error:?} {source} {source:?} {neo:?}");
    assert!(text.contains("cannot exchange") && !text.contains("s3cret"), "{text}");
    assert!(!format!("{:?}", AccessToken::new("s3cret")).contains("s3cret"));
}
