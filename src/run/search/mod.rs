//! Looking for a run whose start was not confirmed.

pub(crate) mod listing;
mod policy;

use std::collections::HashSet;
use std::future::Future;
use std::time::{Duration, SystemTime};

pub(crate) use self::listing::{Listed, Page};
pub use self::policy::StartPolicy;
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Result};
use crate::polling::Schedule;
use crate::run_state::{RunHandle, Searched, Status};
use oas_runtime::Outcome;

/// How many pages are read: two thousand executions of one agent and entity.
const MOST_PAGES: usize = 10;

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

    /// Counts a search for a run whose start was not confirmed.
    fn looking(&self) {}
}

/// When a start began, here.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Begun {
    wall: SystemTime,
    /// `None` if it was in another process.
    here: Option<Instant>,
}

impl Begun {
    pub(crate) fn now() -> Self {
        Self { wall: clock::wall(), here: Some(clock::now()) }
    }

    /// In another process, by this machine's clock.
    pub(crate) fn at(wall: SystemTime) -> Self {
        Self { wall, here: None }
    }

    /// When that was by the server's clock, at the earliest. `date` is the server's time of an answer that has just come:
    /// what it left out of a second only makes the result earlier.
    fn at_server(&self, date: Option<SystemTime>) -> SystemTime {
        let Some(date) = date else {
            return self.wall;
        };
        let ago = match self.here {
            Some(here) => clock::now().saturating_duration_since(here),
            None => clock::wall().duration_since(self.wall).unwrap_or_default(),
        };
        date.checked_sub(ago).unwrap_or(SystemTime::UNIX_EPOCH)
    }
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
    let (runs, whole) = read(list, None).await?;
    if !whole {
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
        let asked = read(list, Some((begun, policy.clock_tolerance)));
        let answer = clock::timeout_at(last_chance, asked).await;
        let now = clock::now();
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
            Ok(Ok((runs, whole))) => match judge(runs, whole, is_known, before.is_some()) {
                Found::One(run) => return Found::One(run),
                Found::Unsure(several) if several.candidates.len() > 1 => {
                    return Found::Unsure(several);
                }
                other => other,
            },
        };
        if now >= ends {
            return over;
        }
        clock::sleep_until(clock::later(now, schedule.before_next(hint)).min(ends)).await;
    }
}

/// What the executions that may be the run come to.
fn judge(
    runs: Vec<Listed>,
    whole: bool,
    is_known: impl Fn(&str) -> bool,
    all_known: bool,
) -> Found {
    let is_known = |run: &Listed| run.id.as_deref().is_some_and(&is_known);
    let possible: Vec<Listed> = runs.into_iter().filter(|run| !is_known(run)).collect();
    if let ([only], true) = (possible.as_slice(), whole)
        && let Some(id) = &only.id
        && (only.created.is_some() || all_known)
    {
        return Found::One(Named { id: id.clone(), status: only.status.clone() });
    }
    let why = match possible.len() {
        _ if !whole => "there are more executions than can be looked through",
        0 => return Found::Nothing,
        1 if possible.iter().all(|run| run.id.is_none()) => {
            "an execution that may be the run has no execution_id"
        }
        1 => "an execution that may be the run has no created_at",
        _ => "several executions may be the run",
    };
    let named = possible.into_iter().filter_map(|run| run.id);
    Found::Unsure(Searched::unsure(named.map(|id| RunHandle::new(String::from(id))).collect(), why))
}

/// The executions that are not older than a start, and whether these are all of them; all there are where there was no start.
async fn read(
    list: &(impl List + Sync),
    since: Option<(Begun, Duration)>,
) -> Result<(Vec<Listed>, bool)> {
    let mut runs: Vec<Listed> = Vec::new();
    let mut cursor: Option<String> = None;
    let mut oldest = None;
    for number in 0..MOST_PAGES {
        let page = list.page(cursor.as_deref()).await?;
        if let (0, Some((begun, tolerance))) = (number, since) {
            oldest = begun.at_server(page.date).checked_sub(tolerance);
        }
        let old = |run: &Listed| run.created.zip(oldest).is_some_and(|(at, oldest)| at < oldest);
        // The newest come first, so that after a page of old ones there are only old ones. A list in another order is
        // read to its end.
        let times: Vec<_> = page.runs.iter().map(|run| run.created).collect();
        let falling = times.windows(2).all(|pair| pair[0] >= pair[1]);
        let all_old = !page.runs.is_empty() && falling && page.runs.iter().all(old);
        runs.extend(page.runs.into_iter().filter(|run| !old(run)));
        if all_old {
            return Ok((runs, true));
        }
        if !page.whole {
            return Ok((runs, false));
        }
        match page.next {
            None => return Ok((runs, true)),
            next if next == cursor => return Ok((runs, false)),
            next => cursor = next,
        }
    }
    Ok((runs, false))
}
