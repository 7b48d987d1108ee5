//! Which lines of the code rely on something.

use std::fmt;
use std::fs;
use std::path::Path;

/// Where code is that a user or a maintainer compiles.
const FOLDERS: [&str; 4] = ["src", "examples", "tests", "benches"];

/// The lines of the package's code.
#[derive(Debug, Default)]
pub(super) struct Uses(Vec<(String, String)>);

/// A line of the code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::drift) struct Use {
    pub(in crate::drift) file: String,
    pub(in crate::drift) line: usize,
}

impl Uses {
    /// Reads it. What cannot be read is not named as relying on anything.
    pub(super) fn read(root: &Path) -> Self {
        let mut files = Vec::new();
        for folder in FOLDERS {
            collect(&root.join(folder), folder, &mut files);
        }
        files.sort();
        Self(files)
    }

    /// The lines with one of these texts, those of the library first.
    pub(super) fn of(&self, needles: &[String]) -> Vec<Use> {
        let mut found = Vec::new();
        for (file, text) in &self.0 {
            let lines = text.lines().enumerate();
            let lines = lines.filter(|(_, line)| needles.iter().any(|it| has(line, it)));
            found.extend(lines.map(|(at, _)| Use { file: file.clone(), line: at + 1 }));
        }
        found.sort_by_key(|one| FOLDERS.iter().position(|it| one.file.starts_with(it)));
        found
    }
}

impl Use {
    /// The place at the start of a line of the compiler, and the rest.
    pub(super) fn split(said: &str) -> (Option<Self>, String) {
        let mut parts = said.splitn(4, ':');
        let place = (parts.next(), parts.next().and_then(|line| line.parse().ok()), parts.next());
        match (place, parts.next()) {
            ((Some(file), Some(line), Some(_)), Some(rest)) => {
                (Some(Self { file: file.to_owned(), line }), rest.trim().to_owned())
            }
            _ => (None, said.to_owned()),
        }
    }
}

impl fmt::Display for Use {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.file, self.line)
    }
}

/// Whether a line has a text that is no part of a longer name.
fn has(line: &str, needle: &str) -> bool {
    let part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let whole = |at: usize| {
        let next = line[at + needle.len()..].chars().next();
        !needle.ends_with(part) || !next.is_some_and(part)
    };
    !line.trim_start().starts_with("//") && line.match_indices(needle).any(|(at, _)| whole(at))
}

fn collect(folder: &Path, name: &str, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let file = entry.file_name();
        let name = format!("{name}/{}", file.to_string_lossy());
        let path = entry.path();
        if path.is_dir() {
            collect(&path, &name, files);
        } else if name.ends_with(".rs")
            && let Ok(text) = fs::read_to_string(&path)
        {
            files.push((name, text));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_not_part_of_a_longer_one() {
        assert!(has("let a = neo.get_run().send();", ".get_run("));
        assert!(has("x: contract::Run,", "contract::Run"));
        assert!(!has("x: contract::RunState,", "contract::Run"));
        assert!(!has("  // contract::Run", "contract::Run"));
    }

    #[test]
    fn the_place_of_a_complaint_is_read() {
        let (place, what) = Use::split("src/a.rs:3:7: error[E0599]: no method: `x`");
        assert_eq!(place.map(|it| it.to_string()).as_deref(), Some("src/a.rs:3"));
        assert_eq!(what, "error[E0599]: no method: `x`");
        assert_eq!(Use::split("error: linking"), (None, "error: linking".to_owned()));
    }
}
