//! What is talked to: the service, or a sandbox in this process.

use std::env;
use std::time::Duration;

use neoagent::{Client, ClientBuilder};
use neoagent_sandbox::Sandbox;

use crate::failure::{Failure, with_causes};
use crate::{key, print};

const BASE_VARIABLE: &str = "NEO_BASE_URL";

/// Longer than this, no single attempt of a call takes.
const LONGEST_ATTEMPT: Duration = Duration::from_secs(60);

/// A client, and the sandbox that it talks to, if that is in this process.
pub(crate) struct Service {
    pub(crate) neo: Client,
    sandbox: Option<Sandbox>,
}

impl Service {
    /// The service, or a sandbox.
    pub(crate) async fn connect(sandbox: bool, needs_key: bool) -> Result<Self, Failure> {
        Self::connect_within(sandbox, needs_key, LONGEST_ATTEMPT).await
    }

    /// The same for work that ends by a deadline.
    pub(crate) async fn connect_within(
        sandbox: bool,
        needs_key: bool,
        deadline: Duration,
    ) -> Result<Self, Failure> {
        let builder = Client::builder()
            .user_agent(concat!("neo/", env!("CARGO_PKG_VERSION")))
            .attempt_timeout(deadline.min(LONGEST_ATTEMPT));
        if sandbox {
            return in_sandbox(builder).await;
        }
        let builder = match key::find()? {
            Some(key) => builder.api_key(key),
            None if needs_key => return Err(key::missing()),
            None => builder,
        };
        let builder = match env::var(BASE_VARIABLE) {
            Ok(url) if !url.trim().is_empty() => builder.base_url(url),
            Ok(_) | Err(env::VarError::NotPresent) => builder,
            Err(env::VarError::NotUnicode(_)) => {
                return Err(Failure::usage(format!("{BASE_VARIABLE} is not Unicode")));
            }
        };
        Ok(Self { neo: builder.build()?, sandbox: None })
    }

    /// Whether what is started ends with this process.
    pub(crate) fn is_sandbox(&self) -> bool {
        self.sandbox.is_some()
    }
}

async fn in_sandbox(builder: ClientBuilder) -> Result<Service, Failure> {
    // Slow enough to be watched.
    let sandbox = Sandbox::builder()
        .queued_for(Duration::from_millis(200))
        .run_duration(Duration::from_millis(600))
        .start()
        .await
        .map_err(|error| {
            Failure::usage(format!("the sandbox does not start: {}", with_causes(&error)))
        })?;
    let url = sandbox.base_url();
    print::say(format_args!("talking to a sandbox in this process, {url}"));
    let neo = builder.base_url(url).api_key(sandbox.key()).build()?;
    Ok(Service { neo, sandbox: Some(sandbox) })
}
