//! Output that does not fail when nobody reads on: `println!` panics once a pipe is closed.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};

use crate::failure::Failure;

/// Writes to standard output, at once.
pub(crate) fn out(bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut stdout = io::stdout().lock();
    match stdout.write_all(bytes.as_ref()).and_then(|()| stdout.flush()) {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Err(Failure::closed()),
        Err(error) => {
            Err(Failure::usage(format!("the output cannot be written: {error}")).after_something())
        }
    }
}

/// Writes a line to standard error. Nobody may be there to read it, and what goes on goes on all the same.
pub(crate) fn say(what: impl Display) {
    let _ = writeln!(io::stderr(), "{}", shown(&what.to_string()));
}

/// Asks on standard error, without ending the line.
pub(crate) fn ask(what: impl Display) {
    let _ = write!(io::stderr(), "{}", shown(&what.to_string()));
    let _ = io::stderr().flush();
}

/// A text without what a terminal would take for a command, since ids and messages are other people's.
pub(crate) fn shown(text: &str) -> String {
    let plain = |character: char| matches!(character, '\n' | '\t') || !character.is_control();
    text.chars().map(|character| if plain(character) { character } else { ' ' }).collect()
}
