//! What groups and operations are called on the command line.

use std::collections::{BTreeMap, BTreeSet};

use crate::table::Operation;

/// The operations of a tag.
pub(super) struct Group<'t> {
    pub(super) title: String,
    /// By the names that they have in the group.
    pub(super) operations: BTreeMap<String, &'t Operation>,
}

/// The groups, by their names on the command line.
pub(super) fn groups(operations: &[Operation]) -> BTreeMap<String, Group<'_>> {
    let mut by_tag: BTreeMap<String, (String, Vec<&Operation>)> = BTreeMap::new();
    for operation in operations {
        let title = operation.tags.first().map_or("Other", String::as_str);
        let entry = by_tag.entry(kebab(title)).or_insert_with(|| (title.to_owned(), Vec::new()));
        entry.1.push(operation);
    }
    by_tag
        .into_iter()
        .map(|(name, (title, all))| {
            let full: BTreeSet<String> = all.iter().map(|operation| full(operation)).collect();
            let short: Vec<String> = all.iter().map(|operation| short(operation, &name)).collect();
            let mut times: BTreeMap<&str, usize> = BTreeMap::new();
            for short in &short {
                *times.entry(short).or_default() += 1;
            }
            let operations = all.into_iter().zip(&short).map(|(operation, short)| {
                let tells_apart = times[short.as_str()] == 1 && !full.contains(short);
                (if tells_apart { short.clone() } else { self::full(operation) }, operation)
            });
            let operations = operations.collect();
            (name, Group { title, operations })
        })
        .collect()
}

/// The operation's name in the library, as commands are written.
pub(super) fn full(operation: &Operation) -> String {
    kebab(&operation.name)
}

/// The name without the words that the group says: `list-agents` of `agents` is `list`.
fn short(operation: &Operation, group: &str) -> String {
    let singular = |word: &str| match word.strip_suffix("ies") {
        Some(stem) => format!("{stem}y"),
        None => word.strip_suffix('s').unwrap_or(word).to_owned(),
    };
    let said: Vec<String> = group.split('-').map(singular).collect();
    let full = full(operation);
    let words = full.split('-').enumerate();
    // The first word is what is done.
    let kept = words.filter(|(place, word)| *place == 0 || !said.contains(&singular(word)));
    kept.map(|(_, word)| word).collect::<Vec<_>>().join("-")
}

/// Small letters and digits, with a dash between words.
pub(super) fn kebab(text: &str) -> String {
    let parts = text.split(|character: char| !character.is_ascii_alphanumeric());
    let words: Vec<String> =
        parts.filter(|word| !word.is_empty()).map(str::to_ascii_lowercase).collect();
    if words.is_empty() { "other".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn operation(name: &str, tag: &str) -> Operation {
        serde_json::from_value(serde_json::json!({
            "name": name, "method": "GET", "path": "/", "tags": [tag], "arguments": [], "answers": [], "credentials": []
        }))
        .unwrap()
    }

    #[test]
    fn a_name_leaves_out_what_its_group_says_where_that_tells_it_apart() {
        let all = [
            operation("list_agents", "Agents"),
            operation("get_agent", "Agents"),
            operation("get_agent_version_at", "Agents"),
            operation("get_agents", "Agents"),
            operation("rotate_api_key", "API keys"),
            operation("other", ""),
            operation("create_end_company", "End companies"),
        ];
        let groups = groups(&all);
        let names =
            |group: &str| Vec::from_iter(groups[group].operations.keys().map(String::as_str));
        assert_eq!(names("agents"), ["get-agent", "get-agents", "get-version-at", "list"]);
        assert_eq!(names("api-keys"), ["rotate"]);
        assert_eq!(names("other"), ["other"]);
        assert_eq!(names("end-companies"), ["create"]);
        assert_eq!(groups["api-keys"].title, "API keys");
    }
}
