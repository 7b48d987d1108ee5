//! What operations are called by their operationId, and what else they are found by.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use oas_codegen::{Generated, Settings, generate};
use serde_json::{Value, json};

/// A document with these operations: method, path, operationId.
fn document(operations: &[(&str, &str, Value)]) -> String {
    let mut paths = json!({});
    for (method, path, id) in operations {
        let mut operation = json!({"responses": {"204": {"description": "Done."}}});
        if !id.is_null() {
            operation["operationId"] = id.clone();
        }
        let parameters: Vec<Value> = path
            .split('{')
            .skip(1)
            .filter_map(|part| part.split_once('}'))
            .map(|(name, _)| json!({"name": name, "in": "path", "required": true, "schema": {"type": "string"}}))
            .collect();
        operation["parameters"] = parameters.into();
        paths[*path][*method] = operation;
    }
    json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": paths}).to_string()
}

fn by_id(operations: &[(&str, &str, Value)], more: &str) -> Generated {
    let settings =
        Settings::from_json(&format!(r#"{{"names_from": "operation_id"{more}}}"#)).unwrap();
    generate(&document(operations), "d.json", &settings).unwrap()
}

fn names(generated: &Generated) -> Vec<&str> {
    generated.report.operations.iter().map(|operation| operation.rust.as_str()).collect()
}

#[test]
fn an_operation_id_is_a_name_in_rust_without_what_fastapi_adds() {
    for (method, path, id, name) in [
        ("get", "/pets", "listPets", "list_pets"),
        ("get", "/pets", "Pets.List", "pets_list"),
        ("get", "/pets", "pets/list-all", "pets_list_all"),
        ("get", "/items/{item_id}", "read_item_items__item_id__get", "read_item"),
        ("delete", "/api/v1/items", "drop_items_delete", "drop"),
        // Nothing would be left.
        ("get", "/items", "_items_get", "items_get"),
        // What Rust or the client has already.
        ("post", "/items", "move", "post_items"),
        ("post", "/items", "new", "post_items"),
        ("post", "/items", "", "post_items"),
        ("get", "/2", "2fa", "n2fa"),
    ] {
        let generated = by_id(&[(method, path, json!(id))], r#", "path_prefix": "/api/v1""#);
        assert_eq!(names(&generated), [name], "{id}");
    }
    assert_eq!(names(&by_id(&[("get", "/a", json!(null))], "")), ["get_a"]);
}

/// Whatever their order is, and whether there are two or three of them.
#[test]
fn operations_that_share_a_name_have_the_whole_of_their_ids() {
    let three = [
        ("get", "/orders", json!("list_orders_get")),
        ("get", "/pets", json!("list_pets_get")),
        ("get", "/users", json!("list_users_get")),
    ];
    for operations in [&three[..], &three[..2]] {
        let expected = &["list_orders_get", "list_pets_get", "list_users_get"][..operations.len()];
        assert_eq!(names(&by_id(operations, "")), expected);
    }
    assert_eq!(names(&by_id(&three[1..2], "")), ["list"]);
    // One id for two is a mistake of the document, and method and path tell them apart.
    let same =
        [("get", "/a", json!("same")), ("put", "/b", json!("same")), ("put", "/c", json!("Other"))];
    let generated = by_id(&same, "");
    assert_eq!(names(&generated), ["get_a", "put_b", "other"]);
    assert_eq!(generated.report.rules["renamed-operation"], 2);
    let taken = [("get", "/a", json!("put_b")), ("put", "/b", json!(null))];
    assert_eq!(names(&by_id(&taken, "")), ["put_b", "put_b_x6bf91447"]);
    // A chosen name goes before all.
    let chosen = by_id(&three, r#", "names": {"GET /pets": "pets"}"#);
    assert_eq!(names(&chosen), ["list_orders_get", "pets", "list_users_get"]);
}

#[test]
fn the_other_name_is_an_alias() {
    let operations = [
        ("get", "/pets", json!("listPets")),
        ("put", "/pets", json!("it's \"two\"\nlines \u{202e}")),
        ("post", "/pets", json!("post_pets")),
        ("delete", "/pets", json!(null)),
    ];
    let aliases = |source: &str| -> Vec<String> {
        let lines = source.lines().filter_map(|line| line.trim().strip_prefix("#[doc(alias = "));
        lines.map(|line| line.trim_end_matches(")]").to_owned()).collect()
    };
    let by_path = generate(&document(&operations), "d.json", &Settings::default()).unwrap();
    assert_eq!(aliases(&by_path.source), [r#""listPets""#, r#""its_two_lines""#]);
    let by_id = by_id(&operations, "");
    assert_eq!(aliases(&by_id.source), [r#""put_pets""#, r#""get_pets""#]);
    let method = by_id.source.split(r#"#[doc(alias = "get_pets")]"#).nth(1).unwrap();
    assert!(method.trim_start().starts_with("pub fn list_pets("), "{}", &method[..80]);
}

#[test]
fn a_long_name_has_no_hash_unless_another_is_the_same() {
    let path = format!("/{}", "quite/a/few/words/".repeat(8));
    let other = format!("{path}more");
    let operations = [("get", path.as_str(), json!(null)), ("get", &other, json!(null))];
    let generate =
        |operations: &[_]| generate(&document(operations), "d.json", &Settings::default()).unwrap();
    let name = format!("get{}", "_quite_a_few_words".repeat(5)) + "_quite";
    assert_eq!(names(&generate(&operations[..1])), [name.as_str()]);
    let both = generate(&operations);
    assert_eq!(names(&both)[0], name);
    assert!(names(&both)[1].starts_with(&format!("{name}_x")), "{:?}", names(&both));
}

/// So that moving it changes no program, as the differ says.
#[test]
fn a_schema_in_defs_is_called_as_if_it_were_a_component() {
    let types = |schemas: Value, reference: &str| {
        let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/a": {"get": {"responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"$ref": reference}}}}}}}},
            "components": {"schemas": schemas}});
        let report =
            generate(&document.to_string(), "d.json", &Settings::default()).unwrap().report;
        let types = report.items.into_keys().filter(|item| item.starts_with("types::"));
        types.collect::<Vec<String>>().join(" ").replace("types::", "")
    };
    let home = json!({"type": "object", "properties": {"city": {"type": "string"}}});
    let pet = |at: &str| json!({"type": "object", "properties": {"home": {"$ref": at}}});
    let pet_at = "#/components/schemas/Pet";
    let beside = json!({"Pet": pet("#/components/schemas/Home"), "Home": home});
    assert_eq!(types(beside, pet_at), "Home Pet");
    for keyword in ["$defs", "definitions"] {
        let mut inside = json!({"Pet": pet(&format!("#/components/schemas/Pet/{keyword}/Home"))});
        inside["Pet"][keyword] = json!({"Home": home});
        assert_eq!(types(inside.clone(), pet_at), "Home Pet");
        // A component of that name has it first.
        inside["Home"] = json!({"type": "object", "properties": {"other": {"type": "string"}}});
        let words = if keyword == "$defs" { "PetDefsHome" } else { "PetDefinitionsHome" };
        assert_eq!(types(inside, pet_at), format!("Home Pet {words}"));
    }
}

/// A type whose name another has already is not called otherwise when the status or the media type of its success changes.
#[test]
fn types_have_the_same_name_whatever_the_status_and_media_type_of_their_success() {
    let source = |status: &str, media_type: &str| {
        let document = json!({
            "openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/pets": {"get": {"responses": {status: {"description": "Pets.", "content": {media_type: {
                "schema": {"type": "object", "properties": {"of": {"$ref": "#/components/schemas/GetPetsResponse"}}}
            }}}}}}},
            "components": {"schemas": {"GetPetsResponse": {"type": "object", "properties": {"id": {"type": "integer"}}}}}
        });
        generate(&document.to_string(), "d.json", &Settings::default()).unwrap().source
    };
    let types = |source: &str| -> Vec<String> {
        let lines = source.lines().map(str::trim);
        lines.filter(|line| line.starts_with("pub struct ")).map(str::to_owned).collect()
    };
    let old = source("200", "application/json");
    assert!(old.contains("pub struct GetPetsResponseX"), "the names meet");
    assert_eq!(types(&old), types(&source("201", "application/problem+json")));
}

/// A sign is part of a number, and a hyphen is not.
#[test]
fn a_sign_before_a_number_is_said() {
    let values = json!(["-1", "+1", "1", "a-1", "-a", "b+1"]);
    let document = json!({"openapi": "3.1.0", "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {"Shift": {"type": "string", "enum": values}}}});
    let source = generate(&document.to_string(), "d.json", &Settings::default()).unwrap().source;
    let (_, shift) = source.split_once("pub enum Shift {").unwrap();
    let (shift, _) = shift.split_once("\n    }").unwrap();
    let names: Vec<&str> = shift
        .lines()
        .map(str::trim)
        .filter(|line| line.ends_with(',') && !line.starts_with('/') && !line.contains('('))
        .collect();
    assert_eq!(names, ["Minus1,", "Plus1,", "N1,", "A1,", "A,", "B1,"].as_slice(), "{shift}");
}
