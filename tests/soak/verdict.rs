//! The server's record against the journal, which is read here as any reader of JSON would.

use std::collections::{HashMap, HashSet};
use std::fmt;

use neoagent_sandbox::StartedRun;
use serde_json::Value;

use crate::child::Plan;

#[derive(Debug, Default)]
pub(crate) struct Verdict {
    pub(crate) seeds: u64,
    pub(crate) requests: u64,
    pub(crate) kills: u64,
    pub(crate) faults: u64,
    pub(crate) posts: u64,
    pub(crate) started: u64,
    pub(crate) adopted: u64,
    /// Requests that were never started as far as anybody knows, which the journal says.
    pub(crate) in_doubt: u64,
    pub(crate) lost: u64,
    pub(crate) doubled: u64,
    pub(crate) problems: Vec<String>,
}

pub(crate) fn judge(plan: &Plan, journal: &str, there: &[StartedRun]) -> Verdict {
    let mut verdict = Verdict {
        seeds: 1,
        requests: plan.requests.len() as u64,
        started: there.len() as u64,
        ..Verdict::default()
    };
    let mut runs: HashMap<String, String> = HashMap::new();
    let mut doubts: HashMap<String, Vec<String>> = HashMap::new();
    let mut finished = HashSet::new();
    for line in journal.lines().skip(1) {
        let Ok(record) = serde_json::from_str::<Value>(line) else {
            verdict.problems.push(format!("no JSON: {line}"));
            continue;
        };
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let key = text(&record["key"]);
        match record["event"].as_str() {
            Some("started") => {
                verdict.adopted += u64::from(record["adopted"] == true);
                let id = text(&record["execution_id"]);
                if runs.values().any(|known| *known == id) {
                    verdict.problems.push(format!("{id} is the run of two requests"));
                }
                runs.insert(key, id);
            }
            Some("in_doubt") => {
                let ids = record["candidates"].as_array().into_iter().flatten();
                doubts.insert(key, ids.map(text).collect());
            }
            Some("finished") => {
                finished.insert(key);
            }
            _ => {}
        }
    }
    doubts.retain(|key, _| !runs.contains_key(key));
    verdict.in_doubt = doubts.len() as u64;
    let mut named: HashSet<&String> = runs.values().collect();
    named.extend(doubts.values().flatten());
    for run in there.iter().filter(|run| !named.contains(&run.execution_id)) {
        verdict.lost += 1;
        verdict.problems.push(format!("lost: {run:?}"));
    }
    let mut wanted: HashMap<(String, Option<String>), i64> = HashMap::new();
    for request in &plan.requests {
        let target = (request.agent().to_owned(), request.entity().map(str::to_owned));
        *wanted.entry(target).or_default() += 1;
    }
    for run in there {
        let target = (run.agent_id.to_string(), run.entity_id.clone());
        let left = wanted.entry(target).or_default();
        *left -= 1;
        if *left < 0 {
            verdict.doubled += 1;
            verdict.problems.push(format!("doubled: {run:?}"));
        }
    }
    for request in &plan.requests {
        let key = request.key();
        match runs.get(&key) {
            Some(id) if !there.iter().any(|run| run.execution_id == *id) => {
                verdict.problems.push(format!("{key}: there is no run {id}"));
            }
            Some(_) if !finished.contains(&key) => {
                verdict.problems.push(format!("{key}: the run's end is not known"));
            }
            Some(_) => {}
            None if !doubts.contains_key(&key) => {
                verdict.problems.push(format!("{key}: no run, and no doubt"));
            }
            None => {}
        }
    }
    verdict
}

impl Verdict {
    pub(crate) fn add(&mut self, other: Self) {
        self.seeds += other.seeds;
        self.requests += other.requests;
        self.kills += other.kills;
        self.faults += other.faults;
        self.posts += other.posts;
        self.started += other.started;
        self.adopted += other.adopted;
        self.in_doubt += other.in_doubt;
        self.lost += other.lost;
        self.doubled += other.doubled;
        self.problems.extend(other.problems);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (name, number) in [
            ("seeds", self.seeds),
            ("requests to start a run", self.requests),
            ("processes killed", self.kills),
            ("calls that a fault struck", self.faults),
            ("starts sent (POST)", self.posts),
            ("runs started at the server", self.started),
            ("of them found by looking", self.adopted),
            ("requests left in doubt, named", self.in_doubt),
            ("runs lost", self.lost),
            ("runs doubled", self.doubled),
            ("problems in all", self.problems.len() as u64),
        ] {
            writeln!(f, "{name:<32}{number:>8}")?;
        }
        Ok(())
    }
}
