//! One seed: a server with faults, and processes that are killed until one comes to the end.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use fastrand::Rng;
use neoagent::RunRequest;
use neoagent_sandbox::{Fault, Sandbox};

use crate::child::Plan;
use crate::verdict::{Verdict, judge};

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

/// The latest that a request takes effect after it was received.
const LATEST: u64 = 300;

/// How long a run is looked for: the latest effect, the longest lag of the list, and much for a machine that is busy.
const GRACE: Duration = Duration::from_secs(4);

/// How long a process may take that is not killed.
const LONGEST: Duration = Duration::from_secs(180);

pub(crate) async fn run(seed: u64) -> Verdict {
    let mut random = Rng::with_seed(seed);
    let folder = std::env::temp_dir().join(format!("neoagent-soak-{}-{seed}", std::process::id()));
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let sandbox = start(&mut random).await;
    let faults = arm(&sandbox, random.fork());
    let mut plan = plan(&sandbox, &folder, &mut random);
    let mut kills = 0;
    let mut problems = Vec::new();
    for _ in 0..random.u32(0..6) {
        let time = Duration::from_millis(random.u64(5..900));
        // With a journal that it shares, and gets when the other is killed, or on a disk that is full.
        let rival = (random.u8(0..3) == 0).then(|| spawn(&plan, None));
        let full = (random.u8(0..3) == 0).then(|| random.u32(1..8));
        kills += u64::from(live(spawn(&plan, full), Some(time)).await.is_none());
        if let Some(mut rival) = rival {
            tokio::time::sleep(Duration::from_millis(random.u64(0..900))).await;
            rival.kill().unwrap();
            rival.wait().unwrap();
            kills += 1;
        }
        match random.u8(0..6) {
            // All together less than the tolerance of `StartPolicy`, which says that more cannot be seen.
            0 => sandbox.step_clock_forward(Duration::from_millis(random.u64(1..800))),
            1 => sandbox.step_clock_back(Duration::from_secs(random.u64(1..7200))),
            _ => {}
        }
    }
    // One that comes to the end with faults, and one without: what is then in doubt stays so.
    for faulty in [true, false] {
        if !faulty {
            sandbox.clear_faults();
            // Nothing hangs any more, so that what takes long is the machine, which is given its time.
            plan.attempt_timeout = LONGEST;
            plan.tokens_fail = 0;
            // What was received before, and takes effect late, has done so.
            tokio::time::sleep(Duration::from_millis(2 * LATEST)).await;
        }
        match live(spawn(&plan, None), None).await {
            Some(true) => {}
            Some(false) => problems.push("the process failed".to_owned()),
            None => problems.push("the process did not come to an end".to_owned()),
        }
    }
    let journal = std::fs::read_to_string(&plan.journal).unwrap_or_default();
    let mut verdict = judge(&plan, &journal, &sandbox.executions());
    verdict.problems.extend(problems);
    verdict.kills = kills;
    verdict.faults = faults.load(Ordering::Relaxed);
    verdict.posts = sandbox.count("POST", RUN_NOW) as u64;
    if verdict.problems.is_empty() {
        let _ = std::fs::remove_dir_all(&folder);
    }
    verdict
}

async fn start(random: &mut Rng) -> Sandbox {
    let mut milliseconds = |most: u64| Duration::from_millis(random.u64(0..=most));
    let mut builder =
        Sandbox::builder().list_lag(milliseconds(200)).not_found_for(milliseconds(100));
    let off = milliseconds(7_200_000);
    builder = if random.bool() { builder.clock_ahead(off) } else { builder.clock_behind(off) };
    builder = builder.paced_by_polls(random.u32(0..3), random.u32(0..3));
    if random.u8(0..4) == 0 {
        builder = builder.rate_limit(30, Duration::from_secs(2));
    }
    builder.start().await.unwrap()
}

/// Lets a part of all calls fail, in every way there is.
fn arm(sandbox: &Sandbox, random: Rng) -> Arc<AtomicU64> {
    let struck = Arc::new(AtomicU64::new(0));
    let counter = Arc::clone(&struck);
    let random = Mutex::new(random);
    sandbox.fault_by(move |received| {
        let mut random = random.lock().unwrap();
        let often = if received.is("POST", RUN_NOW) { 50 } else { 15 };
        if random.u32(0..100) >= often {
            return None;
        }
        counter.fetch_add(1, Ordering::Relaxed);
        let fault = match random.u32(0..12) {
            0 => Fault::status(500),
            1 => Fault::html(502),
            2 => Fault::status(503).retry_after("0.1"),
            3 => Fault::status(504),
            // Before it is looked at, which is what the status says.
            4 => return Some(Fault::status(429).retry_after("0.05")),
            5 => Fault::reset(),
            6 => Fault::close(),
            7 => Fault::hang(),
            8 => Fault::cut_body(random.usize(0..60)),
            9 => Fault::trickle(3, Duration::from_millis(20)),
            10 => Fault::body(202, "application/json", "{}"),
            _ => Fault::delay(Duration::ZERO),
        };
        let late = Duration::from_millis(random.u64(0..LATEST));
        // A success is one, whatever else goes wrong.
        let after =
            random.bool() || matches!(received.method.as_str(), "POST") && is_success(&fault);
        let fault = if random.bool() { fault.with_delay(late) } else { fault };
        Some(if after { fault.after() } else { fault.before() })
    });
    struck
}

fn is_success(fault: &Fault) -> bool {
    format!("{fault:?}").contains("status: 202")
}

fn plan(sandbox: &Sandbox, folder: &Path, random: &mut Rng) -> Plan {
    let count = random.usize(2..8);
    let mut requests: Vec<RunRequest> = (0..count)
        .map(|number| RunRequest::new(42).target_entity_id(format!("T-{number}")))
        .collect();
    if random.u8(0..3) == 0 {
        // The same agent on the same entity, wanted twice.
        requests.push(RunRequest::new(42).target_entity_id("T-0").with_key("again"));
    }
    if random.u8(0..3) == 0 {
        requests.push(RunRequest::new(41));
    }
    Plan {
        base_url: sandbox.base_url().to_owned(),
        key: sandbox.key().to_owned(),
        journal: folder.join("journal"),
        requests,
        concurrency: random.usize(1..5),
        repeats: random.bool(),
        grace: GRACE,
        attempt_timeout: Duration::from_millis(400),
        tokens_fail: random.u32(0..30),
    }
}

/// Lets a process come to its end, or kills it. `None` if it was killed; otherwise, whether it went well.
async fn live(mut child: Child, time: Option<Duration>) -> Option<bool> {
    let ends = Instant::now() + time.unwrap_or(LONGEST);
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return Some(status.success());
        }
        if Instant::now() >= ends {
            // SIGKILL, where there is such a thing.
            child.kill().unwrap();
            child.wait().unwrap();
            return None;
        }
        let left = ends.saturating_duration_since(Instant::now());
        tokio::time::sleep(left.min(Duration::from_millis(20))).await;
    }
}

/// Starts a process. `full` lets the disk be full after so many half kilobytes of the journal: in the middle of a line, as a rule.
fn spawn(plan: &Plan, full: Option<u32>) -> Child {
    let binary: PathBuf = std::env::current_exe().unwrap();
    let plan_text = serde_json::to_string(plan).unwrap();
    if let (Some(blocks), true) = (full, cfg!(unix)) {
        // The signal would kill it; ignored, the write fails as it does on a full disk.
        let script = format!("trap '' XFSZ; ulimit -f {blocks}; exec \"$0\" child \"$1\"");
        let mut command = Command::new("sh");
        command.args(["-c", &script]).arg(binary).arg(plan_text);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        return command.spawn().unwrap();
    }
    let log = plan.journal.with_file_name("log");
    let log = std::fs::OpenOptions::new().create(true).append(true).open(log).unwrap();
    Command::new(binary)
        .arg("child")
        .arg(plan_text)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(log)
        .spawn()
        .unwrap()
}
