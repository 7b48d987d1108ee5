//! The commands of `cargo oas`.

use std::ffi::OsString;
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory as _, Parser, Subcommand};
use oas_command::drift::{check, refresh};
use oas_command::failure::Failure;
use oas_command::project::Project;
use oas_command::vendored::Place;
use oas_command::{
    bundle, completions, diff, explain, generate, init, inspect, interrupt, mock, overlay,
};

/// From OpenAPI documents to Rust clients, and from one version of a document to the next.
#[derive(Debug, Parser)]
#[command(name = "oas", bin_name = "cargo oas", version, max_term_width = 100)]
#[command(after_help = "\
A project can have a file oas.toml, in its root, that says what a command is about where its arguments do not:
  [documents.pets]
  path = \"openapi.yaml\"
  source = \"https://pets.example.com/openapi.yaml\"
  generate = { path_prefix = \"/v1\" }
It is looked for in the folder that the command runs in and above; `package.metadata.oas` in Cargo.toml does the same.")]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
    /// The document of oas.toml that this is about, where it has several
    #[arg(long, global = true, value_name = "NAME")]
    api: Option<String>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Bundle(bundle::Args),
    Check(check::Args),
    Completions(completions::Args),
    Diff(diff::Args),
    Explain(explain::Args),
    Generate(generate::Args),
    Init(init::Args),
    Inspect(inspect::Args),
    Mock(mock::Args),
    Overlay(overlay::Args),
    Refresh(refresh::Args),
}

impl Cli {
    /// Cargo gives the name of the subcommand as the first argument; who calls the program by its own name does not.
    pub(crate) fn of(mut args: Vec<OsString>) -> Self {
        if args.get(1).is_some_and(|first| first == "oas") {
            args.remove(1);
        }
        Self::parse_from(args)
    }

    pub(crate) fn run(self) -> Result<ExitCode, Failure> {
        // A mock is there until it is interrupted.
        if !matches!(self.command, Command::Mock(_)) {
            interrupt::say();
        }
        let here =
            || std::env::current_dir().map_err(|error| Failure::file(Path::new("."), "use", error));
        let api = self.api.as_deref();
        let project = || -> Result<Project, Failure> {
            Ok(Project::find(&here()?, api)?.unwrap_or_default())
        };
        let places = || -> Result<Vec<Place>, Failure> {
            Project::all(&here()?, api)?.into_iter().map(Place::of).collect()
        };
        match self.command {
            Command::Bundle(args) => bundle::run(&args),
            Command::Check(args) => check::run(&args, places()?),
            Command::Completions(args) => completions::run(&args, Cli::command(), "oas"),
            Command::Diff(args) => diff::run(&args, &project()?),
            Command::Explain(args) => explain::run(&args),
            Command::Generate(args) => generate::run(args, &project()?),
            Command::Init(args) => init::run(&args),
            Command::Inspect(args) => inspect::run(&args, &project()?),
            Command::Mock(args) => mock::run(args, &project()?),
            Command::Overlay(args) => overlay::run(&args),
            Command::Refresh(args) => refresh::run(&args, places()?),
        }
    }
}
