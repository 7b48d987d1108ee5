//! Types of others in the place of those that a schema would have, and what the settings may say of it.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used)]

use oas_codegen::{Generated, Settings, generate};
use serde_json::{Value, json};

fn document() -> Value {
    json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" }, "paths": {},
        "components": { "schemas": {
            "Pet": { "type": "object", "properties": { "name": { "type": "string" } } },
            "Dog": { "allOf": [{ "$ref": "#/components/schemas/Address" }, { "type": "object", "properties": { "barks": { "type": "boolean" } } }] },
            "Address": {
                "type": "object", "properties": { "ip": { "type": "string" } },
                "x-rust-type": { "crate": "net-types", "version": "0.3", "path": "net_types::Address" }
            },
            "Page": { "type": "object", "properties": {
                "pets": { "type": "array", "items": { "$ref": "#/components/schemas/Pet" } },
                "sorted": {
                    "x-rust-type": { "crate": "net-types", "path": "net_types::Sorted", "parameters": [{ "type": "string" }, { "$ref": "#/components/schemas/Dog" }] },
                    "type": "array"
                },
                "odd": { "type": "string", "x-rust-type": { "crate": "net-types", "path": "std::process::exit(1)" } },
                "other": { "type": "string", "x-rust-type": { "crate": "net-types", "path": "other::Type" } },
                "bad": { "type": "string", "x-rust-type": { "crate": "net-types", "path": "net_types::T", "version": "1\" }\n[x]" } }
            } }
        } }
    })
}

fn with(settings: &Value) -> Result<Generated, String> {
    let settings = Settings::from_json(&settings.to_string()).map_err(|error| error.to_string())?;
    generate(&document().to_string(), "pets.json", &settings).map_err(|error| error.to_string())
}

#[test]
fn a_schema_is_of_the_type_that_the_settings_name() {
    let made = with(&json!({ "replace": { "#/components/schemas/Pet": "zoo::Pet" } })).unwrap();
    assert!(made.source.contains("pub type Pet = support::Replaced<::zoo::Pet>;"));
    assert!(made.source.contains(
        "pub pets: ::std::option::Option<::std::vec::Vec<support::Replaced<::zoo::Pet>>>"
    ));
    assert_eq!(made.report.crates["zoo"], "\"*\"");
    assert_eq!(made.report.rules["type-replaced"], 1);
    let own = with(&json!({ "replace": { "#/components/schemas/Pet": "crate::Pet" } })).unwrap();
    assert!(own.source.contains("pub type Pet = support::Replaced<crate::Pet>;"));
    assert!(own.report.crates.is_empty());
}

#[test]
fn what_a_document_names_is_code_only_where_it_is_allowed() {
    let plain = with(&json!({})).unwrap();
    assert!(!plain.source.contains("net_types"));
    assert_eq!(plain.report.rules["rust-type-unused"], 5);
    let made = with(&json!({ "rust_types": ["net-types"] })).unwrap();
    assert!(made.source.contains("pub type Address = support::Replaced<::net_types::Address>;"));
    assert!(
        made.source.contains("support::Replaced<::net_types::Sorted<::std::string::String, Dog>>")
    );
    assert!(made.source.contains("pub struct Dog {"), "what builds on it is no such type");
    assert_eq!(made.report.crates["net-types"], "\"0.3\"");
    // Neither another crate, nor what is no path, nor what would leave its place in a manifest.
    assert_eq!(made.report.rules["rust-type-unused"], 3);
    assert_eq!(made.report.crates.len(), 1);
    assert!(!made.source.contains("exit"));
}

#[test]
fn a_setting_that_names_nothing_is_an_error_that_says_what_to_do() {
    let said = |settings: Value| with(&settings).unwrap_err();
    let none = said(json!({ "replace": { "#/components/schemas/Cat": "crate::Cat" } }));
    assert!(none.contains("`replace` has \"#/components/schemas/Cat\", which no component schema is; remove the entry"), "{none}");
    let path = said(json!({ "replace": { "#/components/schemas/Pet": "drop(1)" } }));
    assert!(
        path.contains(
            "`replace` has \"drop(1)\" for \"#/components/schemas/Pet\"; give the path of a type"
        ),
        "{path}"
    );
    let krate = said(json!({ "rust_types": ["uuid"] }));
    assert!(
        krate.contains("`rust_types` has \"uuid\", which no `x-rust-type` names; remove the entry"),
        "{krate}"
    );
}
