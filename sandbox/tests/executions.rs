//! Runs from start to end.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test waits for itself")]

mod support;

use std::time::Duration;

use neoagent_sandbox::{Outcome, StatusWords};
use serde_json::{Value, json};
use support::{Api, EXECUTION, RUN_NOW, api, quietly};

#[tokio::test]
async fn a_run_moves_on_by_polls() {
    let api = Api::start(support::builder().paced_by_polls(1, 2)).await;
    let id = api.run("42", json!({ "target_entity_id": "T-1" })).await;
    let mut seen = Vec::new();
    for _ in 0..5 {
        seen.push(api.status(&id).await);
    }
    assert_eq!(seen, ["queued", "running", "running", "success", "success"]);
    let done = api.execution(&id).await;
    assert_eq!(done["agent_id"], 42);
    assert_eq!(done["entity_id"], "T-1");
    assert!(done["seconds_spent"].is_number() && done["message_for_dashboard"].is_string());
    assert_eq!(done["error"], Value::Null);
    assert_eq!(api.sandbox.count("GET", EXECUTION), 6);
}

#[tokio::test(start_paused = true)]
async fn a_run_moves_on_by_time() {
    let second = Duration::from_secs(1);
    let sandbox =
        support::builder().queued_for(2 * second).run_duration(3 * second).start().await.unwrap();
    let answer = quietly(&sandbox, "POST", "/public-api/agents/41/run-now", Some(json!({}))).await;
    let path =
        format!("/public-api/executions/{}", answer.data(202)["execution_id"].as_str().unwrap());
    let mut words = Vec::new();
    for _ in 0..7 {
        words.push(quietly(&sandbox, "GET", &path, None).await.data(200)["status"].clone());
        tokio::time::sleep(second + Duration::from_millis(1)).await;
    }
    assert_eq!(words, ["queued", "queued", "running", "running", "running", "success", "success"]);
}

#[tokio::test]
async fn a_run_fails_where_it_is_asked_to() {
    let api = Api::start(support::builder().paced_by_polls(0, 0)).await;
    for body in [
        json!({ "target_entity_id": "T-FAIL-1" }),
        json!({ "target_entity_id": "T-1", "additional_custom_instructions": "please fail" }),
    ] {
        let id = api.run("42", body).await;
        let done = api.execution(&id).await;
        assert_eq!(done["status"], "failure");
        assert!(done["error"].is_string());
        let steps = api.get(&format!("/public-api/executions/{id}/steps")).await;
        assert!(steps.data(200).as_array().unwrap().iter().any(|step| step["is_error"] == true));
    }
}

#[tokio::test]
async fn outcomes_and_status_words_are_scripted() {
    let api = Api::start(support::builder().paced_by_polls(0, 0)).await;
    api.sandbox.next_outcome(Outcome::Failure("no licence".into()));
    api.sandbox.next_outcome(Outcome::Word("Skipped".into()));
    api.sandbox.next_outcome(Outcome::Never);
    let mut ids = Vec::new();
    for _ in 0..4 {
        ids.push(api.run("41", json!({})).await);
    }
    assert_eq!(api.execution(&ids[0]).await["error"], "no licence");
    assert_eq!(api.status(&ids[1]).await, "Skipped");
    assert_eq!(api.status(&ids[2]).await, "running");
    assert_eq!(api.status(&ids[3]).await, "success");
    assert!(api.sandbox.set_outcome(&ids[2], Outcome::Success));
    assert_eq!(api.status(&ids[2]).await, "success");
    assert!(api.sandbox.set_status(&ids[3], "WAT"));
    assert_eq!(api.status(&ids[3]).await, "WAT");
    assert!(!api.sandbox.set_status("nope", "x"));
}

#[tokio::test]
async fn the_words_of_a_status_can_be_others() {
    let mut words = StatusWords::default();
    words.queued = "PENDING".into();
    words.success = "COMPLETED".into();
    let api = Api::start(support::builder().paced_by_polls(1, 0).status_words(words)).await;
    let id = api.run("41", json!({})).await;
    assert_eq!(api.status(&id).await, "PENDING");
    assert_eq!(api.status(&id).await, "COMPLETED");
}

#[tokio::test(start_paused = true)]
async fn a_new_run_can_be_hidden_for_a_while() {
    let wait = Duration::from_secs(5);
    let builder = support::builder().not_found_for(wait).list_lag(2 * wait).past_runs(1);
    let sandbox = builder.start().await.unwrap();
    let answer = quietly(&sandbox, "POST", "/public-api/agents/41/run-now", Some(json!({}))).await;
    let id = answer.data(202)["execution_id"].clone();
    let path = format!("/public-api/executions/{}", id.as_str().unwrap());
    let listed = async || {
        let list = quietly(&sandbox, "GET", "/public-api/executions", None).await;
        list.data(200).as_array().unwrap().len()
    };
    quietly(&sandbox, "GET", &path, None).await.refused(404, "not_found");
    assert_eq!((listed().await, sandbox.executions().len()), (1, 1));
    tokio::time::sleep(wait).await;
    assert_eq!(quietly(&sandbox, "GET", &path, None).await.data(200)["execution_id"], id);
    assert_eq!(listed().await, 1);
    tokio::time::sleep(wait).await;
    assert_eq!(listed().await, 2);
}

#[tokio::test]
async fn the_servers_clock_can_be_off() {
    let api = Api::start(support::builder().clock_behind(Duration::from_secs(3600))).await;
    let id = api.run("41", json!({})).await;
    let created: jiff::Timestamp =
        api.execution(&id).await["created_at"].as_str().unwrap().parse().unwrap();
    let behind = jiff::Timestamp::now().duration_since(created).as_secs();
    assert!((3590..3610).contains(&behind), "{behind}");
    let date = api.get("/public-api/agents").await.header("date").to_owned();
    let date = jiff::fmt::rfc2822::parse(&date.replace("GMT", "+0000")).unwrap().timestamp();
    let behind = jiff::Timestamp::now().duration_since(date).as_secs();
    assert!((3590..3612).contains(&behind), "{behind}");
}

#[tokio::test]
async fn the_servers_clock_can_be_set() {
    let api = api().await;
    let created = async || {
        let id = api.run("41", json!({})).await;
        let created = api.execution(&id).await["created_at"].as_str().unwrap().to_owned();
        (id, created.parse::<jiff::Timestamp>().unwrap())
    };
    let (first, before) = created().await;
    api.sandbox.step_clock_back(Duration::from_secs(3600));
    let (_, after) = created().await;
    let back = before.duration_since(after).as_secs();
    assert!((3570..3601).contains(&back), "{back}");
    let still = api.execution(&first).await["created_at"].as_str().unwrap().parse();
    assert_eq!(still.ok(), Some(before));
    api.sandbox.step_clock_forward(Duration::from_secs(7200));
    let forward = created().await.1.duration_since(before).as_secs();
    assert!((3600..3630).contains(&forward), "{forward}");
    api.sandbox.step_clock_back(Duration::MAX);
    api.sandbox.step_clock_forward(Duration::MAX);
    assert!(!created().await.0.is_empty());
}

#[tokio::test]
async fn what_cannot_run_is_refused_and_not_started() {
    let api = api().await;
    let run = |agent: &str| format!("/public-api/agents/{agent}/run-now");
    api.post(&run("43"), json!({})).await.refused(400, "invalid_for_conversational");
    api.post(&run("42"), json!({})).await.refused(400, "target_entity_required");
    api.post(&run("42"), json!({ "target_entity_id": null }))
        .await
        .refused(400, "target_entity_required");
    api.post(&run("999"), json!({})).await.refused(404, "not_found");
    api.post(&run("x"), json!({})).await.refused(404, "not_found");
    assert_eq!(api.sandbox.executions(), []);
    assert_eq!(api.sandbox.count("POST", RUN_NOW), 5);
}

#[tokio::test]
async fn runs_are_listed_newest_first_by_the_page() {
    let api = Api::start(support::builder().past_runs(7)).await;
    let newest = api.run("41", json!({})).await;
    let mut seen = Vec::new();
    let mut cursor: Option<String> = None;
    let mut pages = 0;
    loop {
        let mut request = api.request("GET", "/public-api/executions").query(&[("page_size", "3")]);
        if let Some(cursor) = &cursor {
            request = request.query(&[("cursor", cursor)]);
        }
        let answer = api.send(request).await;
        pages += 1;
        if pages == 1 {
            // What is started meanwhile does not move the pages that follow.
            api.run("41", json!({})).await;
        }
        seen.extend(
            answer.data(200).as_array().unwrap().iter().map(|run| run["execution_id"].to_string()),
        );
        let pagination = &answer.body["meta"]["pagination"];
        cursor = pagination["next_cursor"].as_str().map(str::to_owned);
        assert_eq!(pagination["has_more"], cursor.is_some());
        if cursor.is_none() {
            break;
        }
    }
    assert_eq!((pages, seen.len()), (3, 8));
    assert_eq!(seen[0], format!("\"{newest}\""));
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 8);
}

#[tokio::test]
async fn lists_are_filtered_and_bounded() {
    let api = Api::start(support::builder().paced_by_polls(0, 0)).await;
    let first = api.run("42", json!({ "target_entity_id": "A" })).await;
    api.run("42", json!({ "target_entity_id": "B fail" })).await;
    api.run("41", json!({})).await;
    api.status(&first).await;
    let mut counts = Vec::new();
    for query in [
        "agent_id=42",
        "entity_id=A",
        "status=SUCCESS,nope",
        "status=queued",
        "agent_id=42&entity_id=C",
        "entity_number=A",
    ] {
        let answer = api.get(&format!("/public-api/executions?{query}")).await;
        counts.push(answer.data(200).as_array().unwrap().len());
    }
    assert_eq!(counts, [2, 1, 1, 2, 0, 1]);
    for query in ["page_size=0", "page_size=201", "page_size=x", "agent_id=x"] {
        api.get(&format!("/public-api/executions?{query}")).await.refused(422, "validation_error");
    }
    for cursor in ["", "zz", "00", "6167656e74733a31"] {
        api.get(&format!("/public-api/executions?cursor={cursor}"))
            .await
            .refused(400, "invalid_cursor");
    }
}

#[tokio::test]
async fn steps_are_a_trace_that_can_be_narrowed() {
    let api = Api::start(support::builder().paced_by_polls(1, 0)).await;
    let id = api.run("42", json!({ "target_entity_id": "T-1" })).await;
    let path = format!("/public-api/executions/{id}/steps");
    assert_eq!(api.get(&path).await.data(200), &json!([]));
    while api.status(&id).await != "success" {}
    let all = api.get(&path).await.data(200).clone();
    let kinds: Vec<&str> =
        all.as_array().unwrap().iter().map(|step| step["type"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["THOUGHT", "TOOL_CALL", "TOOL_RESULT", "FINAL_MESSAGE"]);
    let narrowed = api.get(&format!("{path}?type=TOOL_CALL,TOOL_RESULT&include_data=false")).await;
    let narrowed = narrowed.data(200).as_array().unwrap().clone();
    assert!(narrowed.len() == 2 && narrowed.iter().all(|step| step["data"].is_null()));
    let one = all[1]["step_id"].as_str().unwrap();
    assert_eq!(api.get(&format!("{path}?step_id={one}")).await.data(200), &json!([all[1]]));
    assert_eq!(
        api.get(&format!("{path}?tool_type_name=search_tickets"))
            .await
            .data(200)
            .as_array()
            .unwrap()
            .len(),
        2
    );
    for path in ["steps", "callback", "field-update-audit", "til-requests"] {
        api.get(&format!("/public-api/executions/nope/{path}")).await.refused(404, "not_found");
    }
}
