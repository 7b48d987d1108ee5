//! Bytes that mean nothing.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]
#![allow(clippy::disallowed_methods, reason = "a test waits for itself")]

mod support;

use std::time::Duration;

use support::api;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

/// A small generator of numbers; the same seed gives the same.
struct Random(u64);

impl Random {
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }
}

#[tokio::test]
async fn no_bytes_on_a_socket_stop_the_server() {
    let api = api().await;
    let valid = format!(
        "POST /public-api/agents/42/run-now HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {}\r\ncontent-type: application/json\r\n\
         cookie: a=b; c\r\ncontent-length: 26\r\n\r\n{{\"target_entity_id\":\"T-1\"}}",
        api.sandbox.key()
    );
    let mut random = Random(7);
    for round in 0..300 {
        let mut bytes = valid.clone().into_bytes();
        for _ in 0..random.next(12) {
            if bytes.is_empty() {
                break;
            }
            let at = random.next(bytes.len());
            match random.next(4) {
                0 => bytes[at] = u8::try_from(random.next(256)).unwrap(),
                1 => bytes.insert(at, u8::try_from(random.next(256)).unwrap()),
                2 => drop(bytes.remove(at)),
                _ => bytes.truncate(at + 1),
            }
        }
        let mut stream = TcpStream::connect(api.sandbox.address()).await.unwrap();
        // The server may hang up before all is written.
        let _ = stream.write_all(&bytes).await;
        let _ = stream.shutdown().await;
        let mut answer = Vec::new();
        let read =
            tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut answer)).await;
        assert!(read.is_ok(), "round {round} hangs");
        assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 "), "round {round}");
        assert!(!answer.starts_with(b"HTTP/1.1 500"), "round {round}");
    }
    api.get("/public-api/agents").await.data(200);
}

#[tokio::test]
async fn odd_headers_and_texts_are_answered() {
    let api = api().await;
    api.run("41", serde_json::json!({})).await;
    let odd = [
        &b"\xff\xfe"[..],
        b"",
        b"Bearer \xf0\x9f\x98\x80",
        b"a;b;=;;",
        b"application/json; charset=\"",
        b"99999999999999999999",
    ];
    for name in
        ["authorization", "cookie", "content-type", "last-event-id", "accept", "x-ms-blob-type"]
    {
        for value in odd {
            let url = format!("{}/public-api/agents", api.sandbox.base_url());
            let request = api
                .http
                .get(url)
                .header(name, reqwest::header::HeaderValue::from_bytes(value).unwrap());
            api.send(request).await.refused(401, "unauthorized");
        }
    }
    for text in [
        "%00",
        "%ff",
        "%",
        "%F0%9F%98%80",
        "..%2f..",
        "\u{202e}",
        "{agent_id}",
        "-1",
        "1e999",
        "99999999999999999999999",
    ] {
        let path = format!("/public-api/agents/{text}");
        api.get(&path).await.refused(404, "not_found");
        api.get(&format!("/public-api/executions?cursor={text}"))
            .await
            .refused(400, "invalid_cursor");
        // A number beyond all ids is an integer, and is nobody's.
        let list = api.get(&format!("/public-api/executions?agent_id={text}")).await;
        if text.parse::<f64>().is_ok_and(f64::is_finite) {
            assert_eq!(list.data(200), &serde_json::json!([]));
        } else {
            list.refused(422, "validation_error");
        }
    }
}
