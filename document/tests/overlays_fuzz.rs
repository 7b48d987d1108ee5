//! Overlays of any kind: no panic, the same answer twice, and a document that is what it was written as.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use oas_source::{Document, Limits, Node, Overlay, Source, pointer};
use proptest::prelude::*;

const DOCUMENT: &str = "openapi: 3.1.0
info: &info {title: T, version: '1', x-a: [1, {b: 1.0}, [c]]}
paths: {/a: {get: {tags: [x, y]}, put: {tags: []}}, /b: {}}
x-info: *info
x-list: [{a: 1}, {a: 2, b: *info}, text, null]
";

const PARTS: &[&str] = &[
    ".paths",
    ".info",
    "['x-list']",
    "['x-info']",
    ".*",
    "[*]",
    "..*",
    "[0]",
    "[-1]",
    "[::2]",
    "['/a'].get",
    ".tags",
    "[?@.a]",
    "[?@ == 'x']",
    "[?@.a > 1 || !@.b]",
    "[?count(@..*) > 2]",
    "[?match(@, '.')]",
    "..title",
    "[?@..*[?@ == $.x]]",
    "[?length(@) == 1]",
];
const VALUES: &[&str] = &[
    "{}",
    "{a: 2}",
    "{x-a: [2], title: U}",
    "[]",
    "[1, {a: 1}]",
    "text",
    "null",
    "1.50",
    "{a: {b: {c: {d: 1}}}}",
    "[[[]]]",
];

fn query() -> impl Strategy<Value = String> {
    let parts = prop::collection::vec(prop::sample::select(PARTS), 0..3);
    parts.prop_map(|parts| format!("${}", parts.concat()))
}

fn action() -> impl Strategy<Value = String> {
    let change = prop_oneof![
        prop::sample::select(VALUES).prop_map(|value| format!("update: {value}")),
        query().prop_map(|query| format!("copy: {query:?}")),
        Just("remove: true".to_owned()),
    ];
    (query(), change).prop_map(|(target, change)| format!("- {{target: {target:?}, {change}}}\n"))
}

/// Every node is where its pointer says.
fn stands(document: &Document, node: Node<'_>) {
    let found = pointer::resolve(document.root(), &node.pointer()).map(Node::id);
    assert_eq!(found, Some(node.id()), "{node:?}");
    assert!(node.line() > 0 && document.files().any(|file| file == node.file()));
    node.entries().for_each(|(_, child)| stands(document, child));
    node.items().for_each(|child| stands(document, child));
}

fn overlaid(actions: &str) -> Result<Document, String> {
    let limits = Limits { nodes: 5_000, ..Limits::default() };
    let text = format!("overlay: 1.1.0\ninfo: {{title: O, version: '1'}}\nactions:\n{actions}");
    let overlay = Overlay::new("o.yaml", &text, &limits).map_err(|error| error.to_string())?;
    let source = Source::new("d.yaml", DOCUMENT).overlaid(overlay);
    source.read(&limits).map_err(|error| error.to_string())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_overlay_is_applied_or_refused(actions in prop::collection::vec(action(), 1..4)) {
        let actions = actions.concat();
        match (overlaid(&actions), overlaid(&actions)) {
            (Ok(one), Ok(other)) => {
                stands(&one, one.root());
                let written = one.root().to_json();
                prop_assert_eq!(&written, &other.root().to_json());
                let read = Document::parse(&written, "d.json").unwrap();
                prop_assert!(read.root().same(one.root()), "{}", written);
            }
            (Err(one), Err(other)) => {
                prop_assert_eq!(one.lines().count(), 1, "{}", one);
                prop_assert_eq!(one, other);
            }
            _ => prop_assert!(false, "not the same twice"),
        }
    }

    #[test]
    fn any_text_is_a_query_or_none(text in "[$@.\\[\\]?*'\"a0:,()!=<>&|\\\\ -]{0,24}") {
        let _ = overlaid(&format!("- {{target: {text:?}}}\n"));
    }
}
