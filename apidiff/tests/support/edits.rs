//! Edits that people make to documents, each of one kind, for making documents that differ in a known way.

use serde_json::{Map, Value, json};

/// An edit of one schema or one operation: whether it could be made there.
pub type Edit = fn(&mut Value) -> bool;

fn object(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    let object = schema.as_object_mut()?;
    (!object.contains_key("$ref")).then_some(object)
}

fn properties(schema: &mut Value) -> Option<&mut Map<String, Value>> {
    object(schema)?.get_mut("properties")?.as_object_mut()
}

fn required(schema: &mut Value) -> Option<&mut Vec<Value>> {
    let object = object(schema)?;
    object.entry("required").or_insert_with(|| json!([])).as_array_mut()
}

/// The first property for which `change` says that it could be changed.
fn first(schema: &mut Value, change: impl Fn(&mut Map<String, Value>) -> bool) -> bool {
    properties(schema).into_iter().flat_map(Map::values_mut).filter_map(object).any(change)
}

/// A property that is not required, or one that is.
fn property(schema: &mut Value, is_required: bool) -> Option<String> {
    let names: Vec<String> = properties(schema)?.keys().cloned().collect();
    let required = required(schema)?.clone();
    names.into_iter().find(|name| required.contains(&json!(name)) == is_required)
}

fn of_type(schema: &Map<String, Value>, name: &str) -> bool {
    schema.get("type").is_some_and(|ty| ty == name)
        && !["enum", "const", "format", "not", "contentEncoding", "contentMediaType"]
            .iter()
            .any(|key| schema.contains_key(*key))
}

fn put(schema: &mut Map<String, Value>, key: &str, value: Value) -> bool {
    schema.insert(key.to_owned(), value);
    true
}

/// Puts a keyword into the first property of a type.
fn put_where(schema: &mut Value, ty: &str, key: &str, value: &Value) -> bool {
    first(schema, |property| of_type(property, ty) && put(property, key, value.clone()))
}

pub const SCHEMA: &[(&str, Edit)] = &[
    ("add an optional property", |schema| {
        properties(schema).is_some_and(|all| put(all, "zzAdded", json!({"type": "string"})))
    }),
    ("add a required property", |schema| {
        properties(schema).is_some_and(|all| put(all, "zzNeeded", json!({"type": "string"})))
            && required(schema).is_some_and(|all| {
                all.push(json!("zzNeeded"));
                true
            })
    }),
    ("remove an optional property", |schema| {
        property(schema, false).is_some_and(|name| {
            properties(schema).is_some_and(|all| all.len() > 1 && all.remove(&name).is_some())
        })
    }),
    ("remove a required property", |schema| {
        property(schema, true).is_some_and(|name| {
            if let Some(all) = required(schema) {
                all.retain(|other| *other != json!(name));
            }
            properties(schema).is_some_and(|all| all.len() > 1 && all.remove(&name).is_some())
        })
    }),
    ("make a property required", |schema| {
        property(schema, false).is_some_and(|name| {
            required(schema).is_some_and(|all| {
                all.push(json!(name));
                true
            })
        })
    }),
    ("make a property optional", |schema| {
        property(schema, true).is_some_and(|name| {
            required(schema).is_some_and(|all| {
                all.retain(|other| *other != json!(name));
                true
            })
        })
    }),
    ("let a property be null", |schema| {
        first(schema, |property| {
            let ty = property.get("type").cloned();
            ty.filter(Value::is_string)
                .is_some_and(|ty| ty != "null" && put(property, "type", json!([ty, "null"])))
        })
    }),
    ("let a required property be null", |schema| {
        let Some(name) = property(schema, true) else {
            return false;
        };
        properties(schema).and_then(|all| all.get_mut(&name)).and_then(object).is_some_and(
            |property| {
                let ty = property.get("type").cloned().filter(Value::is_string);
                ty.is_some_and(|ty| put(property, "type", json!([ty, "null"])))
            },
        )
    }),
    ("let no property be null", |schema| {
        first(schema, |property| {
            let ty = property.get("type").and_then(Value::as_array).cloned();
            ty.is_some_and(|ty| {
                ty.len() == 2 && ty[1] == "null" && put(property, "type", ty[0].clone())
            })
        })
    }),
    ("make text a number", |schema| put_where(schema, "string", "type", &json!("integer"))),
    ("make an integer a number", |schema| put_where(schema, "integer", "type", &json!("number"))),
    ("make text a time", |schema| put_where(schema, "string", "format", &json!("date-time"))),
    ("make text a date", |schema| put_where(schema, "string", "format", &json!("date"))),
    ("make text a uuid", |schema| put_where(schema, "string", "format", &json!("uuid"))),
    ("make a time text", |schema| {
        first(schema, |property| {
            property.get("format").is_some_and(|format| format == "date-time")
                && property.remove("format").is_some()
        })
    }),
    ("make an integer small", |schema| put_where(schema, "integer", "format", &json!("int32"))),
    ("make a number a float", |schema| put_where(schema, "number", "format", &json!("float"))),
    ("make text an enum", |schema| put_where(schema, "string", "enum", &json!(["one", "two"]))),
    ("make an enum text", |schema| {
        first(schema, |property| property.contains_key("type") && property.remove("enum").is_some())
    }),
    ("add a value", |schema| {
        object(schema).and_then(|schema| schema.get_mut("enum")?.as_array_mut()).is_some_and(
            |all| {
                all.push(if all[0].is_i64() { json!(987) } else { json!("zz-added") });
                true
            },
        )
    }),
    ("remove a value", |schema| {
        object(schema)
            .and_then(|schema| schema.get_mut("enum")?.as_array_mut())
            .is_some_and(|all| all.len() > 1 && all.pop().is_some())
    }),
    ("limit text", |schema| put_where(schema, "string", "maxLength", &json!(7))),
    ("change a default", |schema| put_where(schema, "string", "default", &json!("zz"))),
    ("describe", |schema| {
        object(schema).is_some_and(|schema| put(schema, "description", json!("Other words.")))
    }),
    ("entitle", |schema| {
        object(schema).is_some_and(|schema| put(schema, "title", json!("OtherTitle")))
    }),
    ("deprecate a property", |schema| {
        first(schema, |property| put(property, "deprecated", json!(true)))
    }),
    ("deprecate", |schema| {
        object(schema).is_some_and(|schema| put(schema, "deprecated", json!(true)))
    }),
    ("close", |schema| {
        properties(schema).is_some()
            && object(schema).is_some_and(|schema| {
                !schema.contains_key("additionalProperties")
                    && put(schema, "additionalProperties", json!(false))
            })
    }),
    ("type the other properties", |schema| {
        properties(schema).is_some()
            && object(schema).is_some_and(|schema| {
                !schema.contains_key("additionalProperties")
                    && put(schema, "additionalProperties", json!({"type": "integer"}))
            })
    }),
    ("make a property read-only", |schema| {
        first(schema, |property| put(property, "readOnly", json!(true)))
    }),
    ("make a property write-only", |schema| {
        first(schema, |property| put(property, "writeOnly", json!(true)))
    }),
    ("add a variant", |schema| {
        let Some(schema) = object(schema) else {
            return false;
        };
        let key = if schema.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        schema.get_mut(key).and_then(Value::as_array_mut).is_some_and(|all| {
            let demands = all.iter().all(|variant| variant.get("$ref").is_none() && variant.get("type").is_none());
            if demands {
                return false;
            }
            all.push(json!({"type": "object", "required": ["zz"], "properties": {"zz": {"type": "string"}}}));
            true
        })
    }),
    ("remove a variant", |schema| {
        let Some(schema) = object(schema) else {
            return false;
        };
        let key = if schema.contains_key("oneOf") { "oneOf" } else { "anyOf" };
        schema
            .get_mut(key)
            .and_then(Value::as_array_mut)
            .is_some_and(|all| all.len() > 2 && all.remove(0).is_object())
    }),
    ("remove the discriminator", |schema| {
        object(schema).is_some_and(|schema| schema.remove("discriminator").is_some())
    }),
    ("make a list one of integers", |schema| {
        first(schema, |property| {
            property.get("items").is_some_and(|items| *items == json!({"type": "string"}))
                && put(property, "items", json!({"type": "integer"}))
        })
    }),
    ("change a constant", |schema| {
        first(schema, |property| {
            property.contains_key("const") && put(property, "const", json!("zz-other"))
        })
    }),
    ("wrap a reference", |schema| {
        properties(schema).into_iter().flat_map(Map::values_mut).any(|property| {
            let Some(reference) = property.get("$ref").cloned() else {
                return false;
            };
            *property = json!({"allOf": [{"$ref": reference}]});
            true
        })
    }),
];

fn parameters(operation: &mut Value) -> Option<&mut Vec<Value>> {
    let operation = operation.as_object_mut()?;
    operation.entry("parameters").or_insert_with(|| json!([])).as_array_mut()
}

/// The first parameter outside of the path for which `change` says that it could be changed.
fn parameter(operation: &mut Value, change: impl Fn(&mut Map<String, Value>) -> bool) -> bool {
    parameters(operation)
        .into_iter()
        .flatten()
        .filter_map(object)
        .filter(|parameter| {
            parameter.get("in").is_some_and(|place| place == "query" || place == "header")
        })
        // What OpenAPI says is to be ignored.
        .filter(|parameter| parameter.get("name").is_none_or(|name| name != "Authorization"))
        .any(change)
}

fn is(parameter: &Map<String, Value>, key: &str) -> bool {
    parameter.get(key).is_some_and(|flag| flag == true)
}

fn content<'o>(operation: &'o mut Value, at: &str) -> Option<&'o mut Map<String, Value>> {
    operation.pointer_mut(at)?.get_mut("content")?.as_object_mut()
}

pub const OPERATION: &[(&str, Edit)] = &[
    ("add an optional parameter", |operation| {
        parameters(operation).is_some_and(|all| {
            all.push(json!({"name": "zz", "in": "query", "schema": {"type": "string"}}));
            true
        })
    }),
    ("add a required parameter", |operation| {
        parameters(operation).is_some_and(|all| {
            all.push(json!({"name": "zz", "in": "query", "required": true, "schema": {"type": "string"}}));
            true
        })
    }),
    ("remove a parameter", |operation| {
        parameters(operation).is_some_and(|all| {
            let at = all
                .iter()
                .position(|parameter| parameter.get("in").is_some_and(|place| place == "query"));
            at.is_some_and(|at| all.remove(at).is_object())
        })
    }),
    ("require a parameter", |operation| {
        parameter(operation, |parameter| {
            !is(parameter, "required") && put(parameter, "required", json!(true))
        })
    }),
    ("require no parameter", |operation| {
        parameter(operation, |parameter| {
            is(parameter, "required") && parameter.remove("required").is_some()
        })
    }),
    ("move a parameter", |operation| {
        parameter(operation, |parameter| {
            parameter.get("in").is_some_and(|place| place == "query")
                && put(parameter, "in", json!("header"))
        })
    }),
    ("explode a parameter otherwise", |operation| {
        parameter(operation, |parameter| {
            let list = parameter
                .get("schema")
                .is_some_and(|schema| schema.get("type").is_some_and(|ty| ty == "array"));
            list && !parameter.contains_key("style")
                && !parameter.contains_key("explode")
                && put(parameter, "explode", json!(false))
        })
    }),
    ("make a parameter a number", |operation| {
        parameter(operation, |parameter| {
            parameter.get("schema").is_some_and(|schema| *schema == json!({"type": "string"}))
                && put(parameter, "schema", json!({"type": "integer"}))
        })
    }),
    ("make a parameter an enum", |operation| {
        parameter(operation, |parameter| {
            parameter.get("schema").is_some_and(|schema| *schema == json!({"type": "string"}))
                && put(parameter, "schema", json!({"type": "string", "enum": ["a", "b"]}))
        })
    }),
    ("deprecate a parameter", |operation| {
        parameter(operation, |parameter| put(parameter, "deprecated", json!(true)))
    }),
    ("deprecate", |operation| {
        operation.as_object_mut().is_some_and(|operation| put(operation, "deprecated", json!(true)))
    }),
    ("tag", |operation| {
        operation.as_object_mut().is_some_and(|operation| put(operation, "tags", json!(["zz"])))
    }),
    ("give another operationId", |operation| {
        operation.as_object_mut().is_some_and(|operation| {
            let id = format!("zzOther{}", operation.len());
            put(operation, "operationId", json!(id))
        })
    }),
    ("ask for no credential", |operation| {
        operation.as_object_mut().is_some_and(|operation| put(operation, "security", json!([])))
    }),
    ("document an error", |operation| {
        operation.get_mut("responses").and_then(Value::as_object_mut).is_some_and(|all| {
            !all.contains_key("418") && put(all, "418", json!({"description": "A teapot."}))
        })
    }),
    ("add a success", |operation| {
        operation.get_mut("responses").and_then(Value::as_object_mut).is_some_and(|all| {
            all.contains_key("200") && !all.contains_key("206")
                && put(all, "206", json!({"description": "Part.", "content": {"application/json": {"schema": {"type": "boolean"}}}}))
        })
    }),
    ("add an empty success", |operation| {
        operation.get_mut("responses").and_then(Value::as_object_mut).is_some_and(|all| {
            all.contains_key("200")
                && !all.contains_key("204")
                && put(all, "204", json!({"description": "Nothing."}))
        })
    }),
    ("answer by another success", |operation| {
        operation.get_mut("responses").and_then(Value::as_object_mut).is_some_and(|all| {
            let one = all.keys().filter(|status| status.starts_with('2')).count() == 1;
            let Some(response) = all.get("200").cloned().filter(|_| one) else {
                return false;
            };
            all.remove("200");
            put(all, "201", response)
        })
    }),
    ("answer nothing", |operation| {
        let Some(response) = operation.pointer_mut("/responses/200").and_then(Value::as_object_mut)
        else {
            return false;
        };
        response.get("content").is_some_and(|content| content.get("application/json").is_some())
            && response.remove("content").is_some()
    }),
    ("answer CSV as well", |operation| {
        content(operation, "/responses/200")
            .is_some_and(|all| put(all, "text/csv", json!({"schema": {"type": "string"}})))
    }),
    ("answer CSV alone", |operation| {
        content(operation, "/responses/200").is_some_and(|all| {
            all.len() == 1 && all.contains_key("application/json") && {
                all.clear();
                put(all, "text/csv", json!({"schema": {"type": "string"}}))
            }
        })
    }),
    ("answer anything of an application", |operation| {
        content(operation, "/responses/200").is_some_and(|all| {
            all.remove("application/json").is_some_and(|json| put(all, "application/*", json))
        })
    }),
    ("answer with a header", |operation| {
        operation.pointer_mut("/responses/200").and_then(Value::as_object_mut).is_some_and(
            |response| put(response, "headers", json!({"X-Zz": {"schema": {"type": "string"}}})),
        )
    }),
    ("take a body that may be left out", |operation| {
        operation.as_object_mut().is_some_and(|operation| {
            !operation.contains_key("requestBody")
                && put(operation, "requestBody", json!({"content": {"application/json": {"schema": {"type": "array", "items": {"type": "integer"}}}}}))
        })
    }),
    ("take a body", |operation| {
        operation.as_object_mut().is_some_and(|operation| {
            !operation.contains_key("requestBody")
                && put(operation, "requestBody", json!({"required": true, "content": {"application/json": {"schema": {"type": "boolean"}}}}))
        })
    }),
    ("take no body", |operation| {
        operation.as_object_mut().is_some_and(|operation| operation.remove("requestBody").is_some())
    }),
    ("require the body", |operation| {
        operation.get_mut("requestBody").and_then(Value::as_object_mut).is_some_and(|body| {
            !is(body, "required")
                && !body.contains_key("$ref")
                && put(body, "required", json!(true))
        })
    }),
    ("require no body", |operation| {
        operation
            .get_mut("requestBody")
            .and_then(Value::as_object_mut)
            .is_some_and(|body| is(body, "required") && body.remove("required").is_some())
    }),
    ("take text as well", |operation| {
        content(operation, "/requestBody").is_some_and(|all| {
            !all.contains_key("text/plain")
                && put(all, "text/plain", json!({"schema": {"type": "string"}}))
        })
    }),
    ("take a form instead of JSON", |operation| {
        content(operation, "/requestBody").is_some_and(|all| {
            let Some(json) = all.get("application/json").cloned().filter(|_| all.len() == 1) else {
                return false;
            };
            all.clear();
            put(all, "application/x-www-form-urlencoded", json)
        })
    }),
    ("take anything of an application", |operation| {
        content(operation, "/requestBody").is_some_and(|all| {
            !all.keys().any(|name| name.ends_with("+json"))
                && all
                    .remove("application/json")
                    .is_some_and(|json| put(all, "application/*", json))
        })
    }),
    ("take text instead of JSON", |operation| {
        content(operation, "/requestBody").is_some_and(|all| {
            all.len() == 1
                && all.remove("application/json").is_some()
                && put(all, "text/plain", json!({"schema": {"type": "string"}}))
        })
    }),
];
