//! What has another name, and what only looks like it.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Map, Value, json};
use support::compare;

fn rules(old: &Value, new: &Value) -> Vec<&'static str> {
    compare(&old.to_string(), &new.to_string()).changes.iter().map(|change| change.rule).collect()
}

fn object(properties: usize) -> Value {
    let named = |at| (format!("p{at}"), json!({"type": "string"}));
    json!({"type": "object", "properties": (0..properties).map(named).collect::<Map<_, _>>()})
}

/// A document that answers each of the schemas.
fn document(schemas: &[(&str, &Value)]) -> Value {
    let mut document = json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}});
    for (at, (name, schema)) in schemas.iter().enumerate() {
        document["components"]["schemas"][*name] = (*schema).clone();
        document["paths"][format!("/{at}")] = json!({"get": {"responses": {"200": {"description": "", "content": {"application/json": {
            "schema": {"$ref": format!("#/components/schemas/{name}")}}}}}}});
    }
    document
}

fn is_renamed(old: &Value, new: &Value) -> bool {
    let found = rules(&document(&[("Old", old)]), &document(&[("Young", new)]));
    let renamed = found.contains(&"schema-renamed");
    assert_ne!(renamed, found.contains(&"schema-added"), "{found:?}");
    assert_ne!(renamed, found.contains(&"schema-removed"), "{found:?}");
    renamed
}

#[test]
fn a_schema_of_another_name_is_the_same_where_most_of_it_is() {
    let whole = object(10);
    assert!(is_renamed(&whole, &whole));
    assert!(is_renamed(&whole, &object(6)), "six of ten properties");
    assert!(!is_renamed(&whole, &object(5)), "half of them");
    assert!(is_renamed(&object(6), &whole));
    assert!(!is_renamed(&object(5), &whole));
}

#[test]
fn what_is_too_small_to_be_told_apart_is_renamed_only_as_it_is() {
    let described = |properties| {
        let mut schema = object(properties);
        schema["description"] = Value::from("Words.");
        schema
    };
    assert!(is_renamed(&object(1), &object(1)));
    assert!(!is_renamed(&object(1), &described(1)));
    assert!(is_renamed(&object(2), &described(2)));
}

#[test]
fn of_several_alike_the_most_alike_and_then_the_one_of_the_nearest_name_took_the_place() {
    let (six, eight) = (object(6), object(8));
    let pair = |old: &[(&str, &Value)], new: &[(&str, &Value)]| {
        let report = compare(&document(old).to_string(), &document(new).to_string());
        let renamed = report.changes.iter().filter(|change| change.rule == "schema-renamed");
        renamed.map(|change| change.message.clone()).collect::<Vec<_>>()
    };
    let messages = pair(&[("Shed", &eight)], &[("Barn", &six), ("Hut", &eight)]);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("Hut"), "{messages:?}");
    let messages = pair(&[("PetList", &eight)], &[("Barn", &eight), ("PetLists", &eight)]);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("PetLists"), "{messages:?}");
    let messages = pair(&[("OldPage", &eight)], &[("Barn", &eight), ("NewPage", &eight)]);
    assert_eq!(messages.len(), 1);
    assert!(messages[0].contains("NewPage"), "{messages:?}");
    // Each takes one place.
    let messages = pair(&[("A", &eight), ("B", &eight)], &[("C", &eight)]);
    assert_eq!(messages.len(), 1, "{messages:?}");
}

#[test]
fn a_component_that_is_no_schema_is_renamed_only_as_it_is() {
    let document = |name: &str, description: &str| {
        json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"$ref": format!("#/components/responses/{name}")}}}}},
            "components": {"responses": {name: {"description": description, "headers": {"a": {}, "b": {}, "c": {}}}}}})
    };
    assert_eq!(rules(&document("Old", "d"), &document("Young", "d")), ["schema-renamed"]);
    let found = rules(&document("Old", "d"), &document("Young", "e"));
    assert!(
        found.contains(&"component-removed") && found.contains(&"component-added"),
        "{found:?}"
    );
}

#[test]
fn a_path_moved_with_its_operation_id_or_word_for_word() {
    let document = |path: &str, operation: Value| json!({"openapi": "3.1.0", "info": {"title": "t", "version": "1"}, "paths": {path: {"get": operation}}});
    let moved = |old: Value, new: Value| {
        let found = rules(&document("/old", old), &document("/young", new));
        let moved = found.contains(&"path-renamed");
        assert_ne!(moved, found.contains(&"path-removed"), "{found:?}");
        assert_ne!(moved, found.contains(&"path-added"), "{found:?}");
        moved
    };
    let named = |id: &str| json!({"operationId": id, "responses": {}});
    assert!(moved(named("a"), named("a")));
    assert!(!moved(named("a"), named("b")));
    let telling = json!({"summary": "s", "description": "d", "responses": {}});
    assert!(moved(telling.clone(), telling.clone()));
    let mut other = telling.clone();
    other["summary"] = Value::from("t");
    assert!(!moved(telling, other));
    // As little as this is said of many.
    let little = json!({"summary": "s", "responses": {}});
    assert!(!moved(little.clone(), little));
    let silent = json!({"summary": "s", "description": "d", "deprecated": true});
    assert!(!moved(silent.clone(), silent));
}
