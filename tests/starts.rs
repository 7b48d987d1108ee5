//! A run is started once, whatever happens to the answer: over a socket, counted by the server.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::time::Duration;

use neoagent::{Client, ErrorKind, Outcome, RetryPolicy, RunHandle, StartPolicy};
use neoagent_sandbox::{Fault, Sandbox};
use serde_json::{Value, json};
use support::{Action, Received, Server, answer};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
const LIST: &str = "/public-api/executions";
const SOON: Duration = Duration::from_millis(150);

fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::default().first_backoff(Duration::from_millis(5)))
        .attempt_timeout(Duration::from_millis(400))
        .build()
        .unwrap()
}

fn posts(sandbox: &Sandbox) -> usize {
    sandbox.count("POST", RUN_NOW)
}

fn reconcile() -> StartPolicy {
    StartPolicy::reconcile().grace(SOON)
}

fn repeat() -> StartPolicy {
    StartPolicy::reconcile_then_repeat().grace(SOON)
}

async fn start(sandbox: &Sandbox, policy: StartPolicy) -> Result<neoagent::Run, neoagent::Error> {
    let neo = client(sandbox);
    let run = neo.run_agent(42).target_entity_id("T-1").policy(policy);
    run.start().await
}

/// Failures that leave it open whether the server has done it: with what the client says of it.
fn in_doubt() -> Vec<(Fault, Outcome)> {
    let slow = Duration::from_millis(300);
    vec![
        (Fault::status(500), Outcome::Unknown),
        (Fault::status(503).retry_after("1"), Outcome::Unknown),
        (Fault::status(504), Outcome::Unknown),
        (Fault::html(502), Outcome::Unknown),
        (Fault::reset(), Outcome::Unknown),
        (Fault::close(), Outcome::Unknown),
        (Fault::hang(), Outcome::Unknown),
        (Fault::html(200), Outcome::Accepted),
        (Fault::body(202, "application/json", ""), Outcome::Accepted),
        (
            Fault::body(
                202,
                "application/json",
                r#"{"data": {}, "meta": {"request_id": "r", "timings_ms": {}}}"#,
            ),
            Outcome::Accepted,
        ),
        (Fault::cut_body(10), Outcome::Accepted),
        (Fault::trickle(5, slow), Outcome::Accepted),
    ]
}

#[tokio::test]
async fn a_run_whose_answer_is_lost_is_found_and_not_started_again() {
    for policy in [reconcile(), repeat()] {
        for (fault, _) in in_doubt() {
            let sandbox = Sandbox::start().await.unwrap();
            sandbox.fault(fault.clone().after().on("POST", RUN_NOW));
            let run = start(&sandbox, policy.clone()).await;
            let run = run.unwrap_or_else(|error| panic!("{fault:?}: {error}"));
            assert!(run.was_adopted(), "{fault:?}");
            assert_eq!(posts(&sandbox), 1, "{fault:?}");
            let there = sandbox.executions();
            assert_eq!((there.len(), &*there[0].execution_id), (1, run.id()), "{fault:?}");
            let done = run.wait().first_interval(Duration::from_millis(20)).await;
            assert!(done.unwrap().is_success());
        }
    }
}

/// An id that another start has been given is no answer to this one.
#[tokio::test]
async fn an_answer_with_the_id_of_another_start_is_no_success() {
    let answered = json!({"data": {"execution_id": "1", "status": "queued"}, "meta": {"request_id": "r", "timings_ms": {}}});
    let server = Server::start([answer(202, &[], answered.to_string())]).await;
    let neo = server.builder().build().unwrap();
    let policy = StartPolicy::never_repeat();
    let starts = (0..6).map(|number| {
        let run = neo.run_agent(42).target_entity_id(number).policy(policy.clone());
        run.start()
    });
    let started = futures_util::future::join_all(starts).await;
    let (good, bad): (Vec<_>, Vec<_>) = started.into_iter().partition(Result::is_ok);
    assert_eq!((good.len(), bad.len(), server.posts()), (1, 5, 6));
    for error in bad.into_iter().map(Result::unwrap_err) {
        assert_eq!(error.outcome(), Outcome::Accepted);
        assert!(error.to_string().contains("1 is another run's"), "{error}");
    }

    let requests = (10..16).map(|number| neoagent::RunRequest::new(42).target_entity_id(number));
    let other = server.builder().build().unwrap();
    let mut runs = other
        .run_many(requests)
        .policy(policy)
        .wait(|wait| wait.deadline(SOON))
        .start()
        .await
        .unwrap();
    let mut with_run = 0;
    while let Some(result) = runs.next().await {
        let error = result.result.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Accepted, "{error}");
        with_run += usize::from(error.run().is_some());
    }
    assert_eq!(with_run, 1);
}

/// A run that was seen in the list is not hidden any more: a 404 for it is final.
#[tokio::test]
async fn a_handle_says_whether_the_run_was_seen() {
    let stored = |run: &neoagent::Run| serde_json::to_value(run.handle()).unwrap();
    let sandbox = Sandbox::start().await.unwrap();
    let run = start(&sandbox, reconcile()).await.unwrap();
    assert_eq!(run.initial_status().unwrap().as_str(), "queued");
    assert_eq!(stored(&run).get("visible"), None);
    assert_eq!(stored(&run)["execution_id"], run.id());

    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::status(502).after().on("POST", RUN_NOW));
    let run = start(&sandbox, reconcile()).await.unwrap();
    assert!(run.was_adopted());
    assert_eq!(stored(&run)["visible"], true);
}

#[tokio::test]
async fn a_start_that_is_not_found_fails_or_is_repeated_as_the_policy_says() {
    // These two take effect by themselves, whatever is asked for.
    let without_effect = in_doubt().into_iter().filter(|(fault, _)| {
        let text = format!("{fault:?}");
        !text.contains("Cut") && !text.contains("Trickle")
    });
    for (fault, outcome) in without_effect {
        for policy in [reconcile(), repeat(), StartPolicy::never_repeat()] {
            let sandbox = Sandbox::start().await.unwrap();
            sandbox.fault(fault.clone().before().on("POST", RUN_NOW));
            let result = start(&sandbox, policy.clone()).await;
            if policy == repeat() && outcome == Outcome::Unknown {
                assert!(!result.unwrap().was_adopted(), "{fault:?}");
                assert_eq!((posts(&sandbox), sandbox.executions().len()), (2, 1), "{fault:?}");
            } else {
                assert_eq!(result.unwrap_err().outcome(), outcome, "{fault:?}");
                assert_eq!((posts(&sandbox), sandbox.executions().len()), (1, 0), "{fault:?}");
            }
            let looked = sandbox.count("GET", LIST) > 0;
            assert_eq!(looked, policy != StartPolicy::never_repeat());
        }
    }
}

#[tokio::test]
async fn what_is_certainly_not_done_is_repeated_or_told_without_looking() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::status(429).retry_after("0.05").times(2).on("POST", RUN_NOW));
    assert!(!start(&sandbox, reconcile()).await.unwrap().was_adopted());
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (3, 1));

    for status in [400, 401, 403, 404, 409, 422] {
        let sandbox = Sandbox::start().await.unwrap();
        sandbox.fault(Fault::status(status).on("POST", RUN_NOW));
        let error = start(&sandbox, repeat()).await.unwrap_err();
        assert_eq!(error.outcome(), Outcome::Refused);
        assert_eq!((posts(&sandbox), sandbox.count("GET", LIST)), (1, 0), "{status}");
    }

    // Nobody listens there.
    let refusing = Client::builder().api_key("k").base_url("http://127.0.0.1:9");
    let refusing = refusing
        .retry(RetryPolicy::default().first_backoff(Duration::from_millis(1)))
        .build()
        .unwrap();
    let error = refusing.run_agent(42).start().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn a_list_that_lags_is_waited_for() {
    let lag = Duration::from_millis(300);
    let sandbox = Sandbox::builder().list_lag(lag).start().await.unwrap();
    sandbox.fault(Fault::html(502).after().on("POST", RUN_NOW));
    let policy = repeat().grace(Duration::from_secs(2));
    assert!(start(&sandbox, policy).await.unwrap().was_adopted());
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (1, 1));
}

#[tokio::test]
async fn the_servers_clock_may_be_off_by_any_amount() {
    let day = Duration::from_secs(86_400);
    for builder in [
        Sandbox::builder().clock_ahead(day),
        Sandbox::builder().clock_behind(day),
        Sandbox::builder().clock_behind(day / 1000),
    ] {
        let sandbox = builder.start().await.unwrap();
        sandbox.fault(Fault::close().after().on("POST", RUN_NOW));
        assert!(start(&sandbox, reconcile()).await.unwrap().was_adopted());
        assert_eq!(posts(&sandbox), 1);
    }
}

#[tokio::test]
async fn runs_of_other_entities_and_agents_and_from_before_are_not_it() {
    let sandbox = Sandbox::builder().past_runs(250).start().await.unwrap();
    let neo = client(&sandbox);
    neo.run_agent(42).target_entity_id("T-2").start().await.unwrap();
    neo.run_agent(41).start().await.unwrap();
    neo.run_agent(42).target_entity_id("T-1").start().await.unwrap();
    sandbox.fault(Fault::close().before().on("POST", RUN_NOW));
    let error = start(&sandbox, reconcile().look_first()).await.unwrap_err();
    assert_eq!((error.outcome(), error.candidates()), (Outcome::Unknown, &[][..]));
    assert_eq!(posts(&sandbox), 4);
}

#[tokio::test]
async fn several_runs_that_it_may_be_are_in_the_error() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    let other = neo.run_agent(42).target_entity_id("T-1").start().await.unwrap();
    sandbox.fault(Fault::reset().after().on("POST", RUN_NOW));
    let error = start(&sandbox, reconcile()).await.unwrap_err();
    let candidates: Vec<_> = error.candidates().iter().map(RunHandle::execution_id).collect();
    assert_eq!(candidates.len(), 2, "{error}");
    assert!(candidates.contains(&other.id()));
    assert_eq!((error.outcome(), posts(&sandbox)), (Outcome::Unknown, 2));
    let run = neo.resume(&error.candidates()[0]);
    assert!(run.fetch().await.is_ok());
}

#[tokio::test]
async fn a_scheduled_agent_is_looked_for_among_its_runs_without_an_entity() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::close().after().on("POST", RUN_NOW));
    let neo = client(&sandbox);
    let run = neo.run_agent(41).policy(reconcile()).start().await.unwrap();
    assert!(run.was_adopted());
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (1, 1));
}

#[tokio::test]
async fn without_the_right_to_list_the_error_says_so() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::close().after().on("POST", RUN_NOW));
    sandbox.fault(Fault::status(403).always().on("GET", LIST));
    let error = start(&sandbox, repeat()).await.unwrap_err();
    assert_eq!((error.outcome(), posts(&sandbox)), (Outcome::Unknown, 1));
    assert!(error.to_string().contains("could not be listed"), "{error}");
}

#[tokio::test]
async fn the_list_is_followed_to_its_end_and_no_further() {
    let page = |entity: &str, pagination: Value| {
        let run = json!({
            "execution_id": "7",
            "agent_id": 42,
            "entity_id": entity,
            "created_at": jiff::Timestamp::now().to_string(),
        });
        let meta = json!({"request_id": "r", "timings_ms": {}, "pagination": pagination});
        answer(200, &[], json!({"data": [run], "meta": meta}).to_string())
    };
    let server = Server::start([
        Action::Close,
        page("T-2", json!({"next_cursor": "7002", "has_more": true})),
        page("T-1", json!({"next_cursor": "7003", "has_more": false})),
    ])
    .await;
    let neo = server.client();
    let run = neo.run_agent(42).target_entity_id("T-1");
    let run = run.policy(reconcile()).start().await.unwrap();
    assert!(run.was_adopted());
    assert_eq!(run.handle().execution_id(), "7");
    // The document says what the parameter is called, and where it stands.
    let has_cursor = |got: Received| {
        got.line.contains("=7002") || got.headers.iter().any(|(_, value)| value == "7002")
    };
    let cursors: Vec<bool> = server.received().into_iter().map(has_cursor).collect();
    assert_eq!(cursors, [false, false, true]);
}
