//! Many runs over a socket: concurrency, results, the rate limit, and going on after a process has ended.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "a test may look at the clock")]

use std::path::PathBuf;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_util::stream;
use neoagent::{
    Client, Conclusion, ErrorKind, Journal, Outcome, RetryPolicy, RunMany, RunRequest, RunResult,
    RunResults, StartPolicy,
};
use neoagent_sandbox::{Fault, Sandbox};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";
const EXECUTION: &str = "/public-api/executions/{execution_id}";
const SOON: Duration = Duration::from_millis(10);

fn client(sandbox: &Sandbox) -> Client {
    Client::builder()
        .api_key(sandbox.key())
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::default().first_backoff(Duration::from_millis(5)))
        .build()
        .unwrap()
}

fn requests(count: usize) -> Vec<RunRequest> {
    let request = |number| RunRequest::new(42).target_entity_id(format!("T-{number}"));
    (0..count).map(request).collect()
}

fn quick(many: RunMany<'_>) -> RunMany<'_> {
    many.policy(StartPolicy::reconcile().grace(15 * SOON))
        .wait(|wait| wait.first_interval(SOON).max_interval(4 * SOON))
}

async fn all(mut runs: RunResults<'_>) -> Vec<RunResult> {
    let mut results = Vec::new();
    while let Some(result) = runs.next().await {
        results.push(result);
    }
    results
}

async fn run(neo: &Client, requests: Vec<RunRequest>, journal: &Folder) -> Vec<RunResult> {
    let journal = Journal::open(journal.file()).await.unwrap();
    let many = quick(neo.run_many(requests)).journal(journal);
    all(many.start().await.unwrap()).await
}

fn posts(sandbox: &Sandbox) -> usize {
    sandbox.count("POST", RUN_NOW)
}

struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("neoagent-many-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn file(&self) -> PathBuf {
        self.0.join("journal")
    }

    fn text(&self) -> String {
        std::fs::read_to_string(self.file()).unwrap()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[tokio::test]
async fn every_run_is_started_once_and_told_of_when_it_ends() {
    let sandbox = Sandbox::start().await.unwrap();
    let mut requests = requests(5);
    requests.push(RunRequest::new(42).target_entity_id("will-fail"));
    requests.push(RunRequest::new(43));
    requests.push(RunRequest::new(41).additional_instructions("Be brief."));
    let many = quick(client(&sandbox).run_many_from(stream::iter(requests)));
    let results = all(many.start().await.unwrap()).await;
    assert_eq!(results.len(), 8);
    let of = |key: &str| results.iter().find(|result| result.request.key() == key).unwrap();
    assert!((0..5).all(|number| of(&format!("42/T-{number}")).is_success()));
    let failed = of("42/will-fail").result.as_ref().unwrap();
    assert_eq!(failed.conclusion, Conclusion::Failure);
    assert!(failed.execution.is_some() && failed.status.is_some());
    let refused = of("43").result.as_ref().unwrap_err();
    assert_eq!(refused.outcome(), Outcome::Refused);
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (8, 7));
    let brief = sandbox.executions().into_iter().find(|run| run.agent_id == 41);
    assert_eq!(brief.unwrap().instructions.as_deref(), Some("Be brief."));
}

#[tokio::test]
async fn no_more_are_under_way_than_may_be_and_requests_are_taken_one_by_one() {
    let sandbox = Sandbox::builder().run_duration(5 * SOON).start().await.unwrap();
    let taken = Arc::new(AtomicUsize::new(0));
    let counter = Arc::clone(&taken);
    let requests = requests(12).into_iter().inspect(move |_| {
        counter.fetch_add(1, Ordering::Relaxed);
    });
    let many = quick(client(&sandbox).run_many(requests)).concurrency(3);
    let mut runs = many.start().await.unwrap();
    let mut done = 0;
    while let Some(result) = runs.next().await {
        assert!(result.is_success());
        done += 1;
        assert!(taken.load(Ordering::Relaxed) <= done + 3);
        let going = sandbox.executions().into_iter().filter(|run| run.status != "success");
        assert!(going.count() <= 3);
    }
    assert_eq!((done, posts(&sandbox)), (12, 12));
}

#[tokio::test]
async fn a_request_that_is_not_there_yet_is_waited_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let (sender, receiver) = tokio::sync::mpsc::unbounded_channel();
    struct Channel(tokio::sync::mpsc::UnboundedReceiver<RunRequest>);
    impl futures_util::Stream for Channel {
        type Item = RunRequest;
        fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<RunRequest>> {
            self.0.poll_recv(cx)
        }
    }
    let mut runs = quick(client(&sandbox).run_many_from(Channel(receiver))).start().await.unwrap();
    for request in requests(3) {
        sender.send(request).unwrap();
        assert!(runs.next().await.unwrap().is_success());
    }
    drop(sender);
    assert!(runs.next().await.is_none());
}

#[tokio::test]
async fn a_second_process_has_nothing_to_do_and_tells_the_same() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new("second"));
    let neo = client(&sandbox);
    let first = run(&neo, requests(4), &folder).await;
    let total = sandbox.total();
    let second = run(&neo, requests(4), &folder).await;
    assert_eq!(sandbox.total(), total, "not a call more");
    for (before, after) in first.iter().map(|before| {
        let same = second.iter().find(|after| after.request == before.request);
        (before.result.as_ref().unwrap(), same.unwrap().result.as_ref().unwrap())
    }) {
        assert_eq!(before.conclusion, after.conclusion);
        assert_eq!(before.handle.execution_id(), after.handle.execution_id());
        assert!(before.execution.is_some() && after.execution.is_none());
    }
    // One more request is one more run.
    run(&neo, requests(5), &folder).await;
    assert_eq!(posts(&sandbox), 5);
    assert!(!folder.text().contains(sandbox.key()));
}

#[tokio::test]
async fn runs_under_way_when_the_process_ended_are_gone_on_with() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new("under-way"));
    let neo = client(&sandbox);
    sandbox.fault(Fault::hang().always().on("GET", EXECUTION));
    let journal = Journal::open(folder.file()).await.unwrap();
    let many = quick(neo.run_many(requests(3))).journal(journal);
    let mut runs = many.start().await.unwrap();
    tokio::select! {
        _ = runs.next() => panic!("no run can have ended"),
        () = sandbox.wait_for("GET", EXECUTION, 3) => {}
    }
    drop(runs);
    sandbox.clear_faults();
    let results = run(&neo, requests(3), &folder).await;
    assert!(results.len() == 3 && results.iter().all(RunResult::is_success));
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (3, 3));
}

#[tokio::test]
async fn a_start_under_way_when_the_process_ended_is_looked_for() {
    for takes_effect in [true, false] {
        let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new("start"));
        let neo = client(&sandbox);
        let hang = Fault::hang().on("POST", RUN_NOW);
        sandbox.fault(if takes_effect { hang.after() } else { hang.before() });
        let journal = Journal::open(folder.file()).await.unwrap();
        let many = quick(neo.run_many(requests(1))).journal(journal);
        let mut runs = many.start().await.unwrap();
        tokio::select! {
            _ = runs.next() => panic!("no answer came"),
            () = sandbox.wait_for("POST", RUN_NOW, 1) => {}
        }
        // The sandbox tells of a request before it has done it.
        tokio::time::sleep(2 * SOON).await;
        drop(runs);
        let results = run(&neo, requests(1), &folder).await;
        assert_eq!(results[0].is_success(), takes_effect);
        assert_eq!(posts(&sandbox), 1, "and it is not started again");
        if !takes_effect {
            let error = results[0].result.as_ref().unwrap_err();
            assert_eq!((error.kind(), error.outcome()), (ErrorKind::InDoubt, Outcome::Unknown));
            assert!(folder.text().contains("in_doubt"));
        }
    }
}

#[tokio::test]
async fn a_key_that_occurs_twice_is_an_error_of_its_second_and_starts_nothing() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new("twice"));
    let mut requests = requests(2);
    requests.push(requests[0].clone());
    requests.push(requests[0].clone().with_key("on purpose"));
    let results = run(&client(&sandbox), requests, &folder).await;
    let errors: Vec<_> = results.iter().filter_map(|result| result.result.as_ref().err()).collect();
    assert_eq!((results.len(), errors.len()), (4, 1));
    assert_eq!(errors[0].kind(), ErrorKind::InvalidRequest);
    assert!(errors[0].to_string().contains("42/T-0"), "{}", errors[0]);
    assert_eq!(sandbox.executions().len(), 3);
}

#[tokio::test]
async fn a_journal_of_other_requests_is_an_error_and_starts_nothing() {
    let (sandbox, folder) = (Sandbox::start().await.unwrap(), Folder::new("other"));
    let neo = client(&sandbox);
    let request =
        |entity: &str| vec![RunRequest::new(42).target_entity_id(entity).with_key("row 1")];
    run(&neo, request("T-1"), &folder).await;
    let results = run(&neo, request("T-2"), &folder).await;
    let error = results[0].result.as_ref().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Journal, Outcome::NotSent));
    assert!(error.to_string().contains("row 1"), "{error}");
    assert_eq!(posts(&sandbox), 1);
    // The same before the run has ended.
    sandbox.fault(Fault::status(403).on("GET", EXECUTION));
    let request =
        |entity: &str| vec![RunRequest::new(42).target_entity_id(entity).with_key("row 2")];
    assert!(run(&neo, request("T-3"), &folder).await[0].result.is_err());
    let results = run(&neo, request("T-4"), &folder).await;
    assert_eq!(results[0].result.as_ref().unwrap_err().kind(), ErrorKind::Journal);
    assert_eq!(posts(&sandbox), 2);

    let journal = Journal::open(folder.file()).await.unwrap().job("another");
    let error = neo.run_many(requests(1)).journal(journal).start().await.unwrap_err();
    assert!(error.to_string().contains("another job"), "{error}");
}

/// Takes so many bytes, and is full then.
struct Full(usize);

impl tokio::io::AsyncWrite for Full {
    fn poll_write(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<std::io::Result<usize>> {
        let taken = bytes.len().min(self.0);
        self.0 -= taken;
        if taken == 0 {
            return Poll::Ready(Err(std::io::ErrorKind::StorageFull.into()));
        }
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<std::io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

#[tokio::test]
async fn a_full_disk_starts_nothing_more_and_names_the_run_that_goes_on() {
    // Room for the first line and one intent: the run starts, and its id cannot be written.
    let sandbox = Sandbox::start().await.unwrap();
    let journal = Journal::with_writer(b"", Full(200)).unwrap();
    let many = quick(client(&sandbox).run_many(requests(9))).concurrency(1);
    let results = all(many.journal(journal).start().await.unwrap()).await;
    assert_eq!((results.len(), posts(&sandbox)), (1, 1), "{results:?}");
    let error = results[0].result.as_ref().unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Journal, Outcome::Accepted));
    assert_eq!(error.candidates()[0].execution_id(), sandbox.executions()[0].execution_id);
    assert!(error.to_string().contains("cannot be written"), "{error}");

    // No room for an intent: nothing is sent.
    let sandbox = Sandbox::start().await.unwrap();
    let journal = Journal::with_writer(b"", Full(100)).unwrap();
    let many = quick(client(&sandbox).run_many(requests(9)));
    let results = all(many.journal(journal).start().await.unwrap()).await;
    assert!((1..=8).contains(&results.len()), "no more are taken than were under way");
    for result in &results {
        let error = result.result.as_ref().unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Journal, Outcome::NotSent));
    }
    assert_eq!(posts(&sandbox), 0);
}

#[tokio::test]
async fn runs_keep_to_the_rate_limit_that_others_spend_too() {
    let window = Duration::from_secs(1);
    let sandbox = Sandbox::builder().rate_limit(40, window);
    let sandbox = sandbox.paced_by_polls(0, 0).start().await.unwrap();
    sandbox.spend_rate_limit(30);
    let many = quick(client(&sandbox).run_many(requests(25))).concurrency(4);
    let results = all(many.start().await.unwrap()).await;
    assert!(results.len() == 25 && results.iter().all(RunResult::is_success));
    assert_eq!((posts(&sandbox) - limited(&sandbox), sandbox.executions().len()), (25, 25));
    let refused = sandbox.received().iter().filter(|request| request.status == Some(429)).count();
    assert!(refused <= 8, "{refused} of {} calls were refused", sandbox.total());
}

fn limited(sandbox: &Sandbox) -> usize {
    let received = sandbox.received();
    received
        .iter()
        .filter(|request| request.is("POST", RUN_NOW) && request.status == Some(429))
        .count()
}

#[tokio::test]
async fn many_starts_of_one_entity_are_made_one_after_the_other() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::close().after().times(3).on("POST", RUN_NOW));
    let requests = (0..4).map(|number| RunRequest::new(42).target_entity_id("T").with_key(number));
    let many = quick(client(&sandbox).run_many(requests.collect::<Vec<_>>())).concurrency(4);
    let results = all(many.start().await.unwrap()).await;
    assert!(results.iter().all(RunResult::is_success), "{results:?}");
    assert_eq!((posts(&sandbox), sandbox.executions().len()), (4, 4));
    let ids: std::collections::HashSet<_> = results
        .iter()
        .map(|result| result.result.as_ref().unwrap().handle.execution_id().to_owned())
        .collect();
    assert_eq!(ids.len(), 4, "each is its own run");
}
