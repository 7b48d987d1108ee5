//! Changes that somebody has looked at and accepted, each with a reason.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use oas_diff::{Change, Report, rules};
use serde::Deserialize;

use crate::failure::{Failure, Kind};
use crate::print;

/// A file of accepted changes.
#[derive(Debug, Default)]
pub struct Accepted {
    path: PathBuf,
    entries: Vec<Entry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    /// The id of the rule, as the reports show it.
    rule: String,
    /// Where the change is, as every report shows it in the entry for this file: `accept`, or the plain JSON pointer, in the
    /// newer document where it has one.
    pointer: String,
    /// Why it is no reason to fail.
    reason: String,
}

impl Entry {
    fn names(&self, change: &Change) -> bool {
        let pointers = [change.accept.as_str(), change.pointer()];
        self.rule == change.rule && pointers.contains(&self.pointer.as_str())
    }
}

impl Accepted {
    /// Reads a file.
    ///
    /// # Errors
    /// It cannot be read, or is not in the form of such a file.
    pub fn read(path: &Path) -> Result<Self, Failure> {
        let text =
            std::fs::read_to_string(path).map_err(|error| Failure::file(path, "read", error))?;
        Self::parse(path, &text).map_err(|why| Failure::usage(format!("{}: {why}", path.display())))
    }

    /// The same; nothing is accepted where there is no file.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_if_there(path: &Path) -> Result<Self, Failure> {
        match path.symlink_metadata() {
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(Self::default()),
            _ => Self::read(path),
        }
    }

    fn parse(path: &Path, text: &str) -> Result<Self, String> {
        let entries: Vec<Entry> = serde_json::from_str(text).map_err(|error| {
            format!("accepted changes are a JSON array of {{\"rule\", \"pointer\", \"reason\"}}: {error}")
        })?;
        for (index, entry) in entries.iter().enumerate() {
            let what = format!("{} at {:?}", entry.rule, entry.pointer);
            if rules::find(&entry.rule).is_none() {
                return Err(format!("there is no rule {:?}; docs/rules.md lists them", entry.rule));
            }
            if entry.reason.trim().is_empty() {
                return Err(format!("{what} has no reason; say why it is accepted"));
            }
            let same = |other: &Entry| other.rule == entry.rule && other.pointer == entry.pointer;
            if entries.iter().take(index).any(same) {
                return Err(format!("{what} is there twice; remove one"));
            }
        }
        Ok(Self { path: path.to_owned(), entries })
    }

    /// Takes the accepted changes out of a report.
    pub fn apply(&self, report: &mut Report) -> Applied {
        let before = report.changes.len();
        let stale = self
            .entries
            .iter()
            .filter(|entry| !report.changes.iter().any(|change| entry.names(change)))
            .map(|entry| {
                format!(
                    "{}: {} at {:?} is not a change any more; remove the entry",
                    self.path.display(),
                    entry.rule,
                    entry.pointer
                )
            })
            .collect();
        report.retain(|change| !self.entries.iter().any(|entry| entry.names(change)));
        Applied { accepted: before - report.changes.len(), stale }
    }
}

/// What became of the entries.
#[derive(Debug)]
pub struct Applied {
    /// How many changes were taken out.
    pub accepted: usize,
    stale: Vec<String>,
}

impl Applied {
    /// Complains about entries that name no change. An entry that is left there would accept, unseen, what happens at its
    /// place some day; so a run that has nothing else to say fails because of it.
    pub fn finish(&self, code: ExitCode) -> ExitCode {
        for complaint in &self.stale {
            print::error(complaint);
        }
        if self.stale.is_empty() || code != ExitCode::SUCCESS {
            code
        } else {
            ExitCode::from(Kind::Usage as u8)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_to_say_what_and_why() {
        let parse = |text: &str| Accepted::parse(Path::new("a.json"), text);
        assert!(parse("[]").is_ok());
        let good =
            r#"{"rule": "path-removed", "pointer": "/paths/~1a", "reason": "never shipped"}"#;
        assert!(parse(&format!("[{good}]")).is_ok());
        for (text, says) in [
            ("{}".to_owned(), "JSON array"),
            (format!("[{good}, {good}]"), "twice"),
            (format!("[{}]", good.replace("path-removed", "path-gone")), "no rule"),
            (format!("[{}]", good.replace("never shipped", " ")), "no reason"),
            (format!("[{}]", good.replace("pointer", "where")), "where"),
        ] {
            let error = parse(&text).expect_err(&text);
            assert!(error.contains(says), "{error}");
        }
    }
}
