//! Output that does not fail when nobody reads on: `println!` panics once a pipe is closed.

use std::io::{self, ErrorKind, Write};
use std::process::ExitCode;

use crate::failure::Failure;

/// Writes to standard output.
pub fn out(text: &str) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(text.as_bytes()).and_then(|()| stdout.flush()) {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::usage(format!("cannot write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes a line to standard error. There is nowhere left to say that this failed.
pub fn error(line: &str) {
    let _ = writeln!(io::stderr(), "{line}");
}

/// Writes why a command failed to standard error, and gives the exit code.
pub fn failure(failure: &Failure) -> ExitCode {
    error(&format!("error: {}", failure.message()));
    failure.exit_code()
}
