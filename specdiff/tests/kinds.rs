//! Kinds of edits that are easy to miss, to tell twice or to tell as what they are not: one change each, by its direction,
//! wherever the schema stands, and its opposite on the way back.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use oas_diff::{Report, Settings, diff};
use serde_json::{Value, json};
use support::{compare, lines, parse, read};

/// An edit of a schema; `rule class` where it is sent and where it comes, without the `request-` and `response-` in front;
/// the same on the way back. Nothing for what means the same.
type Edit = (&'static str, &'static str, &'static str, [&'static str; 4]);

#[rustfmt::skip]
const SCHEMAS: &[Edit] = &[
    ("a second pattern", r#"{"allOf": [{"type": "string", "pattern": "^k"}, {"pattern": "l$"}]}"#, r#"{"allOf": [{"type": "string", "pattern": "^k"}, {"pattern": "m$"}]}"#,
        ["constraint-changed risky", "constraint-changed safe", "constraint-changed risky", "constraint-changed safe"]),
    ("a pattern more", r#"{"type": "string", "pattern": "^k"}"#, r#"{"type": "string", "pattern": "^k", "allOf": [{"pattern": "l$"}]}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("the tighter of two limits", r#"{"type": "string", "maxLength": 9, "allOf": [{"maxLength": 9}]}"#, r#"{"type": "string", "maxLength": 9, "allOf": [{"maxLength": 4}]}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("the looser of two limits", r#"{"type": "string", "maxLength": 4, "allOf": [{"maxLength": 9}]}"#, r#"{"type": "string", "maxLength": 4, "allOf": [{"maxLength": 8}]}"#, [""; 4]),
    ("the tighter of two bounds", r#"{"type": "integer", "minimum": 2, "allOf": [{"exclusiveMinimum": 2}]}"#, r#"{"type": "integer", "minimum": 2, "allOf": [{"exclusiveMinimum": 5}]}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("two lists of values", r#"{"allOf": [{"enum": ["a", "b"]}, {"enum": ["a", "b"]}]}"#, r#"{"allOf": [{"enum": ["a", "b"]}, {"enum": ["a"]}]}"#,
        ["enum-value-removed risky", "enum-value-removed safe", "enum-value-added safe", "enum-value-added safe"]),
    ("properties of two parts", r#"{"properties": {"n": {"type": "string"}}, "allOf": [{"properties": {"n": {"maxLength": 8}}}]}"#, r#"{"properties": {"n": {"type": "string"}}, "allOf": [{"properties": {"n": {"maxLength": 7}}}]}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("a bound made exclusive", r#"{"type": "number", "maximum": 8}"#, r#"{"type": "number", "exclusiveMaximum": 8}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("an enum opened", r#"{"type": "string", "enum": ["big", "small"]}"#, r#"{"type": "string"}"#,
        ["enum-opened safe", "enum-opened safe", "became-enum risky", "became-enum safe"]),
    ("raw bytes in two spellings", r#"{"type": "object", "properties": {"f": {"type": "string", "format": "binary"}}}"#, r#"{"type": "object", "properties": {"f": {"type": "string", "contentMediaType": "application/octet-stream"}}}"#, [""; 4]),
    ("base64 in two spellings", r#"{"type": "string", "format": "byte"}"#, r#"{"type": "string", "contentEncoding": "base64"}"#, [""; 4]),
    ("base64 given up", r#"{"type": "string", "format": "byte"}"#, r#"{"type": "string"}"#,
        ["content-encoding-changed breaking", "content-encoding-changed breaking", "content-encoding-changed breaking", "content-encoding-changed breaking"]),
    ("a format that nobody knows", r#"{"type": "string", "format": "isodate"}"#, r#"{"type": "string", "format": "date-time"}"#,
        ["format-added risky", "format-added safe", "format-removed safe", "format-removed breaking"]),
    ("one unknown format for another", r#"{"type": "string", "format": "isodate"}"#, r#"{"type": "string", "format": "timestamp"}"#,
        ["format-hint-changed safe", "format-hint-changed safe", "format-hint-changed safe", "format-hint-changed safe"]),
    ("an example that became a list", r#"{"type": "string", "example": "rex"}"#, r#"{"type": "string", "examples": ["rex"]}"#, [""; 4]),
    ("another example as a list", r#"{"type": "string", "example": "rex"}"#, r#"{"type": "string", "examples": ["bello"]}"#,
        ["example-changed docs", "example-changed docs", "example-changed docs", "example-changed docs"]),
    ("text inside of null", r#"{"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Outer."}"#, r#"{"anyOf": [{"type": "string", "description": "Inner."}, {"type": "null"}], "description": "Outer."}"#,
        ["description-changed docs", "description-changed docs", "description-changed docs", "description-changed docs"]),
    ("code inside of null", r#"{"anyOf": [{"type": "string"}, {"type": "null"}], "description": "Outer."}"#, r#"{"anyOf": [{"type": "string", "description": "~~~\nrm\n~~~"}, {"type": "null"}], "description": "Outer."}"#,
        ["code-block-added security", "code-block-added security", "description-changed docs", "description-changed docs"]),
    ("text of a part", r#"{"allOf": [{"type": "string", "description": "One."}, {"maxLength": 3, "description": "Two."}]}"#, r#"{"allOf": [{"type": "string", "description": "One."}, {"maxLength": 3, "description": "Three."}]}"#,
        ["description-changed docs", "description-changed docs", "description-changed docs", "description-changed docs"]),
    ("what a pattern names", r#"{"type": "object", "patternProperties": {"^s": {"type": "string"}}}"#, r#"{"type": "object", "patternProperties": {"^s": {"type": "boolean"}}}"#,
        ["type-changed breaking", "type-changed breaking", "type-changed breaking", "type-changed breaking"]),
    ("a pattern for names", r#"{"type": "object"}"#, r#"{"type": "object", "patternProperties": {"^s": {"type": "string"}}}"#,
        ["constraint-tightened risky", "constraint-tightened safe", "constraint-loosened safe", "constraint-loosened safe"]),
    ("further members", r#"{"type": "object", "unevaluatedProperties": {"type": "string"}}"#, r#"{"type": "object", "unevaluatedProperties": {"type": "boolean"}}"#,
        ["type-changed breaking", "type-changed breaking", "type-changed breaking", "type-changed breaking"]),
    ("further items", r#"{"type": "array", "unevaluatedItems": {"type": "string"}}"#, r#"{"type": "array", "unevaluatedItems": {"type": "boolean"}}"#,
        ["type-changed breaking", "type-changed breaking", "type-changed breaking", "type-changed breaking"]),
    ("a required name without a property", r#"{"type": "object", "properties": {"a": {}}}"#, r#"{"type": "object", "properties": {"a": {}}, "required": ["b"]}"#,
        ["property-became-required breaking", "property-became-required safe", "property-became-optional safe", "property-became-optional risky"]),
    ("a variant removed", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}, {"$ref": "#/components/schemas/Fox"}], "discriminator": {"propertyName": "is"}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is"}}"##,
        ["union-variant-removed breaking", "union-variant-removed safe", "union-variant-added safe", "union-variant-added safe"]),
    ("one value more for a variant", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "mapping": {"cat": "Cat", "dog": "Dog"}}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "mapping": {"cat": "Cat", "dog": "Dog", "hound": "Dog"}}}"##,
        ["discriminator-value-added safe", "discriminator-value-added safe", "discriminator-value-removed risky", "discriminator-value-removed safe"]),
    ("one variant for another by its value", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "mapping": {"cat": "Cat", "dog": "Dog"}}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Hound"}], "discriminator": {"propertyName": "is", "mapping": {"cat": "Cat", "dog": "Hound"}}}"##,
        ["schema-replaced safe", "schema-replaced safe", "schema-replaced risky", "schema-replaced safe"]),
    ("a note in a discriminator", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is"}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "x-note": 1}}"##,
        ["extension-changed docs", "extension-changed docs", "extension-changed docs", "extension-changed docs"]),
    ("a default of a discriminator", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "defaultMapping": "Cat"}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "defaultMapping": "#/components/schemas/Dog"}}"##,
        ["discriminator-changed risky", "discriminator-changed breaking", "discriminator-changed risky", "discriminator-changed breaking"]),
    ("a default of a discriminator in two spellings", r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "defaultMapping": "Cat"}}"##, r##"{"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}], "discriminator": {"propertyName": "is", "defaultMapping": "#/components/schemas/Cat"}}"##, [""; 4]),
    ("a name with a slash", r#"{"type": "object"}"#, r#"{"type": "object", "properties": {"kennel.example/size": {"type": "string"}}}"#,
        ["property-added-optional safe", "property-added safe", "property-removed risky", "optional-property-removed risky"]),
    ("a name for XML where nothing is XML", r#"{"type": "string", "xml": {"name": "a"}}"#, r#"{"type": "string", "xml": {"name": "b"}}"#,
        ["extension-changed docs", "extension-changed docs", "extension-changed docs", "extension-changed docs"]),
];

/// Documents with a schema where it is sent and where it comes: inline, in a component, in a property and in a list.
fn documents(schema: &Value, sent: bool) -> Vec<Value> {
    let content = |schema: &Value| json!({"application/json": {"schema": schema}});
    let animal = |more: Value| json!({"type": "object", "required": ["is"], "properties": {"is": {"type": "string"}, "n": more}});
    let reference = json!({"$ref": "#/components/schemas/Pet"});
    let holders = [
        (schema.clone(), json!(true)),
        (reference.clone(), schema.clone()),
        (reference.clone(), json!({"type": "object", "properties": {"p": schema}})),
        (json!({"type": "array", "items": reference}), schema.clone()),
    ];
    let document = |(place, component): &(Value, Value)| {
        let mut operation =
            json!({"operationId": "go", "responses": {"200": {"description": "ok"}}});
        if sent {
            operation["requestBody"] = json!({"required": true, "content": content(place)});
        } else {
            operation["responses"]["200"]["content"] = content(place);
        }
        json!({
            "openapi": "3.2.0",
            "info": {"title": "Kennel", "version": "1"},
            "paths": {"/pets": {"post": operation}},
            "components": {"schemas": {
                "Pet": component,
                "Cat": animal(json!({"type": "string", "minLength": 1})),
                "Dog": animal(json!({"type": "integer", "maximum": 4})),
                "Hound": animal(json!({"type": "integer"})),
                "Fox": animal(json!(true)),
            }}
        })
    };
    holders.iter().map(document).collect()
}

fn told(report: &Report) -> String {
    let told = report.changes.iter().map(|change| {
        let rule = change.rule.strip_prefix("request-").unwrap_or(change.rule);
        format!("{} {}", rule.strip_prefix("response-").unwrap_or(rule), change.class.name())
    });
    told.collect::<Vec<_>>().join(", ")
}

#[test]
fn an_edit_of_a_schema_is_one_change_wherever_it_stands() {
    let mut wrong = Vec::new();
    for (name, old, new, expected) in SCHEMAS {
        let schema = |text: &str| serde_json::from_str::<Value>(text).expect(name);
        for (way, sent) in [(0, true), (1, false)] {
            let pairs =
                documents(&schema(old), sent).into_iter().zip(documents(&schema(new), sent));
            for (at, (a, b)) in pairs.enumerate() {
                let (a, b) = (a.to_string(), b.to_string());
                for (report, expected) in
                    [(compare(&a, &b), expected[way]), (compare(&b, &a), expected[way + 2])]
                {
                    let found = told(&report);
                    let direction = if sent { "request" } else { "response" };
                    let astray = report
                        .changes
                        .iter()
                        .any(|change| ![direction, "none"].contains(&change.direction.name()));
                    if found != expected || astray {
                        wrong.push(format!(
                            "{name}, {direction} {at}: expected {expected}, found {found}\n  {}",
                            lines(&report).join("\n  ")
                        ));
                    }
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

/// An edit of a whole document, at the pointer of a member of [`KENNEL`]; `rule class direction` there and back.
type Whole = (&'static str, &'static str, &'static str, &'static str, &'static str, &'static str);

const KENNEL: &str = r##"{
    "openapi": "3.2.0",
    "info": {"title": "Kennel", "version": "1"},
    "security": [{"key": []}],
    "paths": {
        "/pets": {"get": {
            "operationId": "list",
            "parameters": [{"name": "q", "in": "query", "schema": {"type": "string"}}, {"$ref": "#/components/parameters/Size"}],
            "responses": {
                "200": {
                    "description": "ok",
                    "headers": {"X-Left": {"schema": {"type": "integer"}}, "X-Json": {"content": {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}}}}},
                    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
                    "links": {"next": {"operationId": "list", "description": "On."}}
                },
                "404": {"description": "none", "content": {"application/json": {"schema": {"type": "string"}}}},
                "409": {"$ref": "#/components/responses/Busy"}
            }
        }},
        "/pets/{id}": {"put": {
            "operationId": "change",
            "security": [{"key": [], "second": []}],
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "responses": {"204": {"description": "done"}},
            "callbacks": {"done": {"{$request.query.u}": {"post": {
                "parameters": [{"name": "n", "in": "query", "required": true, "schema": {"type": "integer"}}],
                "responses": {"204": {"description": "ok"}}
            }}}}
        }}
    },
    "webhooks": {"born": {"post": {
        "requestBody": {"required": true, "content": {"application/xml": {"schema": {"$ref": "#/components/schemas/Born"}}}},
        "responses": {"204": {"description": "ok"}}
    }}},
    "components": {
        "schemas": {"Born": {"type": "object", "properties": {"kind": {"type": "string", "enum": ["cat"], "default": "cat"}}, "xml": {"name": "born"}},
            "Trouble": {"type": "object", "properties": {"code": {"type": "string"}}}},
        "parameters": {"Size": {"name": "size", "in": "query", "schema": {"type": "integer"}}},
        "responses": {"Busy": {"description": "busy", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Trouble"}}}}},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
            "second": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://kennel.example/t", "scopes": {"read": "Read."}}}}
        }
    }
}"##;

#[rustfmt::skip]
const WHOLES: &[Whole] = &[
    ("a parameter may be empty", "/paths/~1pets/get/parameters/0", r#"{"name": "q", "in": "query", "allowEmptyValue": true, "schema": {"type": "string"}}"#, "",
        "parameter-may-be-empty safe request", "parameter-not-empty risky request"),
    ("an inline parameter renamed", "/paths/~1pets/get/parameters/0/name", r#""filter[name]""#, "",
        "parameter-renamed risky request", "parameter-renamed risky request"),
    ("a shared parameter renamed", "/components/parameters/Size/name", r#""page[size]""#, "",
        "parameter-renamed risky request", "parameter-renamed risky request"),
    ("a header deprecated", "/paths/~1pets/get/responses/200/headers/X-Left", r#"{"deprecated": true, "schema": {"type": "integer"}}"#, "",
        "response-header-deprecated safe response", "response-header-reactivated safe response"),
    ("a header may be anything", "/paths/~1pets/get/responses/200/headers/X-Json", "{}", "",
        "response-header-style-changed risky response", "response-header-style-changed risky response"),
    ("bytes in the spelling of 3.1", "/paths/~1pets/get/responses/200/content/application~1octet-stream", r#"{"schema": {}}"#, "", "", ""),
    ("bytes that are not spoken of", "/paths/~1pets/get/responses/200/content/application~1octet-stream", "{}", "", "", ""),
    ("code in a link", "/paths/~1pets/get/responses/200/links/next/description", "\"```\\nrm\\n```\"", "",
        "code-block-added security none", "description-changed docs none"),
    ("another body of an error", "/paths/~1pets/get/responses/404/content/application~1json/schema/type", r#""integer""#, "",
        "response-type-changed risky response", "response-type-changed risky response"),
    ("another body of a shared error", "/components/schemas/Trouble/properties/code/type", r#""integer""#, "",
        "response-type-changed risky response", "response-type-changed risky response"),
    ("a parameter of a callback may be anything", "/paths/~1pets~1{id}/put/callbacks/done/{$request.query.u}/post/parameters/0/schema", "{}", "",
        "response-type-widened breaking response", "response-type-narrowed safe response"),
    ("a parameter of a callback may be missing", "/paths/~1pets~1{id}/put/callbacks/done/{$request.query.u}/post/parameters/0/required", "false", "",
        "parameter-became-optional breaking response", "parameter-became-required safe response"),
    ("a body of a webhook may be missing", "/webhooks/born/post/requestBody/required", "false", "",
        "request-body-became-optional breaking response", "request-body-became-required safe response"),
    ("a name for XML", "/components/schemas/Born/xml/name", r#""birth""#, "",
        "response-xml-changed breaking response", "response-xml-changed breaking response"),
    ("an attribute of XML", "/components/schemas/Born/properties/kind/xml", r#"{"attribute": true}"#, "",
        "response-xml-changed breaking response", "response-xml-changed breaking response"),
    ("hidden characters in a default", "/components/schemas/Born/properties/kind/default", "\"c\u{202e}at\"", "",
        "control-characters-added security none, response-default-changed safe response", "response-default-changed safe response"),
    ("hidden characters in a scope", "/components/securitySchemes/second/flows/clientCredentials/scopes", "{\"read\": \"Read.\", \"wri\u{200b}te\": \"\"}", "",
        "control-characters-added security none, security-scheme-scopes-changed safe none", "security-scheme-scopes-changed safe none"),
    ("one credential less", "/paths/~1pets~1{id}/put/security", r#"[{"key": []}]"#, "",
        "security-credential-removed security none", "security-credential-added breaking none"),
    ("another type of scheme", "/components/securitySchemes/key", r#"{"type": "http", "scheme": "bearer"}"#, "",
        "security-scheme-changed breaking none", "security-scheme-changed breaking none"),
    ("words of a scope", "/components/securitySchemes/second/flows/clientCredentials/scopes/read", r#""Read all.""#, "",
        "description-changed docs none", "description-changed docs none"),
    ("security at the operation", "/paths/~1pets/get/security", r#"[{"key": []}]"#, "/security", "", ""),
    ("a path that lost its parameter", "/paths/~1all", r#"{"put": {"operationId": "change", "security": [{"key": [], "second": []}], "responses": {"204": {"description": "done"}}, "callbacks": {"done": {"{$request.query.u}": {"post": {"parameters": [{"name": "n", "in": "query", "required": true, "schema": {"type": "integer"}}], "responses": {"204": {"description": "ok"}}}}}}}}"#, "/paths/~1pets~1{id}",
        "path-renamed breaking none", "path-renamed breaking none"),
];

/// Puts a value into a document, and takes another one out.
fn edited(whole: &Value, pointer: &str, value: &str, without: &str) -> Value {
    let mut whole = whole.clone();
    let split = |pointer: &str| {
        let (holder, key) = pointer.rsplit_once('/').unwrap();
        (holder.to_owned(), key.replace("~1", "/").replace("~0", "~"))
    };
    let value: Value = serde_json::from_str(value).expect(value);
    let (holder, key) = split(pointer);
    match whole.pointer_mut(&holder).expect(pointer) {
        Value::Array(items) => items[key.parse::<usize>().unwrap()] = value,
        holder => holder[key] = value,
    }
    if !without.is_empty() {
        let (holder, key) = split(without);
        whole.pointer_mut(&holder).unwrap().as_object_mut().unwrap().remove(&key).expect(without);
    }
    whole
}

#[test]
fn an_edit_of_a_document_is_one_change() {
    let kennel: Value = serde_json::from_str(KENNEL).unwrap();
    let mut wrong = Vec::new();
    for (name, pointer, value, without, there, back) in WHOLES {
        let (old, new) = (kennel.to_string(), edited(&kennel, pointer, value, without).to_string());
        for (report, expected) in [(compare(&old, &new), there), (compare(&new, &old), back)] {
            let found: Vec<String> = report
                .changes
                .iter()
                .map(|c| format!("{} {} {}", c.rule, c.class.name(), c.direction.name()))
                .collect();
            let mut found = found;
            found.sort();
            if found.join(", ") != *expected {
                wrong.push(format!(
                    "{name}: expected {expected}, found {}\n  {}",
                    found.join(", "),
                    lines(&report).join("\n  ")
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn messages_say_what_became_what() {
    let message = |old: &str, new: &str| {
        let document =
            |schema: &str| documents(&serde_json::from_str(schema).unwrap(), true)[0].to_string();
        let report = compare(&document(old), &document(new));
        report.changes.iter().map(|change| change.message.clone()).collect::<Vec<_>>().join("; ")
    };
    assert_eq!(
        message(
            r#"{"type": "integer", "minimum": 3}"#,
            r#"{"type": "integer", "exclusiveMinimum": 3}"#
        ),
        "minimum `3` became exclusive"
    );
    assert_eq!(
        message(
            r#"{"type": "integer", "exclusiveMaximum": 3}"#,
            r#"{"type": "integer", "maximum": 3}"#
        ),
        "maximum `3` became inclusive"
    );
    assert_eq!(
        message(
            r#"{"type": "integer", "maximum": 3}"#,
            r#"{"type": "integer", "exclusiveMaximum": 2}"#
        ),
        "maximum `3` became `2` (exclusive)"
    );
    let both = |other: &str| {
        format!(
            r##"{{"allOf": [{{"$ref": "#/components/schemas/Cat"}}, {{"$ref": "#/components/schemas/{other}"}}]}}"##
        )
    };
    assert!(message(&both("Dog"), &both("Hound")).contains("`Dog` became `Hound`"));
}

#[test]
fn an_opened_enum_breaks_who_has_closed_ones() {
    let document =
        |schema: &str| documents(&serde_json::from_str(schema).unwrap(), false)[0].to_string();
    let (old, new) =
        (document(r#"{"type": "string", "enum": ["a"]}"#), document(r#"{"type": "string"}"#));
    let mut closed = Settings::default();
    closed.open_enums = false;
    let breaking = |settings: &Settings| {
        diff(&parse(&old, "old"), &parse(&new, "new"), settings).summary.breaking
    };
    assert_eq!((breaking(&Settings::default()), breaking(&closed)), (0, 1));
}

#[test]
fn brackets_and_an_object_are_two_spellings() {
    let document = |parameters: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "paths": {{"/pets": {{"get": {{"operationId": "list", "parameters": {parameters}, "responses": {{"200": {{"description": "ok"}}}}}}}}}}}}"#
        )
    };
    let flat = |kind: &str| {
        format!(
            r#"[{{"name": "by[name]", "in": "query", "schema": {{"type": "string"}}}}, {{"name": "by[age]", "in": "query", "schema": {{"type": "{kind}"}}}}]"#
        )
    };
    let deep = |more: &str| {
        format!(
            r#"[{{"name": "by", "in": "query", "style": "deepObject", "explode": true, "schema": {{"type": "object", "properties": {{"name": {{"type": "string"}}, "age": {{"type": "integer"}}{more}}}}}}}]"#
        )
    };
    let told = |old: &str, new: &str| {
        let report = compare(&document(old), &document(new));
        report.changes.iter().map(support::verdict).collect::<Vec<_>>()
    };
    assert_eq!(told(&flat("integer"), &deep("")), ["parameters-nested safe major"]);
    assert_eq!(told(&deep(""), &flat("integer")), ["parameters-nested safe major"]);
    assert_eq!(
        told(&flat("string"), &deep("")),
        ["parameters-nested safe major", "request-type-changed breaking major"]
    );
    assert_eq!(
        told(&flat("integer"), &deep(r#", "of": {}"#)),
        ["parameters-nested safe major", "parameter-added-optional safe minor"]
    );
    assert_eq!(
        told(&deep(r#", "of": {}"#), &flat("integer")),
        ["parameters-nested safe major", "parameter-removed risky major"]
    );
}

#[test]
fn what_another_document_says_is_said_to_be_left_out() {
    let document = |title: &str| {
        format!(
            r#"{{"openapi": "3.1.0", "info": {{"title": "{title}", "version": "1"}}, "paths": {{}}, "components": {{"schemas": {{"A": {{"$ref": "parts.yaml#/A"}}, "B": {{"$ref": "parts.yaml#/B"}}}}}}}}"#
        )
    };
    for (old, new) in [("a", "a"), ("a", "b")] {
        let report = compare(&document(old), &document(new));
        assert_eq!(report.not_compared, ["parts.yaml"]);
        let text = oas_diff::report::terminal(&report, &oas_diff::report::Terminal::default());
        assert!(text.contains("not compared: what parts.yaml says"), "{text}");
        let comment = oas_diff::report::markdown(&report, 5_000);
        assert!(
            comment.contains("what parts.yaml says") || comment.contains("what parts\\.yaml says"),
            "{comment}"
        );
    }
}

/// What each pair of the corpus is, as `rule class` of every change.
#[rustfmt::skip]
const CORPUS: &[(&str, &[&str])] = &[
    ("all_of_replaced_text", &["schema-removed safe", "request-schema-replaced risky"]),
    ("allof_pattern_twice", &["request-constraint-changed risky"]),
    ("allof_same_keyword_tighter_branch", &["request-constraint-tightened risky"]),
    ("allof_two_branches_enum", &["request-enum-value-removed risky"]),
    ("allow_empty_value_allowed", &["parameter-may-be-empty safe"]),
    ("anchor_reference", &[]),
    ("bidi_in_enum_value", &["response-enum-value-added safe", "control-characters-added security"]),
    ("binary_body_empty_schema", &[]),
    ("binary_spelling", &[]),
    ("brackets_to_deep_object", &["parameters-nested safe"]),
    ("callback_parameter_type", &["response-type-widened breaking"]),
    ("defs_ref_inner_type", &["response-type-changed breaking"]),
    ("defs_text_code_block", &["code-block-added security"]),
    ("enum_opened_response", &["response-enum-opened safe"]),
    ("error_body_type_changed", &["response-type-changed risky"]),
    ("example_to_examples", &[]),
    ("exclusive_bound_text", &["request-constraint-tightened risky"]),
    ("extension_in_discriminator", &["extension-changed docs"]),
    ("foreign_reference_followed_by_nobody", &[]),
    ("header_content_removed", &["response-header-style-changed risky"]),
    ("inner_text_code_block_under_outer_text", &["code-block-added security"]),
    ("inner_text_of_nullable", &["description-changed docs"]),
    ("link_text_code_block", &["code-block-added security"]),
    ("mapping_value_added_response", &["response-discriminator-value-added safe"]),
    ("name_with_slash", &["response-property-added safe"]),
    ("one_of_two_credentials_dropped", &["security-credential-removed security"]),
    ("openapi_3_2", &["openapi-version-changed docs"]),
    ("path_renamed_with_parameter_gone", &["path-renamed breaking"]),
    ("paths_is_a_list", &["refused"]),
    ("pattern_property_type_response", &["response-type-changed breaking"]),
    ("query_parameter_renamed_in_component", &["parameter-renamed risky"]),
    ("query_parameter_renamed_inline", &["parameter-renamed risky"]),
    ("required_without_property_request", &["request-property-became-required breaking"]),
    ("required_without_property_response_lost", &["response-property-became-optional risky"]),
    ("response_header_deprecated", &["response-header-deprecated safe"]),
    ("root_security_moved_to_operations", &[]),
    ("scheme_type_changed", &["security-scheme-changed breaking"]),
    ("scope_text_words", &["description-changed docs"]),
    ("unevaluated_properties_schema_type", &["response-type-changed breaking"]),
    ("union_variant_renamed_and_loosened", &["request-schema-replaced safe", "schema-added safe"]),
    ("unknown_format_to_known", &["response-format-added safe"]),
    ("variant_removed_response", &["response-union-variant-removed safe"]),
    ("webhook_body_became_optional", &["request-body-became-optional breaking"]),
    ("xml_name_changed", &["response-xml-changed breaking"]),
];

#[test]
fn the_pairs_of_the_corpus_are_told_right() {
    let Some(folder) = oas_corpus::find("cases/differ") else {
        return;
    };
    let mut wrong = Vec::new();
    for (name, expected) in CORPUS {
        let document = |side: &str, other: &str| {
            let (file, nested) = (folder.join(name).join(side), folder.join(name).join(other));
            if file.is_file() { read(&file) } else { read(&nested) }
        };
        let (old, new) = (document("a.yaml", "old/root.yaml"), document("b.yaml", "new/root.yaml"));
        let (Ok(old), Ok(new)) =
            (oas_diff::Document::parse(&old, "a.yaml"), oas_diff::Document::parse(&new, "b.yaml"))
        else {
            if *expected != ["refused"] {
                wrong.push(format!("{name}: refused"));
            }
            continue;
        };
        let report = diff(&old, &new, &Settings::default());
        let found: Vec<String> =
            report.changes.iter().map(|c| format!("{} {}", c.rule, c.class.name())).collect();
        if found != *expected {
            wrong.push(format!("{name}: expected {expected:?}, found {found:?}"));
        }
    }
    let folders = std::fs::read_dir(&folder).unwrap().count();
    assert_eq!(folders, CORPUS.len(), "every pair has its line");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a component of each section is compared as: an edit inside of one, and its rule and class.
#[rustfmt::skip]
const COMPONENTS: &[(&str, &str, &str, &str)] = &[
    ("schemas", r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#, r#"{"type": "object", "properties": {"a": {"type": "boolean"}}}"#, "response-type-changed breaking"),
    ("parameters", r#"{"name": "q", "in": "query"}"#, r#"{"name": "q", "in": "query", "required": true}"#, "parameter-became-required breaking"),
    ("requestBodies", r#"{"content": {"application/json": {}}}"#, r#"{"content": {"application/json": {}}, "required": true}"#, "request-body-became-required breaking"),
    ("responses", r#"{"description": "", "content": {"application/json": {}, "text/csv": {}}}"#, r#"{"description": "", "content": {"application/json": {}}}"#, "response-media-type-removed risky"),
    ("headers", r#"{"schema": {"type": "string"}}"#, r#"{"schema": {"type": "integer"}}"#, "response-type-changed risky"),
    ("securitySchemes", r#"{"type": "apiKey", "in": "header", "name": "X-Key"}"#, r#"{"type": "apiKey", "in": "query", "name": "X-Key"}"#, "security-scheme-changed breaking"),
    ("callbacks", r#"{"{$url}": {"post": {"responses": {}}}}"#, r#"{"{$url}": {}}"#, "operation-removed breaking"),
    ("pathItems", r#"{"get": {"responses": {}}}"#, r#"{"get": {"responses": {}}, "put": {"responses": {}}}"#, "operation-added safe"),
    ("links", r#"{"operationId": "a", "server": {"url": "https://a.example"}}"#, r#"{"operationId": "b", "server": {"url": "https://a.example"}}"#, "response-links-changed docs"),
    ("examples", r#"{"value": 1}"#, r#"{"value": 2}"#, "example-changed docs"),
    ("x-others", r#"{"a": 1}"#, r#"{"a": 2}"#, "extension-changed docs"),
];

#[test]
fn each_section_of_components_is_compared_as_what_it_is() {
    let document = |section: &str, component: &str| {
        let component: Value = serde_json::from_str(component).unwrap();
        let reference = |section: &str| json!({"$ref": format!("#/components/{section}/It")});
        let mut get = json!({"responses": {"200": {"description": ""}}});
        match section {
            "parameters" => get["parameters"] = json!([reference(section)]),
            "requestBodies" => get["requestBody"] = reference(section),
            "responses" => get["responses"]["200"] = reference(section),
            "headers" => get["responses"]["200"]["headers"] = json!({"X-It": reference(section)}),
            "schemas" => {
                get["responses"]["200"]["content"] =
                    json!({"application/json": {"schema": reference(section)}});
            }
            "securitySchemes" => get["security"] = json!([{"It": []}]),
            "callbacks" => get["callbacks"] = json!({"it": reference(section)}),
            _ => {}
        }
        json!({
            "openapi": "3.1.0", "info": {"title": "t", "version": "1"},
            "paths": {"/a": {"post": get}}, "components": {section: {"It": component}},
        })
        .to_string()
    };
    let mut wrong = Vec::new();
    for (section, old, new, expected) in COMPONENTS {
        let report = compare(&document(section, old), &document(section, new));
        let found: Vec<String> = report
            .changes
            .iter()
            .map(|change| format!("{} {}", change.rule, change.class.name()))
            .collect();
        if found != [*expected] {
            wrong.push(format!("{section}: {found:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
