//! The examples of how a program around the client is built: without asynchronous code, behind a proxy, with an
//! authority of its own, as a server that survives a restart.

#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/example.rs"]
mod example;

use std::io::{BufRead as _, BufReader, Read as _};
use std::process::Child;
use std::sync::Arc;
use std::time::Duration;

use example::{Ended, command, command_on, ended};
use neoagent_sandbox::Sandbox;
use serde_json::{Value, json};
use tokio::net::{TcpListener, TcpStream};

#[tokio::test]
async fn a_program_without_asynchronous_code_runs_an_agent() {
    let done = ended(command("synchronous")).await;
    assert_eq!(done.code, Some(0), "{done:?}");
    assert_eq!(done.json()["conclusion"], "success");

    let sandbox = Sandbox::start().await.unwrap();
    let mut unknown = command_on("synchronous", &sandbox);
    unknown.args(["--agent", "unknown-1"]);
    assert_eq!(ended(unknown).await.code, Some(1));
    let mut slow = command_on("synchronous", &sandbox);
    slow.args(["--deadline", "0s"]);
    assert_eq!(ended(slow).await.code, Some(2));
    let done = ended(command_on("synchronous", &sandbox)).await;
    assert_eq!(done.json()["execution_id"], *sandbox.executions()[0].execution_id);
}

/// Hands every connection on to the sandbox, and tells what was asked for first.
async fn forwards(sandbox: &Sandbox) -> (String, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://user:pa55word@{}", listener.local_addr().unwrap());
    let to = address_of(sandbox);
    let (tell, told) = tokio::sync::mpsc::unbounded_channel();
    tokio::spawn(async move {
        while let Ok((mut client, _)) = listener.accept().await {
            let mut server = TcpStream::connect(&to).await.unwrap();
            let mut first = [0; 4096];
            let length = client.peek(&mut first).await.unwrap();
            tell.send(String::from_utf8_lossy(&first[..length]).into_owned()).unwrap();
            let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
        }
    });
    (address, told)
}

fn address_of(sandbox: &Sandbox) -> String {
    sandbox.base_url().strip_prefix("http://").unwrap().to_owned()
}

#[tokio::test]
async fn a_proxy_that_is_given_is_used() {
    let sandbox = Sandbox::start().await.unwrap();
    let (proxy, mut told) = forwards(&sandbox).await;
    let mut command = command_on("proxy", &sandbox);
    command.args(["--proxy", &proxy]);
    let done = ended(command).await;
    assert_eq!((done.code, done.stdout.lines().count()), (Some(0), 4), "{done:?}");
    let asked = told.recv().await.unwrap();
    let line = format!("GET {}/public-api/agents", sandbox.base_url());
    assert!(asked.starts_with(&line), "{asked}");
    assert!(asked.to_lowercase().contains("proxy-authorization: basic"), "{asked}");

    let mut command = command_on("proxy", &sandbox);
    command.args(["--proxy", "http://user:pa55word@[::"]);
    let done = ended(command).await;
    assert_eq!(done.code, Some(2), "{done:?}");
    assert!(done.stderr.contains("--proxy") && !done.stderr.contains("pa55word"), "{done:?}");
}

/// The sandbox behind TLS with a certificate of this authority's.
async fn behind_tls(sandbox: &Sandbox, key: &rcgen::CertifiedKey<rcgen::KeyPair>) -> String {
    let chain = vec![key.cert.der().clone()];
    let private = key.signing_key.serialize_der().try_into().unwrap();
    let provider = tokio_rustls::rustls::crypto::aws_lc_rs::default_provider();
    let config = tokio_rustls::rustls::ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(chain, private)
        .unwrap();
    let acceptor = tokio_rustls::TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://localhost:{}", listener.local_addr().unwrap().port());
    let to = address_of(sandbox);
    tokio::spawn(async move {
        while let Ok((client, _)) = listener.accept().await {
            let (acceptor, to) = (acceptor.clone(), to.clone());
            tokio::spawn(async move {
                // A client that does not trust the certificate ends it here.
                let Ok(mut client) = acceptor.accept(client).await else { return };
                let mut server = TcpStream::connect(&to).await.unwrap();
                let _ = tokio::io::copy_bidirectional(&mut client, &mut server).await;
            });
        }
    });
    url
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn an_authority_that_is_given_is_trusted_and_no_other() {
    let sandbox = Sandbox::start().await.unwrap();
    let folder = std::env::temp_dir().join(format!("neoagent-proxy-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let url = behind_tls(&sandbox, &own).await;
    let run = async |pem: Option<String>| {
        let mut command = command_on("proxy", &sandbox);
        command.env("NEO_BASE_URL", &url);
        if let Some(pem) = pem {
            std::fs::write(folder.join("ca.pem"), pem).unwrap();
            command.arg("--ca").arg(folder.join("ca.pem"));
        }
        ended(command).await
    };
    let trusted = run(Some(own.cert.pem())).await;
    assert_eq!((trusted.code, trusted.stdout.lines().count()), (Some(0), 4), "{trusted:?}");
    let other = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    for pem in [None, Some(other.cert.pem())] {
        let refused = run(pem).await;
        assert_eq!((refused.code, refused.stdout.as_str()), (Some(2), ""), "{refused:?}");
    }
    let no_pem = run(Some("no certificate".to_owned())).await;
    assert_eq!(no_pem.code, Some(2), "{no_pem:?}");
    assert!(no_pem.stderr.contains("ca.pem has no certificate"), "{no_pem:?}");
    std::fs::remove_dir_all(&folder).unwrap();
}

/// A running server, and where it is to be told of tickets.
struct Server(Child, String);

impl Server {
    /// Starts it and reads its address from what it says.
    async fn start(sandbox: &Sandbox, data: &std::path::Path) -> Self {
        let mut command = command_on("webhook", sandbox);
        command.arg("--data").arg(data);
        tokio::task::spawn_blocking(move || {
            let mut child = command.spawn().unwrap();
            let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
            let line =
                lines.find(|line| line.as_ref().unwrap().contains("/tickets")).unwrap().unwrap();
            let url = line.split_whitespace().find(|word| word.starts_with("http")).unwrap();
            let url = url.trim_end_matches(';').to_owned();
            std::thread::spawn(move || lines.for_each(drop));
            Self(child, url)
        })
        .await
        .unwrap()
    }

    async fn told(&self, body: &Value) -> u16 {
        let told = reqwest::Client::new().post(&self.1).json(body).send().await.unwrap();
        told.status().as_u16()
    }

    /// Ends it at once, and gives what it printed.
    fn killed(mut self) -> String {
        self.0.kill().unwrap();
        self.0.wait().unwrap();
        let mut printed = String::new();
        self.0.stdout.take().unwrap().read_to_string(&mut printed).unwrap();
        printed
    }
}

const RUN_NOW: &str = "/public-api/agents/{agent_id}/run-now";

#[tokio::test]
async fn a_webhook_that_is_killed_forgets_no_ticket_and_starts_none_twice() {
    let sandbox = Sandbox::builder().run_duration(Duration::from_secs(3600)).start().await.unwrap();
    let data = std::env::temp_dir().join(format!("neoagent-webhook-{}", std::process::id()));
    let server = Server::start(&sandbox, &data).await;
    for ticket in ["T-1", "T-2", "T-1"] {
        assert_eq!(server.told(&json!({ "ticket": ticket })).await, 202);
    }
    assert_eq!(server.told(&json!({ "ticket": "" })).await, 422);
    assert_eq!(server.told(&json!({ "other": 1 })).await, 422);
    sandbox.wait_for("POST", RUN_NOW, 2).await;

    // A second server on the same folder would start everything twice.
    let mut second = command_on("webhook", &sandbox);
    second.arg("--data").arg(&data);
    let second: Ended = ended(second).await;
    assert_eq!(second.code, Some(2), "{second:?}");
    assert_eq!(server.killed(), "");

    // A kill in the middle of a line.
    let mut inbox = std::fs::read_to_string(data.join("inbox")).unwrap();
    assert_eq!(inbox, "\"T-1\"\n\"T-2\"\n");
    inbox.push_str("\"T-3");
    std::fs::write(data.join("inbox"), inbox).unwrap();
    let server = Server::start(&sandbox, &data).await;
    for ticket in ["T-2", "T-3"] {
        assert_eq!(server.told(&json!({ "ticket": ticket })).await, 202);
    }
    sandbox.wait_for("POST", RUN_NOW, 3).await;
    server.killed();
    let mut entities: Vec<_> =
        sandbox.executions().iter().map(|run| run.entity_id.clone()).collect();
    entities.sort();
    assert_eq!(entities, ["T-1", "T-2", "T-3"].map(|id| Some(id.into())));
    assert_eq!(sandbox.count("POST", RUN_NOW), 3);
    std::fs::remove_dir_all(&data).unwrap();
}
