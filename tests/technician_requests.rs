//! Technician requests, with a sandbox.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/spec.rs"]
mod spec;

use std::time::Duration;

use neoagent::{Client, Decision, ErrorKind, Outcome, RetryPolicy, TechnicianRequest};
use neoagent_sandbox::{Fault, Sandbox};
use serde_json::{Map, json};

const LIST: &str = "/public-api/til-requests";
const DECIDE: &str = "/public-api/til-requests/{request_id}/decision";
const SOON: Duration = Duration::from_millis(20);

fn client(sandbox: &Sandbox) -> Client {
    let builder = Client::builder().base_url(sandbox.base_url()).api_key(sandbox.key());
    builder.retry(RetryPolicy::never()).build().unwrap()
}

#[tokio::test]
async fn pending_requests_are_listed_over_all_pages() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    for ticket in 0..23 {
        sandbox.raise_technician_request(41, &format!("T-{ticket}"), "Reboot the server");
    }
    let mut all = Vec::new();
    let mut requests = neo.technician_requests().page_size(5).pending();
    while let Some(request) = requests.next().await {
        all.push(request.unwrap());
    }
    // Two are there from the start.
    assert_eq!(all.len(), 25);
    for (index, request) in all.iter().take(7).enumerate() {
        assert!(request.is_pending());
        let decision = if index % 2 == 0 { request.approve() } else { request.reject() };
        decision.send().await.unwrap();
    }
    let mut requests = neo.technician_requests().agent_id(41).page_size(5).pending();
    let mut pending = 0;
    while let Some(request) = requests.next().await {
        assert_eq!(request.unwrap().json()["agent_id"], 41);
        pending += 1;
    }
    assert_eq!(pending, 16);
    let mut rejected = neo.technician_requests().status("REJECTED").all();
    let mut decisions = Vec::new();
    while let Some(request) = rejected.next().await {
        decisions.push(request.unwrap().decision());
    }
    assert_eq!(decisions, [Some(Decision::Rejected); 3]);
}

#[tokio::test]
async fn a_page_that_cannot_be_had_ends_the_list_and_can_be_asked_for_again() {
    let sandbox = Sandbox::start().await.unwrap();
    sandbox.fault(Fault::status(503).on("GET", LIST).nth(2));
    let neo = client(&sandbox);
    let mut requests = neo.technician_requests().page_size(1).pending();
    let first = requests.next().await.unwrap().unwrap();
    assert!(requests.next().await.unwrap().unwrap_err().is_server());
    assert!(requests.next().await.is_none());
    requests.resume();
    let second = requests.next().await.unwrap().unwrap();
    assert_ne!(first.id(), second.id());
    assert!(requests.next().await.is_none());
}

#[tokio::test]
async fn a_decision_is_made_once() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    let request = neo.technician_request(1).fetch().await.unwrap();
    assert_eq!(request.status(), Some("PENDING"));
    let decided = request.approve().note("Go on.").send().await.unwrap();
    assert_eq!(decided.decision(), Some(Decision::Approved));
    assert_eq!(decided.json()["comment"], "Go on.");
    let error = request.reject().send().await.unwrap_err();
    assert!(error.is_conflict(), "{error}");

    // A lost answer is not asked for twice; looking the request up tells what became of it.
    let posts = sandbox.count("POST", DECIDE);
    sandbox.fault(Fault::reset().on("POST", DECIDE).after());
    let other = neo.technician_request("2");
    let error = other.reject().send().await.unwrap_err();
    assert_eq!(error.outcome(), neoagent::Outcome::Unknown);
    assert_eq!(sandbox.count("POST", DECIDE), posts + 1);
    let fetched = other.fetch().await.unwrap();
    assert_eq!(fetched.decision(), Some(Decision::Rejected));
}

#[tokio::test]
async fn a_decision_is_waited_for() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    let id = sandbox.raise_technician_request(42, "T-9", "Close it").unwrap();
    // What may pass does not end the wait.
    for fault in [Fault::status(503), Fault::reset(), Fault::html(502), Fault::cut_body(9)] {
        sandbox.fault(fault.on("GET", LIST));
    }
    let request = neo.technician_request(id);
    let wait = request.wait().first_interval(SOON).max_interval(SOON);
    let waiting = tokio::spawn(wait.into_future());
    sandbox.wait_for("GET", LIST, 7).await;
    assert!(!waiting.is_finished());
    assert!(sandbox.decide_technician_request(id, false));
    let decided = waiting.await.unwrap().unwrap();
    assert_eq!(decided.decision(), Some(Decision::Rejected));
}

#[tokio::test]
async fn a_wait_ends_at_its_deadline_and_at_a_refusal() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    let wait = neo.technician_request(1).wait().first_interval(SOON);
    let error = wait.deadline(10 * SOON).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert!(sandbox.count("GET", LIST) >= 2);

    let wait = neo.technician_request("no-such").wait().first_interval(SOON);
    assert!(wait.await.unwrap_err().is_not_found());
    sandbox.fault(Fault::status(403).on("GET", LIST));
    let wait = neo.technician_request(1).wait().first_interval(SOON);
    assert!(wait.await.unwrap_err().is_forbidden());
}

#[tokio::test]
async fn a_run_goes_on_once_it_is_allowed() {
    let sandbox = Sandbox::builder().paced_by_polls(0, 0).start().await.unwrap();
    let neo = client(&sandbox);
    let start = neo.run_agent(42).target_entity_id("T-1");
    let start = start.additional_instructions("Ask for approval.");
    let run = start.start().await.unwrap();
    let wait = run.wait().first_interval(SOON).max_interval(SOON);
    let waiting = tokio::spawn(wait.into_future());
    let request = loop {
        let mut pending = neo.technician_requests().pending();
        let mut of_run = None;
        while let Some(request) = pending.next().await {
            let request = request.unwrap();
            let session = &request.json()["session_id"];
            if !session.is_null() && spec::id(session) == run.id() {
                of_run = Some(request);
            }
        }
        if let Some(request) = of_run {
            break request;
        }
    };
    request.approve().send().await.unwrap();
    assert!(waiting.await.unwrap().unwrap().is_success());
}

/// The words are not documented, so none may be lost.
#[tokio::test]
async fn requests_of_any_content_are_shown_as_they_are() {
    let sandbox = Sandbox::start().await.unwrap();
    let neo = client(&sandbox);
    for (status, decision) in [
        ("CHANGES_REQUESTED", Some(Decision::ChangesRequested)),
        ("ON_HOLD", None),
        ("expired", Some(Decision::Other)),
    ] {
        let content = [
            ("status", json!(status)),
            ("requested_for", json!({"tool": "REBOOT"})),
            ("urgency", json!(3)),
        ];
        let content: Map<_, _> =
            content.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let id = sandbox.raise_technician_request_with(42, "T-9", "Reboot", content).unwrap();
        let request = neo.technician_request(id).fetch().await.unwrap();
        assert_eq!((request.status(), request.decision()), (Some(status), decision));
        let shown = request.json();
        assert_eq!(
            (&shown["urgency"], &shown["requested_for"]["tool"]),
            (&json!(3), &json!("REBOOT"))
        );
        let again = TechnicianRequest::from_json(&neo, shown).unwrap();
        assert_eq!((again.id(), again.decision()), (request.id(), request.decision()));
    }
    let error = TechnicianRequest::from_json(&neo, &json!([])).unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::InvalidRequest, Outcome::NotSent));
}

#[tokio::test]
async fn a_decision_that_is_not_known_here_is_sent_as_it_is() {
    let sandbox = Sandbox::start().await.unwrap();
    let id = sandbox.raise_technician_request(42, "T-9", "Reboot").unwrap();
    let request = client(&sandbox).technician_request(id);
    let _ = request.decide("request_changes").note("Tomorrow.").send().await;
    let sent = sandbox.received().into_iter().find(|request| request.is("POST", DECIDE)).unwrap();
    assert_eq!(sent.body.unwrap(), json!({"action": "request_changes", "note": "Tomorrow."}));
}
