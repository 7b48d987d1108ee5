//! The command line as a whole.

use clap::error::ErrorKind;
use clap::{CommandFactory as _, FromArgMatches as _, Parser};

use crate::failure::{DONE, EXIT_CODES, Failure, NOTHING_SENT};
#[cfg(feature = "keyring")]
use crate::key;
use crate::table::Table;
use crate::{api, approve, chat, completions, print, run, runs};

const ABOUT_KEY: &str = "\
Environment:
  NEO_API_KEY   the key, or a token; never an argument, which others on this machine could read
  NEO_BASE_URL  where the service is, if not at its public address";

/// Neo on the command line
#[derive(Debug, Parser)]
#[command(name = "neo", version, max_term_width = 100, after_help = format!("{EXIT_CODES}\n\n{ABOUT_KEY}"))]
struct Cli {
    /// Talk to a sandbox in this process, which remembers nothing
    #[arg(long, global = true, display_order = 900)]
    sandbox: bool,
    /// Print results as JSON
    #[arg(long, global = true, display_order = 901)]
    json: bool,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    Run(run::Args),
    Runs(runs::Args),
    Chat(chat::Args),
    Approve(approve::Args),
    #[cfg(feature = "keyring")]
    Key(key::Args),
    Completions(completions::Args),
}

/// What every command can be told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Common {
    pub(crate) sandbox: bool,
    pub(crate) json: bool,
}

/// Reads the command line and does what it says; gives the exit code.
pub(crate) fn run() -> Result<u8, Failure> {
    let table = Table::built_in()?;
    let command = Cli::command().subcommand(api::command(&table));
    let matches = match command.clone().try_get_matches() {
        Ok(matches) => matches,
        Err(told) => return tell(&told),
    };
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Failure::usage(format!("no threads can be started: {error}")))?;
    let result = runtime.block_on(async {
        if let Some((api::NAME, matches)) = matches.subcommand() {
            // Of its own futures it is the largest.
            return Box::pin(api::run(matches, &table)).await;
        }
        let cli = Cli::from_arg_matches(&matches)
            .map_err(|error| Failure::usage(error.to_string().trim_end()))?;
        let common = Common { sandbox: cli.sandbox, json: cli.json };
        match cli.command {
            Command::Run(args) => Box::pin(run::run(args, common)).await,
            Command::Runs(args) => Box::pin(runs::run(args, common)).await,
            Command::Chat(args) => Box::pin(chat::run(args, common)).await,
            Command::Approve(args) => Box::pin(approve::run(args, common)).await,
            #[cfg(feature = "keyring")]
            Command::Key(args) => key::run(&args),
            Command::Completions(args) => completions::run(&args, command),
        }
    });
    // A thread that reads standard input ends only with it.
    runtime.shutdown_background();
    result
}

/// Help and version are what was asked for; anything else is a mistake. clap colours only what a terminal shows.
fn tell(told: &clap::Error) -> Result<u8, Failure> {
    let asked = matches!(told.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion);
    if let Err(error) = told.print()
        && error.kind() != std::io::ErrorKind::BrokenPipe
    {
        print::say(format_args!("neo: the output cannot be written: {error}"));
    }
    Ok(if asked { DONE } else { NOTHING_SENT })
}
