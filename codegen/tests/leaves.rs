//! Every leaf of documents that have most of what there is: another value, or none, changes the client, or the report names what is
//! left out, or it stands in the list of what means nothing to a client, with the reason.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::Path;

use oas_codegen::{Generated, Report, Settings, generate};
use oas_source::keywords::{self, Holds};
use serde_json::{Value, json};

/// What means nothing to a client: the edit (any, where it is empty), the keyword (and all below it, where a slash stands last), when it
/// means nothing, and why. A keyword may have those before it that it stands in, from the root on where a slash stands first; `*` is a name
/// that the author gave, `#` a place in a list.
#[rustfmt::skip]
const MEANINGLESS: &[(&str, &str, When, &str)] = &[
    ("", "$self", ALWAYS, "no reference in these documents goes by it"),
    ("", "/openapi", ALWAYS, "3.0, 3.1 and 3.2 are read alike"),
    ("", "jsonSchemaDialect", ALWAYS, "OpenAPI's own is the only one that is read"),
    ("", "contact/", ALWAYS, PEOPLE),
    ("", "license/", ALWAYS, PEOPLE),
    ("", "info/summary", ALWAYS, PEOPLE),
    ("", "termsOfService", ALWAYS, PEOPLE),
    ("", "info/version", ALWAYS, "the version of the API, which no call says"),
    ("", "/tags/", ALWAYS, "tags group operations in a reader's menu"),
    ("", "tags/#", ALWAYS, "tags group operations in a reader's menu"),
    ("", "externalDocs/", ALWAYS, PEOPLE),
    ("", "x-", ALWAYS, "an extension means nothing but to those who made it"),
    ("", "servers/#/name", ALWAYS, PEOPLE),
    ("", "paths/*/summary", ALWAYS, "each operation has its own"),
    ("", "paths/*/description", ALWAYS, "each operation has its own"),
    ("", "responses/*/description", ALWAYS, "the type of an answer has the words of its schema"),
    ("", "responses/*/summary", ALWAYS, "the type of an answer has the words of its schema"),
    ("", "example", ALWAYS, EXAMPLE),
    ("", "example/", ALWAYS, EXAMPLE),
    ("", "examples/", ALWAYS, EXAMPLE),
    ("", "$comment", ALWAYS, PEOPLE),
    ("", "links/", ALWAYS, "what may be called next; nothing is sent by it"),
    ("", "allowEmptyValue", ALWAYS, "an empty value can be sent in any case"),
    ("removed", "parameters/#/style", |leaf| leaf.value == DEFAULT_STYLES[usize::from(leaf.is_in(&["query", "cookie"]))],
        "the style is the one that is meant without"),
    ("removed", "parameters/#/explode", |leaf| leaf.value == (leaf.is_in(&["query", "cookie"]) && ["form", "cookie"].contains(&leaf.beside("style"))),
        "the default of the style"),
    ("", "responses/*/headers/*/explode", |leaf| leaf.above(1)["schema"]["type"] != "object", "only objects have another form in the style simple"),
    ("", "parameters/#/required", |leaf| leaf.is_in(&["path"]), "a parameter of the path is required, whatever it says"),
    ("", "bearerFormat", ALWAYS, TOKEN),
    ("", "flows/", ALWAYS, TOKEN),
    ("", "oauth2MetadataUrl", ALWAYS, TOKEN),
    ("", "openIdConnectUrl", ALWAYS, TOKEN),
    ("", "security/#/*/#", ALWAYS, TOKEN),
    ("changed", "security/#/*", ALWAYS, TOKEN),
    ("", "securitySchemes/*/deprecated", ALWAYS, "a credential that goes away is sent until it has gone"),
    ("", "if/", ALWAYS, CHECKED),
    ("", "then/", ALWAYS, CHECKED),
    ("", "else/", ALWAYS, CHECKED),
    ("", "not/", ALWAYS, CHECKED),
    ("", "contains/", ALWAYS, CHECKED),
    ("", "maxContains", ALWAYS, CHECKED),
    ("", "minContains", ALWAYS, CHECKED),
    ("", "dependentRequired/", ALWAYS, CHECKED),
    ("", "dependentSchemas/", ALWAYS, CHECKED),
    ("", "propertyNames/minLength", ALWAYS, CHECKED),
    ("", "xml/", ALWAYS, "XML is bytes, and the operation says so"),
    ("", "webhooks/*/post/requestBody/required", ALWAYS, INCOMING),
    ("", "callbacks/*/*/post/requestBody/required", ALWAYS, INCOMING),
    ("", "content/*/schema/type", |leaf| leaf.is_below("parameter-as-text"), "the rule parameter-as-text names the place"),
    ("", "$dynamicAnchor", ALWAYS, "a $dynamicRef is any value, and the report names it"),
    ("", "mapping/*", |leaf| leaf.whole["components"]["schemas"]["Bolt"]["properties"]["kind"]["const"] == leaf.key(),
        "the constant of the variant says the same"),
    ("removed", "enum/#", |leaf| leaf.value.is_null(), "null is said twice"),
    ("", "type/#", |leaf| leaf.list_has("enum"), "the values of an enum say which type it is"),
    ("", "type", |leaf| leaf.has("enum") || leaf.has("const"), "the values of an enum say which type it is"),
    ("", "content/*/schema/type", |leaf| leaf.pointer.contains("/multipart~1"), "a body in parts is an object, whatever it says"),
    ("", "type", |leaf| leaf.pointer.contains("/multipart~1") && leaf.has("items"), "the other keywords say which type it is"),
    ("removed", "type", |leaf| SAYING_TYPE.iter().any(|keyword| leaf.has(keyword)), "the other keywords say which type it is"),
    ("removed", "content/*/schema/type", |leaf| leaf.pointer.contains("/text~1"), "a text is a string"),
    ("removed", "type", |leaf| leaf.above(1)["format"] == "binary", "the format says that it is bytes"),
    ("removed", "encoding/*/explode", |leaf| leaf.value == (leaf.beside("style") == "form"), "the default of the style"),
    ("removed", "format", |leaf| leaf.value == "double", "a number without a format has a double's digits too"),
    ("removed", "format", |leaf| leaf.value == "int64", "an integer without a format has 64 bits too"),
];

type When = fn(&Leaf<'_>) -> bool;
const ALWAYS: When = |_| true;
/// The styles that are meant without one: in path and header, in query and cookie.
const DEFAULT_STYLES: [&str; 2] = ["simple", "form"];
const SAYING_TYPE: [&str; 9] = [
    "properties",
    "required",
    "additionalProperties",
    "items",
    "prefixItems",
    "contains",
    "minProperties",
    "pattern",
    "contentSchema",
];

const PEOPLE: &str = "for people who read the document";
const EXAMPLE: &str = "an example";
const TOKEN: &str = "whoever has the token got it elsewhere";
const CHECKED: &str = "the server's to check; the rule validation-dropped is counted once a schema";
const INCOMING: &str = "whether the server sends a body is seen when it comes";

/// A leaf and what is around it.
struct Leaf<'a> {
    whole: &'a Value,
    pointer: &'a str,
    value: &'a Value,
    report: &'a Report,
}

impl Leaf<'_> {
    fn key(&self) -> &str {
        self.pointer.rsplit('/').next().unwrap()
    }

    fn above(&self, levels: usize) -> &Value {
        let pointer = self.pointer.rsplitn(levels + 1, '/').last().unwrap();
        self.whole.pointer(pointer).unwrap()
    }

    fn has(&self, keyword: &str) -> bool {
        self.above(1).get(keyword).is_some()
    }

    /// The same of a leaf in a list.
    fn list_has(&self, keyword: &str) -> bool {
        self.above(2).get(keyword).is_some()
    }

    fn beside(&self, keyword: &str) -> &str {
        self.above(1).get(keyword).and_then(Value::as_str).unwrap_or("form")
    }

    fn is_in(&self, places: &[&str]) -> bool {
        places.contains(&self.beside("in"))
    }

    /// Whether the report names a place around it under this rule.
    fn is_below(&self, rule: &str) -> bool {
        let around = |at: &str| self.pointer.starts_with(&format!("{at}/"));
        self.report.lossy.iter().any(|lossy| lossy.rule == rule && around(&lossy.pointer))
    }

    /// The keywords that lead to it.
    fn keywords(&self) -> String {
        let (mut value, mut here, mut out) = (self.whole, Holds::Keywords, String::new());
        let mut above = "";
        for segment in self.pointer.split('/').skip(1) {
            let key = segment.replace("~1", "/").replace("~0", "~");
            let named = here != Holds::Keywords && value.is_object();
            out.push('/');
            out.push_str(match value {
                Value::Array(_) => "#",
                _ if named => "*",
                _ => segment,
            });
            here = match here {
                Holds::Data => Holds::Data,
                // The address of a callback is its author's too.
                Holds::Names if above == "callbacks" => Holds::Names,
                Holds::Names => Holds::Keywords,
                Holds::Keywords => keywords::holds(&key),
            };
            above = if named { "" } else { segment };
            value = match value {
                Value::Array(elements) => &elements[key.parse::<usize>().unwrap()],
                // A list of what is named is no object of names.
                value => &value[&key],
            };
            if here == Holds::Names && value.is_array() {
                here = Holds::Keywords;
            }
        }
        out
    }

    fn fits(&self, keyword: &str) -> bool {
        let keywords = format!("^{}", self.keywords());
        let keyword = match keyword.strip_prefix('/') {
            Some(from_root) => format!("^/{from_root}"),
            None => format!("/{keyword}"),
        };
        match keyword.as_str() {
            "/x-" => keywords.contains("/x-"),
            below if below.ends_with('/') => keywords.contains(below),
            end => keywords.ends_with(end),
        }
    }
}

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
        let value = whole.pointer(&pointer).unwrap();
        let leaf = Leaf { whole: &whole, pointer: &pointer, value, report: &before.report };
        let listed = MEANINGLESS.iter().position(|(edit, keyword, when, _)| {
            let edits = edit.is_empty() || none.iter().all(|none| none == edit);
            edits && leaf.fits(keyword) && when(&leaf)
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
    let idle = MEANINGLESS.iter().zip(used).filter(|(_, used)| !used);
    let idle: Vec<_> = idle.map(|((edit, keyword, ..), _)| (edit, keyword)).collect();
    assert!(idle.is_empty(), "listed, and seen all the same: {idle:?}");
}
