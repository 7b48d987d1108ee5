//! The service an example talks to: Neo where there is a key, a sandbox in the same process where there is none.

use std::env;
use std::error::Error;
use std::time::Duration;

use neoagent::{Client, ClientBuilder};
use neoagent_sandbox::Sandbox;

/// A client, and the sandbox it talks to if that is in this process.
pub(crate) struct Service {
    pub(crate) neo: Client,
    sandbox: Option<Sandbox>,
}

impl Service {
    /// Neo with the key in `NEO_API_KEY`, or a sandbox, which is said on stderr.
    pub(crate) async fn connect() -> Result<Self, Box<dyn Error>> {
        Self::connect_with(|builder| builder).await
    }

    /// The same with a client set up further.
    pub(crate) async fn connect_with(
        set_up: impl FnOnce(ClientBuilder) -> ClientBuilder,
    ) -> Result<Self, Box<dyn Error>> {
        if is_set("NEO_API_KEY") {
            let neo = set_up(ClientBuilder::from_env()?).build()?;
            return Ok(Self { neo, sandbox: None });
        }
        if is_set("NEO_BASE_URL") {
            return Err(
                "NEO_BASE_URL is set and NEO_API_KEY is not: set both, or none for a sandbox"
                    .into(),
            );
        }
        // Slow enough to be watched.
        let sandbox = Sandbox::builder()
            .past_runs(4)
            .queued_for(Duration::from_millis(600))
            .run_duration(Duration::from_millis(1800))
            .chat_pace(Duration::from_millis(20))
            .start()
            .await?;
        let url = sandbox.base_url();
        super::say(format_args!(
            "NEO_API_KEY is not set: talking to a sandbox in this process, {url}"
        ));
        let builder = Client::builder().base_url(url).api_key(sandbox.key());
        let neo = set_up(builder).build()?;
        Ok(Self { neo, sandbox: Some(sandbox) })
    }

    /// The sandbox, if that is what is talked to.
    pub(crate) fn sandbox(&self) -> Option<&Sandbox> {
        self.sandbox.as_ref()
    }
}

/// Whether a variable says anything; one that is not Unicode does, and is refused later on.
fn is_set(name: &str) -> bool {
    env::var_os(name).is_some_and(|value| !value.to_string_lossy().trim().is_empty())
}
