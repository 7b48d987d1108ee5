//! The token of a client: kept while it is good, renewed once for all calls that need it.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

#[cfg(not(target_family = "wasm"))]
use tokio::spawn;
use tokio::sync::watch;

use super::Credential;
use super::token::{AccessToken, TokenError, TokenProvider, TokenRequest};
use crate::clock::{self, Instant};
use crate::error::{Error, ErrorKind, Outcome, Result, line};
use crate::stats::Counters;
#[cfg(target_family = "wasm")]
use crate::web::spawn;

/// How long before its end a token is renewed, at most: while it is still used.
const EARLY: Duration = Duration::from_secs(300);

/// How long before its end a token is no longer used, at most: a call takes time to arrive, and clocks differ.
const LATE: Duration = Duration::from_secs(15);

/// How long a provider may take.
const LIMIT: Duration = Duration::from_secs(60);

/// How long after a renewal that did not help no other is made: the user is locked out, and the provider no help.
const CALM: Duration = Duration::from_secs(10);

/// The result of a renewal, once it is there.
type Flight = watch::Receiver<Option<Result<Held>>>;

pub(crate) struct Tokens {
    provider: Box<dyn TokenProvider>,
    counters: Arc<Counters>,
    state: Mutex<CachedToken>,
}

#[derive(Default)]
struct CachedToken {
    held: Option<Held>,
    flight: Option<Flight>,
    /// The last token, to be kept out of the provider's errors.
    last: Option<Credential>,
    generation: u64,
    /// An early renewal that failed is not tried again before.
    not_before: Option<Instant>,
}

/// A token, and until when it is good.
#[derive(Clone)]
pub(super) struct Held {
    pub(super) credential: Credential,
    pub(super) generation: u64,
    /// Whether it took the place of one that was refused.
    refused: bool,
    since: Instant,
    renew: Option<Instant>,
    ends: Option<Instant>,
}

impl Held {
    fn new(token: AccessToken, generation: u64, refused: bool) -> Self {
        let since = clock::now();
        // A token of a short life is used for the most of it.
        let at = |lifetime: Duration, before: Duration, part: u32| {
            clock::later(since, lifetime.saturating_sub(before.min(lifetime / part)))
        };
        Self {
            credential: token.credential,
            generation,
            refused,
            since,
            renew: token.lifetime.map(|lifetime| at(lifetime, EARLY, 4)),
            ends: token.lifetime.map(|lifetime| at(lifetime, LATE, 10)),
        }
    }
}

impl Tokens {
    pub(super) fn new(provider: Box<dyn TokenProvider>, counters: Arc<Counters>) -> Self {
        Self { provider, counters, state: Mutex::default() }
    }

    /// A token that is good, waiting for one if need be.
    pub(super) async fn get(self: &Arc<Self>) -> Result<Held> {
        let mut flight = {
            let mut state = self.state();
            let now = clock::now();
            let passed = |at: Option<Instant>| at.is_some_and(|at| at <= now);
            if let Some(held) = state.held.clone().filter(|held| !passed(held.ends)) {
                let calm = state.not_before.is_some_and(|at| now < at);
                if passed(held.renew) && state.flight.is_none() && !calm {
                    self.renew(&mut state, false);
                }
                return Ok(held);
            }
            match &state.flight {
                Some(flight) => flight.clone(),
                None => self.renew(&mut state, false),
            }
        };
        let arrived = flight.wait_for(Option::is_some).await;
        match arrived.as_deref() {
            Ok(Some(result)) => result.clone(),
            _ => Err(failed("the token provider did not come to an end")),
        }
    }

    /// The server did not accept a token. Whether another is to be had: the one that took its place, or a new one.
    pub(super) fn refused(self: &Arc<Self>, generation: u64) -> bool {
        let mut state = self.state();
        let Some(held) = state.held.take_if(|held| held.generation == generation) else {
            return true;
        };
        if held.refused && clock::now() < clock::later(held.since, CALM) {
            state.held = Some(held);
            return false;
        }
        if state.flight.is_none() {
            self.renew(&mut state, true);
        }
        true
    }

    /// Begins a renewal, in a task: a caller that gives up does not take it from the others.
    fn renew(self: &Arc<Self>, state: &mut CachedToken, refused: bool) -> Flight {
        let (sender, flight) = watch::channel(None);
        state.flight = Some(flight.clone());
        state.generation += 1;
        let generation = state.generation;
        let landing = Landing(Arc::clone(self));
        self.counters.token_renewed();
        spawn(async move {
            let tokens = &landing.0;
            let token = tokens.provider.token(TokenRequest { refused });
            let limit = clock::later(clock::now(), LIMIT);
            let result = match clock::timeout_at(limit, token).await {
                Ok(Ok(token)) => Ok(Held::new(token, generation, refused)),
                Ok(Err(error)) => Err(tokens.failure(&error)),
                Err(_) => Err(failed("the token provider gave no token in time")),
            };
            let mut state = tokens.state();
            match &result {
                Ok(held) => {
                    state.last = Some(held.credential.clone());
                    state.held = Some(held.clone());
                    state.not_before = None;
                }
                Err(_) => state.not_before = Some(clock::later(clock::now(), CALM)),
            }
            drop(state);
            drop(landing);
            sender.send_replace(Some(result));
        });
        flight
    }

    /// The provider's error, with its causes and without the last token.
    fn failure(&self, error: &TokenError) -> Error {
        let mut text = line(&error.to_string()).to_string();
        let mut cause = error.source();
        while let Some(error) = cause {
            text = format!("{text}: {}", line(&error.to_string()));
            cause = error.source();
        }
        if let Some(last) = &self.state().last {
            text = last.secret().scrub_text(&text);
        }
        failed("the token provider failed").with_source(ProviderError(text))
    }

    fn state(&self) -> MutexGuard<'_, CachedToken> {
        // Nothing in it is left half done by a panic.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn failed(message: &str) -> Error {
    // A provider asks somebody else, who may be back the next time.
    Error::new(ErrorKind::Credential, Outcome::NotSent, message).transient(true)
}

/// Ends a flight whichever way it ends, a panic of the provider included.
struct Landing(Arc<Tokens>);

impl Drop for Landing {
    fn drop(&mut self) {
        self.0.state().flight = None;
    }
}

/// What a provider said. Its own `Debug` is not kept: it may show more than its text.
#[derive(Debug)]
struct ProviderError(String);

impl fmt::Display for ProviderError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for ProviderError {}

impl fmt::Debug for Tokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Tokens([redacted])")
    }
}
