//! The polling rules, each under virtual time over a scripted source.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use http::{HeaderMap, StatusCode};
use oas_runtime::Outcome;
use serde_json::{Value, json};

use super::event::RunEvent;
use super::execution::Execution;
use super::follow::{Follow, Plan, Step};
use super::source::{Fetch, PollSource, Snapshot};
use super::watch::Poller;
use crate::clock::{self, Instant};
use crate::envelope::Meta;
use crate::error::{Error, ErrorKind, Result};
use crate::polling::Polling;
use crate::run_state::{Conclusion, RunHandle, Status};

const SECOND: Duration = Duration::from_secs(1);

/// One answer of the script.
#[derive(Clone, Debug)]
enum Answer {
    /// An execution with this JSON, and a wish for the next wait.
    Shows(Value, Option<Duration>),
    /// A status that is no success, and a wish.
    Fails(u16, Option<Duration>),
    Breaks(ErrorKind),
    /// An answer after this time.
    Late(Duration, Box<Answer>),
    Hangs,
}

fn shows(status: &str) -> Answer {
    Answer::Shows(json!({ "status": status }), None)
}

impl Answer {
    async fn give(self) -> Result<Snapshot> {
        match self {
            Self::Shows(json, retry_after) => {
                let meta = Meta::read(StatusCode::OK, &HeaderMap::new(), Value::Null);
                let execution = Execution::read(json, "/data", meta);
                Ok(Snapshot { execution, retry_after })
            }
            Self::Fails(status, retry_after) => {
                let status = StatusCode::from_u16(status).unwrap();
                let error = oas_runtime::Error::from_answer(status, &HeaderMap::new(), b"");
                Err(error.with_retry_after(retry_after).into())
            }
            Self::Breaks(kind) => Err(Error::new(kind, Outcome::Unknown, "broken")),
            Self::Late(time, answer) => {
                clock::sleep_until(clock::now() + time).await;
                Box::pin(answer.give()).await
            }
            Self::Hangs => std::future::pending().await,
        }
    }
}

/// A source that gives its answers in turn, and the last one for ever.
#[derive(Clone)]
struct Script {
    answers: Arc<Mutex<VecDeque<Answer>>>,
    asked: Arc<Mutex<Vec<Instant>>>,
}

impl Script {
    fn new(answers: impl IntoIterator<Item = Answer>) -> Self {
        Self { answers: Arc::new(Mutex::new(answers.into_iter().collect())), asked: Arc::default() }
    }

    /// When it was asked, in time since `from`.
    fn asked_since(&self, from: Instant) -> Vec<Duration> {
        self.asked.lock().unwrap().iter().map(|at| *at - from).collect()
    }

    fn count(&self) -> usize {
        self.asked.lock().unwrap().len()
    }
}

impl PollSource for Script {
    fn fetch(&self) -> Fetch {
        self.asked.lock().unwrap().push(clock::now());
        let mut answers = self.answers.lock().unwrap();
        let answer = if answers.len() > 1 { answers.pop_front() } else { answers.front().cloned() };
        Box::pin(answer.unwrap().give())
    }
}

fn plan() -> Plan {
    Plan {
        polling: Polling {
            deadline: Some(600 * SECOND),
            first_interval: SECOND,
            longest_interval: 15 * SECOND,
        },
        grace: 30 * SECOND,
        words: Vec::new(),
        decide: None,
    }
}

/// A wait for a run that was just started here.
fn poller(plan: Plan, script: &Script) -> Poller<Script> {
    let now = clock::now();
    let queued = Some(Status::new("queued"));
    let random = fastrand::Rng::with_seed(11);
    let (follow, first) = Follow::new(plan, "run-1".into(), queued, Some(now), now, random);
    Poller::new(script.clone(), follow, first)
}

async fn next(poller: &mut Poller<Script>) -> Option<Result<RunEvent>> {
    std::future::poll_fn(|context| poller.poll_next(context)).await
}

/// The texts of all events, and how it ended.
async fn run(plan: Plan, script: &Script) -> (Vec<String>, Result<Execution>) {
    let mut poller = poller(plan, script);
    let mut told = Vec::new();
    loop {
        match next(&mut poller).await.unwrap() {
            Err(error) => {
                assert!(next(&mut poller).await.is_none(), "an error is the last");
                return (told, Err(error));
            }
            Ok(event) => {
                told.push(event.to_string());
                if let RunEvent::Finished(execution) = event {
                    assert!(next(&mut poller).await.is_none(), "the end is the last");
                    return (told, Ok(*execution));
                }
            }
        }
    }
}

fn waits(asked: &[Duration]) -> Vec<Duration> {
    asked.windows(2).map(|pair| pair[1] - pair[0]).collect()
}

#[tokio::test(start_paused = true)]
async fn a_run_is_followed_to_its_end() {
    let script =
        Script::new([shows("queued"), shows("RUNNING"), shows("running"), shows("Success")]);
    let (told, done) = run(plan(), &script).await;
    assert_eq!(told, ["RUNNING", "Success", "finished: success (Success)"]);
    let done = done.unwrap();
    assert!(done.is_success());
    assert_eq!(done.status().unwrap().as_str(), "Success");
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn each_end_is_told_apart() {
    for (word, conclusion) in [
        ("COMPLETED", Conclusion::Success),
        ("FAILED", Conclusion::Failure),
        ("Failure", Conclusion::Failure),
        ("Skipped", Conclusion::Skipped),
        ("CANCELLED", Conclusion::Cancelled),
    ] {
        let (_, done) = run(plan(), &Script::new([shows(word)])).await;
        let done = done.unwrap();
        assert_eq!(done.conclusion(), Some(conclusion), "{word}");
        assert_eq!(done.is_success(), conclusion == Conclusion::Success);
    }
}

#[tokio::test(start_paused = true)]
async fn waits_grow_to_the_cap_with_jitter() {
    let started = clock::now();
    let mut plan = plan();
    plan.polling.deadline = None;
    let running = std::iter::repeat_n(shows("running"), 20);
    let script = Script::new(running.chain([shows("success")]));
    let (_, done) = run(plan, &script).await;
    assert!(done.is_ok());
    let asked = script.asked_since(started);
    assert!((SECOND / 2..=SECOND).contains(&asked[0]), "{:?}", asked[0]);
    let mut interval = 1.0_f64;
    for wait in waits(&asked) {
        let wait = wait.as_secs_f64();
        // tokio's timer counts in milliseconds.
        assert!(wait >= interval / 2.0 && wait <= interval + 0.002, "{wait} for {interval}");
        interval = (interval * 1.5).min(15.0);
    }
}

#[tokio::test(start_paused = true)]
async fn a_hint_is_followed_once_and_then_forgotten() {
    let started = clock::now();
    let script = Script::new([
        Answer::Shows(json!({"status": "running"}), Some(40 * SECOND)),
        shows("running"),
        Answer::Fails(429, Some(50 * SECOND)),
        shows("running"),
        shows("success"),
    ]);
    assert!(run(plan(), &script).await.1.is_ok());
    let waits = waits(&script.asked_since(started));
    assert!((40 * SECOND..=50 * SECOND + SECOND).contains(&waits[0]), "{waits:?}");
    assert!(waits[1] < 4 * SECOND, "{waits:?}");
    assert!((50 * SECOND..=63 * SECOND).contains(&waits[2]), "{waits:?}");
    assert!(waits[3] < 6 * SECOND, "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn transient_errors_are_told_and_asked_again() {
    let script = Script::new([
        Answer::Fails(500, None),
        Answer::Fails(429, None),
        Answer::Fails(503, Some(SECOND)),
        Answer::Fails(408, None),
        Answer::Breaks(ErrorKind::Connect),
        Answer::Breaks(ErrorKind::Timeout),
        Answer::Breaks(ErrorKind::Transport),
        shows("success"),
    ]);
    let (told, done) = run(plan(), &script).await;
    assert!(done.is_ok());
    assert_eq!(
        told.iter().filter(|text| text.starts_with("asking again in ")).count(),
        7,
        "{told:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn refusals_are_final() {
    for status in [400, 401, 403, 409, 410, 422] {
        let script = Script::new([shows("running"), Answer::Fails(status, None)]);
        let (_, done) = run(plan(), &script).await;
        let error = done.unwrap_err();
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(script.count(), 2, "{status}");
        let progress = error.run().unwrap();
        assert_eq!(progress.handle().execution_id(), "run-1");
        assert_eq!(progress.status().unwrap().as_str(), "running");
    }
}

#[tokio::test(start_paused = true)]
async fn what_does_not_decode_is_final_and_what_is_no_json_is_not() {
    let wrong_form = serde_json::from_str::<u8>("{}").unwrap_err();
    assert!(!oas_runtime::Error::from_undecodable(b"{}", &wrong_form).is_transient());
    for page in ["<html>", "", "{\"data\":"] {
        let not_json = serde_json::from_str::<Value>(page).unwrap_err();
        assert!(
            oas_runtime::Error::from_undecodable(page.as_bytes(), &not_json).is_transient(),
            "{page}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn not_found_passes_within_the_grace_and_is_told_once() {
    let script = Script::new([
        Answer::Fails(404, None),
        Answer::Fails(404, None),
        Answer::Fails(404, None),
        shows("success"),
    ]);
    let (told, done) = run(plan(), &script).await;
    assert!(done.is_ok());
    assert_eq!(told, ["not visible yet", "success", "finished: success (success)"]);
}

#[tokio::test(start_paused = true)]
async fn not_found_is_final_after_the_grace() {
    let started = clock::now();
    let script = Script::new([Answer::Fails(404, None)]);
    let (told, done) = run(plan(), &script).await;
    assert!(done.unwrap_err().is_not_found());
    assert_eq!(told, ["not visible yet"]);
    let asked = script.asked_since(started);
    let (last, before) = asked.split_last().unwrap();
    assert!(*last >= 30 * SECOND && before.iter().all(|at| *at < 30 * SECOND), "{asked:?}");
}

/// The grace is over at its end.
#[tokio::test(start_paused = true)]
async fn not_found_is_final_at_the_end_of_the_grace() {
    let (now, grace) = (clock::now(), plan().grace);
    for (at, is_final) in [(grace - Duration::from_nanos(1), false), (grace, true)] {
        let random = fastrand::Rng::with_seed(11);
        let (mut follow, _) = Follow::new(plan(), "run-1".into(), None, Some(now), now, random);
        let answer = Answer::Fails(404, None).give().await;
        let step = follow.take(now + at, answer, &mut VecDeque::new());
        assert_eq!(matches!(step, Step::Failed(_)), is_final, "{step:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn not_found_is_final_once_the_run_was_seen() {
    let script = Script::new([shows("running"), Answer::Fails(404, None), shows("success")]);
    let (_, done) = run(plan(), &script).await;
    assert!(done.unwrap_err().is_not_found());
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn not_found_is_final_for_a_stored_run_that_was_seen_before() {
    let script = Script::new([shows("running"), Answer::Fails(404, None)]);
    let (_, done) = run(plan(), &script).await;
    // The handle in the error remembers that the run was seen.
    let handle: RunHandle = done.unwrap_err().run().unwrap().handle().clone();
    let stored = serde_json::to_string(&handle).unwrap();
    let handle = serde_json::from_str(&stored).unwrap();

    let script = Script::new([Answer::Fails(404, None)]);
    let now = clock::now();
    let (follow, first) = Follow::new(plan(), handle, None, None, now, fastrand::Rng::with_seed(1));
    let mut poller = Poller::new(script.clone(), follow, first);
    assert!(next(&mut poller).await.unwrap().unwrap_err().is_not_found());
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn an_unknown_word_does_not_end_a_run_and_is_told_once_per_change() {
    let words = ["Pondering", "pondering", "PONDERING", "Dreaming", "Pondering", "success"];
    let (told, done) = run(plan(), &Script::new(words.map(shows))).await;
    assert!(done.is_ok());
    assert_eq!(
        told,
        [
            "Pondering (unknown status)",
            "Dreaming (unknown status)",
            "Pondering (unknown status)",
            "success",
            "finished: success (success)",
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_servers_words_stay_on_one_line() {
    let script = Script::new([shows("two\nlines \u{1b}[31m\u{202e}"), shows("success")]);
    let (told, _) = run(plan(), &script).await;
    assert_eq!(told[0], "two lines  [31m  (unknown status)");
}

#[tokio::test(start_paused = true)]
async fn an_unknown_word_is_bounded_by_the_deadline() {
    let (told, done) = run(plan(), &Script::new([shows("Pondering")])).await;
    let error = done.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert_eq!(error.run().unwrap().status().unwrap().as_str(), "Pondering");
    assert_eq!(told, ["Pondering (unknown status)"]);
}

#[tokio::test(start_paused = true)]
async fn an_execution_without_a_status_goes_on_and_is_told_once() {
    for json in [json!({}), json!({"status": null}), json!({"status": " "})] {
        let silent = Answer::Shows(json, None);
        let (told, done) =
            run(plan(), &Script::new([silent.clone(), silent, shows("success")])).await;
        assert!(done.is_ok());
        assert_eq!(told, ["no status shown", "success", "finished: success (success)"]);
    }
}

#[tokio::test(start_paused = true)]
async fn the_caller_can_add_words() {
    let mut plan = plan();
    plan.words =
        vec![("archived".into(), Conclusion::Other), ("Completed".into(), Conclusion::Skipped)];
    let (told, done) = run(plan.clone(), &Script::new([shows("ARCHIVED")])).await;
    assert_eq!(done.unwrap().conclusion(), Some(Conclusion::Other));
    assert_eq!(told, ["ARCHIVED", "finished: ended (ARCHIVED)"], "an added word is a known one");
    let (_, done) = run(plan.clone(), &Script::new([shows("COMPLETED")])).await;
    assert_eq!(
        done.unwrap().conclusion(),
        Some(Conclusion::Skipped),
        "it stands above a known one"
    );
    let (_, done) = run(plan, &Script::new([shows("FAILED")])).await;
    assert_eq!(done.unwrap().conclusion(), Some(Conclusion::Failure), "the others stay");
}

#[tokio::test(start_paused = true)]
async fn the_caller_can_decide_by_a_function() {
    let mut plan = plan();
    plan.decide = Some(Arc::new(|execution| {
        let seconds = execution.json()["seconds_spent"].as_f64()?;
        (seconds > 5.0).then_some(Conclusion::Other)
    }));
    let script = Script::new([
        shows("success"),
        Answer::Shows(json!({"status": "success", "seconds_spent": 3}), None),
        Answer::Shows(json!({"status": "success", "seconds_spent": 7}), None),
    ]);
    let (_, done) = run(plan, &script).await;
    assert_eq!(done.unwrap().conclusion(), Some(Conclusion::Other));
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_last_wait_is_cut_to_the_deadline_and_one_more_question_follows() {
    let started = clock::now();
    let mut plan = plan();
    plan.polling.deadline = Some(20 * SECOND);
    let script = Script::new([shows("running")]);
    let (_, done) = run(plan, &script).await;
    let error = done.unwrap_err();
    let asked = script.asked_since(started);
    let last = *asked.last().unwrap();
    assert!((20 * SECOND..20 * SECOND + SECOND / 100).contains(&last), "{asked:?}");
    assert!(asked[..asked.len() - 1].iter().all(|at| *at < 20 * SECOND));

    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert!(error.is_timeout() && !error.is_transient());
    assert_eq!(error.outcome(), Outcome::Accepted);
    let progress = error.run().unwrap();
    assert_eq!(progress.handle().execution_id(), "run-1");
    assert_eq!(progress.status().unwrap().as_str(), "running");
    assert_eq!(progress.polls(), asked.len() as u64);
    assert!((20 * SECOND..21 * SECOND).contains(&progress.elapsed()), "{:?}", progress.elapsed());
    let text = error.to_string();
    assert!(
        text.contains("run run-1") && text.contains("running") && text.contains("polls"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_run_that_ends_just_before_the_deadline_is_seen() {
    let mut plan = plan();
    plan.polling.deadline = Some(SECOND / 10);
    let (_, done) = run(plan, &Script::new([shows("success")])).await;
    assert!(done.unwrap().is_success(), "the first wait is cut to the deadline too");
}

#[tokio::test(start_paused = true)]
async fn a_hint_beyond_the_deadline_is_cut_to_it() {
    let started = clock::now();
    let script = Script::new([Answer::Fails(429, Some(Duration::MAX)), shows("success")]);
    let (_, done) = run(plan(), &script).await;
    assert!(done.is_ok());
    assert!(script.asked_since(started)[1] < 601 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn errors_until_the_deadline_name_the_last_one() {
    let (_, done) = run(plan(), &Script::new([Answer::Fails(503, None)])).await;
    let error = done.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    let source = std::error::Error::source(&error).unwrap();
    assert_eq!(
        source.downcast_ref::<Error>().unwrap().status(),
        Some(StatusCode::SERVICE_UNAVAILABLE)
    );
    assert!(
        error.run().unwrap().status().is_some_and(|status| status.is("queued")),
        "known from the start"
    );
}

#[tokio::test(start_paused = true)]
async fn a_question_that_hangs_ends_with_the_wait() {
    let started = clock::now();
    let script = Script::new([shows("running"), Answer::Hangs]);
    let (_, done) = run(plan(), &script).await;
    assert_eq!(done.unwrap_err().kind(), ErrorKind::Deadline);
    let took = clock::now() - started;
    assert!((600 * SECOND..606 * SECOND).contains(&took), "{took:?}");
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_answer_under_way_at_the_deadline_still_counts() {
    let late = Answer::Late(600 * SECOND + SECOND, Box::new(shows("success")));
    let (_, done) = run(plan(), &Script::new([late])).await;
    assert!(done.unwrap().is_success());
}

#[tokio::test(start_paused = true)]
async fn an_event_comes_before_the_wait_that_follows_it() {
    let script = Script::new([shows("running"), shows("success")]);
    let mut poller = poller(plan(), &script);
    let started = clock::now();
    next(&mut poller).await.unwrap().unwrap();
    assert!(clock::now() - started <= SECOND + SECOND / 100);
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_dropped_next_loses_no_event_no_time_and_no_question() {
    let slow = |word| Answer::Late(3 * SECOND, Box::new(shows(word)));
    let script = Script::new([slow("running"), slow("Pondering"), slow("success")]);
    let started = clock::now();
    let mut poller = poller(plan(), &script);
    let mut told = Vec::new();
    let mut interruptions = 0;
    loop {
        tokio::select! {
            event = next(&mut poller) => match event {
                Some(event) => told.push(event.unwrap().to_string()),
                None => break,
            },
            () = clock::sleep_until(clock::now() + Duration::from_millis(70)) => interruptions += 1,
        }
    }
    assert_eq!(
        told,
        ["running", "Pondering (unknown status)", "success", "finished: success (success)"]
    );
    assert!(interruptions > 50, "{interruptions}");
    assert_eq!(script.count(), 3, "a question under way goes on");
    assert!(clock::now() - started < 14 * SECOND, "time waited counts");
}

#[tokio::test(start_paused = true)]
async fn dropping_a_wait_stops_the_questions() {
    let script = Script::new([shows("running")]);
    let mut poller = poller(plan(), &script);
    next(&mut poller).await.unwrap().unwrap();
    drop(poller);
    clock::sleep_until(clock::now() + 600 * SECOND).await;
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn nothing_is_asked_before_the_stream_is_polled() {
    let script = Script::new([shows("success")]);
    let mut poller = poller(plan(), &script);
    assert_eq!(script.count(), 0);
    assert!(next(&mut poller).now_or_never().is_none());
    assert_eq!(script.count(), 0, "a run just started is given its first interval");
}

#[tokio::test(start_paused = true)]
async fn many_waits_begun_together_spread_out() {
    let script = Script::new([shows("success")]);
    let now = clock::now();
    let waits = (0..500).map(|seed| {
        let random = fastrand::Rng::with_seed(seed);
        let (follow, first) = Follow::new(plan(), "run-1".into(), None, None, now, random);
        let mut poller = Poller::new(script.clone(), follow, first);
        async move { while next(&mut poller).await.is_some() {} }
    });
    futures_util::future::join_all(waits).await;
    let asked = script.asked_since(now);
    assert_eq!(asked.len(), 500);
    for tenth in 0..10 {
        let count = asked.iter().filter(|at| at.as_millis() / 100 == tenth).count();
        assert!((20..=90).contains(&count), "{count} in tenth {tenth}");
    }
}

mod any_sequence {
    use proptest::prelude::*;

    use super::*;

    fn answer() -> impl Strategy<Value = Answer> {
        let hint = proptest::option::of((1u64..100_000).prop_map(Duration::from_millis));
        let word = prop_oneof!["\\PC{0,8}", Just("running".to_owned()), Just("queued".to_owned())];
        prop_oneof![
            (word, hint.clone())
                .prop_map(|(word, hint)| Answer::Shows(json!({ "status": word }), hint)),
            (prop_oneof![Just(404u16), Just(429), 500u16..600], hint)
                .prop_map(|(status, hint)| Answer::Fails(status, hint)),
            Just(Answer::Breaks(ErrorKind::Transport)),
            (0u64..10_000).prop_map(|time| {
                Answer::Late(Duration::from_millis(time), Box::new(shows("processing")))
            }),
            Just(Answer::Hangs),
        ]
    }

    proptest! {
        #[test]
        fn ends_within_its_deadline_whatever_comes(
            answers in proptest::collection::vec(answer(), 1..12),
            deadline in 1u64..300,
            interrupt in proptest::option::of(1u64..5_000),
        ) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
            runtime.block_on(async {
                let started = clock::now();
                let mut plan = plan();
                plan.polling.deadline = Some(deadline as u32 * SECOND);
                let script = Script::new(answers);
                let mut poller = poller(plan, &script);
                let mut ended = 0;
                loop {
                    let limit = clock::now() + Duration::from_millis(interrupt.unwrap_or(u32::MAX.into()));
                    match clock::timeout_at(limit, next(&mut poller)).await {
                        Err(_) => {}
                        Ok(None) => break,
                        Ok(Some(Ok(RunEvent::Finished(execution)))) => {
                            ended += 1;
                            assert!(execution.conclusion().is_some());
                        }
                        Ok(Some(Ok(_))) => assert_eq!(ended, 0, "nothing follows the end"),
                        Ok(Some(Err(error))) => {
                            ended += 1;
                            assert_eq!(error.run().unwrap().polls(), script.count() as u64);
                        }
                    }
                }
                assert_eq!(ended, 1);
                let took = clock::now() - started;
                let most = (deadline as u32 + 6) * SECOND;
                assert!(took <= most, "{took:?}");
            });
        }
    }
}
