//! A refresh that is killed (SIGKILL) at any moment: the document is the old or the new one, whole, lock and names fit it.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]
#![cfg(unix)]

mod support;

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use oas_codegen::Settings;
use sha2::{Digest, Sha256};
use support::server::Server;
use support::workspace::{Workspace, document};

#[test]
fn twelve_kills() {
    killed(12);
}

#[test]
#[ignore = "takes minutes: `cargo test -p xtask --test killed -- --ignored --nocapture`"]
fn five_hundred_kills() {
    killed(500);
}

/// Where the pair was found.
#[derive(Debug, Default)]
struct Found {
    old: usize,
    new: usize,
    /// The lock had an entry for both.
    between: usize,
    /// The settings had the names of both.
    passing: usize,
    /// The refresh was over.
    ended: usize,
}

fn killed(times: usize) {
    // Two operations come and go, and one moves.
    let documents = [document(10, "1"), document(12, "2")].map(|text| {
        let path = if text.contains("runs11") { "/zz" } else { "/z/{id}" };
        let mut text: serde_json::Value = serde_json::from_str(&text).unwrap();
        text["paths"][path]["get"] = serde_json::json!({ "operationId": "last", "responses": {} });
        text.sort_all_objects();
        serde_json::to_string_pretty(&text).unwrap() + "\n"
    });
    let served = documents.clone();
    let server = Server::new(move |head, stream| {
        let text = &served[usize::from(head.starts_with("GET /1 "))];
        let answer = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len());
        let _ = std::io::Write::write_all(stream, answer.as_bytes());
    });
    let workspace = Workspace::new(&server.url("/0"));
    workspace.write("openapi.json", &documents[0]);
    workspace.write("generate.json", "{ \"names\": { \"GET /z/{id}\": \"last\" } }\n");
    workspace.run(&["spec", "lock"]).exits(0);
    let refresh = |to: usize| {
        let url = server.url(&format!("/{to}"));
        let mut command = workspace.command(&["spec", "refresh", "--from", &url]);
        command.stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    // How long one takes when nobody kills it, with everything compiled.
    for to in [1, 0] {
        assert!(refresh(to).status().unwrap().success());
    }
    let start = Instant::now();
    assert!(refresh(1).status().unwrap().success());
    let whole = start.elapsed();

    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let mut found = Found::default();
    for round in 0..times {
        let is = documents.iter().position(|text| *text == workspace.read("openapi.json")).unwrap();
        let to = 1 - is;
        let mut child = refresh(to).spawn().unwrap();
        if round % 2 == 0 {
            let moment = whole.mul_f64(1.1 * random.fraction());
            std::thread::sleep(moment);
        } else {
            // All that can go wrong is in the last few milliseconds, which chance would hardly find.
            let deadline = Instant::now() + Duration::from_secs(60);
            let before = workspace.read("openapi.lock");
            while Instant::now() < deadline
                && !writing(&workspace)
                && workspace.read("openapi.lock") == before
                && child.try_wait().unwrap().is_none()
            {}
            let moment = Instant::now();
            let pause =
                Duration::from_micros((15_000.0 * random.fraction() * random.fraction()) as u64);
            while moment.elapsed() < pause {}
        }
        found.ended += usize::from(child.try_wait().unwrap().is_some());
        child.kill().unwrap();
        child.wait().unwrap();

        let text = workspace.read("openapi.json");
        let now = documents.iter().position(|document| *document == text);
        let now = now.unwrap_or_else(|| panic!("round {round}: the document is not whole: {text}"));
        let lock: serde_json::Value = serde_json::from_str(&workspace.read("openapi.lock"))
            .unwrap_or_else(|error| panic!("round {round}: the lock is not whole: {error}"));
        let digest = sha256(&text);
        let entries = [&lock, &lock["next"]];
        let entry = entries.into_iter().find(|entry| entry["sha256"] == digest.as_str());
        let entry = entry.unwrap_or_else(|| panic!("round {round}: the lock does not fit: {lock}"));
        assert_eq!(entry["operations"], [11, 13][now], "round {round}");
        assert_eq!(entry["version"], ["1", "2"][now], "round {round}");
        assert!(documents.contains(&workspace.read("sandbox/openapi.json")), "round {round}");
        let settings = Settings::from_json(&workspace.read("generate.json"))
            .unwrap_or_else(|error| panic!("round {round}: the names are not whole: {error}"));
        let client = oas_codegen::generate(&text, "openapi.json", &settings)
            .unwrap_or_else(|error| panic!("round {round}: the names do not fit: {error}"));
        let last = client.report.operations.last().unwrap();
        assert_eq!(last.rust, "last", "round {round}");
        workspace.run(&["spec", "lock", "--check"]).exits(0);
        found.old += usize::from(now == is);
        found.new += usize::from(now == to);
        found.passing += usize::from(!settings.passing_names.is_empty());
        found.between += usize::from(lock.get("next").is_some());
    }
    println!("{times} kills of a refresh that takes {whole:?}: {found:?}");
    assert_eq!(found.old + found.new, times);
    assert!(found.old > 0 && found.new > 0, "{found:?}");

    // The next command leaves one entry, and nothing beside the files.
    workspace.run(&["spec", "lock"]).exits(0);
    let (document, lock, names) = workspace.state();
    assert_eq!(document, workspace.read("sandbox/openapi.json"));
    assert!(!lock.contains("next"), "{lock}");
    assert!(!workspace.read("generate.json").contains("passing"));
    assert!(names.iter().all(|name| !name.ends_with(".tmp")), "{names:?}");
}

fn writing(workspace: &Workspace) -> bool {
    fs::read_dir(workspace.path())
        .unwrap()
        .flatten()
        .any(|entry| entry.file_name().to_string_lossy().ends_with(".tmp"))
}

fn sha256(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The same moments each time, as far as the machine lets them be.
struct Random(u64);

impl Random {
    /// From 0 to 1.
    fn fraction(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1u64 << 53) as f64
    }
}
