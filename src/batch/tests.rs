//! Killing and resuming, under virtual time: the journal is all that is left.

use std::time::Duration;

use oas_runtime::Outcome;
use proptest::prelude::*;

use super::item::begin;
use super::journal::tests::Memory;
use super::journal::{Event, Journal, Progress, Record, Writer};
use crate::clock;
use crate::error::{Error, ErrorKind};
use crate::run::start_tests::{Post, Server, post};
use crate::run::{RunRequest, StartPolicy};

const KEY: &str = "42/T-1";

async fn process(memory: &Memory) -> Writer {
    let before = memory.bytes.lock().unwrap().clone();
    let journal = Journal::with_writer(&before, memory.clone()).unwrap();
    journal.begin("http://127.0.0.1:1").await.unwrap()
}

fn request() -> RunRequest {
    RunRequest::new(42).target_entity_id("T-1")
}

/// A process that is killed after this time, if it has not ended before. Gives the run that it knows of.
async fn lives(
    memory: &Memory,
    server: &Server,
    policy: &StartPolicy,
    time: Duration,
) -> Option<Result<Box<str>, Error>> {
    let journal = process(memory).await;
    let progress = journal.with(|state| state.get(KEY).map(|entry| entry.progress.clone()));
    if let Some(Progress::Started { execution_id }) = progress {
        return Some(Ok(execution_id));
    }
    let request = request();
    let begun = begin(&journal, policy, &request, KEY, server);
    let ended = clock::timeout_at(clock::later(clock::now(), time), begun).await.ok()?;
    Some(ended.map(|started| started.execution_id))
}

#[tokio::test(start_paused = true)]
async fn a_process_killed_while_it_waits_for_the_answer_goes_on() {
    for policy in [StartPolicy::reconcile(), StartPolicy::reconcile_then_repeat()] {
        let (memory, mut server) = (Memory::default(), Server::new([Post::Answered]));
        server.latency = Duration::from_secs(2);
        let killed = lives(&memory, &server, &policy, Duration::from_millis(100)).await;
        assert!(killed.is_none());
        let resumed = lives(&memory, &server, &policy, Duration::from_secs(60)).await;
        assert_eq!(&*resumed.unwrap().unwrap(), "answered-1");
        assert_eq!(server.started().len(), 1);
        let again = lives(&memory, &server, &policy, Duration::ZERO).await;
        assert_eq!(&*again.unwrap().unwrap(), "answered-1", "it is in the journal");
    }
}

#[tokio::test(start_paused = true)]
async fn an_accepted_start_is_not_repeated_by_a_later_process_either() {
    let accepted = Post::Lost(ErrorKind::Transport, Outcome::Accepted, None);
    let (memory, server) = (Memory::default(), Server::new([accepted, Post::Answered]));
    let policy = StartPolicy::reconcile_then_repeat();
    for _ in 0..3 {
        let error = lives(&memory, &server, &policy, Duration::MAX).await.unwrap().unwrap_err();
        assert_eq!(error.outcome(), Outcome::Accepted);
        assert_eq!(server.posts(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_start_is_tried_again_by_a_later_process() {
    let (memory, server) = (Memory::default(), Server::new([Post::Fails(403), Post::Answered]));
    let policy = StartPolicy::reconcile();
    let error = lives(&memory, &server, &policy, Duration::MAX).await.unwrap().unwrap_err();
    assert!(error.is_forbidden());
    let run = lives(&memory, &server, &policy, Duration::MAX).await.unwrap();
    assert_eq!(&*run.unwrap(), "answered-2");
}

#[tokio::test(start_paused = true)]
async fn of_two_in_doubt_nobody_can_tell_which_was_found() {
    let lost = Post::Lost(ErrorKind::Transport, Outcome::Unknown, Some(Duration::from_secs(20)));
    let (memory, server) = (Memory::default(), Server::new([lost.clone(), lost]));
    let policy = StartPolicy::reconcile();
    let journal = process(&memory).await;
    let first = begin(&journal, &policy, &request(), "first", &server).await;
    assert!(first.unwrap_err().candidates().is_empty());
    // The first one's run shows up while the second one is looked for.
    let second = begin(&journal, &policy, &request(), "second", &server).await;
    let error = second.unwrap_err();
    assert_eq!(error.candidates()[0].execution_id(), "lost-1");
    assert!(error.to_string().contains("another one in doubt"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_run_is_found_however_much_later_the_process_goes_on() {
    let (memory, mut server) = (Memory::default(), Server::new([Post::Answered]));
    server.latency = Duration::from_secs(2);
    let policy = StartPolicy::reconcile_then_repeat();
    assert!(lives(&memory, &server, &policy, Duration::from_millis(100)).await.is_none());
    tokio::time::advance(Duration::from_secs(3600)).await;
    let run = lives(&memory, &server, &policy, Duration::MAX).await.unwrap();
    assert_eq!((&*run.unwrap(), server.posts()), ("answered-1", 1));
}

#[tokio::test(start_paused = true)]
async fn the_run_of_another_key_is_not_adopted() {
    let lost = Post::Lost(ErrorKind::Transport, Outcome::Unknown, None);
    let (memory, server) = (Memory::default(), Server::new([Post::Answered, lost]));
    let journal = process(&memory).await;
    let policy = StartPolicy::reconcile();
    begin(&journal, &policy, &request(), "first", &server).await.unwrap();
    let second = begin(&journal, &policy, &request(), "second", &server).await;
    let error = second.unwrap_err();
    assert_eq!((error.outcome(), error.candidates()), (Outcome::Unknown, &[][..]));
}

/// What a start looks up in a journal does not grow with it. Copying the ids of a hundred thousand runs for each start takes
/// five times what is allowed here. The fastest of many is looked at: what others take is a matter of what else the machine does.
#[tokio::test]
async fn a_start_costs_the_same_however_long_the_journal_is() {
    const STARTS: usize = 300;
    let mut took = Vec::new();
    for finished in [0, 100_000] {
        let journal = Journal::nowhere().begin("http://127.0.0.1:1").await.unwrap();
        journal.with(|state| {
            for number in 0..finished {
                for event in [
                    Event::Intent {
                        at: clock::wall(),
                        server_at: None,
                        agent_id: "42".into(),
                        target_entity_id: Some(format!("old-{number}").into()),
                    },
                    Event::Started { execution_id: format!("run-{number}").into(), adopted: false },
                ] {
                    state.apply(&Record { key: format!("old-{number}").into(), event }).unwrap();
                }
            }
        });
        let server = Server::new([Post::Answered]);
        let mut fastest = Duration::MAX;
        for number in 0..STARTS {
            let policy = StartPolicy::reconcile();
            let key = number.to_string();
            let began = clock::now();
            begin(&journal, &policy, &request(), &key, &server).await.unwrap();
            fastest = fastest.min(clock::now() - began);
        }
        took.push(fastest);
    }
    assert!(took[1] < 4 * took[0] + Duration::from_micros(600), "{took:?}");
}

proptest! {
    /// Whatever becomes of the answers and whenever the process is killed, as long as a run shows up within the grace: there is
    /// at most one, and a process that lives on has it.
    #[test]
    fn any_interleaving_of_death_and_resumption(
        posts in proptest::collection::vec(post(), 1..6),
        lifetimes in proptest::collection::vec(0u64..30_000, 0..8),
        latency in 0u64..4_000,
        repeats: bool,
        list_fails in 0usize..4,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let policy = if repeats { StartPolicy::reconcile_then_repeat() } else { StartPolicy::reconcile() };
            let mut server = Server::new(posts);
            server.latency = Duration::from_millis(latency);
            let memory = Memory::default();
            let broken = Error::new(ErrorKind::Transport, Outcome::Unknown, "");
            for lifetime in lifetimes {
                *server.list_fails.lock().unwrap() = vec![broken.clone(); list_fails];
                lives(&memory, &server, &policy, Duration::from_millis(lifetime)).await;
                prop_assert!(server.started().len() <= 1, "started twice: {:?}", server.started());
            }
            let last = lives(&memory, &server, &policy, Duration::MAX).await;
            let last = last.unwrap();
            let there = server.started();
            prop_assert!(there.len() <= 1, "started twice: {there:?}");
            match last {
                Ok(run) => prop_assert_eq!(&there[..], &[run], "the run of the journal is the one there is"),
                Err(error) => prop_assert!(there.is_empty(), "lost {there:?}: {error}"),
            }
            Ok(())
        })?;
    }
}
