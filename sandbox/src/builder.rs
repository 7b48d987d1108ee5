//! Setting a sandbox up.

use std::borrow::Cow;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use jiff::SignedDuration;
use oas_mock::module::Document;
use oas_mock::{Error, Mock, module};
use uuid::Uuid;

use crate::neo::{self, Neo};
use crate::run::{Pace, StatusWords};
use crate::sandbox::Sandbox;
use crate::settings::Settings;

/// Sets a [`Sandbox`] up; from [`Sandbox::builder`].
#[must_use = "a builder does nothing until it is started"]
#[derive(Clone)]
pub struct Builder {
    key: Option<String>,
    /// Its name and its text.
    document: Option<(String, String)>,
    server: module::Settings,
    settings: Settings,
}

impl Builder {
    pub(crate) fn new() -> Self {
        Self {
            key: None,
            document: None,
            server: module::Settings::default(),
            settings: Settings::default(),
        }
    }

    /// The API key that is accepted. One is made up when none is given.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(key.into());
        self
    }

    /// The port on 127.0.0.1; 0, the default, takes a free one.
    pub fn port(mut self, port: u16) -> Self {
        self.server.port = port;
        self
    }

    /// The text of another OpenAPI 3.1 or 3.2 document, JSON or YAML, to serve in place of the one this crate carries.
    pub fn document(self, text: impl Into<String>) -> Self {
        self.document_named("the document", text)
    }

    /// As [`document`](Self::document); errors call it `name`, which is best the path a person would open.
    pub fn document_named(mut self, name: impl Into<String>, text: impl Into<String>) -> Self {
        self.document = Some((name.into(), text.into()));
        self
    }

    /// How long a run stays queued; 50 ms unless said.
    pub fn queued_for(mut self, queued: Duration) -> Self {
        let running = match self.settings.pace {
            Pace::Time { running, .. } => running,
            Pace::Polls { .. } => Duration::ZERO,
        };
        self.settings.pace = Pace::Time { queued, running };
        self
    }

    /// How long a run then runs; 200 ms unless said.
    pub fn run_duration(mut self, running: Duration) -> Self {
        let queued = match self.settings.pace {
            Pace::Time { queued, .. } => queued,
            Pace::Polls { .. } => Duration::ZERO,
        };
        self.settings.pace = Pace::Time { queued, running };
        self
    }

    /// Runs move on by polls rather than by time: so many answers say queued, then so many running.
    pub fn paced_by_polls(mut self, queued: u32, running: u32) -> Self {
        self.settings.pace = Pace::Polls { queued, running };
        self
    }

    /// The words that a run's status is spelled with.
    pub fn status_words(mut self, words: StatusWords) -> Self {
        self.settings.words = words;
        self
    }

    /// How long a new run is 404 by its id.
    pub fn not_found_for(mut self, time: Duration) -> Self {
        self.settings.not_found_for = time;
        self
    }

    /// How long a new run is missing from the list of runs.
    pub fn list_lag(mut self, lag: Duration) -> Self {
        self.settings.list_lag = lag;
        self
    }

    /// How far the server's clock is ahead of this machine's.
    pub fn clock_ahead(mut self, by: Duration) -> Self {
        self.server.clock_skew = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
        self
    }

    /// How far the server's clock is behind this machine's.
    pub fn clock_behind(mut self, by: Duration) -> Self {
        self.server.clock_skew = SignedDuration::try_from(by).map_or(SignedDuration::MIN, |by| -by);
        self
    }

    /// So many requests in any window of this length; 1200 in 60 seconds unless said.
    pub fn rate_limit(mut self, requests: u32, window: Duration) -> Self {
        self.settings.rate_limit = Some((requests, window));
        self
    }

    /// No rate limit, and no headers that tell of one.
    pub fn without_rate_limit(mut self) -> Self {
        self.settings.rate_limit = None;
        self
    }

    /// The largest request body in bytes; 4 MiB unless said.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.server.body_limit = bytes;
        self
    }

    /// How many requests the record keeps, the newest; 100 000 unless said. Counts are kept of all.
    pub fn record_limit(mut self, requests: usize) -> Self {
        self.server.record_limit = requests;
        self
    }

    /// The time between two events of a chat turn; 5 ms unless said.
    pub fn chat_pace(mut self, pace: Duration) -> Self {
        self.settings.chat_pace = pace;
        self
    }

    /// So many ended runs in the list from the start, for tests of paging.
    pub fn past_runs(mut self, runs: u64) -> Self {
        self.settings.past_runs = runs;
        self
    }

    /// Starts the sandbox on the tokio runtime this is called on.
    ///
    /// # Errors
    /// The port is taken, or the document is not one.
    pub async fn start(self) -> Result<Sandbox, Error> {
        // A document that is none is refused before a port is taken.
        let document = self.parsed()?;
        let key = self.key.unwrap_or_else(made_up_key);
        let neo = |document: &Document, now| Neo::new(self.settings, document, now);
        let mock = Mock::start_with(document, self.server, Some(key.clone()), neo).await?;
        Ok(Sandbox::new(mock, key))
    }

    /// A sandbox that listens nowhere: it is reached through [`Sandbox::transport`] and [`Sandbox::respond`], and its base URL leads to
    /// port 0, which nothing can connect to.
    ///
    /// # Errors
    /// The document is not one.
    pub fn in_memory(self) -> Result<Sandbox, Error> {
        let document = self.parsed()?;
        let key = self.key.unwrap_or_else(made_up_key);
        let neo = |document: &Document, now| Neo::new(self.settings, document, now);
        let mock = Mock::in_memory_with(document, self.server, Some(key.clone()), neo);
        Ok(Sandbox::new(mock, key))
    }

    fn parsed(&self) -> Result<Arc<Document>, Error> {
        match &self.document {
            Some((name, text)) => Ok(Arc::new(neo::parse(name, Cow::Owned(text.clone()))?)),
            None => neo::embedded(),
        }
    }
}

/// A key in the form of Neo's: the last part is letters and digits.
fn made_up_key() -> String {
    let secret: String = Uuid::new_v4().simple().to_string().chars().take(24).collect();
    format!("neo_sk_sandbox_{secret}")
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("server", &self.server)
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}
