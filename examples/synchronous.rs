//! Runs an agent from a program that is not asynchronous: no `async fn main`, no runtime of threads.
//!
//! A current-thread runtime is made once and kept as long as the client. `block_on` is called where a blocking client would
//! be; nothing happens between the calls, so that a wait is one `block_on`. Do not call it inside of asynchronous code: it panics there.

mod support;

use std::error::Error;
use std::io::{Write as _, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use neoagent::{AgentId, Client, EntityId, Execution};
use support::{Service, code_of, duration, say, with_causes};
use tokio::runtime::Runtime;

const AFTER_HELP: &str = "\
Exit codes:
  0  the run ended in success
  1  it ended otherwise, or the service refused it
  2  usage, a setting, or no connection: nothing was sent
  3  the end of the run is not known, or cannot be written

NEO_API_KEY and NEO_BASE_URL say where to run. Without a key, a sandbox is started.";

/// Runs an agent, without asynchronous code
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The agent
    #[arg(long, value_name = "ID", default_value = "42")]
    agent: String,
    /// What it is to work on
    #[arg(long, value_name = "ID", default_value = "T-1001")]
    entity: String,
    /// How long to wait for the end: 90s, 10m, 1h30m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
}

/// Neo for code that blocks.
struct Blocking {
    runtime: Runtime,
    neo: Client,
}

impl Blocking {
    /// How a run of this agent ended.
    fn run(
        &self,
        agent: AgentId,
        entity: EntityId,
        deadline: Duration,
    ) -> neoagent::Result<Execution> {
        self.runtime.block_on(async {
            let run = self.neo.run_agent(agent).target_entity_id(entity).start().await?;
            say(format_args!("started {}", run.id()));
            run.wait().deadline(deadline).await
        })
    }
}

fn main() -> ExitCode {
    ExitCode::from(match run(Args::parse()) {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("synchronous: {}", with_causes(&*error)));
            code_of(&*error)
        }
    })
}

fn run(args: Args) -> Result<u8, Box<dyn Error>> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let service = runtime.block_on(Service::connect())?;
    let blocking = Blocking { runtime, neo: service.neo.clone() };
    let done = blocking.run(args.agent.into(), args.entity.into(), args.deadline)?;
    let line = serde_json::json!({ "execution_id": done.id(), "conclusion": done.conclusion() });
    if let Err(error) = writeln!(stdout(), "{line}") {
        say(format_args!("the run has ended: {line}; it cannot be printed: {error}"));
        return Ok(3);
    }
    Ok(u8::from(!done.is_success()))
}
