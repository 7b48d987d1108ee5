//! What the benches share: a server that costs next to nothing, and ratios of times taken turn by turn.
#![allow(dead_code, reason = "each bench uses its own part")]
#![allow(clippy::unwrap_used, reason = "a bench that cannot go on ends")]
#![allow(clippy::disallowed_methods, reason = "a bench measures time")]

use std::net::Ipv4Addr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const KEY: &str = "neo_sk_bench_0123456789abcdef";

/// Whether `cargo bench` is what runs this, and not a test run over all targets.
pub(crate) fn is_bench() -> bool {
    std::env::args().any(|arg| arg == "--bench")
}

/// Serves GETs on loopback, in a thread of its own: what `respond` makes of the request's target is the whole answer.
pub(crate) fn serve(respond: impl Fn(&str) -> Vec<u8> + Send + Sync + 'static) -> String {
    let (sender, receiver) = std::sync::mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
            sender.send(listener.local_addr().unwrap()).unwrap();
            let respond = Arc::new(respond);
            while let Ok((stream, _)) = listener.accept().await {
                let _ = stream.set_nodelay(true);
                tokio::spawn(connection(stream, respond.clone()));
            }
        });
    });
    format!("http://{}", receiver.recv().unwrap())
}

async fn connection(mut stream: TcpStream, respond: Arc<impl Fn(&str) -> Vec<u8>>) {
    let mut bytes = Vec::with_capacity(4096);
    loop {
        match stream.read_buf(&mut bytes).await {
            Ok(read) if read > 0 => {}
            _ => return,
        }
        if !bytes.ends_with(b"\r\n\r\n") {
            continue;
        }
        let head = std::str::from_utf8(&bytes).unwrap();
        let target = head.split(' ').nth(1).unwrap();
        let answer = respond(target);
        bytes.clear();
        if stream.write_all(&answer).await.is_err() {
            return;
        }
    }
}

/// A success with a JSON body, and the headers that Neo sends.
pub(crate) fn ok(body: &str) -> Vec<u8> {
    format!(
        "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-ratelimit-limit: 1200\r\n\
         x-ratelimit-remaining: 1100\r\nx-ratelimit-reset: 1764080000\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// A client of this crate for the server.
pub(crate) fn neo(url: &str) -> neoagent::Client {
    let builder = neoagent::Client::builder().base_url(url).api_key(KEY);
    builder.build().unwrap()
}

/// The HTTP client that a program without this crate would have.
pub(crate) fn bare() -> reqwest::Client {
    let builder = reqwest::Client::builder().no_proxy();
    // Nothing is read that plain http does not need.
    #[cfg(any(feature = "rustls", feature = "native-tls"))]
    let builder = builder.tls_certs_only([]);
    builder.build().unwrap()
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

/// The times of two things that are done in turn, so that what else the machine does meets both.
pub(crate) struct Times {
    first: Vec<Duration>,
    second: Vec<Duration>,
}

impl Times {
    /// Does both so often. Whichever goes first changes each time.
    pub(crate) fn take(rounds: u32, mut first: impl FnMut(), mut second: impl FnMut()) -> Self {
        let mut times = Self { first: Vec::new(), second: Vec::new() };
        // Connections are made and memory is had before anything counts.
        first();
        second();
        for round in 0..rounds {
            if round % 2 == 0 {
                times.first.push(time(&mut first));
                times.second.push(time(&mut second));
            } else {
                times.second.push(time(&mut second));
                times.first.push(time(&mut first));
            }
        }
        times
    }

    /// Prints a line for one of so many in a round: the medians of both, and the median of the rounds' ratios with the
    /// quarter below and above it. The machine's pace changes, and in a round it is mostly the same for both.
    pub(crate) fn print(&self, name: &str, each: u32) {
        let micros = |times: &[Duration]| {
            let mut times: Vec<f64> = times.iter().map(Duration::as_secs_f64).collect();
            quantile(&mut times, 0.5) * 1e6 / f64::from(each)
        };
        let pairs = self.first.iter().zip(&self.second);
        let mut ratios: Vec<f64> =
            pairs.map(|(first, second)| first.as_secs_f64() / second.as_secs_f64()).collect();
        println!(
            "{name}: {:.2} us against {:.2} us, ratio {:.3} ({:.3} to {:.3}, {} rounds)",
            micros(&self.first),
            micros(&self.second),
            quantile(&mut ratios, 0.5),
            quantile(&mut ratios, 0.25),
            quantile(&mut ratios, 0.75),
            ratios.len(),
        );
    }
}

fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    values[((values.len() - 1) as f64 * part) as usize]
}

fn time(work: &mut impl FnMut()) -> Duration {
    let begun = Instant::now();
    work();
    begun.elapsed()
}
