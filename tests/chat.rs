//! Chat over sockets, with a sandbox.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![allow(clippy::disallowed_methods, reason = "a test looks at the clock itself")]

#[path = "support/spec.rs"]
mod spec;

use std::time::{Duration, SystemTime};

use neoagent::{
    ChatPart, ChatSession, Client, ErrorKind, OperationExt as _, RetryPolicy, SessionToken,
};
use neoagent_sandbox::{Authorization, Fault, Sandbox};
use serde_json::Value;

const MESSAGES: &str = "/public-api/chat/sessions/{session_id}/messages";
const EVENTS: &str = "/public-api/chat/sessions/{session_id}/events";
const UPLOADS: &str = "/uploads/{blob_path}";
const SOON: Duration = Duration::from_millis(20);

async fn sandbox() -> Sandbox {
    let builder = Sandbox::builder().chat_pace(Duration::from_millis(2));
    builder.start().await.unwrap()
}

fn client(sandbox: &Sandbox) -> Client {
    let builder = Client::builder().base_url(sandbox.base_url()).api_key(sandbox.key());
    let policy = RetryPolicy::default().first_backoff(Duration::from_millis(5));
    builder.retry(policy).build().unwrap()
}

async fn chat(sandbox: &Sandbox) -> ChatSession {
    client(sandbox).open_chat(43).title("Printer").open().await.unwrap()
}

#[tokio::test]
async fn a_message_is_answered() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let turn = chat.message("use a tool on the printer").model_tier("SMART").send().await.unwrap();
    assert!(!turn.is_repeated());
    assert!(turn.chat_turn_id().is_some() && turn.user_message_id().is_some());
    let mut told = Vec::new();
    let reply = turn.follow().on_event(|event| told.push(event.clone())).await.unwrap();
    assert!(reply.is_success());
    assert_eq!(reply.text, "You said: use a tool on the printer");
    assert_eq!(reply.cursor.as_deref(), told.last().unwrap().id.as_deref());
    assert!(told.iter().any(|event| matches!(&event.part,
        ChatPart::ToolInputAvailable { tool_name, input, .. }
            if tool_name == "SEARCH_TICKETS" && input["query"].is_string())));
    assert!(told.iter().all(|event| event.part != ChatPart::Unknown));

    let mut received = sandbox.received().into_iter();
    let posted = received.find(|request| request.is("POST", MESSAGES)).unwrap();
    let body = posted.body.unwrap();
    assert_eq!(body["client_message_id"], turn.client_message_id());
    assert_eq!(body["model_tier"], "SMART");

    // A second turn in the same session, taken up by its id, begins where the first one ended.
    let chat = client(&sandbox).chat(chat.id());
    let message = chat.message("again");
    let id = message.id().to_owned();
    let second = message.send().await.unwrap();
    assert_eq!(second.client_message_id(), id);
    assert_eq!(second.cursor(), reply.cursor.as_deref());
    for (one, other) in [
        (Some(second.client_message_id()), Some(turn.client_message_id())),
        (second.user_message_id(), turn.user_message_id()),
        (second.chat_turn_id(), turn.chat_turn_id()),
    ] {
        assert!(one.is_some_and(|id| !id.is_empty()) && one != other, "{second:?}");
    }
    let following = second.follow();
    assert!(format!("{following:?}").contains(second.cursor().unwrap()), "{following:?}");
    let reply = following.await.unwrap();
    assert_eq!(reply.text, "You said: again");
}

#[tokio::test]
async fn a_token_opens_its_session_and_goes_nowhere_else() {
    let sandbox = sandbox().await;
    let neo = client(&sandbox);
    let (mine, other) = (chat(&sandbox).await, chat(&sandbox).await);
    let minted = neo
        .session_token(mine.id())
        .lifetime(Duration::from_secs(60))
        .allowed_agents([43])
        .end_user("ada")
        .mint()
        .await
        .unwrap();
    assert_eq!(minted.session_id(), mine.id());
    let expires = minted.expires_at().and_then(neoagent::Time::system_time).unwrap();
    let left = expires.duration_since(SystemTime::now()).unwrap();
    assert!((50..=60).contains(&left.as_secs()), "{left:?}");
    let shown = format!("{minted:?}");
    assert!(!shown.contains(minted.expose()) && shown.contains(minted.jti().unwrap()), "{shown}");

    // A key that was set is not used.
    let builder = || Client::builder().base_url(sandbox.base_url()).api_key("other");
    let opened = builder().chat_session(&minted).unwrap();
    let before = sandbox.received().len();
    let picture = opened.upload("image/png", vec![1_u8; 8]).send().await.unwrap();
    let turn = opened.message("hello").attach(picture).send().await.unwrap();
    assert_eq!(turn.follow().await.unwrap().text, "You said: hello");
    let sent = sandbox.received().split_off(before);
    for request in &sent {
        let of_session = request.path.contains(&format!("/chat/sessions/{}/", mine.id()));
        let expected = if of_session { Authorization::Right } else { Authorization::Absent };
        assert_eq!(request.authorization, expected, "{request:?}");
    }
    assert!(sent.iter().any(|request| request.is("PUT", UPLOADS)) && sent.len() >= 4);
    assert!(!format!("{opened:?} {:?}", opened.message("x")).contains(minted.expose()));

    // The token of one session is refused by another, and by all else.
    let wrong = SessionToken::new(other.id(), minted.expose());
    let error = builder().chat_session(&wrong).unwrap().message("x").send().await.unwrap_err();
    assert!(error.is_forbidden(), "{error:?}");
    assert!(!format!("{error} {error:?}").contains(minted.expose()));
    let thief = Client::builder().base_url(sandbox.base_url()).api_key(minted.expose());
    let thief = thief.build().unwrap();
    assert!(thief.list_executions().data().await.unwrap_err().is_forbidden());
    assert!(thief.session_token(mine.id()).mint().await.unwrap_err().is_forbidden());
    for id in ["", " ", ".."] {
        let error = builder().chat_session(&SessionToken::new(id, "t")).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
    }
}

#[tokio::test]
async fn a_token_expires_and_is_minted_for_what_is_there() {
    let sandbox = sandbox().await;
    let neo = client(&sandbox);
    let chat = chat(&sandbox).await;
    let minted = neo.session_token(chat.id()).lifetime(Duration::from_secs(1)).mint().await;
    let opened =
        Client::builder().base_url(sandbox.base_url()).chat_session(&minted.unwrap()).unwrap();
    opened.message("in time").send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(1100)).await;
    assert!(opened.message("too late").send().await.unwrap_err().is_unauthorized());
    assert!(neo.session_token("404").mint().await.unwrap_err().is_not_found());
    assert!(neo.session_token(chat.id()).client_id("c").mint().await.unwrap_err().is_forbidden());
    let never = neo.session_token(chat.id()).lifetime(Duration::ZERO).mint().await;
    assert_eq!(never.unwrap_err().code(), Some("validation_error"));
}

/// Within the server, which a key may follow to, a token of one session must not.
#[tokio::test]
async fn a_token_follows_no_redirect() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let minted = client(&sandbox).session_token(chat.id()).mint().await.unwrap();
    let away = Fault::status(307).header("location", "/public-api/agents");
    sandbox.fault(away.on("GET", EVENTS).always());
    let opened = Client::builder()
        .base_url(sandbox.base_url())
        .retry(RetryPolicy::never())
        .chat_session(&minted)
        .unwrap();
    let turn = opened.message("hello").send().await.unwrap();
    let before = sandbox.received().len();
    turn.follow().deadline(Duration::from_secs(1)).await.unwrap_err();
    let sent = sandbox.received().split_off(before);
    assert!(!sent.is_empty());
    assert!(sent.iter().all(|request| request.is("GET", EVENTS)), "{sent:?}");
}

#[tokio::test]
async fn an_agent_that_neo_manages_is_reached_by_its_key() {
    let sandbox = sandbox().await;
    let neo = client(&sandbox);
    let chat = neo.open_managed_chat("NEO_SUPPORT").open().await.unwrap();
    let reply = chat.message("please fail").send().await.unwrap().follow().await.unwrap();
    assert!(!reply.is_success());
    assert!(reply.error.unwrap().contains("sandbox"));
    let error = neo.open_chat("no number").open().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    let error = neo.open_chat(42).open().await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_for_non_conversational"));
}

#[tokio::test]
async fn a_stream_that_is_cut_everywhere_gives_each_event_once() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let whole = {
        let turn = chat.message("one two three four").send().await.unwrap();
        let mut events = turn.follow().events();
        let mut whole = Vec::new();
        while let Some(event) = events.next().await {
            whole.push(event.unwrap().json["delta"].clone());
        }
        whole
    };
    // Every connection but the last breaks: after no event, after one, after two; in the middle of one; before it is made.
    let faults = [
        Fault::cut_events(0),
        Fault::cut_events(1),
        Fault::cut_events(2),
        Fault::cut_body(45),
        Fault::reset(),
        Fault::status(503),
        Fault::html(502),
        Fault::close(),
        Fault::cut_events(3),
    ];
    let connections = faults.len() as u64 + 1;
    for fault in faults {
        sandbox.fault(fault.on("GET", EVENTS));
    }
    let turn = chat.message("one two three four").send().await.unwrap();
    let mut events = turn.follow().first_interval(SOON).max_interval(SOON).events();
    let (mut seen, mut ids) = (Vec::new(), Vec::new());
    while let Some(event) = events.next().await {
        let event = event.unwrap();
        ids.push(event.id.clone());
        seen.push(event.json["delta"].clone());
        assert_eq!(events.cursor(), event.id.as_deref());
    }
    assert_eq!(seen, whole);
    ids.dedup();
    assert_eq!(ids.len(), seen.len());
    assert_eq!(events.connections(), connections);
}

#[tokio::test]
async fn another_process_goes_on_from_the_cursor() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let turn = chat.message("one two three").send().await.unwrap();
    let mut events = turn.follow().events();
    let mut text = String::new();
    while !text.contains("one") {
        text.push_str(events.next().await.unwrap().unwrap().text().unwrap_or_default());
    }
    let (session, cursor) = (chat.id().to_owned(), events.cursor().unwrap().to_owned());
    drop((events, turn, chat));
    let rest = client(&sandbox).chat(session).follow().since(cursor).await.unwrap();
    assert_eq!(text + &rest.text, "You said: one two three");
}

#[tokio::test]
async fn a_message_whose_answer_is_lost_is_posted_again_and_answered_once() {
    let sandbox = sandbox().await;
    for lost in [Fault::html(502), Fault::reset(), Fault::cut_body(3), Fault::status(504)] {
        let chat = chat(&sandbox).await;
        chat.message("before").send().await.unwrap().follow().await.unwrap();
        let posts = sandbox.count("POST", MESSAGES);
        sandbox.fault(lost.on("POST", MESSAGES).after());
        let turn = chat.message("hello").send().await.unwrap();
        assert!(turn.is_repeated());
        assert_eq!(sandbox.count("POST", MESSAGES), posts + 2);
        assert_eq!(turn.follow().await.unwrap().text, "You said: hello");
        let said = messages(&sandbox, &chat).await;
        assert!(said.is_none_or(|said| said == ["before", "hello"]));
    }
}

#[tokio::test]
async fn a_callers_own_id_makes_posting_safe_across_processes() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let post = |text: &str| chat.message(text).client_message_id("m-1").send();
    let first = post("hello").await.unwrap();
    let second = post("hello").await.unwrap();
    assert!(second.is_repeated() && !first.is_repeated());
    assert_eq!(second.user_message_id(), first.user_message_id());
    assert_eq!(second.follow().await.unwrap().text, "You said: hello");
    assert!(messages(&sandbox, &chat).await.is_none_or(|said| said == ["hello"]));

    let error = chat.message("x").client_message_id(" ").send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    // A conflict of another kind is no success.
    sandbox.fault(Fault::error(409, "session_archived").on("POST", MESSAGES));
    assert!(chat.message("x").send().await.unwrap_err().is_conflict());
}

/// What the user has said, as the server has it; nothing where the document has no list of it.
async fn messages(sandbox: &Sandbox, chat: &ChatSession) -> Option<Vec<String>> {
    let path = spec::path("post_chat_message");
    let operations = sandbox.operations();
    operations.iter().find(|(method, other)| method == "GET" && other == path)?;
    let around: Vec<&str> = path.split(['{', '}']).step_by(2).collect();
    let url = format!("{}{}", sandbox.base_url(), around.join(chat.id()));
    let answer = reqwest::Client::new().get(url).bearer_auth(sandbox.key()).send().await.unwrap();
    let answer: Value = answer.json().await.unwrap();
    // A list by itself, or in an object where the document says that the data are one.
    let data = &answer["data"];
    let all = data["messages"].as_array().or(data.as_array()).unwrap();
    let said = all.iter().filter(|one| one["role"] == "user");
    Some(said.map(|message| message["content"].as_str().unwrap().to_owned()).collect())
}

#[tokio::test]
async fn a_turn_that_does_not_end_in_time_can_be_gone_on_with() {
    let sandbox = Sandbox::builder().chat_pace(Duration::from_millis(100)).start().await.unwrap();
    let chat = chat(&sandbox).await;
    let turn = chat.message("one two three").send().await.unwrap();
    let mut events = turn.follow().deadline(Duration::from_millis(350)).events();
    let mut text = String::new();
    let error = loop {
        match events.next().await.unwrap() {
            Ok(event) => text.push_str(event.text().unwrap_or_default()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert_eq!(error.position(), events.cursor());
    assert!(events.next().await.is_none());
    let rest = chat.follow().since(events.cursor().unwrap()).await.unwrap();
    assert_eq!(text + &rest.text, "You said: one two three");
}

#[tokio::test]
async fn a_refused_stream_is_final() {
    let sandbox = sandbox().await;
    let error = client(&sandbox).chat("404").follow().await.unwrap_err();
    assert!(error.is_not_found(), "{error}");
    let chat = chat(&sandbox).await;
    let error = chat.follow().since("no cursor").await.unwrap_err();
    assert_eq!(error.code(), Some("invalid_cursor"));
    assert_eq!(error.position(), Some("no cursor"));
    let error = client(&sandbox).chat("..").follow().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
}

#[tokio::test]
async fn an_attachment_is_uploaded_without_the_key_and_named_in_a_message() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let bytes = b"\x89PNG...".to_vec();
    // What fails in a way that may pass is put again.
    sandbox.fault(Fault::status(503).on("PUT", UPLOADS));
    sandbox.fault(Fault::reset().on("PUT", UPLOADS).after());
    let attachment = chat
        .upload("image/png", bytes.clone())
        .filename("screen.png")
        .alt("a screen")
        .send()
        .await
        .unwrap();
    let stored = &sandbox.uploads()[0];
    assert_eq!(stored.bytes, bytes);
    assert_eq!(stored.blob_path, attachment.blob_path);
    assert_eq!(stored.content_type.as_deref(), Some("image/png"));
    let puts: Vec<_> =
        sandbox.received().into_iter().filter(|request| request.is("PUT", UPLOADS)).collect();
    assert_eq!(puts.len(), 3);
    for put in puts {
        assert_eq!(put.authorization, Authorization::Absent);
        assert_eq!(put.header("x-ms-blob-type"), Some("BlockBlob"));
        assert!(!format!("{put:?}").contains(sandbox.key()));
    }

    // It can be stored, and named later on.
    let stored = serde_json::to_string(&attachment).unwrap();
    let attachment = serde_json::from_str(&stored).unwrap();
    let turn = chat.message("").attach(attachment).send().await.unwrap();
    let reply = turn.follow().await.unwrap();
    assert_eq!(reply.text, "I have looked at the attachment.");
    let posted: Vec<Value> =
        sandbox.received().into_iter().filter_map(|request| request.body).collect();
    assert_eq!(posted.last().unwrap()["attachments"][0]["alt"], "a screen");
}

#[tokio::test]
async fn what_is_too_large_is_not_sent_and_what_is_refused_is_told() {
    let sandbox = sandbox().await;
    let chat = chat(&sandbox).await;
    let error = chat.upload("image/png", vec![0; (2 << 20) + 1]).send().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidRequest);
    assert!(error.to_string().contains("2097153 bytes"), "{error}");
    assert_eq!(sandbox.count("PUT", UPLOADS), 0);
    chat.upload("image/png", vec![0; 2 << 20]).send().await.unwrap();

    let error = chat.upload("application/x-sh", "x").send().await.unwrap_err();
    assert_eq!(error.code(), Some("unsupported_attachment_type"));
    sandbox.fault(
        Fault::body(403, "application/xml", "<Error><Code>AuthenticationFailed</Code></Error>")
            .on("PUT", UPLOADS),
    );
    let error = chat.upload("text/plain", "x").send().await.unwrap_err();
    assert!(error.is_forbidden());
    assert!(!format!("{error} {error:?}").contains("sig="), "{error:?}");
}
