//! Runs an agent for each line of a CSV file, so many at once, and goes on where it was broken off.
//!
//! Each run is printed as a line of JSON on standard output when it has ended; everything else goes to standard error. What was
//! started is kept in a journal beside the file: run again, the program starts nothing twice and forgets no run. Without
//! a key in `NEO_API_KEY` the runs are on a sandbox in the same process, and without a file they are made up.

mod support;

use std::error::Error;
use std::fs::File;
use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use neoagent::{Journal, Outcome, RunRequest, RunResult};
use serde::Deserialize;
use serde_json::json;
use support::{Progress, Service, duration, say, with_causes};

/// How many runs are made up for a sandbox.
const MADE_UP: usize = 12;

const AFTER_HELP: &str = "\
The file has the columns agent, entity and instructions, of which the last two may be empty or missing, and may have
a column key, by which a line is known again where agent and entity occur more than once.

Exit codes:
  0  every run ended in success
  1  some ended otherwise, or were not started: refused, or no connection
  2  usage, the file or the journal: nothing was sent
  3  of some runs the end is not known, or could not be written: run it again, with the same file, to go on

A key that stays in doubt, because nobody knows whether its run was started, is started all the same with --release KEY.

NEO_API_KEY and NEO_BASE_URL say where to run. Without a key, a sandbox is started.";

/// Runs an agent for each line of a CSV file
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The file
    #[arg(value_name = "FILE.csv")]
    file: Option<PathBuf>,
    /// Where to keep what was started; FILE.csv.journal if nothing is said
    #[arg(long, value_name = "FILE", requires = "file")]
    journal: Option<PathBuf>,
    /// Starts a run all the same that the journal has in doubt; if it was started before, there will be two
    #[arg(long, value_name = "KEY", requires = "file")]
    release: Vec<String>,
    /// How many runs are under way at once
    #[arg(long, value_name = "RUNS", default_value = "8")]
    concurrency: usize,
    /// How long to wait for the end of each run: 90s, 10m, 1h30m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
}

/// A line of the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    agent: String,
    entity: Option<String>,
    instructions: Option<String>,
    key: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(match run(Args::parse()).await {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("run_many: {}", with_causes(&*error)));
            2
        }
    })
}

async fn run(args: Args) -> Result<u8, Box<dyn Error>> {
    let requests = match &args.file {
        Some(file) => read(file).map_err(|error| format!("{}: {error}", file.display()))?,
        None => Vec::new(),
    };
    let service = Service::connect().await?;
    let (requests, journal) = match (args.file, service.sandbox()) {
        (Some(file), None) => {
            let path = args.journal.unwrap_or_else(|| {
                let mut name = file.into_os_string();
                name.push(".journal");
                name.into()
            });
            let mut journal = Journal::open(path).await?;
            for key in &args.release {
                journal.release(key).await?;
            }
            (requests, Some(journal))
        }
        // The runs of a sandbox end with it, so there is nothing to go on with.
        (Some(_), Some(_)) => (requests, None),
        (None, Some(_)) => (made_up(), None),
        (None, None) => return Err("the CSV file is missing".into()),
    };

    let mut left = requests.len();
    let again = match journal {
        Some(_) => "run it again, with the same file, to go on",
        None => "they end with the sandbox",
    };
    let progress = Progress::bar(left);
    let deadline = args.deadline;
    let mut many = service
        .neo
        .run_many(requests)
        .concurrency(args.concurrency)
        .wait(move |wait| wait.deadline(deadline));
    if let Some(journal) = journal {
        many = many.journal(journal);
    }
    let mut results = many.start().await?;
    let mut code = 0;
    loop {
        let result = tokio::select! {
            result = results.next() => result,
            _ = tokio::signal::ctrl_c() => {
                progress.keep(format_args!("interrupted; the runs that were started go on: {again}"));
                return Ok(3);
            }
        };
        let Some(result) = result else {
            break;
        };
        left -= 1;
        code = code.max(code_of(&result));
        progress.step(format_args!("{}: {}", result.request.key(), told(&result)));
        if let Err(error) = progress.beside(|| writeln!(stdout(), "{}", line(&result))) {
            let what = "the results cannot be written";
            progress
                .keep(format_args!("{what}: {error}; the runs that were started go on: {again}"));
            return Ok(3);
        }
    }
    if left > 0 {
        // The journal cannot be written any more, so that nothing further may be started.
        progress.keep(format_args!("{left} rows were not started: {again}"));
        code = 3;
    }
    Ok(code)
}

/// Reads the whole file before anything is started, so that a line that makes no sense starts nothing.
fn read(file: &PathBuf) -> Result<Vec<RunRequest>, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().trim(csv::Trim::All).from_reader(File::open(file)?);
    let mut requests = Vec::new();
    for line in reader.deserialize() {
        let line: Line = line?;
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        if line.agent.is_empty() {
            return Err(format!("line {} has no agent", requests.len() + 2).into());
        }
        let mut request = RunRequest::new(line.agent);
        if let Some(entity) = given(line.entity) {
            request = request.target_entity_id(entity);
        }
        if let Some(instructions) = given(line.instructions) {
            request = request.additional_instructions(instructions);
        }
        if let Some(key) = given(line.key) {
            request = request.with_key(key);
        }
        requests.push(request);
    }
    Ok(requests)
}

fn made_up() -> Vec<RunRequest> {
    let request = |ticket| RunRequest::new(42).target_entity_id(format!("T-{ticket}"));
    (1001..1001 + MADE_UP).map(request).collect()
}

/// 0 for a success, 1 for what is known to be none, 3 where nobody knows.
fn code_of(result: &RunResult) -> u8 {
    match &result.result {
        Ok(_) => u8::from(!result.is_success()),
        Err(error) => match error.outcome() {
            Outcome::NotSent | Outcome::Refused => 1,
            _ => 3,
        },
    }
}

fn told(result: &RunResult) -> String {
    match &result.result {
        Ok(run) => run.conclusion.to_string(),
        Err(error) => with_causes(error),
    }
}

fn line(result: &RunResult) -> serde_json::Value {
    let request = &result.request;
    let mut line = json!({
        "key": request.key(),
        "agent": request.agent(),
        "entity": request.entity(),
    });
    match &result.result {
        Ok(run) => {
            line["execution_id"] = json!(run.handle.execution_id());
            line["conclusion"] = json!(run.conclusion);
            line["status"] = json!(run.status);
        }
        Err(error) => {
            line["error"] = json!(with_causes(error));
            line["outcome"] = json!(error.outcome().to_string());
            line["execution_id"] = json!(error.run().map(|run| run.handle().execution_id()));
        }
    }
    line
}
