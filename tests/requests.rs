//! What goes over the wire: addresses, headers, the credential, redirects.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/spec.rs"]
mod spec;
mod support;

use neoagent::api::support::Text;
use neoagent::{Client, ErrorKind, OperationExt as _, Outcome};
use serde_json::{Value, json};
use spec::line;
use support::{Action, KEY, Server, answer, enveloped};

fn execution() -> Action {
    enveloped(200, &json!({"status": "success"}))
}

fn redirect(status: u16, location: &str) -> Action {
    answer(status, &[("location", location)], "")
}

#[tokio::test]
async fn a_request_carries_what_it_must_and_no_more() {
    let server = Server::start([execution()]).await;
    let client = server.builder().user_agent("sorter/1").build().unwrap();
    client.get_execution().execution_id(Text("71")).data().await.unwrap();
    let request = &server.received()[0];
    assert_eq!(request.line, line("get_execution", "71"));
    assert_eq!(request.header("authorization"), Some(format!("Bearer {KEY}").as_str()));
    assert_eq!(request.header("user-agent"), Some("sorter/1"));
    let accept = spec::spec("get_execution").response_media_types[0];
    assert!(accept.starts_with("application/json"), "{accept}");
    assert_eq!(request.header("accept"), Some(accept));
    assert_eq!(request.header("api-version"), None);
    let hosts: Vec<_> = request
        .headers
        .iter()
        .filter(|(name, _)| name == "host")
        .map(|(_, value)| format!("http://{value}"))
        .collect();
    assert_eq!(hosts, [server.url()]);
    assert_eq!(request.headers.iter().filter(|(_, value)| value.contains(KEY)).count(), 1);
}

#[tokio::test]
async fn every_form_of_the_base_url_asks_for_the_same_path() {
    let server = Server::start([execution()]).await;
    for suffix in ["", "/", "/public-api", "/public-api/"] {
        let client = server.builder().base_url(server.url() + suffix).build().unwrap();
        client.get_execution().execution_id(Text("71")).data().await.unwrap();
    }
    let client = server.builder().base_url(server.url() + "/gateway/public-api").build().unwrap();
    client.get_execution().execution_id(Text("71")).data().await.unwrap();
    let lines: Vec<_> = server.received().into_iter().map(|request| request.line).collect();
    let expected = line("get_execution", "71");
    assert!(lines[..4].iter().all(|line| *line == expected), "{lines:?}");
    assert_eq!(lines[4], expected.replace("GET ", "GET /gateway"));
}

#[tokio::test]
async fn a_path_parameter_that_would_change_the_path_is_refused() {
    let server = Server::start([execution()]).await;
    let client = server.client();
    for id in ["", ".", "..", "a\\b"] {
        let error = client.get_execution().execution_id(Text(id)).data().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidRequest, Outcome::NotSent),
            "{id:?}"
        );
        assert!(error.message().contains("execution_id"), "{error}");
        let error = client.run_agent(id).start().await.unwrap_err();
        assert_eq!(
            (error.kind(), error.outcome()),
            (ErrorKind::InvalidRequest, Outcome::NotSent),
            "{id:?}"
        );
        let error = client.resume(id).fetch().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidRequest, "{id:?}");
    }
    assert!(server.received().is_empty());
    // Anything else is one segment, whatever is in it, unless the document wants a number.
    let call = client.get_execution().execution_id(Text("../a/b?c#d%2e é"));
    if let Err(error) = call.data().await {
        assert_eq!((error.kind(), server.received().len()), (ErrorKind::InvalidRequest, 0));
        return;
    }
    let encoded = line("get_execution", "..%2Fa%2Fb%3Fc%23d%252e%20%C3%A9");
    assert_eq!(server.received()[0].line, encoded);
}

#[tokio::test]
async fn without_a_credential_nothing_is_sent() {
    let server = Server::start([enveloped(200, &json!({}))]).await;
    let client = Client::builder().base_url(server.url()).build().unwrap();
    let answer = client.get_execution().execution_id(Text("71")).data().await;
    if !spec::spec("get_execution").needs_credential() {
        eprintln!("skipped: the document asks for no credential");
        return;
    }
    let error = answer.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Configuration, Outcome::NotSent));
    assert!(server.received().is_empty());
}

#[tokio::test]
async fn a_get_follows_a_redirect_on_the_same_host() {
    for status in [301, 302, 303, 307, 308] {
        let server = Server::start([redirect(status, "/elsewhere"), execution()]).await;
        server.client().get_execution().execution_id(Text("71")).data().await.unwrap();
        let requests = server.received();
        assert_eq!(requests[1].line, "GET /elsewhere HTTP/1.1", "{status}");
        assert!(requests[1].header("authorization").is_some());
    }
}

#[tokio::test]
async fn no_redirect_leads_to_another_host() {
    let other = Server::start([execution()]).await;
    let port = other.url().rsplit(':').next().unwrap().to_owned();
    for location in
        [other.url(), format!("http://localhost:{port}/"), format!("//127.0.0.1:{port}/x")]
    {
        let server = Server::start([redirect(307, &location)]).await;
        let error =
            server.client().get_execution().execution_id(Text("71")).data().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Redirected, "{location}");
        assert_eq!(server.received().len(), 1);
    }
    assert!(other.received().is_empty());
}

#[tokio::test]
async fn a_post_is_never_redirected() {
    for (status, outcome) in [
        (301, Outcome::Unknown),
        (302, Outcome::Unknown),
        (303, Outcome::Unknown),
        (307, Outcome::Refused),
        (308, Outcome::Refused),
    ] {
        let server = Server::start([redirect(status, "/elsewhere"), execution()]).await;
        let error = server.client().run_agent("42").start().await.unwrap_err();
        assert_eq!((error.kind(), error.outcome()), (ErrorKind::Redirected, outcome), "{status}");
        assert_eq!(server.posts(), 1);
    }
}

#[tokio::test]
async fn redirects_in_circles_end() {
    let server = Server::start([redirect(302, "/again")]).await;
    let error = server.client().get_execution().execution_id(Text("71")).data().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Redirected);
    assert!(server.received().len() < 10);
}

#[tokio::test]
async fn a_client_of_the_programs_own_is_not_trusted_with_redirects() {
    // reqwest's default follows ten of them, and turns a POST into a GET.
    let other =
        Server::start([enveloped(200, &json!({"execution_id": "9", "status": "queued"}))]).await;
    let server = Server::start([redirect(303, &other.url())]).await;
    // The default builder needs the TLS provider that the first client has set up.
    drop(server.client());
    let client = server.builder().http_client(reqwest::Client::new()).build().unwrap();
    let error = client.run_agent("42").start().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Redirected, Outcome::Unknown));
    assert!(other.received().iter().all(|request| request.header("authorization").is_none()));

    // On the same host as well: what was sent there may have been done here.
    let started = enveloped(200, &json!({"execution_id": "9", "status": "queued"}));
    let server = Server::start([redirect(303, "/elsewhere"), started]).await;
    let client = server.builder().http_client(reqwest::Client::new()).build().unwrap();
    let error = client.run_agent("42").start().await.unwrap_err();
    assert_eq!((error.kind(), error.outcome()), (ErrorKind::Redirected, Outcome::Unknown));
}

#[tokio::test]
async fn settings_of_the_http_client_hold() {
    let server = Server::start([execution()]).await;
    let client = server
        .builder()
        .configure_http(|http| http.redirect(reqwest::redirect::Policy::limited(3)).referer(false))
        .build()
        .unwrap();
    client.get_execution().execution_id(Text("71")).data().await.unwrap();
    let server = Server::start([redirect(302, "/x"), execution()]).await;
    let client = server
        .builder()
        .configure_http(|http| http.redirect(reqwest::redirect::Policy::limited(3)))
        .build()
        .unwrap();
    assert_eq!(client.run_agent("42").start().await.unwrap_err().kind(), ErrorKind::Redirected);
}

#[tokio::test]
async fn a_reply_carries_what_came_beside_the_data() {
    let body = json!({
        "data": {"status": "success"},
        "meta": {"request_id": "r-1", "timings_ms": {"db": 2}, "warnings": ["careful"],
                 "pagination": {"next_cursor": null, "has_more": false}},
    });
    let headers = [("x-ratelimit-limit", "1200"), ("x-ratelimit-remaining", "1199")];
    let server = Server::start([answer(200, &headers, body.to_string())]).await;
    let reply = server.client().get_execution().execution_id(Text("71")).reply().await.unwrap();
    assert_eq!(reply.meta.request_id.as_deref(), Some("r-1"));
    assert_eq!(reply.meta.timings_ms["db"], 2.0);
    let (mut warnings, mut status) = (vec!["careful"], json!("success"));
    if spec::member("get_execution", "status")["type"] == "object" {
        warnings.push("/data/status is not of the form the document promises");
        status = Value::Null;
    }
    assert_eq!(reply.meta.warnings, warnings);
    assert_eq!(reply.meta.pagination.unwrap().has_more, Some(false));
    let limit = reply.meta.rate_limit.unwrap();
    assert_eq!((limit.limit, limit.remaining), (Some(1200), Some(1199)));
    assert_eq!(serde_json::to_value(&reply.data).unwrap()["status"], status);
}

#[tokio::test]
async fn a_stream_is_handed_over_before_it_ends() {
    let open = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\ndata: 1\n\n".to_vec();
    let server = Server::start([Action::WriteAndHang(open)]).await;
    let response =
        server.client().stream_chat_events().session_id(Text("71")).response().await.unwrap();
    let mut stream = response.into_inner().into_bytes();
    assert_eq!(stream.next().await.unwrap().unwrap(), "data: 1\n\n");
    assert_eq!(server.received()[0].header("accept"), Some("text/event-stream"));

    let server = Server::start([support::refused(404, "no_session")]).await;
    let error =
        server.client().stream_chat_events().session_id(Text("71")).response().await.err().unwrap();
    assert_eq!(error.code(), Some("no_session"));
}
