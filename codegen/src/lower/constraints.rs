//! What a schema says of a value beyond its type, as text: the types do not check it, so the comments say it.

use serde_json::{Map, Value};

use crate::emit::code;

/// The description of a member or a parameter, with the constraints and the default of its schema.
pub(super) fn described(description: Option<&Value>, schema: &Value) -> String {
    let description = description.and_then(Value::as_str).unwrap_or_default();
    let default = schema.get("default").filter(|default| !default.is_null());
    let paragraphs = [
        description.to_owned(),
        inside(schema).map(constraints).unwrap_or_default(),
        default
            .map(|default| format!("Default: {}", code(&default.to_string())))
            .unwrap_or_default(),
    ];
    let paragraphs: Vec<String> =
        paragraphs.into_iter().filter(|text| !text.trim().is_empty()).collect();
    paragraphs.join("\n\n")
}

/// The schema itself, or the one that is not null of a union with null.
fn inside(schema: &Value) -> Option<&Map<String, Value>> {
    let union = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array);
    let mut others =
        union.into_iter().flatten().filter(|it| it.get("type") != Some(&"null".into()));
    match (others.next(), others.next()) {
        (Some(one), None) => one.as_object(),
        _ => schema.as_object(),
    }
}

fn constraints(schema: &Map<String, Value>) -> String {
    let number = |key: &str| schema.get(key).filter(|value| value.is_number());
    let is = |key: &str| schema.get(key) == Some(&Value::Bool(true));
    // In 3.0 `exclusiveMinimum` is a flag.
    let bound = |key: &str, exclusive: &str, words: [&str; 2]| {
        let strict = number(exclusive).or_else(|| number(key).filter(|_| is(exclusive)));
        let open = strict.map(|value| format!("{} {value}", words[1]));
        open.or_else(|| number(key).map(|value| format!("{} {value}", words[0])))
    };
    let mut parts = Vec::new();
    parts.extend(bound("minimum", "exclusiveMinimum", ["at least", "more than"]));
    parts.extend(bound("maximum", "exclusiveMaximum", ["at most", "less than"]));
    parts.extend(number("multipleOf").map(|value| format!("a multiple of {value}")));
    for (least, most, unit) in [
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "items"),
        ("minProperties", "maxProperties", "members"),
    ] {
        let some = |key: &str| number(key).filter(|value| value.as_f64() != Some(0.0));
        parts.extend(match (some(least), number(most)) {
            (Some(least), Some(most)) if least == most => Some(format!("{least} {unit}")),
            (Some(least), Some(most)) => Some(format!("{least} to {most} {unit}")),
            (Some(least), None) => Some(format!("at least {least} {unit}")),
            (None, Some(most)) => Some(format!("at most {most} {unit}")),
            (None, None) => None,
        });
    }
    if is("uniqueItems") {
        parts.push("no item twice".to_owned());
    }
    let text = |key: &str| schema.get(key).and_then(Value::as_str);
    // Other formats are types.
    let formats = ["binary", "decimal", "double", "float", "int32", "int64", "password"];
    parts.extend(
        text("format")
            .filter(|format| !formats.contains(format))
            .map(|format| format!("format {}", code(format))),
    );
    parts.extend(text("contentEncoding").map(|name| format!("encoded as {}", code(name))));
    parts.extend(text("contentMediaType").map(|name| format!("holds {}", code(name))));
    parts.extend(is("readOnly").then(|| "read-only".to_owned()));
    parts.extend(is("writeOnly").then(|| "write-only".to_owned()));
    parts.extend(text("pattern").map(|pattern| format!("matches {}", code(pattern))));
    let mut text = parts.join("; ");
    if let Some(first) = text.get(..1).map(str::to_ascii_uppercase) {
        text.replace_range(..1, &first);
        text.push('.');
    }
    text
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_a_type_does_not_say_is_said() {
        for (schema, text) in [
            (json!({}), ""),
            (json!(true), ""),
            (json!({"minimum": 1, "maximum": 100}), "At least 1; at most 100."),
            (json!({"exclusiveMinimum": 0, "multipleOf": 0.5}), "More than 0; a multiple of 0.5."),
            (json!({"minimum": 0, "exclusiveMinimum": true}), "More than 0."),
            (json!({"minLength": 0, "maxLength": 5}), "At most 5 characters."),
            (json!({"minLength": 2, "maxLength": 2}), "2 characters."),
            (json!({"minItems": 1, "uniqueItems": true}), "At least 1 items; no item twice."),
            (json!({"format": "int32", "type": "integer"}), ""),
            (json!({"format": "byte", "readOnly": true}), "Format `byte`; read-only."),
            (
                json!({"contentEncoding": "base64", "contentMediaType": "image/png", "writeOnly": true}),
                "Encoded as `base64`; holds `image/png`; write-only.",
            ),
            (
                json!({"anyOf": [{"type": "null"}, {"format": "uuid", "pattern": "^`a`$"}]}),
                "Format `uuid`; matches `^'a'$`.",
            ),
            (json!({"default": "x", "maximum": 9}), "At most 9.\n\nDefault: `\"x\"`"),
            (json!({"minimum": "1", "pattern": 5, "default": null}), ""),
        ] {
            assert_eq!(described(None, &schema), text, "{schema}");
        }
        let both = described(Some(&json!("How many.")), &json!({"minimum": 1}));
        assert_eq!(both, "How many.\n\nAt least 1.");
    }
}
