//! Neo on the command line.

mod api;
mod approve;
mod arguments;
mod chat;
mod cli;
mod completions;
mod failure;
mod key;
mod once;
mod print;
mod progress;
mod run;
mod runs;
mod schema;
mod service;
mod show;
mod table;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::run() {
        Ok(code) => ExitCode::from(code),
        Err(failure) => failure.tell(),
    }
}
