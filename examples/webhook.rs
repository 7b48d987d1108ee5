//! A server that runs an agent for each ticket that somebody else's system tells it of, and survives a restart at any moment.
//!
//! `POST /tickets` with `{"ticket": "T-1001"}` is answered with 202 once the ticket is on disk, in an inbox that is a line a
//! ticket. Senders repeat what was not answered, so a ticket that is there already is answered the same, and starts nothing.
//! The runs are those of `Client::run_many_from`, with a journal beside the inbox: started again, the server reads the inbox from
//! its beginning, and the journal tells which of them ran, which are followed, and which are still to be started.
//!
//! What it leaves out: checking the sender (a signature, a secret path), and cutting the inbox and the journal when they
//! have grown for months, for which both are begun anew while nothing is under way.

mod support;

use std::collections::HashSet;
use std::error::Error;
use std::io::{Write as _, stdout};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use axum::{Json, Router};
use clap::Parser;
use futures_util::stream;
use neoagent::{Journal, RunRequest, RunResult};
use serde::Deserialize;
use serde_json::json;
use support::{Service, say, with_causes};
use tokio::fs::File;
use tokio::io::AsyncWriteExt as _;
use tokio::net::TcpListener;
use tokio::sync::{Mutex, mpsc};

const AFTER_HELP: &str = "\
Exit codes:
  0  stopped by Ctrl-C: start it again to go on
  2  usage, the address, the inbox or the journal: nothing was started
  3  the journal or the inbox cannot be written any more: start it again to go on

NEO_API_KEY and NEO_BASE_URL say where to run. Without a key, a sandbox is started.";

/// Runs an agent for each ticket that is posted to it
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// Where to listen; with port 0, the system chooses one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// The folder of inbox and journal; with a sandbox, a temporary one
    #[arg(long, value_name = "FOLDER")]
    data: Option<PathBuf>,
    /// The agent
    #[arg(long, value_name = "ID", default_value = "42")]
    agent: String,
}

#[derive(Deserialize)]
struct Told {
    ticket: String,
}

/// Tickets on disk, and on their way to a run.
struct Inbox {
    file: File,
    known: HashSet<String>,
    runs: mpsc::UnboundedSender<String>,
}

impl Inbox {
    /// Reads what is there. A line that a kill cut was never answered, and is cut off.
    async fn open(
        path: &Path,
        runs: mpsc::UnboundedSender<String>,
    ) -> Result<Self, Box<dyn Error>> {
        let file = File::options().create(true).read(true).append(true).open(path).await?;
        let text = tokio::fs::read_to_string(path).await?;
        let whole = text.rfind('\n').map_or(0, |end| end + 1);
        file.set_len(whole as u64).await?;
        let mut known = HashSet::new();
        for line in text[..whole].lines() {
            let ticket: String = serde_json::from_str(line)?;
            if known.insert(ticket.clone()) {
                runs.send(ticket)?;
            }
        }
        Ok(Self { file, known, runs })
    }

    /// Puts a ticket on disk, then on its way. The answer has to wait for it: what was answered may not be lost.
    async fn take(&mut self, ticket: String) -> Result<(), Box<dyn Error + Send + Sync>> {
        if self.known.contains(&ticket) {
            return Ok(());
        }
        let line = format!("{}\n", serde_json::to_string(&ticket)?);
        self.file.write_all(line.as_bytes()).await?;
        self.file.sync_data().await?;
        self.runs.send(ticket.clone())?;
        self.known.insert(ticket);
        Ok(())
    }
}

async fn ticket(State(inbox): State<Arc<Mutex<Inbox>>>, Json(told): Json<Told>) -> StatusCode {
    if told.ticket.is_empty() {
        return StatusCode::UNPROCESSABLE_ENTITY;
    }
    match inbox.lock().await.take(told.ticket).await {
        Ok(()) => StatusCode::ACCEPTED,
        Err(error) => {
            say(format_args!("the inbox cannot be written: {}", with_causes(&*error)));
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(match serve(Args::parse()).await {
        Ok(code) => code,
        Err(error) => {
            say(format_args!("webhook: {}", with_causes(&*error)));
            2
        }
    })
}

async fn serve(args: Args) -> Result<u8, Box<dyn Error>> {
    let service = Service::connect().await?;
    let data = match (args.data, service.sandbox()) {
        (Some(folder), _) => folder,
        (None, Some(_)) => std::env::temp_dir().join(format!("webhook-{}", std::process::id())),
        (None, None) => return Err("--data is missing: where inbox and journal are kept".into()),
    };
    tokio::fs::create_dir_all(&data).await?;
    // The journal is locked, so that a second server on the same folder ends here.
    let journal = Journal::open(data.join("journal")).await?;
    let (runs, told) = mpsc::unbounded_channel();
    let inbox = Arc::new(Mutex::new(Inbox::open(&data.join("inbox"), runs).await?));

    let agent = args.agent;
    let requests = stream::unfold(told, async |mut told| Some((told.recv().await?, told)));
    let requests = futures_util::StreamExt::map(requests, move |ticket: String| {
        RunRequest::new(agent.as_str()).target_entity_id(ticket)
    });
    let mut results = service.neo.run_many_from(requests).journal(journal).start().await?;

    let listener = TcpListener::bind(args.listen).await?;
    say(format_args!(
        "POST {{\"ticket\": \"T-1001\"}} to http://{}/tickets; Ctrl-C to stop",
        listener.local_addr()?
    ));
    let router = Router::new().route("/tickets", post(ticket)).with_state(inbox);
    let mut server = std::pin::pin!(async move { axum::serve(listener, router).await });
    loop {
        tokio::select! {
            result = results.next() => match result {
                Some(result) => print(&result),
                None => {
                    say("the journal cannot be written any more: start it again to go on");
                    return Ok(3);
                }
            },
            served = &mut server => served?,
            _ = tokio::signal::ctrl_c() => {
                say("stopped; the runs that were started go on: start it again to follow them");
                return Ok(0);
            }
        }
    }
}

/// A result that cannot be written is not lost: the journal has it, and tells it again at the next start.
fn print(result: &RunResult) {
    let mut line = json!({ "key": result.request.key() });
    match &result.result {
        Ok(run) => line["conclusion"] = json!(run.conclusion),
        Err(error) => line["error"] = json!(with_causes(error)),
    }
    if let Err(error) = writeln!(stdout(), "{line}") {
        say(format_args!("{line} cannot be written: {error}"));
    }
}
