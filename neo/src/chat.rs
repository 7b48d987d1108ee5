//! `neo chat`: messages to an agent, and what it says.

use std::io::{IsTerminal, stdin};
use std::path::Path;
use std::time::Duration;

use neoagent::{ChatAttachment, ChatEvent, ChatPart, ChatSession, PostMessage, Turn};
use tokio::io::{AsyncBufReadExt, BufReader};

use crate::api::read;
use crate::arguments::{duration, something};
use crate::cli::Common;
use crate::failure::{DONE, EXIT_CODES, Failure, NO, UNKNOWN, with_causes};
use crate::print;
use crate::service::Service;

/// The kinds of files that can be attached, by their endings.
const KINDS: [(&str, &str); 9] = [
    ("csv", "text/csv"),
    ("gif", "image/gif"),
    ("jpeg", "image/jpeg"),
    ("jpg", "image/jpeg"),
    ("md", "text/markdown"),
    ("pdf", "application/pdf"),
    ("png", "image/png"),
    ("txt", "text/plain"),
    ("webp", "image/webp"),
];

/// A file to be attached, and its media type.
fn attachment(path: &str) -> Result<(String, &'static str), String> {
    let ending = Path::new(path).extension().unwrap_or_default().to_string_lossy();
    let kind = KINDS.iter().find(|(known, _)| ending.eq_ignore_ascii_case(known));
    match kind {
        Some((_, media_type)) => Ok((path.to_owned(), media_type)),
        None => {
            let known: Vec<&str> = KINDS.iter().map(|(known, _)| *known).collect();
            Err(format!("its name has to end in one of {}", known.join(", ")))
        }
    }
}

/// Chat with an agent
///
/// What the agent says is printed as it comes in, with --json the events. Without messages, each line of standard input is one.
#[derive(Debug, clap::Args)]
#[command(after_help = EXIT_CODES)]
pub(crate) struct Args {
    /// The messages, one after the other
    #[arg(value_name = "MESSAGE")]
    messages: Vec<String>,
    /// The agent to chat with
    #[arg(long, value_name = "ID", required_unless_present = "session", value_parser = something)]
    agent: Option<String>,
    /// Go on with a session that was opened before
    #[arg(long, value_name = "ID", conflicts_with = "agent", value_parser = something)]
    session: Option<String>,
    /// A file to go with the first message; again for more
    #[arg(long, value_name = "FILE", value_parser = attachment)]
    attach: Vec<(String, &'static str)>,
    /// How long a turn may take: 90s, 10m
    #[arg(long, value_name = "TIME", default_value = "10m", value_parser = duration)]
    deadline: Duration,
}

pub(crate) async fn run(args: Args, common: Common) -> Result<u8, Failure> {
    let files = args.attach.iter().map(|(path, kind)| {
        read(path, "the attachment").map(|bytes| (path.as_str(), *kind, bytes))
    });
    // What cannot be read opens no session.
    let files = files.collect::<Result<Vec<_>, _>>()?;
    let service = Service::connect(common.sandbox, true).await?;
    let chat = match (&args.session, &args.agent) {
        (Some(session), _) => service.neo.chat(session),
        (None, agent) => service.neo.open_chat(agent.as_deref().unwrap_or_default()).open().await?,
    };
    print::say(format_args!("session {}", chat.id()));
    let mut attached = Vec::new();
    for (path, kind, bytes) in files {
        let name = Path::new(path).file_name().unwrap_or_default().to_string_lossy();
        let uploaded = chat.upload(kind, bytes).filename(name).send().await;
        attached.push(uploaded.map_err(Failure::from).map_err(Failure::after_something)?);
    }
    let mut code = DONE;
    for message in &args.messages {
        let attached = std::mem::take(&mut attached);
        code = code.max(turn(&chat, message, attached, &args, common).await?);
    }
    if args.messages.is_empty() {
        let mut lines = BufReader::new(tokio::io::stdin()).lines();
        loop {
            if stdin().is_terminal() {
                print::ask("> ");
            }
            let line = lines.next_line().await.map_err(|error| {
                Failure::new(UNKNOWN, format!("standard input cannot be read: {error}"))
            })?;
            let Some(line) = line else { break };
            if !line.trim().is_empty() {
                let attached = std::mem::take(&mut attached);
                code = code.max(turn(&chat, &line, attached, &args, common).await?);
            }
        }
    }
    Ok(code)
}

/// Sends a message and prints the turn as it comes in.
async fn turn(
    chat: &ChatSession,
    message: &str,
    attached: Vec<ChatAttachment>,
    args: &Args,
    common: Common,
) -> Result<u8, Failure> {
    let message = attached.into_iter().fold(chat.message(message), PostMessage::attach);
    let turn: Turn =
        message.send().await.map_err(Failure::from).map_err(Failure::after_something)?;
    let mut written = Ok(());
    let follow = turn.follow().deadline(args.deadline).on_event(|event| {
        if written.is_ok() {
            written = tell(event, common.json);
        }
    });
    let reply = tokio::select! {
        reply = follow => reply,
        _ = tokio::signal::ctrl_c() => {
            let message = format!("interrupted; `neo chat --session {}` goes on", chat.id());
            return Err(Failure::new(UNKNOWN, message));
        }
    };
    let reply = reply.map_err(|error| {
        let how = format!("`neo chat --session {}` goes on", chat.id());
        Failure::new(UNKNOWN, format!("{}; {how}", with_causes(&error)))
    })?;
    written?;
    if !common.json {
        print::out("\n")?;
    }
    if let Some(error) = &reply.error {
        print::say(format_args!("the turn failed: {error}"));
    }
    Ok(if reply.is_success() { DONE } else { NO })
}

fn tell(event: &ChatEvent, json: bool) -> Result<(), Failure> {
    if json {
        return print::out(format!("{}\n", event.json));
    }
    if let Some(text) = event.text() {
        return print::out(print::shown(text));
    }
    match &event.part {
        ChatPart::ToolInputAvailable { tool_name, input, .. } => {
            print::say(format_args!("[{tool_name} {input}]"));
        }
        ChatPart::ToolOutputError { error_text, .. } => {
            print::say(format_args!("[failed: {error_text}]"));
        }
        ChatPart::Unknown => print::say(format_args!("[{}]", event.json)),
        _ => {}
    }
    Ok(())
}
