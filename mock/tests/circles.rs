//! Schemas that lead to themselves before any value is looked into.

#![allow(clippy::unwrap_used)]

mod support;

use oas_mock::Mock;
use serde_json::json;

#[tokio::test]
async fn a_schema_of_itself_ends_nothing() {
    let round = "#/components/schemas/Round";
    for (schema, other) in [
        (json!({ "anyOf": [{ "$ref": round }, { "type": "string" }] }), json!({})),
        (json!({ "oneOf": [{ "type": "string" }, { "$ref": round }] }), json!({})),
        (json!({ "allOf": [{ "$ref": round }] }), json!({})),
        (json!({ "$ref": round }), json!({})),
        (json!({ "not": { "$ref": round } }), json!({})),
        (json!({ "if": { "$ref": round }, "then": { "type": "string" } }), json!({})),
        (
            json!({ "$ref": "#/components/schemas/Other" }),
            json!({ "anyOf": [{ "$ref": round }, { "type": "integer" }] }),
        ),
    ] {
        let document = json!({ "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
            "paths": { "/round": { "post": {
                "parameters": [{ "name": "q", "in": "query", "schema": { "$ref": round } }],
                "requestBody": { "content": { "application/json": { "schema": { "$ref": round } } } },
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": { "$ref": round } } } } } } } },
            "components": { "schemas": { "Round": schema, "Other": other } } });
        let mock = Mock::builder(document.to_string()).in_memory();
        let mock = mock.unwrap();
        for body in ["\"x\"", "5", "{}"] {
            let answer = support::send(&mock, "POST", "/round?q=1", "application/json", body).await;
            assert_eq!(answer.status, 200, "{schema}: {body}: {}", answer.text);
        }
    }
}
