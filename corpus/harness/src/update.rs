//! Which schemas describe the body of an update, where null and absence are two things.

use std::collections::BTreeSet;

use oas_source::pointer::escape;
use serde_json::Value;

/// The JSON pointers of all schemas that a PATCH or PUT body consists of.
pub(super) fn places(root: &Value) -> BTreeSet<String> {
    let mut walk = Walk { root, found: BTreeSet::new(), parts: BTreeSet::new() };
    let paths = root.get("paths").and_then(Value::as_object);
    for (path, item) in paths.into_iter().flatten() {
        let path = escape(path);
        for method in ["patch", "put"] {
            if let Some(body) = item.get(method).and_then(|found| found.get("requestBody")) {
                walk.body(body, &format!("/paths/{path}/{method}/requestBody"));
            }
        }
    }
    walk.found
}

struct Walk<'d> {
    root: &'d Value,
    found: BTreeSet<String>,
    /// Parts of an allOf that were seen.
    parts: BTreeSet<String>,
}

impl<'d> Walk<'d> {
    fn body(&mut self, body: &'d Value, at: &str) {
        if let Some((target, at)) = self.target(body) {
            return self.body(target, &at);
        }
        let content = body.get("content").and_then(Value::as_object);
        for (media_type, described) in content.into_iter().flatten() {
            // Forms and parts have no null.
            if let (Some(schema), true) = (described.get("schema"), media_type.contains("json")) {
                self.schema(schema, &format!("{at}/content/{}/schema", escape(media_type)), true);
            }
        }
    }

    /// `whole` is false for a part of an allOf, which is never a value of its own.
    fn schema(&mut self, schema: &'d Value, at: &str, whole: bool) {
        let new =
            if whole { self.found.insert(at.to_owned()) } else { self.parts.insert(at.to_owned()) };
        if !new {
            return;
        }
        let parts = schema.get("allOf").and_then(Value::as_array);
        let alone = schema
            .as_object()
            .is_some_and(|members| members.keys().all(|key| !CONSTRAINS.contains(&key.as_str())));
        let single = alone && parts.is_none_or(|parts| parts.len() == 1);
        if let Some((target, at)) = self.target(schema) {
            self.schema(target, &at, whole && single);
        }
        for (index, part) in parts.into_iter().flatten().enumerate() {
            self.schema(part, &format!("{at}/allOf/{index}"), whole && single);
        }
        for key in ["properties", "patternProperties"] {
            let members = schema.get(key).and_then(Value::as_object);
            for (name, member) in members.into_iter().flatten() {
                self.schema(member, &format!("{at}/{key}/{}", escape(name)), true);
            }
        }
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = schema.get(key) {
                self.schema(inner, &format!("{at}/{key}"), true);
            }
        }
        for key in ["oneOf", "anyOf", "prefixItems"] {
            let branches = schema.get(key).and_then(Value::as_array);
            for (index, branch) in branches.into_iter().flatten().enumerate() {
                // A branch beside properties is merged with them.
                self.schema(branch, &format!("{at}/{key}/{index}"), alone);
            }
        }
    }

    fn target(&self, holder: &'d Value) -> Option<(&'d Value, String)> {
        let pointer = holder.get("$ref")?.as_str()?.strip_prefix('#')?;
        Some((self.root.pointer(pointer)?, pointer.to_owned()))
    }
}

/// Keywords with which what stands beside them becomes one type.
const CONSTRAINS: [&str; 5] = ["properties", "required", "type", "additionalProperties", "items"];

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_an_update_consists_of_is_found_and_what_it_inherits_is_not() {
        let reference = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let body = json!({ "content": { "application/json": { "schema": reference("Change") } } });
        let root = json!({
            "paths": { "/a/{b}": { "patch": { "requestBody": body }, "post": { "requestBody": {
                "content": { "application/json": { "schema": reference("New") } }
            } } } },
            "components": { "schemas": {
                "Change": { "allOf": [reference("Base"), { "properties": { "to": reference("Place") } }] },
                "Base": { "properties": { "kind": reference("Kind") } },
                "Kind": {}, "Place": { "properties": { "up": reference("Place") } }, "New": {}
            } }
        });
        let found = places(&root);
        let component = |name: &str| found.contains(&format!("/components/schemas/{name}"));
        assert!(
            found.contains("/paths/~1a~1{b}/patch/requestBody/content/application~1json/schema")
        );
        assert!(component("Change") && component("Place") && component("Kind"));
        assert!(!component("Base") && !component("New"));
    }
}
