//! Chat: sessions, messages, event streams, attachments.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use std::time::Duration;

use neoagent_sandbox::{Authorization, Fault};
use reqwest::RequestBuilder;
use serde_json::{Value, json};
use support::{Api, api};

const SESSIONS: &str = "/public-api/chat/sessions";
const EVENTS: &str = "/public-api/chat/sessions/{session_id}/events";

async fn open(api: &Api) -> String {
    let answer = api.post(SESSIONS, json!({ "agent_id": 43 })).await;
    answer.data(200)["id"].as_str().unwrap().to_owned()
}

async fn say(api: &Api, session: &str, text: &str) -> Value {
    api.post(&format!("{SESSIONS}/{session}/messages"), json!({ "message": text }))
        .await
        .data(202)
        .clone()
}

fn events(api: &Api, session: &str, since: Option<&str>) -> RequestBuilder {
    let request = api.request("GET", &format!("{SESSIONS}/{session}/events"));
    match since {
        Some(since) => request.query(&[("since", since)]),
        None => request,
    }
}

/// Reads a stream to its end or its break: the ids and payloads of its whole events, and whether it broke.
async fn read(request: RequestBuilder) -> (Vec<(String, Value)>, bool) {
    let mut response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    let mut text = String::new();
    let broke = loop {
        match response.chunk().await {
            Ok(Some(bytes)) => text.push_str(std::str::from_utf8(&bytes).unwrap()),
            Ok(None) => break false,
            Err(_) => break true,
        }
    };
    let whole = text.split_inclusive("\n\n").filter(|event| event.ends_with("\n\n"));
    let parse = |event: &str| {
        let (id, data) = event.trim_end().split_once('\n').unwrap();
        let id = id.strip_prefix("id: ").unwrap().to_owned();
        (id, serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap())
    };
    (whole.map(parse).collect(), broke)
}

fn answer(events: &[(String, Value)]) -> String {
    events.iter().filter_map(|(_, payload)| payload["delta"].as_str()).collect()
}

fn types(events: &[(String, Value)]) -> Vec<&str> {
    events.iter().map(|(_, payload)| payload["type"].as_str().unwrap()).collect()
}

#[tokio::test]
async fn a_turn_is_followed_to_its_end() {
    let api = api().await;
    let session = open(&api).await;
    let turn = say(&api, &session, "hello there").await;
    let (events, broke) = read(events(&api, &session, turn["since_cursor"].as_str())).await;
    assert!(!broke);
    assert_eq!(answer(&events), "You said: hello there");
    let types = types(&events);
    assert_eq!(types[..3], ["start", "start-step", "text-start"]);
    assert_eq!(types[types.len() - 3..], ["text-end", "finish-step", "finish"]);
    let messages = api.get(&format!("{SESSIONS}/{session}/messages")).await.data(200).clone();
    assert_eq!(messages[0]["content"], "hello there");
    assert_eq!(
        (&messages[1]["role"], &messages[1]["content"]),
        (&json!("assistant"), &json!("You said: hello there"))
    );
    assert_eq!(messages[1]["id"], events[0].1["messageId"]);
    let steps = api.get(&format!("/public-api/executions/{session}/steps")).await;
    assert_eq!(steps.data(200)[0]["type"], "FINAL_MESSAGE");
}

#[tokio::test]
async fn a_broken_stream_is_resumed_without_loss() {
    let api = api().await;
    let session = open(&api).await;
    let turn = say(&api, &session, "one two three").await;
    let since = turn["since_cursor"].as_str().unwrap();
    let (whole, _) = read(events(&api, &session, Some(since))).await;
    for cut in 0..whole.len() {
        api.sandbox.fault(Fault::cut_events(cut).on("GET", EVENTS));
        let (mut seen, broke) = read(events(&api, &session, Some(since))).await;
        assert!(broke && seen.len() == cut, "{cut}");
        let last = seen.last().map_or(since, |(id, _)| id).to_owned();
        // By the query and by the header, the header being the later word.
        let resumed = match cut % 2 {
            0 => events(&api, &session, Some(&last)),
            _ => events(&api, &session, Some(since)).header("last-event-id", last),
        };
        seen.extend(read(resumed).await.0);
        assert_eq!(seen, whole, "{cut}");
    }
    api.sandbox.fault(Fault::cut_body(50).on("GET", EVENTS));
    assert!(read(events(&api, &session, Some(since))).await.1);
}

#[tokio::test]
async fn without_a_cursor_the_end_of_the_turn_before_is_replayed() {
    let api = api().await;
    let session = open(&api).await;
    say(&api, &session, "first").await;
    let (first, _) = read(events(&api, &session, None)).await;
    assert_eq!(answer(&first), "You said: first");
    let turn = say(&api, &session, "second").await;
    let (replayed, _) = read(events(&api, &session, None)).await;
    assert_eq!(replayed[..2], first[first.len() - 2..]);
    assert_eq!(answer(&replayed), "You said: second");
    let (second, _) = read(events(&api, &session, turn["since_cursor"].as_str())).await;
    assert_eq!(replayed[2..], second);
}

#[tokio::test]
async fn a_stream_waits_for_the_next_message() {
    let api = api().await;
    let session = open(&api).await;
    let request = events(&api, &session, None);
    let reading = tokio::spawn(read(request));
    api.sandbox.wait_for("GET", EVENTS, 1).await;
    say(&api, &session, "late").await;
    let (events, broke) = reading.await.unwrap();
    assert_eq!((answer(&events).as_str(), broke), ("You said: late", false));
}

#[tokio::test]
async fn turns_can_use_tools_and_fail() {
    let api = api().await;
    let session = open(&api).await;
    let turn = say(&api, &session, "use a tool").await;
    let (seen, _) = read(events(&api, &session, turn["since_cursor"].as_str())).await;
    assert!(
        types(&seen).contains(&"tool-input-available")
            && types(&seen).contains(&"tool-output-available")
    );
    let turn = say(&api, &session, "fail").await;
    let (seen, _) = read(events(&api, &session, turn["since_cursor"].as_str())).await;
    assert!(types(&seen).contains(&"error") && !types(&seen).contains(&"text-delta"));
}

#[tokio::test]
async fn a_message_with_the_same_client_id_is_sent_once() {
    let api = api().await;
    let session = open(&api).await;
    let path = format!("{SESSIONS}/{session}/messages");
    let body = json!({ "message": "m", "client_message_id": "c-1" });
    let first = api.post(&path, body.clone()).await.data(202)["user_message_id"].clone();
    let again = api.post(&path, body).await;
    again.refused(409, "duplicate_client_message_id");
    assert_eq!(again.body["error"]["details"]["user_message_id"], first);
    let messages = api.get(&path).await.data(200).as_array().unwrap().clone();
    assert_eq!(messages.iter().filter(|m| m["role"] == "user").count(), 1);
}

#[tokio::test]
async fn what_is_no_session_or_message_is_refused() {
    let api = api().await;
    api.post(SESSIONS, json!({})).await.refused(422, "validation_error");
    api.post(SESSIONS, json!({ "agent_id": 43, "managed_agent_key": "NEO_SUPPORT" }))
        .await
        .refused(422, "validation_error");
    api.post(SESSIONS, json!({ "agent_id": 43, "client_id": "c" })).await.refused(403, "FORBIDDEN");
    api.post(SESSIONS, json!({ "agent_id": 42 }))
        .await
        .refused(400, "invalid_for_non_conversational");
    api.post(SESSIONS, json!({ "agent_id": 7 })).await.refused(404, "not_found");
    api.post(SESSIONS, json!({ "managed_agent_key": "X" })).await.refused(404, "not_found");
    let managed =
        api.post(SESSIONS, json!({ "managed_agent_key": "NEO_SUPPORT", "title": "t" })).await;
    assert_eq!(
        (&managed.data(200)["agent_id"], &managed.data(200)["title"]),
        (&json!(44), &json!("t"))
    );
    let session = open(&api).await;
    let path = format!("{SESSIONS}/{session}/messages");
    api.post(&path, json!({})).await.refused(422, "validation_error");
    api.post(&path, json!({ "message": " " })).await.refused(422, "validation_error");
    let attachment = json!({ "blob_path": "b", "mime": "image/png" });
    api.post(&path, json!({ "attachments": [attachment] }))
        .await
        .refused(400, "attachment_not_found");
    api.post(&path, json!({ "message": "m", "attachments": vec![attachment; 7] }))
        .await
        .refused(422, "validation_error");
    for cursor in ["x", "99-0", "1", "-1-0", "00-0"] {
        let answer = api.send(events(&api, &session, Some(cursor))).await;
        answer.refused(400, "invalid_cursor");
    }
    for path in ["messages", "events"] {
        api.get(&format!("{SESSIONS}/nope/{path}")).await.refused(404, "not_found");
    }
}

#[tokio::test]
async fn an_attachment_is_put_to_its_url_and_sent() {
    let api = Api::start(support::builder().body_limit(4096)).await;
    let session = open(&api).await;
    let path = format!("{SESSIONS}/{session}/attachments/upload-url");
    api.post(&path, json!({ "content_type": "application/x-sh" }))
        .await
        .refused(400, "unsupported_attachment_type");
    let given = api
        .post(&path, json!({ "content_type": "image/png", "filename": "a/../b c.png" }))
        .await
        .data(200)
        .clone();
    let (url, blob_path) =
        (given["upload_url"].as_str().unwrap(), given["blob_path"].as_str().unwrap());
    assert!(blob_path.ends_with("/a..bc.png"), "{blob_path}");
    let put = |url: &str, size: usize| {
        let request = api.http.put(url).header("x-ms-blob-content-type", "image/png");
        request.header("x-ms-blob-type", "BlockBlob").body(vec![7; size])
    };
    let refused = [
        (put(url, 3).bearer_auth(api.sandbox.key()), 403),
        (api.http.put(url).body("x"), 400),
        (put(&url.replace("sig=", "sig=0"), 3), 403),
        (put(url.split_once('?').unwrap().0, 3), 403),
        (put(&url.replace(&session, "other"), 3), 403),
        (put(url, 5000), 413),
        (api.http.get(url), 405),
    ];
    for (request, status) in refused {
        assert_eq!(request.send().await.unwrap().status().as_u16(), status);
    }
    assert_eq!(api.sandbox.uploads(), []);
    assert_eq!(api.sandbox.received()[2].authorization, Authorization::Right);
    assert_eq!(put(url, 3).send().await.unwrap().status().as_u16(), 201);
    let uploads = api.sandbox.uploads();
    assert_eq!((uploads[0].blob_path.as_str(), &uploads[0].bytes), (blob_path, &vec![7; 3]));
    assert_eq!(uploads[0].content_type.as_deref(), Some("image/png"));
    assert_eq!(api.sandbox.count("PUT", "/uploads/{blob_path}"), 7);
    let attachment = json!({ "blob_path": blob_path, "mime": "image/png" });
    let message = api
        .post(&format!("{SESSIONS}/{session}/messages"), json!({ "attachments": [attachment] }))
        .await;
    let (seen, _) = read(events(&api, &session, message.data(202)["since_cursor"].as_str())).await;
    assert_eq!(answer(&seen), "I have looked at the attachment.");
}

#[tokio::test]
async fn events_come_as_they_happen() {
    let api = Api::start(support::builder().chat_pace(Duration::from_millis(300))).await;
    let session = open(&api).await;
    let turn = say(&api, &session, "a b").await;
    let mut response = events(&api, &session, turn["since_cursor"].as_str()).send().await.unwrap();
    let first = response.chunk().await.unwrap().unwrap();
    assert!(std::str::from_utf8(&first).unwrap().matches("data:").count() < 4);
    let messages = api.get(&format!("{SESSIONS}/{session}/messages")).await;
    assert_eq!(messages.data(200).as_array().unwrap().len(), 1);
}
