//! The rules of starting once, under virtual time, against a server that is played.

use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, StatusCode};
use oas_runtime::Outcome;
use proptest::prelude::*;

use super::search::{Begun, List, Listed, Page, StartPolicy};
use super::start::{Start, Started, start};
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::run_state::RunHandle;

const SECOND: Duration = Duration::from_secs(1);

/// What becomes of a POST.
#[derive(Clone, Debug)]
pub(crate) enum Post {
    Answered,
    /// The answer is lost; the run is there after this time, or never.
    Lost(ErrorKind, Outcome, Option<Duration>),
    Fails(u16),
    NotSent,
}

/// A server, as far as starting needs one.
pub(crate) struct Server {
    posts: Mutex<Vec<Post>>,
    /// What the list shows, and from when on.
    runs: Mutex<Vec<(Instant, Listed)>>,
    began: Instant,
    /// How far the server's clock is ahead.
    ahead: Duration,
    dated: bool,
    /// How far the `Date` is ahead of a clock that goes with this machine's.
    date_ahead: Option<Duration>,
    posted: Mutex<Vec<Instant>>,
    listed: Mutex<Vec<Instant>>,
    pub(crate) list_fails: Mutex<Vec<Error>>,
    page_size: usize,
    whole: bool,
    /// The order of the list, if it is not the newest first.
    order: Option<fn(&mut [Listed])>,
    /// The ids of other runs.
    taken: HashSet<Box<str>>,
    /// Whether each page says that the next one is the same.
    same_cursor: bool,
    /// How long an answer takes. What it answers takes effect half way, whether anybody waits for it or not.
    pub(crate) latency: Duration,
}

impl Server {
    pub(crate) fn new(posts: impl IntoIterator<Item = Post>) -> Self {
        Self {
            posts: Mutex::new(posts.into_iter().collect()),
            runs: Mutex::default(),
            began: clock::now(),
            ahead: 1000 * SECOND,
            dated: true,
            date_ahead: None,
            posted: Mutex::default(),
            listed: Mutex::default(),
            list_fails: Mutex::default(),
            page_size: 200,
            whole: true,
            order: None,
            taken: HashSet::new(),
            same_cursor: false,
            latency: Duration::ZERO,
        }
    }

    /// The ids of the runs that were started.
    pub(crate) fn started(&self) -> Vec<Box<str>> {
        let runs = self.runs.lock().unwrap();
        runs.iter().filter_map(|(_, run)| run.id.clone()).collect()
    }

    /// The server's clock. Where its answers have a date, it has nothing to do with this machine's.
    fn time(&self, at: Instant) -> SystemTime {
        let passed = at.saturating_duration_since(self.began);
        if self.dated {
            SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777) + self.ahead + passed
        } else {
            clock::wall() - clock::now().saturating_duration_since(at)
        }
    }

    /// A run that the list shows from `at` on.
    fn add(&self, id: &str, at: Instant) {
        let run = Listed { id: Some(id.into()), created: Some(self.time(at)), status: None };
        self.runs.lock().unwrap().push((at, run));
    }

    fn change(&self, change: impl Fn(&mut Listed)) {
        let mut runs = self.runs.lock().unwrap();
        runs.iter_mut().for_each(|(_, run)| change(run));
    }

    pub(crate) fn posts(&self) -> usize {
        self.posted.lock().unwrap().len()
    }

    async fn start(&self, policy: &StartPolicy) -> Result<Started> {
        start(self, policy, None).await
    }
}

impl List for Server {
    async fn page(&self, cursor: Option<&str>) -> Result<Page> {
        self.listed.lock().unwrap().push(clock::now());
        if let Some(error) = self.list_fails.lock().unwrap().pop() {
            return Err(error);
        }
        let now = clock::now();
        let mut runs: Vec<Listed> = {
            let all = self.runs.lock().unwrap();
            let visible = all.iter().filter(|(at, _)| *at <= now);
            visible.map(|(_, run)| run.clone()).collect()
        };
        runs.sort_by_key(|run| std::cmp::Reverse(run.created));
        if let Some(order) = self.order {
            order(&mut runs);
        }
        let from: usize = cursor.map_or(0, |cursor| cursor.parse().unwrap());
        let to = (from + self.page_size).min(runs.len());
        Ok(Page {
            next: (to < runs.len() || self.same_cursor).then(|| to.to_string()),
            times: runs[from..to].iter().map(|run| run.created).collect(),
            runs: runs[from..to].to_vec(),
            whole: self.whole,
            date: match self.date_ahead {
                Some(ahead) => Some(clock::wall() + ahead),
                None => self.dated.then(|| self.time(now)),
            },
        })
    }

    fn is_taken(&self, execution_id: &str) -> bool {
        self.taken.contains(execution_id)
    }
}

impl Start for Server {
    async fn post(&self) -> Result<Started> {
        let now = clock::now();
        self.posted.lock().unwrap().push(now);
        let number = self.posts();
        let post = {
            let mut posts = self.posts.lock().unwrap();
            if posts.len() > 1 { posts.remove(0) } else { posts[0].clone() }
        };
        let answered = format!("answered-{number}");
        match &post {
            Post::Answered => self.add(&answered, now + self.latency / 2),
            Post::Lost(_, _, Some(after)) => self.add(&format!("lost-{number}"), now + *after),
            _ => {}
        }
        clock::sleep_until(now + self.latency).await;
        match post {
            Post::Answered => Ok(Started::for_test(&answered)),
            Post::Lost(kind, outcome, _) => Err(Error::new(kind, outcome, "lost")),
            Post::Fails(status) => {
                let status = StatusCode::from_u16(status).unwrap();
                Err(Error::from(oas_runtime::Error::from_answer(status, &HeaderMap::new(), b"")))
            }
            Post::NotSent => Err(Error::new(ErrorKind::Connect, Outcome::NotSent, "")),
        }
    }
}

impl List for &Server {
    async fn page(&self, cursor: Option<&str>) -> Result<Page> {
        Server::page(self, cursor).await
    }
}

impl Start for &Server {
    async fn post(&self) -> Result<Started> {
        Server::post(self).await
    }
}

fn lost(effect: Option<Duration>) -> Post {
    Post::Lost(ErrorKind::Transport, Outcome::Unknown, effect)
}

fn cut(effect: Option<Duration>) -> Post {
    Post::Lost(ErrorKind::Transport, Outcome::Accepted, effect)
}

fn ids(error: &Error) -> Vec<&str> {
    let candidates = error.candidates().iter();
    candidates.map(RunHandle::execution_id).collect()
}

#[tokio::test(start_paused = true)]
async fn an_answer_needs_no_search() {
    let server = Server::new([Post::Answered]);
    let run = server.start(&StartPolicy::reconcile()).await.unwrap();
    assert_eq!((&*run.execution_id, run.adopted), ("answered-1", false));
    assert_eq!((server.posts(), server.listed.lock().unwrap().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn the_one_run_that_is_found_is_adopted_under_every_policy_that_looks() {
    for policy in [StartPolicy::reconcile(), StartPolicy::reconcile_then_repeat()] {
        for post in [lost(Some(Duration::ZERO)), cut(Some(3 * SECOND)), lost(Some(14 * SECOND))] {
            let server = Server::new([post.clone()]);
            let run = server.start(&policy).await.unwrap();
            assert_eq!((&*run.execution_id, run.adopted), ("lost-1", true), "{post:?}");
            assert_eq!(server.posts(), 1, "{post:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_found_fails_with_the_outcome_named() {
    for (post, outcome) in [(lost(None), Outcome::Unknown), (cut(None), Outcome::Accepted)] {
        let server = Server::new([post]);
        let began = clock::now();
        let error = server.start(&StartPolicy::reconcile()).await.unwrap_err();
        assert_eq!((error.outcome(), server.posts()), (outcome, 1));
        assert!(error.candidates().is_empty());
        assert!(error.to_string().contains("looked for the run for 15.0s"), "{error}");
        let took = clock::now() - began;
        assert!((15 * SECOND..16 * SECOND).contains(&took), "{took:?}");
        assert!((5..30).contains(&server.listed.lock().unwrap().len()));
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_found_is_repeated_if_the_policy_says_so_and_no_success_was_seen() {
    let policy = StartPolicy::reconcile_then_repeat();
    let server = Server::new([lost(None), Post::Answered]);
    assert_eq!(&*server.start(&policy).await.unwrap().execution_id, "answered-2");
    assert_eq!(server.posts(), 2);

    let server = Server::new([lost(None)]);
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 2));
    let server = Server::new([lost(None)]);
    server.start(&policy.clone().max_starts(4)).await.unwrap_err();
    assert_eq!(server.posts(), 4);
    let server = Server::new([lost(None)]);
    server.start(&policy.clone().max_starts(0)).await.unwrap_err();
    assert_eq!(server.posts(), 1);

    let server = Server::new([cut(None), Post::Answered]);
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::Accepted, 1));
    // The same holds when it is the second of two.
    let server = Server::new([lost(None), cut(None), Post::Answered]);
    let error = server.start(&policy.max_starts(9)).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::Accepted, 2));
}

#[tokio::test(start_paused = true)]
async fn an_answer_with_the_id_of_another_run_is_none() {
    let server =
        Server { taken: HashSet::from(["answered-1".into()]), ..Server::new([Post::Answered]) };
    for policy in [StartPolicy::reconcile(), StartPolicy::reconcile_then_repeat()] {
        let error = server.start(&policy).await.unwrap_err();
        assert_eq!(
            (error.outcome(), error.kind()),
            (Outcome::Accepted, ErrorKind::InvalidResponse)
        );
        assert!(error.to_string().contains("answered-1"), "{error}");
        *server.posts.lock().unwrap() = vec![Post::Answered];
        server.posted.lock().unwrap().clear();
    }
}

#[tokio::test(start_paused = true)]
async fn a_policy_that_never_repeats_does_not_look() {
    let server = Server::new([lost(Some(Duration::ZERO))]);
    let error = server.start(&StartPolicy::never_repeat()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown);
    assert_eq!((server.posts(), server.listed.lock().unwrap().len()), (1, 0));
}

#[tokio::test(start_paused = true)]
async fn what_is_certainly_not_started_is_not_looked_for() {
    for (post, outcome) in [
        (Post::NotSent, Outcome::NotSent),
        (Post::Fails(400), Outcome::Refused),
        (Post::Fails(403), Outcome::Refused),
        (Post::Fails(429), Outcome::Refused),
    ] {
        let server = Server::new([post]);
        let policy = StartPolicy::reconcile_then_repeat();
        let error = server.start(&policy).await.unwrap_err();
        assert_eq!(error.outcome(), outcome);
        assert_eq!((server.posts(), server.listed.lock().unwrap().len()), (1, 0));
    }
}

#[tokio::test(start_paused = true)]
async fn a_refused_repetition_says_nothing_of_the_start_before_it() {
    for second in [Post::Fails(400), Post::NotSent] {
        let server = Server::new([lost(None), second]);
        let error = server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap_err();
        assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 2));
        assert!(std::error::Error::source(&error).is_some());
    }
}

#[tokio::test(start_paused = true)]
async fn several_that_it_could_be_are_all_in_the_error() {
    for policy in [StartPolicy::reconcile(), StartPolicy::reconcile_then_repeat()] {
        let server = Server::new([lost(Some(Duration::ZERO))]);
        server.add("another", clock::now());
        let error = server.start(&policy).await.unwrap_err();
        assert_eq!(server.listed.lock().unwrap().len(), 1, "two do not become one");
        assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 1));
        let mut ids = ids(&error);
        ids.sort_unstable();
        assert_eq!(ids, ["another", "lost-1"]);
        assert!(
            error.to_string().contains("several executions may be the run: another, lost-1"),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn what_was_there_before_is_not_it() {
    let server = Server::new([lost(None)]);
    server.add("old", clock::now());
    tokio::time::advance(6 * SECOND).await;
    let error = server.start(&StartPolicy::reconcile()).await.unwrap_err();
    assert!(error.candidates().is_empty(), "{error}");

    let server = Server::new([lost(None)]);
    server.add("claimed", clock::now());
    let server = Server { taken: HashSet::from(["claimed".into()]), ..server };
    let error = server.start(&StartPolicy::reconcile()).await.unwrap_err();
    assert!(error.candidates().is_empty(), "{error}");
}

/// The first gap: the list shows a run after the grace.
#[tokio::test(start_paused = true)]
async fn the_gap_of_a_lagging_list() {
    let late = lost(Some(16 * SECOND));
    let server = Server::new([late.clone()]);
    let error = server.start(&StartPolicy::reconcile()).await.unwrap_err();
    assert_eq!(error.outcome(), Outcome::Unknown, "which it is");
    let server = Server::new([late.clone(), Post::Answered]);
    server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap();
    assert_eq!(server.posts(), 2, "and there are two runs");
    let server = Server::new([late]);
    let patient = StartPolicy::reconcile_then_repeat().grace(30 * SECOND);
    assert!(server.start(&patient).await.unwrap().adopted);
    assert_eq!(server.posts(), 1);
}

/// The second gap: somebody else starts the same.
#[tokio::test(start_paused = true)]
async fn the_gap_of_another_start_of_the_same() {
    let server = Server::new([lost(None)]);
    server.add("somebody-elses", clock::now() + SECOND);
    let run = server.start(&StartPolicy::reconcile()).await.unwrap();
    assert_eq!(&*run.execution_id, "somebody-elses");

    // Before the start but within the tolerance, looking first excludes it.
    for (policy, adopted) in
        [(StartPolicy::reconcile(), true), (StartPolicy::reconcile().look_first(), false)]
    {
        let server = Server::new([lost(None)]);
        server.add("just-before", clock::now());
        tokio::time::advance(2 * SECOND).await;
        assert_eq!(server.start(&policy).await.is_ok(), adopted);
        assert_eq!(server.posts(), 1);
    }
}

/// The third gap: the server's clocks differ from each other, or from this machine's where answers have no date.
#[tokio::test(start_paused = true)]
async fn the_gap_of_differing_clocks() {
    for (behind, found) in [(4 * SECOND, true), (7 * SECOND, false)] {
        for dated in [true, false] {
            let mut server = Server::new([lost(None)]);
            server.dated = dated;
            server.add("its-own", clock::now());
            server.change(|run| run.created = run.created.map(|at| at - behind));
            let result = server.start(&StartPolicy::reconcile()).await;
            assert_eq!(result.is_ok(), found, "{behind:?}, {dated}");
        }
    }
    let mut server = Server::new([lost(Some(Duration::ZERO))]);
    server.ahead = Duration::from_secs(365 * 86_400);
    let run = server.start(&StartPolicy::reconcile()).await;
    assert!(run.is_ok(), "a server that is a year ahead of us is no matter");
}

#[tokio::test(start_paused = true)]
async fn without_created_at_nothing_is_adopted_unless_the_rest_was_listed_before() {
    let server = Server::new([lost(None)]);
    server.add("undated", clock::now());
    server.change(|run| run.created = None);
    let error = server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap_err();
    assert_eq!((ids(&error), server.posts()), (vec!["undated"], 1));
    assert!(error.to_string().contains("no created_at"), "{error}");

    let server = Server::new([lost(None)]);
    server.add("old", clock::now());
    server.add("new", clock::now() + SECOND);
    server.change(|run| run.created = None);
    let policy = StartPolicy::reconcile().look_first();
    assert_eq!(&*server.start(&policy).await.unwrap().execution_id, "new");
}

#[tokio::test(start_paused = true)]
async fn one_that_cannot_be_told_yet_is_looked_at_again() {
    let server = Server::new([lost(None)]);
    server.add("undated", clock::now());
    server.change(|run| run.created = None);
    let dated = async {
        clock::sleep_until(clock::now() + 3 * SECOND).await;
        server.change(|run| run.created = Some(server.time(clock::now())));
    };
    let policy = StartPolicy::reconcile();
    let (run, ()) = tokio::join!(server.start(&policy), dated);
    assert_eq!(&*run.unwrap().execution_id, "undated");
}

#[tokio::test(start_paused = true)]
async fn a_long_grace_is_no_long_silence() {
    let policy = StartPolicy::reconcile().grace(600 * SECOND);
    for _ in 0..20 {
        let server = Server::new([lost(None)]);
        server.start(&policy).await.unwrap_err();
        let listed = server.listed.lock().unwrap();
        let gaps = listed.windows(2).map(|two| two[1] - two[0]);
        let longest = gaps.max().unwrap();
        assert!(longest <= 150 * SECOND + SECOND / 100, "{longest:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_execution_without_an_id_is_no_answer_and_no_reason_to_repeat() {
    let server = Server::new([lost(Some(Duration::ZERO))]);
    let start = async {
        let policy = StartPolicy::reconcile_then_repeat();
        server.add("x", clock::now());
        server.change(|run| run.id = None);
        server.start(&policy).await
    };
    let error = start.await.unwrap_err();
    assert_eq!(server.posts(), 1);
    assert_eq!(error.outcome(), Outcome::Unknown);

    let server = Server::new([lost(None)]);
    server.add("x", clock::now());
    server.change(|run| run.id = None);
    let policy = StartPolicy::reconcile_then_repeat();
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 1));
    assert!(error.to_string().contains("has no execution_id"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_list_that_fails_is_asked_again_or_told_of() {
    let passing = || Error::new(ErrorKind::Transport, Outcome::Unknown, "broken");
    let server = Server::new([lost(Some(Duration::ZERO))]);
    server.list_fails.lock().unwrap().extend([passing(), passing()]);
    assert!(server.start(&StartPolicy::reconcile()).await.unwrap().adopted);

    let forbidden =
        Error::from(oas_runtime::Error::from_answer(StatusCode::FORBIDDEN, &HeaderMap::new(), b""));
    for errors in [vec![forbidden], vec![passing(); 1000]] {
        let server = Server::new([lost(Some(Duration::ZERO))]);
        *server.list_fails.lock().unwrap() = errors;
        let policy = StartPolicy::reconcile_then_repeat();
        let error = server.start(&policy).await.unwrap_err();
        assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 1));
        assert!(error.to_string().contains("could not be listed"), "{error}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_start_that_cannot_be_preceded_by_a_list_is_not_made() {
    let server = Server::new([Post::Answered]);
    let refused =
        Error::from(oas_runtime::Error::from_answer(StatusCode::FORBIDDEN, &HeaderMap::new(), b""));
    server.list_fails.lock().unwrap().push(refused);
    let policy = StartPolicy::reconcile().look_first();
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::NotSent, 0));
    let mut server = Server::new([Post::Answered]);
    server.whole = false;
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::NotSent, 0));
}

#[tokio::test(start_paused = true)]
async fn all_pages_are_read_and_old_ones_are_not() {
    let mut server = Server::new([lost(Some(Duration::ZERO))]);
    server.page_size = 2;
    for number in 0..100 {
        server.add(&format!("old-{number}"), clock::now());
    }
    tokio::time::advance(60 * SECOND).await;
    let run = server.start(&StartPolicy::reconcile()).await.unwrap();
    assert_eq!(&*run.execution_id, "lost-1");
    assert_eq!(server.listed.lock().unwrap().len(), 2, "the second page is old");

    // More than can be read: no telling which is the run, and whether it is there.
    let mut server = Server::new([lost(None)]);
    server.page_size = 2;
    for number in 0..101 {
        server.add(&format!("new-{number}"), clock::now());
    }
    let policy = StartPolicy::reconcile_then_repeat();
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((error.candidates().len(), server.posts()), (100, 1));
    assert!(error.to_string().contains("and 95 more"), "{error}");
}

/// A list in any order, whose first page happens to fall in time: the run is on a later one.
#[tokio::test(start_paused = true)]
async fn that_there_is_none_is_believed_of_the_whole_list_only() {
    let orders: [fn(&mut [Listed]); 2] = [<[Listed]>::reverse, |runs| {
        if runs.len() > 5 {
            runs.rotate_left(1);
        }
    }];
    for order in orders {
        for number in [1, 5, 9] {
            let mut server = Server::new([lost(Some(Duration::ZERO))]);
            (server.page_size, server.order) = (2, Some(order));
            for old in 0..number {
                server.add(&format!("old-{old}"), clock::now());
            }
            tokio::time::advance(60 * SECOND).await;
            let run = server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap();
            assert_eq!((&*run.execution_id, server.posts()), ("lost-1", 1));
        }
    }
    let mut server = Server::new([lost(None), Post::Answered]);
    server.page_size = 2;
    for number in 0..200 {
        server.add(&format!("old-{number}"), clock::now());
    }
    tokio::time::advance(60 * SECOND).await;
    let error = server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap_err();
    assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 1));
    assert!(error.to_string().contains("more executions than"), "{error}");
}

/// A start in the future is one of a clock that was set, of which nothing is known.
#[tokio::test(start_paused = true)]
async fn an_intent_from_the_future_finds_nothing_for_sure() {
    let policy = StartPolicy::reconcile_then_repeat();
    let doubt = || Error::new(ErrorKind::InDoubt, Outcome::Unknown, "");
    let server = Server::new([Post::Answered]);
    server.add("from-before", clock::now());
    tokio::time::advance(60 * SECOND).await;
    let future = Some((Begun::at(clock::wall() + 3600 * SECOND, None), doubt()));
    let error = start(&server, &policy, future).await.unwrap_err();
    assert_eq!((ids(&error), server.posts()), (vec!["from-before"], 0));
}

/// A proxy's `Date` that is an hour ahead of the clock that dates the executions.
#[tokio::test(start_paused = true)]
async fn a_date_that_is_off_starts_nothing_twice() {
    let mut server = Server::new([lost(Some(Duration::ZERO))]);
    server.began = clock::now();
    server.dated = false;
    server.date_ahead = Some(3600 * SECOND);
    let error = server.start(&StartPolicy::reconcile_then_repeat()).await.unwrap_err();
    assert_eq!((ids(&error), server.posts()), (vec!["lost-1"], 1));
    assert!(error.to_string().contains("the clocks do not tell"), "{error}");
}

/// The server's clock, behind this machine's, is set forward between a start and the search for it.
#[tokio::test(start_paused = true)]
async fn a_server_clock_that_is_set_forward_starts_nothing_twice() {
    let mut server = Server::new([Post::Answered]);
    server.add("from-before", clock::now());
    let then = server.time(clock::now());
    tokio::time::advance(60 * SECOND).await;
    server.ahead += 3600 * SECOND;
    let begun = Begun::at(clock::wall() - 60 * SECOND, Some(then));
    let earlier = Some((begun, Error::new(ErrorKind::InDoubt, Outcome::Unknown, "")));
    let error = start(&server, &StartPolicy::reconcile_then_repeat(), earlier).await.unwrap_err();
    assert_eq!((ids(&error), server.posts()), (vec!["from-before"], 0));
    assert!(error.to_string().contains("the clocks do not tell"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn one_of_a_list_that_is_not_whole_is_not_adopted() {
    let mut server = Server::new([lost(Some(Duration::ZERO))]);
    server.whole = false;
    let policy = StartPolicy::reconcile_then_repeat();
    let error = server.start(&policy).await.unwrap_err();
    assert_eq!((ids(&error), server.posts()), (vec!["lost-1"], 1));
    assert!(error.to_string().contains("more executions than"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_cursor_that_is_given_again_ends_the_reading() {
    let mut server = Server::new([lost(None)]);
    server.same_cursor = true;
    let error = server.start(&StartPolicy::reconcile().grace(Duration::ZERO)).await.unwrap_err();
    assert_eq!(server.listed.lock().unwrap().len(), 2);
    assert!(error.to_string().contains("more executions than"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_start_of_another_process_is_looked_for_first() {
    let earlier = |ago: Duration| {
        let error = Error::new(ErrorKind::InDoubt, Outcome::Unknown, "");
        Some((Begun::at(clock::wall() - ago, None), error))
    };
    let server = Server::new([Post::Answered]);
    server.add("from-before", clock::now());
    let policy = StartPolicy::reconcile_then_repeat();
    let run = start(&server, &policy, earlier(60 * SECOND)).await.unwrap();
    assert_eq!((&*run.execution_id, server.posts()), ("from-before", 0));

    let server = Server::new([Post::Answered]);
    let run = start(&server, &policy, earlier(SECOND)).await.unwrap();
    assert_eq!((&*run.execution_id, server.posts()), ("answered-1", 1));

    for policy in [StartPolicy::reconcile(), StartPolicy::never_repeat()] {
        let server = Server::new([Post::Answered]);
        let error = start(&server, &policy, earlier(SECOND)).await.unwrap_err();
        assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 0));
    }
}

pub(crate) fn post() -> impl Strategy<Value = Post> {
    let effect = || proptest::option::of((0u64..14_000).prop_map(Duration::from_millis));
    prop_oneof![
        3 => Just(Post::Answered),
        4 => effect().prop_map(lost),
        2 => effect().prop_map(cut),
        1 => Just(Post::NotSent),
        1 => (400u16..600).prop_map(Post::Fails),
    ]
}

proptest! {
    /// Whatever happens to the answers, as long as a run shows up within the grace: there is at most one, and the caller has
    /// it, or an error that does not deny it.
    #[test]
    fn no_run_is_started_twice_or_lost(
        posts in proptest::collection::vec(post(), 1..5),
        starts in 1u32..5,
        looks: bool,
        list_fails in 0usize..4,
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(async {
            let mut policy = StartPolicy::reconcile_then_repeat().max_starts(starts);
            policy.looks = looks;
            let server = Arc::new(Server::new(posts));
            let broken = Error::new(ErrorKind::Transport, Outcome::Unknown, "");
            *server.list_fails.lock().unwrap() = vec![broken; list_fails];
            let result = server.start(&policy).await;
            let there = server.started();
            prop_assert!(there.len() <= 1, "started twice: {there:?}");
            prop_assert!(server.posts() <= starts as usize);
            match result {
                Ok(run) => prop_assert_eq!(&there[..], &[run.execution_id]),
                Err(error) => prop_assert!(there.is_empty() || error.is_in_doubt(), "{error}"),
            }
            Ok(())
        })?;
    }
}
