//! Starts a run of an agent and follows it to its end.
//!
//! The finished execution is printed as JSON on standard output; everything else goes to standard error. Without a key
//! in `NEO_API_KEY` the run is on a sandbox in the same process.

mod support;

use std::error::Error;
use std::io::{Write, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use neoagent::{Execution, Outcome, Run, RunHandle};
use serde::Serialize;
use support::{Progress, Service, code_of, duration, say, with_causes};

/// The agent and the ticket that the sandbox has.
const SANDBOX_AGENT: &str = "42";
const SANDBOX_ENTITY: &str = "T-1001";

/// Longer than this, no single attempt of a call takes.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(60);

const AFTER_HELP: &str = "\
Exit codes:
  0  the run ended in success; the execution is on standard output
  1  the run ended otherwise; the execution is on standard output. Or the service refused to start one
  2  usage, a setting, or no connection: nothing was sent
  3  the outcome is not known, the deadline has passed, or the result could not be written; the handle for --resume, where there
     is one, is on standard output, and its id on standard error

NEO_API_KEY and NEO_BASE_URL say where to run. Without a key, a sandbox is started.";

/// Starts a run of an agent and follows it to its end
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The agent to run; 42 on the sandbox
    #[arg(long, value_name = "ID", conflicts_with = "resume")]
    agent: Option<String>,
    /// What it runs on, such as a ticket's id; T-1001 on the sandbox
    #[arg(long, value_name = "ID", conflicts_with = "resume")]
    entity: Option<String>,
    /// Instructions for this run, beside the agent's own
    #[arg(long, value_name = "TEXT", conflicts_with = "resume")]
    instructions: Option<String>,
    /// How long to wait for the end: 90s, 10m, 1h30m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
    /// Takes up a run that was started before, by the handle printed then or by its execution's id
    #[arg(long, value_name = "HANDLE", value_parser = handle)]
    resume: Option<RunHandle>,
}

/// Why there is no finished execution, and what the process ends with.
enum Failure {
    /// No run was started: 2 if nothing was sent, 1 if the service refused.
    NotStarted(String, u8),
    /// A run may have been started, or goes on: 3.
    Unknown(String, Option<RunHandle>),
}

#[tokio::main]
async fn main() -> ExitCode {
    let args = Args::parse();
    let (written, code) = match run(args).await {
        Ok(execution) => (print(execution.json()), u8::from(!execution.is_success())),
        Err(Failure::NotStarted(message, code)) => {
            say(format_args!("run_agent: {message}"));
            (Ok(()), code)
        }
        Err(Failure::Unknown(message, handle)) => {
            say(format_args!("run_agent: {message}"));
            (handle.as_ref().map_or(Ok(()), print), 3)
        }
    };
    ExitCode::from(match written {
        Ok(()) => code,
        Err(error) => {
            // Its id was said when it was started.
            say(format_args!(
                "run_agent: the result cannot be written: {error}; --resume gives it again"
            ));
            3
        }
    })
}

async fn run(args: Args) -> Result<Execution, Failure> {
    let attempt = args.deadline.min(LONGEST_ATTEMPT);
    let service = Service::connect_with(|builder| builder.attempt_timeout(attempt))
        .await
        .map_err(|error| Failure::NotStarted(with_causes(&*error), 2))?;
    let run = match args.resume.clone() {
        Some(handle) if service.sandbox().is_none() => service.neo.resume(handle),
        Some(_) => {
            let message = "--resume needs NEO_API_KEY: the runs of a sandbox end with it";
            return Err(Failure::NotStarted(message.to_owned(), 2));
        }
        None => start(&service, &args).await?,
    };
    follow(&service, &run, args.deadline).await
}

async fn start(service: &Service, args: &Args) -> Result<Run, Failure> {
    let (agent, entity) = match (&args.agent, service.sandbox()) {
        (Some(agent), _) => (agent.as_str(), args.entity.as_deref()),
        (None, Some(_)) => (SANDBOX_AGENT, Some(args.entity.as_deref().unwrap_or(SANDBOX_ENTITY))),
        (None, None) => {
            let message = "--agent is needed: the id of the agent to run";
            return Err(Failure::NotStarted(message.to_owned(), 2));
        }
    };
    let mut start = service.neo.run_agent(agent);
    if let Some(entity) = entity {
        start = start.target_entity_id(entity);
    }
    if let Some(instructions) = &args.instructions {
        start = start.additional_instructions(instructions);
    }
    let started = tokio::select! {
        started = start.start() => started,
        _ = tokio::signal::ctrl_c() => {
            let message = "interrupted while the run was being started: it may have been; the agent's executions show it";
            return Err(Failure::Unknown(message.to_owned(), None));
        }
    };
    let run = started.map_err(|error| match error.outcome() {
        Outcome::NotSent | Outcome::Refused => {
            Failure::NotStarted(with_causes(&error), code_of(&error))
        }
        _ => {
            let message = format!("the run may have been started: {}", with_causes(&error));
            Failure::Unknown(message, None)
        }
    })?;
    let how = if run.was_adopted() { "found" } else { "started" };
    say(format_args!("{how} run {} of agent {agent}", run.id()));
    Ok(run)
}

/// Waits for the end of a run.
async fn follow(service: &Service, run: &Run, deadline: Duration) -> Result<Execution, Failure> {
    let progress = Progress::spinner();
    let wait = run.wait().deadline(deadline).on_event(|event| progress.say(event));
    let unknown = |message: String| {
        if service.sandbox().is_some() {
            return Failure::Unknown(format!("{message}; it ends with the sandbox"), None);
        }
        let message = format!("{message}; go on with --resume {}", run.id());
        Failure::Unknown(message, Some(run.handle().clone()))
    };
    tokio::select! {
        done = wait => done.map_err(|error| unknown(with_causes(&error))),
        _ = tokio::signal::ctrl_c() => Err(unknown("interrupted; the run goes on".to_owned())),
    }
}

/// A run's handle: the JSON of one, or an execution's id.
fn handle(text: &str) -> Result<RunHandle, String> {
    let text = text.trim();
    let handle = if text.starts_with('{') {
        serde_json::from_str(text)
            .map_err(|error| format!("this is no handle of a run: {error}"))?
    } else {
        RunHandle::new(text)
    };
    if handle.execution_id().trim().is_empty() {
        return Err("the execution's id is empty".to_owned());
    }
    Ok(handle)
}

fn print(result: &impl Serialize) -> Result<(), Box<dyn Error>> {
    let mut out = stdout().lock();
    serde_json::to_writer_pretty(&mut out, result)?;
    writeln!(out)?;
    Ok(out.flush()?)
}
