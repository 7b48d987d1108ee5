//! `neo runs`: a run for each line of a file, going on where a process before was broken off.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::time::Duration;

use neoagent::{Journal, RunRequest, RunResult};
use serde::Deserialize;
use serde_json::{Value, json};

use crate::arguments::duration;
use crate::cli::Common;
use crate::failure::{DONE, EXIT_CODES, Failure, NO, UNKNOWN, code_of, with_causes};
use crate::print;
use crate::progress::Progress;
use crate::service::Service;

const COLUMNS: &str = "\
The file has the columns agent, entity and instructions, of which the last two may be empty or missing, and may have a column key, by
which a line is known again where agent and entity occur more than once.";

/// Run an agent for each line of a CSV file
///
/// Each run is printed as a line of JSON when it has ended. What was started is kept in a journal: the same command starts nothing twice
/// and goes on with what there is.
#[derive(Debug, clap::Args)]
#[command(after_help = format!("{COLUMNS}\n\n{EXIT_CODES}"))]
pub(crate) struct Args {
    /// The file
    #[arg(value_name = "CSV")]
    file: PathBuf,
    /// Where to keep what was started; CSV.journal when not given
    #[arg(long, value_name = "FILE")]
    journal: Option<PathBuf>,
    /// Start a run though one may have been started whose start nobody could confirm
    #[arg(long, value_name = "KEY")]
    release: Vec<String>,
    /// How many runs are under way at once
    #[arg(long, value_name = "RUNS", default_value = "8")]
    concurrency: usize,
    /// How long to wait for the end of each run: 90s, 10m, 1h30m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    agent: String,
    entity: Option<String>,
    instructions: Option<String>,
    key: Option<String>,
}

pub(crate) async fn run(args: Args, common: Common) -> Result<u8, Failure> {
    let requests = read(&args.file)
        .map_err(|error| Failure::usage(format!("{}: {error}", args.file.display())))?;
    if common.sandbox && (args.journal.is_some() || !args.release.is_empty()) {
        let message = "the runs of a sandbox end with it: there is no journal to go on with";
        return Err(Failure::usage(message));
    }
    let service = Service::connect_within(common.sandbox, true, args.deadline).await?;
    let mut left = requests.len();
    let progress = Progress::bar(left);
    let deadline = args.deadline;
    let mut many = service
        .neo
        .run_many(requests)
        .concurrency(args.concurrency)
        .wait(move |wait| wait.deadline(deadline));
    if !common.sandbox {
        let path = args.journal.unwrap_or_else(|| {
            let mut name = args.file.into_os_string();
            name.push(".journal");
            name.into()
        });
        let mut journal = Journal::open(path).await?;
        for key in &args.release {
            journal.release(key).await?;
        }
        many = many.journal(journal);
    }
    let mut results = many.start().await?;
    let mut code = DONE;
    loop {
        let result = tokio::select! {
            result = results.next() => result,
            _ = tokio::signal::ctrl_c() => {
                progress.end();
                let message = "interrupted; the runs that were started go on: the same command goes on with them";
                return Err(Failure::new(UNKNOWN, message));
            }
        };
        let Some(result) = result else { break };
        left -= 1;
        code = code.max(code_of_run(&result));
        progress.step(format_args!("{}: {}", result.request.key(), told(&result)));
        progress.beside(|| print::out(format!("{}\n", line(&result))))?;
    }
    progress.end();
    if left > 0 {
        let message = format!(
            "{left} runs were not started, since the journal cannot be written: the same command goes on"
        );
        return Err(Failure::new(UNKNOWN, message));
    }
    Ok(code)
}

/// Reads the whole file before anything is started, so that a line that makes no sense starts nothing.
fn read(file: &Path) -> Result<Vec<RunRequest>, Box<dyn Error>> {
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

/// A run that was not started, for whatever reason, is a no; one whose end is not known is not.
fn code_of_run(result: &RunResult) -> u8 {
    match &result.result {
        Ok(_) if result.is_success() => DONE,
        Ok(_) => NO,
        Err(error) if code_of(error.outcome()) == UNKNOWN => UNKNOWN,
        Err(_) => NO,
    }
}

fn told(result: &RunResult) -> String {
    match &result.result {
        Ok(run) => run.conclusion.to_string(),
        Err(error) => with_causes(error),
    }
}

fn line(result: &RunResult) -> Value {
    let request = &result.request;
    let mut line =
        json!({ "key": request.key(), "agent": request.agent(), "entity": request.entity() });
    match &result.result {
        Ok(run) => {
            line["execution_id"] = json!(run.handle.execution_id());
            line["conclusion"] = json!(run.conclusion);
            line["status"] = json!(run.status);
        }
        Err(error) => {
            line["error"] = json!(with_causes(error));
            line["outcome"] = json!(error.outcome().to_string());
        }
    }
    line
}
