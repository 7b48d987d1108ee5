//! Chats with an agent from the terminal.
//!
//! What the agent says is printed on standard output as it comes in; everything else goes to standard error. Where
//! standard input is no terminal, each of its lines is a message; without any, on the sandbox, one is sent that shows what a turn
//! looks like. Without a key in `NEO_API_KEY` the chat is with a sandbox in the same process.

mod support;

use std::error::Error;
use std::io::{IsTerminal, Write, stdin, stdout};
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use neoagent::{ChatEvent, ChatPart, ChatSession, Turn};
use support::{Service, ask, code_of, duration, say, shown, with_causes};
use tokio::io::{AsyncBufReadExt, BufReader};

/// The agent that the sandbox has for chats.
const SANDBOX_AGENT: &str = "43";
const SANDBOX_MESSAGE: &str = "Use a tool to find the tickets about printers.";

const AFTER_HELP: &str = "\
Exit codes:
  0  every turn ended without an error
  1  a turn told of an error, or the service refused
  2  usage, a file, or no connection: nothing was sent
  3  a turn did not end in time, could not be followed to its end or not be written; --session goes on

NEO_API_KEY and NEO_BASE_URL say where the agent is. Without a key, a sandbox is started.";

/// Chats with an agent from the terminal
#[derive(Parser)]
#[command(after_help = AFTER_HELP)]
struct Args {
    /// The agent to chat with; 43 on the sandbox
    #[arg(long, value_name = "ID", conflicts_with = "session")]
    agent: Option<String>,
    /// Goes on with a session that was opened before
    #[arg(long, value_name = "ID")]
    session: Option<String>,
    /// A file to send with the first message: an image or a document
    #[arg(long, value_name = "FILE")]
    attach: Option<std::path::PathBuf>,
    /// How long a turn may take: 90s, 10m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
}

#[tokio::main]
async fn main() -> ExitCode {
    ExitCode::from(match chat(Args::parse()).await {
        Ok(all_well) => u8::from(!all_well),
        Err((error, code)) => {
            say(format_args!("chat: {}", with_causes(&*error)));
            code
        }
    })
}

type Failure = (Box<dyn Error>, u8);

fn refused(error: impl Into<Box<dyn Error>>) -> Failure {
    let error = error.into();
    let code = code_of(&*error);
    (error, code)
}

/// Something went wrong after something was said.
fn broken(error: impl Into<Box<dyn Error>>) -> Failure {
    let (error, code) = refused(error);
    (error, if code == 2 { 3 } else { code })
}

async fn chat(args: Args) -> Result<bool, Failure> {
    let service = Service::connect().await.map_err(|error| (error, 2))?;
    let chat = open(&service, &args).await?;
    say(format_args!("session {}", chat.id()));
    let mut attachment = match &args.attach {
        Some(path) => Some(upload(&chat, path).await?),
        None => None,
    };

    let mut lines = BufReader::new(tokio::io::stdin()).lines();
    let mut said = 0;
    let mut all_well = true;
    loop {
        if stdin().is_terminal() {
            ask("> ");
        }
        let line = match lines.next_line().await.map_err(broken)? {
            Some(line) => line,
            None if said == 0 && service.sandbox().is_some() => SANDBOX_MESSAGE.to_owned(),
            None => return Ok(all_well),
        };
        if line.trim().is_empty() && attachment.is_none() {
            continue;
        }
        said += 1;
        let mut message = chat.message(line);
        if let Some(attachment) = attachment.take() {
            message = message.attach(attachment);
        }
        let turn = message.send().await.map_err(broken)?;
        all_well &= follow(&turn, args.deadline).await?;
    }
}

async fn open(service: &Service, args: &Args) -> Result<ChatSession, Failure> {
    let agent = match (&args.session, &args.agent) {
        (Some(session), _) => return Ok(service.neo.chat(session)),
        (None, Some(agent)) => agent,
        (None, None) if service.sandbox().is_some() => SANDBOX_AGENT,
        (None, None) => {
            return Err(refused("--agent is needed: the id of the agent to chat with"));
        }
    };
    service.neo.open_chat(agent).open().await.map_err(refused)
}

async fn upload(
    chat: &ChatSession,
    path: &std::path::Path,
) -> Result<neoagent::ChatAttachment, Failure> {
    let unread = |error| refused(format!("{}: {error}", path.display()));
    let bytes = tokio::fs::read(path).await.map_err(unread)?;
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let upload = chat.upload(media_type(&name), bytes).filename(name);
    upload.send().await.map_err(broken)
}

/// The kinds that the service takes, by the ends of their names.
fn media_type(name: &str) -> &'static str {
    let end = name.rsplit_once('.').map_or("", |(_, end)| end);
    match end.to_ascii_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "pdf" => "application/pdf",
        "csv" => "text/csv",
        _ => "text/plain",
    }
}

/// Prints a turn as it comes in; gives whether it told of no error.
async fn follow(turn: &Turn, deadline: Duration) -> Result<bool, Failure> {
    let mut written = Ok(());
    let reply = turn
        .follow()
        .deadline(deadline)
        .on_event(|event| {
            if written.is_ok() {
                written = tell(event);
            }
        })
        .await
        .map_err(|error| (error.into(), 3))?;
    written.and_then(|()| writeln!(stdout())).map_err(broken)?;
    if let Some(error) = &reply.error {
        say(format_args!("the turn failed: {error}"));
    }
    Ok(reply.is_success())
}

fn tell(event: &ChatEvent) -> std::io::Result<()> {
    let mut out = stdout().lock();
    if let Some(text) = event.text() {
        write!(out, "{}", shown(text))?;
        return out.flush();
    }
    match &event.part {
        ChatPart::ToolInputAvailable { tool_name, input, .. } => {
            say(format_args!("[{tool_name} {input}]"));
        }
        ChatPart::ToolOutputError { error_text, .. } => say(format_args!("[failed: {error_text}]")),
        ChatPart::Unknown => say(format_args!("[{}]", event.json)),
        _ => {}
    }
    Ok(())
}
