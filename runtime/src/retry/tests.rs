//! The rules of repetition under virtual time.

use std::cell::RefCell;
use std::future::Future;
use std::time::Duration;

use http::{HeaderMap, StatusCode};
use proptest::prelude::*;

use super::{Bounds, Budget, RetryPolicy, attempts};
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Outcome};
use crate::limit::Limiter;
use crate::stats::{Counters, Stats};

const SECOND: Duration = Duration::from_secs(1);

/// What an attempt ends in; the last one is repeated.
#[derive(Clone, Debug)]
enum End {
    Done,
    Status(u16, Option<Duration>),
    Broken(ErrorKind, Outcome),
    /// Takes all the time it is given.
    Hangs,
}

/// For attempts that share nothing that changes.
impl<T, F, A> super::Attempt for A
where
    A: FnMut(Duration) -> F,
    F: Future<Output = Result<T, Error>> + Send,
{
    type Success = T;

    fn attempt(&mut self, limit: Duration) -> impl Future<Output = Result<T, Error>> + Send {
        self(limit)
    }
}

/// One attempt: when it began, and the time it was given.
type Attempt = (Duration, Duration);

struct Made {
    result: Result<(), Error>,
    attempts: Vec<Attempt>,
    took: Duration,
    stats: Stats,
}

async fn call(policy: &RetryPolicy, budget: &Budget, safe: bool, ends: &[End]) -> Made {
    paced(policy, budget, safe, None, ends).await
}

async fn paced(
    policy: &RetryPolicy,
    budget: &Budget,
    safe: bool,
    pace: Option<&Limiter>,
    ends: &[End],
) -> Made {
    let counters = Counters::default();
    let started: Instant = clock::now();
    let made: RefCell<Vec<Attempt>> = RefCell::default();
    let bounds = Bounds {
        policy,
        budget,
        attempt: 60 * SECOND,
        harmless: safe,
        repeatable: safe,
        pace,
        counters: &counters,
    };
    let mut attempt = |limit| {
        let turn = made.borrow().len();
        made.borrow_mut().push((clock::now() - started, limit));
        let end = ends[turn.min(ends.len() - 1)].clone();
        async move {
            let error = match end {
                End::Done => return Ok(()),
                End::Status(status, wish) => {
                    let status = StatusCode::from_u16(status).unwrap();
                    Error::from_answer(status, &HeaderMap::new(), b"").with_retry_after(wish)
                }
                End::Broken(kind, outcome) => Error::new(kind, outcome, ""),
                End::Hangs => {
                    clock::sleep_until(clock::now() + limit).await;
                    Error::new(ErrorKind::Timeout, Outcome::Unknown, "")
                }
            };
            Err(error)
        }
    };
    let result = attempts(&bounds, &mut attempt).await;
    Made {
        result,
        attempts: made.into_inner(),
        took: clock::now() - started,
        stats: counters.read(),
    }
}

async fn count(safe: bool, end: End) -> usize {
    call(&RetryPolicy::default(), &Budget::default(), safe, &[end]).await.attempts.len()
}

#[tokio::test(start_paused = true)]
async fn what_is_safe_is_repeated_after_what_may_pass() {
    for status in [408, 429, 499, 500, 502, 503, 504] {
        assert_eq!(count(true, End::Status(status, None)).await, 4, "{status}");
    }
    assert_eq!(count(true, End::Broken(ErrorKind::Connect, Outcome::NotSent)).await, 4);
    assert_eq!(count(true, End::Broken(ErrorKind::Transport, Outcome::Unknown)).await, 4);
    assert_eq!(
        count(true, End::Broken(ErrorKind::Transport, Outcome::Accepted)).await,
        4,
        "a cut body"
    );
    assert_eq!(count(true, End::Hangs).await, 3, "three minutes hold three attempts of one");
}

#[tokio::test(start_paused = true)]
async fn a_refusal_is_not_repeated() {
    for status in [302, 400, 401, 403, 404, 409, 410, 422] {
        assert_eq!(count(true, End::Status(status, None)).await, 1, "{status}");
        assert_eq!(count(false, End::Status(status, None)).await, 1, "{status}");
    }
    assert_eq!(count(true, End::Broken(ErrorKind::InvalidResponse, Outcome::Accepted)).await, 1);
    assert_eq!(count(true, End::Broken(ErrorKind::Configuration, Outcome::NotSent)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_safe_is_repeated_only_when_it_was_not_done() {
    assert_eq!(count(false, End::Broken(ErrorKind::Connect, Outcome::NotSent)).await, 4);
    assert_eq!(count(false, End::Status(429, None)).await, 4);
    for status in [408, 499, 500, 502, 503, 504] {
        assert_eq!(count(false, End::Status(status, None)).await, 1, "{status}");
        assert_eq!(count(false, End::Status(status, Some(SECOND))).await, 1, "{status}");
    }
    assert_eq!(count(false, End::Hangs).await, 1);
    assert_eq!(count(false, End::Broken(ErrorKind::Transport, Outcome::Unknown)).await, 1);
    assert_eq!(count(false, End::Broken(ErrorKind::Transport, Outcome::Accepted)).await, 1);
}

#[tokio::test(start_paused = true)]
async fn a_later_success_is_the_result() {
    let ends = [End::Status(503, None), End::Hangs, End::Done];
    let made = call(&RetryPolicy::default(), &Budget::default(), true, &ends).await;
    assert!(made.result.is_ok());
    assert_eq!(made.attempts.len(), 3);
}

#[tokio::test(start_paused = true)]
async fn the_error_counts_the_attempts() {
    let made =
        call(&RetryPolicy::default(), &Budget::default(), true, &[End::Status(503, None)]).await;
    let error = made.result.unwrap_err();
    assert_eq!(error.attempts(), 4);
    assert!(error.to_string().contains("4 attempts"), "{error}");
    let made =
        call(&RetryPolicy::never(), &Budget::default(), true, &[End::Status(503, None)]).await;
    let error = made.result.unwrap_err();
    assert_eq!((made.attempts.len(), error.attempts()), (1, 1));
    assert!(!error.to_string().contains("attempt"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn waits_are_drawn_below_a_doubling_bound() {
    let policy = RetryPolicy::default().max_attempts(12).deadline(3600 * SECOND);
    let mut longest = vec![Duration::ZERO; 11];
    let mut shortest = vec![Duration::MAX; 11];
    for _ in 0..60 {
        let made = call(&policy, &Budget::default(), true, &[End::Status(500, None)]).await;
        for (turn, pair) in made.attempts.windows(2).enumerate() {
            longest[turn] = longest[turn].max(pair[1].0 - pair[0].0);
            shortest[turn] = shortest[turn].min(pair[1].0 - pair[0].0);
        }
    }
    let mut bound = SECOND / 2;
    for (longest, shortest) in longest.into_iter().zip(shortest) {
        assert!(longest <= bound + SECOND / 100 && longest > bound / 2, "{longest:?} of {bound:?}");
        assert!(shortest < bound / 2, "{shortest:?} of {bound:?}");
        bound = (bound * 2).min(20 * SECOND);
    }
}

#[tokio::test(start_paused = true)]
async fn a_wish_is_never_undercut() {
    for wish in [SECOND / 4, 12 * SECOND, 60 * SECOND] {
        let ends = [End::Status(429, Some(wish)), End::Done];
        let made = call(&RetryPolicy::default(), &Budget::default(), false, &ends).await;
        assert!(made.result.is_ok());
        let wait = made.attempts[1].0;
        assert!(wait >= wish && wait <= wish + SECOND / 2 + SECOND / 100, "{wait:?} for {wish:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn functions_decide_what_may_pass_and_how_long_to_wait() {
    let policy =
        RetryPolicy::default().repeat_if(Error::is_conflict).backoff_by(|made| made * 3 * SECOND);
    let budget = Budget::default();
    let passing = call(&policy, &budget, true, &[End::Status(503, None)]).await;
    assert_eq!(passing.attempts.len(), 1);
    // A refusal was not done, so that even a POST can be repeated.
    let made = call(&policy, &budget, false, &[End::Status(409, None)]).await;
    let began: Vec<_> = made.attempts.iter().map(|(at, _)| at.as_secs()).collect();
    assert_eq!(began, [0, 3, 9, 18]);
    let wish = End::Status(409, Some(7 * SECOND));
    let made = call(&policy, &budget, false, &[wish, End::Done]).await;
    assert_eq!(made.attempts[1].0.as_secs(), 7, "never below the wish");
}

#[tokio::test(start_paused = true)]
async fn a_wish_over_the_cap_fails_at_once_and_is_in_the_error() {
    for wish in [61 * SECOND, Duration::MAX] {
        let made = call(
            &RetryPolicy::default(),
            &Budget::default(),
            true,
            &[End::Status(429, Some(wish))],
        )
        .await;
        assert_eq!((made.attempts.len(), made.took), (1, Duration::ZERO));
        assert_eq!(made.result.unwrap_err().retry_after(), Some(wish));
    }
}

#[tokio::test(start_paused = true)]
async fn the_cap_on_wishes_can_be_set_beside_the_rest() {
    let policy = RetryPolicy::default().max_attempts(2).max_retry_after(5 * SECOND);
    for (wish, attempts) in [(5 * SECOND, 2), (6 * SECOND, 1)] {
        let ends = [End::Status(503, Some(wish))];
        let made = call(&policy, &Budget::default(), true, &ends).await;
        assert_eq!(made.attempts.len(), attempts, "{wish:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_wait_past_the_deadline_fails_at_once() {
    let policy = RetryPolicy::default().deadline(10 * SECOND);
    let made =
        call(&policy, &Budget::default(), true, &[End::Status(503, Some(20 * SECOND))]).await;
    assert_eq!((made.attempts.len(), made.took), (1, Duration::ZERO));
    assert_eq!(made.result.unwrap_err().retry_after(), Some(20 * SECOND));
}

/// At the deadline nothing is left of it.
#[tokio::test(start_paused = true)]
async fn a_wait_up_to_the_deadline_fails_at_once() {
    for (deadline, attempts) in [(10, 1), (11, 2)] {
        let policy = RetryPolicy::default().deadline(deadline * SECOND);
        let ends = [End::Status(503, Some(10 * SECOND)), End::Done];
        let policy = policy.backoff_by(|_| Duration::ZERO);
        let made = call(&policy, &Budget::default(), true, &ends).await;
        assert_eq!(made.attempts.len(), attempts, "{deadline}");
    }
}

#[tokio::test(start_paused = true)]
async fn attempts_and_waits_are_counted() {
    let policy = RetryPolicy::default().backoff_by(|made| made * SECOND);
    let ends = [End::Status(503, None), End::Status(503, None), End::Done];
    let stats = call(&policy, &Budget::default(), true, &ends).await.stats;
    assert_eq!((stats.attempts, stats.retries), (3, 2));
    assert_eq!((stats.waits, stats.waited), (2, 3 * SECOND));
    let stats = call(&policy, &Budget::default(), true, &[End::Done]).await.stats;
    assert_eq!((stats.attempts, stats.retries, stats.waits), (1, 0, 0));
}

/// A limiter that lets nothing out for so long.
fn held_for(hold: Duration) -> Limiter {
    let limiter = Limiter::default();
    let wish = [(http::header::RETRY_AFTER, hold.as_secs().into())];
    let headers = HeaderMap::from_iter(wish);
    limiter.observe(StatusCode::TOO_MANY_REQUESTS, &headers, clock::now());
    limiter
}

#[tokio::test(start_paused = true)]
async fn a_paced_call_waits_its_turn_and_counts_it() {
    let policy = RetryPolicy::default().deadline(10 * SECOND);
    let budget = Budget::default();
    let limiter = Limiter::default();
    let made = paced(&policy, &budget, true, Some(&limiter), &[End::Done]).await;
    assert_eq!((made.took, made.stats.waits), (Duration::ZERO, 0));

    let limiter = held_for(7 * SECOND);
    let made = paced(&policy, &budget, true, Some(&limiter), &[End::Done]).await;
    made.result.unwrap();
    assert_eq!(made.attempts[0].0.as_secs(), 7);
    assert_eq!((made.stats.waits, made.stats.waited), (1, 7 * SECOND));
}

/// Who keeps to the limit is not refused for it: others of the tenant may spend it for longer than a few attempts.
#[tokio::test(start_paused = true)]
async fn a_paced_call_waits_a_429_out_however_often_it_comes() {
    let limiter = Limiter::default();
    let policy = RetryPolicy::default();
    let mut ends = vec![End::Status(429, Some(SECOND)); 30];
    ends.push(End::Done);
    let made = paced(&policy, &Budget::default(), false, Some(&limiter), &ends).await;
    assert!(made.result.is_ok());
    assert_eq!(made.attempts.len(), 31);
    assert!(made.took >= 30 * SECOND, "{:?}", made.took);
    // Failures are counted beside it as ever.
    let mixed = [End::Status(429, None), End::Status(503, None)];
    let made = paced(&policy, &Budget::default(), true, Some(&limiter), &mixed).await;
    assert_eq!(made.attempts.len(), 5);
    let short = policy.deadline(10 * SECOND);
    let forever = [End::Status(429, Some(SECOND))];
    let made = paced(&short, &Budget::default(), false, Some(&limiter), &forever).await;
    assert_eq!(made.result.unwrap_err().kind(), ErrorKind::RateLimited);
    assert!((5..=11).contains(&made.attempts.len()) && made.took <= 10 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_paced_call_whose_turn_is_past_the_deadline_is_not_made() {
    let policy = RetryPolicy::default().deadline(10 * SECOND);
    for hold in [10 * SECOND, 30 * SECOND] {
        let limiter = held_for(hold);
        let made = paced(&policy, &Budget::default(), false, Some(&limiter), &[End::Done]).await;
        assert_eq!((made.attempts.len(), made.took), (0, Duration::ZERO));
        let error = made.result.unwrap_err();
        assert!(error.is_rate_limited(), "{error:?}");
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(error.retry_after(), Some(hold));
        assert_eq!(made.stats, Stats::default());
    }
}

#[tokio::test(start_paused = true)]
async fn one_deadline_covers_all_attempts() {
    let policy = RetryPolicy::default().max_attempts(100).deadline(100 * SECOND);
    let made = call(&policy, &Budget::default(), true, &[End::Hangs]).await;
    assert_eq!(made.attempts.len(), 2);
    assert_eq!(made.attempts[0].1, 60 * SECOND);
    let (began, limit) = made.attempts[1];
    assert!(limit <= 100 * SECOND - began && limit > 38 * SECOND, "{limit:?}");
    assert!(made.took <= 100 * SECOND + SECOND / 100, "{:?}", made.took);
}

#[tokio::test(start_paused = true)]
async fn an_outage_empties_the_shared_budget_and_success_fills_it() {
    let (policy, budget) = (RetryPolicy::default(), Budget::default());
    let mut made = 0;
    for _ in 0..100 {
        made += call(&policy, &budget, true, &[End::Status(503, None)]).await.attempts.len();
    }
    assert_eq!(made, 200, "a hundred calls, a hundred repetitions");
    for _ in 0..4 {
        assert_eq!(call(&policy, &budget, true, &[End::Done]).await.attempts.len(), 1);
    }
    assert_eq!(call(&policy, &budget, true, &[End::Status(503, None)]).await.attempts.len(), 1);
    call(&policy, &budget, true, &[End::Done]).await.result.unwrap();
    assert_eq!(call(&policy, &budget, true, &[End::Status(503, None)]).await.attempts.len(), 2);
}

fn end() -> impl Strategy<Value = End> {
    let wish = proptest::option::of((0u64..200_000).prop_map(Duration::from_millis));
    prop_oneof![
        1 => Just(End::Done),
        6 => (100u16..600, wish).prop_map(|(status, wish)| End::Status(status, wish)),
        2 => Just(End::Hangs),
        2 => Just(End::Broken(ErrorKind::Connect, Outcome::NotSent)),
        2 => Just(End::Broken(ErrorKind::Transport, Outcome::Unknown)),
        1 => Just(End::Broken(ErrorKind::Transport, Outcome::Accepted)),
    ]
}

proptest! {
    #[test]
    fn any_sequence_stays_within_its_bounds(
        ends in proptest::collection::vec(end(), 1..8),
        safe: bool,
        most in 0u32..8,
        deadline in 1u64..300_000,
        backoffs: (u32, u32),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        let deadline = Duration::from_millis(deadline);
        let policy = RetryPolicy::default()
            .max_attempts(most)
            .deadline(deadline)
            .first_backoff(Duration::from_millis(backoffs.0.into()))
            .max_backoff(Duration::from_millis(backoffs.1.into()));
        let made = runtime.block_on(call(&policy, &Budget::default(), safe, &ends));
        prop_assert!(made.attempts.len() <= most.max(1) as usize);
        prop_assert!(made.took <= deadline + Duration::from_millis(10), "{:?}", made.took);
        for (turn, _) in made.attempts.iter().enumerate().skip(1) {
            // What came before a repetition was not done, unless doing it twice is harmless.
            let before = &ends[(turn - 1).min(ends.len() - 1)];
            let refused = matches!(before, End::Status(429, _) | End::Broken(_, Outcome::NotSent));
            prop_assert!(safe || refused, "{before:?}");
        }
    }
}
