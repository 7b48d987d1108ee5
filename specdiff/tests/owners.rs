//! Which part of a document a change belongs to.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use serde_json::{Value, json};
use support::compare;

/// A place that is edited, and the owner of the change.
const OWNERS: &[(&str, &str)] = &[
    ("/info/description", "document"),
    ("/servers/0/description", "document"),
    ("/x-note", "document"),
    ("/paths/~1a~1{id}/description", "/a/{id}"),
    ("/paths/~1a~1{id}/parameters/0/description", "/a/{id}"),
    ("/paths/~1a~1{id}/get/description", "GET /a/{id}"),
    ("/paths/~1a~1{id}/get/responses/200/description", "GET /a/{id}"),
    ("/paths/~1a~1{id}/additionalOperations/COPY/description", "COPY /a/{id}"),
    ("/webhooks/born/description", "born"),
    ("/webhooks/born/post/description", "POST born"),
    ("/components/schemas/Pet/description", "schemas/Pet"),
    ("/components/responses/Done/description", "responses/Done"),
];

#[test]
fn a_change_belongs_to_the_part_that_it_was_made_in() {
    let operation = || json!({"description": "old", "responses": {"200": {"description": "old"}}});
    let old = json!({
        "openapi": "3.2.0", "x-note": "old",
        "info": {"title": "t", "version": "1", "description": "old"},
        "servers": [{"url": "https://a.example", "description": "old"}],
        "paths": {"/a/{id}": {
            "description": "old",
            "parameters": [{"name": "id", "in": "path", "required": true, "description": "old", "schema": {"type": "string"}}],
            "get": operation(),
            "additionalOperations": {"COPY": operation()},
        }},
        "webhooks": {"born": {"description": "old", "post": operation()}},
        "components": {
            "schemas": {"Pet": {"type": "object", "description": "old"}},
            "responses": {"Done": {"description": "old"}},
        },
    });
    for (pointer, owner) in OWNERS {
        let mut new = old.clone();
        *new.pointer_mut(pointer).expect(pointer) = Value::from("new");
        let report = compare(&old.to_string(), &new.to_string());
        let owners: Vec<String> =
            report.changes.iter().map(|change| change.owner.to_string()).collect();
        assert_eq!(owners, [*owner], "{pointer}");
        assert_eq!(report.changes[0].pointer(), *pointer);
    }
}
