//! Looking for a run whose start was not confirmed.

pub(crate) mod listing;
mod policy;
mod window;

use std::collections::HashSet;
use std::future::Future;
use std::time::{Duration, SystemTime};

pub(crate) use self::listing::{Listed, Page};
pub use self::policy::StartPolicy;
pub(crate) use self::window::Begun;
use self::window::Window;
use crate::clock;
use crate::error::{Error, ErrorKind, Result};
use crate::polling::Schedule;
use crate::run_state::{RunHandle, Searched, Status};
use oas_runtime::Outcome;

/// How many pages are read: ten thousand executions of one agent and entity.
const MOST_PAGES: usize = 50;

/// How much of the grace passes before the list is asked for again, at first.
const FIRST_PART: u32 = 20;

/// How long the last question may outlast the grace.
const LAST_CHANCE: Duration = Duration::from_secs(5);

/// Where executions are listed: a seam, so that the rules can be tested without a network.
pub(crate) trait List {
    /// A page of the executions of the agent and the entity.
    fn page(&self, cursor: Option<&str>) -> impl Future<Output = Result<Page>> + Send;

    /// Whether an execution is known to be another run, which this one cannot be.
    fn is_taken(&self, _execution_id: &str) -> bool {
        false
    }

    /// What the server's clock shows now, where an answer has told.
    fn server_time(&self) -> Option<SystemTime> {
        None
    }

    /// Counts a search for a run whose start was not confirmed.
    fn looking(&self) {}
}

/// How looking ended.
#[derive(Debug)]
pub(crate) enum Found {
    /// One, and nothing else that it could be.
    One(Named),
    /// None, and nothing that it could be.
    Nothing,
    /// Nothing that it is for sure.
    Unsure(Searched),
}

/// An execution that was found.
#[derive(Debug)]
pub(crate) struct Named {
    pub(crate) id: Box<str>,
    pub(crate) status: Option<Status>,
}

/// The ids of all executions there are now.
pub(crate) async fn known(list: &(impl List + Sync)) -> Result<HashSet<Box<str>>> {
    let Seen { runs, to_end, .. } = read(list, None, true).await?;
    if !to_end {
        return Err(Error::new(
            ErrorKind::InvalidResponse,
            Outcome::NotSent,
            "the executions before the start cannot all be listed, which was asked for",
        ));
    }
    Ok(runs.into_iter().filter_map(|run| run.id).collect())
}

/// Looks for a run that was begun then, until the grace is over. `before` are the runs there were before it, where they were
/// listed; whatever is not among them is new then.
pub(crate) async fn look(
    list: &(impl List + Sync),
    policy: &StartPolicy,
    begun: Begun,
    before: Option<&HashSet<Box<str>>>,
) -> Found {
    let is_known = |id: &str| list.is_taken(id) || before.is_some_and(|before| before.contains(id));
    let ends = clock::later(clock::now(), policy.grace);
    let mut schedule =
        Schedule::new(policy.grace / FIRST_PART, policy.grace / 4, fastrand::Rng::new());
    loop {
        let last_chance = clock::later(ends, LAST_CHANCE);
        // That there is none is believed of nothing less than the whole list.
        let to_end = clock::now() >= ends;
        let asked = read(list, Some((begun, policy.clock_tolerance)), to_end);
        let answer = clock::timeout_at(last_chance, asked).await;
        let mut hint = None;
        let over = match answer {
            Err(_) => Found::Unsure(Searched::unsure(
                Vec::new(),
                "the executions could not be listed in time",
            )),
            Ok(Err(error)) => {
                hint = error.retry_after();
                let note = format!("the executions could not be listed ({error})");
                let found = Found::Unsure(Searched::unsure(Vec::new(), &note));
                if !error.is_transient() {
                    return found;
                }
                found
            }
            Ok(Ok(seen)) => match judge(seen, is_known, before.is_some()) {
                Found::One(run) => return Found::One(run),
                Found::Unsure(several) if several.candidates.len() > 1 => {
                    return Found::Unsure(several);
                }
                other => other,
            },
        };
        if to_end {
            return over;
        }
        let now = clock::now();
        clock::sleep_until(clock::later(now, schedule.before_next(hint)).min(ends)).await;
    }
}

/// What the executions that may be the run come to.
fn judge(seen: Seen, is_known: impl Fn(&str) -> bool, all_known: bool) -> Found {
    let Seen { runs, window, whole, to_end } = seen;
    let is_known = |run: &Listed| run.id.as_deref().is_some_and(&is_known);
    let possible: Vec<Listed> = runs.into_iter().filter(|run| !is_known(run)).collect();
    let likely = |run: &Listed| window.is_none_or(|window| window.is_likely(run));
    if let ([only], true) = (possible.as_slice(), whole)
        && let Some(id) = &only.id
        && (likely(only) || all_known)
    {
        return Found::One(Named { id: id.clone(), status: only.status.clone() });
    }
    let why = match possible.as_slice() {
        _ if !whole => "there are more executions than can be looked through",
        [] if to_end => return Found::Nothing,
        [] => "not all executions were looked through",
        [only] if only.id.is_none() => "an execution that may be the run has no execution_id",
        [only] if only.created.is_none() => "an execution that may be the run has no created_at",
        [_] => "an execution may be the run, or older: the clocks do not tell",
        _ => "several executions may be the run",
    };
    let named = possible.into_iter().filter_map(|run| run.id);
    Found::Unsure(Searched::unsure(named.map(|id| RunHandle::new(String::from(id))).collect(), why))
}

/// What was read of a list.
struct Seen {
    /// The executions that may not be older than the start.
    runs: Vec<Listed>,
    /// Since when that is; `None` where there was no start.
    window: Option<Window>,
    /// Whether these are all of them, by the order of the list if not by its end.
    whole: bool,
    /// Whether the list was read to its end.
    to_end: bool,
}

/// The executions that are not older than a start; all there are where there was no start.
async fn read(
    list: &(impl List + Sync),
    since: Option<(Begun, Duration)>,
    to_end: bool,
) -> Result<Seen> {
    let mut seen = Seen { runs: Vec::new(), window: None, whole: false, to_end: false };
    let mut cursors: HashSet<String> = HashSet::new();
    let mut cursor: Option<String> = None;
    let mut last = None;
    let mut falling = true;
    for number in 0..MOST_PAGES {
        let page = list.page(cursor.as_deref()).await?;
        if let (0, Some((begun, tolerance))) = (number, since) {
            seen.window = Some(begun.window(page.date, tolerance));
        }
        let is_over = |at: Option<SystemTime>| seen.window.is_some_and(|window| window.is_over(at));
        for at in &page.times {
            falling &= at.is_some() && last.is_none_or(|last| *at <= last);
            last = Some(*at);
        }
        // Where the newest come first, there are only older ones after a page of old ones.
        let all_old = number > 0
            && falling
            && !page.times.is_empty()
            && page.times.iter().all(|at| is_over(*at));
        seen.runs.extend(page.runs.into_iter().filter(|run| !is_over(run.created)));
        seen.whole = page.whole && (page.next.is_none() || all_old);
        if !page.whole || (all_old && !to_end) {
            return Ok(seen);
        }
        let Some(next) = page.next else {
            seen.to_end = true;
            return Ok(seen);
        };
        if !cursors.insert(next.clone()) {
            return Ok(seen);
        }
        cursor = Some(next);
    }
    seen.whole = false;
    Ok(seen)
}
