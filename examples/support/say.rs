//! Telling a person what goes on: on standard error, which may be gone without that being a reason to lose a run.

use std::error::Error;
use std::fmt::Display;
use std::io::{Write as _, stderr};

use neoagent::Outcome;

/// Writes a line to standard error. Nobody may be there to read it, and what goes on goes on all the same.
pub(crate) fn say(what: impl Display) {
    let _ = writeln!(stderr(), "{}", shown(&what.to_string()));
}

/// Asks on standard error, without ending the line.
pub(crate) fn ask(what: impl Display) {
    let _ = write!(stderr(), "{}", shown(&what.to_string()));
    let _ = stderr().flush();
}

/// A text without what a terminal would take for a command, since ids and messages are other people's.
pub(crate) fn shown(text: &str) -> String {
    let plain = |character: char| matches!(character, '\n' | '\t') || !character.is_control();
    text.chars().map(|character| if plain(character) { character } else { ' ' }).collect()
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

/// What a program ends with that ends with this error: 2 if nothing was sent, 1 if the service refused, 3 if nobody knows.
pub(crate) fn code_of(error: &(dyn Error + 'static)) -> u8 {
    match error.downcast_ref::<neoagent::Error>().map(neoagent::Error::outcome) {
        None | Some(Outcome::NotSent) => 2,
        Some(Outcome::Refused) => 1,
        Some(_) => 3,
    }
}
