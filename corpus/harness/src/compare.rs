//! Whether a value came back from decoding and encoding as it went in.

use serde_json::{Number, Value};

/// The first place, as a JSON pointer, where `back` is not `sent`.
///
/// A null member counts as absent, except in `strict` comparison: in the body of an update they are two things. Numbers
/// are compared by value, as JSON Schema does, and integers exactly.
pub(super) fn difference(sent: &Value, back: &Value, strict: bool) -> Option<String> {
    match (sent, back) {
        (Value::Object(sent), Value::Object(back)) => {
            let absent = |value: Option<&Value>| match value {
                None => true,
                Some(value) => !strict && value.is_null(),
            };
            let names = sent.keys().chain(back.keys().filter(|name| !sent.contains_key(*name)));
            for name in names {
                let inner = match (sent.get(name), back.get(name)) {
                    (Some(sent), Some(back)) => difference(sent, back, strict),
                    (sent, back) if absent(sent) && absent(back) => None,
                    _ => Some(String::new()),
                };
                if let Some(inner) = inner {
                    let name = oas_source::pointer::escape(name);
                    return Some(format!("/{name}{inner}"));
                }
            }
            None
        }
        (Value::Array(sent), Value::Array(back)) if sent.len() == back.len() => {
            let mut pairs = sent.iter().zip(back).enumerate();
            pairs.find_map(|(index, (sent, back))| {
                difference(sent, back, strict).map(|inner| format!("/{index}{inner}"))
            })
        }
        (Value::Number(sent), Value::Number(back)) => (!same_number(sent, back)).then(String::new),
        (sent, back) => (sent != back).then(String::new),
    }
}

fn same_number(left: &Number, right: &Number) -> bool {
    match (integer(left), integer(right)) {
        (Some(left), Some(right)) => left == right,
        _ => left.as_f64() == right.as_f64(),
    }
}

fn integer(number: &Number) -> Option<i128> {
    let signed = number.as_i64().map(i128::from);
    signed.or_else(|| number.as_u64().map(i128::from))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_null_against_absent_is_the_same() {
        let same = |sent, back| assert_eq!(difference(&sent, &back, false), None, "{sent} {back}");
        same(json!({"a": null}), json!({}));
        same(json!([{}]), json!([{"a": null}]));
        same(json!({"a": 1, "b": [1.0, "x"]}), json!({"b": [1, "x"], "a": 1.0}));
        let differs = |sent, back, at: &str| {
            assert_eq!(difference(&sent, &back, false).as_deref(), Some(at), "{sent} {back}");
        };
        differs(json!({"a": {}}), json!({}), "/a");
        differs(json!({"a": []}), json!({}), "/a");
        differs(json!({}), json!({"a/b": 0}), "/a~1b");
        differs(json!([1, {"a": "x"}]), json!([1, {"a": "y"}]), "/1/a");
        differs(json!([1]), json!([1, 1]), "");
        differs(json!(1), json!("1"), "");
        differs(json!(null), json!({}), "");
        differs(json!(9_007_199_254_740_993_u64), json!(9_007_199_254_740_992_u64), "");
        differs(json!("2024-01-01T00:00:00Z"), json!("2024-01-01T00:00:00+00:00"), "");
    }

    #[test]
    fn in_an_update_null_is_not_absent() {
        assert_eq!(difference(&json!({"a": null}), &json!({}), true).as_deref(), Some("/a"));
        assert_eq!(difference(&json!({}), &json!({"a": null}), true).as_deref(), Some("/a"));
        assert_eq!(difference(&json!({"a": null}), &json!({"a": null}), true), None);
    }
}
