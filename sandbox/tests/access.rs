//! Credentials and the rate limit.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test waits for itself")]

mod support;

use std::time::Duration;

use neoagent_sandbox::{Authorization, Fault, Sandbox};
use reqwest::header::AUTHORIZATION;
use serde_json::{Value, json};
use support::{Api, api, quietly};

#[tokio::test]
async fn operations_that_ask_for_a_credential_get_one() {
    let api = Api::start(support::builder().key("neo_sk_prod_abc")).await;
    assert_eq!(api.sandbox.key(), "neo_sk_prod_abc");
    let url = format!("{}/public-api/agents", api.sandbox.base_url());
    api.send(api.http.get(&url)).await.refused(401, "unauthorized");
    for value in [
        "Bearer",
        "Bearer x",
        "Basic neo_sk_prod_abc",
        "neo_sk_prod_abc",
        "Bearer neo_sk_prod_abcd",
    ] {
        let answer = api.send(api.http.get(&url).header(AUTHORIZATION, value)).await;
        answer.refused(401, "unauthorized");
        assert_eq!(answer.header("www-authenticate"), "Bearer");
        assert_eq!(api.sandbox.received().pop().unwrap().authorization, Authorization::Wrong);
    }
    let answer =
        api.send(api.http.get(&url).header(AUTHORIZATION, "bearer  neo_sk_prod_abc")).await;
    answer.data(200);
    let all = format!("{:?} {:?}", api.sandbox.received(), api.sandbox);
    assert!(!all.contains("neo_sk_prod_abc"), "{all}");
}

#[tokio::test]
async fn operations_that_ask_for_none_need_none() {
    let api = api().await;
    for path in ["openapi.json", "shared-agents/token"] {
        let url = format!("{}/public-api/{path}", api.sandbox.base_url());
        assert_eq!(api.http.get(url).send().await.unwrap().status(), 200);
        assert_eq!(api.sandbox.received().pop().unwrap().authorization, Authorization::Absent);
    }
}

/// A document that has left out what calls need does not say that the service is open.
#[tokio::test]
async fn where_no_operation_asks_for_a_credential_every_call_needs_one() {
    let own = json!({ "own": { "type": "apiKey", "in": "header", "name": "X-Own" } });
    for (schemes, takes, refuses) in
        [(json!({}), "Authorization", "X-Own"), (own, "X-Own", "Authorization")]
    {
        let mut document: Value = serde_json::from_str(include_str!("data/neo.json")).unwrap();
        document["components"]["securitySchemes"] = schemes;
        document.as_object_mut().unwrap().remove("security");
        for path in document["paths"].as_object_mut().unwrap().values_mut() {
            for operation in path.as_object_mut().unwrap().values_mut() {
                operation.as_object_mut().map(|operation| operation.remove("security"));
            }
        }
        let builder = Sandbox::builder().document(document.to_string()).key("k");
        let api = Api::start(builder).await;
        for path in ["agents", "openapi.json"] {
            let url = format!("{}/public-api/{path}", api.sandbox.base_url());
            let with = |name: &str| {
                let value = if name == "Authorization" { "Bearer k" } else { "k" };
                api.send(api.http.get(&url).header(name, value))
            };
            api.send(api.http.get(&url)).await.refused(401, "unauthorized");
            with(refuses).await.refused(401, "unauthorized");
            assert_eq!(with(takes).await.status, 200, "{path}");
        }
    }
}

#[tokio::test]
async fn tokens_come_and_go() {
    let api = api().await;
    let with = |token: &str| {
        let url = format!("{}/public-api/agents", api.sandbox.base_url());
        api.http.get(url).bearer_auth(token)
    };
    api.send(with("user")).await.refused(401, "unauthorized");
    api.sandbox.accept_token("user");
    api.send(with("user")).await.data(200);
    api.sandbox.revoke_token("user");
    api.send(with("user")).await.refused(401, "unauthorized");
    api.get("/public-api/agents").await.data(200);
    assert_ne!(api.sandbox.key(), self::api().await.sandbox.key());
}

#[tokio::test(start_paused = true)]
async fn the_rate_limit_is_told_and_kept() {
    let sandbox = support::builder().rate_limit(3, Duration::from_secs(60)).start().await.unwrap();
    let list = || quietly(&sandbox, "GET", "/public-api/agents", None);
    let wait = |seconds| tokio::time::sleep(Duration::from_secs(seconds));
    let mut resets = Vec::new();
    for remaining in ["2", "1", "0"] {
        let answer = list().await;
        answer.data(200);
        assert_eq!(answer.header("x-ratelimit-limit"), "3");
        assert_eq!(answer.header("x-ratelimit-remaining"), remaining);
        resets.push(answer.header("x-ratelimit-reset").parse::<i64>().unwrap());
        wait(10).await;
    }
    // The window slides: the reset is when the oldest call leaves it.
    assert!(resets.iter().all(|reset| reset.abs_diff(resets[0]) <= 1), "{resets:?}");
    let now = jiff::Timestamp::now().as_second();
    assert!((now + 58..=now + 62).contains(&resets[0]), "{resets:?} {now}");
    let refused = quietly(&sandbox, "POST", "/public-api/agents/41/run-now", Some(json!({}))).await;
    refused.refused(429, "rate_limited");
    assert_eq!(refused.header("retry-after"), "30");
    assert_eq!(refused.header("x-ratelimit-remaining"), "0");
    assert_eq!(sandbox.executions(), []);
    wait(31).await;
    list().await.data(200);
    list().await.refused(429, "rate_limited");
    wait(60).await;
    // Others in the tenant use it up.
    sandbox.spend_rate_limit(2);
    assert_eq!(list().await.header("x-ratelimit-remaining"), "0");
    sandbox.spend_rate_limit(u32::MAX);
    list().await.refused(429, "rate_limited");
}

#[tokio::test]
async fn the_limit_is_1200_a_minute_or_none() {
    let usual = api().await.get("/public-api/agents").await;
    assert_eq!(
        (usual.header("x-ratelimit-limit"), usual.header("x-ratelimit-remaining")),
        ("1200", "1199")
    );
    let api = Api::start(support::builder().without_rate_limit()).await;
    assert!(api.get("/public-api/agents").await.headers.get("x-ratelimit-limit").is_none());
    api.sandbox.fault(Fault::status(429).header("x-ratelimit-remaining", "0").retry_after("12"));
    let answer = api.get("/public-api/agents").await;
    answer.refused(429, "rate_limited");
    assert_eq!((answer.header("x-ratelimit-remaining"), answer.header("retry-after")), ("0", "12"));
}
