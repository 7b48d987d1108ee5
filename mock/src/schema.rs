//! What a schema says of its members, through references and what it is made of.

use serde_json::Value;

use crate::refs::resolve;

/// How deep schemas are followed that are made of others.
const DEEPEST: usize = 6;

/// The schema at a pointer and those that it is made of: itself first.
fn parts(root: &Value, pointer: &str, depth: usize, found: &mut Vec<String>) {
    let pointer = resolve(root, pointer.to_owned());
    // What is made of itself says nothing more.
    if depth > DEEPEST || found.len() > 200 || found.contains(&pointer) {
        return;
    }
    found.push(pointer.clone());
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let list = format!("{pointer}/{keyword}");
        let count = root.pointer(&list).and_then(Value::as_array).map_or(0, Vec::len);
        for index in 0..count {
            parts(root, &format!("{list}/{index}"), depth + 1, found);
        }
    }
}

fn all_parts(root: &Value, pointer: &str) -> Vec<String> {
    let mut found = Vec::new();
    parts(root, pointer, 0, &mut found);
    found
}

/// The pointer of a member's schema.
pub(crate) fn member(root: &Value, pointer: &str, name: &str) -> Option<String> {
    members(root, pointer).into_iter().find(|(known, _)| known == name).map(|(_, pointer)| pointer)
}

/// All members that a schema describes, with the pointers of their schemas.
pub(crate) fn members(root: &Value, pointer: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for part in all_parts(root, pointer) {
        let list = format!("{part}/properties");
        let names = root.pointer(&list).and_then(Value::as_object);
        for name in names.into_iter().flat_map(|members| members.keys()) {
            if !all.iter().any(|(known, _)| known == name) {
                let pointer = format!("{list}/{}", oas_source::pointer::escape(name));
                all.push((name.clone(), pointer));
            }
        }
    }
    all
}

/// A member that a schema describes.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    /// The pointer to its schema.
    pub(crate) pointer: String,
    /// Whether it is only in requests.
    pub(crate) write_only: bool,
}

/// The members that a schema describes, with what is asked of them again and again.
pub(crate) fn described(root: &Value, pointer: &str) -> Vec<Member> {
    let member = |(name, pointer): (String, String)| Member {
        write_only: says(root, &pointer, "writeOnly", &Value::Bool(true)),
        name,
        pointer,
    };
    members(root, pointer).into_iter().map(member).collect()
}

/// The pointer of the schema of a list's elements.
pub(crate) fn items(root: &Value, pointer: &str) -> Option<String> {
    let lists = all_parts(root, pointer).into_iter().map(|part| format!("{part}/items"));
    lists.into_iter().find(|items| root.pointer(items).is_some_and(Value::is_object))
}

/// Whether a schema has a keyword with this value.
pub(crate) fn says(root: &Value, pointer: &str, keyword: &str, value: &Value) -> bool {
    let has = |part: &String| {
        let found = root.pointer(part).and_then(|schema| schema.get(keyword));
        found.is_some_and(|found| {
            found == value || found.as_array().is_some_and(|list| list.contains(value))
        })
    };
    all_parts(root, pointer).iter().any(has)
}
