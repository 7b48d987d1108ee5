//! `cargo oas`: see `cargo oas --help`.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    match cli::Cli::of(std::env::args_os().collect()).run() {
        Ok(code) => code,
        Err(failure) => oas_command::print::failure(&failure),
    }
}
