//! Approves or rejects, from the terminal, what agents may do only if a technician allows it.
//!
//! Where standard input is a terminal, each pending request is asked about. Where it is not, the pending ones are listed, or all
//! decided with `--decide`. Each request is printed as a line of JSON on standard output, as it is afterwards. Without a key in
//! `NEO_API_KEY` the requests are those of a sandbox in the same process.

mod support;

use std::error::Error;
use std::io::{IsTerminal, Write, stdin, stdout};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use neoagent::{Outcome, TechnicianRequest};
use support::{Service, ask as prompt, code_of, say, with_causes};

const AFTER_HELP: &str = "\
Exit codes:
  0  all pending requests were gone through
  1  some could not be decided: somebody else was faster, or the service refused
  2  usage, a setting, or no connection: nothing was sent
  3  nobody knows whether a decision was made, or what was made cannot be written

NEO_API_KEY and NEO_BASE_URL say where the requests are. Without a key, a sandbox is started.";

/// Approves or rejects what agents may do only if a technician allows it
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// Only the requests of this agent
    #[arg(long, value_name = "ID")]
    agent: Option<i64>,
    /// Decides all of them alike and asks nothing
    #[arg(long, value_name = "DECISION")]
    decide: Option<Choice>,
    /// Why it is decided so
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Choice {
    Approve,
    Reject,
}

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(match decide_all(&Args::parse()).await {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("technician_requests: {}", with_causes(&*error)));
            // What was not the service's fault is a terminal or a pipe that is gone.
            if error.is::<std::io::Error>() { 3 } else { code_of(&*error) }
        }
    })
}

async fn decide_all(args: &Args) -> Result<u8, Box<dyn Error>> {
    let service = Service::connect().await?;
    let mut requests = service.neo.technician_requests();
    if let Some(agent) = args.agent {
        requests = requests.agent_id(agent);
    }
    // The list is read to its end before anything is decided: deciding changes it.
    let mut pending = Vec::new();
    let mut stream = requests.pending();
    while let Some(request) = stream.next().await {
        pending.push(request?);
    }
    say(format_args!("{} pending", pending.len()));
    let asking = args.decide.is_none() && stdin().is_terminal();
    let mut code = 0;
    for request in pending {
        let choice = match args.decide {
            None if asking => match ask(&request)? {
                Answer::Decide(choice) => Some(choice),
                Answer::Skip => continue,
                Answer::Quit => break,
            },
            decided => decided,
        };
        let Some(choice) = choice else {
            print(&request)?;
            continue;
        };
        match decide(&request, choice, args.note.as_deref()).await {
            Ok(decided) => {
                if let Err(error) = print(&decided) {
                    say(format_args!(
                        "request {} was decided; it cannot be printed: {error}",
                        request.id()
                    ));
                    return Ok(3);
                }
            }
            Err(error) => {
                say(format_args!("request {}: {}", request.id(), with_causes(&error)));
                let known = matches!(error.outcome(), Outcome::NotSent | Outcome::Refused);
                code = code.max(if known { 1 } else { 3 });
            }
        }
    }
    Ok(code)
}

async fn decide(
    request: &TechnicianRequest,
    choice: Choice,
    note: Option<&str>,
) -> neoagent::Result<TechnicianRequest> {
    let mut decision = match choice {
        Choice::Approve => request.approve(),
        Choice::Reject => request.reject(),
    };
    if let Some(note) = note {
        decision = decision.note(note);
    }
    decision.send().await
}

enum Answer {
    Decide(Choice),
    Skip,
    Quit,
}

/// Shows a request and asks what to do with it.
fn ask(request: &TechnicianRequest) -> Result<Answer, Box<dyn Error>> {
    say(serde_json::to_string_pretty(request.json())?);
    loop {
        prompt(format_args!("request {}: [a]pprove, [r]eject, [s]kip, [q]uit? ", request.id()));
        let mut line = String::new();
        if stdin().read_line(&mut line)? == 0 {
            return Ok(Answer::Quit);
        }
        return Ok(match line.trim() {
            "a" | "approve" => Answer::Decide(Choice::Approve),
            "r" | "reject" => Answer::Decide(Choice::Reject),
            "s" | "skip" => Answer::Skip,
            "q" | "quit" => Answer::Quit,
            _ => continue,
        });
    }
}

fn print(request: &TechnicianRequest) -> Result<(), Box<dyn Error>> {
    Ok(writeln!(stdout(), "{}", serde_json::to_string(request.json())?)?)
}
