//! The soak: many runs in a process that is killed and resumed at random, against a server that fails at random; then the
//! server's record against the journal. `cargo xtask soak --seeds N` runs it.
//!
//! Nothing may be lost: every run that the server started is in the journal. Nothing may be doubled: no request led to two.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "the soak is about real time and real processes")]

mod child;
mod seed;
mod verdict;

use std::process::ExitCode;
use std::time::{Duration, Instant};

use tokio::task::JoinSet;

use self::verdict::Verdict;

/// How many seeds run by default.
const SEEDS: u64 = 50;

/// How many seeds run at once by default.
const AT_ONCE: usize = 16;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    match args.first().map(String::as_str) {
        Some("child") => runtime.block_on(child::run(&args[1])),
        _ => runtime.block_on(soak(&args)),
    }
}

async fn soak(args: &[String]) -> ExitCode {
    let number = |name: &str| {
        let at = args.iter().position(|arg| arg == name)?;
        args.get(at + 1)?.parse::<u64>().ok()
    };
    let seeds = number("--seeds").unwrap_or(SEEDS);
    let first = number("--first").unwrap_or(0);
    let at_once = number("--at-once").map_or(AT_ONCE, |number| number.max(1) as usize);
    let began = Instant::now();
    let mut total = Verdict::default();
    let mut bad = Vec::new();
    let mut running = JoinSet::new();
    let mut next = first;
    let mut told = Instant::now();
    loop {
        while running.len() < at_once && next < first + seeds {
            let seed = next;
            running.spawn(async move { (seed, seed::run(seed).await) });
            next += 1;
        }
        let Some(done) = running.join_next().await else {
            break;
        };
        let (seed, verdict) = done.unwrap();
        for problem in &verdict.problems {
            eprintln!("seed {seed}: {problem}");
        }
        if !verdict.problems.is_empty() {
            bad.push(seed);
        }
        total.add(verdict);
        if told.elapsed() > Duration::from_secs(30) {
            told = Instant::now();
            eprintln!("{} of {seeds} seeds, {:.0?}", total.seeds, began.elapsed());
        }
    }
    println!("{total}");
    println!("{:.0?}, {at_once} seeds at once", began.elapsed());
    if bad.is_empty() {
        return ExitCode::SUCCESS;
    }
    println!("seeds with problems: {bad:?}");
    ExitCode::FAILURE
}
