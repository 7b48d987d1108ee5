//! Requests that mean nothing.

// Helpers are no tests in clippy's eyes.
#![allow(clippy::unwrap_used)]

mod support;

use oas_mock::Mock;
use serde_json::{Value, json};
use support::{send, shop};

/// A small generator of numbers; the same seed gives the same.
struct Random(u64);

impl Random {
    fn below(&mut self, count: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % count
    }

    fn value(&mut self, depth: usize) -> Value {
        match self.below(if depth > 3 { 6 } else { 8 }) {
            0 => Value::Null,
            1 => json!(self.below(2) == 0),
            2 => json!(self.below(100)),
            3 => json!(-1e300),
            4 => json!(["", "x", "\u{0}", "2026-01-01", "𝄞"][self.below(5)]),
            5 => json!("x".repeat(self.below(1000))),
            6 => (0..self.below(4)).map(|_| self.value(depth + 1)).collect(),
            _ => {
                let names = ["name", "price", "id", "tags", "note", "value", "title", "$ref"];
                (0..self.below(6))
                    .map(|_| (names[self.below(8)].to_owned(), self.value(depth + 1)))
                    .collect()
            }
        }
    }
}

#[tokio::test]
async fn no_request_is_answered_with_a_panic() {
    let mock = shop(1);
    let mut random = Random(7);
    let operations = mock.operations();
    let mut statuses = [0; 6];
    for _ in 0..1000 {
        let (method, template) = operations[random.below(operations.len())].clone();
        let mut path = String::new();
        for (at, part) in template.split(['{', '}']).enumerate() {
            path.push_str(if at % 2 == 0 {
                part
            } else {
                ["1", "2", "x", "%00", "..", "R-0000", "%F0"][random.below(7)]
            });
        }
        let query = [
            "",
            "?limit=0",
            "?limit=1&cursor=c1",
            "?page=99999999999999999999",
            "?offset=18446744073709551615",
            "?page=18446744073709551615&per_page=50",
            "?&&=%zz",
        ];
        path.push_str(query[random.below(7)]);
        let body = random.value(0).to_string();
        // What is answered fits, where it succeeds: `send` looks.
        let answer = send(&mock, &method, &path, "application/json", &body).await;
        statuses[usize::from(answer.status / 100)] += 1;
    }
    assert!(statuses[2] > 100 && statuses[4] > 100, "{statuses:?}");
}

#[test]
fn no_document_is_answered_with_a_panic() {
    let mut random = Random(11);
    let text = support::SHOP;
    let mut served = 0;
    for _ in 0..120 {
        let mut broken = text.to_owned();
        for _ in 0..1 + random.below(3) {
            let at = random.below(broken.len());
            let end = (at + random.below(12)).min(broken.len());
            if broken.is_char_boundary(at) && broken.is_char_boundary(end) {
                broken
                    .replace_range(at..end, ["", "{", "null", "[]", ": ", "$ref"][random.below(6)]);
            }
        }
        if let Ok(mock) = Mock::builder(broken).in_memory() {
            mock.warnings();
            served += 1;
        }
    }
    assert!(served > 10, "{served}");
}
