//! Reading a journal that was written before.

use super::record::{Header, KNOWN, Record, VERSION};
use super::state::Runs;

/// What the bytes of a journal come to.
#[derive(Debug, Default)]
pub(super) struct Before {
    pub(super) header: Option<Header>,
    pub(super) state: Runs,
    /// How many bytes are whole lines. What is behind was cut off while it was written, and never took effect.
    pub(super) whole: usize,
    /// Whether the last whole line lacks only its end.
    pub(super) unended: bool,
}

/// Why the bytes are no journal: the line, counted from one, and what is wrong with it.
#[derive(Debug)]
pub(super) struct Damage {
    pub(super) line: usize,
    pub(super) what: String,
}

pub(super) fn read(bytes: &[u8]) -> Result<Before, Damage> {
    let mut before = Before::default();
    for (number, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let ended = line.ends_with(b"\n");
        let taken = take(line.trim_ascii(), &mut before);
        match taken {
            Ok(()) => {
                before.whole += line.len();
                before.unended = !ended;
            }
            // A line is written in one piece and without a newline in it: without its end, it is not all there.
            Err(Wrong::Form(_)) if !ended && (before.header.is_some() || may_begin(line)) => break,
            Err(Wrong::Form(what) | Wrong::Sense(what)) => {
                return Err(Damage { line: number + 1, what });
            }
        }
    }
    Ok(before)
}

/// Whether a journal may begin so, cut off or not. A file of somebody else's must not be taken for one.
fn may_begin(line: &[u8]) -> bool {
    const START: &[u8] = br#"{"neoagent_journal":"#;
    line.starts_with(START) || START.starts_with(line)
}

/// What is wrong with a line.
enum Wrong {
    /// It is no record.
    Form(String),
    /// It is a record that cannot stand there.
    Sense(String),
}

fn take(line: &[u8], before: &mut Before) -> Result<(), Wrong> {
    if line.is_empty() {
        return Ok(());
    }
    let json: serde_json::Value =
        serde_json::from_slice(line).map_err(|_| Wrong::Form("it is not JSON".to_owned()))?;
    if before.header.is_none() || json.get("neoagent_journal").is_some() {
        let header: Header = serde_json::from_value(json).map_err(|_| {
            Wrong::Sense("it does not begin like a journal; is it another file?".to_owned())
        })?;
        if header.neoagent_journal != VERSION {
            let found = header.neoagent_journal;
            let what = format!("it is a journal of version {found}, and {VERSION} is known here");
            return Err(Wrong::Sense(what));
        }
        // Two processes may have begun it at once, on a file system that has no locks.
        if before.header.as_ref().is_some_and(|first| *first != header) {
            return Err(Wrong::Sense("it is another job's journal from here on".to_owned()));
        }
        before.header = Some(header);
        return Ok(());
    }
    let word = json.get("event").and_then(serde_json::Value::as_str);
    if word.is_some_and(|word| !KNOWN.contains(&word)) {
        return Ok(());
    }
    let record: Record = serde_json::from_value(json)
        .map_err(|_| Wrong::Sense("it is no record of a version known here".to_owned()))?;
    let key = &record.key;
    let applied = before.state.apply(&record);
    applied.map_err(|what| Wrong::Sense(format!("of key {key:?}: {what}")))
}
