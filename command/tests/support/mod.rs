//! What several tests share.

#![allow(dead_code, reason = "each test file uses a part")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::thread;

/// Serves a text, which can be exchanged, to everybody.
pub(crate) struct Server {
    address: String,
    text: Arc<Mutex<String>>,
}

impl Server {
    pub(crate) fn of(text: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let text = Arc::new(Mutex::new(text.to_owned()));
        let served = text.clone();
        thread::spawn(move || {
            for mut stream in listener.incoming().flatten() {
                let mut lines = BufReader::new(&stream).lines();
                while lines.next().is_some_and(|line| line.is_ok_and(|line| !line.is_empty())) {}
                let text = served.lock().unwrap().clone();
                let length = text.len();
                let answer = format!(
                    "HTTP/1.1 200 OK\r\nContent-Type: application/yaml\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{text}"
                );
                let _ = stream.write_all(answer.as_bytes());
            }
        });
        Self { address, text }
    }

    pub(crate) fn serve(&self, text: &str) {
        *self.text.lock().unwrap() = text.to_owned();
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/tides.yaml", self.address)
    }
}
