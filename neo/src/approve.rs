//! `neo approve`: what agents may do only if a technician allows it.

use std::io::{IsTerminal, stdin};

use clap::ValueEnum;
use neoagent::{Client, TechnicianRequest, TechnicianRequestRef};
use serde_json::Value;

use crate::cli::Common;
use crate::failure::{DONE, EXIT_CODES, Failure, UNKNOWN, code_of, with_causes};
use crate::print;
use crate::service::Service;
use crate::show::Shown;

/// Approve or reject what agents may do only if a technician allows it
///
/// On a terminal, each pending request is asked about. Elsewhere, and without --decide, the pending ones are listed.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// The requests to decide, by their ids; all that are pending when not given
    #[arg(value_name = "REQUEST", requires = "decide")]
    requests: Vec<String>,
    /// Only the requests of this agent
    #[arg(long, value_name = "ID", conflicts_with = "requests")]
    agent: Option<String>,
    /// Decide them alike, and ask nothing
    #[arg(long, value_name = "DECISION")]
    decide: Option<Choice>,
    /// Why it is decided so
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Choice {
    Approve,
    Reject,
}

pub(crate) async fn run(args: Args, common: Common) -> Result<u8, Failure> {
    let service = Service::connect(common.sandbox, true).await?;
    let mut shown = Shown::new(common.json);
    if let Some(choice) = args.decide.filter(|_| !args.requests.is_empty()) {
        return by_id(&service.neo, &args, choice, &mut shown).await;
    }
    let pending = pending(&service.neo, args.agent.as_deref()).await?;
    print::say(format_args!("{} pending", pending.len()));
    let asking = args.decide.is_none() && stdin().is_terminal();
    if args.decide.is_none() && !asking {
        let items: Vec<Value> = pending.iter().map(|request| request.json().clone()).collect();
        return shown.items(&items).map(|()| DONE);
    }
    let mut code = DONE;
    for request in pending {
        let choice = match args.decide {
            Some(choice) => choice,
            None => match ask(&request)? {
                Answer::Decide(choice) => choice,
                Answer::Skip => continue,
                Answer::Quit => break,
            },
        };
        let decided = decide(request.handle(), choice, &args, &mut shown).await?;
        code = code.max(decided);
    }
    Ok(code)
}

/// The list is read to its end before anything is decided: deciding changes it.
async fn pending(neo: &Client, agent: Option<&str>) -> Result<Vec<TechnicianRequest>, Failure> {
    let mut requests = neo.technician_requests();
    if let Some(agent) = agent {
        requests = requests.agent_id(agent);
    }
    let mut stream = requests.pending();
    let mut pending = Vec::new();
    while let Some(request) = stream.next().await {
        pending.push(request?);
    }
    Ok(pending)
}

async fn by_id(
    neo: &Client,
    args: &Args,
    choice: Choice,
    shown: &mut Shown,
) -> Result<u8, Failure> {
    let mut code = DONE;
    for id in &args.requests {
        let request = neo.technician_request(id.as_str());
        code = code.max(decide(&request, choice, args, shown).await?);
    }
    Ok(code)
}

/// Makes a decision and prints the request as it is then; gives the exit code.
async fn decide(
    request: &TechnicianRequestRef,
    choice: Choice,
    args: &Args,
    shown: &mut Shown,
) -> Result<u8, Failure> {
    let mut decision = match choice {
        Choice::Approve => request.approve(),
        Choice::Reject => request.reject(),
    };
    if let Some(note) = &args.note {
        decision = decision.note(note);
    }
    match decision.send().await {
        Ok(request) => shown.items(std::slice::from_ref(request.json())).map(|()| DONE),
        Err(error) => {
            print::say(format_args!("request {}: {}", request.id(), with_causes(&error)));
            Ok(code_of(error.outcome()))
        }
    }
}

enum Answer {
    Decide(Choice),
    Skip,
    Quit,
}

/// Shows a request and asks what to do with it.
fn ask(request: &TechnicianRequest) -> Result<Answer, Failure> {
    print::say(format_args!("{:#}", request.json()));
    loop {
        print::ask(format_args!("request {}: [a]pprove, [r]eject, [s]kip, [q]uit? ", request.id()));
        let mut line = String::new();
        let read = stdin().read_line(&mut line).map_err(|error| {
            Failure::new(UNKNOWN, format!("standard input cannot be read: {error}"))
        })?;
        return Ok(match line.trim() {
            "a" | "approve" => Answer::Decide(Choice::Approve),
            "r" | "reject" => Answer::Decide(Choice::Reject),
            "s" | "skip" => Answer::Skip,
            "q" | "quit" => Answer::Quit,
            "" if read == 0 => Answer::Quit,
            _ => continue,
        });
    }
}
