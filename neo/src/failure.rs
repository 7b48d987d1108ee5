//! Why a command ends early, and what the process ends with.

use std::error::Error;
use std::process::ExitCode;

use neoagent::Outcome;

use crate::print;

/// What a person asked for was done.
pub(crate) const DONE: u8 = 0;
/// The service said no, or the run ended otherwise than in success.
pub(crate) const NO: u8 = 1;
/// Usage, a file or a setting, or no connection: nothing was sent.
pub(crate) const NOTHING_SENT: u8 = 2;
/// Nobody knows, or not yet.
pub(crate) const UNKNOWN: u8 = 3;

/// For `--help`.
pub(crate) const EXIT_CODES: &str = "\
Exit codes:
  0  done; a run ended in success
  1  the service refused, or a run ended otherwise than in success
  2  usage, a file, a setting or no connection: nothing was sent
  3  the outcome is not known: what was sent may have been done, or a run goes on";

/// Why a command ends early.
#[derive(Debug)]
pub(crate) struct Failure {
    /// In one sentence; nothing where nobody reads on.
    message: Option<String>,
    code: u8,
}

impl Failure {
    pub(crate) fn new(code: u8, message: impl Into<String>) -> Self {
        Self { message: Some(message.into()), code }
    }

    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(NOTHING_SENT, message)
    }

    /// Whoever read what was written has enough of it: no reason to complain.
    pub(crate) fn closed() -> Self {
        Self { message: None, code: DONE }
    }

    #[cfg(test)]
    pub(crate) fn message(&self) -> &str {
        self.message.as_deref().unwrap_or_default()
    }

    /// Whether nobody reads on.
    pub(crate) fn is_closed(&self) -> bool {
        self.message.is_none()
    }

    /// The same, after something was done.
    pub(crate) fn after_something(mut self) -> Self {
        if self.code == NOTHING_SENT {
            self.code = UNKNOWN;
        }
        self
    }

    /// Says why, and gives the exit code.
    pub(crate) fn tell(self) -> ExitCode {
        if let Some(message) = self.message {
            print::say(format_args!("neo: {message}"));
        }
        ExitCode::from(self.code)
    }
}

impl From<neoagent::Error> for Failure {
    fn from(error: neoagent::Error) -> Self {
        Self::new(code_of(error.outcome()), with_causes(&error))
    }
}

impl From<oas_runtime::Error> for Failure {
    fn from(error: oas_runtime::Error) -> Self {
        // Which field it is that the service does not take stands there.
        let details = error.details().map(|details| format!("; details: {details}"));
        let text = format!("{}{}", with_causes(&error), details.unwrap_or_default());
        Self::new(code_of(error.outcome()), text)
    }
}

/// 2 if nothing was sent, 1 if the service refused, 3 if nobody knows.
pub(crate) fn code_of(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotSent => NOTHING_SENT,
        Outcome::Refused => NO,
        _ => UNKNOWN,
    }
}

/// An error with all that led to it, on one line.
pub(crate) fn with_causes(error: &dyn Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
