//! `neo run`: one run, from its start to its end.

use std::path::PathBuf;
use std::time::Duration;

use neoagent::{Execution, Outcome, Run, RunHandle, RunRequest, StartPolicy};
use serde_json::json;

use crate::arguments::{duration, handle, something};
use crate::cli::Common;
use crate::failure::{DONE, EXIT_CODES, Failure, NO, UNKNOWN, code_of, with_causes};
use crate::once::Once;
use crate::progress::Progress;
use crate::service::Service;
use crate::show::Shown;
use crate::{once, print};

/// Start a run of an agent, and follow it to its end with --wait
///
/// Without --wait, the run's id is printed when it has started. With it, what goes on is told on standard error, and the finished
/// execution is printed. With --once, a second call with the same key starts no second run, whatever became of the first process.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// The agent to run
    #[arg(value_name = "AGENT", required_unless_present = "resume", value_parser = something)]
    agent: Option<String>,
    /// What it runs on, such as a ticket's id
    #[arg(long, value_name = "ID", conflicts_with = "resume", value_parser = something)]
    entity: Option<String>,
    /// Instructions for this run, beside the agent's own
    #[arg(long, value_name = "TEXT", conflicts_with = "resume")]
    instructions: Option<String>,
    /// Wait for the end of the run
    #[arg(long)]
    wait: bool,
    /// How long to wait: 90s, 10m, 1h30m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
    /// Follow a run that was started before, by the handle or the id printed then
    #[arg(long, value_name = "HANDLE", conflicts_with = "agent", value_parser = handle)]
    resume: Option<RunHandle>,
    /// Start this run once: called again with the same key, go on with the run that there is
    #[arg(long, value_name = "KEY", conflicts_with = "resume", value_parser = once::key)]
    once: Option<String>,
    /// Where --once keeps what was started; a file of the key below the state folder of the user when not given
    #[arg(long, value_name = "FILE", requires = "once")]
    journal: Option<PathBuf>,
    /// How long to look for a run whose start nobody confirmed, before it counts as not found
    #[arg(long, value_name = "TIME", default_value = "15s", value_parser = duration)]
    grace: Duration,
    /// With --once: start a run though one may have been started whose start nobody could confirm
    #[arg(long, requires = "once")]
    release: bool,
}

impl Args {
    fn request(&self) -> RunRequest {
        let mut request = RunRequest::new(self.agent.as_deref().unwrap_or_default());
        if let Some(entity) = &self.entity {
            request = request.target_entity_id(entity.as_str());
        }
        if let Some(instructions) = &self.instructions {
            request = request.additional_instructions(instructions);
        }
        request
    }
}

pub(crate) async fn run(args: Args, common: Common) -> Result<u8, Failure> {
    if common.sandbox && (args.resume.is_some() || args.once.is_some()) {
        let message = "--resume and --once are about runs of other processes, and those of a sandbox end with it";
        return Err(Failure::usage(message));
    }
    let service = Service::connect_within(common.sandbox, true, args.deadline).await?;
    if let Some(key) = &args.once {
        let asked = once::Asked {
            request: args.request().with_key(key),
            journal: args.journal.clone(),
            release: args.release,
            deadline: args.wait.then_some(args.deadline),
            policy: StartPolicy::reconcile().grace(args.grace),
        };
        return match once::run(&service.neo, key, asked).await? {
            Once::Started(handle) => started(&handle, common),
            Once::Ended(execution) => finished(&execution, common),
        };
    }
    let run = match args.resume.clone() {
        Some(handle) => service.neo.resume(handle),
        None => start(&service, &args).await?,
    };
    if !args.wait && args.resume.is_none() {
        return started(run.handle(), common);
    }
    finished(&follow(&service, &run, args.deadline).await?, common)
}

/// Prints a run that goes on.
fn started(handle: &RunHandle, common: Common) -> Result<u8, Failure> {
    let started = match common.json {
        true => json!(handle).to_string(),
        false => handle.execution_id().to_owned(),
    };
    print::out(format!("{started}\n")).map(|()| DONE)
}

async fn start(service: &Service, args: &Args) -> Result<Run, Failure> {
    let request = args.request();
    let agent = request.agent().to_owned();
    let policy = StartPolicy::reconcile().grace(args.grace);
    let started = tokio::select! {
        started = service.neo.run(request).policy(policy).start() => started,
        _ = tokio::signal::ctrl_c() => {
            let message = "interrupted while the run was being started: it may have been; `neo api executions list` shows it";
            return Err(Failure::new(UNKNOWN, message));
        }
    };
    let run = started.map_err(|error| {
        let text = with_causes(&error);
        match error.outcome() {
            Outcome::NotSent | Outcome::Refused => Failure::new(code_of(error.outcome()), text),
            _ => Failure::new(UNKNOWN, format!("the run may have been started: {text}")),
        }
    })?;
    let how = if run.was_adopted() { "found" } else { "started" };
    print::say(format_args!("{how} run {} of agent {agent}", run.id()));
    Ok(run)
}

/// Waits for the end of a run.
async fn follow(service: &Service, run: &Run, deadline: Duration) -> Result<Execution, Failure> {
    let progress = Progress::spinner();
    let wait = run.wait().deadline(deadline).on_event(|event| progress.say(event));
    let goes_on = |message: String| {
        let how = match service.is_sandbox() {
            true => "it ends with the sandbox".to_owned(),
            false => format!("go on with `neo run --resume {}`", run.id()),
        };
        Failure::new(UNKNOWN, format!("{message}; {how}"))
    };
    let done = tokio::select! {
        done = wait => done.map_err(|error| goes_on(with_causes(&error))),
        _ = tokio::signal::ctrl_c() => Err(goes_on("interrupted; the run goes on".to_owned())),
    };
    progress.end();
    done
}

/// Prints a finished run; its end is the exit code, also where nobody reads it.
fn finished(execution: &Execution, common: Common) -> Result<u8, Failure> {
    let shown = Shown::new(common.json).value(execution.json());
    let code = if execution.is_success() { DONE } else { NO };
    match shown {
        Err(failure) if !failure.is_closed() => Err(failure),
        _ => Ok(code),
    }
}
