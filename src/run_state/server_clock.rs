//! The server's clock, as its answers told it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::clock::{self, Instant};

/// How long what an answer told holds: two clocks that run apart by a ten-thousandth differ by less than a second then.
const HOLDS: Duration = Duration::from_secs(3600);

/// What the server's clock showed in the latest answer about runs; shared by a client's clones.
#[derive(Clone, Debug, Default)]
pub(crate) struct ServerClock(Arc<Mutex<Option<(SystemTime, Instant)>>>);

impl ServerClock {
    /// Keeps the `Date` of an answer that has just come.
    pub(crate) fn saw(&self, date: Option<SystemTime>) {
        if let Some(date) = date {
            // Nothing panics while it is held.
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((date, clock::now()));
        }
    }

    /// What it shows now, if it was not set since; `None` where nothing told within the hour.
    pub(crate) fn now(&self) -> Option<SystemTime> {
        let (date, at) = (*self.0.lock().unwrap_or_else(PoisonError::into_inner))?;
        let passed = clock::now().saturating_duration_since(at);
        (passed <= HOLDS).then(|| date.checked_add(passed))?
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn it_goes_on_for_an_hour() {
        let server = ServerClock::default();
        assert_eq!(server.now(), None);
        let date = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        server.clone().saw(Some(date));
        server.saw(None);
        tokio::time::advance(HOLDS).await;
        assert_eq!(server.now(), Some(date + HOLDS));
        tokio::time::advance(Duration::from_secs(1)).await;
        assert_eq!(server.now(), None);
    }
}
