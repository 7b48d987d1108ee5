//! Every way a call can fail, over real sockets: what the error says, and whether the server may have got the request.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/spec.rs"]
mod spec;
mod support;

use std::error::Error as _;
use std::time::Duration;

use neoagent::api::support::Text;
use neoagent::reqwest::Method;
use neoagent::{Client, Error, ErrorKind, OperationExt as _, Outcome, RetryPolicy, StartPolicy};
use serde_json::Value;
use spec::{is_typed, path};
use support::{Action, KEY, Server, answer, cut, enveloped, everything, raw, refused};

/// Gets an execution from a server that does this.
async fn get(action: Action) -> Error {
    let server = Server::start([action]).await;
    let error = server.client().get_execution().execution_id(Text("71")).data().await.unwrap_err();
    assert!(!everything(&error).contains(KEY));
    assert!(error.to_string().starts_with(&format!("GET {}: ", path("get_execution"))), "{error}");
    error
}

/// Starts a run at a server that does this, and counts the requests.
async fn start(action: Action) -> (Error, usize) {
    let server = Server::start([action]).await;
    let client = server.builder().attempt_timeout(Duration::from_millis(500)).build().unwrap();
    let policy = StartPolicy::reconcile().grace(Duration::from_millis(20));
    let start = client.run_agent("42").policy(policy).start();
    let error = start.await.unwrap_err();
    assert!(!everything(&error).contains(KEY));
    (error, server.posts())
}

#[tokio::test]
async fn each_status_has_its_kind() {
    for (status, kind, transient) in [
        (400, ErrorKind::Rejected, false),
        (401, ErrorKind::Unauthorized, false),
        (403, ErrorKind::Forbidden, false),
        (404, ErrorKind::NotFound, false),
        (408, ErrorKind::Rejected, true),
        (409, ErrorKind::Conflict, false),
        (499, ErrorKind::Rejected, true),
        (418, ErrorKind::Rejected, false),
        (422, ErrorKind::Rejected, false),
        (429, ErrorKind::RateLimited, true),
        (500, ErrorKind::Server, true),
        (502, ErrorKind::Server, true),
        (503, ErrorKind::Server, true),
        (504, ErrorKind::Server, true),
    ] {
        let error = get(refused(status, "some_code")).await;
        assert_eq!(error.kind(), kind, "{status}");
        assert_eq!(error.status().unwrap().as_u16(), status);
        assert_eq!(error.is_transient(), transient, "{status}");
        assert_eq!(
            error.outcome(),
            if status < 500 && !matches!(status, 408 | 499) {
                Outcome::Refused
            } else {
                Outcome::Unknown
            },
            "{status}"
        );
        assert_eq!(error.code(), Some("some_code"));
        assert_eq!(error.message(), "Not today.");
        assert_eq!(error.details().unwrap()[0]["field"], "agent_id");
        assert_eq!(error.request_id(), Some("11111111-2222-4333-8444-555555555555"));
        assert!(error.source().is_none());
    }
}

#[tokio::test]
async fn the_text_is_one_line_with_what_matters() {
    let error = get(refused(404, "agent_not_found")).await;
    assert_eq!(
        error.to_string(),
        format!(
            "GET {}: not found 404 (agent_not_found): Not today.; \
             request id 11111111-2222-4333-8444-555555555555",
            path("get_execution")
        )
    );
    let body = r#"{"error": {"code": "x\r\ny", "message": "two\nlines \u001b[31mred \u202eback"}}"#;
    let text = get(answer(400, &[], body)).await.to_string();
    assert!(
        !text.contains(|character: char| character.is_control() || character == '\u{202e}'),
        "{text}"
    );
}

#[tokio::test]
async fn any_body_is_survived_and_none_is_shown() {
    let huge = format!("<html>{}</html>", "secret ".repeat(1_000_000));
    for (body, message) in [
        (&b"<html><body>secret upstream</body></html>"[..], "a page"),
        (b"", "no body"),
        (b"secret words", "not JSON"),
        (b"\xff\xfe secret", "not JSON"),
        (b"{\"error\": {\"code\": \"secret", "damaged"),
        (huge.as_bytes(), "a page"),
    ] {
        let headers =
            [("content-type", "text/html"), ("retry-after", "7"), ("x-request-id", "h-1")];
        let error = get(answer(502, &headers, body)).await;
        assert_eq!(error.kind(), ErrorKind::Server);
        assert_eq!(error.retry_after(), Some(Duration::from_secs(7)));
        assert_eq!(error.request_id(), Some("h-1"));
        assert!(error.message().contains(message), "{}", error.message());
        assert!(!everything(&error).contains("secret"));
    }
}

#[tokio::test]
async fn an_error_that_is_cut_keeps_its_status() {
    let error = get(cut(429, r#"{"error": {"code": "rate"#)).await;
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(error.outcome(), Outcome::Refused);
}

#[tokio::test]
async fn no_header_is_shown() {
    let headers = [("set-cookie", "session=secret"), ("www-authenticate", "Bearer secret")];
    assert!(!everything(&get(answer(401, &headers, "")).await).contains("secret"));
}

#[tokio::test]
async fn a_key_that_is_sent_back_is_taken_out() {
    let body = format!(
        r#"{{"error": {{"code": "{KEY}", "message": "bad key {KEY}", "details": ["{KEY}"]}}}}"#
    );
    let error = get(answer(401, &[], body)).await;
    assert_eq!(error.message(), "bad key [redacted]");
    let error =
        get(answer(500, &[], format!(r#"{{"message": "{KEY}", "seen": ["{KEY}"]}}"#))).await;
    assert_eq!(error.details().unwrap()["seen"][0], "[redacted]");
}

#[tokio::test]
async fn retry_after_is_read_against_the_answers_own_date() {
    let headers = [
        ("retry-after", "Sun, 06 Nov 1994 08:50:07 GMT"),
        ("date", "Sun, 06 Nov 1994 08:49:37 GMT"),
    ];
    let error = get(answer(503, &headers, "")).await;
    assert_eq!(error.retry_after(), Some(Duration::from_secs(30)));
    assert_eq!(get(answer(503, &[("retry-after", "soon")], "")).await.retry_after(), None);
}

#[tokio::test]
async fn a_success_that_does_not_decode_says_so_without_its_values() {
    if !is_typed("get_execution") {
        eprintln!("skipped: the document leaves an execution open, and any answer decodes");
        return;
    }
    let body = r#"{"data": ["secret"], "meta": "secret"}"#;
    let error = get(answer(200, &[("x-request-id", "h-1")], body)).await;
    assert_eq!(error.kind(), ErrorKind::InvalidResponse);
    assert_eq!(error.outcome(), Outcome::Accepted);
    assert_eq!(error.status().unwrap(), 200);
    assert_eq!(error.request_id(), Some("h-1"));
    assert!(error.source().is_some());
    assert!(!everything(&error).contains("secret"), "{error:?}");

    let unnamed = get(answer(200, &[], body)).await;
    assert_eq!(unnamed.request_id(), None, "of another call");
    let page = get(answer(200, &[], "<html>secret</html>")).await;
    assert_eq!((page.kind(), page.is_transient()), (ErrorKind::InvalidResponse, true));
    assert!(!everything(&page).contains("secret"));
    let empty = get(answer(204, &[], "")).await;
    assert_eq!((empty.kind(), empty.status().unwrap().as_u16()), (ErrorKind::InvalidResponse, 204));
}

#[tokio::test]
async fn of_calls_at_once_each_keeps_its_own_request_id() {
    if !is_typed("get_execution") {
        eprintln!("skipped: the document leaves an execution open, and any answer decodes");
        return;
    }
    let names = ["h-0", "h-1", "h-2", "h-3"];
    let script = names.map(|name| answer(200, &[("x-request-id", name)], r#"{"data": 1}"#));
    let server = Server::start(script).await;
    let client = server.client();
    let call = || async {
        let call = client.get_execution().execution_id(Text("71"));
        call.data().await.unwrap_err().request_id().map(str::to_owned)
    };
    let (first, second, third, fourth) = tokio::join!(call(), call(), call(), call());
    let mut known = [first, second, third, fourth].map(Option::unwrap);
    known.sort();
    assert_eq!(known, names);
}

/// Whether an answer is taken in, and is not refused for its size. It need not have all that the document requires, so that what is taken
/// in is read without a type.
async fn is_taken_in(client: &Client, limit: usize) -> bool {
    let typed = client.get_execution().execution_id(Text("71")).data().await;
    let any = client.request(Method::GET, "/executions/71").data::<Value>().await;
    let is_over = |error: &Error| error.message().contains(&format!("{limit} bytes"));
    assert_eq!(
        typed.as_ref().is_err_and(is_over),
        any.as_ref().is_err_and(is_over),
        "{typed:?} {any:?}"
    );
    any.is_ok()
}

#[tokio::test]
async fn an_answer_over_the_limit_is_not_taken_in() {
    let body = format!(
        r#"{{"data": {{"status": "{}"}}, "meta": {{"request_id": "r", "timings_ms": {{}}}}}}"#,
        "x".repeat(5_000)
    );
    let announced = answer(200, &[], &body);
    // Without a length, the limit is found while reading.
    let chunked = Action::Write(
        format!(
            "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{:x}\r\n{body}\r\n0\r\n\r\n",
            body.len()
        )
        .into(),
    );
    for action in [announced, chunked] {
        let server = Server::start([action]).await;
        let limited = server.builder().max_response_body(1_000).build().unwrap();
        let error = limited.get_execution().execution_id(Text("71")).data().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidResponse);
        assert_eq!(error.outcome(), Outcome::Accepted);
        assert!(!error.is_transient() && error.message().contains("1000 bytes"), "{error}");
        let enough = server.builder().max_response_body(10_000).build().unwrap();
        assert!(is_taken_in(&enough, 10_000).await);
    }
}

#[tokio::test]
async fn the_limit_is_exact_however_the_answer_comes() {
    let body = r#"{"data": {}, "meta": {"request_id": "r", "timings_ms": {}}}"#;
    let (one, two) = body.split_at(body.len() / 2);
    let chunk = |part: &str| format!("{:x}\r\n{part}\r\n", part.len());
    let chunked = format!(
        "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n{}{}0\r\n\r\n",
        chunk(one),
        chunk(two)
    );
    for action in [answer(200, &[], body), Action::Write(chunked.into())] {
        for (limit, fits) in [(body.len(), true), (body.len() - 1, false), (0, false)] {
            let server = Server::start([action.clone()]).await;
            let client = server.builder().max_response_body(limit).build().unwrap();
            assert_eq!(is_taken_in(&client, limit).await, fits, "{limit} of {}", body.len());
        }
    }
}

#[tokio::test]
async fn a_large_error_is_read_as_far_as_it_is_of_use() {
    let envelope = |size: usize| {
        let details = "x".repeat(size);
        answer(422, &[], format!(r#"{{"error": {{"code": "many", "details": "{details}"}}}}"#))
    };
    assert_eq!(get(envelope(200_000)).await.details().unwrap().as_str().unwrap().len(), 200_000);
    let error = get(envelope(2_000_000)).await;
    assert_eq!((error.kind(), error.code()), (ErrorKind::Rejected, None));
}

#[tokio::test]
async fn a_length_that_lies_reserves_nothing() {
    let lie = Action::Write(raw(200, &[], usize::MAX / 2, "{}"));
    assert_eq!(get(lie).await.kind(), ErrorKind::InvalidResponse);
    let lie = Action::Write(raw(500, &[], usize::MAX / 2, "{}"));
    assert_eq!(get(lie).await.kind(), ErrorKind::Server);
}

#[tokio::test]
async fn nobody_listens() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let client = Client::builder()
        .retry(RetryPolicy::never())
        .api_key(KEY)
        .base_url(format!("http://127.0.0.1:{port}"))
        .build()
        .unwrap();
    let error = client.run_agent("42").start().await.unwrap_err();
    assert!(error.is_connect() && error.is_transient());
    assert_eq!(error.outcome(), Outcome::NotSent);
    assert!(error.source().is_some());
    // reqwest would put the address into its text.
    let mut cause = error.source();
    while let Some(found) = cause {
        assert!(!format!("{found} {found:?}").contains("run-now"));
        cause = found.source();
    }
}

/// Knows no name, and looks none up.
struct NoNames;

impl reqwest::dns::Resolve for NoNames {
    fn resolve(&self, _name: reqwest::dns::Name) -> reqwest::dns::Resolving {
        Box::pin(async { Err("there is no such host".into()) })
    }
}

#[tokio::test]
async fn a_name_that_does_not_resolve_is_not_sent() {
    let http = reqwest::Client::builder().no_proxy().dns_resolver(NoNames);
    let retry = RetryPolicy::default().first_backoff(Duration::from_millis(1));
    let client = Client::builder()
        .retry(retry)
        .api_key(KEY)
        .base_url("https://neo.invalid")
        .http_client(http.build().unwrap())
        .build()
        .unwrap();
    let error = client.run_agent("42").start().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
    // Nothing was done, so that even a start is repeated.
    assert_eq!(error.attempts(), 4);
}

#[tokio::test]
async fn a_server_without_tls_gets_nothing() {
    let server = Server::start([Action::Reset]).await;
    let client = Client::builder()
        .retry(RetryPolicy::never())
        .api_key(KEY)
        .base_url(server.url().replace("http:", "https:"))
        .build()
        .unwrap();
    let error = client.run_agent("42").start().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Connect, Outcome::NotSent));
}

#[tokio::test]
async fn each_ambiguous_failure_of_a_post_says_so_and_is_sent_once() {
    let half = r#"{"data": {"execution_id": "#;
    for (action, kind, outcome) in [
        (refused(500, "x"), ErrorKind::Server, Outcome::Unknown),
        (refused(502, "x"), ErrorKind::Server, Outcome::Unknown),
        (answer(503, &[("retry-after", "1")], ""), ErrorKind::Server, Outcome::Unknown),
        (refused(504, "x"), ErrorKind::Server, Outcome::Unknown),
        (Action::Close, ErrorKind::Transport, Outcome::Unknown),
        (Action::Hang, ErrorKind::Timeout, Outcome::Unknown),
        (Action::Write(b"HTTP/1.1 2".to_vec()), ErrorKind::Transport, Outcome::Unknown),
        (Action::Write(b"nonsense\r\n\r\n".to_vec()), ErrorKind::Transport, Outcome::Unknown),
        (cut(202, half), ErrorKind::Transport, Outcome::Accepted),
        (Action::WriteAndHang(raw(202, &[], 500, half)), ErrorKind::Timeout, Outcome::Accepted),
        (answer(202, &[], half), ErrorKind::InvalidResponse, Outcome::Accepted),
        (answer(202, &[], ""), ErrorKind::InvalidResponse, Outcome::Accepted),
        (enveloped(202, &serde_json::json!({})), ErrorKind::InvalidResponse, Outcome::Accepted),
        (refused(429, "x"), ErrorKind::RateLimited, Outcome::Refused),
        (refused(400, "x"), ErrorKind::Rejected, Outcome::Refused),
        (refused(422, "x"), ErrorKind::Rejected, Outcome::Refused),
    ] {
        let text = format!("{action:?}");
        let (error, posts) = start(action).await;
        assert_eq!((error.kind(), error.outcome()), (kind, outcome), "{text}: {error}");
        assert_eq!(posts, 1, "{text}");
    }
}

#[tokio::test]
async fn a_reset_is_unknown() {
    let (error, _) = start(Action::Reset).await;
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
    assert!(error.source().is_some());
}

#[tokio::test]
async fn a_cut_answer_keeps_its_status_and_request_id() {
    let action = Action::Write(raw(200, &[("x-request-id", "h-1")], 100, "{"));
    let error = get(action).await;
    assert_eq!(error.kind(), ErrorKind::Transport);
    assert_eq!((error.status().unwrap().as_u16(), error.request_id()), (200, Some("h-1")));
    assert!(error.is_transient());
}

#[tokio::test]
async fn the_generated_send_converts_with_the_question_mark() {
    async fn raw_call(client: &Client) -> neoagent::Result<()> {
        client.get_execution().execution_id(Text("71")).send().await?;
        Ok(())
    }
    let server = Server::start([refused(403, "FORBIDDEN")]).await;
    let error = raw_call(&server.client()).await.unwrap_err();
    assert!(error.is_forbidden());
    assert_eq!(error.code(), Some("FORBIDDEN"));

    let server = Server::start([Action::Close]).await;
    let error = raw_call(&server.client()).await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Transport, Outcome::Unknown));
}

/// What `main() -> neoagent::Result<()>` prints.
#[tokio::test]
async fn the_debug_text_reads_like_the_text_with_its_causes() {
    let error = get(answer(200, &[], "<html>")).await;
    let cause = error.source().unwrap().to_string();
    assert_eq!(format!("{error:?}"), format!("{error}: {cause}"));
    let refused = get(refused(404, "agent_not_found")).await;
    assert_eq!(format!("{refused:?}"), refused.to_string());
    assert!(!format!("{refused:#?}").contains('\n'));
}

/// Neither a certificate that is refused nor a port without TLS gets better by asking again. What native-tls says of it is not known.
#[cfg(all(feature = "rustls", not(feature = "native-tls")))]
#[tokio::test]
async fn a_peer_that_fails_the_handshake_is_asked_once() {
    use tokio::io::AsyncWriteExt as _;

    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let connections = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counter = connections.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counter.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").await;
        }
    });
    let neo = Client::builder().api_key(KEY).base_url(url).build().unwrap();
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.outcome()),
        (ErrorKind::Connect, Outcome::NotSent),
        "{error:?}"
    );
    assert!(!error.is_transient(), "{error:?}");
    assert_eq!((error.attempts(), connections.load(std::sync::atomic::Ordering::Relaxed)), (1, 1));
}

/// A server that logs what it was sent encodes it, and answers with what it logs.
#[tokio::test]
async fn a_key_that_is_sent_back_encoded_is_in_no_error() {
    if !is_typed("get_execution") {
        eprintln!("skipped: the document leaves an execution open, and any answer decodes");
        return;
    }
    let hexadecimal: String = KEY.bytes().map(|byte| format!("{byte:02x}")).collect();
    let percent: String = KEY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    // The key alone, after "Bearer ", and with a user before it.
    let encoded = [
        "bmVvX3NrX3Rlc3RfMDEyMzQ1Njc4OWFiY2RlZg==",
        "QmVhcmVyIG5lb19za190ZXN0XzAxMjM0NTY3ODlhYmNkZWY=",
        "bWU6bmVvX3NrX3Rlc3RfMDEyMzQ1Njc4OWFiY2RlZg==",
    ];
    let mut forms = vec![KEY.to_uppercase(), hexadecimal.to_uppercase(), hexadecimal, percent];
    forms.extend(encoded.map(str::to_owned));
    for form in forms {
        for (status, body) in [
            (
                400,
                format!(
                    r#"{{"error":{{"code":"{form}","message":"no {form}","details":["{form}"]}}}}"#
                ),
            ),
            (500, form.clone()),
            (200, format!(r#"{{"data":"{form}"}}"#)),
        ] {
            let error = get(answer(status, &[("x-request-id", &form)], &body)).await;
            let said = format!("{} {:?}", everything(&error), error.body::<serde_json::Value>());
            // The middle of it: base64 shares its first and last characters with what stands around.
            let middle = &form[8..form.len() - 4];
            assert!(!said.contains(middle), "{status} {form}: {said}");
        }
    }
}

/// A key that is a word of the answer changes nothing of it.
#[tokio::test]
async fn a_short_key_that_is_in_the_data_by_chance_leaves_it_as_it_is() {
    let data = serde_json::json!({"execution_id": "1", "status": "Success", "entity_id": "T-1"});
    for key in ["1", "Success", "execution_id", "T-1"] {
        let server = Server::start([enveloped(200, &data)]).await;
        let neo = server.builder().api_key(key).build().unwrap();
        let execution = neo.resume("1").fetch().await.unwrap();
        assert!(execution.is_success(), "{key}");
        assert_eq!(execution.json()["entity_id"], "T-1");
    }
}
