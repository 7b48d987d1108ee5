//! What came of looking for a run.

use std::fmt;
use std::time::Duration;

use oas_runtime::layer::line;

use super::handle::RunHandle;

/// How many candidates the text of an error names.
const MOST_NAMED: usize = 5;

/// What an error says of a search that did not find the run.
#[derive(Clone, Debug)]
pub(crate) struct Searched {
    pub(crate) candidates: Vec<RunHandle>,
    pub(crate) note: String,
}

impl Searched {
    pub(crate) fn nothing(grace: Duration) -> Self {
        Self {
            candidates: Vec::new(),
            note: format!("looked for the run for {grace:.1?} and found none"),
        }
    }

    pub(crate) fn unsure(candidates: Vec<RunHandle>, why: &str) -> Self {
        Self { candidates, note: why.to_owned() }
    }
}

impl fmt::Display for Searched {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.note)?;
        for (number, handle) in self.candidates.iter().take(MOST_NAMED).enumerate() {
            f.write_str(if number == 0 { ": " } else { ", " })?;
            write!(f, "{}", line(handle.execution_id()))?;
        }
        match self.candidates.len().saturating_sub(MOST_NAMED) {
            0 => Ok(()),
            more => write!(f, " and {more} more"),
        }
    }
}
