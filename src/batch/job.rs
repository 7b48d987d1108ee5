//! What the runs of one job share.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use oas_runtime::CallOptions;

use super::journal::{Target, Writer};
use crate::client::Client;
use crate::run::{StartPolicy, Wait};

/// Sets up the wait for a run.
pub(super) type SetUpWait = dyn Fn(Wait<'static>) -> Wait<'static> + Send + Sync;

pub(super) struct Job {
    pub(super) client: Client,
    pub(super) journal: Writer,
    pub(super) policy: StartPolicy,
    pub(super) options: CallOptions,
    pub(super) wait: Option<Box<SetUpWait>>,
    starting: Mutex<HashMap<Target, Arc<tokio::sync::Mutex<()>>>>,
}

impl Job {
    pub(super) fn new(
        client: Client,
        journal: Writer,
        policy: StartPolicy,
        options: CallOptions,
        wait: Option<Box<SetUpWait>>,
    ) -> Self {
        Self { client, journal, policy, options, wait, starting: Mutex::default() }
    }

    /// Held while a run of this agent on this entity is started: of two at once, nobody could tell which one is found.
    pub(super) fn turn(&self, target: &Target) -> Arc<tokio::sync::Mutex<()>> {
        let mut starting = self.starting.lock().unwrap_or_else(PoisonError::into_inner);
        // Those that nobody holds are not needed any more.
        starting.retain(|_, turn| Arc::strong_count(turn) > 1);
        Arc::clone(starting.entry(target.clone()).or_default())
    }
}
