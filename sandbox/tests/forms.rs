//! Ids and cursors in the form that the document has for them.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use neoagent_sandbox::{Builder, Sandbox};
use serde_json::{Value, json};
use support::Api;

/// A sandbox whose document is changed.
fn of(edit: impl Fn(&mut Value)) -> Builder {
    let mut document: Value = serde_json::from_str(include_str!("data/neo.json")).unwrap();
    edit(&mut document);
    Sandbox::builder().document(document.to_string())
}

/// Gives the schemas of the parameters with this name another form, and takes the place where they are.
fn parameters(document: &mut Value, name: &str, edit: impl Fn(&mut Value)) {
    for item in document["paths"].as_object_mut().unwrap().values_mut() {
        for operation in item.as_object_mut().unwrap().values_mut() {
            let all = operation.get_mut("parameters").and_then(Value::as_array_mut);
            all.into_iter().flatten().filter(|one| one["name"] == name).for_each(&edit);
        }
    }
}

fn schemas(document: &mut Value, pointers: &[&str], schema: &Value) {
    for pointer in pointers {
        *document.pointer_mut(&format!("/components/schemas/{pointer}")).unwrap() = schema.clone();
    }
}

const IDS: [&str; 5] = [
    "Agent/properties/id",
    "AgentDetail/properties/id",
    "Execution/properties/agent_id",
    "Execution/properties/execution_id",
    "TilRequest/properties/session_id",
];

/// A run is started, read, listed by its agent and found in its technician request, with ids as they are given out.
async fn round(edit: impl Fn(&mut Value), is_id: impl Fn(&Value) -> bool) {
    let api = Api::start(of(edit)).await;
    assert_eq!(api.sandbox.unbound_behaviors(), [""; 0]);
    let plain = |id: &Value| id.as_str().map_or_else(|| id.to_string(), str::to_owned);
    let agents = api.get("/public-api/agents").await;
    let agent =
        agents.data(200).as_array().unwrap().iter().find(|it| it["name"] == "Ticket triage");
    let agent = agent.unwrap()["id"].clone();
    assert!(is_id(&agent), "{agent}");
    for id in [plain(&agent), "42".to_owned()] {
        let update = json!({ "name": "Ticket triage" });
        api.put(&format!("/public-api/agents/{id}"), update).await.data(200);
        let body = json!({ "target_entity_id": "approve T-1" });
        let start = api.post(&format!("/public-api/agents/{id}/run-now"), body).await;
        let execution = plain(&start.data(202)["execution_id"]);
        let run = api.get(&format!("/public-api/executions/{execution}")).await;
        let run = run.data(200);
        assert!(is_id(&run["execution_id"]) && is_id(&run["agent_id"]), "{run}");
        assert_eq!(plain(&run["execution_id"]), execution);
        assert_eq!(run["agent_id"], agent);
        let started = api.sandbox.executions();
        assert_eq!(started.last().unwrap().execution_id, execution);
        let waiting = api.get(&format!("/public-api/executions/{execution}/til-requests")).await;
        assert_eq!(plain(&waiting.data(200)[0]["session_id"]), execution);
        assert!(api.sandbox.set_status(&execution, "odd"));
    }
    let list = api.get(&format!("/public-api/executions?agent_id={}", plain(&agent))).await;
    assert_eq!(list.data(200).as_array().unwrap().len(), 2);
}

#[tokio::test]
async fn ids_are_numbers_where_the_document_has_numbers() {
    let integer = json!({ "type": "integer" });
    let edit = |document: &mut Value| {
        for name in ["agent_id", "execution_id"] {
            parameters(document, name, |one| one["schema"] = integer.clone());
        }
        schemas(document, &IDS, &integer);
    };
    round(edit, Value::is_u64).await;
}

#[tokio::test]
async fn ids_are_uuids_where_the_document_has_uuids() {
    let uuid = json!({ "type": "string", "format": "uuid" });
    let edit = |document: &mut Value| {
        for name in ["agent_id", "execution_id"] {
            parameters(document, name, |one| one["schema"] = uuid.clone());
        }
        schemas(document, &IDS, &uuid);
    };
    round(edit, |id| id.as_str().is_some_and(|id| id.len() == 36)).await;
}

#[tokio::test]
async fn ids_of_a_third_form_are_said_to_be_none_of_the_sandbox() {
    let edit = |document: &mut Value| {
        parameters(document, "key_id", |one| one["schema"]["pattern"] = json!("^k_"));
        parameters(document, "request_id", |one| one["schema"]["pattern"] = json!("^til_"));
    };
    let api = Api::start(of(edit)).await;
    let unbound = ["POST /til-requests/{request_id}/decision with ids that are numbers or UUIDs"];
    assert_eq!(api.sandbox.unbound_behaviors(), unbound);
}

#[tokio::test]
async fn cursors_are_where_and_what_the_document_says() {
    let next = "Pagination/properties/next_cursor";
    let header = |document: &mut Value| {
        parameters(document, "cursor", |one| {
            one["in"] = json!("header");
        });
    };
    let number = |document: &mut Value| {
        parameters(document, "cursor", |one| one["schema"] = json!({ "type": "integer" }));
        schemas(document, &[next], &json!({ "type": ["integer", "null"] }));
    };
    let number_as_text = |document: &mut Value| {
        parameters(document, "cursor", |one| one["schema"] = json!({ "type": "integer" }));
    };
    let answered_in_header = |document: &mut Value| {
        let answer = &mut document["paths"]["/public-api/executions"]["get"]["responses"]["200"];
        answer["headers"] = json!({ "x-next-cursor": { "schema": { "type": "string" } } });
    };
    for (builder, kind) in [
        (of(header), "header"),
        (of(number), "number"),
        (of(number_as_text), "query"),
        (of(answered_in_header), "answered"),
    ] {
        let api = Api::start(builder.past_runs(5)).await;
        let (mut seen, mut cursor) = (0, None::<String>);
        loop {
            let mut request = api.request("GET", "/public-api/executions");
            request = request.query(&[("page_size", "2")]);
            request = match &cursor {
                Some(cursor) if kind == "header" => request.header("cursor", cursor),
                Some(cursor) => request.query(&[("cursor", cursor)]),
                None => request,
            };
            let page = api.send(request).await;
            seen += page.data(200).as_array().unwrap().len();
            let said = &page.body["meta"]["pagination"]["next_cursor"];
            let text =
                said.as_str().or(page.headers.get("x-next-cursor").map(|it| it.to_str().unwrap()));
            cursor = text.map(str::to_owned).or_else(|| said.as_u64().map(|it| it.to_string()));
            assert_eq!(said.is_u64(), kind == "number" && cursor.is_some(), "{kind}: {said}");
            if cursor.is_none() {
                break;
            }
            assert_eq!(said.is_null(), kind == "answered", "{kind}: {said}");
        }
        assert_eq!(seen, 5, "{kind}");
        let mut odd = api.request("GET", "/public-api/executions");
        odd = match kind {
            "header" => odd.header("cursor", "zz"),
            _ => odd.query(&[("cursor", "zz")]),
        };
        assert!(matches!(api.send(odd).await.status, 400 | 422), "{kind}");
    }
}

/// A cursor and an object: the sample that the document describes, and no list in its place.
#[tokio::test]
async fn what_is_paged_and_no_list_is_a_sample() {
    let thing = json!({ "type": "object", "required": ["id"], "properties": { "id": { "type": "string" } } });
    let open = of(|document| {
        for (path, data) in [("/public-api/thing", &thing), ("/public-api/things", &json!({}))] {
            let schema = json!({ "type": "object", "required": ["data", "meta"], "properties": {
                "data": data, "meta": { "type": "object", "properties": { "request_id": { "type": "string" } } } } });
            document["paths"][path] = json!({ "get": {
                "parameters": [{ "in": "query", "name": "cursor", "schema": { "type": "string" } }],
                "responses": { "200": { "description": "", "content": { "application/json": { "schema": schema } } } } } });
        }
    });
    let api = Api::start(open).await;
    assert!(api.get("/public-api/thing").await.data(200)["id"].is_string());
    assert_eq!(*api.get("/public-api/things").await.data(200), json!([]));
}

/// The messages of a chat: a list by itself, in an object, or where it fits in neither a sample.
#[tokio::test]
async fn messages_have_the_form_that_the_document_says() {
    let count = json!({ "type": "object", "required": ["count"], "properties": { "count": { "type": "integer" } } });
    for (data, place) in [
        (json!({}), Some("")),
        (json!({ "type": "array" }), Some("")),
        (json!({ "type": "object" }), Some("/messages")),
        (count, None),
    ] {
        let edit = |document: &mut Value| {
            let path = &mut document["paths"]["/public-api/chat/sessions/{session_id}/messages"];
            let answer = &mut path["get"]["responses"]["200"]["content"]["application/json"];
            answer["schema"]["properties"]["data"] = data.clone();
        };
        let api = Api::start(of(edit)).await;
        let sessions = "/public-api/chat/sessions";
        let opened = api.post(sessions, json!({ "agent_id": 43 })).await;
        let session = opened.data(200)["id"].as_str().unwrap().to_owned();
        let path = format!("{sessions}/{session}/messages");
        api.post(&path, json!({ "message": "hello" })).await.data(202);
        let answer = api.get(&path).await;
        let answer = answer.data(200);
        match place {
            Some(place) => assert_eq!(answer.pointer(place).unwrap()[0]["content"], "hello"),
            None => assert!(answer["count"].is_i64(), "{answer}"),
        }
    }
}
