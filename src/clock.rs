//! The clock of this crate: the runtime's, so that tests can run on tokio's virtual clock.

pub(crate) use oas_runtime::clock::{Instant, Sleep, later, now, sleep_until, timeout_at};

/// The wall clock: for comparing with the server's, and for the journal. No wait goes by it.
#[cfg(not(test))]
pub(crate) use oas_runtime::clock::wall;

/// In tests it goes along with tokio's clock, which may be paused.
#[cfg(test)]
#[allow(clippy::disallowed_methods)]
pub(crate) fn wall() -> std::time::SystemTime {
    use std::sync::OnceLock;
    use std::time::SystemTime;

    static START: OnceLock<(SystemTime, std::time::Instant)> = OnceLock::new();
    let (wall, start) = *START.get_or_init(|| (SystemTime::now(), std::time::Instant::now()));
    wall + now().into_std().saturating_duration_since(start)
}
