//! The commands.

use std::process::ExitCode;

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use oas_command::failure::Failure;
use oas_command::{completions, generate, help};

use crate::{ci, corpus, rehearse, soak, spec, wire_suite, workspace};

/// Looks after the OpenAPI document and what is made of it.
#[derive(Debug, Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", max_term_width = 80)]
#[command(
    after_help = "Every command works from any folder of the workspace; paths are relative to where you are."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Ci(ci::Args),
    Corpus(oas_corpus_harness::Args),
    Completions(completions::Args),
    Generate(generate::Args),
    Rehearse(rehearse::Args),
    Soak(soak::Args),
    Spec(spec::Args),
    Suites(oas_corpus_harness::SuitesArgs),
    WireSuite(wire_suite::Args),
}

impl Cli {
    pub(crate) fn of_arguments() -> Self {
        let command =
            Self::command().mut_subcommand("spec", |spec| help::renamed(spec, "cargo xtask spec"));
        let matches = help::renamed(command, "cargo xtask").get_matches();
        Self::from_arg_matches(&matches).unwrap_or_else(|error| error.exit())
    }

    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        match self.command {
            Command::Ci(args) => ci::run(&args),
            Command::Corpus(args) => corpus::run(&args),
            Command::Completions(args) => completions::run(&args, Cli::command(), "xtask"),
            Command::Generate(args) => generate::run(args, &workspace::project()),
            Command::Rehearse(args) => rehearse::run(&args),
            Command::Soak(args) => soak::run(&args),
            Command::Spec(args) => spec::run(args),
            Command::Suites(args) => corpus::suites(&args),
            Command::WireSuite(args) => wire_suite::run(&args),
        }
    }
}
