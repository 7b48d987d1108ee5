//! The workspace's command line: `cargo xtask --help`.

mod atomic;
mod cargo;
mod ci;
mod cli;
mod completions;
mod corpus;
mod failure;
mod fetch;
mod generate;
mod input;
mod metadata;
mod print;
mod soak;
mod source;
mod spec;
mod table;
mod vendored;
mod workspace;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // Cargo runs this program in front of the compiler while the corpus is checked.
    if let Some(code) = corpus::as_compiler() {
        return code;
    }
    match cli::Cli::parse().run() {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
