//! Resumption under virtual time, over connections that do as a script says.

use std::collections::VecDeque;
use std::pin::Pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use futures_core::Stream;
use futures_util::{StreamExt as _, stream};
use oas_runtime::Outcome;
use proptest::prelude::*;
use serde_json::json;

use super::event::ChatEvent;
use super::part::ChatPart;
use super::source::{Connecting, Connection, EventSource, RawEvent};
use super::stream::{Follower, Plan};
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::Polling;

const SECOND: Duration = Duration::from_secs(1);

/// How a connection ends after its events.
#[derive(Clone, Debug)]
enum End {
    Cut,
    Close,
    Silence,
    /// It is not made at all.
    Refused(u16),
}

#[derive(Clone, Debug)]
struct Step {
    /// How far before the cursor it begins.
    back: usize,
    events: usize,
    end: End,
}

type Asked = (Option<String>, Instant);

/// A server with a log of events.
#[derive(Clone)]
struct Server {
    log: Arc<Vec<RawEvent>>,
    script: Arc<Mutex<VecDeque<Step>>>,
    /// The cursors it was asked for, and when.
    asked: Arc<Mutex<Vec<Asked>>>,
}

impl Server {
    fn new(log: Vec<RawEvent>, script: impl IntoIterator<Item = Step>) -> Self {
        Self {
            log: Arc::new(log),
            script: Arc::new(Mutex::new(script.into_iter().collect())),
            asked: Arc::default(),
        }
    }

    fn waits(&self) -> Vec<Duration> {
        let asked = self.asked.lock().unwrap();
        asked.windows(2).map(|two| two[1].1 - two[0].1).collect()
    }
}

impl EventSource for Server {
    fn connect(&self, since: Option<&str>) -> Connecting {
        let asked = (since.map(str::to_owned), clock::now());
        self.asked.lock().unwrap().push(asked);
        let step = self.script.lock().unwrap().pop_front().unwrap_or(Step {
            back: 0,
            events: usize::MAX,
            end: End::Close,
        });
        let at = |event: &RawEvent| event.id.as_deref() == since;
        let after = since.map_or(0, |_| self.log.iter().position(at).map_or(0, |at| at + 1));
        let events = self.log[after.saturating_sub(step.back)..].iter();
        let events: Vec<_> = events.take(step.events).cloned().map(Ok).collect();
        Box::pin(async move {
            let end: Connection = match step.end {
                End::Cut => Box::pin(stream::iter([Err(broken())])),
                End::Close => Box::pin(stream::empty()),
                End::Silence => Box::pin(stream::pending()),
                End::Refused(status) => {
                    let status = http::StatusCode::from_u16(status).unwrap();
                    return Err(Error::from(oas_runtime::Error::from_answer(
                        status,
                        &http::HeaderMap::new(),
                        b"",
                    )));
                }
            };
            Ok(Box::pin(stream::iter(events).chain(end)) as Connection)
        })
    }
}

fn broken() -> Error {
    Error::new(ErrorKind::Transport, Outcome::Accepted, "broken")
}

fn raw(id: usize, json: &serde_json::Value) -> RawEvent {
    RawEvent { id: Some(format!("{id}-0")), data: json.to_string(), retry: None, is_hint: false }
}

/// A turn of so many texts.
fn turn(texts: usize) -> Vec<RawEvent> {
    let mut log = vec![raw(1, &json!({"type": "start"}))];
    log.extend((0..texts).map(|text| {
        raw(text + 2, &json!({"type": "text-delta", "id": "0", "delta": format!("{text} ")}))
    }));
    log.push(raw(texts + 2, &json!({"type": "finish"})));
    log
}

fn plan() -> Plan {
    Plan {
        since: Some("0-0".to_owned()),
        polling: Polling {
            deadline: Some(3600 * SECOND),
            first_interval: SECOND,
            longest_interval: 15 * SECOND,
        },
        silence: 60 * SECOND,
        whole: false,
    }
}

struct Events(Follower<Server>);

impl Stream for Events {
    type Item = Result<ChatEvent>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.poll_next(context)
    }
}

fn follow(server: &Server, plan: Plan) -> Events {
    let random = fastrand::Rng::with_seed(7);
    Events(Follower::new(server.clone(), plan, random))
}

fn ids(events: &[ChatEvent]) -> Vec<String> {
    let ids = events.iter().map(|event| event.id.clone().unwrap());
    ids.collect()
}

fn all_ids(log: &[RawEvent]) -> Vec<String> {
    log.iter().map(|event| event.id.clone().unwrap()).collect()
}

async fn read(events: Events) -> (Vec<ChatEvent>, Option<Error>) {
    let mut read = Vec::new();
    let mut events = std::pin::pin!(events);
    while let Some(event) = events.next().await {
        match event {
            Ok(event) => read.push(event),
            Err(error) => {
                assert!(events.next().await.is_none(), "an error ends the stream");
                return (read, Some(error));
            }
        }
    }
    (read, None)
}

fn step(events: usize, end: End) -> Step {
    Step { back: 0, events, end }
}

#[tokio::test(start_paused = true)]
async fn a_turn_is_read_to_its_end_in_one_connection() {
    let server = Server::new(turn(3), []);
    let (events, error) = read(follow(&server, plan())).await;
    assert!(error.is_none());
    assert_eq!(ids(&events), all_ids(&server.log));
    assert_eq!(events[1].text(), Some("0 "));
    let asked = server.asked.lock().unwrap();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].0.as_deref(), Some("0-0"));
}

#[tokio::test(start_paused = true)]
async fn waits_grow_while_nothing_comes_and_begin_anew_when_something_does() {
    let refused = || step(0, End::Refused(503));
    let script =
        [refused(), refused(), refused(), step(2, End::Cut), refused(), step(1, End::Close)];
    let server = Server::new(turn(3), script);
    let (events, error) = read(follow(&server, plan())).await;
    assert!(error.is_none());
    assert_eq!(ids(&events), all_ids(&server.log));
    let bounds = [1.0, 1.5, 2.25, 1.0, 1.5, 1.0];
    let waits = server.waits();
    assert_eq!(waits.len(), bounds.len());
    for (wait, bound) in waits.iter().zip(bounds) {
        let wait = wait.as_secs_f64();
        assert!(wait >= bound / 2.0 && wait <= bound + 0.01, "{waits:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_silent_connection_is_given_up() {
    let server = Server::new(turn(3), [step(2, End::Silence), step(0, End::Silence)]);
    let (events, error) = read(follow(&server, plan())).await;
    assert!(error.is_none());
    assert_eq!(ids(&events), all_ids(&server.log));
    assert!(server.waits().iter().all(|wait| *wait >= 60 * SECOND));
}

#[tokio::test(start_paused = true)]
async fn the_deadline_holds_whatever_the_connection_does() {
    let endless = [End::Silence, End::Close, End::Cut, End::Refused(503)];
    for end in endless {
        let server = Server::new(turn(3), vec![step(0, end.clone()); 10_000]);
        let mut short = plan();
        short.polling.deadline = Some(100 * SECOND);
        let begun = clock::now();
        let (events, error) = read(follow(&server, short)).await;
        assert!(events.is_empty());
        assert_eq!(error.unwrap().kind(), ErrorKind::Deadline, "{end:?}");
        let took = clock::now() - begun;
        assert!(took >= 100 * SECOND && took < 101 * SECOND, "{took:?}");
        let connections = server.asked.lock().unwrap().len();
        assert!((2..=20).contains(&connections), "{end:?}: {connections}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_final() {
    for status in [400, 401, 403, 404] {
        let server = Server::new(turn(3), [step(2, End::Cut), step(0, End::Refused(status))]);
        let (events, error) = read(follow(&server, plan())).await;
        assert_eq!(events.len(), 2);
        assert_eq!(error.unwrap().status().unwrap().as_u16(), status);
        assert_eq!(server.asked.lock().unwrap().len(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn the_servers_wait_stands_above_the_interval() {
    let mut log = turn(3);
    log[1].retry = Some(20 * SECOND);
    let server = Server::new(log, [step(2, End::Cut), step(1, End::Cut)]);
    let (_, error) = read(follow(&server, plan())).await;
    assert!(error.is_none());
    let waits = server.waits();
    assert!(waits.iter().all(|wait| *wait >= 20 * SECOND), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn what_ends_a_turn_ends_the_stream() {
    for end in [
        json!({"type": "finish", "finishReason": "length"}).to_string(),
        json!({"type": "abort"}).to_string(),
        "[DONE]".to_owned(),
    ] {
        let mut log = turn(1);
        log[2].data.clone_from(&end);
        log.push(raw(9, &json!({"type": "start"})));
        let server = Server::new(log, []);
        let (events, error) = read(follow(&server, plan())).await;
        assert!(error.is_none());
        let given = if end == "[DONE]" { 2 } else { 3 };
        assert_eq!(events.len(), given, "{end}");
        assert_eq!(server.asked.lock().unwrap().len(), 1);
    }
    // After an error, a connection that is closed in good order ends the turn too; one that breaks does not.
    let mut log = turn(1);
    log[1].data = json!({"type": "error", "errorText": "no"}).to_string();
    let server = Server::new(log, [step(2, End::Cut), step(0, End::Close)]);
    let (events, error) = read(follow(&server, plan())).await;
    assert!(error.is_none());
    assert_eq!(events.len(), 2);
    assert_eq!(server.asked.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn the_end_of_the_turn_before_is_left_out() {
    let mut log = turn(2);
    for (id, event) in log.iter_mut().enumerate() {
        event.id = Some(format!("{}-0", id + 7));
    }
    let before = [raw(5, &json!({"type": "finish-step"})), raw(6, &json!({"type": "finish"}))];
    let log: Vec<_> = before.into_iter().chain(log).collect();
    for cut in 0..log.len() {
        let server = Server::new(log.clone(), [step(cut, End::Cut)]);
        let unknown = Plan { since: None, whole: true, ..plan() };
        let (events, error) = read(follow(&server, unknown)).await;
        assert!(error.is_none());
        assert_eq!(ids(&events), all_ids(&log[2..]), "{cut}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_is_no_part_is_given_as_it_is() {
    let mut log = turn(2);
    log[1].data = "no json".to_owned();
    log[2].data = json!({"type": "hologram", "x": 1}).to_string();
    let (events, _) = read(follow(&Server::new(log, []), plan())).await;
    assert_eq!(events[1].part, ChatPart::Unknown);
    assert_eq!(events[1].json, json!("no json"));
    assert_eq!(events[2].json, json!({"type": "hologram", "x": 1}));
}

/// A step that begins less than so many events before the cursor.
fn any_step(back: usize) -> impl Strategy<Value = Step> {
    let end = prop_oneof![
        Just(End::Cut),
        Just(End::Close),
        Just(End::Silence),
        Just(End::Refused(503)),
        Just(End::Refused(429)),
    ];
    (0..back, 0usize..6, end).prop_map(|(back, events, end)| Step { back, events, end })
}

/// Follows a turn, dropping the follower after so many events each time and going on from its cursor with another one.
fn read_with_drops(server: &Server, drops: &[usize]) -> Vec<String> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .start_paused(true)
        .build()
        .unwrap();
    runtime.block_on(async {
        let mut seen = Vec::new();
        let mut plan = plan();
        for drop_after in drops {
            let mut events = follow(server, plan.clone());
            for _ in 0..*drop_after {
                match events.next().await {
                    Some(event) => seen.push(event.unwrap()),
                    None => return ids(&seen),
                }
            }
            // Whoever has had the end has nothing to go on with.
            if seen.last().is_some_and(|event: &ChatEvent| event.part.ends_turn()) {
                return ids(&seen);
            }
            plan.since = events.0.position().cursor().map(str::to_owned);
        }
        let (rest, error) = read(follow(server, plan)).await;
        assert!(error.is_none(), "{error:?}");
        seen.extend(rest);
        ids(&seen)
    })
}

proptest! {
    #[test]
    fn any_interleaving_of_cuts_and_resumes_gives_each_event_once_in_order(
        texts in 0usize..20, script in proptest::collection::vec(any_step(5), 0..30),
    ) {
        let server = Server::new(turn(texts), script);
        prop_assert_eq!(read_with_drops(&server, &[]), all_ids(&server.log));
    }

    #[test]
    fn so_does_any_interleaving_of_drops_and_resumes_in_another_process(
        texts in 0usize..20,
        // A server may begin at the cursor or after it.
        script in proptest::collection::vec(any_step(2), 0..30),
        drops in proptest::collection::vec(0usize..6, 0..6),
    ) {
        let server = Server::new(turn(texts), script);
        prop_assert_eq!(read_with_drops(&server, &drops), all_ids(&server.log));
    }
}

/// What a server does with ids.
#[derive(Clone, Copy, Debug)]
enum Ids {
    Each,
    None,
    /// An event out of so many has one; those after it stand under it.
    Checkpoints(usize),
    OneForAll,
}

/// Where a server goes on.
#[derive(Clone, Copy, Debug)]
enum Begins {
    AtTheStart,
    AtTheCursor,
    AfterTheCursor,
    /// After what it has sent, whoever has got it.
    Live,
}

#[derive(Clone)]
struct Odd {
    log: Arc<Vec<String>>,
    ids: Ids,
    script: Arc<Mutex<VecDeque<(Begins, usize)>>>,
    sent: Arc<Mutex<usize>>,
}

impl Odd {
    fn id(&self, at: usize) -> Option<String> {
        match self.ids {
            Ids::Each => Some(at.to_string()),
            Ids::None => None,
            Ids::Checkpoints(each) => at.is_multiple_of(each).then(|| at.to_string()),
            Ids::OneForAll => Some("T".to_owned()),
        }
    }
}

impl EventSource for Odd {
    fn connect(&self, since: Option<&str>) -> Connecting {
        let whole = (Begins::AtTheCursor, usize::MAX);
        let (begins, most) = self.script.lock().unwrap().pop_front().unwrap_or(whole);
        let cursor = since.and_then(|since| {
            (0..self.log.len()).find(|at| self.id(*at).is_some_and(|id| id == since))
        });
        let mut sent = self.sent.lock().unwrap();
        let from = match begins {
            Begins::AtTheStart => 0,
            Begins::AtTheCursor => cursor.unwrap_or(0),
            Begins::AfterTheCursor => cursor.map_or(0, |at| at + 1),
            Begins::Live => *sent,
        };
        let to = from.saturating_add(most).min(self.log.len());
        *sent = to.max(*sent);
        let mut last = None;
        let events: Vec<_> = (from..to)
            .map(|at| {
                last = self.id(at).or(last.take());
                let data = self.log[at].clone();
                Ok(RawEvent { id: last.clone(), data, retry: None, is_hint: false })
            })
            .collect();
        Box::pin(async move {
            let broken: Connection = Box::pin(stream::iter([Err(broken())]));
            Ok(Box::pin(stream::iter(events).chain(broken)) as Connection)
        })
    }
}

fn any_ids() -> impl Strategy<Value = Ids> {
    let checkpoints = (2usize..5).prop_map(Ids::Checkpoints);
    prop_oneof![Just(Ids::Each), Just(Ids::None), checkpoints, Just(Ids::OneForAll)]
}

fn any_beginning() -> impl Strategy<Value = Begins> {
    use Begins::{AfterTheCursor, AtTheCursor, AtTheStart, Live};
    prop_oneof![Just(AtTheStart), Just(AtTheCursor), Just(AfterTheCursor), Just(Live)]
}

proptest! {
    /// Whatever a server does with ids and wherever it goes on: what is given is what there is, from the first event on, and if it
    /// is not all there is an error.
    #[test]
    fn no_event_is_lost_or_doubled_without_an_error(
        ids in any_ids(),
        texts in 0usize..20,
        with_cursor: bool,
        script in proptest::collection::vec((any_beginning(), 0usize..8), 0..12),
    ) {
        let log: Vec<String> = turn(texts).into_iter().map(|event| event.data).collect();
        let log = Arc::new(log);
        let server = Odd {
            log: Arc::clone(&log),
            ids,
            script: Arc::new(Mutex::new(script.into())),
            sent: Arc::default(),
        };
        let since = with_cursor.then(|| "before".to_owned());
        let plan = Plan { since, whole: true, ..plan() };
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let (given, error) = runtime.block_on(async {
            let mut follower = Follower::new(server, plan, fastrand::Rng::with_seed(7));
            let (mut given, mut error) = (Vec::new(), None);
            while let Some(event) = std::future::poll_fn(|context| follower.poll_next(context)).await {
                match event {
                    Ok(event) => given.push(event.json),
                    Err(failed) => error = Some(failed),
                }
            }
            (given, error)
        });
        let there: Vec<serde_json::Value> =
            log.iter().map(|data| serde_json::from_str(data).unwrap()).collect();
        prop_assert_eq!(&given[..], &there[..given.len().min(there.len())], "{:?}", error);
        match error {
            None => prop_assert_eq!(given.len(), there.len()),
            Some(error) => prop_assert_eq!(error.kind(), ErrorKind::InvalidResponse),
        }
        if matches!(ids, Ids::Each) {
            prop_assert_eq!(given.len(), there.len(), "nothing is in doubt where each event has its id");
        }
    }
}
