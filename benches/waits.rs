//! 10,000 executions waited on at once in one process. `cargo bench --bench waits`
//!
//! Prints the memory of a wait beyond its future, the CPU time of the process while nothing is due, and how the questions
//! spread over time.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on ends")]
#![allow(clippy::disallowed_methods, reason = "a bench measures time")]

mod support;

use std::future::IntoFuture as _;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use allocation_counter::measure;
use serde_json::json;
use support::{is_bench, neo, ok, runtime, serve};

const WAITS: usize = 10_000;
/// So long that next to nothing is due while the process is looked at.
const IDLE_INTERVAL: Duration = Duration::from_secs(3600);
const IDLE_FOR: Duration = Duration::from_secs(10);
const INTERVAL: Duration = Duration::from_secs(10);
const WATCHED: Duration = Duration::from_secs(30);

fn main() {
    if !is_bench() {
        return;
    }
    let asked = Arc::new(Mutex::new(Vec::with_capacity(10 * WAITS)));
    let log = asked.clone();
    let body = json!({
        "data": {"execution_id": "run-1", "status": "running"},
        "meta": {"request_id": "11111111-2222-4333-8444-555555555555", "timings_ms": {"total": 1.5}},
    });
    let answer = ok(&body.to_string());
    let url = serve(move |_| {
        log.lock().unwrap().push(Instant::now());
        answer.clone()
    });
    println!("{WAITS} runs waited for at once");
    memory_and_idle(&url);
    asked.lock().unwrap().clear();
    spread(&url, &asked);
}

/// Starts the waits, as a program would: one task each.
fn start(url: &str, interval: Duration) -> usize {
    let neo = neo(url);
    let mut size = 0;
    for run in 0..WAITS {
        let wait = neo
            .resume(format!("7c9e6679-7425-40de-944b-{run:012}"))
            .wait()
            .first_interval(interval)
            .max_interval(interval)
            .no_deadline()
            .into_future();
        size = size_of_val(&*wait);
        tokio::spawn(wait);
    }
    size
}

fn memory_and_idle(url: &str) {
    let runtime = runtime();
    let mut size = 0;
    let used = measure(|| {
        runtime.block_on(async {
            size = start(url, IDLE_INTERVAL);
            // Each is polled once, and has its timer.
            tokio::task::yield_now().await;
            tokio::time::sleep(Duration::from_millis(200)).await;
        });
    });
    let each = used.bytes_current / WAITS as i64;
    println!(
        "memory of a wait: {each} bytes, of which its future {size}; beyond it {}",
        each - size as i64
    );
    let before = cpu();
    runtime.block_on(async { tokio::time::sleep(IDLE_FOR).await });
    match (before, cpu()) {
        (Some(before), Some(after)) => println!(
            "CPU while next to nothing is due: {:.3} % of one core over {IDLE_FOR:?}",
            100.0 * (after - before) / IDLE_FOR.as_secs_f64()
        ),
        _ => println!("CPU while next to nothing is due: not known on this system"),
    }
}

fn spread(url: &str, asked: &Mutex<Vec<Instant>>) {
    let runtime = runtime();
    let begun = Instant::now();
    let before = cpu();
    runtime.block_on(async {
        start(url, INTERVAL);
        tokio::time::sleep(WATCHED).await;
    });
    let busy = cpu().zip(before).map(|(after, before)| after - before);
    let mut tenths = vec![0_u32; (WATCHED.as_millis() / 100) as usize];
    for at in asked.lock().unwrap().iter() {
        let tenth = (at.duration_since(begun).as_millis() / 100) as usize;
        if let Some(count) = tenths.get_mut(tenth) {
            *count += 1;
        }
    }
    let all: u32 = tenths.iter().sum();
    let mean = f64::from(all) / tenths.len() as f64;
    let most = tenths.iter().max().copied().unwrap_or_default();
    println!(
        "questions at an interval of {INTERVAL:?}, over {WATCHED:?}: {all}, {mean:.0} in a tenth of a second, {most} at most (ratio {:.2})",
        f64::from(most) / mean
    );
    if let Some(busy) = busy {
        println!("CPU of a question, server included: {:.0} us", 1e6 * busy / f64::from(all));
    }
}

/// The process's CPU time so far, in seconds, where the system tells.
fn cpu() -> Option<f64> {
    // The 14th and 15th field, in hundredths of a second; the second one may hold spaces and ends with a bracket.
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let mut fields = stat.rsplit_once(')')?.1.split_whitespace().skip(11);
    let mut next = || fields.next()?.parse::<f64>().ok();
    Some((next()? + next()?) / 100.0)
}
