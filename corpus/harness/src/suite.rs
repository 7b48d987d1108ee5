//! JSON Schema's own tests as a document: every schema a component.

use std::path::Path;

use oas_command::failure::Failure;
use oas_source::pointer::escape;
use serde_json::{Map, Value, json};

use super::instance::Instance;

/// The document of all schemas of the suite in a folder, and the instances that are valid.
pub(super) fn read(folder: &Path) -> Result<(Value, Vec<Instance>), Failure> {
    let (mut schemas, mut instances) = (Map::new(), Vec::new());
    for path in super::document::files(folder, &["json"])? {
        let text =
            std::fs::read_to_string(&path).map_err(|error| Failure::file(&path, "read", error))?;
        let wrong = |error: &dyn std::fmt::Display| Failure::file(&path, "understand", error);
        let groups: Vec<Value> = serde_json::from_str(&text).map_err(|error| wrong(&error))?;
        let stem = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        for (index, group) in groups.iter().enumerate() {
            let name = format!("{stem}-{index}");
            let tests = group["tests"].as_array().ok_or_else(|| wrong(&"a group has no tests"))?;
            for (test, described) in tests.iter().enumerate() {
                if described["valid"] == true {
                    instances.push(Instance {
                        schema: format!("/components/schemas/{}", escape(&name)),
                        value: described["data"].clone(),
                        from: format!("{}: group {index}, test {test}", path.display()),
                    });
                }
            }
            schemas.insert(name.clone(), resource(&name, group["schema"].clone()));
        }
    }
    let document = json!({
        "openapi": "3.1.0",
        "info": { "title": "JSON Schema Test Suite", "version": "2020-12" },
        "paths": {},
        "components": { "schemas": schemas },
    });
    Ok((document, instances))
}

/// A schema of the suite is a resource of its own, in which `#` means its own root.
fn resource(name: &str, mut schema: Value) -> Value {
    if let Some(members) = schema.as_object_mut() {
        members.entry("$id").or_insert_with(|| json!(format!("https://suite.invalid/{name}")));
    }
    schema
}
