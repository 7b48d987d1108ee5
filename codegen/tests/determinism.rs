//! The same document gives the same bytes, in whatever order its keys stand; and what is not asked does not matter.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::{BTreeMap, BTreeSet};

use oas_codegen::{ErrorKind, Settings, generate};
use serde_json::{Map, Value, json};

const DOCUMENT: &str = include_str!("../../fixtures/documents/wire.yaml");
const SCHEMAS: &str = include_str!("../../fixtures/documents/schemas.yaml");

fn source(text: &str) -> String {
    generate(text, "x", &Settings::default()).unwrap().source
}

#[test]
fn the_same_document_gives_the_same_bytes() {
    for text in [DOCUMENT, SCHEMAS] {
        assert_eq!(source(text), source(text));
    }
}

#[test]
fn json_and_yaml_are_the_same_document() {
    let json = r#"{"openapi":"3.1.0","info":{"title":"T","version":"1"},"components":{"schemas":{"B":{"type":"object","properties":{"y":{"type":"integer"},"x":{"enum":["no","off",null]}}},"A":{"const":1.5}}}}"#;
    let yaml = "
info: { version: '1', title: T }
components:
  schemas:
    A: { const: 1.5 }
    B:
      properties:
        x: { enum: [no, off, ~] }
        y: &integer
          type: integer
      type: object
openapi: 3.1.0
";
    assert_eq!(source(json), source(yaml));
}

/// Some other crate of a build may turn on serde_json's `arbitrary_precision`, which keeps the digits as they are written;
/// numbers of the document come from its reader, which does not.
#[test]
fn a_number_is_the_same_however_it_is_spelled() {
    let document = |number: &str| {
        format!(
            r#"{{"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"components":{{"schemas":{{"A":{{"const":{number}}}}}}}}}"#
        )
    };
    for (number, digits) in [
        ("1.5", "1.50"),
        ("1.5", "15e-1"),
        ("-7", "-7"),
        ("2.0", "2e0"),
        ("18446744073709551615", "18446744073709551615"),
    ] {
        assert_eq!(source(&document(number)), source(&document(digits)));
    }
    // And what looks like serde_json's own form of a number is an object.
    let handed = r#"{"$serde_json::private::Number":"1.50"}"#;
    assert_ne!(source(&document("1.5")), source(&document(handed)));
}

#[test]
fn operation_ids_titles_and_tags_name_nothing() {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(members) => {
                members.retain(|key, member| {
                    let names = matches!(key.as_str(), "operationId" | "title" | "tags");
                    !names || member.is_object()
                });
                members.values_mut().for_each(strip);
            }
            Value::Array(elements) => elements.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let text = r#"{"openapi":"3.1.0","info":{"version":"1"},"paths":{"/a":{"get":{"operationId":"one","tags":["x"],
        "responses":{"200":{"description":"","content":{"application/json":{"schema":{"title":"T","type":"object","properties":{"p":{"title":"T","type":"object","properties":{"q":{"type":"string","title":"Q"}}}}}}}}}}}}}"#;
    let mut stripped: Value = serde_json::from_str(text).unwrap();
    strip(&mut stripped);
    let with_id = source(text);
    assert!(with_id.contains("operation_id: ::std::option::Option::Some(\"one\")"));
    let without = source(&stripped.to_string());
    // A search finds it by its id, too.
    let alias = "    #[doc(alias = \"one\")]\n";
    assert!(with_id.contains(alias));
    assert_eq!(with_id.replace("Some(\"one\")", "None").replace(alias, ""), without);
}

/// The Rust types of a document with these component schemas.
fn types(schemas: &Map<String, Value>, settings: &Settings) -> BTreeMap<String, String> {
    let document = json!({ "openapi": "3.1.0", "components": { "schemas": schemas } });
    generate(&document.to_string(), "x", settings).unwrap().report.types
}

fn object(property: &str) -> Value {
    json!({ "type": "object", "properties": { property: { "type": "object", "properties": { "a": {} } } } })
}

fn pets() -> Map<String, Value> {
    ["Pet", "Username", "order-line", "user_name"]
        .map(|name| (name.to_owned(), object("tag")))
        .into_iter()
        .collect()
}

#[test]
fn a_further_schema_renames_no_other() {
    let mut schemas = pets();
    let before = types(&schemas, &Settings::default());
    for added in ["Aardvark", "PetTag", "UserNames", "USERNAME", "Zebra"] {
        schemas.insert(added.into(), object("c"));
    }
    let after = types(&schemas, &Settings::default());
    for (reference, name) in &before {
        assert_eq!(after.get(reference), Some(name), "{reference}");
    }
    let distinct: BTreeSet<&String> = after.values().collect();
    assert_eq!(distinct.len(), after.len());
}

#[test]
fn a_chosen_name_stays_when_a_schema_spelled_alike_comes() {
    let settings = r##"{"names":{"#/components/schemas/user_name":"UserName"}}"##;
    let settings = Settings::from_json(settings).unwrap();
    let mut schemas = pets();
    schemas.insert("UserName".into(), object("c"));
    schemas.insert("user-name".into(), object("d"));
    let types = types(&schemas, &settings);
    assert_eq!(types["#/components/schemas/user_name"], "types::UserName");
    assert_eq!(types["#/components/schemas/Username"], "types::Username");
    let distinct: BTreeSet<&String> = types.values().collect();
    assert_eq!(distinct.len(), types.len());
}

#[test]
fn a_chosen_name_that_cannot_be_is_an_error() {
    for (names, said) in [
        (r##"{"#/components/schemas/Nobody":"A"}"##, "Nobody"),
        (r##"{"#/components/schemas/Pet":"not a name"}"##, "not a name"),
        (r##"{"#/components/schemas/Pet":"Same","#/components/schemas/Username":"Same"}"##, "Same"),
    ] {
        let settings = Settings::from_json(&format!(r#"{{"names":{names}}}"#)).unwrap();
        let document = json!({ "openapi": "3.1.0", "components": { "schemas": pets() } });
        let error = generate(&document.to_string(), "x", &settings).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains(said), "{error}");
    }
}
