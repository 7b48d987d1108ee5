//! Documents as the live one may be: the vendored one, changed in one way after the other.

use serde_json::{Map, Value, json};

/// What comes of a variant.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Expected {
    /// A client that the hand-written code compiles with.
    Client,
    /// One paragraph that has these words.
    Refused(&'static [&'static str]),
}

pub(crate) struct Variant {
    pub(crate) name: &'static str,
    pub(crate) document: Value,
    pub(crate) expected: Expected,
}

const EXECUTION: &str = "/paths/~1public-api~1executions~1{execution_id}/get";
const EXECUTIONS: &str = "/paths/~1public-api~1executions/get";
const RUN: &str = "/paths/~1public-api~1agents~1{agent_id}~1run-now/post";
const DECISION: &str = "/paths/~1public-api~1til-requests~1{request_id}~1decision/post";
const LIST_REQUESTS: &str = "/paths/~1public-api~1til-requests/get";
const STATUS: &str = "/components/schemas/Execution/properties/status";

type Edit = fn(&mut Value);

const EDITS: &[(&str, Expected, Edit)] = &[
    ("as it is", Expected::Client, |_| {}),
    ("other operation ids", Expected::Client, other_operation_ids),
    ("no operation ids", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("operationId");
        });
    }),
    ("other type names", Expected::Client, other_type_names),
    ("type names in lowercase with dots", Expected::Client, |document| {
        rename_schemas(document, |name| format!("neo.public.{}", name.to_lowercase()));
    }),
    ("other titles", Expected::Client, other_titles),
    ("no titles", Expected::Client, |document| {
        each_object(document, &mut |object| {
            if object.get("title").is_some_and(Value::is_string) && object.contains_key("type") {
                object.remove("title");
            }
        });
    }),
    ("other tags", Expected::Client, other_tags),
    ("no tags", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("tags");
        });
    }),
    ("ids, types, titles and tags at once", Expected::Client, all_names),
    ("a hundred more operations", Expected::Client, hundred_more),
    ("all of that", Expected::Client, |document| {
        hundred_more(document);
        all_names(document);
        enum_status(document);
    }),
    ("status: a reference to an enum", Expected::Client, enum_status),
    ("status: a reference to an enum, required", Expected::Client, |document| {
        enum_status(document);
        *at(document, "/components/schemas/Execution/required") = json!(["status"]);
    }),
    ("status: an enum in place", Expected::Client, |document| {
        *at(document, STATUS) = json!({ "type": "string", "enum": ["SUCCESS", "FAILURE"] });
    }),
    ("status: required", Expected::Client, |document| {
        *at(document, STATUS) = json!({ "type": "string" });
        *at(document, "/components/schemas/Execution/required") =
            json!(["agent_id", "execution_id", "status"]);
    }),
    ("status: one value", Expected::Client, |document| {
        *at(document, STATUS) = json!({ "const": "SUCCESS" });
    }),
    ("status: an object", Expected::Client, |document| {
        *at(document, STATUS) =
            json!({ "type": "object", "properties": { "name": { "type": "string" } } });
    }),
    (
        "status: missing",
        Expected::Refused(&["status", "waiting for a run", "executions/{execution_id}"]),
        |document| {
            remove(document, "/components/schemas/Execution/properties", "status");
        },
    ),
    ("status: another name", Expected::Client, |document| {
        let status = remove(document, "/components/schemas/Execution/properties", "status");
        *at(document, "/components/schemas/Execution/properties/state") = status;
    }),
    ("execution: in place", Expected::Client, |document| {
        let schema = at(document, "/components/schemas/Execution").clone();
        *data(document, EXECUTION) = schema;
    }),
    ("execution: a union", Expected::Client, |document| {
        let other = json!({ "type": "object", "required": ["status", "trace"], "properties": {
            "status": { "type": "string" }, "trace": { "type": "string" } } });
        *at(document, "/components/schemas/AgenticExecution") = other;
        *data(document, EXECUTION) = json!({ "oneOf": [
            { "$ref": "#/components/schemas/Execution" },
            { "$ref": "#/components/schemas/AgenticExecution" } ] });
    }),
    ("execution: all of two schemas", Expected::Client, |document| {
        *data(document, EXECUTION) = json!({ "allOf": [
            { "$ref": "#/components/schemas/Execution" },
            { "type": "object", "properties": { "trace": { "type": "string" } } } ] });
    }),
    ("execution: may be null", Expected::Client, |document| {
        *data(document, EXECUTION) =
            json!({ "anyOf": [{ "$ref": "#/components/schemas/Execution" }, { "type": "null" }] });
    }),
    ("decision: the request may be null", Expected::Client, |document| {
        let data = data(document, DECISION);
        let request = data.take();
        *data = json!({ "anyOf": [request, { "type": "null" }] });
    }),
    ("execution: refers to itself", Expected::Client, |document| {
        *at(document, "/components/schemas/Execution/properties/parent") =
            json!({ "anyOf": [{ "$ref": "#/components/schemas/Execution" }, { "type": "null" }] });
    }),
    ("execution: untyped", Expected::Client, |document| {
        *data(document, EXECUTION) = json!({});
    }),
    ("execution: a list", Expected::Refused(&["status", "waiting for a run"]), |document| {
        *data(document, EXECUTION) = json!({ "type": "array", "items": { "type": "string" } });
    }),
    (
        "status: a name that nobody knows",
        Expected::Refused(&["\"status\" or \"state\"", "waiting for a run"]),
        |document| {
            let status = remove(document, "/components/schemas/Execution/properties", "status");
            *at(document, "/components/schemas/Execution/properties/phase") = status;
        },
    ),
    ("every payload left open", Expected::Client, open_data),
    ("every payload left open, and may be null", Expected::Client, |document| {
        each_data(document, |data| *data = json!({ "anyOf": [{}, { "type": "null" }] }));
    }),
    ("every payload an object of anything", Expected::Client, |document| {
        each_data(document, |data| {
            if data["type"] != "array" {
                *data = json!({ "type": "object" });
            }
        });
    }),
    ("every payload left open, pages by another word", Expected::Client, |document| {
        open_data(document);
        rename_cursors(document, "after");
    }),
    ("pages: by another word", Expected::Client, |document| rename_cursors(document, "after")),
    ("pages: by the word of the answer", Expected::Client, |document| {
        rename_cursors(document, "next_cursor");
    }),
    ("pages: a cursor in a header", Expected::Client, |document| {
        each_cursor(document, |parameter| {
            parameter["name"] = json!("X-Cursor");
            parameter["in"] = json!("header");
        });
    }),
    ("pages: cursors in headers of the answers too", Expected::Client, |document| {
        each_cursor(document, |parameter| {
            parameter["name"] = json!("x-next-cursor");
            parameter["in"] = json!("header");
        });
        each_operation(document, |operation| {
            let answer = operation.get_mut("responses").and_then(|all| all.get_mut("200"));
            if let Some(answer) = answer {
                answer["headers"] = json!({ "X-Next-Cursor": { "schema": { "type": "string" } } });
            }
        });
    }),
    ("pages: cursors are numbers", Expected::Client, |document| {
        let number = json!({ "type": "integer", "format": "int64", "minimum": 0 });
        each_cursor(document, |parameter| parameter["schema"] = number.clone());
        *at(document, "/components/schemas/Pagination/properties/next_cursor") =
            json!({ "anyOf": [number, { "type": "null" }] });
    }),
    (
        "pages: a word that nobody knows",
        Expected::Refused(&[
            "listing runs (src/run)",
            "listing technician requests",
            "\"cursor\" or",
        ]),
        |document| rename_cursors(document, "position"),
    ),
    ("pages: a cursor that may be null", Expected::Client, |document| {
        each_cursor(document, |parameter| {
            parameter["schema"] = json!({ "anyOf": [{ "type": "string" }, { "type": "null" }] });
        });
    }),
    ("executions: another type in the list than alone", Expected::Client, |document| {
        let mut short = at(document, "/components/schemas/Execution").clone();
        short["properties"].as_object_mut().unwrap().remove("error");
        *at(document, "/components/schemas/ExecutionSummary") = short;
        data(document, EXECUTIONS)["items"] =
            json!({ "$ref": "#/components/schemas/ExecutionSummary" });
    }),
    ("technician requests: another type in the list than decided", Expected::Client, |document| {
        data(document, DECISION).take();
        *data(document, DECISION) = json!({ "type": "object", "required": ["id", "state"],
            "properties": { "id": { "type": "integer" }, "state": { "type": "string" } } });
    }),
    ("run: the execution's id by another name", Expected::Client, |document| {
        *data(document, RUN) = json!({ "type": "object", "required": ["run_id"],
            "properties": { "run_id": { "type": "string" } } });
    }),
    (
        "execution: another path",
        Expected::Refused(&["/public-api/executions/{execution_id}"]),
        |document| {
            let item = remove(document, "/paths", "/public-api/executions/{execution_id}");
            *at(document, "/paths/~1public-api~1runs~1{execution_id}") = item;
        },
    ),
    ("execution: another name in the path", Expected::Client, |document| {
        let item = remove(document, "/paths", "/public-api/executions/{execution_id}");
        *at(document, "/paths/~1public-api~1executions~1{id}") = item;
        *at(document, "/paths/~1public-api~1executions~1{id}/get/parameters/0/name") = json!("id");
    }),
    ("paths: parameters called otherwise and a slash at the end", Expected::Client, |document| {
        let paths = at(document, "/paths").as_object_mut().unwrap();
        for (path, mut item) in std::mem::take(paths) {
            each_object(&mut item, &mut |object| {
                if object.get("in").is_some_and(|place| place == "path") {
                    object.insert("name".to_owned(), json!("other"));
                }
            });
            let around = path.split(['{', '}']).step_by(2).collect::<Vec<_>>();
            paths.insert(format!("{}/", around.join("{other}")), item);
        }
    }),
    (
        "two operations gone, and a status",
        Expected::Refused(&["GET /public-api/inbox", "PUT /public-api/settings", "a run"]),
        |document| {
            remove(document, "/paths", "/public-api/inbox");
            remove(document, "/paths", "/public-api/settings");
            remove(document, "/components/schemas/Execution/properties", "status");
        },
    ),
    (
        "run-now alone",
        Expected::Refused(&[
            "waiting for a run (src/run) relies on",
            "listing runs",
            "minting a session token",
            "finding a run whose start was not confirmed",
            "opening a chat",
            "posting a message",
            "following a turn",
            "uploading an attachment",
            "listing technician requests",
            "deciding a technician request",
        ]),
        |document| {
            let run = at(document, "/paths/~1public-api~1agents~1{agent_id}~1run-now").take();
            document["paths"] = json!({ "/public-api/agents/{agent_id}/run-now": run });
        },
    ),
    ("no envelope", Expected::Refused(&["waiting for a run"]), |document| {
        *success(document, EXECUTION) = json!({ "type": "object", "properties": { "result": {} } });
    }),
    (
        "lists: in a member of the payload",
        Expected::Refused(&[
            "listing runs (src/run)",
            "listing technician requests (src/til)",
            "its answer is no list",
        ]),
        |document| {
            each_data(document, |data| {
                if data["type"] == "array" {
                    *data = json!({ "type": "object", "properties": { "items": data.take() } });
                }
            });
        },
    ),
    ("envelopes: components with names", Expected::Client, |document| {
        let mut envelopes = Vec::new();
        each_success(document, |schema| {
            if schema.pointer("/properties/meta").is_some() {
                let name = format!("Envelope_{}_", envelopes.len());
                let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
                envelopes.push((name, std::mem::replace(schema, reference)));
            }
        });
        assert!(envelopes.len() > 20);
        let schemas = at(document, "/components/schemas").as_object_mut().unwrap();
        schemas.extend(envelopes);
    }),
    (
        "envelopes: nothing required",
        Expected::Refused(&["starting a run", "no object that requires \"data\" and \"meta\""]),
        |document| {
            each_success(document, |schema| {
                if let Some(schema) = schema.as_object_mut() {
                    schema.remove("required");
                }
            });
        },
    ),
    ("envelopes: all of a base and the data", Expected::Client, |document| {
        *at(document, "/components/schemas/Base") = json!({ "type": "object", "required": ["meta"],
            "properties": { "meta": { "$ref": "#/components/schemas/SuccessMeta" } } });
        each_success(document, |schema| {
            if let Some(data) = schema.pointer("/properties/data").cloned() {
                *schema = json!({ "allOf": [{ "$ref": "#/components/schemas/Base" },
                    { "type": "object", "required": ["data"], "properties": { "data": data } }] });
            }
        });
    }),
    ("meta: in place, with more in it", Expected::Client, |document| {
        let mut meta = at(document, "/components/schemas/SuccessMeta").clone();
        meta["properties"]["region"] = json!({ "type": "string" });
        each_success(document, |schema| {
            if let Some(place) = schema.pointer_mut("/properties/meta") {
                *place = meta.clone();
            }
        });
    }),
    ("meta: only the request id", Expected::Client, |document| {
        *at(document, "/components/schemas/SuccessMeta") = json!({ "type": "object",
            "required": ["request_id"], "properties": { "request_id": { "type": "string" } } });
    }),
    ("run: a body in place", Expected::Client, |document| {
        let schema = at(document, "/components/schemas/RunNowRequest").clone();
        *at(document, &format!("{RUN}/requestBody/content/application~1json/schema")) = schema;
    }),
    ("run: a body that is optional", Expected::Client, |document| {
        *at(document, &format!("{RUN}/requestBody/required")) = json!(false);
    }),
    ("run: a body that may be null", Expected::Client, |document| {
        *at(document, &format!("{RUN}/requestBody/content/application~1json/schema")) = json!({ "anyOf": [{ "$ref": "#/components/schemas/RunNowRequest" }, { "type": "null" }] });
    }),
    (
        "run: a body with a required field more",
        Expected::Refused(&["starting a run", "requires the member \"mode\""]),
        |document| {
            let schema = at(document, "/components/schemas/RunNowRequest");
            schema["properties"]["mode"] = json!({ "type": "string" });
            schema["required"] = json!(["mode"]);
        },
    ),
    (
        "run: a header that is required",
        Expected::Refused(&["starting a run", "requires the parameter \"X-Tenant\""]),
        |document| {
            let tenant = json!({ "name": "X-Tenant", "in": "header", "required": true, "schema": { "type": "string" } });
            at(document, &format!("{RUN}/parameters")).as_array_mut().unwrap().push(tenant);
        },
    ),
    ("run: no body", Expected::Refused(&["starting a run"]), |document| {
        remove(document, RUN, "requestBody");
    }),
    ("run: an answer with types", Expected::Client, |document| {
        *data(document, RUN) = json!({ "type": "object", "required": ["execution_id", "status"], "properties": {
            "execution_id": { "type": "string", "format": "uuid" }, "status": { "enum": ["queued"] } } });
    }),
    ("run: 200 in the place of 202", Expected::Client, |document| {
        let answer = remove(document, &format!("{RUN}/responses"), "202");
        *at(document, &format!("{RUN}/responses/200")) = answer;
    }),
    ("run: 200 beside 202", Expected::Client, |document| {
        let answer = at(document, &format!("{RUN}/responses/202")).clone();
        *at(document, &format!("{RUN}/responses/200")) = answer;
    }),
    (
        "run: another answer with 200 than with 202",
        Expected::Refused(&["starting a run"]),
        |document| {
            *at(document, &format!("{RUN}/responses/200")) = json!({ "description": "Done.", "content": { "application/json": {
                "schema": { "type": "object", "properties": { "done": { "type": "boolean" } } } } } });
        },
    ),
    ("ids in paths: numbers", Expected::Client, |document| {
        each_path_parameter(document, &json!({ "type": "integer" }));
    }),
    ("ids of executions: UUIDs, in paths and answers", Expected::Client, |document| {
        let uuid = json!({ "type": "string", "format": "uuid" });
        each_id(document, &["execution_id"], &uuid);
        at(document, "/components/schemas/TilRequest/properties")["session_id"] =
            json!({ "anyOf": [uuid, { "type": "null" }] });
    }),
    ("ids of agents and executions: numbers, in paths and answers", Expected::Client, |document| {
        each_id(document, &["agent_id", "execution_id"], &json!({ "type": "integer" }));
        for agent in ["Agent", "AgentDetail"] {
            *at(document, &format!("/components/schemas/{agent}/properties/id")) =
                json!({ "type": "integer" });
        }
        at(document, "/components/schemas/TilRequest/properties")["session_id"] =
            json!({ "anyOf": [{ "type": "integer" }, { "type": "null" }] });
    }),
    ("ids in paths: UUIDs", Expected::Client, |document| {
        each_path_parameter(document, &json!({ "type": "string", "format": "uuid" }));
    }),
    ("ids in paths: number or text", Expected::Client, |document| {
        each_path_parameter(
            document,
            &json!({ "anyOf": [{ "type": "integer" }, { "type": "string" }] }),
        );
    }),
    ("filters of executions: other types", Expected::Client, |document| {
        for (name, schema) in [
            ("agent_id", json!({ "type": "string" })),
            ("entity_id", json!({ "type": "integer" })),
            ("status", json!({ "type": "array", "items": { "type": "string" } })),
        ] {
            *parameter(document, EXECUTIONS, name) =
                json!({ "in": "query", "name": name, "schema": schema });
        }
    }),
    (
        "filters of executions: one is gone",
        Expected::Refused(&["entity_id", "GET /public-api/executions"]),
        |document| {
            let list = at(document, &format!("{EXECUTIONS}/parameters")).as_array_mut().unwrap();
            list.retain(|parameter| parameter["name"] != "entity_id");
        },
    ),
    (
        "filters of executions: required",
        Expected::Refused(&["listing runs (src/run)", "requires the parameter \"agent_id\""]),
        |document| {
            parameter(document, EXECUTIONS, "agent_id")["required"] = json!(true);
        },
    ),
    ("errors: another form", Expected::Client, |document| {
        *at(document, "/components/schemas/ErrorEnvelope") = json!({ "type": "string" });
    }),
    ("errors: not described", Expected::Client, |document| {
        each_operation(document, |operation| {
            if let Some(responses) = operation.get_mut("responses").and_then(Value::as_object_mut) {
                responses.retain(|status, _| status.starts_with('2'));
            }
        });
    }),
    ("security: nowhere", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("security");
        });
        remove(document, "/components", "securitySchemes");
        document.as_object_mut().unwrap().remove("security");
    }),
    ("security: a scheme that nothing asks for", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("security");
        });
        document.as_object_mut().unwrap().remove("security");
    }),
    ("security: for all, by another name", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("security");
        });
        *at(document, "/components/securitySchemes") =
            json!({ "apiKey": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" } });
        document["security"] = json!([{ "apiKey": [] }]);
    }),
    ("servers: with a path", Expected::Client, |document| {
        document["servers"] = json!([{ "url": "https://eu.api.neoagent.io/v1" }, { "url": "/" }]);
    }),
    ("servers: the prefix of the paths", Expected::Client, |document| {
        document["servers"] = json!([{ "url": "https://api.neoagent.io/public-api" }]);
        let paths = at(document, "/paths").as_object_mut().unwrap();
        *paths = std::mem::take(paths)
            .into_iter()
            .map(|(path, item)| (path.replacen("/public-api", "", 1), item))
            .collect();
    }),
    ("servers: variables", Expected::Client, |document| {
        document["servers"] = json!([{ "url": "https://{region}.api.neoagent.io:{port}/",
            "variables": { "region": { "enum": ["eu", "us"], "default": "eu" }, "port": { "default": "443" } } }]);
    }),
    ("servers: none", Expected::Client, |document| {
        document.as_object_mut().unwrap().remove("servers");
    }),
    ("servers: of an operation", Expected::Client, |document| {
        at(document, EXECUTION)["servers"] = json!([{ "url": "https://runs.neoagent.io" }]);
    }),
    ("parameters: components", Expected::Client, |document| {
        let mut shared = Map::new();
        each_operation(document, |operation| {
            let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
            for parameter in parameters.into_iter().flatten() {
                let name = format!("P{}", shared.len());
                let reference = json!({ "$ref": format!("#/components/parameters/{name}") });
                shared.insert(name, std::mem::replace(parameter, reference));
            }
        });
        assert!(shared.len() > 50);
        *at(document, "/components/parameters") = shared.into();
    }),
    ("parameters: of the path", Expected::Client, |document| {
        let paths = at(document, "/paths").as_object_mut().unwrap();
        for item in paths.values_mut() {
            let mut shared = Vec::new();
            for operation in item.as_object_mut().unwrap().values_mut() {
                let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
                let Some(parameters) = parameters else { continue };
                shared.extend(parameters.iter().filter(|one| one["in"] == "path").cloned());
                parameters.retain(|one| one["in"] != "path");
            }
            shared.dedup();
            item["parameters"] = shared.into();
        }
    }),
    ("parameters: arrays of enums in queries", Expected::Client, |document| {
        for name in ["status", "approver"] {
            parameter(document, LIST_REQUESTS, name)["schema"] = json!({ "type": "array",
                "items": { "type": "string", "enum": ["PENDING", "APPROVED", "REJECTED"] } });
            parameter(document, LIST_REQUESTS, name)["explode"] = json!(false);
        }
    }),
    ("parameters: deep objects and headers more", Expected::Client, |document| {
        let list = at(document, &format!("{EXECUTIONS}/parameters")).as_array_mut().unwrap();
        list.push(json!({ "name": "filter", "in": "query", "style": "deepObject", "schema": {
            "type": "object", "properties": { "from": { "type": "string" } } } }));
        list.push(json!({ "name": "X-Trace", "in": "header", "schema": { "type": "string" } }));
    }),
    ("responses: components", Expected::Client, |document| {
        let mut shared = Map::new();
        each_operation(document, |operation| {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
            for (_, response) in responses.into_iter().flatten() {
                let name = format!("R{}", shared.len());
                let reference = json!({ "$ref": format!("#/components/responses/{name}") });
                shared.insert(name, std::mem::replace(response, reference));
            }
        });
        *at(document, "/components/responses") = shared.into();
    }),
    ("bodies: components", Expected::Client, |document| {
        let mut shared = Map::new();
        each_operation(document, |operation| {
            if let Some(body) = operation.get_mut("requestBody") {
                let name = format!("B{}", shared.len());
                let reference = json!({ "$ref": format!("#/components/requestBodies/{name}") });
                shared.insert(name, std::mem::replace(body, reference));
            }
        });
        *at(document, "/components/requestBodies") = shared.into();
    }),
    ("responses: ranges of statuses", Expected::Client, |document| {
        each_operation(document, |operation| {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut).unwrap();
            for (status, range) in [("200", "2XX"), ("400", "4XX"), ("500", "5XX")] {
                if let Some(response) = responses.remove(status) {
                    responses.insert(range.to_owned(), response);
                }
            }
        });
    }),
    ("responses: errors by default alone", Expected::Client, |document| {
        each_operation(document, |operation| {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut).unwrap();
            let error = responses.get("400").cloned();
            responses.retain(|status, _| status.starts_with('2'));
            responses.extend(error.map(|error| ("default".to_owned(), error)));
        });
    }),
    ("responses: with headers", Expected::Client, |document| {
        each_operation(document, |operation| {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut).unwrap();
            for response in responses.values_mut() {
                response["headers"] =
                    json!({ "X-RateLimit-Remaining": { "schema": { "type": "integer" } } });
            }
        });
    }),
    ("errors: problem+json", Expected::Client, |document| {
        *at(document, "/components/schemas/Problem") = json!({ "type": "object", "properties": {
            "type": { "type": "string", "format": "uri" }, "title": { "type": "string" },
            "status": { "type": "integer" }, "detail": { "type": "string" } } });
        each_operation(document, |operation| {
            let responses = operation.get_mut("responses").and_then(Value::as_object_mut).unwrap();
            for (_, response) in responses.iter_mut().filter(|(status, _)| !status.starts_with('2'))
            {
                response["content"] = json!({ "application/problem+json": { "schema": {
                    "$ref": "#/components/schemas/Problem" } } });
            }
        });
    }),
    ("security: two schemes", Expected::Client, |document| {
        *at(document, "/components/securitySchemes/apiKey") =
            json!({ "type": "apiKey", "in": "header", "name": "X-Api-Key" });
        each_operation(document, |operation| {
            operation
                .insert("security".to_owned(), json!([{ "bearerAuth": [] }, { "apiKey": [] }]));
        });
    }),
    ("security: OpenID Connect", Expected::Client, |document| {
        *at(document, "/components/securitySchemes/bearerAuth") = json!({ "type": "openIdConnect",
            "openIdConnectUrl": "https://login.neoagent.io/.well-known/openid-configuration" });
    }),
    ("security: at the root", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.remove("security");
        });
        document["security"] = json!([{ "bearerAuth": [] }]);
    }),
    ("three hundred more operations", Expected::Client, |document| {
        for index in 0..150 {
            let answer = json!({ "200": { "description": "", "content": { "application/json": {
                "schema": { "$ref": "#/components/schemas/Execution" } } } } });
            *at(document, &format!("/paths/~1public-api~1more-{index}")) = json!({
                "get": { "responses": answer },
                "delete": { "responses": { "204": { "description": "" } } } });
        }
    }),
    ("webhooks", Expected::Client, |document| {
        document["webhooks"] = json!({ "run.finished": { "post": {
            "requestBody": { "content": { "application/json": { "schema": {
                "$ref": "#/components/schemas/Execution" } } } },
            "responses": { "204": { "description": "" } } } } });
    }),
    ("callbacks of a run", Expected::Client, |document| {
        at(document, RUN)["callbacks"] = json!({ "finished": { "{$request.body#/callback_url}": {
            "post": { "requestBody": { "content": { "application/json": { "schema": {
                "$ref": "#/components/schemas/Execution" } } } },
                "responses": { "200": { "description": "" } } } } } });
    }),
    ("operations: deprecated", Expected::Client, |document| {
        each_operation(document, |operation| {
            operation.insert("deprecated".to_owned(), json!(true));
        });
    }),
    ("fields: deprecated, read-only and with defaults", Expected::Client, |document| {
        each_object(document, &mut |object| {
            if object.get("type").is_some_and(|ty| ty == "string") && !object.contains_key("enum") {
                object.insert("deprecated".to_owned(), json!(true));
                object.insert("default".to_owned(), json!(""));
            }
        });
    }),
    ("null: spelled as in 3.0", Expected::Client, |document| {
        each_object(document, &mut |object| {
            let Some(Value::Array(variants)) = object.get("anyOf") else { return };
            let some: Vec<Value> =
                variants.iter().filter(|one| one["type"] != "null").cloned().collect();
            if let ([Value::Object(one)], true) = (&some[..], variants.len() == 2) {
                let one = one.clone();
                object.remove("anyOf");
                object.extend(one);
                object.insert("nullable".to_owned(), json!(true));
            }
        });
    }),
    ("null: in lists of types", Expected::Client, |document| {
        each_object(document, &mut |object| {
            let Some(Value::Array(variants)) = object.get("anyOf") else { return };
            let Some(ty) = variants.iter().find_map(|one| one["type"].as_str()).map(str::to_owned)
            else {
                return;
            };
            let plain = variants.iter().all(|one| one.as_object().is_some_and(|it| it.len() == 1));
            if plain && variants.len() == 2 && ty != "null" {
                object.remove("anyOf");
                object.insert("type".to_owned(), json!([ty, "null"]));
            }
        });
    }),
    ("envelopes: all of two components", Expected::Client, |document| {
        *at(document, "/components/schemas/WithMeta") = json!({ "type": "object", "required": ["meta"],
            "properties": { "meta": { "$ref": "#/components/schemas/SuccessMeta" } } });
        let mut parts = Vec::new();
        each_success(document, |schema| {
            if let Some(data) = schema.pointer("/properties/data").cloned() {
                let name = format!("Data{}", parts.len());
                *schema = json!({ "allOf": [{ "$ref": "#/components/schemas/WithMeta" },
                    { "$ref": format!("#/components/schemas/{name}") }] });
                parts.push((
                    name,
                    json!({ "type": "object", "required": ["data"],
                    "properties": { "data": data } }),
                ));
            }
        });
        at(document, "/components/schemas").as_object_mut().unwrap().extend(parts);
    }),
    ("envelopes: named generics with data that may be null", Expected::Client, |document| {
        let mut envelopes = Vec::new();
        each_success(document, |schema| {
            if schema.pointer("/properties/meta").is_some() {
                let data = schema.pointer_mut("/properties/data").unwrap();
                *data = json!({ "anyOf": [data.take(), { "type": "null" }] });
                let name = format!("ApiResponse_{}_", envelopes.len());
                let reference = json!({ "$ref": format!("#/components/schemas/{name}") });
                envelopes.push((name, std::mem::replace(schema, reference)));
            }
        });
        at(document, "/components/schemas").as_object_mut().unwrap().extend(envelopes);
    }),
    ("envelopes: closed objects", Expected::Client, |document| {
        each_success(document, |schema| {
            if schema.pointer("/properties/meta").is_some() {
                schema["additionalProperties"] = json!(false);
                schema["unevaluatedProperties"] = json!(false);
            }
        });
    }),
    ("ids in answers: numbers", Expected::Client, |document| {
        // What is sent is another matter: most ids of entities are no numbers.
        let mut sent = Vec::new();
        each_operation(document, |operation| {
            let schema = "/content/application~1json/schema/$ref";
            let name = operation.get("requestBody").and_then(|body| body.pointer(schema)?.as_str());
            sent.extend(name.and_then(|name| name.rsplit('/').next()).map(str::to_owned));
        });
        assert!(sent.iter().any(|name| name == "RunNowRequest"));
        let before = document["components"]["schemas"].clone();
        each_object(document, &mut |object| {
            for (name, schema) in object.iter_mut() {
                if name.ends_with("_id") && schema.get("anyOf").is_some() {
                    *schema = json!({ "anyOf": [{ "type": "integer" }, { "type": "null" }] });
                }
            }
        });
        for name in sent {
            document["components"]["schemas"][&name] = before[&name].clone();
        }
    }),
    ("version: 3.2", Expected::Client, |document| document["openapi"] = json!("3.2.0")),
    ("media types: with a charset", Expected::Client, |document| {
        each_object(document, &mut |object| {
            if let Some(json) = object.remove("application/json") {
                object.insert("application/json; charset=utf-8".to_owned(), json);
            }
        });
    }),
    ("operations: methods of other kinds", Expected::Client, |document| {
        *at(document, "/paths/~1public-api~1agents/head") =
            json!({ "responses": { "200": { "description": "" } } });
        *at(document, "/paths/~1public-api~1agents/options") =
            json!({ "responses": { "204": { "description": "" } } });
    }),
    ("an operation under another path", Expected::Client, |document| {
        let item = remove(document, "/paths", "/public-api/phone/numbers");
        *at(document, "/paths/~1public-api~1phone-numbers") = item;
    }),
    ("an operation with a name less", Expected::Client, |document| {
        remove(document, "/paths", "/public-api/inbox");
    }),
    ("an operation with the name of another", Expected::Client, |document| {
        let item = json!({ "post": { "responses": { "200": { "description": "" } } } });
        *at(document, "/paths/~1public-api~1run-agent") = item.clone();
        // A name is chosen twice only when the rule makes it: `POST /run/agent` and `POST /run-agent` are one word.
        *at(document, "/paths/~1public-api~1run~1agent") = item;
    }),
];

/// All variants of the vendored document.
pub(crate) fn all(vendored: &Value) -> Vec<Variant> {
    EDITS
        .iter()
        .map(|(name, expected, edit)| {
            let mut document = vendored.clone();
            edit(&mut document);
            Variant { name, document, expected: *expected }
        })
        .collect()
}

fn each_data(document: &mut Value, mut edit: impl FnMut(&mut Value)) {
    each_success(document, |schema| {
        if let Some(data) = schema.pointer_mut("/properties/data") {
            edit(data);
        }
    });
}

fn open_data(document: &mut Value) {
    each_data(document, |data| *data = json!({}));
}

fn rename_cursors(document: &mut Value, name: &str) {
    each_cursor(document, |parameter| parameter["name"] = json!(name));
}

fn each_cursor(document: &mut Value, mut edit: impl FnMut(&mut Value)) {
    each_operation(document, |operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["name"] == "cursor" {
                edit(parameter);
            }
        }
    });
}

/// Gives ids of these names another schema, wherever they are: in paths, queries, bodies and answers.
fn each_id(document: &mut Value, names: &[&str], schema: &Value) {
    each_operation(document, |operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if names.iter().any(|name| parameter["name"] == *name) {
                parameter["schema"] = schema.clone();
            }
        }
    });
    each_object(document, &mut |object| {
        let Some(Value::Object(properties)) = object.get_mut("properties") else { return };
        for name in names {
            if let Some(property) = properties.get_mut(*name) {
                *property = json!({ "anyOf": [schema, { "type": "null" }] });
            }
        }
    });
}

fn all_names(document: &mut Value) {
    other_operation_ids(document);
    other_type_names(document);
    other_titles(document);
    other_tags(document);
}

fn other_operation_ids(document: &mut Value) {
    let mut count = 0;
    each_operation(document, |operation| {
        count += 1;
        operation.insert("operationId".to_owned(), json!(format!("handler-{count}")));
    });
}

fn other_type_names(document: &mut Value) {
    rename_schemas(document, |name| format!("Public{name}Model"));
}

fn other_titles(document: &mut Value) {
    document["info"]["title"] = json!("Another title: 2");
    let mut count = 0;
    each_object(document, &mut |object| {
        // Not the properties of an object, of which one may be called so.
        let is_schema = object.get("type").is_some_and(|ty| !ty.is_object())
            || object.get("anyOf").is_some_and(Value::is_array);
        if is_schema {
            count += 1;
            object.insert("title".to_owned(), json!(format!("Title {}", count % 7)));
        }
    });
}

fn other_tags(document: &mut Value) {
    document["tags"] = json!([{ "name": "everything" }]);
    each_operation(document, |operation| {
        operation.insert("tags".to_owned(), json!(["everything", "Agents & more"]));
    });
}

fn hundred_more(document: &mut Value) {
    for index in 0..50 {
        let answer = json!({ "200": { "description": "", "content": { "application/json": { "schema": {
            "type": "object", "required": ["data", "meta"], "properties": {
                "data": { "$ref": format!("#/components/schemas/Thing{index}") },
                "meta": { "$ref": "#/components/schemas/SuccessMeta" } } } } } } });
        let body = json!({ "required": true, "content": { "application/json": { "schema": {
            "$ref": format!("#/components/schemas/Thing{index}") } } } });
        *at(document, &format!("/paths/~1public-api~1things-{index}")) = json!({
            "get": { "operationId": format!("things{index}"), "responses": answer, "parameters": [
                { "name": "cursor", "in": "query", "schema": { "type": "string" } } ] },
            "post": { "responses": answer, "requestBody": body } });
        *at(document, &format!("/components/schemas/Thing{index}")) = json!({ "type": "object",
            "required": ["id"], "properties": { "id": { "type": "string" },
            "kind": { "enum": ["a", "b", index.to_string()] },
            "next": { "$ref": format!("#/components/schemas/Thing{}", (index + 1) % 50) } } });
    }
}

fn enum_status(document: &mut Value) {
    let execution = document["components"]["schemas"]
        .as_object()
        .unwrap()
        .keys()
        .find(|name| matches!(name.as_str(), "Execution" | "PublicExecutionModel"))
        .unwrap()
        .clone();
    *at(document, "/components/schemas/RunState") =
        json!({ "type": "string", "enum": ["QUEUED", "RUNNING", "SUCCESS", "FAILURE", "SKIPPED"] });
    document["components"]["schemas"][execution]["properties"]["status"] =
        json!({ "$ref": "#/components/schemas/RunState" });
}

/// The value at a pointer; its last member is made when it is not there.
fn at<'d>(document: &'d mut Value, pointer: &str) -> &'d mut Value {
    let (parent, key) = pointer.rsplit_once('/').unwrap();
    let parent =
        document.pointer_mut(parent).unwrap_or_else(|| panic!("{parent} is not in the document"));
    match parent {
        Value::Array(items) => &mut items[key.parse::<usize>().unwrap()],
        parent => &mut parent[key.replace("~1", "/").replace("~0", "~")],
    }
}

fn remove(document: &mut Value, parent: &str, key: &str) -> Value {
    let parent = document.pointer_mut(parent).and_then(Value::as_object_mut);
    parent.unwrap().remove(key).unwrap()
}

/// The schema of an operation's success.
fn success<'d>(document: &'d mut Value, operation: &str) -> &'d mut Value {
    let responses = at(document, &format!("{operation}/responses")).as_object_mut().unwrap();
    let (_, response) = responses.iter_mut().find(|(status, _)| status.starts_with('2')).unwrap();
    response.pointer_mut("/content/application~1json/schema").unwrap()
}

fn data<'d>(document: &'d mut Value, operation: &str) -> &'d mut Value {
    success(document, operation).pointer_mut("/properties/data").unwrap()
}

fn parameter<'d>(document: &'d mut Value, operation: &str, name: &str) -> &'d mut Value {
    let list = at(document, &format!("{operation}/parameters")).as_array_mut().unwrap();
    list.iter_mut().find(|parameter| parameter["name"] == name).unwrap()
}

fn each_operation(document: &mut Value, mut edit: impl FnMut(&mut Map<String, Value>)) {
    let paths = document["paths"].as_object_mut().unwrap();
    for (_, item) in paths.iter_mut() {
        for (_, operation) in item.as_object_mut().unwrap().iter_mut() {
            if let Some(operation) = operation.as_object_mut() {
                edit(operation);
            }
        }
    }
}

fn each_success(document: &mut Value, mut edit: impl FnMut(&mut Value)) {
    each_operation(document, |operation| {
        let responses = operation.get_mut("responses").and_then(Value::as_object_mut);
        for (status, response) in responses.into_iter().flatten() {
            let schema = response.pointer_mut("/content/application~1json/schema");
            if let Some(schema) = schema.filter(|_| status.starts_with('2')) {
                edit(schema);
            }
        }
    });
}

fn each_path_parameter(document: &mut Value, schema: &Value) {
    each_operation(document, |operation| {
        let parameters = operation.get_mut("parameters").and_then(Value::as_array_mut);
        for parameter in parameters.into_iter().flatten() {
            if parameter["in"] == "path" {
                parameter["schema"] = schema.clone();
            }
        }
    });
}

fn each_object(value: &mut Value, edit: &mut impl FnMut(&mut Map<String, Value>)) {
    match value {
        Value::Object(object) => {
            edit(object);
            for (_, value) in object.iter_mut() {
                each_object(value, edit);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(|item| each_object(item, edit)),
        _ => {}
    }
}

fn rename_schemas(document: &mut Value, name: impl Fn(&str) -> String) {
    const PREFIX: &str = "#/components/schemas/";
    let schemas = at(document, "/components/schemas").as_object_mut().unwrap();
    *schemas =
        std::mem::take(schemas).into_iter().map(|(old, schema)| (name(&old), schema)).collect();
    each_object(document, &mut |object| {
        for (_, value) in object.iter_mut() {
            if let Some(old) = value.as_str().and_then(|text| text.strip_prefix(PREFIX)) {
                *value = json!(format!("{PREFIX}{}", name(old)));
            }
        }
    });
}
