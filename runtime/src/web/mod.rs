//! What stands in the place of tokio's clock and of reqwest's sockets in a browser, or whatever else runs
//! `wasm32-unknown-unknown` with JavaScript around it.
//!
//! What comes from JavaScript cannot go to another thread. There is only one, so it is wrapped and counts as `Send`: the API is the
//! same as elsewhere.

mod clock;
pub(crate) mod http;
mod layered;
pub(crate) mod once;
mod response;
mod upload;

pub(crate) use self::clock::spawn;
pub use self::clock::{Elapsed, Instant, Sleep, now, sleep_until, timeout_at, wall};
pub(crate) use self::layered::HttpService;
pub(crate) use self::response::{BodyError, Response, execute, held, whole};
pub(crate) use self::upload::{Pieces, Upload};
