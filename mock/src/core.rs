//! What every connection of one server shares.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::SignedDuration;
use tokio::sync::watch;

use crate::clock::{self, Clock, Now};
use crate::document::Document;
use crate::record::{Received, Record};
use crate::script::Script;
use crate::security::Tokens;

/// How a server is set up.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
    /// The largest request body in bytes.
    pub body_limit: usize,
    /// How many requests the record keeps, the newest.
    pub record_limit: usize,
    /// How far the server's clock is ahead of this machine's.
    pub clock_skew: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        let clock_skew = SignedDuration::ZERO;
        Self { port: 0, body_limit: 4 << 20, record_limit: 100_000, clock_skew }
    }
}

/// Is told of each request once it is done with.
pub(crate) type Observer = dyn Fn(&Received) + Send + Sync;

/// A server: its document, its clock, what it received and what is to go wrong, and the module that answers.
pub struct Core<M> {
    document: Arc<Document>,
    pub(crate) settings: Settings,
    clock: Clock,
    /// Scheme, host and port.
    origin: String,
    /// The same with the path that stands before all paths of the document.
    base_url: String,
    /// Counts changes of the state; who waits for one subscribes.
    changes: watch::Sender<u64>,
    /// True once the server is shutting down.
    pub(crate) stopping: watch::Sender<bool>,
    tokens: Mutex<Tokens>,
    script: Mutex<Script>,
    record: Mutex<Record>,
    observer: Mutex<Option<Arc<Observer>>>,
    module: M,
}

impl<M> Core<M> {
    pub(crate) fn new(
        document: Arc<Document>,
        settings: Settings,
        origin: String,
        tokens: Tokens,
        module: impl FnOnce(&Document, Now) -> M,
    ) -> Self {
        let clock = Clock::start(settings.clock_skew);
        let now = clock.now();
        let prefix = Arc::clone(document.prefix());
        Self {
            tokens: Mutex::new(tokens),
            script: Mutex::default(),
            observer: Mutex::default(),
            record: Mutex::new(Record::new(now.instant, settings.record_limit, prefix)),
            changes: watch::Sender::new(0),
            stopping: watch::Sender::new(false),
            base_url: format!("{origin}{}", document.base()),
            module: module(&document, now),
            origin,
            document,
            settings,
            clock,
        }
    }

    /// The document that is served.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// What answers.
    pub fn module(&self) -> &M {
        &self.module
    }

    /// The server's clock.
    pub fn clock(&self) -> &Clock {
        &self.clock
    }

    /// The moment it is.
    pub fn now(&self) -> Now {
        self.clock.now()
    }

    /// Scheme, host and port.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The same with the path that stands before all paths of the document.
    pub fn base_url(&self) -> &str {
        &self.base_url
    }

    /// The largest request body in bytes.
    pub fn body_limit(&self) -> usize {
        self.settings.body_limit
    }

    /// The credentials that are accepted.
    pub fn tokens(&self) -> MutexGuard<'_, Tokens> {
        lock(&self.tokens)
    }

    pub(crate) fn script(&self) -> MutexGuard<'_, Script> {
        lock(&self.script)
    }

    pub(crate) fn record(&self) -> MutexGuard<'_, Record> {
        lock(&self.record)
    }

    pub(crate) fn observe(&self, observer: Arc<Observer>) {
        *lock(&self.observer) = Some(observer);
    }

    /// What is told of every request that was answered, or not.
    pub(crate) fn observer(&self) -> Option<Arc<Observer>> {
        lock(&self.observer).clone()
    }

    /// Counts what changes on the server: requests that come and are answered.
    pub fn changes(&self) -> watch::Receiver<u64> {
        self.changes.subscribe()
    }

    pub(crate) fn changed(&self) {
        self.changes.send_modify(|count| *count = count.wrapping_add(1));
    }

    /// Sleeps for `wait`, or until the server stops.
    pub(crate) async fn pause(&self, wait: Duration) {
        if wait.is_zero() {
            return;
        }
        tokio::select! {
            () = clock::sleep(wait) => {}
            () = self.stopped() => {}
        }
    }

    /// Waits until the server stops.
    ///
    /// # Cancel safety
    /// Dropping it changes nothing.
    pub async fn stopped(&self) {
        let mut stopping = self.stopping.subscribe();
        // An error would mean that the sender is gone, which is a member of this.
        let _ = stopping.wait_for(|stopping| *stopping).await;
    }
}

/// Who panicked holding it has not left it half changed in a way that matters to a test server.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl<M> fmt::Debug for Core<M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core").field("base_url", &self.base_url).finish_non_exhaustive()
    }
}
