//! Tokens from a credential of the Azure SDK.
#![cfg(feature = "azure")]
#![allow(clippy::unwrap_used, reason = "a panic is how a test fails")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use azure_core::credentials::{AccessToken, TokenCredential, TokenRequestOptions};
use azure_core::error::{Error, ErrorKind};
use neoagent::{Client, OperationExt as _, RetryPolicy};
use neoagent_sandbox::Sandbox;

const SCOPE: &str = "api://11111111-2222-4333-8444-555555555555/.default";

/// A credential that gives tokens in turn, and remembers what it was asked for.
#[derive(Debug, Default)]
struct Fake {
    tokens: Mutex<Vec<&'static str>>,
    asked: Mutex<Vec<String>>,
    lifetime: Duration,
}

#[async_trait::async_trait]
impl TokenCredential for Fake {
    async fn get_token(
        &self,
        scopes: &[&str],
        _: Option<TokenRequestOptions<'_>>,
    ) -> azure_core::Result<AccessToken> {
        self.asked.lock().unwrap().push(scopes.join(" "));
        let token = self.tokens.lock().unwrap().pop();
        let token = token
            .ok_or_else(|| Error::with_message(ErrorKind::Credential, "run `az login` first"))?;
        #[allow(clippy::disallowed_methods, reason = "the end of a token is a wall-clock time")]
        let ends = SystemTime::now() + self.lifetime;
        Ok(AccessToken::new(token, ends.into()))
    }
}

fn client(sandbox: &Sandbox, credential: Arc<Fake>) -> Client {
    Client::builder()
        .base_url(sandbox.base_url())
        .transport(sandbox.transport())
        .retry(RetryPolicy::never())
        .azure_credential(credential, [SCOPE])
        .build()
        .unwrap()
}

#[tokio::test(start_paused = true)]
async fn tokens_are_kept_renewed_and_asked_for_with_their_scope() {
    let sandbox = Sandbox::builder().in_memory().unwrap();
    sandbox.accept_token("jwt.one");
    sandbox.accept_token("jwt.two");
    let credential = Arc::new(Fake {
        tokens: Mutex::new(vec!["jwt.two", "jwt.one"]),
        lifetime: Duration::from_secs(3600),
        ..Fake::default()
    });
    let neo = client(&sandbox, credential.clone());
    for _ in 0..3 {
        neo.list_executions().data().await.unwrap();
    }
    assert_eq!(*credential.asked.lock().unwrap(), [SCOPE]);
    sandbox.revoke_token("jwt.one");
    neo.list_executions().data().await.unwrap();
    assert_eq!(credential.asked.lock().unwrap().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn a_failure_says_what_the_credential_says() {
    let sandbox = Sandbox::builder().in_memory().unwrap();
    let neo = client(&sandbox, Arc::default());
    let error = neo.list_executions().data().await.unwrap_err();
    assert_eq!(error.kind(), neoagent::ErrorKind::Credential);
    let source = std::error::Error::source(&error).unwrap().to_string();
    assert!(source.contains("az login"), "{source}");
    assert_eq!(sandbox.total(), 0);
}
