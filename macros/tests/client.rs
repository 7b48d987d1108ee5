//! A client by the macro, called.

#![allow(clippy::unwrap_used)]

use std::io;

use http::{Request, Response};

mod api {
    oas_macros::client!("tests/documents/clock.yaml", settings = { "path_prefix": "/v1" });
}

#[tokio::test]
async fn it_calls_as_one_of_a_build_script_does() {
    let transport = |request: Request<bytes::Bytes>| {
        assert_eq!(request.uri(), "https://clock.example.test/v1/zones/Europe%2FPrague/time");
        let body = r#"{"now": "2026-11-28T12:00:00Z", "offset": 3600, "summer": false}"#;
        let body = http_body_util::Full::<bytes::Bytes>::from(body);
        let answer = Response::builder().header("content-type", "application/json").body(body);
        async move { Ok::<_, io::Error>(answer.unwrap()) }
    };
    let builder = api::Client::builder().settings(|runtime| runtime.transport(transport));
    let client = builder.build().unwrap();
    let call = client.get_zones_by_zone_time().zone("Europe/Prague");
    let time: api::types::Time = call.send().await.unwrap().into_inner();
    assert_eq!(
        (time.now.as_str(), time.offset.clone()),
        ("2026-11-28T12:00:00Z", Some(3600.into()))
    );
    assert_eq!(serde_json::to_value(&time).unwrap()["summer"], false);
}
