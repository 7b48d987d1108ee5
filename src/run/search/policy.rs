//! What to do when nobody knows whether a run was started.

use std::time::Duration;

const GRACE: Duration = Duration::from_secs(15);
const CLOCK_TOLERANCE: Duration = Duration::from_secs(5);

/// What to do when the answer to a start is lost, so that nobody knows whether there is a run: after a 5xx, a timeout, a
/// broken connection, a cut or unreadable success.
///
/// Neo has no idempotency key, and its run-now is at least once: to repeat it blindly can start a second run. So the run is
/// looked for: among the executions of that agent and that entity, for one created since the start began. One that is found
/// is the run, and is gone on with. Where there are several, or none after a [grace](StartPolicy::grace), the error says so,
/// with [`Error::outcome`](crate::Error::outcome) as it was and the runs found in
/// [`Error::candidates`](crate::Error::candidates). A success whose body was lost is never repeated, whatever the policy:
/// there the run exists.
///
/// ```no_run
/// # use std::time::Duration;
/// # async fn f(neo: &neoagent::Client) -> neoagent::Result<()> {
/// use neoagent::StartPolicy;
///
/// let policy = StartPolicy::reconcile_then_repeat().grace(Duration::from_secs(60));
/// let run = neo.run_agent("42").target_entity_id("T-1001").policy(policy).start().await?;
/// if run.was_adopted() {
///     println!("{} was found after its start was not confirmed", run.id());
/// }
/// # Ok(()) }
/// ```
///
/// # What looking cannot see
///
/// Looking makes a second run unlikely and not impossible, and a run that was found is most likely this one and not
/// certainly. Three things keep it from being certain, and Neo offers nothing that would close them:
///
/// - **The list lags.** A start that takes effect, or is shown in the list, later than the grace is not found. With
///   [`reconcile_then_repeat`](StartPolicy::reconcile_then_repeat) there are then two runs; with the others the error says
///   that the outcome is unknown, which it is. A longer grace makes this rarer.
/// - **Somebody else starts the same.** A run of the same agent on the same entity that another program, a person or one of
///   Neo's own triggers starts at the same moment looks like this one. If it is the only one found, it is taken for this
///   run. [`look_first`](StartPolicy::look_first) excludes those from before the start; those during it remain.
/// - **Clocks differ.** "Since the start began" is told by the server's clock: its `Date` header, which has whole seconds,
///   against `created_at`. Runs created up to the [tolerance](StartPolicy::clock_tolerance) before the start are taken for
///   possible. That the server's clock was set in between is noticed where an answer about runs came in the hour before the
///   start, in the same process. Else one that was behind this machine's and is set forward by more than the tolerance hides
///   the run. Where answers have no `Date`, this machine's clock stands in for it. An execution that is older by one clock
///   and not by the other is a candidate and not taken for the run; so is any while the start lies in the future by this
///   machine's clock, which was set then.
///
/// A scheduled agent has no entity: for it, all its executions without one are looked at, so that its own schedule is
/// somebody else who may start the same. An execution without `created_at` is a candidate and never taken for the run,
/// unless [`look_first`](StartPolicy::look_first) shows that it is new.
#[derive(Clone, Debug, PartialEq, Eq)]
#[must_use]
pub struct StartPolicy {
    pub(crate) looks: bool,
    pub(crate) most_starts: u32,
    pub(crate) grace: Duration,
    pub(crate) clock_tolerance: Duration,
    pub(crate) look_first: bool,
}

impl Default for StartPolicy {
    fn default() -> Self {
        Self::reconcile()
    }
}

impl StartPolicy {
    /// Look for the run, and go on with it if it is found; otherwise fail, and say how it stands. The default.
    pub fn reconcile() -> Self {
        Self {
            looks: true,
            most_starts: 1,
            grace: GRACE,
            clock_tolerance: CLOCK_TOLERANCE,
            look_first: false,
        }
    }

    /// Look for the run, and start it once more if nothing is found that could be it. For agents where a run too many is
    /// better than none.
    pub fn reconcile_then_repeat() -> Self {
        Self { most_starts: 2, ..Self::reconcile() }
    }

    /// Fail at once, without looking.
    pub fn never_repeat() -> Self {
        Self { looks: false, ..Self::reconcile() }
    }

    /// How long to look for the run before it counts as not there. Defaults to 15 s.
    pub fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    /// How much the server's clocks may differ from each other, and this machine's from them where answers have no `Date`. Defaults to 5 s.
    pub fn clock_tolerance(mut self, tolerance: Duration) -> Self {
        self.clock_tolerance = tolerance;
        self
    }

    /// Lists the executions before the start too, so that none of them can be taken for the new one. It costs a call for
    /// each start, and a start that cannot be preceded by it is not made.
    pub fn look_first(mut self) -> Self {
        self.look_first = true;
        self
    }

    /// How often a start is made at most, the first time included, by a policy that repeats. Defaults to 2.
    /// Zero counts as one.
    pub fn max_starts(mut self, starts: u32) -> Self {
        self.most_starts = starts.max(1);
        self
    }
}
