//! Servers that are slow, wrong or hostile: one sentence, nothing written, and the credential goes nowhere else.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

mod support;

use std::io::Write;
use std::time::{Duration, Instant};

use flate2::{Compression, write::GzEncoder};
use support::server::Server;
use support::workspace::{Workspace, document};

const KEY: &str = "neo_sk_test_topsecret";

/// Refreshes and checks from the server, and gives what was said. The two files stay as they are.
#[track_caller]
fn refused(server: &Server, code: i32, says: &[&str]) {
    for command in ["refresh", "check"] {
        let workspace = Workspace::new(&server.url("/openapi.json"));
        let before = workspace.state();
        let run = workspace.run_with_key(KEY, &["spec", command, "--timeout", "3"]).exits(code);
        assert_eq!(run.stdout, "", "{command}");
        assert_eq!(run.stderr.lines().count(), 1, "{command}: {}", run.stderr);
        assert!(run.stderr.starts_with("error: ") && run.stderr.len() < 700, "{}", run.stderr);
        for part in says {
            assert!(run.stderr.contains(part), "{part:?} is not in: {}", run.stderr);
        }
        assert!(!run.stderr.contains("topsecret"), "{}", run.stderr);
        assert!(workspace.state() == before, "{command}");
    }
}

fn redirect(to: &str) -> Server {
    Server::of(&format!("302 Found\r\nLocation: {to}"), "")
}

#[test]
fn the_credential_is_sent_to_the_source() {
    let server = Server::document(&document(10, "1"));
    let workspace = Workspace::new(&server.url("/openapi.json"));
    workspace.run_with_key(KEY, &["spec", "check"]).exits(0);
    assert!(server.seen()[0].to_lowercase().contains(&format!("authorization: bearer {KEY}")));
    workspace.run_with_key("", &["spec", "check"]).exits(0);
    assert!(!server.seen()[1].to_lowercase().contains("authorization"));
    workspace.run_with_key("two words", &["spec", "check"]).exits(2);
}

#[test]
fn the_credential_is_not_sent_to_another_host() {
    let (home, other) = (Server::of("500 No", ""), Server::document(&document(10, "1")));
    let workspace = Workspace::new(&home.url("/openapi.json"));
    workspace.run_with_key(KEY, &["spec", "check", "--from", &other.url("/openapi.json")]).exits(0);
    assert_eq!(other.seen().len(), 1);
    assert!(!other.seen()[0].contains("topsecret"), "{:?}", other.seen());
}

#[test]
fn redirects_to_another_host_are_not_followed() {
    let other = Server::document(&document(10, "1"));
    refused(
        &redirect(&other.url("/openapi.json")),
        4,
        &["redirects to http://127.0.0.1:", "another"],
    );
    assert_eq!(other.seen(), [""; 0]);
    refused(&redirect("https://example.com/a"), 4, &["redirects to https://example.com/a"]);
    refused(&redirect("//example.com/a"), 4, &["redirects", "nothing was sent there"]);
}

#[test]
fn redirects_to_http_and_to_nowhere_are_not_followed() {
    refused(&redirect("http://example.com/a"), 4, &["redirects", "http"]);
    refused(&redirect("file:///etc/passwd"), 4, &["redirects", "nothing was sent there"]);
    refused(&Server::of("302 Found", ""), 4, &["redirects to nowhere"]);
    refused(&redirect("/again"), 4, &["redirects more than 3 times"]);
}

#[test]
fn redirects_on_the_same_host_are_followed_with_the_credential() {
    let text = document(10, "1");
    let server = Server::new(move |head, stream| {
        let answer = if head.starts_with("GET /moved/b ") {
            format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{text}", text.len())
        } else {
            "HTTP/1.1 308 Moved\r\nLocation: moved/b\r\nContent-Length: 0\r\n\r\n".to_owned()
        };
        let _ = stream.write_all(answer.as_bytes());
    });
    let workspace = Workspace::new(&server.url("/openapi.json"));
    workspace.run_with_key(KEY, &["spec", "check"]).exits(0);
    assert_eq!(server.seen().len(), 2);
    assert!(server.seen()[1].contains(KEY));
}

#[test]
fn a_hundred_megabytes_are_not_taken() {
    let endless = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n");
        let chunk = vec![b' '; 1 << 20];
        for _ in 0..100 {
            if stream.write_all(&chunk).is_err() {
                break;
            }
        }
    });
    let workspace = Workspace::new(&endless.url("/openapi.json"));
    let before = workspace.state();
    let run = workspace.run(&["spec", "refresh"]).exits(4);
    assert!(run.stderr.contains("more than 64 MiB"), "{}", run.stderr);
    assert!(workspace.state() == before);
    // What says so itself is not even begun.
    let honest = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 104857600\r\n\r\n");
        std::thread::sleep(Duration::from_secs(10));
    });
    refused(&honest, 4, &["more than 64 MiB"]);
}

#[test]
fn a_gzip_bomb_is_not_unpacked() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    let zeros = vec![b' '; 1 << 20];
    for _ in 0..200 {
        encoder.write_all(&zeros).unwrap();
    }
    let bomb = encoder.finish().unwrap();
    assert!(bomb.len() < 2 << 20);
    let server =
        Server::of("200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip", bomb);
    let workspace = Workspace::new(&server.url("/openapi.json"));
    let before = workspace.state();
    let run = workspace.run(&["spec", "refresh"]).exits(4);
    assert!(run.stderr.contains("more than 64 MiB"), "{}", run.stderr);
    assert!(workspace.state() == before);
}

#[test]
fn gzip_is_taken_and_broken_gzip_is_not() {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(document(10, "1").as_bytes()).unwrap();
    let packed = encoder.finish().unwrap();
    const HEAD: &str = "200 OK\r\nContent-Type: application/json\r\nContent-Encoding: ";
    let server = Server::of(&format!("{HEAD}gzip"), packed.clone());
    let workspace = Workspace::new(&server.url("/openapi.json"));
    let run = workspace.run(&["spec", "check"]).exits(0);
    assert_eq!((run.stdout.as_str(), run.stderr.as_str()), ("", ""));
    assert!(server.seen()[0].to_lowercase().contains("accept-encoding: gzip"));

    refused(&Server::of(&format!("{HEAD}gzip"), &b"not gzip at all"[..]), 4, &["error: http"]);
    refused(&Server::of(&format!("{HEAD}gzip"), &packed[..packed.len() / 2]), 4, &["error: http"]);
    refused(&Server::of(&format!("{HEAD}br"), packed), 4, &["encoding `br`"]);
}

#[test]
fn a_byte_a_second_is_too_slow() {
    let slow = Server::new(|_, stream| {
        let _ = stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n");
        for _ in 0..1000 {
            std::thread::sleep(Duration::from_millis(300));
            if stream.write_all(b"{").is_err() {
                break;
            }
        }
    });
    let start = Instant::now();
    refused(&slow, 4, &["takes longer than 3 s", "--timeout"]);
    assert!(start.elapsed() < Duration::from_secs(30));
    let silent = Server::new(|_, _| std::thread::sleep(Duration::from_secs(60)));
    refused(&silent, 4, &["takes longer than 3 s"]);
    let head = Server::new(|_, stream| {
        for _ in 0..1000 {
            std::thread::sleep(Duration::from_millis(300));
            if stream.write_all(b"H").is_err() {
                break;
            }
        }
    });
    refused(&head, 4, &["error: http://127.0.0.1:"]);
}

#[test]
fn a_body_that_ends_early_is_no_document() {
    let text = document(10, "1");
    let cut = |head: &'static str, length: usize| {
        let body = text.as_bytes()[..length].to_vec();
        Server::new(move |_, stream| {
            let _ = stream.write_all(head.as_bytes());
            let _ = stream.write_all(&body);
        })
    };
    // More is promised than sent.
    refused(&cut("HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", 500), 4, &["cut off after"]);
    // Less is promised than sent.
    refused(&cut("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", 500), 5, &["127.0.0.1"]);
    // Nothing is promised.
    refused(&cut("HTTP/1.1 200 OK\r\n\r\n", 500), 5, &["127.0.0.1"]);
    refused(&cut("HTTP/1.1 200 OK\r\n\r\n", 0), 5, &["127.0.0.1"]);
    refused(
        &cut("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 500),
        4,
        &["error: http"],
    );
    refused(&cut("", 0), 4, &["closes the connection without an answer"]);
    refused(&cut("nonsense\r\n\r\n", 0), 4, &["error: http"]);
}

#[test]
fn a_web_page_is_no_document() {
    const PAGE: &str = "<!doctype html><html><body>Log in, topsecret</body></html>";
    refused(
        &Server::of("200 OK\r\nContent-Type: text/html; charset=utf-8", PAGE),
        4,
        &["text/html", "web page"],
    );
    refused(&Server::of("200 OK\r\nContent-Type: application/json", PAGE), 5, &["127.0.0.1"]);
    refused(
        &Server::of("200 OK\r\nContent-Type: image/png", document(10, "1")),
        4,
        &["image/png", "neither"],
    );
    refused(&Server::of("200 OK", vec![0xff, 0xfe, 0x00]), 5, &["UTF-8"]);
    refused(&Server::of("200 OK", "{}"), 5, &["openapi"]);
    refused(&Server::of("204 No Content", ""), 4, &["204 No Content"]);
    refused(&Server::of("206 Partial Content", document(10, "1")), 4, &["206"]);
}

#[test]
fn other_answers_say_what_to_do() {
    refused(
        &Server::of("401 Unauthorized", "topsecret"),
        4,
        &["401 Unauthorized", "NEO_API_KEY is refused"],
    );
    refused(&Server::of("403 Forbidden", ""), 4, &["403 Forbidden", "NEO_API_KEY"]);
    refused(&Server::of("404 Not Found", ""), 4, &["404 Not Found", "is the address right?"]);
    refused(&Server::of("429 Too Many Requests\r\nRetry-After: 12", ""), 4, &["try again in 12 s"]);
    refused(
        &Server::of("429 Too Many Requests\r\nRetry-After: soon", ""),
        4,
        &["try again in a minute"],
    );
    refused(&Server::of("500 Internal Server Error", ""), 4, &["500", "try again later"]);
    refused(&Server::of("304 Not Modified", ""), 4, &["304"]);
    let server = Server::of("401 Unauthorized", "");
    let workspace = Workspace::new(&server.url("/openapi.json"));
    let run = workspace.run(&["spec", "check"]).exits(4);
    assert!(run.stderr.contains("put an API key into"), "{}", run.stderr);
}

#[test]
fn nobody_there() {
    let gone = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for (source, code, says) in [
        (format!("http://{gone}/a"), 4, "cannot be reached"),
        (format!("https://{gone}/a"), 4, "cannot be reached"),
        ("https://host.invalid/a".to_owned(), 4, "cannot be reached"),
        ("http://example.com/a".to_owned(), 2, "openapi.lock"),
        ("nonsense".to_owned(), 2, "openapi.lock"),
    ] {
        let workspace = Workspace::new(&source);
        let run = workspace.run(&["spec", "check", "--timeout", "5"]).exits(code);
        assert!(run.stderr.contains(says), "{source}: {}", run.stderr);
    }
    // A server that does not speak TLS.
    let plain = Server::document(&document(10, "1"));
    let workspace = Workspace::new(&plain.url("/a").replace("http:", "https:"));
    workspace.run_with_key(KEY, &["spec", "check", "--timeout", "5"]).exits(4);
    assert!(plain.seen().iter().all(|head| !head.contains("topsecret")));
}
