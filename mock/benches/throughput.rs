//! Requests a second that a mock answers on loopback, each of them validated. `cargo bench --package oas-mock`
//!
//! Eight connections ask one after the other, from the same process, for a list, a thing, and every fourth time for a new one. Where the
//! environment variable `PRISM` names the program of Prism, it answers the same requests afterwards.
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on ends")]
#![allow(clippy::disallowed_methods, reason = "a bench measures time")]

use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use oas_mock::Mock;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const DOCUMENT: &str = include_str!("../tests/data/shop.yaml");
const CONNECTIONS: usize = 8;
const TIME: Duration = Duration::from_secs(5);
const PRISM_PORT: u16 = 18_499;

fn main() {
    // `cargo test` runs benches too.
    if !std::env::args().any(|arg| arg == "--bench") {
        return;
    }
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let mock = Mock::builder(DOCUMENT).start().await.unwrap();
        println!("mock   {:>8.0} requests a second", measure(mock.address()).await);
        mock.shutdown().await;
        let Some(program) = std::env::var_os("PRISM") else { return };
        let file = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/shop.yaml");
        let mut prism = Command::new(program);
        prism.args(["mock", file, "--port", &PRISM_PORT.to_string()]);
        let _prism = Running(prism.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap());
        let address = SocketAddr::from(([127, 0, 0, 1], PRISM_PORT));
        while TcpStream::connect(address).await.is_err() {
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        println!("Prism  {:>8.0} requests a second", measure(address).await);
    });
}

struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Requests a second, after a second that is not counted.
async fn measure(address: SocketAddr) -> f64 {
    load(address, Duration::from_secs(1)).await;
    let start = Instant::now();
    let answered = load(address, TIME).await;
    answered as f64 / start.elapsed().as_secs_f64()
}

async fn load(address: SocketAddr, time: Duration) -> u64 {
    let mut connections = tokio::task::JoinSet::new();
    for number in 0..CONNECTIONS {
        connections.spawn(ask(address, number, time));
    }
    let mut answered = 0;
    while let Some(one) = connections.join_next().await {
        answered += one.unwrap();
    }
    answered
}

async fn ask(address: SocketAddr, number: usize, time: Duration) -> u64 {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.set_nodelay(true).unwrap();
    let goods = format!("/shops/s{number}/goods");
    let request = |method: &str, path: &str, body: &str| {
        format!(
            "{method} {path} HTTP/1.1\r\nhost: x\r\naccept: application/json\r\ncontent-type: application/json\r\n\
             content-length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let new = request("POST", &goods, r#"{"name":"lamp","price":12.5,"tags":["new","oak"]}"#);
    let mut buffer = Vec::new();
    let made = exchange(&mut stream, &new, &mut buffer).await;
    let digits = made.split("\"id\":").nth(1).unwrap_or_default();
    let digits: String = digits.chars().take_while(char::is_ascii_digit).collect();
    // Prism's sample is 0, which the document does not allow in the path.
    let id = digits.parse::<u64>().unwrap().max(1);
    let one = request("GET", &format!("{goods}/{id}"), "");
    let list = request("GET", &format!("{goods}?limit=5"), "");
    let requests = [&one, &list, &one, &new];
    let start = Instant::now();
    let mut answered = 0;
    while start.elapsed() < time {
        for request in requests {
            let answer = exchange(&mut stream, request, &mut buffer).await;
            assert!(answer.starts_with("HTTP/1.1 20"), "{answer}");
            answered += 1;
        }
    }
    answered
}

/// Sends a request, and reads the answer to the end of its body.
async fn exchange(stream: &mut TcpStream, request: &str, buffer: &mut Vec<u8>) -> String {
    stream.write_all(request.as_bytes()).await.unwrap();
    buffer.clear();
    loop {
        let read = stream.read_buf(buffer).await.unwrap();
        assert!(read > 0, "the connection ended");
        let text = String::from_utf8_lossy(buffer);
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let length = head.lines().find_map(|line| {
            let (name, value) = line.split_once(':')?;
            name.eq_ignore_ascii_case("content-length")
                .then(|| value.trim().parse::<usize>().unwrap())
        });
        if body.len() >= length.unwrap() {
            return text.into_owned();
        }
    }
}
