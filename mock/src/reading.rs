//! What a server needs of the operation table.

use axum::http::Method;
use oas_codegen::{
    Argument, ArgumentPlace, ArgumentStyle, ContentForm, OperationTable, TableOperation,
    of_openapi_3_0,
};
use oas_source::keywords::{Holds, holds};
use serde_json::{Map, Value};

use crate::answers::{self, Answer};
use crate::operation::{Location, Operation, Parameter, RequestBody, Success, Written};
use crate::refs::resolve;
use crate::routes::PathTemplate;
use crate::security::Requirement;

/// The path of the first server's address, without the slash at its end; none where it has variables.
pub(crate) fn base(table: &OperationTable) -> String {
    let url = table.servers.first().map(|server| server.url.as_str()).unwrap_or_default();
    let path = match url.split_once("://") {
        Some((_, rest)) => rest.find('/').map_or("", |at| &rest[at..]),
        None => url,
    };
    let path = path.trim_end_matches('/');
    if path.starts_with('/') && !path.contains(['{', '?', '#']) {
        path.to_owned()
    } else {
        String::new()
    }
}

/// Says what OpenAPI 3.0 has otherwise than JSON Schema as that does; whether there was any.
pub(crate) fn raise(value: &mut Value, held: Holds) -> bool {
    match value {
        Value::Object(members) => {
            let mut raised = false;
            for (name, value) in members.iter_mut() {
                let below = match held {
                    Holds::Names => Holds::Keywords,
                    _ => holds(name),
                };
                raised |= below != Holds::Data && raise(value, below);
            }
            let of_3_0 = ["nullable", "exclusiveMinimum", "exclusiveMaximum"];
            let says = |key: &&str| members.get(*key).is_some_and(Value::is_boolean);
            if held == Holds::Keywords && of_3_0.iter().any(says) {
                *value = of_openapi_3_0(std::mem::take(members));
                raised = true;
            }
            raised
        }
        Value::Array(items) => {
            items.iter_mut().fold(false, |raised, item| raise(item, held) | raised)
        }
        _ => false,
    }
}

/// Makes of the schemas of a document what JSON Schema can check: without what a list of required members has twice, and with the bounds
/// of the formats of integers.
pub(crate) fn mend(value: &mut Value, held: Holds) {
    match value {
        Value::Object(members) => {
            if held == Holds::Keywords {
                bound_integer(members);
            }
            for (name, value) in members {
                let below = match held {
                    Holds::Names => Holds::Keywords,
                    _ => holds(name),
                };
                if held == Holds::Keywords
                    && name == "required"
                    && let Some(list) = value.as_array_mut()
                {
                    let all = std::mem::take(list);
                    all.into_iter().for_each(|name| {
                        if !list.contains(&name) {
                            list.push(name);
                        }
                    });
                } else if below != Holds::Data {
                    mend(value, below);
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| mend(item, held)),
        _ => {}
    }
}

fn bound_integer(schema: &mut Map<String, Value>) {
    let bounds = match schema.get("format").and_then(Value::as_str) {
        Some("int32") => (i64::from(i32::MIN), i64::from(i32::MAX)),
        Some("int64") => (i64::MIN, i64::MAX),
        _ => return,
    };
    if schema.get("type").and_then(Value::as_str) == Some("integer") {
        schema.entry("minimum").or_insert(Value::from(bounds.0));
        schema.entry("maximum").or_insert(Value::from(bounds.1));
    }
}

/// Bounds that the document notes beside a parameter's schema (`x-bounds`) become part of the schema.
pub(crate) fn bound_parameters(root: &mut Value, table: &OperationTable) {
    let arguments = table.operations.iter().flat_map(|operation| &operation.arguments);
    for pointer in arguments.filter_map(|argument| argument.at.as_ref()) {
        let Some(schema) = root.pointer_mut(pointer).and_then(Value::as_object_mut) else {
            continue;
        };
        let Some(Value::Object(bounds)) = schema.get("x-bounds").cloned() else {
            continue;
        };
        for key in ["minimum", "maximum", "default"] {
            if let Some(value) = bounds.get(key) {
                schema.entry(key).or_insert_with(|| value.clone());
            }
        }
    }
}

/// The operations of a table, in its order; `root` is the document that the table was made of.
pub(crate) fn operations(root: &Value, table: &OperationTable) -> Vec<Operation> {
    let methods = table
        .operations
        .iter()
        .filter_map(|one| Some((one, Method::from_bytes(one.method.as_bytes()).ok()?)));
    methods
        .enumerate()
        .map(|(index, (one, method))| {
            let answers: Vec<Answer> = one.responses.iter().map(Answer::read).collect();
            Operation {
                index,
                method,
                path: PathTemplate::new(&one.path),
                parameters: one.arguments.iter().filter_map(|a| parameter(root, a)).collect(),
                body: body(one),
                success: success(&answers),
                answers,
                security: Requirement::read(&one.credentials, &table.credentials),
            }
        })
        .collect()
}

fn parameter(root: &Value, argument: &Argument) -> Option<Parameter> {
    let location = match argument.place {
        ArgumentPlace::Path => Location::Path,
        ArgumentPlace::Query => Location::Query,
        ArgumentPlace::Header => Location::Header,
        ArgumentPlace::Cookie => Location::Cookie,
        // All of a query is not looked into.
        _ => return None,
    };
    let schema = argument.at.clone();
    let default = schema
        .as_ref()
        .and_then(|at| root.pointer(&resolve(root, at.clone()))?.get("default").cloned());
    Some(Parameter {
        name: argument.name.clone(),
        location,
        required: argument.required,
        exploded: argument.explode,
        written: match argument.style {
            ArgumentStyle::Json => Written::Json,
            ArgumentStyle::SpaceDelimited => Written::Between(' '),
            ArgumentStyle::PipeDelimited => Written::Between('|'),
            _ => Written::Between(','),
        },
        default,
        schema,
    })
}

fn body(operation: &TableOperation) -> Option<RequestBody> {
    let body = operation.body.as_ref()?;
    let json = body.content.iter().find(|content| content.form == ContentForm::Json);
    Some(RequestBody {
        required: body.required,
        schema: json.and_then(|content| content.at.clone()),
    })
}

/// The first answer of a success, or else that of all statuses.
fn success(all: &[Answer]) -> Success {
    match answers::success(all, &[]) {
        None => Success { status: 204, media_type: None, schema: None },
        Some(answer) => Success {
            status: answer.key.parse().unwrap_or(200),
            media_type: answer.media_type.clone(),
            schema: answer.schema.clone(),
        },
    }
}
