//! Which operation an entry of the settings is about: a service may call a parameter otherwise, add a slash, or have the prefix of its
//! paths in its address, and it is the same operation.

use std::collections::{BTreeMap, BTreeSet};

/// The entries of the settings by the operations of a document, both as method and path.
#[derive(Debug, Default)]
pub(super) struct Entries {
    by_operation: BTreeMap<String, String>,
    /// Entries that no operation is.
    pub(super) stale: Vec<String>,
}

impl Entries {
    /// An entry is of the operation that is written as it is, or else of the first one of the same structure that has none.
    pub(super) fn of<'a>(
        entries: impl Iterator<Item = &'a String>,
        operations: &[String],
        prefix: &str,
    ) -> Self {
        let structure = |key: &str| structure(key, prefix);
        let written: BTreeSet<&String> = operations.iter().collect();
        let (same, others): (Vec<_>, Vec<_>) = entries.partition(|entry| written.contains(entry));
        let mut this = Self::default();
        this.by_operation.extend(same.into_iter().map(|entry| (entry.clone(), entry.clone())));
        let mut by_structure: BTreeMap<String, Vec<&String>> = BTreeMap::new();
        for operation in operations.iter().filter(|one| !this.by_operation.contains_key(*one)) {
            by_structure.entry(structure(operation)).or_default().push(operation);
        }
        for entry in others {
            let operations = by_structure.get_mut(&structure(entry));
            match operations.filter(|operations| !operations.is_empty()) {
                Some(operations) => {
                    this.by_operation.insert(operations.remove(0).clone(), entry.clone());
                }
                None => this.stale.push(entry.clone()),
            }
        }
        this
    }

    /// The entry of an operation.
    pub(super) fn entry(&self, operation: &str) -> Option<&String> {
        self.by_operation.get(operation)
    }

    /// The names that the entry of an operation has for the parameters of its path, in their order.
    pub(super) fn parameters(&self, operation: &str) -> Vec<&str> {
        self.entry(operation).map(|entry| parts(entry).1).unwrap_or_default()
    }
}

/// Method and path, without what can differ in two documents of one service: the names of parameters, a slash at the end, and a prefix
/// that all paths share, without the slash at its end.
#[must_use]
pub fn structure(key: &str, prefix: &str) -> String {
    let (method, path) = key.split_once(' ').unwrap_or(("", key));
    let below = path.strip_prefix(prefix.trim_end_matches('/'));
    let path = below.filter(|rest| rest.is_empty() || rest.starts_with('/')).unwrap_or(path);
    parts(&format!("{method} {}", path.trim_end_matches('/'))).0.join("{}")
}

/// What stands around the placeholders of a path, and their names.
fn parts(path: &str) -> (Vec<&str>, Vec<&str>) {
    let (mut around, mut names, mut rest) = (Vec::new(), Vec::new(), path);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, after)) = after.split_once('}') else { break };
        around.push(before);
        names.push(name);
        rest = after;
    }
    around.push(rest);
    (around, names)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_is_known_again_by_its_structure() {
        for (written, structured) in [
            ("GET /runs/{run_id}", "GET /runs/{}"),
            ("GET /runs/{id}/", "GET /runs/{}"),
            ("GET /apis/{x}.{y}", "GET /apis/{}.{}"),
            ("GET /", "GET "),
            ("GET /a/{open", "GET /a/{open"),
        ] {
            assert_eq!(structure(written, ""), structured, "{written}");
            assert_eq!(structure(written, "/v1"), structured, "{written}");
            let below = written.replacen(" /", " /v1/", 1);
            assert_eq!(structure(&below, "/v1/"), structured, "{written}");
        }
        assert_eq!(structure("GET /v1", "/v1"), "GET ");
        assert_eq!(structure("GET /v10/a", "/v1"), "GET /v10/a");
    }

    #[test]
    fn what_is_written_alike_comes_before_what_is_alike() {
        let texts = |list: &[&str]| list.iter().map(|text| (*text).to_owned()).collect::<Vec<_>>();
        let operations = texts(&["GET /a/{x}", "GET /a/{y}", "GET /b/", "PUT /c"]);
        let entries = texts(&["GET /a/{y}", "GET /a/{z}", "GET /b", "GET /c"]);
        let found = Entries::of(entries.iter(), &operations, "");
        let of = |operation: &str| found.entry(operation).map(String::as_str);
        assert_eq!(of("GET /a/{y}"), Some("GET /a/{y}"));
        assert_eq!(of("GET /a/{x}"), Some("GET /a/{z}"));
        assert_eq!(of("GET /b/"), Some("GET /b"));
        assert_eq!(of("PUT /c"), None);
        assert_eq!(found.stale, ["GET /c"]);
        assert_eq!(found.parameters("GET /a/{x}"), ["z"]);
    }
}
