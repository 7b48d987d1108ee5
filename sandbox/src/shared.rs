//! What every connection of one sandbox shares.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::watch;

use crate::clock::{self, Clock};
use crate::document::Document;
use crate::rate_limit::RateLimit;
use crate::record::Record;
use crate::script::Script;
use crate::security::Tokens;
use crate::settings::Settings;
use crate::state::{Now, State};

pub(crate) struct Shared {
    pub(crate) document: Arc<Document>,
    pub(crate) settings: Settings,
    pub(crate) clock: Clock,
    /// Scheme, host and port.
    pub(crate) origin: String,
    /// The same with the path that stands before all paths of the document.
    pub(crate) base_url: String,
    /// Counts changes of the state; who waits for one subscribes.
    pub(crate) changes: watch::Sender<u64>,
    /// True once the sandbox is shutting down.
    pub(crate) stopping: watch::Sender<bool>,
    state: Mutex<State>,
    tokens: Mutex<Tokens>,
    script: Mutex<Script>,
    record: Mutex<Record>,
    rate_limit: Mutex<Option<RateLimit>>,
}

impl Shared {
    pub(crate) fn new(
        document: Arc<Document>,
        settings: Settings,
        origin: String,
        key: String,
    ) -> Self {
        let clock = Clock::start(settings.clock_skew);
        let now = Now { instant: clock.instant(), timestamp: clock.timestamp() };
        Self {
            state: Mutex::new(State::new(&settings, now)),
            tokens: Mutex::new(Tokens::new(key)),
            script: Mutex::default(),
            record: Mutex::new(Record::new(now.instant, settings.record_limit)),
            rate_limit: Mutex::new(
                settings.rate_limit.map(|(limit, window)| RateLimit::new(limit, window)),
            ),
            changes: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            base_url: format!("{origin}{}", document.base()),
            origin,
            document,
            settings,
            clock,
        }
    }

    pub(crate) fn now(&self) -> Now {
        let instant = self.clock.instant();
        Now { instant, timestamp: self.clock.at(instant) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub(crate) fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.tokens)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    pub(crate) fn rate_limit(&self) -> MutexGuard<'_, Option<RateLimit>> {
        lock(&self.rate_limit)
    }

    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Sleeps for `wait`, or until the sandbox stops.
    pub(crate) async fn pause(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        tokio::select! {
            () = clock::sleep(wait) => {}
            () = self.stopped() => {}
        }
    }

    /// Waits until the sandbox stops.
    pub(crate) async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // An error would mean that the sender is gone, which is a member of this.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

/// A handler that panicked has not left the state half changed in a way that matters to a test server.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Shared").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
