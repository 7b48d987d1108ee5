use super::*;
use proptest::prelude::*;

const SECOND: Duration = Duration::from_secs(1);
/// 1994-11-06 08:49:37, in a `Date` and in Unix seconds.
const DATE_TEXT: &str = "Sun, 06 Nov 1994 08:49:37 GMT";
const THEN: u64 = 784_111_777;

fn told(limit: u64, remaining: u64, resets_in: u64) -> HeaderMap {
    let pairs = [
        ("date", DATE_TEXT.to_owned()),
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", (THEN + resets_in).to_string()),
    ];
    let pairs = pairs.map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
    HeaderMap::from_iter::<[(http::HeaderName, http::HeaderValue); 4]>(pairs)
}

/// When each of `count` calls that are ready at once may go, from now.
fn places(limiter: &Limiter, now: Instant, count: usize) -> Vec<Duration> {
    (0..count).map(|_| limiter.admit(now) - now).collect()
}

#[test]
fn nothing_is_held_back_while_plenty_is_left() {
    let (limiter, now) = (Limiter::default(), clock::now());
    assert_eq!(places(&limiter, now, 3), [Duration::ZERO; 3]);
    limiter.observe(StatusCode::OK, &told(1200, 121, 30), now);
    assert_eq!(places(&limiter, now, 3), [Duration::ZERO; 3]);
}

#[test]
fn what_is_left_is_spread_until_there_is_more() {
    let (limiter, now) = (Limiter::default(), clock::now());
    limiter.observe(StatusCode::OK, &told(1200, 29, 30), now);
    assert_eq!(places(&limiter, now, 4), [Duration::ZERO, SECOND, 2 * SECOND, 3 * SECOND]);
    // Another answer says that there is more again; those that were given a place keep it.
    limiter.observe(StatusCode::OK, &told(1200, 1000, 30), now);
    let later = now + 5 * SECOND;
    assert_eq!(places(&limiter, later, 2), [Duration::ZERO; 2]);
}

#[test]
fn spacing_ends_with_the_window() {
    let (limiter, now) = (Limiter::default(), clock::now());
    limiter.observe(StatusCode::OK, &told(1200, 1, 10), now);
    assert_eq!(
        places(&limiter, now + 10 * SECOND, 3),
        [Duration::ZERO; 3],
        "by then the limit has been filled"
    );
}

#[test]
fn a_spent_limit_holds_until_it_is_filled_and_not_all_go_at_once() {
    let (limiter, now) = (Limiter::default(), clock::now());
    limiter.observe(StatusCode::OK, &told(1200, 0, 12), now);
    assert_eq!(
        places(&limiter, now, 3),
        [12 * SECOND, 12 * SECOND + AFTER_HOLD, 12 * SECOND + 2 * AFTER_HOLD]
    );
}

#[test]
fn a_429_holds_for_as_long_as_it_says() {
    let now = clock::now();
    let hold = |headers: HeaderMap| {
        let limiter = Limiter::default();
        limiter.observe(StatusCode::TOO_MANY_REQUESTS, &headers, now);
        limiter.admit(now) - now
    };
    let with_wish = |mut headers: HeaderMap| {
        headers.insert("retry-after", "7".parse().unwrap());
        headers
    };
    assert_eq!(hold(with_wish(HeaderMap::new())), 7 * SECOND);
    assert_eq!(hold(with_wish(told(1200, 0, 12))), 7 * SECOND);
    assert_eq!(hold(told(1200, 0, 12)), 12 * SECOND);
    assert_eq!(hold(HeaderMap::new()), UNSAID);
    assert_eq!(hold(told(1200, 0, 1_000_000)), LONGEST);
    let mut long = HeaderMap::new();
    long.insert("retry-after", "100000".parse().unwrap());
    assert_eq!(hold(long), LONGEST);
}

#[test]
fn a_shorter_hold_does_not_end_a_longer_one() {
    let (limiter, now) = (Limiter::default(), clock::now());
    limiter.observe(StatusCode::TOO_MANY_REQUESTS, &told(9, 0, 12), now);
    limiter.observe(StatusCode::TOO_MANY_REQUESTS, &told(9, 0, 2), now);
    assert_eq!(limiter.admit(now) - now, 12 * SECOND);
}

#[test]
fn an_answer_that_says_nothing_changes_nothing() {
    let (limiter, now) = (Limiter::default(), clock::now());
    limiter.observe(StatusCode::OK, &told(1200, 0, 12), now);
    limiter.observe(StatusCode::OK, &HeaderMap::new(), now);
    limiter.observe(StatusCode::BAD_GATEWAY, &HeaderMap::new(), now);
    assert_eq!(limiter.admit(now) - now, 12 * SECOND);
}

proptest! {
    #[test]
    fn no_answer_holds_longer_than_is_believed(
        answers in proptest::collection::vec((any::<bool>(), any::<u64>(), any::<u64>(), any::<u32>()), 0..20),
    ) {
        let (limiter, now) = (Limiter::default(), clock::now());
        for (limited, limit, remaining, reset) in answers {
            let status = if limited { StatusCode::TOO_MANY_REQUESTS } else { StatusCode::OK };
            limiter.observe(status, &told(limit, remaining, reset.into()), now);
        }
        prop_assert!(limiter.admit(now) - now <= LONGEST);
    }
}
