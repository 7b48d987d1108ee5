//! Schemas that lead to themselves before any value is looked into.

#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support;

use support::{compare, with_schemas};

const ROUND: &str = r##"{"$ref": "#/components/schemas/In"}"##;
const OTHER: &str = r##"{"$ref": "#/components/schemas/Out"}"##;

#[test]
fn schemas_of_themselves_are_compared_to_an_end() {
    let mut schemas = vec![ROUND.to_owned(), OTHER.to_owned(), format!(r#"{{"not": {ROUND}}}"#)];
    for keyword in ["anyOf", "oneOf", "allOf"] {
        for with in [r#"{"type": "string"}"#, r#"{"type": "null"}"#, OTHER, ROUND] {
            schemas.push(format!(r#"{{"{keyword}": [{ROUND}, {with}]}}"#));
            schemas.push(format!(r#"{{"{keyword}": [{OTHER}, {with}]}}"#));
        }
    }
    let document = |first: &String, second: &String| {
        with_schemas(&format!(r#"{{"In": {first}, "Out": {second}}}"#))
    };
    let mut changes = 0;
    for (at, first) in schemas.iter().enumerate() {
        for second in &schemas {
            let old = document(first, second);
            assert!(compare(&old, &old).is_empty(), "{first} {second}");
            let new = document(second, &schemas[(at + 7) % schemas.len()]);
            changes += compare(&old, &new).changes.len();
        }
    }
    assert!(changes > schemas.len(), "{changes}");
}
