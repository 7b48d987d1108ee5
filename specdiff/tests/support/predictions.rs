//! Edits of kinds that real histories have, and what they do to the generated client: foretold by the rules, as the tests of
//! oas-diff have it, and shown by the clients, as those of oas-apidiff have it.

use oas_diff::Rust;
use serde_json::{Value, json};

/// Two documents; the worst that happens on the way there, and on the way back.
pub(crate) struct Case {
    pub(crate) kind: &'static str,
    pub(crate) old: String,
    pub(crate) new: String,
    pub(crate) there: Rust,
    pub(crate) back: Rust,
}

pub(crate) fn cases() -> Vec<Case> {
    let mut cases = Cases::default();
    for add in [
        a_webhook_with_json_has_a_type,
        a_callback_with_json_has_a_type,
        what_is_shared_has_a_type_once_an_operation_has_it,
        what_is_shared_is_named_after_its_component,
        a_union_of_texts_is_one_enum_or_text,
        text_is_text_whatever_its_schema_says,
        all_of_several_keeps_the_type_of_its_place,
        members_that_differ_by_the_pattern_of_their_names_have_no_type,
        a_limit_that_gives_a_part_its_type_is_more_than_a_limit,
        headers_of_their_own_are_no_name_for_those_of_another,
    ] {
        add(&mut cases);
    }
    cases.cases
}

#[derive(Default)]
struct Cases {
    kind: &'static str,
    cases: Vec<Case>,
}

impl Cases {
    fn kind(&mut self, kind: &'static str) {
        self.kind = kind;
    }

    fn agree(&mut self, old: &Value, new: &Value, there: Rust, back: Rust) {
        let document = |value: &Value| {
            let mut document = json!({ "openapi": "3.1.0", "info": { "title": "t", "version": "1" }, "paths": {} });
            for (key, value) in value.as_object().into_iter().flatten() {
                document[key] = value.clone();
            }
            document.to_string()
        };
        let (old, new) = (document(old), document(new));
        self.cases.push(Case { kind: self.kind, old, new, there, back });
    }
}

/// An operation that sends or answers a schema.
fn answers(schema: &Value) -> Value {
    json!({ "get": { "responses": { "200": { "description": "", "content": { "application/json": { "schema": schema } } } } } })
}

fn a_webhook_with_json_has_a_type(cases: &mut Cases) {
    cases.kind(stringify!(a_webhook_with_json_has_a_type));
    let hook = |media: &str| {
        let body = json!({ "content": { media: { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } } } });
        json!({ "post": { "requestBody": body, "responses": {} } })
    };
    let hooks = |hooks: Value| json!({ "webhooks": hooks });
    let one = hooks(json!({ "born": hook("application/json") }));
    cases.agree(&hooks(json!({})), &one, Rust::Minor, Rust::Major);
    let two = hooks(json!({ "born": hook("application/json"), "gone": hook("application/json") }));
    cases.agree(&one, &two, Rust::Minor, Rust::Major);
    let bytes = hooks(json!({ "born": hook("application/json"), "gone": hook("image/png") }));
    cases.agree(&one, &bytes, Rust::None, Rust::None);
}

fn a_callback_with_json_has_a_type(cases: &mut Cases) {
    cases.kind(stringify!(a_callback_with_json_has_a_type));
    let operation = |callbacks: Value| json!({ "paths": { "/a": { "post": { "callbacks": callbacks, "responses": {} } } } });
    let body = json!({ "content": { "application/json": { "schema": { "type": "object" } } } });
    let item =
        json!({ "{$request.query.url}": { "post": { "requestBody": body, "responses": {} } } });
    cases.agree(
        &operation(json!({ "first": item })),
        &operation(json!({ "first": item, "second": item })),
        Rust::Minor,
        Rust::Major,
    );
}

fn what_is_shared_has_a_type_once_an_operation_has_it(cases: &mut Cases) {
    cases.kind(stringify!(what_is_shared_has_a_type_once_an_operation_has_it));
    let parameter = json!({ "name": "sort", "in": "query", "schema": { "type": "string", "enum": ["up", "down"] } });
    let document = |parameters: Value, shared: Value| json!({ "paths": { "/a": { "get": { "parameters": parameters, "responses": {} } } }, "components": { "parameters": shared } });
    let used =
        document(json!([{ "$ref": "#/components/parameters/sort" }]), json!({ "sort": parameter }));
    cases.agree(&document(json!([]), json!({})), &used, Rust::Minor, Rust::Major);
    let unused = document(json!([]), json!({ "sort": parameter }));
    cases.agree(&document(json!([]), json!({})), &unused, Rust::None, Rust::None);
}

fn what_is_shared_is_named_after_its_component(cases: &mut Cases) {
    cases.kind(stringify!(what_is_shared_is_named_after_its_component));
    let shared = json!({ "responses": { "Done": { "description": "", "content": { "application/json": { "schema": { "type": "object", "properties": { "id": { "type": "string" } } } } } } } });
    let path =
        json!({ "get": { "responses": { "200": { "$ref": "#/components/responses/Done" } } } });
    cases.agree(
        &json!({ "paths": {}, "components": shared }),
        &json!({ "paths": { "/a": path }, "components": shared }),
        Rust::Minor,
        Rust::Major,
    );
    let object = json!({ "type": "object", "properties": { "id": { "type": "string" } } });
    for (schema, worst) in [(object, Rust::Major), (json!({ "type": "string" }), Rust::None)] {
        let answer = |name: &str| {
            let shared = json!({ name: { "description": "", "content": { "application/json": { "schema": schema } } } });
            let get = json!({ "responses": { "200": { "$ref": format!("#/components/responses/{name}") } } });
            json!({ "paths": { "/a": { "get": get } }, "components": { "responses": shared } })
        };
        cases.agree(&answer("Done"), &answer("Ready"), worst, worst);
        let body = |name: &str| {
            let shared = json!({ name: { "required": true, "content": { "application/json": { "schema": schema } } } });
            let post = json!({ "requestBody": { "$ref": format!("#/components/requestBodies/{name}") }, "responses": {} });
            json!({ "paths": { "/a": { "post": post } }, "components": { "requestBodies": shared } })
        };
        cases.agree(&body("Done"), &body("Ready"), worst, worst);
    }
}

fn a_union_of_texts_is_one_enum_or_text(cases: &mut Cases) {
    cases.kind(stringify!(a_union_of_texts_is_one_enum_or_text));
    let union = |more: &[Value]| {
        let mut variants = vec![
            json!({ "type": "string", "enum": ["a"] }),
            json!({ "type": "string", "enum": ["b"] }),
        ];
        variants.extend_from_slice(more);
        json!({ "paths": { "/a": answers(&json!({ "type": "object", "properties": { "kind": { "anyOf": variants } } })) } })
    };
    let listed = json!({ "type": "string", "enum": ["c"] });
    cases.agree(&union(&[]), &union(std::slice::from_ref(&listed)), Rust::Minor, Rust::Major);
    let text = json!({ "type": "string" });
    cases.agree(
        &union(std::slice::from_ref(&text)),
        &union(&[text.clone(), listed]),
        Rust::Minor,
        Rust::Major,
    );
    let texts =
        |count| json!({ "paths": { "/a": answers(&json!({ "anyOf": vec![&text; count] })) } });
    cases.agree(&texts(2), &texts(3), Rust::None, Rust::None);
}

fn text_is_text_whatever_its_schema_says(cases: &mut Cases) {
    cases.kind(stringify!(text_is_text_whatever_its_schema_says));
    let body = |media: &str, schema: Value| json!({ "paths": { "/a": { "post": { "requestBody": { "content": { media: { "schema": schema } } }, "responses": {} } } } });
    for media in ["text/plain", "application/xml"] {
        let listed = json!({ "type": "string", "enum": ["a"] });
        cases.agree(
            &body(media, json!({ "type": "string" })),
            &body(media, listed),
            Rust::None,
            Rust::None,
        );
    }
}

fn all_of_several_keeps_the_type_of_its_place(cases: &mut Cases) {
    cases.kind(stringify!(all_of_several_keeps_the_type_of_its_place));
    let one =
        |name: &str| json!({ "type": "object", "properties": { name: { "type": "string" } } });
    let document = |parts: &[&str]| {
        let parts: Vec<Value> = parts
            .iter()
            .map(|name| json!({ "$ref": format!("#/components/schemas/{name}") }))
            .collect();
        let schemas = json!({ "A": one("a"), "B": one("b"), "C": one("c") });
        json!({ "paths": { "/a": answers(&json!({ "allOf": parts })) }, "components": { "schemas": schemas } })
    };
    cases.agree(&document(&["A", "B"]), &document(&["A", "B", "C"]), Rust::Minor, Rust::Major);
}

fn members_that_differ_by_the_pattern_of_their_names_have_no_type(cases: &mut Cases) {
    cases.kind(stringify!(members_that_differ_by_the_pattern_of_their_names_have_no_type));
    let schemas = |schema: Value| json!({ "paths": { "/a": answers(&json!({ "$ref": "#/components/schemas/A" })) }, "components": { "schemas": { "A": schema } } });
    let typed = |name: &str| json!({ "type": name });
    for properties in [json!({}), json!({ "a": { "type": "string" } })] {
        let object = |patterns: Value, others: Value| {
            schemas(json!({
                "type": "object", "properties": properties,
                "patternProperties": patterns, "additionalProperties": others,
            }))
        };
        let two = json!({ "^n-": typed("integer"), "^s-": typed("string") });
        let three =
            json!({ "^n-": typed("integer"), "^s-": typed("string"), "^b-": typed("boolean") });
        let object_of = |others| object(two.clone(), others);
        cases.agree(
            &object_of(typed("string")),
            &object_of(typed("integer")),
            Rust::None,
            Rust::None,
        );
        cases.agree(
            &object_of(typed("string")),
            &object(three, typed("string")),
            Rust::None,
            Rust::None,
        );
        let one = json!({ "^n-": typed("integer") });
        cases.agree(
            &object(one.clone(), typed("string")),
            &object(one.clone(), typed("boolean")),
            Rust::None,
            Rust::None,
        );
        cases.agree(
            &object(one.clone(), typed("integer")),
            &object(one, typed("string")),
            Rust::Major,
            Rust::Major,
        );
    }
}

fn a_limit_that_gives_a_part_its_type_is_more_than_a_limit(cases: &mut Cases) {
    cases.kind(stringify!(a_limit_that_gives_a_part_its_type_is_more_than_a_limit));
    let schemas = |schema: Value| json!({ "paths": { "/a": answers(&json!({ "$ref": "#/components/schemas/A" })) }, "components": { "schemas": { "A": schema } } });
    let object = |extra: Value| {
        let mut schema = json!({ "type": "object", "properties": { "a": { "type": "string" } } });
        schema.as_object_mut().unwrap().extend(extra.as_object().unwrap().clone());
        schemas(schema)
    };
    let patterns = json!({ "patternProperties": { "^x-": { "type": "integer" } } });
    cases.agree(&object(json!({})), &object(patterns), Rust::Major, Rust::Major);

    let map = |names: Value| {
        let mut schema = json!({ "type": "object", "additionalProperties": { "type": "string" } });
        schema["propertyNames"] = names;
        schemas(schema)
    };
    let (two, three) = (json!({ "enum": ["a", "b"] }), json!({ "enum": ["a", "b", "c"] }));
    cases.agree(&map(two.clone()), &map(three), Rust::Minor, Rust::Major);
    cases.agree(&map(two), &map(json!({ "maxLength": 9 })), Rust::Major, Rust::Major);
    cases.agree(
        &map(json!({ "maxLength": 9 })),
        &map(json!({ "maxLength": 8 })),
        Rust::None,
        Rust::None,
    );

    let text = |media: &str, held: Value| {
        let mut schema = json!({ "type": "string", "contentMediaType": media });
        schema["contentSchema"] = held;
        schemas(json!({ "type": "object", "properties": { "a": schema } }))
    };
    let (number, flag) = (json!({ "type": "integer" }), json!({ "type": "boolean" }));
    let json = "application/json";
    cases.agree(&text(json, number.clone()), &text(json, flag.clone()), Rust::Major, Rust::Major);
    cases.agree(
        &text(json, number.clone()),
        &text("text/csv", number.clone()),
        Rust::Major,
        Rust::Major,
    );
    cases.agree(&text("text/csv", number), &text("text/csv", flag), Rust::None, Rust::None);
}

/// The headers of two operations are one type while they are the same.
fn headers_of_their_own_are_no_name_for_those_of_another(cases: &mut Cases) {
    cases.kind(stringify!(headers_of_their_own_are_no_name_for_those_of_another));
    let of = |name: &str| {
        let headers = |name: &str| json!({ "get": { "responses": { "204": { "description": "", "headers": { name: { "schema": { "type": "string" } } } } } } });
        json!({ "paths": { "/a": headers("X-Next"), "/b": headers(name) } })
    };
    cases.agree(&of("X-Next"), &of("X-Other"), Rust::Major, Rust::Major);
    // Where the first of them has one more, those of the others are a name for another type, and the same.
    let mut old = of("X-Next");
    old["paths"]["/c"] = old["paths"]["/b"].clone();
    let mut new = old.clone();
    let headers = &mut new["paths"]["/a"]["get"]["responses"]["204"]["headers"];
    headers["X-More"] = json!({ "schema": { "type": "string" } });
    cases.agree(&old, &new, Rust::Minor, Rust::Major);
}
