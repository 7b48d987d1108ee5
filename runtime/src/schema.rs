//! Schemas of generated types, and of those that they are made of.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde_json::Value;

use crate::{Integer, JsonText, Number, Parsed, Replaced, Timestamp};

/// A schema from its JSON, with the others that belong into it at these places.
pub fn schema_with<const N: usize>(text: &str, references: [(&str, Schema); N]) -> Schema {
    // The generator wrote it.
    let mut whole: Value = serde_json::from_str(text).unwrap_or(Value::Bool(true));
    for (at, schema) in references {
        if let Some(place) = whole.pointer_mut(at) {
            put(place, schema.to_value());
        }
    }
    Schema::try_from(whole).unwrap_or_default()
}

/// Lets a schema say what another says too.
fn put(place: &mut Value, other: Value) {
    let Value::Object(members) = place else { return };
    match other {
        other if members.is_empty() => *place = other,
        Value::Object(mut reference) if reference.len() == 1 && reference.contains_key("$ref") => {
            members.append(&mut reference);
        }
        other => {
            let all = members.entry("allOf").or_insert_with(|| Value::Array(Vec::new()));
            if let Value::Array(all) = all {
                all.push(other);
            }
        }
    }
}

/// Types that stand in schemas without a name.
macro_rules! inline {
    ($([$($parameters:tt)*] $ty:ty, $name:literal, $schema:tt;)*) => {
        $(
            impl<$($parameters)*> JsonSchema for $ty {
                fn inline_schema() -> bool {
                    true
                }

                fn schema_name() -> Cow<'static, str> {
                    $name.into()
                }

                fn json_schema(_: &mut SchemaGenerator) -> Schema {
                    json_schema!($schema)
                }
            }
        )*
    };
}

inline! {
    [T] Integer<T>, "Integer", { "type": "integer" };
    [] Number, "Number", { "type": "number" };
    [] Timestamp, "Timestamp", { "type": "string", "format": "date-time" };
    [T] Parsed<T>, "Parsed", { "type": "string" };
    [T, W] JsonText<T, W>, "JsonText", { "type": "string" };
}

/// That of the type in the place of the document's.
impl<T: JsonSchema> JsonSchema for Replaced<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use schemars::json_schema as schema;
    use serde_json::json;

    use super::*;

    #[test]
    fn a_reference_stands_beside_what_its_place_says() {
        let owner = || schema!({ "$ref": "#/$defs/Owner" });
        let text = r#"{"properties":{"a":{},"b":{"description":"B"}},"type":"object"}"#;
        let whole = schema_with(text, [("/properties/a", owner()), ("/properties/b", owner())]);
        assert_eq!(
            whole.to_value(),
            json!({
                "type": "object",
                "properties": {
                    "a": { "$ref": "#/$defs/Owner" },
                    "b": { "description": "B", "$ref": "#/$defs/Owner" },
                },
            })
        );
    }

    #[test]
    fn a_schema_that_is_inline_is_one_of_all() {
        let text = schema!({ "type": "string" });
        let never = Schema::from(false);
        let whole = schema_with(r#"{"maxLength":3,"allOf":[{"minLength":1}]}"#, [("", text)]);
        assert_eq!(
            whole.to_value(),
            json!({ "maxLength": 3, "allOf": [{ "minLength": 1 }, { "type": "string" }] })
        );
        let whole = schema_with(r#"{"items":{}}"#, [("/items", never)]);
        assert_eq!(whole.to_value(), json!({ "items": false }));
    }

    #[test]
    fn a_type_in_the_place_of_another_has_its_own_schema() {
        struct Own;
        impl JsonSchema for Own {
            fn schema_name() -> Cow<'static, str> {
                "Own".into()
            }

            fn schema_id() -> Cow<'static, str> {
                "own::Own".into()
            }

            fn json_schema(_: &mut SchemaGenerator) -> Schema {
                schema!({ "type": "integer" })
            }
        }
        type Placed = Replaced<Own>;
        assert_eq!((&*Placed::schema_id(), &*Placed::schema_name()), ("own::Own", "Own"));
        assert!(!Placed::inline_schema() && Replaced::<u8>::inline_schema());
        let whole = Placed::json_schema(&mut SchemaGenerator::default());
        assert_eq!(whole.to_value(), json!({ "type": "integer" }));
    }
}
