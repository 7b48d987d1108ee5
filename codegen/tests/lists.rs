//! Which operations the settings' `lists` bind, and what the report says of it.

#![cfg(feature = "client")]
#![allow(clippy::unwrap_used)]

use oas_codegen::{ErrorKind, Settings, generate};

const DOCUMENT: &str = include_str!("../../fixtures/documents/lists.yaml");

/// How the lists of the document are paged by these entries: by path.
fn bound(lists: &str) -> Vec<(String, String)> {
    let settings = Settings::from_json(&format!(r#"{{"lists": {lists}}}"#)).unwrap();
    let report = generate(DOCUMENT, "lists.yaml", &settings).unwrap().report;
    let operations = report.operations.into_iter();
    operations
        .filter_map(|one| Some((format!("{} {}", one.method, one.path), one.paged?)))
        .collect()
}

fn refused(lists: &str) -> String {
    let settings = Settings::from_json(&format!(r#"{{"lists": {lists}}}"#)).unwrap();
    let error = generate(DOCUMENT, "lists.yaml", &settings).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Settings);
    error.to_string()
}

fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
    expected.iter().map(|(key, paged)| ((*key).to_owned(), (*paged).to_owned())).collect()
}

#[test]
fn an_entry_binds_what_has_its_form_and_one_that_is_named_goes_first() {
    assert_eq!(bound("[]"), []);
    let cursor = r#"{"by": "cursor", "parameter": ["token", "cursor"], "next": ["/next", "/meta/next"], "items": ["/rows", "/data"]}"#;
    let number = r#"{"by": "number", "parameter": ["page"], "first": 0}"#;
    assert_eq!(
        bound(&format!("[{cursor}, {number}]")),
        pairs(&[
            ("GET /after", r#"cursor at "/meta/next", sent as "cursor"; items at "/data""#),
            // Not `/numbered`: what has no type may be no list.
            ("GET /shelves", r#"page number "page" from 0; items at """#),
        ])
    );
    let named = r#"{"operation": "GET /numbered", "by": "number", "parameter": ["page"], "items": ["/items"], "more": ["/more"]}"#;
    let offset = r#"{"operation": "GET /after", "by": "offset", "parameter": ["q"], "items": ["/data"], "more": ["/none", "/meta/more"]}"#;
    assert_eq!(
        bound(&format!("[{cursor}, {named}, {offset}]")),
        pairs(&[
            ("GET /after", r#"offset "q"; items at "/data"; more at "/meta/more""#),
            ("GET /numbered", r#"page number "page" from 1; items at "/items"; more at "/more""#),
        ])
    );
    // No list, no such member, no such parameter, a method that cannot be repeated.
    for lists in [
        r#"[{"by": "url", "next": ["/meta/next"], "items": ["/meta"]}]"#,
        r#"[{"by": "url", "next": ["/meta/nope"], "items": ["/data"]}]"#,
        r#"[{"by": "url", "next": ["meta"], "items": ["/data"]}]"#,
        r#"[{"by": "offset", "parameter": ["nope"]}]"#,
        r#"[{"by": "url", "next": []}]"#,
    ] {
        assert_eq!(bound(lists), [], "{lists}");
    }
}

#[test]
fn an_entry_that_its_operation_does_not_fit_is_an_error() {
    for (list, said) in [
        (
            r#"{"operation": "GET /nowhere", "by": "link"}"#,
            "\"GET /nowhere\", and no operation is that",
        ),
        (r#"{"operation": "POST /search", "by": "link"}"#, "it has no method that can be repeated"),
        (r#"{"operation": "GET /feed", "by": "link"}"#, "it has no success that is JSON"),
        (
            r#"{"operation": "GET /after", "by": "link", "items": ["/a", "/b"]}"#,
            "it has no list at /a or /b",
        ),
        (
            r#"{"operation": "GET /shelves", "by": "number", "parameter": ["p", "nr"]}"#,
            "it has no query parameter p or nr",
        ),
        (
            r#"{"operation": "GET /after", "by": "url", "items": ["/data"], "next": ["/x"]}"#,
            "it has no member at /x",
        ),
        (
            r#"{"operation": "GET /marked", "by": "cursor_header", "parameter": ["from"]}"#,
            "it has no header that",
        ),
        (r#"{"by": "link"}"#, "has no `operation`"),
    ] {
        let error = refused(&format!("[{list}]"));
        assert!(error.contains(said), "{error}");
    }
    assert!(Settings::from_json(r#"{"lists": [{"by": "magic"}]}"#).is_err());
    assert!(Settings::from_json(r#"{"lists": [{"by": "link", "nxt": []}]}"#).is_err());
}
