//! A run that was started.

use oas_runtime::CallOptions;

use super::execution::Execution;
use super::follow::lost_sight;
use super::source::ClientSource;
use super::wait::Wait;
use super::watch::Watch;
use crate::client::Client;
use crate::clock::{self, Instant};
use crate::error::Result;
use crate::run_state::{RunHandle, RunProgress, Status};

/// A run of an agent.
///
/// It is a reference: dropping it, or a wait for it, does nothing to the run.
#[derive(Clone, Debug)]
pub struct Run {
    client: Client,
    handle: RunHandle,
    /// The status in the answer to run-now.
    status: Option<Status>,
    /// When the server accepted it, if that was in this process.
    accepted: Option<Instant>,
    adopted: bool,
    /// For the calls that ask how it is.
    options: CallOptions,
}

impl Run {
    pub(super) fn started(
        client: Client,
        handle: RunHandle,
        status: Option<Status>,
        accepted: Instant,
        adopted: bool,
    ) -> Self {
        Self {
            client,
            handle,
            status,
            accepted: Some(accepted),
            adopted,
            options: CallOptions::new(),
        }
    }

    pub(crate) fn resumed(client: Client, handle: RunHandle) -> Self {
        Self {
            client,
            handle,
            status: None,
            accepted: None,
            adopted: false,
            options: CallOptions::new(),
        }
    }

    /// The same run, asked for with these settings.
    #[cfg(not(target_family = "wasm"))]
    pub(crate) fn with_options(self, options: CallOptions) -> Self {
        Self { options, ..self }
    }

    /// The execution's id.
    #[must_use]
    pub fn id(&self) -> &str {
        self.handle.execution_id()
    }

    /// What to store, to go on with the run in another process.
    #[must_use]
    pub fn handle(&self) -> &RunHandle {
        &self.handle
    }

    /// The status the server gave when it accepted the run. `None` for a run that was taken up again.
    #[must_use]
    pub fn initial_status(&self) -> Option<&Status> {
        self.status.as_ref()
    }

    /// Whether the answer to its start was lost and it was found by looking for it; see
    /// [`StartPolicy`](crate::StartPolicy).
    #[must_use]
    pub fn was_adopted(&self) -> bool {
        self.adopted
    }

    /// Asks once how the run is.
    ///
    /// # Errors
    ///
    /// An [`Error`](crate::Error) as for any call, with [`Outcome::Accepted`](crate::Outcome::Accepted): there is a run, whatever
    /// the answer says. In the first moments after its start, it may be not found.
    pub async fn fetch(&self) -> Result<Execution> {
        let began = clock::now();
        let answer = self.source().get().await;
        let execution = answer.map_err(|error| {
            let progress = RunProgress {
                handle: self.handle.clone(),
                status: self.status.clone(),
                polls: 1,
                elapsed: clock::now().saturating_duration_since(began),
            };
            lost_sight(error, progress)
        });
        Ok(execution?.execution)
    }

    /// Waits for the end of the run: to be set up, and awaited.
    pub fn wait<'a>(&self) -> Wait<'a> {
        Wait::new(self.source(), self.handle.clone(), self.status.clone(), self.accepted)
    }

    /// The events of the run as a stream: [`Run::wait`] with nothing set up, and [`Wait::events`].
    pub fn watch(&self) -> Watch {
        self.wait().events()
    }

    fn source(&self) -> ClientSource {
        ClientSource::new(
            self.client.clone(),
            self.handle.execution_id.as_ref().into(),
            self.options.clone(),
        )
    }
}
