//! Why a command did not do what was asked, and the exit code that says so.

use std::fmt::Display;
use std::path::Path;
use std::process::ExitCode;

/// What the exit code says. The codes are the same in all commands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// What was asked about does not hold: an operation was skipped, a lock does not fit, a step failed.
    Negative = 1,
    /// A wrong argument, or a file that cannot be read or written.
    Usage = 2,
    /// The document could not be fetched.
    Fetch = 4,
    /// The document is not valid, or no client can be generated from it.
    Document = 5,
}

/// A message of one paragraph, and the exit code.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    message: String,
}

impl Failure {
    /// A failure of a kind.
    pub fn new(kind: Kind, message: impl Display) -> Self {
        Self { kind, message: message.to_string() }
    }

    /// A wrong argument, or something else that the user has to mend outside the document.
    pub fn usage(message: impl Display) -> Self {
        Self::new(Kind::Usage, message)
    }

    /// A file that cannot be read or written.
    pub fn file(path: &Path, doing: &str, error: impl Display) -> Self {
        Self::usage(format!("cannot {doing} {}: {error}", path.display()))
    }

    /// The message, without "error:" in front.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The exit code.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(self.kind as u8)
    }
}

impl From<oas_source::Error> for Failure {
    fn from(error: oas_source::Error) -> Self {
        let kind = match error.kind() {
            oas_source::ErrorKind::File => Kind::Usage,
            _ => Kind::Document,
        };
        Self::new(kind, error)
    }
}

impl From<oas_codegen::Error> for Failure {
    fn from(error: oas_codegen::Error) -> Self {
        let kind = match error.kind() {
            oas_codegen::ErrorKind::Settings | oas_codegen::ErrorKind::File => Kind::Usage,
            _ => Kind::Document,
        };
        Self::new(kind, error)
    }
}
