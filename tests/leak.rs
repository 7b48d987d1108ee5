//! The key is in one header of a request, and in no text: no log, no error, no `Debug`, no panic.
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/capture.rs"]
mod capture;

use std::panic::{self, AssertUnwindSafe};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use futures_util::FutureExt as _;
use neoagent::api::support::Text;
use neoagent::api::support::{Envelope, Operation};
use neoagent::{
    AccessToken, Client, ClientBuilder, Credential, Error, OperationExt as _, RetryPolicy,
    RunHandle, TokenRequest,
};
use neoagent_sandbox::{Fault, Sandbox};

use capture::Capture;

/// A part of the key that no other text holds.
const SECRET: &str = "Zk3yS3cr3tQ9";
const KEY: &str = "neo_sk_test_Zk3yS3cr3tQ9";

/// Texts that must not hold the key.
#[derive(Default)]
struct Said(Vec<(String, String)>);

impl Said {
    fn say(&mut self, what: &str, text: impl Into<String>) {
        self.0.push((what.to_owned(), text.into()));
    }

    fn error(&mut self, what: &str, error: &Error) {
        let mut text = format!(
            "{error} {error:#} {error:?} {error:#?} {} {:?} {:?} {:?} {:?} {:?}",
            error.message(),
            error.code(),
            error.details(),
            error.request_id(),
            error.position(),
            error.run(),
        );
        let mut source = std::error::Error::source(error);
        while let Some(cause) = source {
            text += &format!(" {cause} {cause:?} {cause:#?}");
            source = cause.source();
        }
        self.say(what, text);
    }
}

/// Every failure that the sandbox can make, with the key in it wherever a server can put it.
fn faults() -> Vec<(&'static str, Fault)> {
    let escaped: String = KEY.chars().map(|c| format!("\\u{:04x}", c as u32)).collect();
    let envelope = format!(
        r#"{{"error": {{"code": "{KEY}", "message": "bad key {KEY}", "details": [{{"{KEY}": "{KEY}"}}, "Bearer {KEY}"]}}, "meta": {{"request_id": "{KEY}"}}}}"#
    );
    let hidden = format!(
        r#"{{"error": {{"code": "{escaped}", "message": "bad {escaped}", "details": {{"{escaped}": ["{escaped}"]}}}}, "meta": {{"request_id": "{escaped}"}}}}"#
    );
    let mut faults = vec![
        ("reset", Fault::reset()),
        ("close", Fault::close()),
        ("hang", Fault::hang()),
        ("cut", Fault::cut_body(9)),
        ("trickle", Fault::trickle(1, Duration::from_millis(200))),
        ("late", Fault::status(500).with_delay(Duration::from_secs(2))),
        ("text", Fault::body(200, "text/plain", format!("you sent {KEY}"))),
        ("page", Fault::body(200, "text/html", format!("<html>{KEY}</html>"))),
        (
            "not the form",
            Fault::body(
                200,
                "application/json",
                format!(r#"{{"data": "{KEY}", "meta": {{"request_id": "{KEY}"}}}}"#),
            ),
        ),
        (
            "a member too many",
            Fault::body(
                200,
                "application/json",
                format!(
                    r#"{{"data": [{{"{KEY}": "{KEY}"}}, "{KEY}"], "meta": {{"request_id": "{KEY}", "timings_ms": "{KEY}"}}}}"#
                ),
            ),
        ),
        (
            "escaped, not the form",
            Fault::body(
                200,
                "application/json",
                format!(r#"{{"data": "{escaped}", "meta": {{"request_id": "{escaped}"}}}}"#),
            ),
        ),
        ("no JSON after all", Fault::body(200, "application/json", format!(r#"{{"data": "{KEY}"#))),
        ("empty", Fault::body(200, "application/json", "")),
        ("no success, empty", Fault::body(502, "text/plain", "")),
    ];
    for status in [400, 401, 404, 408, 429, 500, 503] {
        faults.push(("plain status", Fault::status(status)));
        faults.push(("page", Fault::html(status)));
        faults.push(("echo", Fault::body(status, "application/json", envelope.clone())));
        faults.push(("escaped echo", Fault::body(status, "application/json", hidden.clone())));
        faults.push(("text echo", Fault::body(status, "text/plain", format!("Bearer {KEY}"))));
        faults.push((
            "JSON text echo",
            Fault::body(status, "application/json", format!("\"{KEY}\"")),
        ));
        faults.push((
            "other JSON echo",
            Fault::body(status, "application/json", format!(r#"{{"error": "{KEY}", "{KEY}": 1}}"#)),
        ));
        faults.push((
            "header echo",
            Fault::status(status)
                .header("x-request-id", KEY)
                .header("request-id", format!("Bearer {KEY}"))
                .header("retry-after", KEY)
                .header("x-ratelimit-limit", KEY)
                .header("set-cookie", format!("k={KEY}"))
                .header("www-authenticate", format!("Bearer {KEY}"))
                .header("authorization", format!("Bearer {KEY}"))
                .header("content-type", KEY),
        ));
    }
    for status in [300, 301, 302, 303, 304, 307, 308] {
        for place in [
            format!("/public-api/{KEY}"),
            format!("https://other.test/{KEY}"),
            format!("https://{KEY}@other.test/"),
            format!("https://{KEY}.other.test/?key={KEY}#{KEY}"),
            format!("nonsense://{KEY}"),
        ] {
            faults.push(("redirect", Fault::status(status).header("location", place)));
        }
    }
    faults
}

/// Calls an operation in every way there is, and tells all that it says.
async fn call<O>(said: &mut Said, what: &str, operation: O)
where
    O: Operation + Clone + std::fmt::Debug,
    O::Success: Envelope,
{
    said.say(what, format!("{operation:?} {operation:#?}"));
    if let Err(error) = operation.clone().data().await {
        said.error(what, &error);
    }
    if let Err(error) = operation.clone().reply().await {
        said.error(what, &error);
    }
    if let Err(error) = neoagent::api::support::send(operation).await {
        said.error(what, &error.into());
    }
}

fn builder(sandbox: &Sandbox) -> ClientBuilder {
    Client::builder()
        .base_url(sandbox.base_url())
        .attempt_timeout(Duration::from_millis(300))
        .configure_http(|http| http.connection_verbose(true))
        .retry(
            RetryPolicy::default()
                .max_attempts(2)
                .first_backoff(Duration::from_millis(1))
                .max_retry_after(Duration::from_millis(10)),
        )
}

#[tokio::test]
async fn the_key_is_in_no_text() {
    let capture = Capture::install();
    let panics = Arc::new(Mutex::new(Vec::new()));
    let hook = panics.clone();
    panic::set_hook(Box::new(move |info| {
        hook.lock().unwrap().push(format!("{info} {info:?}"));
    }));

    let mut said = Said::default();
    let sandbox = Sandbox::builder().key(KEY).without_rate_limit().start().await.unwrap();
    let fixed = builder(&sandbox).api_key(KEY).build().unwrap();
    let tokens = builder(&sandbox)
        .token_provider(|_: TokenRequest| async { Ok(AccessToken::new(KEY)?) })
        .build()
        .unwrap();
    for neo in [&fixed, &tokens] {
        assert!(neo.list_executions().data().await.is_ok(), "the key is accepted");
        for (what, fault) in faults() {
            sandbox.clear_faults();
            sandbox.fault(fault.always());
            call(&mut said, what, neo.list_executions()).await;
            if what == "hang" || what == "late" || what == "trickle" {
                continue;
            }
            call(&mut said, what, neo.get_execution().execution_id(Text("71"))).await;
            let mut items = neo.list_executions().items();
            while let Some(item) = items.next().await {
                if let Err(error) = item {
                    said.error(what, &error);
                }
            }
            said.say(what, format!("{items:?} {:?}", neo.list_executions().pages()));
        }
        sandbox.clear_faults();
        sandbox.fault(Fault::reset().always().on("POST", "/public-api/agents/{agent_id}/run-now"));
        if let Err(error) = neo.run_agent("42").target_entity_id("T-1").start().await {
            said.error("start", &error);
        }
        sandbox.clear_faults();

        // The `Debug` of what a program holds in its hands.
        let run = neo.run_agent("42").target_entity_id("T-1").start().await.unwrap();
        let wait = run.wait().deadline(Duration::from_millis(50));
        said.say("wait", format!("{wait:?} {run:?} {:?}", run.handle()));
        if let Err(error) = wait.await {
            said.error("deadline", &error);
        }
        said.say("watch", format!("{:?}", run.watch()));
        said.say("client", format!("{neo:?} {neo:#?} {:?} {:?}", neo.as_generated(), neo.stats()));
        said.say(
            "start",
            format!("{:?} {:?}", neo.run_agent("42"), neo.resume(RunHandle::new("run-1"))),
        );
        said.say(
            "reply",
            format!("{:?}", neo.get_execution().execution_id(Text(run.id())).reply().await),
        );
        said.say("response", format!("{:?}", neo.list_executions().response().await));
        said.say("stream", format!("{:?}", neo.list_executions().pages().next().await));
        said.say("chat", format!("{:?} {:?}", neo.open_chat("43"), neo.chat("1")));
    }
    said.say(
        "builder",
        format!("{:?} {:#?}", builder(&sandbox).api_key(KEY), Client::builder().api_key(KEY)),
    );
    said.say("credential", format!("{:?}", Credential::bearer(KEY)));
    said.say("token", format!("{:?}", AccessToken::new(KEY)));
    for wrong in [format!("{KEY} {KEY}"), format!("{KEY}\n{KEY}"), format!("\u{e9}{KEY}")] {
        said.error("unusable key", &Credential::bearer(&wrong).unwrap_err().into());
        said.error("unusable key", &Client::builder().api_key(&wrong).build().unwrap_err());
    }
    for wrong in [
        format!("http://{KEY}.test"),
        format!("https://user:{KEY}@host.test"),
        format!("https://host.test?key={KEY}"),
        format!("nonsense {KEY}"),
    ] {
        said.say("base URL", format!("{:?}", Client::builder().base_url(&wrong)));
        said.error("base URL", &Client::builder().base_url(&wrong).build().unwrap_err());
    }

    // Panics of code that the client calls, with the key in the client's hands.
    let panicking = builder(&sandbox).api_key(KEY).transport(
        |request: http::Request<bytes::Bytes>| async move {
            assert!(request.headers().is_empty(), "a panic with {request:?}");
            Ok::<_, std::io::Error>(http::Response::new(reqwest::Body::default()))
        },
    );
    let panicking = panicking.build().unwrap();
    assert!(AssertUnwindSafe(panicking.list_executions().data()).catch_unwind().await.is_err());
    let unwrapped = AssertUnwindSafe(async {
        fixed.get_execution().execution_id(Text("71")).data().await.unwrap()
    });
    assert!(unwrapped.catch_unwind().await.is_err());
    let _ = panic::take_hook();

    let logs = capture.lines();
    let panics = panics.lock().unwrap().clone();
    // The test looks where there is something to see.
    assert!(said.0.len() > 1000, "{} texts", said.0.len());
    assert!(logs.iter().any(|line| line.contains("hyper")), "no log of hyper's");
    assert!(logs.iter().any(|line| line.starts_with("log ")), "no log of reqwest's");
    assert!(logs.iter().any(|line| line.contains(" oas_runtime attempt")), "no span of ours");
    assert_eq!(panics.len(), 2);
    let leaks: Vec<String> = said
        .0
        .iter()
        .map(|(what, text)| format!("{what}: {text}"))
        .chain(logs)
        .chain(panics)
        .filter(|text| text.contains(SECRET))
        .collect();
    assert!(leaks.is_empty(), "{} leaks, the first: {}", leaks.len(), leaks[0]);
}
