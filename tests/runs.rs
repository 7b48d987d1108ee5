//! A run from its start to its end over a socket. The rules of polling are tested under virtual time in the crate.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/spec.rs"]
mod spec;
mod support;

use std::time::Duration;

use neoagent::{Conclusion, ErrorKind, Outcome, RunEvent, RunHandle};
use serde_json::{Value, json};
use spec::{is_typed, line, path};
use support::{Server, answer, enveloped, refused};

const SOON: Duration = Duration::from_millis(20);

fn shows(status: &str) -> support::Action {
    enveloped(200, &json!({ "status": status }))
}

fn accepted() -> support::Action {
    enveloped(202, &json!({"execution_id": "7", "status": "queued"}))
}

#[tokio::test]
async fn a_run_is_started_and_followed() {
    let server = Server::start([
        accepted(),
        refused(404, "not_found"),
        shows("queued"),
        refused(503, "busy"),
        shows("running"),
        shows("Success"),
    ])
    .await;
    let neo = server.client();
    let run = neo
        .run_agent(42)
        .target_entity_id("T-1001")
        .additional_instructions("Be brief.")
        .start()
        .await
        .unwrap();
    assert_eq!(run.id(), "7");
    assert!(run.initial_status().unwrap().is("QUEUED"));
    let mut told = Vec::new();
    let done = run
        .wait()
        .deadline(Duration::from_secs(20))
        .first_interval(SOON)
        .max_interval(SOON)
        .on_event(|event| told.push(event.to_string()))
        .await
        .unwrap();
    assert!(done.is_success());
    assert_eq!(done.meta().request_id.as_deref(), Some("11111111-2222-4333-8444-555555555555"));
    assert_eq!(told[0], "not visible yet");
    assert!(told[1].contains("busy"), "{told:?}");
    assert_eq!(&told[2..], ["running", "Success", "finished: success (Success)"]);

    let requests = server.received();
    assert_eq!(requests[0].line, line("run_agent", "42"));
    let body: Value = serde_json::from_slice(&requests[0].body).unwrap();
    assert_eq!(
        body,
        json!({"target_entity_id": "T-1001", "additional_custom_instructions": "Be brief."})
    );
    assert!(requests[1..].iter().all(|request| request.line == line("get_execution", "7")));
}

#[tokio::test]
async fn what_is_not_set_is_not_sent() {
    let server = Server::start([accepted()]).await;
    server.client().run_agent("42").start().await.unwrap();
    assert_eq!(server.received()[0].body, b"{}");
}

#[tokio::test]
async fn an_execution_id_may_be_a_number() {
    let server = Server::start([enveloped(202, &json!({"execution_id": 7}))]).await;
    let run = server.client().run_agent("42").start().await.unwrap();
    assert_eq!((run.id(), run.initial_status()), ("7", None));
}

#[tokio::test]
async fn a_stored_handle_is_taken_up_by_another_client() {
    let server = Server::start([accepted(), shows("running"), shows("FAILED")]).await;
    let run = server.client().run_agent("42").target_entity_id("T-1").start().await.unwrap();
    let stored = serde_json::to_string(run.handle()).unwrap();
    drop(run);

    let handle: RunHandle = serde_json::from_str(&stored).unwrap();
    assert_eq!((handle.agent_id(), handle.target_entity_id()), (Some("42"), Some("T-1")));
    let run = server.client().resume(handle);
    let done = run.wait().first_interval(SOON).await.unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Failure));
}

#[tokio::test]
async fn a_wait_can_be_spawned_and_watched() {
    let server = Server::start([shows("running"), shows("Skipped")]).await;
    let run = server.client().resume("7");
    let done = tokio::spawn(run.wait().first_interval(SOON).into_future()).await.unwrap().unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Skipped));

    let mut watch = run.wait().first_interval(SOON).events();
    assert!(matches!(watch.next().await, Some(Ok(RunEvent::Status(_)))));
    assert!(matches!(watch.next().await, Some(Ok(RunEvent::Finished(_)))));
    assert!(watch.next().await.is_none());
}

#[tokio::test]
async fn the_deadline_names_the_handle() {
    let server = Server::start([shows("Pondering")]).await;
    let wait = server.client().resume("7").wait().first_interval(SOON).deadline(10 * SOON);
    let error = wait.await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    let progress = error.run().unwrap();
    assert_eq!(progress.handle().execution_id(), "7");
    assert_eq!(progress.polls(), server.received().len() as u64);
    assert!(progress.elapsed() >= 10 * SOON);
}

#[tokio::test]
async fn many_words_of_the_callers_end_a_wait() {
    let server = Server::start([shows("Archived")]).await;
    let run = server.client().resume("7");
    let done =
        run.wait().first_interval(SOON).terminal_words(["closed", "ARCHIVED"]).await.unwrap();
    assert_eq!(done.conclusion(), Some(Conclusion::Other));
    let done = run
        .wait()
        .first_interval(SOON)
        .with_terminal(|execution| {
            execution.status()?.is("archived").then_some(Conclusion::Success)
        })
        .await
        .unwrap();
    assert!(done.is_success());
}

/// A program that goes by the outcome must not start the run again.
#[tokio::test]
async fn after_a_start_no_error_says_that_there_is_no_run() {
    for (status, kind) in [
        (400, ErrorKind::Rejected),
        (401, ErrorKind::Unauthorized),
        (403, ErrorKind::Forbidden),
        (404, ErrorKind::NotFound),
        (409, ErrorKind::Conflict),
        (422, ErrorKind::Rejected),
        (308, ErrorKind::Redirected),
    ] {
        let server = Server::start([accepted(), refused(status, "no")]).await;
        let run = server.client().run_agent(42).start().await.unwrap();
        let wait = run.wait().first_interval(SOON).not_found_grace(Duration::ZERO);
        for error in [wait.await.unwrap_err(), run.fetch().await.unwrap_err()] {
            assert_eq!((error.kind(), error.outcome()), (kind, Outcome::Accepted), "{status}");
            assert_eq!(error.run().unwrap().handle().execution_id(), "7");
            let said = std::error::Error::source(&error).unwrap().to_string();
            assert!(said.contains(&format!("GET {}", path("get_execution"))), "{said}");
        }
        assert_eq!(server.posts(), 1);
    }
}

#[tokio::test]
async fn a_start_whose_answer_was_given_up_is_in_doubt() {
    for status in [408, 499] {
        let server = Server::start([refused(status, "closed")]).await;
        let policy = neoagent::StartPolicy::never_repeat();
        let error = server.client().run_agent(42).policy(policy).start().await.unwrap_err();
        assert_eq!((error.outcome(), server.posts()), (Outcome::Unknown, 1), "{status}");
    }
}

/// Whatever stands beside the id, the run was started.
#[tokio::test]
async fn an_id_counts_whatever_stands_beside_it() {
    let data = r#""data": {"execution_id": "7", "status": 7, "new": []}"#;
    for meta in [
        r#""meta": {"request_id": "r"}"#,
        r#""meta": {"request_id": "r", "timings_ms": null}"#,
        r#""meta": {"request_id": "r", "timings_ms": "fast"}"#,
        r#""meta": {"request_id": null, "timings_ms": {}}"#,
        r#""meta": {"request_id": 7, "timings_ms": {}, "warnings": [{"a": 1}]}"#,
        r#""meta": null"#,
        r#""meta": []"#,
        r#""more": 1"#,
    ] {
        let body = format!("{{{data}, {meta}}}");
        let server = Server::start([answer(202, &[], body)]).await;
        let run = server.client().run_agent(42).start().await.unwrap();
        assert_eq!(run.id(), "7", "{meta}");
        assert_eq!(server.posts(), 1);
    }
}

#[tokio::test]
async fn what_nobody_needs_does_not_end_a_wait() {
    let odd = r#"{"data": {"status": "Success", "seconds_spent": "12.5", "entity_id": 1001, "agent_id": "42",
        "created_at": 1767323045, "error": {"text": "none"}, "agent_name": true, "execution_id": "7"},
        "meta": {"request_id": null, "warnings": "old"}}"#;
    let server = Server::start([accepted(), answer(200, &[], odd)]).await;
    let neo = server.client();
    let run = neo.run_agent(42).start().await.unwrap();
    let done = run.wait().first_interval(SOON).await.unwrap();
    assert!(done.is_success());
    assert_eq!(done.json()["created_at"], 1_767_323_045);
    let data = json!(done.data().unwrap());
    if !is_typed("get_execution") {
        assert_eq!(data, *done.json());
        return;
    }
    // In the document's types, whichever these are, it says the same.
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    for (member, said) in [
        ("entity_id", "1001"),
        ("agent_id", "42"),
        ("error", r#"{"text":"none"}"#),
        ("agent_name", "true"),
        ("seconds_spent", "12.5"),
        ("created_at", "1767323045"),
    ] {
        assert_eq!(plain(&data[member]), said, "{member}");
    }
    let meta = done.meta();
    let members = done.json().as_object().unwrap().iter();
    let converted: Vec<(String, Value)> = members
        .filter(|(member, value)| data[member.as_str()] != **value)
        .map(|(member, value)| (format!("/data/{member}"), value.clone()))
        .collect();
    assert!(converted.len() >= 4, "{data}");
    assert!(meta.unfit.clone().into_iter().eq(converted), "{:?}", meta.unfit);
    assert!(meta.warnings.iter().any(|text| text.contains("/data/seconds_spent")), "{meta:?}");
}

/// An answer that was mixed up is none.
#[tokio::test]
async fn an_answer_of_another_execution_is_not_this_ones_end() {
    let other = enveloped(200, &json!({"execution_id": "8", "status": "Success"}));
    let own = enveloped(200, &json!({"execution_id": "7", "status": "Failure"}));
    let server = Server::start([accepted(), other.clone(), own]).await;
    let run = server.client().run_agent(42).start().await.unwrap();
    let mut told = Vec::new();
    let wait = run.wait().first_interval(SOON).on_event(|event| told.push(event.to_string()));
    assert_eq!(wait.await.unwrap().conclusion(), Some(Conclusion::Failure));
    assert!(told[0].contains("another execution, 8"), "{told:?}");
    let server = Server::start([accepted(), other]).await;
    let run = server.client().run_agent(42).start().await.unwrap();
    let error = run.wait().first_interval(SOON).deadline(10 * SOON).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Deadline, Outcome::Accepted));
}

#[tokio::test]
async fn executions_are_found_by_conclusion_and_time() {
    let execution = |id: &str, status: &str, created: &str| json!({"execution_id": id, "status": status, "created_at": created});
    let page = |items: Value, next: Option<&str>| {
        let body = json!({
            "data": items,
            "meta": {"request_id": "r", "timings_ms": {}, "pagination": {"next_cursor": next, "has_more": next.is_some()}},
        });
        answer(200, &[], body.to_string())
    };
    let pages = || {
        [
            page(
                json!([
                    execution("a", "FAILED", "2026-01-05T00:00:00Z"),
                    execution("b", "Failure", "2026-01-04T12:00:00Z")
                ]),
                Some("1"),
            ),
            page(
                json!([
                    execution("c", "success", "2026-01-04T11:00:00Z"),
                    execution("d", "failure", "2026-01-04T00:00:00Z")
                ]),
                Some("2"),
            ),
            page(json!([execution("e", "failure", "2026-01-03T00:00:00Z")]), Some("3")),
            page(json!([execution("f", "failure", "2026-01-02T00:00:00Z")]), None),
        ]
    };
    let at = |text: &str| chrono::DateTime::parse_from_rfc3339(text).unwrap();
    let (from, to) = (at("2026-01-04T00:00:00Z"), at("2026-01-05T00:00:00Z"));
    let stamp = |time: chrono::DateTime<chrono::FixedOffset>| {
        #[cfg(feature = "jiff")]
        return jiff::Timestamp::from_second(time.timestamp()).unwrap();
        #[cfg(not(feature = "jiff"))]
        time
    };
    for jiffs in [false, cfg!(feature = "jiff")] {
        let server = Server::start(pages()).await;
        let neo = server.client();
        let list = neo.executions().agent_id(42).concluded(Conclusion::Failure);
        let list =
            if jiffs { list.created(stamp(from)..stamp(to)) } else { list.created(from..to) };
        let mut found = list.all();
        let mut ids = Vec::new();
        while let Some(execution) = found.next().await {
            let execution = execution.unwrap();
            assert!(execution.created_at().is_some_and(|at| at >= from.into()));
            ids.push(execution.id().unwrap().to_owned());
        }
        assert_eq!(ids, ["b", "d"]);
        assert_eq!(server.received().len(), 3, "the third page is older, and the order is known");
        assert!(server.received()[0].line.contains("agent_id=42"));
    }
    // A list in another order is read to its end.
    let mut mixed = pages();
    mixed.swap(0, 2);
    let server = Server::start(mixed).await;
    let neo = server.client();
    let mut found = neo.executions().concluded(Conclusion::Failure).created(from..=to).all();
    let mut ids = Vec::new();
    while let Some(execution) = found.next().await {
        ids.push(execution.unwrap().id().unwrap().to_owned());
    }
    assert_eq!(
        (ids, server.received().len()),
        (vec!["d".to_owned(), "a".to_owned(), "b".to_owned()], 4)
    );
}
