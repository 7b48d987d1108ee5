//! Every leaf of documents that have most of what there is: another value, or none, changes the client, or the report names what is
//! left out, or it stands in the list of what means nothing to a client, with the reason.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use oas_codegen::{Generated, Report, Settings, generate};
use serde_json::{Value, json};

/// What means nothing to a client: the edit (any, where it is empty), a part of the pointer (its end, where a `$` stands last), and why.
#[rustfmt::skip]
const MEANINGLESS: &[(&str, &str, &str)] = &[
    ("", "/$self$", "no reference in these documents goes by it"),
    ("", "/openapi$", "3.0, 3.1 and 3.2 are read alike"),
    ("", "/jsonSchemaDialect$", "OpenAPI's own is the only one that is read"),
    ("", "/info/contact/", PEOPLE),
    ("", "/info/license/", PEOPLE),
    ("", "/info/summary$", PEOPLE),
    ("", "/info/termsOfService$", PEOPLE),
    ("", "/info/version$", "the version of the API, which no call says"),
    ("", "/tags/0/", "tags group operations in a reader's menu"),
    ("", "/post/tags/", "tags group operations in a reader's menu"),
    ("", "/externalDocs/", PEOPLE),
    ("", "/x-", "an extension means nothing but to those who made it"),
    ("", "/servers/0/name$", PEOPLE),
    ("", "{id}/summary$", "each operation has its own"),
    ("", "{id}/description$", "each operation has its own"),
    ("", "/responses/204/description$", ANSWER),
    ("", "/responses/200/description$", ANSWER),
    ("", "/responses/200/summary$", ANSWER),
    ("", "/example/", EXAMPLE),
    ("", "/examples/", EXAMPLE),
    ("", "/example$", EXAMPLE),
    ("", "/$comment$", PEOPLE),
    ("", "/links/", "what may be called next; nothing is sent by it"),
    ("", "/allowEmptyValue$", "an empty value can be sent in any case"),
    ("", "/parameters/0/style$", "the style is the one that is meant without, or is unknown and taken for it"),
    ("", "/bearerFormat$", TOKEN),
    ("", "/oauth/", TOKEN),
    ("changed", "/security/0/key$", TOKEN),
    ("", "/openIdConnectUrl$", TOKEN),
    ("", "/key/deprecated$", "a credential that goes away is sent until it has gone"),
    ("", "/choice/else/", CHECKED),
    ("", "/choice/if/", CHECKED),
    ("", "/choice/not/", CHECKED),
    ("", "/choice/then/", CHECKED),
    ("", "/tags/contains/", CHECKED),
    ("", "/tags/maxContains$", CHECKED),
    ("", "/tags/minContains$", CHECKED),
    ("", "/dependentRequired/", CHECKED),
    ("", "/dependentSchemas/", CHECKED),
    ("", "/propertyNames/minLength$", CHECKED),
    ("", "/xml/", "XML is bytes, and the operation says so"),
    ("", "/post/requestBody/required$", "whether the server sends a body is seen when it comes"),
    ("", "/responses/202/description$", ANSWER),
    ("", "/responses/404/description$", ANSWER),
    ("", "/responses/default/description$", ANSWER),
    ("changed", "/security/0$", TOKEN),
    ("changed", "/security/1/basic$", TOKEN),
    ("changed", "/security/2/cookie$", TOKEN),
    ("changed", "/security/2/query$", TOKEN),
    ("", "/marks/patternProperties/", "the rule patterns-untyped names the place"),
    ("", "/text~1csv/schema/type$", "the rule parameter-as-text names the place"),
    ("", "/$dynamicAnchor$", "a $dynamicRef is any value, and the report names it"),
    ("", "/mapping/bolt$", "the constant of the variant says the same"),
    ("", "/get/parameters/0/required$", "a parameter of the path is required, whatever it says"),
    ("", "/get/parameters/1/required$", "a parameter of the path is required, whatever it says"),
    ("", "/patch/parameters/0/required$", "a parameter of the path is required, whatever it says"),
    ("removed", "/explode$", "the default of the style"),
    ("", "/headers/X-Left/explode$", "a number in a header has no parts to be written in one way or another"),
    ("removed", "/state/enum/2$", "null is said twice"),
    ("", "/state/type/", "the values of an enum say which type it is"),
    ("", "/parameters/7/schema/type$", "the values of an enum say which type it is"),
    ("", "/files/type$", "the other keywords say which type it is"),
    ("", "/multipart~1form-data/schema/type$", "a body in parts is an object, whatever it says"),
    ("removed", "/ratio/format$", "a number without a format has a double's digits too"),
    ("removed", "/type$", "the other keywords say which type it is"),
    ("", "/Here/type$", "the values of an enum say which type it is"),
    ("", "/kind/type$", "the values of an enum say which type it is"),
    ("removed", "/age/format$", "an integer without a format has 64 bits too"),
];

const PEOPLE: &str = "for people who read the document";
const ANSWER: &str = "the type of an answer has the words of its schema";
const EXAMPLE: &str = "an example";
const TOKEN: &str = "whoever has the token got it elsewhere";
const CHECKED: &str = "the server's to check; the rule validation-dropped is counted once a schema";

fn document(path: &str) -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let text = std::fs::read_to_string(path).unwrap();
    oas_source::Document::parse(&text, "leaves.yaml").unwrap().root().to_value()
}

fn leaves(value: &Value, pointer: &str, out: &mut Vec<String>) {
    let mut below = |key: &str, value: &Value| {
        leaves(value, &format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1")), out);
    };
    match value {
        Value::Object(members) if !members.is_empty() => {
            members.iter().for_each(|(key, value)| below(key, value));
        }
        Value::Array(elements) if !elements.is_empty() => {
            elements.iter().enumerate().for_each(|(at, value)| below(&at.to_string(), value));
        }
        _ => out.push(pointer.to_owned()),
    }
}

fn changed(whole: &Value, pointer: &str) -> Value {
    let mut other = whole.clone();
    let value = other.pointer_mut(pointer).unwrap();
    *value = match &*value {
        Value::Bool(flag) => Value::Bool(!flag),
        Value::Number(number) => json!(number.as_f64().unwrap() + 7.0),
        Value::String(text) => Value::from(format!("{text}x")),
        _ => json!(["read"]),
    };
    other
}

fn without(whole: &Value, pointer: &str) -> Value {
    let (holder, key) = pointer.rsplit_once('/').unwrap();
    let key = key.replace("~1", "/").replace("~0", "~");
    let mut other = whole.clone();
    match other.pointer_mut(holder).unwrap() {
        Value::Array(elements) => drop(elements.remove(key.parse().unwrap())),
        holder => drop(holder.as_object_mut().unwrap().remove(&key)),
    }
    other
}

/// What an edit does to the client and to the report.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Seen {
    Client,
    Report,
    Nothing,
}

fn seen(before: &Generated, other: &Value) -> Seen {
    let said = |report: &Report| {
        let reasons: Vec<_> = report.operations.iter().map(|it| it.reasons.clone()).collect();
        (reasons, report.untyped.clone(), report.rules.clone(), report.lossy.clone())
    };
    match generate(&other.to_string(), "leaves.json", &Settings::default()) {
        Ok(after) if after.source != before.source => Seen::Client,
        Ok(after) if said(&after.report) != said(&before.report) => Seen::Report,
        Ok(_) => Seen::Nothing,
        // Refused is not silent.
        Err(_) => Seen::Client,
    }
}

/// Whether the report names the smallest part around a leaf without which something is seen.
fn is_reported(whole: &Value, before: &Generated, leaf: &str) -> bool {
    // A place without a type is named with all that is in it.
    if before.report.untyped.iter().any(|it| leaf.starts_with(&format!("{}/", it.pointer))) {
        return true;
    }
    std::iter::successors(Some(leaf), |at| Some(at.rsplit_once('/')?.0))
        .filter(|at| !at.is_empty())
        .map(|at| seen(before, &without(whole, at)))
        .find(|seen| *seen != Seen::Nothing)
        .is_some_and(|seen| seen == Seen::Report)
}

fn silent(path: &str, used: &mut [bool]) -> Vec<String> {
    let whole = document(path);
    let before = generate(&whole.to_string(), "leaves.json", &Settings::default()).unwrap();
    let mut pointers = Vec::new();
    leaves(&whole, "", &mut pointers);
    let mut silent = Vec::new();
    for pointer in pointers {
        let edits =
            [("changed", changed(&whole, &pointer)), ("removed", without(&whole, &pointer))];
        let none = edits.iter().filter(|(_, other)| seen(&before, other) == Seen::Nothing);
        let none: Vec<&str> = none.map(|(edit, _)| *edit).collect();
        if none.is_empty() {
            continue;
        }
        let listed = MEANINGLESS.iter().position(|(edit, part, _)| {
            let fits = match part.strip_suffix('$') {
                Some(end) => pointer.ends_with(end),
                None => pointer.contains(part),
            };
            fits && (edit.is_empty() || none.iter().all(|none| none == edit))
        });
        match listed {
            Some(at) => used[at] = true,
            None if is_reported(&whole, &before, &pointer) => {}
            None => silent.push(format!("{path} {pointer}: {}", none.join(", "))),
        }
    }
    silent
}

#[test]
fn no_leaf_is_left_out_in_silence() {
    let mut used = vec![false; MEANINGLESS.len()];
    let mut found = Vec::new();
    for path in [
        "../specdiff/tests/data/everything.yaml",
        "../specdiff/tests/data/everything-3.0.yaml",
        "tests/data/leaves.yaml",
    ] {
        found.extend(silent(path, &mut used));
    }
    assert!(found.is_empty(), "{}:\n{}", found.len(), found.join("\n"));
    let idle: Vec<_> = MEANINGLESS.iter().zip(used).filter(|(_, used)| !used).collect();
    assert!(idle.is_empty(), "listed, and seen all the same: {idle:?}");
}
