//! The workspace's command line: `cargo xtask --help`.

mod cargo;
mod ci;
mod cli;
mod corpus;
mod metadata;
mod rehearse;
mod soak;
mod spec;
mod wire_suite;
mod workspace;

use std::process::ExitCode;

fn main() -> ExitCode {
    // Cargo runs this program in front of the compiler while the corpus is checked.
    if let Some(code) = oas_corpus_harness::as_compiler() {
        return code;
    }
    match cli::Cli::of_arguments().run() {
        Ok(code) => code,
        Err(failure) => oas_command::print::failure(&failure),
    }
}
