//! Clients of some of a document's operations.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::collections::BTreeSet;

use oas_codegen::{Error, ErrorKind, Generated, Settings, generate};

const STORE: &str = r##"
openapi: 3.1.0
info: {title: Store, version: "1"}
paths:
  /pets:
    parameters: [{$ref: "#/components/parameters/Limit"}]
    get: {tags: [pets, lists], operationId: listPets, responses: {"200": {$ref: "#/components/responses/Pets"}}}
    post:
      tags: [pets]
      operationId: addPet
      requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/NewPet"}}}}
      responses: {"204": {description: Added.}}
      callbacks: {added: {"{$url}": {post: {requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Added"}}}}, responses: {}}}}}
  /pets/{id}:
    get: {operationId: getPet, tags: [pets], parameters: [{name: id, in: path, required: true, schema: {type: string}}],
      responses: {"200": {description: One., content: {application/json: {schema: {$ref: "#/components/schemas/Animal"}}}}}}
  /orders:
    get: {tags: [orders, lists], operationId: listOrders, responses: {"200": {description: All., content: {application/json: {schema: {$ref: "#/components/schemas/Order"}}}}}}
  /orders/{order}: {$ref: "#/components/pathItems/Order"}
  /broken: {get: {tags: [broken], parameters: 5}}
webhooks:
  sold: {post: {tags: [orders], requestBody: {content: {application/json: {schema: {$ref: "#/components/schemas/Sold"}}}}, responses: {}}}
components:
  parameters: {Limit: {name: limit, in: query, schema: {$ref: "#/components/schemas/Limit"}}}
  responses: {Pets: {description: All., content: {application/json: {schema: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}}}
  pathItems: {Order: {delete: {operationId: dropOrder, responses: {"204": {description: Gone.}}}}}
  schemas:
    Limit: {type: string, enum: [few, many]}
    pet: {type: object, properties: {small: {type: boolean}}}
    Pet: {type: object, properties: {owner: {$ref: "#/components/schemas/Owner"}, home: {type: object, properties: {city: {type: string}}}}}
    Owner: {type: object, properties: {pets: {type: array, items: {$ref: "#/components/schemas/Pet"}}}}
    NewPet: {type: object, properties: {name: {type: string}}}
    Added: {type: object, properties: {id: {type: string}}}
    Animal: {type: object, required: [kind], discriminator: {propertyName: kind}, properties: {kind: {type: string}}}
    Cat: {allOf: [{$ref: "#/components/schemas/Animal"}, {type: object, properties: {lives: {type: integer}}}]}
    Order: {type: object, properties: {item: {$ref: "#/components/schemas/pet"}}}
    Sold: {type: object, properties: {at: {type: string}}}
    Nobody: {type: object, properties: {x: {type: string}}}
"##;

fn only(only: &str) -> Result<Generated, Error> {
    let settings = Settings::from_json(&format!(r#"{{"only": {only}}}"#)).unwrap();
    generate(STORE, "store.yaml", &settings)
}

/// The methods and the types of a client.
fn parts(generated: &Generated) -> (Vec<&str>, Vec<&str>) {
    let report = &generated.report;
    let types = report.items.keys().filter_map(|item| item.strip_prefix("types::"));
    (report.operations.iter().map(|one| one.rust.as_str()).collect(), types.collect())
}

#[test]
fn the_types_of_the_chosen_operations_are_there_and_no_others() {
    for (chosen, operations, types) in [
        (
            r#"{"operation_ids": ["listPets"]}"#,
            &["get_pets"][..],
            &["Limit", "Owner", "Pet", "PetHome"][..],
        ),
        (r#"{"operations": ["POST /pets"]}"#, &["post_pets"], &["Added", "Limit", "NewPet"]),
        (
            r#"{"paths": ["/pets/{pet_id}/"]}"#,
            &["get_pets_by_id"],
            &["Animal", "AnimalBase", "Cat"],
        ),
        (
            r#"{"paths": ["/orders*"]}"#,
            &["get_orders", "delete_orders_by_order"],
            &["Order", "PetX694b8a7e"],
        ),
        (r#"{"tags": ["orders"]}"#, &["get_orders"], &["Order", "PetX694b8a7e", "Sold"]),
        (
            r#"{"tags": ["lists"], "operation_ids": ["dropOrder"]}"#,
            &["get_orders", "delete_orders_by_order", "get_pets"],
            &["Limit", "Order", "Owner", "Pet", "PetHome", "PetX694b8a7e"],
        ),
    ] {
        let generated = only(chosen).unwrap();
        assert_eq!(parts(&generated), (operations.to_vec(), types.to_vec()), "{chosen}");
        let named: BTreeSet<&str> =
            generated.report.types.values().map(|ty| ty.trim_start_matches("types::")).collect();
        assert!(named.iter().all(|ty| types.contains(ty)), "{named:?}");
        assert_eq!(generated.report.document.schemas, named.len());
        assert_eq!(generated.report.document.operations, operations.len());
    }
}

/// So that code that is written for a part is right for the whole.
#[test]
fn what_is_chosen_is_called_as_in_the_whole() {
    let mended = STORE.replace("parameters: 5", "responses: {}");
    let whole = generate(&mended, "store.yaml", &Settings::default()).unwrap().report.items;
    for tag in ["pets", "orders", "lists"] {
        let part = only(&format!(r#"{{"tags": [{tag:?}]}}"#)).unwrap().report.items;
        assert!(!part.is_empty() && part.len() < whole.len());
        for (item, pointer) in part {
            assert_eq!(whole.get(&item), Some(&pointer), "{item}");
        }
    }
}

#[test]
fn what_is_not_chosen_cannot_fail() {
    assert!(generate(STORE, "store.yaml", &Settings::default()).is_err());
    assert!(only(r#"{"tags": ["broken"]}"#).is_err());
    let both = r#"{"names": {"GET /orders": "orders"}, "only": {"tags": ["pets"]},
        "lists": [{"operation": "GET /orders", "by": "link", "items": ["/data"]}]}"#;
    assert!(generate(STORE, "store.yaml", &Settings::from_json(both).unwrap()).is_ok());
    let contract = both.replace(
        r#""lists""#,
        r#""contract": [{"operation": "GET /orders", "by": "ours"}], "lists""#,
    );
    let error =
        generate(STORE, "store.yaml", &Settings::from_json(&contract).unwrap()).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(r#"ours relies on "GET /orders", but no such operation is chosen"#),
        "{error}"
    );
}

#[test]
fn what_is_chosen_and_is_not_there_is_an_error_with_what_is_near() {
    for (chosen, message) in [
        (
            r#"{"tags": ["Pets"]}"#,
            r#"`only.tags` has "Pets", which no operation is or has; the nearest are "pets", "#,
        ),
        (r#"{"operation_ids": ["listPet"]}"#, r#"the nearest are "listPets", "#),
        (
            r#"{"paths": ["/order"]}"#,
            r#"`only.paths` has "/order", which no operation is or has; the nearest are "/orders", "/orders/{order}""#,
        ),
        (r#"{"paths": ["/nothing*"]}"#, r#"`only.paths` has "/nothing*""#),
        (r#"{"operations": ["PUT /pets"]}"#, r#"the nearest are "GET /pets", "POST /pets""#),
        (r#"{"tags": ["a"], "paths": ["b"]}"#, r#"2 things do not fit: `only.tags` has "a""#),
    ] {
        let error = only(chosen).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Settings);
        assert!(error.to_string().contains(message), "{error}");
    }
    assert!(Settings::from_json(r#"{"only": {"tag": []}}"#).is_err());
}
