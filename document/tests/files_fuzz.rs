//! Documents of several files that nobody would write: no panic, no reference that is lost, the same outcome each time.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::fs;

use oas_source::{Document, Limits, Node, Source, keywords};
use proptest::prelude::*;
use serde_json::{Value, json};
use tempfile::TempDir;

const FILES: [&str; 4] = ["o.json", "a.json", "sub/b.json", "sub/a.json"];

/// A reference as any of the files may write it: to each other, to themselves, up, away and to nothing.
fn reference() -> impl Strategy<Value = String> {
    let file = prop_oneof![
        4 => prop::sample::select(vec!["", "a.json", "./a.json", "sub/b.json", "../o.json", "../sub/b.json", "b.json", "x/../a.json"]),
        1 => prop::sample::select(vec!["none.json", "https://example.com/a", "urn:a", "/o.json", "a%2Ejson", "//", "?", "file:///o.json"]),
    ];
    let fragment = prop::sample::select(vec![
        "",
        "#",
        "#/A",
        "#/B",
        "#/A/properties/B",
        "#/A/allOf/0",
        "#name",
        "#/components/schemas/A",
        "#/%zz",
        "#/A/$ref",
    ]);
    (file, fragment).prop_map(|(file, fragment)| format!("{file}{fragment}"))
}

fn schema() -> impl Strategy<Value = Value> + Clone {
    let leaf = prop_oneof![
        3 => reference().prop_map(|reference| json!({ "$ref": reference })),
        1 => reference().prop_map(|reference| json!({ "$ref": reference, "title": "t" })),
        1 => prop::sample::select(vec!["a.json", "https://example.com/a", "x/y", "#"])
            .prop_map(|id| json!({ "$id": id, "$anchor": "name" })),
        1 => Just(json!({ "type": "string" })),
        1 => Just(json!([1, { "$ref": 7 }])),
    ];
    let leaf = leaf.boxed();
    leaf.prop_recursive(3, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| json!({ "properties": { "A": a, "B": b } })),
            (inner.clone(), reference()).prop_map(
                |(inner, to)| json!({ "allOf": [inner], "discriminator": { "mapping": { "m": to } } })
            ),
            inner.prop_map(|inner| json!({ "items": inner, "$defs": { "A": {} } })),
        ]
    })
}

fn file() -> impl Strategy<Value = Value> {
    (schema(), schema(), any::<bool>()).prop_map(|(a, b, named)| {
        if named {
            json!({ "$id": "https://example.com/a", "A": a, "B": b })
        } else {
            json!({ "A": a, "B": b })
        }
    })
}

/// What a reader sees of it: the text, the places, and the sentences.
fn seen(document: &Document) -> (String, Vec<String>) {
    let mut places = Vec::new();
    keywords::visit(document.root(), &mut |node| places.push(format!("{node:?}")));
    places.extend(document.faults().iter().map(ToString::to_string));
    (document.root().to_json(), places)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn files_are_read_or_refused(root in file(), others in prop::collection::vec(file(), 3)) {
        let folder = TempDir::new().unwrap();
        fs::create_dir(folder.path().join("sub")).unwrap();
        let document = json!({ "openapi": "3.1.0", "components": { "schemas": root } });
        for (name, text) in FILES.iter().zip(std::iter::once(&document).chain(&others)) {
            fs::write(folder.path().join(name), text.to_string()).unwrap();
        }
        let limits = Limits::default();
        let read = || Source::open(&folder.path().join(FILES[0]), &limits).unwrap().read(&limits);
        match (read(), read()) {
            (Ok(first), Ok(again)) => {
                prop_assert_eq!(seen(&first), seen(&again));
                // It is one document: what is left of other files is told, is an address, or is none of ours.
                let mut names = Vec::new();
                keywords::visit(first.root(), &mut |node| {
                    let written = node.get("$ref").and_then(Node::as_str).map(str::to_owned);
                    let lost = |written: &String| {
                        !written.starts_with('#') && first.target(node, written).is_none()
                    };
                    names.extend(written.filter(lost));
                });
                let addresses = |name: &&String| name.contains(':') || name.starts_with("//");
                let files = names.iter().filter(|name| !addresses(name)).count();
                prop_assert!(files == 0 || !first.faults().is_empty(), "{:?}", names);
                // And as text it is the same document.
                let text = first.root().to_json();
                let again = Document::parse(&text, "one.json").unwrap();
                prop_assert!(again.root().same(first.root()), "{}", text);
            }
            (Err(first), Err(again)) => prop_assert_eq!(first.to_string(), again.to_string()),
            other => prop_assert!(false, "{:?}", other),
        }
    }
}
