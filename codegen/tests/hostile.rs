//! Text of a document never becomes code: a test for each place where text can stand. That what is generated from such
//! text compiles, and that its comments hold no code that runs, is tested in `fixtures`.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use oas_codegen::{ErrorKind, Settings, generate};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde_json::{Map, Value, json};

/// Each would call or apply `escaped` if it left its literal, comment or name.
const TEXTS: &[&str] = &[
    "escaped!",
    "escaped!()",
    "\"; escaped!(); \"",
    "\"]\nescaped!();\n#[doc = \"",
    "\"# + escaped!() + r#\"",
    "*/ escaped!(); /*",
    "\n\nescaped!();\n",
    "\r escaped!();",
    "\u{2028}escaped!();",
    "\u{202e}escaped!();",
    "\0escaped!();",
    "\\\"; escaped!();",
    "\\u{22}; escaped!();",
    "```\nescaped!();\n```",
    "    escaped!();",
    "#![escaped]",
    "#[escaped] //! #[escaped]",
    "'; escaped!(); '",
    "x: escaped!(), y",
    "x> = escaped!(); type y<",
    "$(escaped!())*",
    "%22 escaped!() %0D%0A",
    "{} escaped!() {0}",
];

/// A document with all texts in one place of it.
fn document(put: impl Fn(usize, &str, &mut Value)) -> Value {
    let mut document = json!({
        "openapi": "3.1.0", "info": { "title": "T", "version": "1" },
        "paths": {}, "components": { "schemas": {}, "securitySchemes": {} },
    });
    for (n, text) in TEXTS.iter().enumerate() {
        put(n, text, &mut document);
    }
    document
}

fn schema(document: &mut Value, name: String, schema: Value) {
    document["components"]["schemas"][name] = schema;
}

fn operation(document: &mut Value, n: usize, operation: Value) {
    document["paths"][format!("/p{n}")]["post"] = operation;
}

fn named(name: &str, value: Value) -> Value {
    Value::Object(Map::from_iter([(name.to_owned(), value)]))
}

/// The answer that operations have here, with what a test adds.
fn answer() -> Value {
    json!({ "200": { "description": "D", "content": { "application/json": { "schema": { "type": "string" } } } } })
}

fn check(document: &Value) {
    let generated = generate(&document.to_string(), "hostile.json", &Settings::default()).unwrap();
    let tokens: TokenStream = generated.source.parse().unwrap();
    assert_eq!(escaped(tokens), Vec::<String>::new());
}

/// Where `escaped` is called or is an attribute.
fn escaped(tokens: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let mut found = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        let after = |text: &str| tokens.get(at + 1).is_some_and(|next| next.to_string() == text);
        match token {
            TokenTree::Ident(ident) if ident == "escaped" && after("!") => {
                found.push("escaped!".to_owned());
            }
            TokenTree::Group(group) => {
                let text = group.stream().to_string();
                if group.delimiter() == Delimiter::Bracket && text == "escaped" {
                    found.push("[escaped]".to_owned());
                }
                found.extend(escaped(group.stream()));
            }
            _ => {}
        }
    }
    found
}

#[test]
fn an_escape_would_be_seen() {
    let seen = |source: &str| escaped(source.parse().unwrap()).len();
    assert_eq!(seen("fn a() { b(escaped!()); } #[escaped] struct C;"), 2);
    assert_eq!(seen("/// escaped!()\n const A: &str = \"escaped!()\";"), 0);
}

/// A document for each text alone: the protocol does not allow all of them here, and those that it does not are refused.
fn check_each(put: impl Fn(&str, &mut Value)) {
    let mut refused = 0;
    for text in TEXTS {
        let document = document(|n, _, document| {
            if n == 0 {
                put(text, document);
            }
        });
        match generate(&document.to_string(), "hostile.json", &Settings::default()) {
            Ok(_) => check(&document),
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
                refused += 1;
            }
        }
    }
    assert!(refused > 0);
}

macro_rules! places {
    ($($name:ident: |$n:ident, $text:ident, $document:ident| $put:expr;)*) => {$(
        #[test]
        fn $name() {
            check(&document(|$n, $text, $document| $put));
        }
    )*};
}

places! {
    title: |_n, text, document| document["info"]["title"] = text.into();
    version: |_n, text, document| document["info"]["version"] = text.into();
    description: |n, text, document| {
        document["info"]["description"] = TEXTS.join("\n").into();
        schema(document, format!("S{n}"), json!({ "description": text, "title": text, "type": "object",
            "properties": { "a": { "description": text, "type": "string" } } }));
        operation(document, n, json!({ "summary": text, "description": text, "responses": answer(),
            "requestBody": { "description": text, "content": { "application/json": { "schema": { "type": "string" } } } } }));
    };
    comment_and_external_docs: |n, text, document| schema(document, format!("S{n}"), json!({ "type": "object", "$comment": text,
        "externalDocs": { "url": text, "description": text }, "properties": {} }));
    operation_id: |n, text, document| operation(document, n, json!({ "operationId": text, "responses": answer() }));
    tag: |n, text, document| {
        document["tags"] = json!([{ "name": text, "description": text }]);
        operation(document, n, json!({ "tags": [text], "responses": answer() }));
    };
    path: |n, text, document| {
        let path = format!("/a{n}{}/{{id}}", text.replace(['{', '}'], ""));
        document["paths"][path]["get"] = json!({ "responses": answer(),
            "parameters": [{ "name": "id", "in": "path", "required": true, "schema": { "type": "string" } }] });
    };
    path_parameter_name: |n, text, document| {
        let name = text.replace(['{', '}', '/'], "");
        document["paths"][format!("/n{n}/{{{name}}}")]["get"] = json!({ "responses": answer(),
            "parameters": [{ "name": name, "in": "path", "required": true, "schema": { "type": "string" } }] });
    };
    parameter_name: |n, text, document| operation(document, n, json!({ "responses": answer(), "parameters": [
        { "name": text, "in": "query", "description": text, "schema": { "type": "string" } },
        { "name": format!("{text}s"), "in": "query", "schema": { "type": "array", "items": { "type": "string" } } } ] }));
    answer_header_name: |n, text, document| operation(document, n, json!({
        "responses": { "200": { "description": text, "headers": named(text, json!({ "description": text, "schema": { "type": "string" } })) } } }));
    answer_media_type: |n, text, document| operation(document, n, json!({ "responses": { "200": { "description": "D",
        "content": named(text, json!({ "schema": { "type": "object", "properties": { "a": { "type": "string" } } } })) } } }));
    part_content_type: |n, text, document| operation(document, n, json!({ "responses": answer(), "requestBody": { "content": { "multipart/form-data": {
        "schema": { "type": "object", "properties": named(text, json!({ "type": "string", "contentMediaType": text })) },
        "encoding": named(text, json!({ "contentType": text })) } } } }));
    status: |n, text, document| operation(document, n, json!({ "responses": named(text, answer()["200"].clone()) }));
    schema_name: |_n, text, document| schema(document, text.to_owned(), json!({ "type": "object", "properties": {} }));
    property_name: |n, text, document| schema(document, format!("S{n}"), json!({ "type": "object",
        "properties": named(text, json!({ "type": "string" })), "required": [text] }));
    enum_value: |n, text, document| schema(document, format!("S{n}"), json!({ "enum": [text, "other", 1] }));
    text_enum_value: |n, text, document| schema(document, format!("S{n}"), json!({ "type": "string", "enum": [text, "other"] }));
    constant: |n, text, document| schema(document, format!("S{n}"), json!({ "const": text }));
    constant_object: |n, text, document| schema(document, format!("S{n}"), json!({ "const": named(text, json!([text])) }));
    default: |n, text, document| {
        schema(document, format!("S{n}"), json!({ "type": "object", "properties": {
            "a": { "type": "string", "default": text }, "b": { "default": named(text, text.into()) } } }));
        operation(document, n, json!({ "responses": answer(), "parameters": [
            { "name": "q", "in": "query", "schema": { "type": "string", "default": text } } ] }));
    };
    example: |n, text, document| schema(document, format!("S{n}"), json!({ "type": "object", "example": text, "examples": [text],
        "properties": { "a": { "type": "string", "examples": [text] } } }));
    pattern: |n, text, document| schema(document, format!("S{n}"), json!({ "type": "object",
        "properties": { "a": { "type": "string", "pattern": text, "format": text } },
        "patternProperties": named(text, json!({ "type": "string" })) }));
    discriminator: |n, text, document| {
        schema(document, format!("A{n}"), json!({ "type": "object", "properties": named(text, json!({ "type": "string" })), "required": [text] }));
        schema(document, format!("B{n}"), json!({ "type": "object", "properties": named(text, json!({ "type": "string" })), "required": [text] }));
        schema(document, format!("U{n}"), json!({
            "oneOf": [{ "$ref": format!("#/components/schemas/A{n}") }, { "$ref": format!("#/components/schemas/B{n}") }],
            "discriminator": { "propertyName": text, "mapping": named(text, format!("#/components/schemas/A{n}").into()) } }));
    };
    tag_value: |n, text, document| schema(document, format!("U{n}"), json!({ "oneOf": [
        { "type": "object", "required": ["t"], "properties": { "t": { "const": text }, "a": { "type": "string" } } },
        { "type": "object", "required": ["t"], "properties": { "t": { "const": "other" } } } ] }));
    security_scheme: |n, text, document| {
        document["components"]["securitySchemes"][text] = json!({ "type": "apiKey", "in": "header", "name": text, "description": text });
        let mut secured = json!({ "responses": answer() });
        secured["security"] = json!([named(text, json!([text]))]);
        operation(document, n, secured);
    };
    server: |n, text, document| {
        document["servers"] = json!([{ "url": text, "description": text, "variables": named(text, json!({ "default": text, "enum": [text] })) }]);
        operation(document, n, json!({ "responses": answer(), "servers": [{ "url": text }] }));
    };
    webhook: |_n, text, document| document["webhooks"][text]["post"] = json!({ "summary": text, "operationId": text, "responses": answer(),
        "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": { "a": { "type": "string" } } } } } } });
    callback: |n, text, document| operation(document, n, json!({ "responses": answer(), "callbacks": named(text, named(text, json!({ "post": {
        "requestBody": { "content": { "application/json": { "schema": { "type": "object", "properties": { "a": { "type": "string" } } } } } },
        "responses": answer() } }))) }));
    link: |n, text, document| operation(document, n, json!({ "responses": { "200": { "description": "D",
        "links": named(text, json!({ "operationId": text, "parameters": named(text, text.into()) })) } } }));
    extension: |n, text, document| {
        let key = format!("x-{text}");
        document[&key] = text.into();
        let mut operation_object = json!({ "responses": answer() });
        operation_object[&key] = text.into();
        operation(document, n, operation_object);
        let mut object = json!({ "type": "object", "x-enum-varnames": [text], "properties": {} });
        object[&key] = named(text, text.into());
        schema(document, format!("S{n}"), object);
        schema(document, format!("E{n}"), json!({ "type": "string", "enum": ["a"], "x-enum-varnames": [text], "x-enumNames": [text] }));
    };
}

fn check_parameter_names(location: &str) {
    check_each(|text, document| {
        let parameter = json!({ "name": text, "in": location, "schema": { "type": "string" } });
        operation(document, 0, json!({ "parameters": [parameter], "responses": answer() }));
    });
}

#[test]
fn header_name() {
    check_parameter_names("header");
}

#[test]
fn cookie_name() {
    check_parameter_names("cookie");
}

#[test]
fn media_type() {
    check_each(|text, document| {
        let content = named(
            text,
            json!({ "schema": { "type": "object", "properties": { "a": { "type": "string" } } } }),
        );
        operation(
            document,
            0,
            json!({ "requestBody": { "content": content }, "responses": answer() }),
        );
    });
}
