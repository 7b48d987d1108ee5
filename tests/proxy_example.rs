//! The example of a client behind a proxy, or with an authority of its own.

#![cfg(feature = "rustls")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

#[path = "support/example.rs"]
mod example;

use std::sync::Arc;

use example::{command, command_on, ended};
use neoagent_sandbox::Sandbox;
use tokio::net::{TcpListener, TcpStream};

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
    sandbox.address().to_string()
}

#[tokio::test]
async fn a_proxy_that_is_given_is_used() {
    let done = ended(command("proxy")).await;
    assert_eq!((done.code, done.stdout.lines().count()), (Some(0), 4), "{done:?}");
    let mut help = command("proxy");
    help.arg("--help");
    assert!(ended(help).await.stdout.contains("Exit codes:"));

    let sandbox = Sandbox::builder().past_runs(4).start().await.unwrap();
    let (proxy, mut told) = forwards(&sandbox).await;
    let mut command = command_on("proxy", &sandbox);
    command.args(["--proxy", &proxy]);
    let done = ended(command).await;
    assert_eq!((done.code, done.stdout.lines().count()), (Some(0), 4), "{done:?}");
    let asked = told.recv().await.unwrap();
    let line = format!("GET http://{}", sandbox.address());
    assert!(asked.starts_with(&line) && asked.contains("/executions"), "{asked}");
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

#[tokio::test]
async fn an_authority_that_is_given_is_trusted_and_no_other() {
    let sandbox = Sandbox::builder().past_runs(4).start().await.unwrap();
    let folder = std::env::temp_dir().join(format!("neoagent-proxy-{}", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let own = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    // The document may have a path in the address of its server.
    let path = sandbox.base_url().splitn(4, '/').nth(3).unwrap_or_default().to_owned();
    let url = format!("{}/{path}", behind_tls(&sandbox, &own).await);
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
